"""Folding: one code point to one, whatever stands beside it."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.fold import IGNORED, fold, fold_alike

FOLDED = {
    "width": ("ＡＢ１２％", "ab12%"),
    "ideographic space": ("　", " "),
    "case": ("ÀÉÎ", "aei"),
    "accents": ("Zürich café", "zurich cafe"),
    "circled numbers": ("①", "1"),
    "traditional": ("農村寄遞物流體系", "农村寄递物流体系"),
    "王后 and 後面": ("王后在後面", "王后在后面"),
    "電子": ("電子", "电子"),
    "compatibility characters": ("\uf900", "岂"),
    "variants of Hong Kong": ("衞敍", "卫叙"),
    "soft hyphens": ("a\u00adb", f"a{IGNORED}b"),
    "joiners": ("发\u200b展", f"发{IGNORED}展"),
    "variation selectors": ("葛\U000e0100", f"葛{IGNORED}"),
    "a lone surrogate": ("\ud800", "\ud800"),
    "rare characters": ("㛃𠮷", "㛃𠮷"),
}


@pytest.mark.parametrize("case", FOLDED)
def test_a_text_is_folded(case):
    text, folded = FOLDED[case]

    assert fold(text) == folded


@given(st.text())
def test_folding_keeps_places_and_is_done_after_once(text):
    for one in (fold, fold_alike):
        assert len(one(text)) == len(text)
        assert one(one(text)) == one(text)


@given(st.text(), st.text())
def test_a_part_is_folded_as_it_is_in_the_whole(before, after):
    for one in (fold, fold_alike):
        assert one(before + after) == one(before) + one(after)


WORDS = (
    "了解 瞭望 著名 看着 覆盖 恢复 慰藉 讲座 家具 俱乐部 头发 发展 干部 "
    "乾坤 象征 图像 里程 台湾 沈阳 沉没"
)


@pytest.mark.parametrize("way", ["s2t", "s2tw", "s2hk", "t2s", "tw2s", "hk2s"])
def test_what_a_converter_makes_of_a_word_is_folded_alike(way):
    assert fold_alike(opencc.OpenCC(way).convert(WORDS)) == fold_alike(WORDS)


def test_words_keep_the_characters_that_dictionaries_spell_them_with():
    assert fold("著名 覆盖 讲座 图像") == "著名 覆盖 讲座 图像"
