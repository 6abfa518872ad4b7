"""What translating one question asks of the index on the way, within budgets."""

from collections.abc import Sequence
from typing import Protocol

from whoosh import query

from index.api import Term, TermPart
from index.cluster.text_verifier import TextVerifier
from index.json_types import JsonObject
from index.query_nodes import SlotQuery
from index.report import Report

#: Terms that a part of a term may stand for inside a passage; the most frequent are taken.
MAX_CLUSTER_EXPANSION = 400
#: Reports of one Near whose text is looked at; more are left out.
MAX_VERIFIED_REPORTS = 500


class TermSource(Protocol):
    """What an index of a cluster can say about terms and reports."""

    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """See `index.api.Index`."""

    def matching(self, field: str, wildcard: str, limit: int) -> tuple[Term, ...]:
        """Terms that a pattern matches."""

    def some(self, clause: JsonObject, size: int) -> tuple[list[str], bool]:
        """Ids of reports that match a clause, and whether these are all."""

    def reports(self, ids: Sequence[str]) -> tuple[Report | None, ...]:
        """See `index.api.Index`."""


class TermExpansion:
    """Expands parts of terms and looks at texts; `notes` say what was left out."""

    def __init__(self, index: TermSource) -> None:
        self._index = index
        self.notes: list[str] = []

    def expand(self, node: query.Prefix | query.Wildcard) -> tuple[str, ...]:
        """The terms that a Prefix or Wildcard stands for."""
        most = MAX_CLUSTER_EXPANSION + 1
        if isinstance(node, query.Prefix):
            terms = self._index.terms(node.fieldname, node.text, TermPart.PREFIX, most)
        else:
            terms = self._index.matching(node.fieldname, node.text, most)
        if len(terms) == most:
            self.notes.append("words-cut")
        return tuple(term.text for term in terms[:MAX_CLUSTER_EXPANSION])

    def between(self, node: SlotQuery, clause: JsonObject) -> list[str]:
        """Which of the reports that match the clause hold what a Near or Together asks for."""
        ids, complete = self._index.some(clause, MAX_VERIFIED_REPORTS)
        if not complete:
            self.notes.append("near-cut")
        title = node.fieldname.startswith("title")
        return [
            name
            for name, report in zip(ids, self._index.reports(ids), strict=True)
            if report is not None
            and TextVerifier(report.title if title else report.body).holds(node)
        ]
