"""A report ready to be sent: its document as JSON, and the terms to count."""

import json
from dataclasses import dataclass

from index.cluster.mapping import BESIDE, LAST_GRAM_MARKS, LONE_GRAM_MARKS, document, encodable
from index.report import Report, ReportId
from index.schema import GRAMS, WORDS
from index.text.analysis import Analyzer

ANALYZED_FIELDS = (*WORDS, *GRAMS)
_NO_MARKS: dict[int, str | None] = dict.fromkeys(
    map(ord, (*LAST_GRAM_MARKS, *LAST_GRAM_MARKS.values(), *LONE_GRAM_MARKS.values()))
)
_NO_MARKS[ord(BESIDE)] = " "


@dataclass(frozen=True, slots=True)
class Document:
    """`source` is JSON; `terms` are the distinct terms of each analysed field, joined by spaces."""

    source: str
    terms: tuple[str, ...]


def prepared_document(report: Report, analyzer: Analyzer) -> Document:
    """Make the document of a report."""
    fields = document(report, analyzer)
    texts = (fields[field].translate(_NO_MARKS) for field in ANALYZED_FIELDS)
    terms = tuple(" ".join(set(text.split())) for text in texts)
    return Document(json.dumps(fields, ensure_ascii=False, separators=(",", ":")), terms)


def is_document_of(document: Document, name: ReportId) -> bool:
    """Whether a document that a reader sent is one line of JSON with this id and all its terms.

    A reader that a file has taken over could else write more lines, and with them other reports.
    """
    if "\n" in document.source or "\r" in document.source:
        return False
    try:
        fields = json.loads(document.source)
    except (ValueError, RecursionError):
        return False
    named = isinstance(fields, dict) and fields.get("id") == encodable(name)
    return named and len(document.terms) == len(ANALYZED_FIELDS)
