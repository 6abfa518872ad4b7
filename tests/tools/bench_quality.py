"""How well the right report is found: MRR@10, nDCG@10, recall@100, success@10, beside peers.

    make quality SETS="folder …"

A folder holds `docs.jsonl` or `docs.jsonl.gz` (id, title, body), `queries.jsonl` (id, text) and
`qrels.tsv` (query, document, relevance). Peers are in `quality_peers`; what is not installed is
named. `--part tune` measures the third of the queries that constants may be chosen on, `--part
report` the rest, which nobody chose anything on: a query is in the third by a hash of its id.
"""

# ruff: noqa: T201 - a bench prints

import argparse
import dataclasses
import datetime
import gzip
import hashlib
import json
import math
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from index.operations.build import build
from index.operations.opening import open_index
from search.query.run_query import near_layers, run_query
from search.request import Match, Request

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
from tests.tools.quality_peers import DEPTH, NAMES, peers

TODAY = datetime.date(2026, 11, 24)
PARTS = ("tune", "report")


@dataclass(frozen=True, slots=True, kw_only=True)
class TestSet:
    """Documents as (id, title, body), queries as (id, text), relevance by query and document."""

    name: str
    docs: list[tuple[str, str, str]]
    queries: list[tuple[str, str]]
    relevance: dict[str, dict[str, int]]


def load(folder, part):
    path = next(
        folder / name for name in ("docs.jsonl", "docs.jsonl.gz") if (folder / name).exists()
    )
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8") as lines:
        docs = [json.loads(line) for line in lines]
    queries = [json.loads(line) for line in (folder / "queries.jsonl").open(encoding="utf-8")]
    relevance = {}
    for line in (folder / "qrels.tsv").open(encoding="utf-8"):
        query, doc, grade = line.split("\t")
        relevance.setdefault(query, {})[doc] = int(grade)
    asked = [(topic["id"], topic["text"]) for topic in queries if topic["id"] in relevance]
    if part:
        asked = [topic for topic in asked if part_of(topic[0]) == part]
    return TestSet(
        name=folder.name,
        docs=[(doc["id"], doc.get("title", ""), doc["body"]) for doc in docs],
        queries=asked,
        relevance=relevance,
    )


def part_of(name):
    """`tune` for a third of the queries, `report` for the rest, whatever else is in the set."""
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return PARTS[digest[0] % 3 != 0]


def figures(found, relevance):
    """MRR@10, nDCG@10, recall@100 and success@10 of one query."""
    wanted = {doc: grade for doc, grade in relevance.items() if grade > 0}
    ranks = [rank for rank, doc in enumerate(found, 1) if doc in wanted]
    gains = [wanted.get(doc, 0) / math.log2(rank + 1) for rank, doc in enumerate(found[:10], 1)]
    best = sorted(wanted.values(), reverse=True)[:10]
    ideal = sum(grade / math.log2(rank + 1) for rank, grade in enumerate(best, 1))
    early = bool(ranks) and ranks[0] <= 10
    return (
        1 / ranks[0] if early else 0.0,
        sum(gains) / ideal if ideal else 0.0,
        len(ranks) / len(wanted) if wanted else 0.0,
        float(early),
    )


def ours(tests, match, additions=()):
    """The product's own search, ids only."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "docs")
        folder.mkdir()
        with (folder / "docs.jsonl").open("w", encoding="utf-8") as file:
            for name, title, body in tests.docs:
                file.write(json.dumps({"id": name, "title": title, "body": body}) + "\n")
        build([str(folder)], f"{scratch}/index")
        index = open_index(f"{scratch}/index")
        yield from (_ask(index, text, match, additions) for _, text in tests.queries)
        index.close()


def _ask(index, text, match, additions):
    """The reports in the order in which a person comes to them: those asked for, each layer."""
    request = Request(
        text=text, today=TODAY, match=match, additions=additions, size=DEPTH, facets=()
    )
    asked = run_query(index, request)
    ids = dict.fromkeys(hit.id for hit in asked.answer.hits)
    for near_layer in near_layers(index, request, asked, room=1):
        if len(ids) < DEPTH:
            layer = run_query(
                index, dataclasses.replace(request, layer=near_layer.layer_query.layer)
            )
            ids |= dict.fromkeys(hit.id for hit in layer.answer.hits)
    return list(ids)[:DEPTH]


def show(name, tests, answers):
    started = time.perf_counter()
    rows = [
        figures(found, tests.relevance[query])
        for (query, _), found in zip(tests.queries, answers, strict=True)
    ]
    mean = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    seconds = time.perf_counter() - started
    print(f"  {name:24} " + "  ".join(f"{value:8.4f}" for value in mean) + f"  {seconds:7.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--peers", default=",".join(NAMES), help="which of " + ", ".join(NAMES))
    parser.add_argument("--additions", default="", help="switched on, such as translation")
    options = parser.parse_args()
    additions = tuple(filter(None, options.additions.split(",")))
    for folder in options.folders:
        tests = load(folder, options.part)
        print(f"{tests.name}: {len(tests.docs)} documents, {len(tests.queries)} queries")
        print(f"  {'':24}   MRR@10   nDCG@10 recall@100 success@10")
        show("baogao", tests, ours(tests, Match.BEST, additions))
        show("baogao, any word", tests, ours(tests, Match.ANY, additions))
        for name, answers in peers(tests, filter(None, options.peers.split(","))):
            show(name, tests, answers)


if __name__ == "__main__":
    sys.exit(main())
