"""Folding: each code point by itself, whatever stands beside it, and where it was."""

import opencc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.fold import (
    IGNORED,
    MIN_LOOKED_UP_CHARS,
    canonical,
    fold,
    fold_alike,
    original_positions,
)
from index.text.variants import OLD, RADICALS

FOLDED = {
    "width": ("ＡＢ１２％", "ab12%"),
    "ideographic space": ("　", " "),
    "case": ("ÀÉÎ", "aei"),
    "accents": ("Zürich café", "zurich cafe"),
    "circled numbers": (
        "①2024 ㉑ ❶ ➀ ➓ 🄋 ⓪ ⓵ ⓫ ㉈",
        "(1)2024 (21) (1) (1) (10) (0) (0) (1) (11) (10)",
    ),
    "circled letters": ("Ⓐ ⓐ 🅐 🄰 🅰", "(a) (a) (a) (a) 🅰"),
    "numbers with stops": ("⒈5 ⒛ 🄂", " 1. 5  20.   1, "),
    "traditional": ("農村寄遞物流體系", "农村寄递物流体系"),
    "王后 and 後面": ("王后在後面", "王后在后面"),
    "電子": ("電子", "电子"),
    "compatibility characters": ("\uf900", "岂"),
    "variants of Hong Kong": ("衞敍", "卫叙"),
    "soft hyphens": ("a\u00adb", f"a{IGNORED}b"),
    "joiners": ("发\u200b展", f"发{IGNORED}展"),
    "variation selectors": ("葛\U000e0100", f"葛{IGNORED}"),
    "a lone surrogate": ("\ud800", "\ud800"),
    "rare characters": ("㛃𪚥", "㛃𪚥"),
    "ligatures": ("ﬁnancial oﬃce ﬂeet ﬀ ﬆ", "financial office fleet ff st"),
    "letters of two": ("Straße Æsop Œuvre Þór", "strasse aesop oeuvre thor"),
    "letters that have no parts": ("Wałęsa Sørensen Đà Łódź ħı", "walesa sorensen da lodz hi"),
    "units in one sign": ("㎏ ㎡ ㎥ ㎞ ㎎ ㏄ ℉", "kg m2 m3 km mg cc °f"),
    "degrees": ("25℃ 25°C", "25°c 25°c"),
    "Roman numerals": ("Ⅳ ⅲ Ⅻ", "iv iii xii"),
    "numbers in brackets": ("⑵ ㈠ ㊀ ③", "(2) (一) 一 (3)"),
    "fractions": ("½ 3¾", " 1/2 3 3/4"),
    "abbreviations before numbers": ("№2024 ℡010", " no 2024  tel 010"),
    "what is no letter stays one sign": ("iPhone™ …", "iphone™ …"),
    "half-width kana": ("ﾋﾟｱﾉ ｶﾞｽ", "ヒﾟアノ カﾞス"),
    "kana with their marks": ("ピアノ ガス", "ヒﾟアノ カﾞス"),
    "kana with marks apart": ("ヒ\u309aアノ か\u3099", "ヒﾟアノ かﾞ"),
    "Kangxi radicals": ("⼀⾏⽉⽇", "一行月日"),
    "radicals of fonts": ("⻘年 ⻓江 ⼈⺠ ⻋⻔", "青年 长江 人民 车门"),
    "Japanese forms": ("経済 対 図 発 駅 県 売 竜", "经济 对 图 发 驿 县 卖 龙"),
    "Chinese words that Japan writes otherwise": ("芸芸 弁 予", "芸芸 弁 予"),
    "old forms": ("靑戸汚歳告吿囘趁趂霸覇", "青户污岁告告回趁趁霸霸"),
    "more old forms": ("旣卽淸敎眞鄕緖増內", "既即清教真乡绪增内"),
    "skin tones": ("👍🏽", f"👍{IGNORED}"),
}


@pytest.mark.parametrize("case", FOLDED)
def test_a_text_is_folded(case):
    text, folded = FOLDED[case]

    assert fold(text) == folded


@given(st.text())
def test_folding_is_done_after_once_and_both_ways_have_the_same_places(text):
    for folding in (fold, fold_alike):
        assert folding(folding(text)) == folding(text)
    assert len(fold(text)) == len(fold_alike(text))


SIGNS = "aﬁß経㎏½パ⑵\u00ad\u0301Ⅳ發 "


@given(st.text(st.sampled_from(SIGNS)))
def test_every_code_point_of_a_folded_text_knows_its_place(text):
    for at, char in zip(original_positions(text, fold(text)), fold(text), strict=True):
        assert char in fold(text[at])
    folded = canonical(text)
    assert folded.text == fold(text).replace(IGNORED, "")
    for at, char in enumerate(folded.text):
        start, end = folded.span(at, at + 1)
        assert char in fold(text[start:end])
        assert end == start + 1


def test_old_forms_are_no_characters_of_simplified_chinese_and_become_such():
    for at in range(0, len(OLD), 2):
        with pytest.raises(UnicodeEncodeError):
            OLD[at].encode("gb2312")
        OLD[at + 1].encode("gb2312")
        assert fold(OLD[at]) == fold(OLD[at + 1])


def test_radicals_are_folded_as_the_characters_they_look_like():
    for at in range(0, len(RADICALS), 2):
        assert fold(RADICALS[at]) == fold(RADICALS[at + 1])


@given(st.text(), st.text())
def test_a_part_is_folded_as_it_is_in_the_whole(before, after):
    for folding in (fold, fold_alike):
        assert folding(before + after) == folding(before) + folding(after)


WORDS = (
    "了解 瞭望 著名 看着 覆盖 恢复 慰藉 讲座 家具 俱乐部 头发 发展 干部 "
    "乾坤 象征 图像 里程 台湾 沈阳 沉没"
)


@pytest.mark.parametrize("way", ["s2t", "s2tw", "s2hk", "t2s", "tw2s", "hk2s"])
def test_what_a_converter_makes_of_a_word_is_folded_alike(way):
    assert fold_alike(opencc.OpenCC(way).convert(WORDS)) == fold_alike(WORDS)


def test_words_keep_the_characters_that_dictionaries_spell_them_with():
    assert fold("著名 覆盖 讲座 图像") == "著名 覆盖 讲座 图像"


EVERY_CODE_POINT = "".join(map(chr, range(0x33480)))


@pytest.mark.parametrize("form", [fold, fold_alike])
def test_a_long_text_folds_as_its_characters_do(form):
    folded = "".join(map(form, EVERY_CODE_POINT))

    assert form(EVERY_CODE_POINT) == folded
    assert form(EVERY_CODE_POINT) == folded, "a second time, from the array"


@pytest.mark.parametrize("case", FOLDED.values(), ids=FOLDED)
def test_a_long_text_folds_as_a_short_one(case):
    text, folded = case

    assert fold(text * MIN_LOOKED_UP_CHARS) == folded * MIN_LOOKED_UP_CHARS
