"""What is marked in a text: passages as they stand, words by their stems, wildcards."""

import re
import time
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.system.deadline import AbandonedError, Deadline, answering_within
from index.text.analysis import SYMBOLS, stem
from index.text.fold import HAN, IGNORED, fold_alike
from search.first_matches import FirstMatches, ReadingBudget, find_first_matches
from search.highlight import find_matches
from search.match_patterns import (
    passage_pattern,
    spelling_pattern,
    stem_pattern,
    wildcard_pattern,
)

TEXTS = st.text(st.sampled_from("ab北京的 ，.+_-京c\u00ad\n9#"), min_size=1, max_size=60)
PIECE = re.compile(rf"(?P<han>[{HAN}])|(?P<word>[^\W_{HAN}]+)|(?P<symbol>[{SYMBOLS}])")
OTHER = rf"(?:[^\w{SYMBOLS}]|_)"


def as_one_pattern(text, *, whole):
    """The passage as a single regular expression, which is right and takes long to compile."""
    folded = fold_alike(text).replace(IGNORED, "")
    pieces = list(PIECE.finditer(folded))
    letter = rf"[^\W_{HAN}]"
    parts = [rf"(?<!{letter})"] if whole and pieces[0].lastgroup == "word" else []
    for at, piece in enumerate(pieces):
        if at:
            before = pieces[at - 1]
            kinds = {before.lastgroup, piece.lastgroup}
            blank = not folded[before.end() : piece.start()].strip()
            any_gap = OTHER + ("+" if kinds == {"word"} else "*")
            parts.append(r"\s*" if kinds == {"han"} and blank else any_gap)
        parts.append(re.escape(piece[0]))
    if whole and pieces[-1].lastgroup == "word":
        parts.append(rf"(?!{letter})")
    return "".join(parts)


@settings(deadline=None, max_examples=400)
@given(text=TEXTS, wanted=TEXTS, cut=st.integers(0, 59), whole=st.booleans(), own=st.booleans())
def test_a_passage_is_found_where_its_pattern_as_a_whole_finds_it(text, wanted, cut, whole, own):
    wanted = text[cut % len(text) :][: 1 + cut % 25] if own else wanted[:6]
    folded = fold_alike(text)
    positions = [position for position, char in enumerate(folded) if char != IGNORED]
    plain = "".join(folded[position] for position in positions)
    assume("9.9" not in plain)  # 9 is no part of the number 9.9, which the pattern does not know
    some = PIECE.search(fold_alike(wanted).replace(IGNORED, ""))
    hits = re.finditer(as_one_pattern(wanted, whole=whole), plain) if some else ()
    expected = [(positions[hit.start()], positions[hit.end() - 1] + 1) for hit in hits]

    matches = find_matches(text, [passage_pattern(wanted, 0, whole_words=whole)])

    assert [(mark.start, mark.end) for mark in matches] == expected


def test_a_page_of_text_is_marked_from_its_first_character_to_its_last():
    page = "会议强调，要加快 2023年 rural logistics 体系建设。" * 60
    assert len(page) > 800

    assert [
        (m.start, m.end) for m in find_matches("前" + page + "后", [passage_pattern(page, 3)])
    ] == [
        (1, len(page))  # without the stop at its end
    ]


WILD = {
    "r?n": ["run", "ran"],
    "log*": ["logistics", "log"],
    "*istics": ["logistics"],
    "*o*": ["logistics", "log", "covid"],
    "covid*": ["covid"],
}


@pytest.mark.parametrize("text", WILD)
def test_a_word_with_wildcards_marks_whole_words(text):
    body = "We run and ran; the logistics log，covid疫苗"

    marked = [
        body[mark.start : mark.end] for mark in find_matches(body, [wildcard_pattern(text, 0)])
    ]

    assert marked == WILD[text]


CHECKSUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c"
COSTLY = {
    "a question mark after each star": "*?" * 40 + "zz",
    "stars": "*" * 500 + "zz",
    "stars between letters": "*a" * 60 + "zz",
    "stars between letters that are there": "*".join("9f86d081884c7d659a2feaa0c55ad015") + "*zz",
    "question marks": "*" + "?" * 200 + "*zz",
    "as long as a query may be": ("*?a" * 700)[:2000],
    "that ends as the word does": "*?" * 20 + "2c",
    "a star at both ends": "*" + "*?" * 30 + "*",
}


@pytest.mark.parametrize("name", COSTLY)
def test_a_pattern_of_many_stars_takes_no_longer_than_its_text(name):
    body = " ".join(
        [
            CHECKSUM,
            "a" * 200,
            "b" * 5_000,
            "0f" * 25_000,
            *(f"{n:x}{CHECKSUM}" for n in range(2_000)),
        ]
    )
    started = time.process_time()
    find_matches(body, [wildcard_pattern(COSTLY[name], 0)])

    assert time.process_time() - started < 2.0


def test_brackets_in_a_pattern_are_letters_like_others():
    assert find_matches("a", [wildcard_pattern("[a]*", 0)]) == ()


def test_patterns_of_one_term_mark_alike_and_words_go_by_their_stems():
    body = "Running in 北京 and Beijing"
    patterns = [
        stem_pattern(["run"], 0),
        passage_pattern("北京", 1),
        passage_pattern("beijing", 1, whole_words=True),
    ]

    assert [(body[m.start : m.end], m.term) for m in find_matches(body, patterns)] == [
        ("Running", 0),
        ("北京", 1),
        ("Beijing", 1),
    ]


REPEATED = {
    "a character over and over": ("中" * 200_000, "中" * 1_000 + "国"),
    "with gaps": ("中 \n" * 60_000, "中" * 1_000 + "国"),
    "a word over and over": ("ab " * 100_000, "ab " * 500 + "cd"),
    "a word and much between": ("ab" + "-" * 400_000 + "ab ", "ab ab cd"),
    "gaps that grow": (" ".join("ab" + "." * n for n in range(600)), "ab " * 400 + "cd"),
}


@pytest.mark.parametrize("name", REPEATED)
def test_a_text_that_repeats_the_beginning_of_a_passage_is_marked_in_the_time_of_its_length(name):
    body, wanted = REPEATED[name]
    started = time.process_time()
    find_matches(body, [passage_pattern(wanted, 0)])

    assert time.process_time() - started < 2.0


def test_of_each_pattern_so_many_matches_are_marked_and_none_crowds_out_another():
    body = "run wild " * 50 + "港口 " * 50 + "logistics"
    patterns = [
        stem_pattern(["run"], 0),
        wildcard_pattern("w*d", 1),
        passage_pattern("港口", 2),
        stem_pattern(["logist"], 3),
    ]

    counted = Counter(mark.term for mark in find_matches(body, patterns, most=10))

    assert counted == {0: 10, 1: 10, 2: 10, 3: 1}


@settings(deadline=None, max_examples=400)
@given(
    text=st.text(st.sampled_from("abzд北_-. \n9é"), max_size=60),
    words=st.sets(st.sampled_from(["ab", "b", "z9", "9", "д", "дb"]), min_size=1, max_size=3),
)
def test_words_are_looked_for_where_one_expression_of_all_letters_finds_them(text, words):
    folded = "".join(char for char in fold_alike(text) if char != IGNORED)
    first = "".join(sorted({word[0] for word in words}))
    whole = re.finditer(rf"[{first}](?<![^\W_{HAN}].)[^\W_{HAN}]*", folded)
    expected = Counter(hit[0] for hit in whole if stem(hit[0]) in {stem(word) for word in words})
    assume(not re.search(r"[0-9][.,'-][0-9]", folded))  # 9 is no part of the number 9.9

    found = find_matches(folded, [stem_pattern({stem(word) for word in words}, 0)])

    assert Counter(folded[mark.start : mark.end] for mark in found) == expected


SPELT = {
    "15%": "15% 1.5% 1,5% 1-5% 1/5 -> 15%",
    "15": "15 1.5 1-5 1/5 1:5 -> 15",
    "2021": "2021 20-21 20.21 20/21 2,021 -> 2021 2,021",
    "1000": "1,000 1'000 1.000 10.00 -> 1,000 1'000",
    "1000000": "1.000.000 1,000,000 100,0000 -> 1.000.000 1,000,000",
    "9787560112349": "978-7-5601-1234-9 -> 978-7-5601-1234-9",
    "20米": "2.0米 20米 -> 20米",
    "315": "3·15 3.15 31-5 -> 3·15",
}
"""A number, numbers in a text, and which of them are marked."""


@pytest.mark.parametrize("number", SPELT)
def test_a_number_is_marked_in_its_other_spellings_and_no_other_number_is(number):
    text, marked = SPELT[number].split(" -> ")
    listed = "; ".join(text.split())

    marks = find_matches(listed, [spelling_pattern(number, 0)])

    assert [listed[mark.start : mark.end] for mark in marks] == marked.split()


@pytest.mark.parametrize("text", ["-5%", "−5%", "约-5%", "to -5 °C"])
def test_an_unsigned_number_at_the_beginning_of_a_passage_is_no_negative_one(text):
    pattern = passage_pattern("5", 0, unsigned=True)

    assert not find_matches(text, [pattern])
    assert [mark.start for mark in find_matches(f"5 {text} 5", [pattern])] == [0, len(text) + 3]


@given(words=st.lists(st.text("abdeginrstuy", min_size=1, max_size=9), min_size=1, max_size=8))
@settings(deadline=None, max_examples=300)
def test_a_word_is_marked_by_its_stem_whatever_its_first_letter(words):
    body = " ".join(words)

    marked = find_matches(body, [stem_pattern([stem(word) for word in words], 0)])

    assert [body[mark.start : mark.end] for mark in marked] == words


def test_marking_ends_when_the_time_of_the_answer_is_over():
    body = "run " * 5_000
    with answering_within(Deadline(0.0)):
        assert len(find_matches(body, [stem_pattern(["run"], 0)])) < 600
    with answering_within(Deadline(abandoned=lambda: True)), pytest.raises(AbandonedError):
        find_matches(body, [stem_pattern(["run"], 0)])


def test_of_an_ordinary_report_all_matches_are_found_and_of_a_long_one_each_term_once():
    line = "这是一段正文，写在这里占去篇幅。" * 64 + "\n"
    body = "港口" + line * 100 + "物流" + line * 100
    assert find_first_matches(body, [passage_pattern("港口", 0)]) == FirstMatches(
        find_matches(body, [passage_pattern("港口", 0)]), whole=True
    )

    long = "港口" + line * 600 + "物流" + line * 600 + "港口"
    hits = find_first_matches(long, [passage_pattern("港口", 0), passage_pattern("物流", 1)]).marks

    assert [(mark.term, long[mark.start : mark.end]) for mark in hits] == [
        (0, "港口"),
        (1, "物流"),
    ]


def test_a_report_of_megabytes_costs_no_more_than_a_part_of_it():
    body = "这是一段正文，写在这里占去篇幅。\n" * 500_000
    started = time.process_time()
    patterns = [passage_pattern("没有", 0), wildcard_pattern("*a*b*", 1)]
    assert find_first_matches(body, patterns) == FirstMatches((), whole=False)

    assert time.process_time() - started < 2.0


def test_many_long_reports_of_one_page_cost_no_more_than_some():
    body = "这是一段正文，写在这里占去篇幅。\n" * 50_000 + "港口"
    budget, reached, pattern = ReadingBudget(), 0, passage_pattern("港口", 0)
    started = time.process_time()
    for number in range(100):
        read = find_first_matches(body, [pattern], budget)
        reached += bool(read.marks)
        assert read.whole == bool(read.marks)
        assert budget.cut == (reached <= number)

    assert 3 <= reached < 10
    assert time.process_time() - started < 5.0
    short = find_first_matches(f"短报告提到港口。{body[:9_000]}", [pattern], budget)
    assert (len(short.marks), short.whole) == (1, True)
