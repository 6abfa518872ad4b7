"""Processor seconds of the adversary's queries: python tests/tools/bench_costs.py INDEX."""

import dataclasses
import datetime
import sys
import time

from werkzeug.datastructures import MultiDict

from index.operations.opening import open_index
from index.settings import Settings
from search.views.engine import search
from tests.tools.adversary import queries
from web.request_codec import request_of


def main(where, rounds=3):
    index = open_index(where)
    today = datetime.date(2026, 8, 22)
    taken = []
    for seed in range(rounds):
        for name, text in queries(seed).items():
            request = dataclasses.replace(
                request_of(MultiDict({"q": text}), today, Settings()), seconds=0.5
            )
            started = time.process_time()  # of this process: others may share the machine
            page = search(index, request)
            seconds = time.process_time() - started
            notes = [note.code for note in page.notes]
            taken.append((seconds, name, page.total, page.exact, notes))
            del page
    for seconds, name, total, exact, notes in sorted(taken, reverse=True)[:10]:
        print(f"{seconds * 1000:8.0f} ms  {name}: {total} found, exact {exact}, {notes[:4]}")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
