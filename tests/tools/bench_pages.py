"""How well saved pages are read: folders of pages with a gold.jsonl, beside what peers read.

    make pages PAGES="folder folder"

A page is scored on title, date, source, author, editor, views, document number and on snippets
that must and must not be in its body, white space removed. Peers are asked where they can be
imported (trafilatura, newspaper4k, readability-lxml, gne, htmldate); none is a dependency. With
--wrong every miss is listed.
"""

import argparse
import gc
import importlib
import importlib.util
import json
import re
import statistics
import time
import warnings
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import click
from bs4 import BeautifulSoup

from index.indexing import extract
from index.ingest.decode import decode
from index.ingest.source_file import SourceFile

FIELDS = ("title", "date", "source", "author", "editor", "views", "number")
GOLD = {"date": "date_published", "number": "doc_no"}


@dataclass
class Said:
    """What a reader says about a page; a field it does not know is not in `fields`."""

    fields: dict[str, str]
    body: str | None = None


@dataclass
class Score:
    """Right and asked by field, and what was wrong."""

    right: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    asked: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, name, good, what):
        self.asked[name] += 1
        self.right[name] += good
        if not good:
            self.wrong.append(what)

    def share(self, name):
        return f"{self.right[name]}/{self.asked[name]}" if self.asked[name] else "-"


def key(text):
    return re.sub(r"[\s,，、&]", "", str(text)).lower()


def wanted(gold, name):
    """The values that count as right; empty where the page set does not say."""
    label = GOLD.get(name, name) if name not in gold else name
    if label not in gold:
        return None
    return {
        "" if value is None else key(value)
        for value in (gold[label], *(gold.get(f"{name}_alt") or ()))
    }


def judge(score, gold, said):
    for name in FIELDS:
        right = wanted(gold, name)
        if right is None or name not in said.fields:
            continue
        value = key(said.fields[name])
        what = f"{gold['file']} {name}: {said.fields[name]!r}, wanted {right}"
        score.add(name, value in right, what)
        if name in {"author", "editor", "views"} and right != {""} and "" not in right:
            score.add(f"{name} there", value in right, what)
    if said.body is None:
        return
    body = re.sub(r"\s", "", said.body)
    for name, good in (("must", True), ("must_not", False)):
        for snippet in gold.get(f"body_{name}", ()):
            there = re.sub(r"\s", "", snippet) in body
            score.add(f"body_{name}", there is good, f"{gold['file']} body_{name}: {snippet}")


def ours(raw, path):
    report = next(extract.read(SourceFile(path=path.name, file=str(path), kind="html", data=raw)))
    fields = {name: getattr(report, name, "") for name in FIELDS}
    fields = {name: "" if value is None else str(value) for name, value in fields.items()}
    return Said(fields, report.body)


def trafilatura(raw):
    module = importlib.import_module("trafilatura")
    text = decode(raw).text
    meta = module.extract_metadata(text)
    body = module.extract(text) or ""
    return Said(
        {"title": meta.title or "", "date": meta.date or "", "author": meta.author or ""}, body
    )


def newspaper4k(raw):
    module = importlib.import_module("newspaper")
    article = module.Article("http://example.org/", language="zh")
    article.download(input_html=decode(raw).text)
    article.parse()
    date = article.publish_date.date().isoformat() if article.publish_date else ""
    return Said(
        {"title": article.title or "", "date": date, "author": " ".join(article.authors)},
        article.text,
    )


def readability(raw):
    module = importlib.import_module("readability")
    document = module.Document(decode(raw).text)
    return Said(
        {"title": document.short_title()}, BeautifulSoup(document.summary(), "lxml").get_text()
    )


def gne(raw):
    module = importlib.import_module("gne")
    extracted = module.GeneralNewsExtractor().extract(decode(raw).text)
    date = re.search(r"\d{4}-\d\d-\d\d", extracted["publish_time"].replace("/", "-"))
    fields = {
        "title": extracted["title"],
        "date": date[0] if date else "",
        "author": extracted["author"],
        "editor": extracted["author"],
    }
    return Said(fields, extracted["content"])


def htmldate(raw):
    module = importlib.import_module("htmldate")
    return Said({"date": module.find_date(decode(raw).text) or ""})


PEERS = {
    "trafilatura": trafilatura,
    "newspaper": newspaper4k,
    "readability": readability,
    "gne": gne,
    "htmldate": htmldate,
}


def readers(only_ours):
    peers = {} if only_ours else PEERS
    known = {module: reader for module, reader in peers.items() if importlib.util.find_spec(module)}
    return {"baogao": ours, **known}


def run(folder, arguments):
    pages = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    pages = [gold for gold in pages if (folder / gold["file"]).exists()]
    scores = {name: Score() for name in readers(arguments.ours)}
    parses = []
    for gold in pages:
        path = folder / gold["file"]
        raw = path.read_bytes()
        text = decode(raw).text
        gc.collect()  # or the tree of one reader would be cleared away in the time of the next
        started = time.process_time()
        BeautifulSoup(text, "lxml")
        parses.append(time.process_time() - started)
        for name, reader in readers(arguments.ours).items():
            gc.collect()
            started = time.process_time()
            try:
                reading = reader(raw, path) if reader is ours else reader(raw)
            except Exception as error:  # noqa: BLE001 - a peer that fails on a page has no answer
                reading = Said(dict.fromkeys(FIELDS, ""), "")
                scores[name].wrong.append(f"{gold['file']} raised {error!r}")
            scores[name].seconds.append(time.process_time() - started)
            judge(scores[name], gold, reading)
    click.echo(f"\n{folder.name}: {len(pages)} pages")
    columns = (*FIELDS, "author there", "editor there", "views there", "body_must", "body_must_not")
    click.echo(
        f"{'':14}" + " ".join(f"{name:>13}" for name in columns) + f" {'ms':>7} {'parses':>7}"
    )
    for name, score in scores.items():
        ratio = statistics.median(a / b for a, b in zip(score.seconds, parses, strict=True))
        cells = " ".join(f"{score.share(column):>13}" for column in columns)
        click.echo(f"{name:14}{cells} {statistics.median(score.seconds) * 1e3:7.1f} {ratio:7.2f}")
        if arguments.wrong and name in {"baogao", arguments.wrong}:
            click.echo("\n".join(f"    {line}" for line in score.wrong))


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--ours", action="store_true", help="without the peers")
    parser.add_argument(
        "--wrong", nargs="?", const="baogao", help="list the misses (of a peer too)"
    )
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    for folder in arguments.folders:
        run(folder, arguments)


if __name__ == "__main__":
    main()
