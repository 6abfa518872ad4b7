"""A passage is aligned with the stretch of a text that is most like it; differences are marked."""

import random

import pytest

from search.trace.alignment import align
from search.trace.differences import DifferenceKind
from search.trace.passage import Passage, TargetText

TEXT = (
    "前言。会议强调，我们绝不允许任何人以任何借口破坏法治。2023年粮食产量达到13908.2亿斤，增长1.3%。\n"
    "他说：“房子是用来住的、不是用来炒的。”“雪龙”号和张·明到达10²号站。"
    "The committee shall not adopt the rules of 2019 unless it is asked. It cannot wait.\n"
    "We fed 12,000 people. 完成投资二十五亿元，第二次会议后来召开。第二次会议没有后来那样长。"
)


def differences(passage, text=TEXT):
    """Where a passage stands, and what differs as triples (kind, its part, the text's part)."""
    alignment = align(Passage(passage), TargetText(text))
    if alignment is None:
        return None, []
    marked = [
        (
            difference.kind.value,
            passage[difference.start : difference.end],
            text[difference.other_start : difference.other_end],
        )
        for difference in alignment.differences
    ]
    return text[alignment.start : alignment.end], marked


VERBATIM = {
    "a sentence": "会议强调，我们绝不允许任何人以任何借口破坏法治。",
    "a part of a sentence": "以任何借口破坏法治",
    "one that stands twice": "第二次会议",
    "a wrapped line": "房子是用来住的、\n　　不是用来炒的",
    "a wrapped English line": "The committee shall not\nadopt the rules",
    "over the end of a line": "增长1.3%。他说：“房子",
    "a number": "13908.2亿斤",
    "English": "the rules of 2019 unless it is asked.",
    "a number in characters": "二十五亿元",
}


@pytest.mark.parametrize("passage", VERBATIM.values(), ids=VERBATIM)
def test_the_same_characters_are_verbatim(passage):
    stretch, marked = differences(passage)

    assert marked == []
    assert "".join(stretch.split()) == "".join(passage.split())


WRITING = {
    "traditional": ("我們絕不允許任何人", [("們", "们"), ("絕", "绝"), ("許", "许")]),
    "full width": ("增长１.３％", [("１.３", "1.3"), ("％", "%")]),
    "other quotation marks": ("「雪龙」号", [("「", "“"), ("」", "”")]),
    "a space": ("粮食产量 达到", [(" ", "")]),
    "capitals": ("the committee shall not", [("the", "The")]),
    "another dot of a name": ("张•明", [("•", "·")]),
    "thousands without their commas": ("fed 12000 people", [("12000", "12,000")]),
    "another full stop": ("破坏法治．", [("．", "。")]),
}


@pytest.mark.parametrize(("passage", "expected"), WRITING.values(), ids=WRITING)
def test_another_writing_of_the_same_words_is_marked_as_such(passage, expected):
    _, marked = differences(passage)

    assert marked == [("writing", *pair) for pair in expected]


PUNCTUATION = {
    "another comma": ("房子是用来住的，不是用来炒的", [("，", "、")]),
    "a comma too many": ("我们绝不允许，任何人", [("，", "")]),
    "quotation marks dropped": ("雪龙号和张·明", [("", "“"), ("", "”")]),
    "quotation marks added": ("粮食“产量”达到", [("“", ""), ("”", "")]),
}


@pytest.mark.parametrize(("passage", "expected"), PUNCTUATION.values(), ids=PUNCTUATION)
def test_other_punctuation_is_marked_as_such(passage, expected):
    _, marked = differences(passage)

    assert marked == [("punctuation", *pair) for pair in expected]


WORDS = {
    "a negation left before the edge": ("任何人以任何借口", [("", "绝不允许")]),
    "a negation dropped": ("我们绝允许任何人以任何借口", [("", "不")]),
    "a negation before the quotation": ("是用来炒的", [("", "不")]),
    "a negation added": ("我们绝不允许任何人不以任何借口", [("不", "")]),
    "an English negation dropped": ("committee shall adopt the rules", [("", "not")]),
    "an English negation before it": ("adopt the rules", [("", "not")]),
    "another number": ("产量达到13908.3亿斤", [("13908.3", "13908.2")]),
    "a cut number": ("3908.2亿斤，增长1.3%", [("3908.2", "13908.2")]),
    "a number without its percent": ("斤，增长1.3", [("", "%")]),
    "a cut number in characters": ("五亿元", [("", "二十")]),
    "a raised number": ("张·明到达102号站", [("102", "10²")]),
    "another word": ("以任何理由破坏法治", [("理由", "借口")]),
    "a word too many": ("以任何借口恶意破坏法治", [("恶意", "")]),
    "a cut English word": ("shall not adopt the rule", [("rule", "rules")]),
    "words in another order": ("允许任何借口以任何人破坏", [("借口", "人"), ("人", "借口")]),
}


@pytest.mark.parametrize(("passage", "expected"), WORDS.values(), ids=WORDS)
def test_other_words_are_marked_with_what_stands_for_them(passage, expected):
    _, marked = differences(passage)

    words = [pair[1:] for pair in marked if pair[0] == "words"]
    assert [pair for pair in expected if pair not in words] == []


def test_of_a_text_that_repeats_itself_the_likest_part_is_taken():
    text = "ask not what your country can do for you -- ask what you can do for your country"
    stretch, marked = differences("ask not what the country can do for you", text)

    assert stretch == "ask not what your country can do for you"
    assert marked == [("words", "the", "your")]


REPEATING = {
    "a dash without spaces": ("can do for you--ask what you can do for your country.", "writing"),
    "a comma": ("can do for you, ask what you can do for your country.", "punctuation"),
}


@pytest.mark.parametrize(("end", "kind"), REPEATING.values(), ids=REPEATING)
def test_a_passage_that_repeats_its_words_is_compared_to_its_end(end, kind):
    text = (
        "The energy will light our country and all who serve it; it can light the world.\n"
        "So: ask not what your country can do for you -- ask what you can do for your country.\n"
        "My fellow citizens of the world: ask not what America will do for you, but what we can do."
    )
    stretch, marked = differences(f"ask not what your country {end}", text)

    assert stretch.endswith("for your country.")
    assert {difference[0] for difference in marked} <= {"writing", kind}


@pytest.mark.parametrize("passage", ["", "。。。", "全新的完全无关的句子不在其中", "nothing alike"])
def test_a_passage_without_common_runs_has_no_place(passage):
    assert differences(passage) == (None, [])


@pytest.mark.parametrize("seed", range(40))
def test_putting_the_marked_parts_of_the_text_into_the_passage_gives_the_text(seed):
    chance = random.Random(seed)
    start = chance.randrange(len(TEXT) - 40)
    chars = list(TEXT[start : start + chance.randrange(20, 120)].strip())
    for _ in range(len(chars) // 10):
        at = chance.randrange(len(chars))
        chars[at] = chance.choice(["", "新", "x7 ", "，"]) + chance.choice(["", chars[at]])
    passage = "".join(chars).strip()
    alignment = align(Passage(passage), TargetText(TEXT))
    rebuilt, done = "", passage_start(passage)
    for difference in alignment.differences:
        assert done <= difference.start <= difference.end
        rebuilt += (
            passage[done : difference.start] + TEXT[difference.other_start : difference.other_end]
        )
        done = difference.end
    rebuilt += passage[done:]

    assert "".join(rebuilt.split()) == "".join(TEXT[alignment.start : alignment.end].split())


def passage_start(passage):
    return len(passage) - len(passage.lstrip())


def test_the_gravest_kind_of_difference_counts():
    alignment = align(Passage("我們絕允许任何人，以任何借口"), TargetText(TEXT))

    assert alignment.kind is DifferenceKind.WORDS
    assert 0.9 < alignment.similarity < 1


def test_a_long_text_of_one_character_costs_little():
    assert align(Passage("啊" * 500 + "好"), TargetText("啊" * 200_000)) is not None
