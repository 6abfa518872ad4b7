"""A noted passage is found again in its report, highlighted whole, and linked by its words."""

import itertools
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.page import Mark, Snippet
from web.desk.exchange import merged
from web.desk.passages import PassageFinder, PassageRange, bare_position, with_passages
from web.highlight_html import marked_html
from web.links import text_fragment

LINES = st.lists(st.text("物流 ab港\u3000.é", min_size=1, max_size=12), min_size=1, max_size=6)
SPOTS = st.tuples(st.integers(0, 200), st.integers(1, 40))


def passage_in(body, spot):
    start = spot[0] % len(body)
    return start, body[start : start + spot[1]]


@given(LINES, SPOTS)
def test_a_passage_is_found_where_it_was_noted(lines, spot):
    body = "\n".join(lines)
    start, words = passage_in(body, spot)

    assert PassageFinder(body).locate(words, start) == (start, start + len(words))


@given(LINES, SPOTS, st.lists(st.sampled_from([" ", "\n", "\u3000", "\u200b", "\u202e"])))
def test_spaces_line_breaks_and_invisible_characters_do_not_hide_it(lines, spot, added):
    body = "\n".join(lines)
    start, words = passage_in(body, spot)
    bare = re.sub(r"\s", "", words)
    if not bare:
        return
    given_words = "".join(
        char + space
        for char, space in itertools.zip_longest(bare, added[: len(bare)], fillvalue="")
    )
    position = PassageFinder(body).locate(given_words, start)

    assert position is not None
    assert re.sub(r"\s", "", body[slice(*position)]) == bare


@given(LINES, SPOTS, st.integers(0, 50))
def test_of_the_same_words_the_nearest_are_meant(lines, spot, moved):
    body = "\n".join(lines)
    start, words = passage_in(body, spot)
    position = PassageFinder("#" * moved + body).locate(words, start)

    assert position is not None
    assert ("#" * moved + body)[slice(*position)] == words


def test_words_that_are_gone_are_not_found():
    assert PassageFinder("物流站开张").locate("港口", 0) is None
    assert PassageFinder("").locate("港口", 7) is None
    assert PassageFinder("abc").locate("", 0) is None


@given(LINES, st.integers(0, 99))
def test_a_browser_counts_only_what_is_seen(lines, count):
    body = "\n".join(lines)
    position = bare_position(body, count)

    letters = len(re.sub(r"\s", "", body[:position]))
    assert letters == min(count, len(re.sub(r"\s", "", body)))


MARKS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 6)), max_size=6)


@given(st.text("<物流&ab", min_size=1, max_size=40), MARKS, MARKS, st.integers(0, 9))
def test_highlighting_changes_neither_text_nor_matches(text, marks, passages, start):
    spots = sorted((at % len(text), min(len(text), at % len(text) + size)) for at, size in marks)
    paragraph = Snippet(text, tuple(Mark(*spot) for spot in spots), start)
    ranges = [
        PassageRange(number, start + at % len(text) - 2, start + at % len(text) + size)
        for number, (at, size) in enumerate(passages)
    ]
    shown = with_passages(paragraph, ranges, itertools.count(1), "note")
    plain = marked_html(paragraph.text, paragraph.marks, itertools.count(1))

    def bare(page):
        return re.sub(r"</?(?:span|a)[^>]*>", "", page)

    assert bare(shown) == plain
    assert shown.count("<span") == shown.count("</span>")
    for number, text_range in enumerate(ranges):
        inside = max(text_range.start, start) < min(text_range.end, start + len(text))
        begins = start <= text_range.start
        assert (f'id="passage-{number}"' in shown) == (inside and begins)


FRAGMENTS = {
    "short words are whole": ("物流站", "物流站"),
    "marks of the syntax are escaped": ("a-b, c & d", "a-b, c & d"),
    "long ones are told by both ends": ("word " * 40, "word word word word"),
    "paragraphs are told by both ends": ("第一段\n\n第二段", "第一段"),
}


@pytest.mark.parametrize(("words", "start"), FRAGMENTS.values(), ids=FRAGMENTS.keys())
def test_a_text_fragment_says_the_words_themselves(words, start):
    fragment = text_fragment(words)
    begin, mark, end = fragment.partition(",")

    assert not re.search(r"[-&\s]", fragment)
    assert unquote(begin) == start
    if mark:
        lines = [line.strip() for line in words.split("\n") if line.strip()]
        assert lines[-1].endswith(unquote(end))


@given(st.text(max_size=20), st.text(max_size=20))
def test_merging_notes_loses_neither_and_again_changes_nothing(first, second):
    both = merged(first, second)

    assert first in both
    assert second in both
    assert merged(both, second) == both
    assert merged(both, first) == both
