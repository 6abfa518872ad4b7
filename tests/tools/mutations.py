"""Changes files at random and reads them: none may raise, hang or lose text without a word.

    python -m tests.tools.mutations 50000 --seed 9 --jobs 2

The files are the cases of the tests: pages, mails, Word files, exports, archives, plain text. In a
ZIP file a member is changed and packed again, so that its reader gets to see the change. What is
printed: errors that no reader foresaw, readings that took more than a few seconds of the
processor, files that end in nothing at all, and reports whose letters are few beside those of the
file although nothing is said.
"""

import argparse
import io
import multiprocessing
import random
import re
import resource
import signal
import sys
import tempfile
import time
import tomllib
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

import click
from bs4 import BeautifulSoup

from index.indexing import corpus, extract
from index.ingest.decode import decode
from index.ingest.files.format import ending
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UNFORESEEN
from index.report import Report, Skipped
from tests import case_files
from tests.test_mutated_files import changed
from tests.test_mutated_pages import mutated
from tests.test_reading_cases import filled

DATA = Path(__file__).parent.parent / "data"
LARGEST = 300_000
SLOW = 5.0
"""Seconds of the processor for one file, above which it is printed."""
HANGS = 60
"""Seconds of the processor after which a reading is given up and printed."""
MEMORY = 3 << 30
LEAST = 150
"""The least number of letters of a file whose share is looked at."""
SHARE = 0.4
_TEXT = (".html", ".htm", ".txt", ".md", ".csv", ".tsv", ".json", ".jsonl", ".docx")
_LETTER = re.compile(r"[\u3400-\u9fff]|[^\W\d_]{3,}")
_WORD_TEXT = re.compile(rb"<w:t(?: [^>]*)?>([^<]*)<")


def sources():
    """Name and bytes of every case file that is not huge."""
    files = [
        (path.name, path.read_bytes())
        for folder in ("extract", "cases")
        for path in sorted((DATA / folder).rglob("*"))
        if path.is_file() and path.suffix != ".json"
    ]
    for path in sorted(case_files.CASES.glob("*.json")):
        cases = case_files.load(path.stem).values()
        files += [(case["file"], case_files.content(case)) for case in cases]
    for name in ("reading_cases", "markup_cases", "export_cases"):
        for cases in tomllib.loads((DATA / f"{name}.toml").read_text("utf-8")).values():
            for case in cases.values():
                if "text" in case:
                    kind = case.get("kind", "html")
                    text = filled(case["text"]).encode(case.get("encoding", "utf-8"), "replace")
                    files.append((case.get("path", f"a.{kind or 'txt'}").split("/")[-1], text))
    return [(name, data) for name, data in files if data and len(data) < LARGEST]


def by_ending(files):
    """The files by the ending of their names."""
    groups = defaultdict(list)
    for name, data in files:
        groups[ending(name)].append((name, data))
    return groups


def in_member(data, rng):
    """A ZIP file with one member changed; other data changed as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: archive.read(info) for info in archive.infolist()}
    except Exception:  # noqa: BLE001 - a file that is no ZIP, or a broken one
        return changed(rng, data)
    largest = sorted(members, key=lambda name: -len(members[name]))[:3]
    name = rng.choice([*largest, rng.choice(sorted(members))])
    members[name] = rng.choice([mutated, lambda part, by: changed(by, part)])(members[name], rng)
    return case_files.zipped(members)


def letters(text):
    """The letters and words of a text, each at most three times: rubbish repeats one."""
    return Counter({what: min(times, 3) for what, times in Counter(_LETTER.findall(text)).items()})


def shown(name, data):
    """The letters that a person would see in a file, roughly; None for kinds that are not text."""
    if not name.lower().endswith(_TEXT):
        return None
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                body = archive.read("word/document.xml")
        except Exception:  # noqa: BLE001 - a broken archive shows nothing
            return None
        return letters(b" ".join(_WORD_TEXT.findall(body)).decode("utf-8", "replace"))
    text = decode(data).text
    if name.lower().endswith((".html", ".htm")):
        soup = BeautifulSoup(text, "html.parser")
        for element in soup.find_all(
            ["script", "style", "nav", "form", "footer", "header", "aside", "noscript", "a"]
        ):
            element.extract()
        text = soup.get_text(" ")
    return letters(text)


def is_said(item):
    """Whether an item is skipped, or a report says that something is missing, cut or doubtful."""
    return isinstance(item, Skipped) or bool(item.check or dict(item.origins).get("paragraphs"))


def kept(items):
    """The letters in all texts and fields of reports."""
    parts = []
    for item in items:
        parts += [*item.paragraphs, item.title, item.source, item.author, item.editor, item.url]
        parts += [item.description, item.number, item.issuer, str(item.keywords)]
    return letters("\n".join(map(str, parts)))


def read(name, data):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name.replace("/", "_")).write_bytes(data)
        items = []
        for entry in corpus.entries(folder):
            items += list(extract.read(entry)) if isinstance(entry, SourceFile) else [entry]
    return items


def faults(name, data):
    """What is wrong with the reading of a file."""
    started = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    try:
        items = read(name, data)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - started
    if took > SLOW:
        yield f"slow: {took:.1f} s"
    if not items:
        yield "nothing at all"
    for item in items:
        if isinstance(item, Skipped) and item.reason.startswith(UNFORESEEN):
            yield item.reason
    if any(map(is_said, items)) or (seen := shown(name, data)) is None:
        return
    reports = [item for item in items if isinstance(item, Report)]
    there = sum((seen & kept(reports)).values())
    if seen.total() > LEAST and there < SHARE * seen.total():
        share = [report.completeness for report in reports][:5]
        yield f"few letters: {there} of {seen.total()}, says {share}"


def _given_up(signum, frame):
    del signum, frame
    raise TimeoutError("hangs")


def one(task):
    """The faults of one changed file, by the seed that made it."""
    seed, (name, data) = task
    rng = random.Random(seed)
    spoilt = in_member(data, rng) if data[:2] == b"PK" or rng.random() < 0.5 else mutated(data, rng)
    try:
        return seed, name, spoilt, list(faults(name, spoilt or b"x"))
    except BaseException as error:  # noqa: BLE001 - this is what is looked for
        return seed, name, spoilt, [f"raised {error!r}"]


def prepare():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, _given_up)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder for the files with faults")
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    kinds = by_ending(sources())
    weights = [len(files) ** 0.5 for files in kinds.values()]  # else nearly all would be pages
    tasks = (
        (f"{arguments.seed}/{number}", rng.choice(rng.choices([*kinds.values()], weights)[0]))
        for number in range(arguments.files)
    )
    done_kinds, faulty = Counter(), 0
    with multiprocessing.Pool(arguments.jobs, prepare, maxtasksperchild=500) as pool:
        for done, (seed, name, spoilt, wrong) in enumerate(pool.imap_unordered(one, tasks), 1):
            done_kinds[ending(name)] += 1
            faulty += bool(wrong)
            for what in wrong:
                click.echo(f"{seed} {name}: {what}")
            if wrong and arguments.keep:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                folder = arguments.keep / f"{seed.replace('/', '-')}-{name.replace('/', '_')}"
                folder.write_bytes(spoilt)
            if done % 2_000 == 0:
                click.echo(f"{done} files, {faulty} with faults", err=True)
    click.echo(f"{arguments.files} files, {faulty} with faults; {done_kinds.most_common(30)}")
    sys.exit(bool(faulty))


if __name__ == "__main__":
    main()
