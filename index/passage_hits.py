"""The places of passages in their reports, which are cut again: an index stores only numbers."""

import hashlib
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Protocol, TypeVar

import numpy as np

from index.api import PassageHit
from index.arrays import Array
from index.report import Report, ReportId
from index.text.passages import report_passages
from index.weighted_cache import WeightedCache

Key = TypeVar("Key", bound=Hashable)
MAX_CACHED_PASSAGES = 1 << 20
"""Passages whose places are kept, of 8 bytes each: to cut a long report takes a tenth of a second,
and the same long reports are near to many questions."""
_PLACES: WeightedCache[bytes, Array] = WeightedCache(MAX_CACHED_PASSAGES)
"""Starts and ends of the passages of reports, by a digest of title and body."""


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
    chosen: Iterable[Iterable[tuple[Key, NumberedPassage]]],
    reports: Mapping[Key, Report | None],
    over: Callable[[], bool],
) -> tuple[tuple[PassageHit, ...], ...]:
    """The hits of each language, from passages with the keys of their reports.

    Each report is cut once; passages of a report that is gone are left out, and those of reports
    whose turn comes when the time is `over`.
    """
    cut = {
        key: (report.id, _places(report))
        for key, report in reports.items()
        if report is not None and not over()
    }
    return tuple(
        tuple(_hit(passage, *cut[key]) for key, passage in near if key in cut) for near in chosen
    )


def _places(report: Report) -> Array:
    """The start and end of each passage of a report."""
    text = f"{report.title}\n{report.body}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(text, digest_size=16).digest()
    known = _PLACES.get(digest)
    if known is not None:
        return known
    cut = report_passages(report.title, report.body)
    places = np.array([(passage.start, passage.end) for passage, _ in cut], dtype=np.uint32)
    _PLACES.keep(digest, places, len(places))
    return places


def _hit(near: NumberedPassage, name: ReportId, places: Array) -> PassageHit:
    start, end = places[near.passage].tolist()
    return PassageHit(name, start, end, near.similarity, near.text)
