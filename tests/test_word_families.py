"""English words of one family, whose renderings put passages in order."""

import pytest

from search.query.other_language import word_families

FAMILIES = {
    "emit and emission": ("emit", "emiss"),
    "reduce and reduction": ("reduc", "reduct"),
    "expand and expansion": ("expand", "expans"),
    "economy and economic": ("economi", "econom"),
    "describe and description": ("describ", "descript"),
    "grow and growth": ("grow", "growth"),
    "teach and teacher": ("teach", "teacher"),
}


@pytest.mark.parametrize(("stem", "other"), FAMILIES.values(), ids=FAMILIES)
def test_a_stem_and_its_relative_are_of_one_family_both_ways(stem, other):
    assert other in set(word_families.relatives(stem))
    assert stem in set(word_families.relatives(other))


@pytest.mark.parametrize("stem", ["", "a", "bid", "ox"])
def test_a_short_stem_has_no_relatives(stem):
    assert list(word_families.relatives(stem)) == []
