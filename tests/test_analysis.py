"""Texts and their tokens, in both views."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import analysis
from index.text.analysis import (
    COMPOUND_MARK,
    PARAGRAPH,
    SENTENCE,
    Analyzer,
    grams,
    scope_marks,
    stem,
)
from index.text.compounds import NUMBER_PART
from index.text.negative_numbers import NEGATIVE

GRAMS = {
    "Han": ("发展经济", "发展 展经 经济 济"),
    "one character": ("水", "水"),
    "punctuation parts Han": ("经济，社会", "经济 济 社会 会"),
    "white space does not": ("发 展\n经　济", "发展 展经 经济 济"),
    "nor what nobody sees": ("发\u200b展", "发展 展"),
    "letters glued to Han": ("重跑gen-itgc后", "重跑 跑 gen itgc 后"),
    "numbers": ("2.27亿 3.6.3", "2 27 亿 3 6 3"),
    "symbols": ("C++ 5% R&D", "c + + 5 % r & d"),
    "ordinals": ("14th Five-Year", "14th five year"),
    "soft hyphens": ("eco\u00adnomic", "economic"),
    "accents apart from their letters": ("re\u0301sume\u0301", "resume"),
    "rare Han": ("王㛃与𪚥田", "王㛃 㛃与 与𪚥 𪚥田 田"),
    "underscores part words": ("a_b", "a b"),
    "nothing": ("，。！ \n", ""),
}

WORDS = {
    "Chinese": ("农村寄递物流", "农村 寄递 物流"),
    "search mode": ("人工智能", "人工 智能 人工智能"),
    "traditional": ("產業鏈", "产业 产业链"),
    "English": ("Growing economies", "grow economi"),
    "both": ("发展GDP增长", "发展 gdp 增长"),
    "scanned": ("发 展 经 济", "发展 经济"),
    "apart": ("人工 智能", "人工 智能"),
    "words with digits stay": ("14th 5G", "14th 5g"),
    "numbers are words": ("3.5% 12,500 2.0.1", "2 0 1 3.5 12500 2.0 0.1"),
    "a decimal behind letters": ("PM2.5", "pm2 5 pm2.5"),
}


@pytest.mark.parametrize("case", GRAMS)
def test_a_text_is_cut_into_its_grams(case):
    text, expected = GRAMS[case]

    assert " ".join(token.text for token in grams(text)) == expected


PARTS = {
    "a decimal": ("增长3.5%", "增长 长 .3 .5 %"),
    "a decimal with its unit": ("3.5km 12.25 km", ".3 .5km .12 .25 km"),
    "thousands": ("12,500吨", ".12 .500 吨"),
    "a decimal before a unit whose digits may be a year and a month": (
        "2038.1亿元",
        ".2038 .1 亿元 元",
    ),
    "a year and a month": ("2023.5起", "2023 5 起"),
    "thousands and decimals": ("1,234.56元", ".1 .234 .56 元"),
    "decimals of a list": ("为3.5、4.5和0.5", "为 .3 .5 .4 .5 和 .0 .5"),
    "a date": ("2023.05.01 2023.5", "2023 05 01 2023 5"),
    "a version": ("2.0.1", "2 0 1"),
    "an address": ("192.168.100.200", "192 168 100 200"),
    "numbers between commas": ("3,5 2023,500", "3 5 2023 500"),
    "a numbered year": ("1.2023年", "1 2023 年"),
    "items of a list": (
        "年龄：\n1.60岁以上\n2.5月底前",
        "年龄 龄 1 60 岁以 以上 上 2 5 月底 底前 前",
    ),
    "a decimal that begins a line": ("3.5%\n2.5万", ".3 .5 % .2 .5 万"),
    "a range": ("3.5-4.5%，1/2，3-2", ".3 .5 .4 .5 % 1 2 3 2"),
    "a break of a line": ("1,\n000，3.\n5", "1 000 3 5"),
    "thousands with spaces": ("3 000", "3 000"),
}


@pytest.mark.parametrize("case", PARTS)
def test_the_parts_of_a_number_are_no_numbers_of_their_own(case):
    text, expected = PARTS[case]
    terms = [token.text.replace(NUMBER_PART, ".") for token in analysis.indexed_grams(text)]

    assert " ".join(terms) == expected
    assert len(terms) == len(grams(text))


BESIDE = {
    "a fraction, a score and a time": ("2/3 3∶2 10：30", "2/3 3:2 10:30"),
    "numbers of a list": ("2、3 3 2", ""),
    "a date": ("2021/10/25", "2021/10 10/25"),
    "letters": ("a/3 3:b", ""),
    "parts of decimals": ("3.5/4.5 1,000/2", "3.5 .5/4 4.5 1000_2 +1000 .000/2"),
    "a negative decimal": ("增长-3.2% −1,234.5", "-3.2 3.2 -1234.5 1234.5_3 +1234.5 +1234.5"),
    "a negative share and temperature": ("-5% （-5℃） 为-5 个百分点", "-5 -5 -5"),
    "a minus behind words": ("2014年度减少-3.5% (同比)-2.5 5月-1.5%", "-3.5 3.5 -2.5 2.5 -1.5 1.5"),
    "a hyphen": ("歼-20 1-3.5 -5", "3.5"),
    "a range": ("5%-3.5% 2元-3.5元 1.5万-2.5万元 5%-8%", "3.5 3.5 1.5 2.5"),
    "a version": ("-3.2.1", "3.2 2.1"),
}


@pytest.mark.parametrize("case", BESIDE)
def test_signs_of_numbers_are_terms_beside_their_grams(case):
    text, expected = BESIDE[case]
    signs = {NUMBER_PART: ".", NEGATIVE: "-", COMPOUND_MARK: "_", analysis.FURTHER: "+"}
    terms = [term for _, term in sorted(analysis.alternatives(text), key=lambda term: term[0])]
    shown = " ".join(terms)
    for sign, letter in signs.items():
        shown = shown.replace(sign, letter)

    assert sorted(shown.split()) == sorted(expected.split())


@pytest.mark.parametrize("case", WORDS)
def test_a_text_is_cut_into_its_words(case):
    text, expected = WORDS[case]

    assert " ".join(token.text for token in Analyzer().words(text)) == expected


@given(st.text(st.sampled_from("经济发展人水 　\n，。abc9.-'+%\u00ad\u200b𠮷é")))
def test_places_are_those_of_the_original(text):
    for tokens in (grams(text), Analyzer().words(text)):
        for token in tokens:
            assert 0 <= token.start < token.end <= len(text)
    starts = [token.start for token in grams(text)]
    assert starts == sorted(set(starts))


ENCLOSED = [
    sign
    for sign in map(chr, range(0x2000, 0x1F200))
    if unicodedata.category(sign) == "No"
    and any(word in unicodedata.name(sign) for word in ("CIRCLED", "PARENTHESIZED", "FULL STOP"))
]


@pytest.mark.parametrize("text", ["2024", "word"])
def test_an_enclosed_number_joins_no_number_or_word_beside_it(text):
    assert len(ENCLOSED) > 150

    for sign in ENCLOSED:
        alone = [token.text for token in grams(sign)]
        before, behind = grams(sign + text), grams(text + sign)

        assert [token.text for token in before] == [*alone, text]
        assert [token.text for token in behind] == [text, *alone]
        assert (before[0].start, before[0].end) == (0, 1)
        assert (behind[-1].start, behind[-1].end) == (len(text), len(text) + 1)


@given(st.text(st.sampled_from("ab A1２3 .,-/'·\n\t学ガﾞ&\u00ad\u0301ßﬁ½㎏Ⅳ"), max_size=12))
def test_a_quick_look_never_misses_a_compound(text):
    """`words` looks for compounds only if a gap between two words may stand inside one."""
    plain, _ = Analyzer(())._plain_words(text)

    assert Analyzer(()).words(text) == analysis._with_compounds(plain, text, every=True)


@given(st.text(st.sampled_from("经济发展水 ，abc9."), min_size=1), st.data())
def test_the_grams_of_a_part_are_in_the_whole_but_at_its_ends(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = [token.text for token in grams(text[start:])][1:-1]
    whole = [token.text for token in grams(text)]

    assert any(whole[at : at + len(part)] == part for at in range(len(whole) + 1))


def test_sentences_and_paragraphs_begin_where_they_do():
    text = "经济。Growth was 5.8 percent. 社会！\n水"

    beginnings = [(grams(text)[at].text, mark) for at, mark in scope_marks(text, grams(text))]

    assert [start for start, mark in beginnings if mark == SENTENCE] == [
        "经济",
        "growth",
        "社会",
        "水",
    ]
    assert [start for start, mark in beginnings if mark == PARAGRAPH] == ["经济", "水"]


def test_a_word_of_ones_own_is_cut_whole():
    analyzer = Analyzer(("寄递物流体系 100 n",))

    assert "寄递物流体系" in [token.text for token in analyzer.words("农村寄递物流体系建设")]
    assert analyzer.signature != Analyzer().signature


@pytest.mark.parametrize(("word", "expected"), [("cities", "citi"), ("5g", "5g"), ("été", "été")])
def test_only_words_of_ascii_letters_have_stems(word, expected):
    assert stem(word) == expected
