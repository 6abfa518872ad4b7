"""Snippets are cut from the original, hold their marks whole, and come from anywhere."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.page import Mark
from search.snippets import LEAD_WIDTH, lead_snippet, snippets

SENTENCE = "会议强调要加快建设农村物流体系，推动快递进村。"
FILLER = "这是与所查无关的一句话，写在这里只为占去篇幅。"


def marks(text, *words):
    made = [
        Mark(hit.start(), hit.end(), number)
        for number, word in enumerate(words)
        for hit in re.finditer(re.escape(word), text)
    ]
    return tuple(sorted(made, key=lambda mark: mark.start))


def test_a_match_after_a_hundred_thousand_characters_is_shown():
    body = FILLER * 5000 + SENTENCE + FILLER * 10

    (snippet,) = snippets(body, marks(body, "快递进村"))

    assert "快递进村" in snippet.text
    assert [snippet.text[mark.start : mark.end] for mark in snippet.marks] == ["快递进村"]


def test_a_snippet_begins_at_a_sentence_where_one_is_near():
    body = FILLER * 20 + SENTENCE + FILLER * 20

    (snippet,) = snippets(body, marks(body, "物流体系"))

    assert body[snippet.start - 1] == "。"
    assert snippet.text.endswith("。")


def test_the_window_with_both_words_is_chosen_before_windows_with_one():
    lone = "物流。" + FILLER * 10
    body = lone * 6 + SENTENCE + FILLER * 10 + lone * 6

    pieces = snippets(body, marks(body, "物流", "快递进村"))

    assert any("快递进村" in piece.text and "物流" in piece.text for piece in pieces)


def test_without_marks_the_beginning_is_shown():
    (snippet,) = snippets(SENTENCE * 30, ())

    assert (SENTENCE * 30).startswith(snippet.text)
    assert snippet.marks == ()


def test_an_empty_body_has_no_snippet():
    assert snippets(" \n ", ()) == ()


def test_a_mark_longer_than_a_piece_is_cut_and_still_marked():
    body = SENTENCE * 40

    (snippet,) = snippets(body, (Mark(10, 700),))

    assert snippet.marks
    assert all(0 <= mark.start < mark.end <= len(snippet.text) for mark in snippet.marks)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.text(alphabet="农村物流a b。\n.，", max_size=900),
    st.lists(st.tuples(st.integers(0, 890), st.integers(1, 30), st.integers(0, 3)), max_size=25),
)
def test_pieces_slice_the_original_in_order_and_marks_slice_the_pieces(body, ranges):
    given_marks = tuple(
        sorted(
            (
                Mark(at, min(at + size, len(body)), term)
                for at, size, term in ranges
                if at < len(body)
            ),
            key=lambda mark: (mark.start, mark.end),
        )
    )

    pieces = snippets(body, given_marks)

    assert len(pieces) <= 3
    end = 0
    for piece in pieces:
        assert piece.start >= end
        end = piece.start + len(piece.text)
        assert body[piece.start : end] == piece.text
        assert piece.text == piece.text.strip()
        for mark in piece.marks:
            assert 0 <= mark.start < mark.end <= len(piece.text)


def test_a_match_of_megabytes_gives_a_snippet_of_a_few_lines():
    body = "港口" + "-" * 500_000 + " 开放。" + "其后。" * 50
    (piece,) = snippets(body, [Mark(0, 500_005)])

    assert len(piece.text) < 1_000
    assert piece.marks == (Mark(0, len(piece.text)),)


ENGLISH = (
    "The committee resolved to extend rural logistics to every village by the end of the year. "
)
LEADS = {
    "in the middle of a long sentence": "长" * 300 + "物流" + "句" * 300,
    "at the beginning": SENTENCE + FILLER * 20,
    "at the end": FILLER * 20 + SENTENCE,
    "between short sentences": FILLER * 20 + "物流。" + FILLER * 20,
    "in lines": "\n".join([FILLER] * 20 + [SENTENCE] + [FILLER] * 20),
}


@pytest.mark.parametrize("body", LEADS.values(), ids=LEADS)
def test_the_lead_fills_two_lines_and_its_first_mark_stands_in_the_first(body):
    lead = lead_snippet(body, marks(body, "物流"))

    assert len(lead.text) <= LEAD_WIDTH + 4
    assert lead.marks[0].start <= 30
    assert lead.text in body
    assert lead.text[lead.marks[0].start : lead.marks[0].end] == "物流"


def test_a_lead_says_where_a_sentence_was_cut_and_only_there():
    inside = lead_snippet(
        LEADS["in the middle of a long sentence"], marks("长" * 300 + "物流", "物流")
    )
    assert (inside.cut_before, inside.cut_after) == (True, True)
    beginning = lead_snippet(SENTENCE + FILLER, marks(SENTENCE, "农村"))
    assert (beginning.cut_before, beginning.cut_after) == (False, False)
    line = lead_snippet("没有句号的一行物流\n" + FILLER * 9, marks("没有句号的一行物流", "物流"))
    assert not line.cut_before
    english = ENGLISH * 9
    lead = lead_snippet(english, marks(english, "village"))
    assert lead.cut_before
    assert english[lead.start - 1] == " "


def test_without_marks_the_lead_is_the_beginning_and_without_text_there_is_none():
    assert (SENTENCE * 30).startswith(lead_snippet(SENTENCE * 30, ()).text)
    assert lead_snippet(" \n ", ()) is None


@given(st.text(alphabet="农村物流。，\n a.", max_size=400), st.sampled_from(["物流", "农村", "a"]))
@settings(max_examples=60)
def test_a_lead_is_a_piece_of_the_text_with_its_marks_in_place(body, word):
    lead = lead_snippet(body, marks(body, word))

    if lead is not None:
        assert body[lead.start :].startswith(lead.text)
        assert all(lead.text[mark.start : mark.end] == word for mark in lead.marks)
