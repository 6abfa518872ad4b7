"""A seeded sample of the fuzzers in tests/tools, as `python -m tests.tools.fuzz_index`."""

import itertools

import pytest

from index.embedded.segment import array_file
from index.embedded.segment.disk import Disk
from index.errors import IndexUnusableError
from tests.tools import fuzz_index, fuzz_queries, fuzz_written


def test_an_index_with_anything_in_its_files_answers_or_says_that_it_is_damaged(tmp_path):
    cases = itertools.islice(fuzz_index.cases(tmp_path, seed=1), 60)

    assert [number for number, wrong in cases if wrong] == []


FOUND = {
    "no numbers": {"reports": 8, "arrays": None},
    "an array that is null": {"reports": 8, "arrays": {"ids": None}},
    "an array of objects": {"reports": 8, "arrays": {"ids": ["O", 64, 1]}},
    "an array longer than the file": {"reports": 8, "arrays": {"ids": ["u1", 64, 1 << 40]}},
    "an array that begins before the file": {"reports": 8, "arrays": {"ids": ["u1", -64, 1]}},
    "minus one report": {"reports": -1, "arrays": {}},
    "half a report": {"reports": 0.5, "arrays": {}},
    "a list": [],
}


@pytest.mark.parametrize("case", FOUND)
def test_a_table_that_cannot_be_meant_is_damage_and_no_stray_error(tmp_path, case):
    with Disk().create(tmp_path / "file") as out:
        out.write(bytes(array_file.FIRST_ARRAY_BYTE) + b"some bytes")
        array_file._seal(out, FOUND[case])

    with pytest.raises(IndexUnusableError, match="damaged"):
        array_file.ArrayFile(tmp_path / "file").section("ids")


def test_a_table_nested_without_end_is_damage(tmp_path):
    with pytest.raises(IndexUnusableError, match="damaged"):
        array_file._contents(tmp_path, b"[" * 100_000)


def test_any_query_line_is_answered_and_what_it_meant_can_be_said(sample_index):
    cases = itertools.islice(fuzz_queries.cases(sample_index, seed=1), 150)

    assert [(text, wrong) for text, wrong in cases if wrong] == []


def test_whatever_people_write_is_read_or_refused_with_a_sentence(tmp_path):
    cases = itertools.islice(fuzz_written.cases(tmp_path, seed=1), 2200)

    assert [case for case in cases if case[2]] == []
