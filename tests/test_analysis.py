"""Texts and their tokens, in both views."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text import analysis
from index.text.analysis import PARAGRAPH, SENTENCE, Analyzer, grams, marks, stem

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
}


@pytest.mark.parametrize("case", GRAMS)
def test_a_text_is_cut_into_its_grams(case):
    text, expected = GRAMS[case]

    assert " ".join(token.text for token in grams(text)) == expected


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


@given(st.text(st.sampled_from("ab A1２3 .,-/'·\n\t学ガﾞ&\u00ad\u0301ßﬁ½㎏Ⅳ"), max_size=12))
def test_a_quick_look_never_misses_a_compound(text):
    """`words` looks for compounds only if a gap between two words may stand inside one."""
    all_words = [*Analyzer(()).words(text, compounds=False), *analysis._further_words(text)]

    assert Analyzer(()).words(text) == all_words


@given(st.text(st.sampled_from("经济发展水 ，abc9."), min_size=1), st.data())
def test_the_grams_of_a_part_are_in_the_whole_but_at_its_ends(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    part = [token.text for token in grams(text[start:])][1:-1]
    whole = [token.text for token in grams(text)]

    assert any(whole[at : at + len(part)] == part for at in range(len(whole) + 1))


def test_sentences_and_paragraphs_begin_where_they_do():
    text = "经济。Growth was 5.8 percent. 社会！\n水"

    beginnings = [(grams(text)[at].text, mark) for at, mark in marks(text, grams(text))]

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
