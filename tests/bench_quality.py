"""How well the right report is found: MRR@10, nDCG@10, recall@100, success@10, beside peers.

    make quality SETS="folder …"

A folder holds `docs.jsonl` or `docs.jsonl.gz` (id, title, body), `queries.jsonl` (id, text) and
`qrels.tsv` (query, document, relevance). Peers get the same words as we do, joined by OR, each
with its own ranking as it comes: stock Whoosh, SQLite's FTS5, tantivy, bm25s; what is not
installed is named. `--part even` measures every other query, to tune on; `odd` the rest.
"""

# ruff: noqa: T201, PLC0415 - a bench prints, and imports only the peers that it measures

import argparse
import datetime
import gzip
import importlib.util
import json
import math
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from index.analysis import Analyzer
from index.build import build
from index.store import Question, open_index
from search.meaning import understand
from search.request import Match, Request

TODAY = datetime.date(2026, 11, 24)
DEPTH = 100


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
    asked = [(one["id"], one["text"]) for one in queries if one["id"] in relevance]
    if part:
        asked = asked[0 if part == "even" else 1 :: 2]
    return TestSet(
        name=folder.name,
        docs=[(doc["id"], doc.get("title", ""), doc["body"]) for doc in docs],
        queries=asked,
        relevance=relevance,
    )


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
    request = Request(text=text, today=TODAY, match=match, additions=additions)
    understood = understand(request, index)
    answer = index.ask(Question(query=understood.query, filters=understood.filters, size=DEPTH))
    few = answer.total < understood.enough
    if few and understood.fallback is not None and match is Match.BEST:
        answer = index.ask(Question(query=understood.fallback, size=DEPTH))
    return [hit.id for hit in answer.hits]


def fts5(tests, texts, words):
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE docs USING fts5(title, body)")
    base.executemany("INSERT INTO docs(title, body) VALUES (?, ?)", texts)
    sql = "SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT 100"
    for _, text in tests.queries:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(text)))
        rows = base.execute(sql, [asked]) if asked else ()
        yield [tests.docs[row - 1][0] for (row,) in rows]


def bm25s(tests, texts, words):
    import bm25s as peer

    index = peer.BM25()
    index.index([f"{title} {body}".split() for title, body in texts], show_progress=False)
    depth = min(DEPTH, len(tests.docs))
    for _, text in tests.queries:
        asked = words(text)
        places = index.retrieve([asked], k=depth, show_progress=False)[0][0] if asked else ()
        yield [tests.docs[place][0] for place in places]


def tantivy(tests, texts, words):
    import tantivy as peer

    builder = peer.SchemaBuilder()
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    builder.add_unsigned_field("place", stored=True)
    with tempfile.TemporaryDirectory() as folder:
        index = peer.Index(builder.build(), path=folder)
        writer = index.writer(num_threads=1)
        for place, (title, body) in enumerate(texts):
            writer.add_document(peer.Document(title=title, body=body, place=place))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        for _, text in tests.queries:
            parts = [
                (peer.Occur.Should, peer.Query.term_query(index.schema, field, word))
                for word in dict.fromkeys(words(text))
                for field in ("title", "body")
            ]
            hits = searcher.search(peer.Query.boolean_query(parts), DEPTH).hits if parts else ()
            yield [tests.docs[searcher.doc(at)["place"][0]][0] for _, at in hits]


def whoosh(tests, texts, words):
    from whoosh import analysis, fields, query
    from whoosh.filedb.filestore import RamStorage

    split = fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer())
    index = RamStorage().create_index(fields.Schema(title=split, body=split, place=fields.STORED))
    writer = index.writer(limitmb=512)
    for place, (title, body) in enumerate(texts):
        writer.add_document(title=title, body=body, place=place)
    writer.commit()
    with index.searcher() as searcher:
        for _, text in tests.queries:
            terms = [
                query.Term(f, w) for w in dict.fromkeys(words(text)) for f in ("title", "body")
            ]
            found = searcher.search(query.Or(terms), limit=DEPTH)
            yield [tests.docs[hit["place"]][0] for hit in found]


PEERS = {"fts5": fts5, "bm25s": bm25s, "tantivy": tantivy, "whoosh": whoosh}


def peers(tests, names):
    """Each peer's name and its answers, over texts already cut into words."""
    analyzer = Analyzer()

    def words(text):
        return [token.text for token in analyzer.words(text)]

    texts = [(" ".join(words(title)), " ".join(words(body))) for _, title, body in tests.docs]
    for name in names:
        if name == "fts5" or importlib.util.find_spec(name):
            yield name, PEERS[name](tests, texts, words)
        else:
            print(f"  {name:24} is not installed")


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
    parser.add_argument("--part", choices=("even", "odd"))
    parser.add_argument("--peers", default=",".join(PEERS), help="which of " + ", ".join(PEERS))
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
