"""Each phrase the reader wrote is marked in one colour; its words alone are marked as parts."""

import datetime

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from search.query.interpret import interpret
from search.request import Request
from search.views.engine import search

TEXT = (
    "县里讨论农村物流。农村的路修好了，物流也快了，数字经济随之发展，经济向好。\n"
    "The state of the union was strong; each union of the states reports on rural development."
)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("colours")
    (folder / "one.txt").write_text(f"标题：县里的会\n日期：2023-02-09\n\n{TEXT}\n", "utf-8")
    build([str(folder)], str(folder / "index"))
    index = open_index(str(folder / "index"))
    yield index
    index.close()


def marked(index, text):
    """The marked words of the body, each with its colour and its weight; and the pieces."""
    page = search(index, Request(text=text, today=datetime.date(2026, 1, 1)))
    (hit,) = page.hits or page.layers[0].hits
    marks = {
        (snippet.text[mark.start : mark.end], mark.term, "part" if mark.part else "whole")
        for snippet in hit.snippets
        for mark in snippet.marks
    }
    return marks, [(piece.text, piece.term) for piece in page.pieces]


LINES = {
    "two words without a space are one phrase": (
        "农村物流",
        {("农村物流", 0, "whole"), ("农村", 0, "part"), ("物流", 0, "part")},
    ),
    "two words with a space are two": (
        "农村 物流",
        {("农村", 0, "whole"), ("物流", 1, "whole")},
    ),
    "a phrase in quotes is marked as a whole only": ("“农村物流”", {("农村物流", 0, "whole")}),
    "a phrase in quotes beside a word": (
        "“农村物流” 经济",
        {("农村物流", 0, "whole"), ("经济", 1, "whole")},
    ),
    "a word that is written twice has the colour of the first": (
        "物流 农村 物流 农村",
        {("物流", 0, "whole"), ("农村", 1, "whole")},
    ),
    "a phrase that is written twice, too": (
        "农村物流 经济 农村物流",
        {
            ("农村物流", 0, "whole"),
            ("农村", 0, "part"),
            ("物流", 0, "part"),
            ("经济", 1, "whole"),
        },
    ),
    "a word beside the phrase that has it is whole": (
        "农村物流 物流",
        {("农村物流", 0, "whole"), ("农村", 0, "part"), ("物流", 1, "whole")},
    ),
    "no function word is marked": (
        "state of the union",
        {("state", 0, "whole"), ("states", 0, "whole"), ("union", 1, "whole")},
    ),
    "no particle is marked": ("农村的 路", {("农村", 0, "whole"), ("路", 1, "whole")}),
    "a character that was cut out of a phrase belongs to another word": (
        "县物流",
        {("物流", 0, "part")},
    ),
    "a character that was typed alone": ("县 物流", {("县", 0, "whole"), ("物流", 1, "whole")}),
    "a part of a longer word": ("nion", {("nion", 0, "part")}),
    "the words of a wildcard": ("stat*", {("state", 0, "whole"), ("states", 0, "whole")}),
    "alternatives": ("农村 或 union", {("农村", 0, "whole"), ("union", 1, "whole")}),
    "what is excluded is not marked": ("农村 -飞机", {("农村", 0, "whole")}),
    "one sentence": ("农村 SENTENCE 物流", {("农村", 0, "whole"), ("物流", 1, "whole")}),
    "a field": (
        "正文:农村物流 union",
        {("农村物流", 0, "whole"), ("农村", 0, "part"), ("物流", 0, "part"), ("union", 1, "whole")},
    ),
}


@pytest.mark.parametrize(("text", "expected"), LINES.values(), ids=LINES)
def test_marks_have_the_colour_of_their_phrase(index, text, expected):
    assert marked(index, text)[0] == expected


@pytest.mark.parametrize("text", ["农村物流", "农村 物流", "农村 -飞机", "rural development 经济"])
def test_the_pieces_are_the_legend(index, text):
    marks, pieces = marked(index, text)
    assert {term for _, term, _ in marks} == {term for _, term in pieces if term is not None}


def test_a_pasted_sentence_is_marked_as_one_passage(index):
    marks, _ = marked(index, "农村的路修好了，物流也快了，数字经济随之发展，经济向好")
    assert any(len(word) > 20 for word, _, _ in marks)


@pytest.mark.parametrize("text", ["县", "农村物流", "union", "“农村物流”", "unio*"])
def test_a_text_is_looked_for_once_however_often_a_line_has_it(index, text):
    some, more = (
        interpret(Request(text=line, today=datetime.date(2026, 1, 1)), index).patterns
        for line in (f"{text} " * 20, f"{text} " * 40)
    )

    assert len(more) == len(some)
