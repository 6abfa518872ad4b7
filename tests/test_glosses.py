"""Renderings in the other language that reports give themselves, and those that are refused."""

import pytest

from index.report import Report
from search.query.other_language.cedict import Cedict
from search.suggest.bracket_glosses import bracket_glosses
from search.suggest.parallel_texts import _fitting
from search.suggest.vocabulary import Vocabulary

WORDS = Vocabulary.of({"世界卫生组织": 3})
DICTIONARY = Cedict.of_text(
    "中部 中部 [zhong1 bu4] /middle part/\n地區 地区 [di4 qu1] /area/region/\n"
    "生產力 生产力 [sheng1 chan3 li4] /productive force/\n"
)
GLOSSES = {
    "at the beginning of a sentence": ("世界卫生组织", "世界卫生组织（WHO）说", ["WHO"]),
    "behind a function word": ("世界卫生组织", "据世界卫生组织（WHO）介绍", ["WHO"]),
    "the end of a longer term": ("利用效率", "中心电能利用效率（PUE）降低", []),
    "behind the name of a country": ("国内生产总值", "中国国内生产总值（GDP）增长", ["GDP"]),
    "English": ("belt and road", "the Belt and Road (一带一路) helps", ["一带一路"]),
}


@pytest.mark.parametrize("case", GLOSSES)
def test_what_stands_in_brackets_behind_a_whole_term_is_its_gloss(case):
    line, text, glosses = GLOSSES[case]

    assert bracket_glosses(line, [Report(id="a", paragraphs=(text,))], WORDS) == glosses


def test_a_rendering_that_the_dictionary_contradicts_is_refused():
    assert _fitting("中部地区", {"guangdong": 0.8}, DICTIONARY) is None
    assert _fitting("中部地区", {"middle area": 0.8}, DICTIONARY).text == "middle area"
    assert _fitting("新质生产力", {"nqpf": 0.8}, DICTIONARY).text == "nqpf"
    assert _fitting("中部地区", {"guangdong": 0.8}, None).text == "guangdong"
    assert _fitting("region", {"中部地区": 0.8}, DICTIONARY) is None
    assert _fitting("region", {"地区": 0.8}, DICTIONARY).text == "地区"
    assert _fitting("region", {"我代表地区": 0.8}, DICTIONARY) is None
