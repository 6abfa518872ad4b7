"""The promise: any text copied out of a report finds that report, whatever was done to it.

Passages are cut at random places of the sample corpus, from one character to sixty. By hand, over
any index: BAOGAO_PROMISES=folder-of-an-index:1000 python -m pytest tests/test_substring_recall.py
"""

import datetime
import functools
import json
import os
import random
import re

import opencc
import pytest

from index.operations.build import build
from index.operations.opening import open_index
from index.text.fold import fold_alike
from search.highlight import find_matches
from search.query.run_query import near_layers, run_query
from search.request import Layer, Request
from search.snippets import snippets

TODAY = datetime.date(2026, 11, 24)
LONGEST = 60
PASSAGES = 40
HOLD = (Layer.INSIDE, Layer.VERBATIM)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    given = os.environ.get("BAOGAO_PROMISES", "").rpartition(":")[0]
    where = given or str(tmp_path_factory.mktemp("promises"))
    if not given:
        build(["corpus"], where)
    opened = open_index(where)
    yield opened
    opened.close()


def passages(index, seed):
    """Reports with passages cut from them: half of any length, half of a few characters."""
    chance = random.Random(seed)
    ids = [name for name, _ in index.fingerprints()]
    wanted = int(os.environ.get("BAOGAO_PROMISES", "").rpartition(":")[2] or PASSAGES)
    while wanted:
        (report,) = index.reports([chance.choice(ids)])
        text = report.title if report.title and chance.random() < 0.1 else report.body
        length = chance.randint(1, LONGEST if chance.random() < 0.5 else 4)
        start = chance.randrange(max(1, len(text) - length))
        passage = text[start : start + length]
        if any(char.isalnum() for char in passage):
            wanted -= 1
            yield report, passage


def wide(text):
    """The text in full-width forms, spaces too."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text).replace(" ", "　")


def scanned(text):
    """The text with the spaces that scanning puts between Han characters."""
    return "".join(f"{char} " if "一" <= char <= "鿿" else char for char in text)


FORMS = {
    "as it is": str,
    "traditional": opencc.OpenCC("s2t").convert,
    "as in Taiwan": opencc.OpenCC("s2tw").convert,
    "as in Hong Kong": opencc.OpenCC("s2hk").convert,
    "simplified": opencc.OpenCC("t2s").convert,
    "full-width": wide,
    "upper case": str.upper,
    "scanned": scanned,
    "with line breaks": functools.partial(re.sub, " ", "\n"),
    "with soft hyphens": "\u00ad".join,
}


def found(index, text):
    """All that is found, and what holds it only inside other words or with its signs.

    No hit is read, as a frequent character has one in every report.
    """
    request = Request(text=text, today=TODAY, size=index.about().reports, facets=())
    asked = run_query(index, request)
    layers = [
        layer
        for layer in near_layers(index, request, asked, request.size)
        if layer.layer_query.layer in HOLD
    ]
    return asked, layers


def ids(found):
    asked, layers = found
    return [hit.id for answer in (asked, *layers) for hit in answer.answer.hits]


def marks_of(found, report_id):
    """What marks a report: that of the layer it stands in."""
    asked, layers = found
    for layer in layers:
        if report_id in [hit.id for hit in layer.answer.hits]:
            return layer.layer_query.patterns
    return asked.patterns


@pytest.mark.parametrize("form", FORMS)
def test_a_quoted_passage_finds_its_report_and_is_marked(index, form):
    for report, passage in passages(index, form):
        text = FORMS[form](passage).replace('"', " ")
        seen = found(index, f'"{text}"')
        patterns = marks_of(seen, report.id)

        assert report.id in ids(seen), f"{text!r} of {report.path}"
        cut = snippets(report.body, find_matches(report.body, patterns))
        marked = find_matches(report.title, patterns) or any(snippet.marks for snippet in cut)
        assert marked, f"{text!r}: no mark"


@pytest.mark.parametrize("form", FORMS)
def test_a_passage_pasted_without_quotes_finds_its_report(index, form):
    for report, passage in passages(index, form):
        text = FORMS[form](passage)

        assert report.id in ids(found(index, text)), f"{text!r} of {report.path}"


def test_a_passage_that_only_one_report_holds_comes_first(index):
    for report, passage in passages(index, "first"):
        holding = ids(found(index, f'"{passage}"'))
        if len(holding) == 1 and len(passage) > 8:
            assert ids(found(index, passage))[0] == report.id, passage


def test_marks_are_what_was_asked(index):
    for report, passage in passages(index, "marks"):
        patterns = marks_of(found(index, f'"{passage}"'), report.id)
        marks = find_matches(report.body, patterns) + find_matches(report.title, patterns)
        plain = letters(passage)
        texts = [letters(report.body[m.start : m.end]) for m in find_matches(report.body, patterns)]
        assert marks
        assert all(text == plain for text in texts), passage


def letters(text):
    return "".join(char for char in fold_alike(text) if char.isalnum())


ODD = (
    "㛃", "𣲘", "3.6.3", "2.27亿", "GB/T 7714-2015", "国办函〔2018〕71号", "gen-itgc后", "C++",
    "14th Five-Year Plan", "zhou.pj@example.org", "5G", "100%", "R&D", "3.5‰", "a_b",
)  # fmt: skip
AROUND = ("重跑{}的", "see {} there", "{}")


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Three reports for each odd name, and some that come close."""
    folder = tmp_path_factory.mktemp("odd")
    texts = [around.format(text) for text in ODD for around in AROUND]
    texts += [
        "3.7 又 6.3",
        "C 5 或 G",
        "国办函 2018 第 71 号",
        "Year 14 of five plans",
        "研发 R 与 D",
        "𣲗 雪",
    ]
    reports = [{"id": str(at), "title": "报告", "body": text} for at, text in enumerate(texts)]
    lines = [json.dumps(report, ensure_ascii=False) for report in reports]
    (folder / "odd.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder)], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


@pytest.mark.parametrize("text", ODD)
@pytest.mark.parametrize("quote", ['"{}"', "「{}」"])
def test_an_odd_name_in_quotes_finds_exactly_the_reports_that_hold_it(odd, text, quote):
    first = ODD.index(text) * len(AROUND)

    numbers = set(map(int, ids(found(odd, quote.format(text)))))

    assert numbers == set(range(first, first + len(AROUND)))


@pytest.mark.parametrize("text", ODD)
def test_an_odd_name_finds_the_reports_that_hold_it_first(odd, text):
    first = ODD.index(text) * len(AROUND)

    numbers = list(map(int, ids(found(odd, text))))

    assert set(numbers[: len(AROUND)]) == set(range(first, first + len(AROUND)))
