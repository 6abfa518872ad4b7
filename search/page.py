"""Page, Hit, Snippet, Facet: the result types of every front end."""

import enum
from dataclasses import dataclass
from enum import StrEnum

from index.api import FacetCount
from index.note_codes import NoteCode
from index.report import NO_REPORT, Report, ReportId
from index.report_date import ReportDate
from search.request import Layer, Request


@dataclass(frozen=True, slots=True)
class Mark:
    """A half-open range of code points of a text, and the term it matched.

    `term` counts the phrases of the query from 0, so that each can have its colour. A `part` is a
    match of a word of the phrase only, or lies inside a longer word.
    """

    start: int
    end: int
    term: int = 0
    part: bool = False


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a report's text with its marks; positions count in `text`.

    `start` is where the piece begins in the report's body, in code points. Line breaks of the
    body are line breaks here. `page` is the page of the file that has its first mark, from
    1, None where the file has no pages. `cut_before` and `cut_after` say at which ends a sentence
    was cut.
    """

    text: str
    marks: tuple[Mark, ...]
    start: int
    page: int | None = None
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A report in a list of results. `title_marks` count in `title`.

    `copy_of` is the id of an earlier hit with the same story, empty if there is none; a front end
    may show copies below it. `rank` is the position of the hit before collapsing, from 0. `lead` is
    the one best snippet, two lines long; `matches` counts the matches of title and body that the
    report shows, and is a lower bound if not `matches_exact`. `recognised` is that of the report.
    """

    id: ReportId
    title: str
    title_marks: tuple[Mark, ...]
    date: ReportDate | None
    source: str
    editor: str
    language: str
    url: str
    score: float
    snippets: tuple[Snippet, ...]
    copy_of: ReportId = NO_REPORT
    rank: int = 0
    lead: Snippet | None = None
    matches: int = 0
    matches_exact: bool = True
    recognised: float | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts of one field; each counted without its own filter."""

    name: str
    counts: tuple[FacetCount, ...]


class PieceKind(StrEnum):
    """How a part of the query line is matched; EXCLUDED parts must not match, however."""

    WORD = "word"
    PHRASE = "phrase"
    PROXIMITY = "near"
    FIELD = "field"
    DATE = "date"
    EXCLUDED = "excluded"
    PREFIX = "prefix"
    FUZZY = "fuzzy"


class SuggestionKind(StrEnum):
    """Why another search is offered; `PREFIX` is only for completions."""

    SPELLING = "spelling"
    PINYIN = "pinyin"
    INITIALS = "initials"
    HOMOPHONE = "homophone"
    WRITING = "writing"
    TRANSLATION = "translation"
    GLOSSARY = "glossary"
    PHRASE = "phrase"
    DATE = "date"
    PREFIX = "prefix"
    FIELD = "field"
    EXACT = "exact"
    UNQUOTED = "unquoted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of the query line as it was interpreted.

    `start` and `end` are code points of the query line; removing that range removes the piece.
    `operator` is the one before it (OR, AND, SENTENCE, NEAR/5), `opens` and `closes` count the
    brackets of a group around it. `text` is the piece as the engine reads it. `term` is that
    of its marks, None for a piece without marks.
    """

    start: int
    end: int
    kind: PieceKind
    text: str
    field: str = ""
    operator: str = ""
    opens: int = 0
    closes: int = 0
    term: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the search did or did not do, for the page to say in a sentence.

    `values` are what its sentence in `search.messages` needs, in order.
    """

    code: NoteCode
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Another search to offer, with the number of its reports."""

    kind: SuggestionKind
    text: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerHits:
    """A layer of near matches: its number of reports, and the first of them.

    A request for the layer has `total` results. `note` describes them; `exact` is False if there
    may be more; `notes` say what was left out.
    """

    layer: Layer
    total: int
    exact: bool
    hits: tuple[Hit, ...]
    note: Note
    notes: tuple[Note, ...] = ()


class Nearness(enum.Enum):
    """The groups of passages near in meaning: in the language of the text, and in the other."""

    IN_OTHER_WORDS = "in-other-words"
    OTHER_LANGUAGE = "other-language"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningHit:
    """A passage near in meaning, and its report.

    `similarity` is at most 1. `answers` is the part of the text that the passage is nearest to.
    Where the title is what is near, `of_title` says so and `passage` is the beginning of the body.
    """

    report: Report
    passage: Snippet
    of_title: bool
    similarity: float
    answers: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningGroup:
    """The passages of one kind, the nearest first; `language` is theirs, zh or en."""

    nearness: Nearness
    language: str
    hits: tuple[MeaningHit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Passages found by meaning, which count nowhere else; only groups with passages.

    `notes` say why there are none, or that some may be missing.
    """

    groups: tuple[MeaningGroup, ...] = ()
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The answer to a Request. `generation` names the state of the index that gave it.

    `total`, `hits` and `facets` are those of the query itself; `layers` have the near matches.
    `plain` is the number of plain words of the query, which Match.ANY could search for instead.

    With collapsed copies `stories` is the number of stories, None if unknown, and `entries` an
    upper bound for paging; `start` counts entries. `following` is the cursor of the next hits,
    empty if there are none or copies are collapsed. `meaning` has passages near in meaning.
    """

    request: Request
    total: int
    exact: bool
    hits: tuple[Hit, ...]
    facets: tuple[Facet, ...]
    pieces: tuple[Piece, ...] = ()
    notes: tuple[Note, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    layers: tuple[LayerHits, ...] = ()
    plain: int = 0
    generation: str = ""
    stories: int | None = None
    entries: int = 0
    start: int = 0
    following: str = ""
    meaning: Meaning = Meaning()
