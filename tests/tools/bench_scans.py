"""How well scans are read, and found: pages drawn from real reports, spoilt as scanners do.

    var/venv/bin/python tests/tools/bench_scans.py FOLDER KEPT [--pages 200] [--strings 2000]

FOLDER holds reports as `*.jsonl.gz`; KEPT keeps the pages and what was read of them, so that a run
that was stopped goes on (`--now 5` stops after five pages). Half of the pages are PNG files, half PDF
files, which are read as the product reads them; two of seven are read by Tesseract too. Fonts and
Tesseract (`chi_sim+eng`) are Debian's; what is not installed is left out. Recall counts characters
without white space, as a bag per page; （ and ( are one, and traditional is simplified, as in a
search. The strings of ten characters of clean pages are searched for in quotation marks in an index
of all pages. Seconds are of the processor.
"""

import datetime
import io
import json
import random
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import click
import opencc

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.indexing import extract, file_types
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.scans_folder import current_scans_folder, use_scans_folder
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report, report_id
from search.query.run_query import near_layers, run_query
from search.request import Layer, Request
from tests.tools.drawn_pages import DrawnPage, Printer

SIMPLIFIED = opencc.OpenCC("t2s")
TEN = 10
BESIDE = 7
"""Two pages of so many are read by Tesseract as well."""


def letters(text: str) -> str:
    """The characters that a search compares."""
    return "".join(SIMPLIFIED.convert(unicodedata.normalize("NFKC", text)).split())


def recall(printed: str, read: str) -> tuple[int, int]:
    """How many of the characters were read, and how many there are."""
    wanted, seen = Counter(letters(printed)), Counter(letters(read))
    return sum((wanted & seen).values()), sum(wanted.values())


def file_of(page: DrawnPage, number: int) -> tuple[str, bytes]:
    """A page as a file: its name and content."""
    out = io.BytesIO()
    if number % 2:
        page.picture.save(out, "PDF", quality=92, resolution=72 * page.picture.width / 595)
    else:
        page.picture.save(out, "PNG")
    return f"{number:03d}.{'pdf' if number % 2 else 'png'}", out.getvalue()


def tesseract(page: DrawnPage) -> str:
    out = io.BytesIO()
    page.picture.save(out, "PNG")
    done = subprocess.run(
        ["tesseract", "-", "-", "-l", "chi_sim+eng"], input=out.getvalue(), capture_output=True, check=True,
        env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def ours(name: str, data: bytes) -> str:
    """What the product reads of a file, its pages kept in the store."""
    kind = file_types.kind_of(name, file_types.Sample(data)) or ""
    rules = ExtractionRules(scans_folder=current_scans_folder())
    [item] = extract.read(SourceFile(path=name, file="", kind=kind, data=data), rules)
    return f"{item.title}\n{item.body}" if isinstance(item, Report) else ""


def used() -> float:
    """Seconds of the processor of this process and of those it waited for."""
    uses = (resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def measured(page: DrawnPage, number: int, reports: Path) -> dict[str, object]:
    """A page read by us, and by Tesseract if it is its turn."""
    name, data = file_of(page, number)
    (reports / name).write_bytes(data)
    engines = {"baogao": lambda: ours(name, data)}
    if shutil.which("tesseract") and number % BESIDE < 2:
        engines["tesseract"] = lambda: tesseract(page)
    row: dict[str, object] = {"number": number, "name": name, "printed": page.text}
    row["kinds"] = [page.way, page.script, page.font, name[-3:], "all"]
    row["kinds"] += ["beside each other"] * (len(engines) > 1)
    for engine, read in engines.items():
        begun = used()
        text = read()
        row[engine] = (*recall(page.text, text), round(used() - begun, 2))
    row["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    return row


def show(rows: list[dict]) -> None:
    """Recall, the worst page and seconds by kind of page and engine."""
    for kind in dict.fromkeys(kind for row in rows for kind in row["kinds"]):
        for engine in ("baogao", "tesseract"):
            read = [row[engine] for row in rows if kind in row["kinds"] and engine in row]
            if read:
                share = sum(page[0] for page in read) / sum(page[1] for page in read)
                lowest = min(page[0] / page[1] for page in read)
                seconds = sum(page[2] for page in read) / len(read)
                click.echo(
                    f"{kind:18} {engine:10} {len(read):3} pages {share:.4f}, lowest {lowest:.4f}, {seconds:.1f} s a page"
                )
    click.echo(f"{time.strftime('%Y-%m-%d')}, most memory {max(row['memory'] for row in rows)} MB")


def searched(path: Path, rows: list[dict], count: int) -> tuple[int, int]:
    """How many strings of ten characters find their page, of how many."""
    build([str(path / "reports")], str(path / "index"))
    index = open_index(str(path / "index"))
    chance = random.Random(9)
    texts = [
        (row["name"], [line for line in row["printed"].split("\n") if len(line) >= TEN])
        for row in rows
        if "clean" in row["kinds"]
    ]
    hits = tries = 0
    while tries < count and texts:
        name, lines = texts[tries % len(texts)]
        line = chance.choices(lines, [len(line) for line in lines])[0]
        start = chance.randrange(len(line) - TEN + 1)
        text = line[start : start + TEN].replace('"', " ")
        if not any(char.isalnum() for char in text):
            continue
        request = Request(text=f'"{text}"', today=datetime.date(2026, 11, 29), size=500, facets=())
        asked = run_query(index, request)
        behind = [
            layer.answer
            for layer in near_layers(index, request, asked, 500)
            if layer.layer_query.layer in (Layer.INSIDE, Layer.VERBATIM)
        ]
        hit = any(
            report_id(name) == ranked.id
            for answer in (asked.answer, *behind)
            for ranked in answer.hits
        )
        if not hit:
            click.echo(f"not found in {name}: {text}")
        hits += hit
        tries += 1
    index.close()
    return hits, tries


@click.command()
@click.argument("folder")
@click.argument("path", metavar="KEPT", type=click.Path(path_type=Path))
@click.option("--pages", default=200)
@click.option("--strings", default=2_000)
@click.option("--now", default=1_000, help="Stop after so many new pages.")
def main(folder: str, path: Path, pages: int, strings: int, now: int) -> None:
    (path / "reports").mkdir(parents=True, exist_ok=True)
    use_scans_folder(str(path / "scans"))
    lines = path / "rows.jsonl"
    rows = (
        [json.loads(line) for line in lines.read_text("utf-8").splitlines()]
        if lines.exists()
        else []
    )
    printer = Printer(folder)
    done = {row["number"] for row in rows}
    for number in [number for number in range(pages) if number not in done][:now]:
        row = measured(printer.page(number), number, path / "reports")
        rows.append(json.loads(json.dumps(row)))
        with lines.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")
        shares = {
            engine: f"{row[engine][0] / row[engine][1]:.4f}"
            for engine in ("baogao", "tesseract")
            if engine in row
        }
        click.echo(f"{row['name']} {row['kinds'][:3]} {shares}")
    show(rows)
    if len(rows) >= pages:
        hits, tries = searched(path, rows, strings)
        click.echo(
            f"strings of ten characters of clean pages that find their page: {hits} of {tries}"
        )


if __name__ == "__main__":
    main()
