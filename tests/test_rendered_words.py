"""The words of the other language that put passages in order: few enough for any line."""

import pytest

from index.api import TermPart
from index.operations.opening import open_index
from index.text.analysis import Analyzer
from search.query.other_language import expansion, translate
from search.query.other_language.expansion import rendered_words
from search.query.other_language.loaded_cedict import cedict

LINES = {
    "a sentence": "The rural logistics system has been built up to develop the economy.",
    "Chinese": "农村物流体系建设，发展经济。",
    "a long text": "We will develop rural logistics, services, education and the economy. " * 8,
}


@pytest.fixture(scope="module")
def index(sample_index):
    index = open_index(str(sample_index))
    yield index
    index.close()


@pytest.mark.parametrize("text", LINES.values(), ids=LINES)
def test_each_word_keeps_its_likeliest_rendering_when_there_are_too_many(index, text, monkeypatch):
    groups = translate.groups(text, index, Analyzer(), cedict(), translate.FOR_SCORES)
    firsts = {group.renderings[0].word for group in groups}
    monkeypatch.setattr(expansion, "MAX_SCORED_RENDERINGS", len(groups))
    leaves = list(rendered_words(text, index, Analyzer()))

    assert len(leaves) == len(groups)
    assert {leaf.text for leaf in leaves} == firsts
    assert {leaf.fieldname for leaf in leaves} <= {"body", "body_grams"}


@pytest.mark.parametrize("line", ["In 2021 the plan", "2021年规划"])
def test_a_number_puts_passages_in_order_as_it_is_written(index, line):
    assert "2021" in {leaf.text for leaf in rendered_words(line, index, Analyzer())}
    assert "2021" not in {
        group.word for group in translate.groups(line, index, Analyzer(), cedict())
    }


def test_a_line_without_renderings_has_no_words(index):
    assert rendered_words("zzzqqq", index, Analyzer()) is None


def test_words_of_a_gloss_come_with_the_likeliest_first():
    weights = [weight for _, weight in cedict().parts("good")]

    assert weights == sorted(weights, reverse=True)
    assert len(weights) > translate.MAX_LOOKED_UP_RENDERINGS


@pytest.mark.parametrize("part", TermPart)
@pytest.mark.parametrize("limit", [0, 1, 3, 20, 10_000])
def test_the_most_frequent_terms_are_the_first_of_all(index, part, limit):
    all_terms = index.terms("body_grams", "的", part, 100_000)

    assert index.terms("body_grams", "的", part, limit) == all_terms[:limit]
    assert list(all_terms) == sorted(all_terms, key=lambda term: (-term.reports, term.text))
