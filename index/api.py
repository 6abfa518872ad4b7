"""The seam: ask a Question, get an Answer; read reports; list terms; list fingerprints.

Small enough to say aloud, and the same on every engine. The query inside a Question is a tree of
`whoosh.query` classes, so there is no second query language; what an engine cannot do, it refuses
by name with `RefusedError`. `index.opening` opens an index; this file knows no engine.
"""

import datetime
import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from whoosh.query import Query

from index.errors import OperatorError
from index.fields import COUNTED_FIELDS
from index.report import Report


class RefusedError(OperatorError):
    """The engine cannot do what the Question asks; the sentence names it."""


class Order(enum.Enum):
    """How hits are ordered. Ties fall to the newer date, then to the smaller id."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """Keep (or with `exclude` drop) reports whose `field` holds one of `values`, exactly.

    `field` is one of COUNTABLE_FIELDS except the dates. The empty string means "has none".
    """

    field: str
    values: tuple[str, ...]
    exclude: bool = False


@dataclass(frozen=True, slots=True)
class DateFilter:
    """Keep reports dated `first` to `last`, both included; None leaves that side open.

    Reports without a date never pass, except with `undated`, which keeps only them.
    """

    first: datetime.date | None = None
    last: datetime.date | None = None
    undated: bool = False


Filter = ValueFilter | DateFilter

#: What an Answer can count: each field's values, or the dates cut to a year, month or day.
COUNTABLE_FIELDS = (*COUNTED_FIELDS, "year", "month", "day")


@dataclass(frozen=True, slots=True)
class After:
    """A place in an order: the hit with this score, date (yyyymmdd, 0 without) and id."""

    score: float
    date: int
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an index is asked.

    `query` decides what matches and, under Order.RELEVANCE, the scores; `filters` only remove.
    Hits `start` to `start + size` of the order are wanted, with `after` of those behind that place,
    however far that is. `counts` names what to count, from COUNTABLE_FIELDS; each is counted
    without the filters on its own field (years, months and days without the DateFilter), so that a
    facet shows what choosing another of its values would give. Dates count as "2023", "2023-02",
    "2023-02-09"; reports without a value count under "".
    """

    query: Query
    filters: tuple[Filter, ...] = ()
    order: Order = Order.RELEVANCE
    start: int = 0
    size: int = 10
    counts: tuple[str, ...] = ()
    seconds: float | None = None
    after: After | None = None


class ScoredId(NamedTuple):
    """A report's id, its score (0.0 unless ordered by relevance) and its date as yyyymmdd or 0."""

    id: str
    score: float


class FacetCount(NamedTuple):
    """How many matching reports hold a value; a tuple, for a question may have hundreds of them."""

    value: str
    count: int  # type: ignore[assignment]  # ours, not the method of a tuple


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an index answers.

    `exact` is False where a budget cut the work short: `total` and the counts are then lower
    bounds and `notes` say why, each a code with its numbers ("timed out", …). `counts` has one
    entry per name asked for, in that order, values by falling count, then by value; dates rising.
    """

    hits: tuple[ScoredId, ...]
    total: int
    exact: bool = True
    counts: tuple[tuple[str, tuple[FacetCount, ...]], ...] = ()
    notes: tuple[str, ...] = ()

    def count(self, name: str) -> tuple[FacetCount, ...]:
        """The counts asked for under that name; KeyError if they were not."""
        return dict(self.counts)[name]


class TermPart(enum.Enum):
    """Where in a term the text asked for has to stand."""

    PREFIX = "prefix"
    SUFFIX = "suffix"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Term:
    """An indexed term and the number of reports that hold it (deleted ones may still count)."""

    text: str
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexInfo:
    """What is indexed: for the home page, for `baogao stats`, for a reader who wonders.

    `generation` names this state of the index; it changes with every build and update.
    `analysis` is the signature of the analyzer the reports were cut with; `folders` are those that
    were indexed; `built` is the time the generation was finished, in UTC.
    """

    reports: int
    undated: int
    first: datetime.date | None
    last: datetime.date | None
    sources: int
    generation: str
    built: datetime.datetime
    folders: tuple[str, ...]
    analysis: str
    bytes: int


class Index(Protocol):
    """An index that answers; one state, unchanging while it is open."""

    def ask(self, question: Question) -> Answer:
        """Answer a question; RefusedError for a query node this engine does not know."""

    def reports(self, ids: Sequence[str]) -> tuple[Report | None, ...]:
        """The stored reports, in the order of `ids`; None where there is none of that id."""

    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """Indexed terms holding `text`, the most frequent `limit` of them, falling."""

    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """For each text the number of reports whose `field` holds it as a term, 0 if none."""

    def fingerprints(self) -> Iterator[tuple[str, str]]:
        """What is indexed, as pairs (id, fingerprint), in the order of ids."""

    def about(self) -> IndexInfo:
        """What is indexed."""

    def share(self, folder: Path, ahead: Sequence[str] = ()) -> None:
        """Leave what takes long to work out in a folder, and take it from there.

        For processes that serve the same generation. What searches for the characters `ahead` take
        is worked out now, where the engine gains by it.
        """

    def current(self) -> bool:
        """Whether a newer generation has not yet taken this one's place."""

    def close(self) -> None:
        """Let go of files and connections."""
