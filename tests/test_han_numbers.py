"""Chinese numerals: each has one value or none, and writing a number gives the numeral back."""

import pytest

from index.text.han_numbers import han_numeral, han_value
from search.trace.number_values import same_value

VALUES = {
    "十二": 12,
    "二十": 20,
    "两百": 200,
    "一百零三": 103,
    "一万二千五百": 12_500,
    "三百万": 3_000_000,
    "一亿三千万": 130_000_000,
    "三万亿": 3 * 10**12,
    "零": 0,
}
AMBIGUOUS = ("二三", "二三十", "三万五", "一百二", "十二三")
NO_NUMERALS = ("", "万", "十十", "二百千", "第三", "三点五")


@pytest.mark.parametrize("numeral", VALUES)
def test_a_numeral_has_a_value(numeral):
    assert han_value(numeral) == VALUES[numeral]


@pytest.mark.parametrize("numeral", [*AMBIGUOUS, *NO_NUMERALS])
def test_what_may_be_read_in_two_ways_or_is_no_number_has_none(numeral):
    assert han_value(numeral) is None


def test_a_number_is_read_from_what_is_written_of_it():
    numbers = (*range(2_000), *(10**power + 105 for power in range(4, 12)))
    assert [han_value(han_numeral(number)) for number in numbers] == list(numbers)


def test_a_group_of_hundred_millions_is_not_multiplied_by_the_one_behind_it():
    assert same_value("1.3亿", "一亿三千万")
