"""A seeded sample of what the fuzzers do by the hour: python -m tests.fuzz_index, fuzz_queries."""

import itertools

import pytest

from tests import fuzz_index, fuzz_queries


def test_an_index_with_anything_in_its_files_answers_or_says_that_it_is_damaged(tmp_path):
    cases = itertools.islice(fuzz_index.cases(tmp_path, seed=1), 60)

    assert [number for number, wrong in cases if wrong] == []


FOUND = {
    "a table of arrays that is null": 16,
    "a date in a column that is none": 40,
    "ids that are no UTF-8": 1,
}


@pytest.mark.parametrize("case", FOUND)
def test_what_the_fuzzer_once_found_is_said_now(tmp_path, case):
    cases = itertools.islice(fuzz_index.cases(tmp_path, seed=0), FOUND[case] + 1)

    assert list(cases)[-1] == (FOUND[case], "")


def test_any_query_line_is_answered_and_what_it_meant_can_be_said(sample_index):
    cases = itertools.islice(fuzz_queries.cases(sample_index, seed=1), 150)

    assert [(text, wrong) for text, wrong in cases if wrong] == []
