"""The seam: ask a Question, get an Answer; read reports; list terms; list fingerprints.

It is small, and the same on every engine. The query inside a Question is a tree of `whoosh.query`
classes, so there is no second query language. An engine refuses a query node that it does not
support with `RefusedError`. `index.operations.opening` opens an index; this module knows no engine.
"""

import datetime
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from whoosh.query import Query

from index.day_number import DayNumber
from index.errors import OperatorError
from index.fields import COUNTED_FIELDS
from index.note_codes import NoteCode
from index.report import Fingerprint, Report, ReportId
from index.report_date import ReportDate, first_day, last_day


class RefusedError(OperatorError):
    """The engine does not support the Question; the sentence names the unsupported part."""


class Order(enum.Enum):
    """The order of hits. Ties are ordered by the newer date, then by the smaller id.

    ARRIVAL has reports first that entered the archive last.
    """

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ARRIVAL = "arrival"


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """Keep (or with `exclude` drop) reports whose `field` has exactly one of `values`.

    `field` is one of COUNTABLE_FIELDS except the dates. The empty string matches reports without a
    value.
    """

    field: str
    values: tuple[str, ...]
    exclude: bool = False


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Keep reports dated `first` to `last`, both included; None leaves that side open.

    Reports dated by a month or year alone pass if all of its days do. Reports without a date never
    pass, except with `undated`, which keeps only those.
    """

    first: datetime.date | None = None
    last: datetime.date | None = None
    undated: bool = False


@dataclass(frozen=True, slots=True)
class ArrivalFilter:
    """Keep reports that entered the archive later than the arrival with the number `after`."""

    after: int


Filter = ValueFilter | DateFilter | ArrivalFilter


class DateUnit(StrEnum):
    """The periods by which dates are counted, the longest first."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


COUNTABLE_FIELDS = (*COUNTED_FIELDS, *DateUnit)
"""Names that an Answer can count: the values of a field, or the dates by a unit."""


@dataclass(frozen=True, slots=True)
class After:
    """A position in an order: the score, date (yyyymmdd, 0 if undated) and id of a hit.

    Under Order.ARRIVAL the score is the number of the arrival.
    """

    score: float
    date: DayNumber
    id: ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question to an index.

    `query` decides which reports match and, under Order.RELEVANCE, their scores; `filters` only
    remove reports. The Answer has the hits `start` to `start + size` in the order; with `after`
    they are counted from the hit that follows it, at any depth. `counts` names the fields to count,
    from COUNTABLE_FIELDS. Each field is counted without the filters on itself (years, months and
    days without the DateFilter), so that a facet shows the effect of choosing another value. Dates
    count as "2023", "2023-02", "2023-02-09", those not known to the day or month as the month or
    year; reports without a value count under "".

    With `first_of`, one of COUNTED_FIELDS, only the first report in the order with each value of
    that field is a hit; `total` and `counts` still include all reports. It excludes `after`.

    With `collapse_copies`, copies of a story count once, at the earliest of the matching reports,
    in hits, total and counts. RefusedError if the engine cannot tell copies, or not among so many
    reports.

    With `nearer_to`, a text, reports with a passage that is nearer to it in meaning than is usual
    in the archive score more, under Order.RELEVANCE. RefusedError if the index has no vectors.
    """

    query: Query
    filters: tuple[Filter, ...] = ()
    order: Order = Order.RELEVANCE
    start: int = 0
    size: int = 10
    counts: tuple[str, ...] = ()
    seconds: float | None = None
    after: After | None = None
    first_of: str = ""
    collapse_copies: bool = False
    nearer_to: str = ""


class ScoredId(NamedTuple):
    """A report's id and its score.

    Under Order.ARRIVAL the score is the number of its arrival, 0.0 if it was there from the
    beginning; in the order of dates it is 0.0.
    """

    id: ReportId
    score: float


class FacetCount(NamedTuple):
    """The number of matching reports with a value.

    A tuple, because a question may have hundreds.
    """

    value: str
    count: int  # type: ignore[assignment]  # ours, not the method of a tuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of an index.

    `exact` is False if a budget was exceeded: `total` and the counts are then lower bounds, and
    `notes` has the reasons. `counts` has one entry per requested name, in
    that order; values are sorted by descending count, then by value; dates ascend.
    """

    hits: tuple[ScoredId, ...]
    total: int
    exact: bool = True
    counts: tuple[tuple[str, tuple[FacetCount, ...]], ...] = ()
    notes: tuple[NoteCode, ...] = ()

    def count(self, name: str) -> tuple[FacetCount, ...]:
        """The counts requested under that name; KeyError if they were not requested."""
        return dict(self.counts)[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageQuestion:
    """A question for the passages whose meaning is nearest to texts, in each of `languages`.

    A passage is as similar as to the text it is most similar to: the cosine of their vectors, 1 for
    the same. Passages less similar than `least` are not returned. Only reports that pass `filters`
    count, without those that `without` matches and those named in `excluded`; of a report only its
    nearest passage counts, and of equal passages only the first. `languages` are codes, "zh" or
    "en"; `size` is the number of passages in each.

    `words` has a query or None for each language, or nothing: passages are then ordered by their
    similarity and the score that the query gives their reports, added up.
    """

    texts: tuple[str, ...]
    languages: tuple[str, ...] = ("zh", "en")
    filters: tuple[Filter, ...] = ()
    without: Query | None = None
    excluded: tuple[ReportId, ...] = ()
    words: tuple[Query | None, ...] = ()
    size: int = 10
    least: float = -1.0
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage: code points `start` to `end` of the body of the report `id`.

    Both are 0 if the report has only a title. `similarity` is to the text with the number `text`.
    """

    id: ReportId
    start: int
    end: int
    similarity: float
    text: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageAnswer:
    """The nearest passages in each language of the question, in its order.

    `usual` has for each text an estimate of how similar the nearest passage is if none is about it:
    among many passages one is always near. `exact` and `notes` are those of an Answer.
    """

    hits: tuple[tuple[PassageHit, ...], ...]
    usual: tuple[float, ...]
    exact: bool = True
    notes: tuple[NoteCode, ...] = ()


class TermPart(enum.Enum):
    """The required location of a text in a term."""

    PREFIX = "prefix"
    SUFFIX = "suffix"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Term:
    """An indexed term and the number of reports that contain it (deleted ones may be included).

    Of a mined phrase it is how often the sample has it.
    """

    text: str
    reports: int


IndexState = tuple[str, str, datetime.datetime]
"""Identifies a state of an index: generation, checksum, and the time it was built."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexInfo:
    """A description of the index, for the home page and for `baogao stats`.

    `generation` names this state of the index; it changes with every build and update. `analysis`
    is the signature of the analyzer, `folders` were indexed, and `built` is the time at which the
    generation was finished, in UTC. `meaning` is the signature of the encoder that made the vectors
    of passages, "" if there are none, and `passages` is their number. `checksum`
    identifies its content: in a folder that of the manifest, which has the checksums of all
    files; on a cluster that of its description.
    """

    reports: int
    undated: int
    first: ReportDate | None
    last: ReportDate | None
    sources: int
    generation: str
    built: datetime.datetime
    folders: tuple[str, ...]
    analysis: str
    bytes: int
    meaning: str = ""
    passages: int = 0
    checksum: str = ""

    @property
    def covered(self) -> tuple[datetime.date | None, datetime.date | None]:
        """The first and the last day of the archive; None without dated reports."""
        return (
            first_day(self.first) if self.first else None,
            last_day(self.last) if self.last else None,
        )

    @property
    def state(self) -> IndexState:
        """The key of what is cached about this content of the index and no other."""
        return self.generation, self.checksum, self.built


@dataclass(frozen=True, slots=True)
class Arrival:
    """The reports that one build added to an archive that had some: how many are still there.

    Arrivals are numbered in ascending order, with gaps; `built` is the time in UTC.
    """

    number: int
    built: datetime.datetime
    reports: int


class Index(Protocol):
    """An index that answers questions; while it is open, its state does not change."""

    def ask(self, question: Question) -> Answer:
        """Answer a question; RefusedError for a query node that this engine does not support."""

    def nearest(self, question: PassageQuestion) -> PassageAnswer:
        """Passages by meaning.

        RefusedError if the index has no vectors, or if another encoder made them.
        """

    def reports(self, ids: Sequence[ReportId]) -> tuple[Report | None, ...]:
        """The stored reports, in the order of `ids`; None for an unknown id."""

    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """Up to `limit` indexed terms that contain `text`, most frequent first."""

    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """For each text the number of reports whose `field` contains it as a term."""

    def fingerprints(self) -> Iterator[tuple[ReportId, Fingerprint]]:
        """All pairs (id, fingerprint), in the order of ids."""

    def about(self) -> IndexInfo:
        """A description of the index."""

    def arrivals(self) -> tuple[Arrival, ...]:
        """The arrivals since the first build, the latest first; RefusedError if none are kept."""

    def share(self, folder: Path, ahead: Sequence[str] = ()) -> None:
        """Share expensive intermediate results with other processes through a folder.

        Meant for processes that serve the same generation. If the engine benefits, the results for
        searches of the characters `ahead` are computed now.
        """

    def is_current(self) -> bool:
        """Whether this is still the current generation."""

    def close(self) -> None:
        """Close files and connections."""
