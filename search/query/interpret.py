"""A request to what an index is asked: query, layers behind it, needles, pieces, notes.

What must be there and what ranks are two things: see `compiler`. The line as a whole is also
tried as an exact passage, so that text pasted without quotes comes first.
"""

import re
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.api import Filter, Index, Order
from index.report import address_of
from index.schema import number_of
from index.settings import Settings
from index.text.analysis import grams
from search import highlight
from search.dates.date_names import months_before
from search.headings import as_written, titled
from search.highlight import Pattern
from search.layers import Behind, Line, layers, leaves, operated, signed
from search.page import Note, Piece
from search.query import field_values, parser
from search.query.clauses import Clauses, any_of
from search.query.compiler import QueryCompiler
from search.query.user_words import user_words
from search.request import Layer, Match, Request

PASSAGE = 2.0
"""How much the line as an exact passage weighs, in the scores of its grams."""
MAX_LINE_CHARS = 4_000
"""Code points of a line that are read: a page of text is known by its beginning."""
RECENCY_SCORE = 4.0
"""What a step of recency adds to a score at the setting's full weight."""
MAX_WARNINGS = 3
"""Places where the line had to be guessed that are told, of lines that may have hundreds."""


NAMED = 100.0
"""What a report scores whose author, number or address was typed."""
_ADDRESS = re.compile(r"\w\.\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledQuery:
    """A request as the engine takes it and as the page shows it.

    `query` finds what was asked for, and nothing else; `layers` what is near it. `needles` mark
    what was asked for, and `plain` is the number of its plain words.
    """

    query: Query
    filters: tuple[Filter, ...] = ()
    layers: tuple[Behind, ...] = ()
    pieces: tuple[Piece, ...] = ()
    notes: tuple[Note, ...] = ()
    needles: tuple[Pattern, ...] = ()
    plain: int = 0

    def behind(self, layer: Layer) -> Behind | None:
        """The layer of that name, None where the line has none."""
        return next((one for one in self.layers if one.layer is layer), None)

    def marks(self, layer: Layer) -> tuple[Pattern, ...]:
        """What to mark in the reports of a layer."""
        behind = self.behind(layer)
        return behind.needles or self.needles if behind else self.needles


def interpret(request: Request, index: Index, settings: Settings | None = None) -> CompiledQuery:
    """What a request means to this index; QueryError only where the request is strict.

    Without `settings` those of the working folder hold, read anew when their file changes.
    """
    settings = settings or user_words()
    tree = _read(request)
    builder = QueryCompiler(index, settings, request.today)
    reading = builder.read(tree.root) if tree.root is not None else Clauses()
    notes = _notes(request, tree, builder, settings)
    found = builder.needles
    anything = request.match is Match.ANY and reading.plain
    asked = reading.asked()
    if anything:  # a plain word is looked up in a quick form, which may miss it inside another
        asked = any_of(one for one in (asked, reading.with_some(1)) if one is not None)
    whole = None if request.strict else _pasted(builder, tree)
    if whole is not None:
        found = [highlight.passage_pattern(tree.text, 0, whole=True), *found]
        asked = query.Or([asked, whole]) if asked is not None else whole
    lone = as_written(tree)
    if asked is not None and lone is not None:
        asked = query.AndMaybe(asked, lone)
    heading = titled(tree, index, strict=request.strict)
    if heading is not None:
        asked = query.Or([asked, heading]) if asked is not None else heading
    named = None if operated(tree.root) else _named(index, tree.text)
    if named is not None:
        asked = query.Or([asked, named]) if asked is not None else named
    line = Line(
        request=request,
        settings=settings,
        builder=builder,
        tree=tree,
        reading=reading,
        asked=asked,
    )
    behind = layers(line)
    if settings.recency and asked is not None and request.order is Order.RELEVANCE:
        asked = _recent(asked, request, settings.recency)
        notes.append(Note(code="recent-first"))
    if asked is None and not request.text.strip():
        asked = query.Every()  # an empty line asks for all reports: filters alone are a search too
        notes.append(Note(code="nothing-asked"))
    if asked is None and request.text.strip() and not builder.notes and not notes:
        notes.append(Note(code="ignored", values=(request.text.strip(),)))
    return CompiledQuery(
        query=query.NullQuery if asked is None else asked,
        layers=behind,
        pieces=tuple(builder.pieces),
        notes=(*builder.notes, *notes),  # what was noted on the way to the whole line as well
        needles=tuple(found),
        plain=len(reading.plain),
    )


def _named(index: Index, text: str) -> Query | None:
    """The reports whose author, number or address a line is; None where there is none."""
    found = [query.Term(field, value) for field, value in field_values.named(index, text)]
    if key := address_of(text) if _ADDRESS.search(text) else "":
        found += [query.Term("address", key)] * bool(index.frequencies("address", [key])[0])
    return query.ConstantScoreQuery(query.Or(found), NAMED) if found else None


def _notes(
    request: Request, tree: parser.Syntax, builder: QueryCompiler, settings: Settings
) -> list[Note]:
    """What is to be said of a line as a whole."""
    notes: list[Note] = []
    if len(request.text) > MAX_LINE_CHARS:
        notes.append(Note(code="too-long", values=(str(MAX_LINE_CHARS),)))
    if settings.dictionary and builder.analyzer.signature != builder.index.about().analysis:
        notes.append(Note(code="dictionary-changed"))
    if tree.doubts:
        doubted = dict.fromkeys(doubt.why for doubt in tree.doubts)
        notes += [Note(code="guessed"), *list(doubted)[:MAX_WARNINGS]]
    return notes


def _read(request: Request) -> parser.Syntax:
    """The tree of a request's line; a sign before all there is (-labor) was cut from a text.

    With filters there is something that it excludes from.
    """
    text = request.text[:MAX_LINE_CHARS]
    if request.strict:
        return parser.parse_strict(text)
    tree = parser.parse(text)
    filtered = request.chosen or request.first or request.last or request.undated
    if not isinstance(tree.root, parser.Not) or filtered or not signed(tree):
        return tree
    doubt = parser.ParseWarning(Note(code="sign-alone", values=(text.lstrip()[0],)), 0, len(text))
    return parser.Syntax(text, tree.root.child, (*tree.doubts, doubt))


def _recent(asked: Query, request: Request, weight: float) -> Query:
    """Reports of the last month, year and three years count a little more each."""
    steps = [months_before(request.today, months) for months in (1, 12, 36)]
    ranges = [query.NumericRange("date", number_of(day), None) for day in steps]
    wanted = [query.ConstantScoreQuery(one, weight * RECENCY_SCORE) for one in ranges]
    return query.AndMaybe(asked, query.Or(wanted))


def _pasted(builder: QueryCompiler, tree: parser.Syntax) -> Query | None:
    """The whole line as an exact passage, None where that adds nothing to its words."""
    parts = leaves(tree.root)
    if not parts or operated(tree.root) or len(grams(tree.text)) < 2:
        return None
    if len(parts) == 1 and isinstance(parts[0], parser.Quoted):
        return None
    return builder.passage(tree.text, PASSAGE)
