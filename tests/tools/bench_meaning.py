"""How well meaning finds the right report: words, vectors of passages, and both, side by side.

    python -m tests.tools.bench_meaning [--part tune|report] [--sample N] FOLDER …

A folder holds a retrieval set as `bench_quality` reads it. Words are the product's own search with
the other language switched on. `both` adds the similarity of the nearest passage, weighted, to the
share of the best score of words; `--weight` is that of the vectors.
"""

# ruff: noqa: T201 - a bench prints

import argparse
import contextlib
import dataclasses
import json
import random
import tempfile
from pathlib import Path

import numpy as np

from index.api import PassageQuestion
from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.opening import open_index
from search.query.other_language.expansion import TRANSLATION
from search.query.run_query import run_query
from search.request import Layer, Match, Request
from tests.tools.bench_quality import PARTS, TODAY, figures, load
from tests.tools.quality_peers import DEPTH


@contextlib.contextmanager
def indexed(tests):
    """An index of the documents of a set, with vectors."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "docs")
        folder.mkdir()
        with (folder / "docs.jsonl").open("w", encoding="utf-8") as file:
            for name, title, body in tests.docs:
                file.write(json.dumps({"id": name, "title": title, "body": body}) + "\n")
        build([str(folder)], f"{scratch}/index", meaning=no_progress)
        index = open_index(f"{scratch}/index")
        yield index
        index.close()


def by_words(index, text):
    """Ids and scores of the product's own search for any word, then of its translation."""
    request = Request(
        text=text, today=TODAY, match=Match.ANY, additions=(TRANSLATION,), size=DEPTH, facets=()
    )
    scores = {}
    for layer, match in ((Layer.TRANSLATION, Match.BEST), (Layer.ASKED, Match.ANY)):
        asked = dataclasses.replace(request, layer=layer, match=match)
        hits = run_query(index, asked).answer.hits
        most = max((hit.score for hit in hits), default=1.0) or 1.0
        for hit in hits:
            scores[hit.id] = max(hit.score / most, scores.get(hit.id, 0.0))
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0])))


def by_meaning(index, text):
    """Ids and similarities of the reports with the nearest passages."""
    answer = index.nearest(PassageQuestion(texts=(text,), size=DEPTH))
    best = {}
    for hits in answer.hits:
        for hit in hits:
            best[hit.id] = max(hit.similarity, best.get(hit.id, -1.0))
    return dict(sorted(best.items(), key=lambda pair: (-pair[1], pair[0])))


def both(words, meaning, weight):
    """The reports of either, by the weighted sum of both."""
    most = max(words.values(), default=1.0) or 1.0
    total = {
        name: words.get(name, 0.0) / most + weight * max(meaning.get(name, 0.0), 0.0)
        for name in words | meaning
    }
    return dict(sorted(total.items(), key=lambda pair: (-pair[1], pair[0])))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", maxsplit=1)[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--part", choices=PARTS, default="")
    parser.add_argument("--weight", default="1,2,4")
    parser.add_argument("--sample", type=int, default=0, help="ask so many queries, seeded")
    options = parser.parse_args()
    weights = [float(weight) for weight in options.weight.split(",")]
    for folder in options.folders:
        tests = load(folder, options.part)
        if options.sample:
            asked = random.Random(0).sample(tests.queries, min(options.sample, len(tests.queries)))
            tests = dataclasses.replace(tests, queries=asked)
        print(f"{tests.name}: {len(tests.docs)} documents, {len(tests.queries)} queries")
        print(f"  {'':16}   MRR@10   nDCG@10 recall@100 success@10 success@1")
        rows = {}
        with indexed(tests) as index:
            for query, text in tests.queries:
                words, meaning = by_words(index, text), by_meaning(index, text)
                rankings = {"words": words, "vectors": meaning}
                rankings |= {
                    f"both, {weight:g}": both(words, meaning, weight) for weight in weights
                }
                for name, ids in rankings.items():
                    row = figures(list(ids)[:DEPTH], tests.relevance[query])
                    rows.setdefault(name, []).append((*row, float(row[0] == 1.0)))
        for name, values in rows.items():
            mean = np.array(values).mean(0)
            print(f"  {name:16} " + "  ".join(f"{value:8.4f}" for value in mean), flush=True)


if __name__ == "__main__":
    main()
