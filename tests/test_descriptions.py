"""A summary that a reader of the file sees is searched; what is only declared about it is not."""

import pytest

from index.ingest.draft import Draft
from index.ingest.source_file import SourceFile

SUMMARY = "How the eastern quay of Larkford is rebuilt"
SEEN = {
    "label 摘要": "txt",
    "label 导语": "html",
    "field abstract": "jsonl",
    "feed summary": "feed",
    "book description": "epub",
    "line of fields": "txt",
    "annotation of a format to come": "new",
}
DECLARED = {
    "meta description": "html",
    "JSON-LD description": "html",
    "sites.toml .abstract": "html",
    "field description": "md",
    "field digest": "html",
    "Word description": "docx",
}


def text(origin, kind, summary=SUMMARY):
    draft = Draft(SourceFile(path="a", file="", kind=kind))
    draft.paragraphs = ["The harbour board met.", "It agreed."]
    draft.put("description", summary, origin)
    return draft.report().paragraphs


@pytest.mark.parametrize("origin", SEEN)
def test_a_summary_that_a_reader_sees_stands_before_the_text(origin):
    assert text(origin, SEEN[origin]) == (SUMMARY, "The harbour board met.", "It agreed.")


@pytest.mark.parametrize("origin", DECLARED)
def test_a_declaration_is_no_text(origin):
    assert text(origin, DECLARED[origin]) == ("The harbour board met.", "It agreed.")


@pytest.mark.parametrize("summary", ["", "Quay", "The harbour board met. It agreed."])
def test_what_the_text_says_is_not_put_there_again(summary):
    assert len(text("label 摘要", "txt", summary)) == 2
