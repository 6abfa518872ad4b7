"""Requests to the index during the translation of one question, within budgets."""

from collections.abc import Sequence
from typing import Protocol

from whoosh import query

from index.api import Term, TermPart
from index.cluster.text_verifier import TextVerifier
from index.json_types import JsonObject
from index.note_codes import NoteCode
from index.query_nodes import SlotQuery
from index.report import Report, ReportId

MAX_CLUSTER_EXPANSION = 400
"""Maximum terms of a prefix or wildcard inside a phrase; the most frequent are used."""
MAX_VERIFIED_REPORTS = 500
"""Maximum reports of one Near whose text is read; others are left out."""


class TermSource(Protocol):
    """The requests that a translation sends to an index on a cluster."""

    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """See `index.api.Index`."""

    def matching(self, field: str, wildcard: str, limit: int) -> tuple[Term, ...]:
        """Terms that match a pattern."""

    def some(self, clause: JsonObject, size: int) -> tuple[list[ReportId], bool]:
        """The ids of reports that match a clause, and whether these are all."""

    def reports(self, ids: Sequence[ReportId]) -> tuple[Report | None, ...]:
        """See `index.api.Index`."""


class TermExpansion:
    """Expands prefixes and wildcards and reads texts; `notes` say what was left out."""

    def __init__(self, index: TermSource) -> None:
        self._index = index
        self.notes: list[NoteCode] = []

    def expand(self, node: query.Prefix | query.Wildcard) -> tuple[str, ...]:
        """The terms of a Prefix or Wildcard."""
        most = MAX_CLUSTER_EXPANSION + 1
        if isinstance(node, query.Prefix):
            terms = self._index.terms(node.fieldname, node.text, TermPart.PREFIX, most)
        else:
            terms = self._index.matching(node.fieldname, node.text, most)
        if len(terms) == most:
            self.notes.append(NoteCode.WORDS_CUT)
        return tuple(term.text for term in terms[:MAX_CLUSTER_EXPANSION])

    def between(self, node: SlotQuery, clause: JsonObject) -> list[ReportId]:
        """The candidates matching the clause whose text matches a Near or SameScope."""
        ids, complete = self._index.some(clause, MAX_VERIFIED_REPORTS)
        if not complete:
            self.notes.append(NoteCode.NEAR_CUT)
        title = node.fieldname.startswith("title")
        return [
            name
            for name, report in zip(ids, self._index.reports(ids), strict=True)
            if report is not None
            and TextVerifier(report.title if title else report.body).holds(node)
        ]
