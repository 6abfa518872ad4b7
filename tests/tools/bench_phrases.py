"""Measures the pages of phrases: `python -m tests.tools.bench_phrases INDEX [COUNT]`.

Asks for the page of COUNT phrases, no two alike, drawn from those mined in the index and as long as
each of them is rare or frequent, and for the page of what is new in COUNT / 5 periods. Prints the
median and the 95th percentile in milliseconds, by the clock and by the processor.
"""

import datetime
import gc
import random
import sys
import time

import numpy as np

from index.api import TermPart
from index.operations.opening import open_index
from search.phrases.phrase_search import archive_months
from search.request import Request
from web.server.app import create_app

# ruff: noqa: T201 - a bench prints


def addresses(where, count):
    index = open_index(where)
    terms = index.terms("phrases", "", TermPart.PREFIX, 40_000)
    months = archive_months(index, Request(text="", today=datetime.date(2026, 1, 1)))
    index.close()
    rng = random.Random(5)
    phrases = [terms[rng.randrange(len(terms))].text for _ in range(count // 2)]
    phrases += [terms[rng.randrange(min(2_000, len(terms)))].text for _ in range(count // 2)]
    yield "phrase", [f"/phrase?q={phrase}" for phrase in dict.fromkeys(phrases)]
    periods = rng.sample(sorted(months), min(len(months), count // 5))
    yield "what is new", [f"/phrases?period={period}" for period in periods]


def main():
    where, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100
    client = create_app(where).test_client()
    client.get("/phrase?q=warm").close()
    gc.collect()
    gc.freeze()  # as a server does
    for name, some in addresses(where, count):
        clock, processor = [], []
        for address in some:
            begun = time.perf_counter(), time.process_time()
            answer = client.get(address, environ_base={"REMOTE_ADDR": f"10.0.0.{len(clock) % 250}"})
            assert answer.status_code == 200, (address, answer.status_code)
            answer.close()
            clock.append((time.perf_counter() - begun[0]) * 1000)
            processor.append((time.process_time() - begun[1]) * 1000)
        for what, values in (("clock", clock), ("processor", processor)):
            p50, p95 = np.percentile(values, [50, 95])
            print(f"{name:<12} {len(some):>4} pages, {what:<9}  p50 {p50:6.0f}  p95 {p95:6.0f} ms")


if __name__ == "__main__":
    main()
