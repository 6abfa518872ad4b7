"""Texts of very many lines lose none of them, and have few paragraphs."""

import pytest

from index.indexing import extract
from index.ingest import joined_paragraphs
from index.ingest.source_file import SourceFile

LINES = tuple(f"line {number}" for number in range(1, 24))


@pytest.fixture(autouse=True)
def ten_paragraphs(monkeypatch):
    monkeypatch.setattr(joined_paragraphs, "MAX_PARAGRAPHS", 10)


@pytest.mark.parametrize(
    ("count", "joined"), [(0, 0), (1, 1), (10, 10), (11, 6), (20, 10), (21, 7), (23, 8)]
)
def test_as_many_paragraphs_follow_each_other_in_one_as_the_limit_needs(count, joined):
    paragraphs, _ = joined_paragraphs.joined_paragraphs(LINES[:count], ())

    assert len(paragraphs) == joined
    assert " ".join(paragraphs) == " ".join(LINES[:count])
    assert paragraphs == LINES[:count] or joined < count


def test_a_page_begins_with_the_paragraph_that_has_its_first_line():
    starts = (1, 6, 7, 13, 24)  # the last page has no text

    paragraphs, pages = joined_paragraphs.joined_paragraphs(LINES, starts)

    assert pages == (1, 2, 3, 5, 8)
    for line, page in zip((0, 5, 6, 12), pages, strict=False):
        assert LINES[line] in paragraphs[page - 1]


def test_a_text_file_of_very_many_lines_is_one_report_that_is_not_cut():
    records = "\n".join(f"{number}. Quay {number} was built of stone.\n" for number in range(40))
    file = SourceFile(path="quays.txt", file="", kind="txt", data=records.encode())

    (report,) = extract.read(file)

    assert len(report.paragraphs) == 10
    assert all(f"Quay {number} was" in report.body for number in range(40))
    assert not report.cut
