"""Query lines of any kind, asked for real: python -m tests.tools.fuzz_queries INDEX.

The lenient reading never fails, the strict one only with a QueryError whose place is in the line;
pieces and marks lie where they say; what a page says can be made a line of JSON.
"""

import dataclasses
import datetime
import random
import sys
import time

from index.api import Order
from index.operations.opening import open_index
from search import json_output
from search.errors import QueryError
from search.request import Chosen, Match, Request
from search.views.engine import search
from tests.tools.adversary import queries

TODAY = datetime.date(2024, 6, 1)
SCRAPS = (
    *(
        "物流",
        "农村",
        "的",
        "report",
        "rural logistics",
        "2023年2月",
        "近三个月",
        "“",
        "”",
        "「",
        "」",
    ),
    *(
        '"',
        "'",
        "(",
        ")",
        "（",
        "）",
        "-",
        "+",
        "!",
        "~",
        "~5",
        "~s",
        "*",
        "?",
        ":",
        "：",
        "title:",
    ),
    *(
        "来源：",
        "date:",
        "source:",
        "AND",
        "OR",
        "NOT",
        "且",
        "或",
        "非",
        "SENTENCE",
        "同段",
        "..",
        "a*",
    ),
    *(
        "\u200b",
        "\u202e",
        "\0",
        "\ud800",
        "é",
        "e\u0301",
        "Ａ",
        "㍿",
        "𠮷",
        "😀",
        "\n",
        "\t",
        "　",
        "\u2028",
    ),
    *("c++", "gb/t 7714-2015", "国办函〔2018〕71号", "2.27亿", "14th", "<b>", "&amp;", "%00", "\\"),
)


def line(rng):
    """A query line: scraps put together, or a piece of one of the adversary's."""
    if rng.random() < 0.15:
        text = rng.choice(list(queries(rng.randrange(9)).values()))
        start = rng.randrange(len(text))
        return text[start : start + rng.randrange(200)]
    between = rng.choice(("", " ", "", " ", "　"))
    return between.join(rng.choices(SCRAPS, k=rng.randrange(12)))


def request(rng, text):
    """The line with filters and order of any kind around it."""
    date = TODAY - datetime.timedelta(days=rng.randrange(3000))
    chosen = (("source", Chosen(values=(rng.choice(SCRAPS),), excluded=(rng.choice(SCRAPS),))),)
    return Request(
        text=text,
        today=TODAY,
        chosen=chosen if rng.random() < 0.2 else (),
        first=date if rng.random() < 0.2 else None,
        undated=rng.random() < 0.05,
        order=rng.choice(list(Order)),
        match=rng.choice(list(Match)),
        start=rng.choice((0, 0, 10, 10**9)),
        additions=rng.choice(((), ("pinyin",), ("translation", "nonsense"))),
        seconds=2.0,
    )


def wrong(index, asked):
    """What is wrong with the answer to a request, "" if nothing."""
    try:
        page = search(index, asked)
    except QueryError as error:
        within = 0 <= error.start <= error.end <= len(asked.text)
        return "" if asked.strict and within and str(error) else f"refused: {error!r}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is a find
        return repr(error)
    json_output.dumps(json_output.page_json(page)).encode("utf-8")
    for hit in page.hits:
        for text, marks in (
            (hit.title, hit.title_marks),
            *((s.text, s.marks) for s in hit.snippets),
        ):
            if not all(0 <= mark.start < mark.end <= len(text) for mark in marks):
                return f"marks {marks} in {text!r}"
    if not all(0 <= piece.start <= piece.end <= len(asked.text) for piece in page.pieces):
        return f"pieces {page.pieces}"
    return "" if page.total >= len(page.hits) else "more hits than the total"


def cases(where, seed):
    """Ask one line after the other, leniently and strictly; yields (line, what went wrong)."""
    index = open_index(str(where))
    number = 0
    try:
        while True:
            rng = random.Random(f"{seed} {number}")
            asked = request(rng, line(rng))
            strict = dataclasses.replace(asked, strict=True)
            yield asked.text, wrong(index, asked) or wrong(index, strict)
            number += 1
    finally:
        index.close()


def main(where, seconds=60, seed=0):
    end, faults = time.monotonic() + seconds, 0
    for number, (text, what) in enumerate(cases(where, seed)):
        if what:
            faults += 1
            print(f"case {number}: {text!r}: {what}", flush=True)  # noqa: T201
        if time.monotonic() > end:
            break
    print(f"{number + 1} cases, {faults} went wrong")  # noqa: T201
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(int, sys.argv[2:])))
