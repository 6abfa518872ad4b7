"""The places of passages in their reports, which are cut again: an index stores only numbers."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Protocol, TypeVar

from index.api import PassageHit
from index.report import Report, ReportId
from index.text.passages import TextPassage, report_passages

Key = TypeVar("Key", bound=Hashable)


class NumberedPassage(Protocol):
    """A passage by its number in its report, from 0; `text` is the text that it is similar to."""

    @property
    def passage(self) -> int:
        """The number of the passage."""

    @property
    def similarity(self) -> float:
        """The cosine, from -1 to 1."""

    @property
    def text(self) -> int:
        """The number of the text, from 0."""


def passage_hits(
    chosen: Iterable[Iterable[tuple[Key, NumberedPassage]]], reports: Mapping[Key, Report | None]
) -> tuple[tuple[PassageHit, ...], ...]:
    """The hits of each language, from passages with the keys of their reports.

    Each report is cut once; passages of a report that is gone are left out.
    """
    cut = {
        key: (report.id, report_passages(report.title, report.body))
        for key, report in reports.items()
        if report is not None
    }
    return tuple(
        tuple(_hit(passage, *cut[key]) for key, passage in near if key in cut) for near in chosen
    )


def _hit(near: NumberedPassage, name: ReportId, cut: list[tuple[TextPassage, str]]) -> PassageHit:
    passage, _ = cut[near.passage]
    return PassageHit(name, passage.start, passage.end, near.similarity, near.text)
