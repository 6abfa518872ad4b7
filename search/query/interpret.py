"""Interprets a request: compiles its query and layers, with highlight patterns, pieces and notes.

The whole line is also searched as an exact passage, so that a report with the pasted text comes
first even without quotes.
"""

import re
from dataclasses import dataclass, replace

from whoosh import query
from whoosh.query import Query

from index.api import Filter, Index, Order
from index.day_number import day_number
from index.note_codes import NoteCode
from index.text.analysis import grams
from search import match_patterns
from search.dates.date_names import months_before
from search.match_patterns import Pattern
from search.page import Note, Piece
from search.query import field_values
from search.query.clauses import Clauses, any_of
from search.query.compiler import QueryCompiler
from search.query.headings import exact_form_query, outlet_at, title_query
from search.query.layers import (
    LayerQuery,
    ParsedLine,
    has_leading_minus,
    has_operator,
    layers,
    leaves,
)
from search.query.syntax import parser
from search.request import Layer, Match, Request

LINE_PASSAGE_WEIGHT = 2.0
"""Weight of the line as an exact passage, relative to its grams."""
MAX_LINE_CHARS = 4_000
"""Code points of a line that are read: the beginning identifies a pasted page."""
RECENCY_SCORE = 4.0
"""Score of each step of recency, at the full weight of the setting."""
MAX_COLOURED = 6
"""Phrases of a line that are marked one by one; a longer line is also marked as one passage."""
MAX_WARNINGS = 3
"""Warnings of the parser that are shown; a line may have hundreds."""


NAMED_SCORE = 100.0
"""Score of a report whose author, editor, number or address is the line."""
_ADDRESS = re.compile(r"\w\.\w")


EVERYTHING_LINES = ("*", "*:*")
"""Lines that ask other search engines for everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledQuery:
    """A compiled request.

    `query` finds the hits, and the layers of `line` find further reports. `pieces` and `notes` are
    for the page, `patterns` highlight the hits, and `plain` is the number of `Clauses.plain`.
    """

    query: Query
    line: ParsedLine
    filters: tuple[Filter, ...] = ()
    pieces: tuple[Piece, ...] = ()
    notes: tuple[Note, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    plain: int = 0

    def layer_named(self, layer: Layer) -> LayerQuery | None:
        """The layer with this name, None if the line has none."""
        if layer is Layer.ASKED:
            return None
        return next((near for near in layers(self.line) if near.layer is layer), None)

    def marks(self, layer: Layer) -> tuple[Pattern, ...]:
        """The highlight patterns for the reports of a layer."""
        return self.marks_of(self.layer_named(layer))

    def marks_of(self, layer_query: LayerQuery | None) -> tuple[Pattern, ...]:
        """The highlight patterns of a layer; those of the line without a layer, or its own."""
        return (layer_query.patterns if layer_query is not None else ()) or self.patterns


def interpret(request: Request, index: Index) -> CompiledQuery:
    """Compile a request for an index; QueryError only if the request is strict."""
    tree, outlet = _without_outlet(_parsed(request), request, index)
    compiler = QueryCompiler(index, request.settings, request.today)
    clauses = compiler.clauses_of(tree.root) if tree.root is not None else Clauses()
    notes = [*_notes(request, tree, compiler), *outlet]
    shown = compiler.coloured(whole_matches=True)
    patterns = shown.patterns
    pasted = None if request.strict else _pasted(compiler, tree)
    if pasted is not None and not 1 < shown.phrases <= MAX_COLOURED:
        patterns = (match_patterns.passage_pattern(tree.text, 0, whole_words=True), *patterns)
    line_query = _with_whole_line(_clauses_query(clauses, request), pasted, request, tree, index)
    line = ParsedLine(
        request=request, compiler=compiler, tree=tree, clauses=clauses, query=line_query
    )
    if request.settings.recency and line_query is not None and request.order is Order.RELEVANCE:
        line_query = _recent(line_query, request, request.settings.recency)
        notes.append(Note(code=NoteCode.RECENT_FIRST))
    line_text = request.text.strip()
    if line_query is None and (not line_text or line_text in EVERYTHING_LINES):
        line_query = query.Every()  # an empty line finds all reports, so that filters alone work
        notes.append(Note(code=NoteCode.NOTHING_ASKED))
    if line_query is None and not compiler.notes and not notes:
        notes.append(Note(code=NoteCode.IGNORED, values=(line_text,)))
    return CompiledQuery(
        query=query.NullQuery if line_query is None else line_query,
        line=line,
        pieces=shown.pieces,
        notes=(*compiler.notes, *notes),  # includes notes added by _pasted()
        patterns=tuple(dict.fromkeys(patterns)),  # one word is a pattern of its own, and pasted
        plain=len(clauses.plain),
    )


def _clauses_query(clauses: Clauses, request: Request) -> Query | None:
    """The query for the clauses of a line; None if it has none."""
    all_clauses = clauses.with_all()
    if request.match is not Match.ANY or not clauses.plain:
        return all_clauses
    # the fast form of a plain word may miss it inside longer words
    return any_of(
        alternative
        for alternative in (all_clauses, clauses.with_at_least(1))
        if alternative is not None
    )


def _with_whole_line(
    line_query: Query | None,
    pasted: Query | None,
    request: Request,
    tree: parser.Syntax,
    index: Index,
) -> Query | None:
    """The query, or reports that the whole line names: by its passage, a title, an author."""
    line_query = _either(line_query, pasted)
    lone = exact_form_query(tree)
    if line_query is not None and lone is not None:
        line_query = query.AndMaybe(line_query, lone)
    line_query = _either(line_query, title_query(tree, index, strict=request.strict))
    return (
        line_query
        if has_operator(tree.root)
        else _either(line_query, _named_by_line(index, tree.text))
    )


def _either(first: Query | None, other: Query | None) -> Query | None:
    """The OR of two queries; None is no query."""
    if first is None or other is None:
        return other if first is None else first
    return query.Or([first, other])


def _named_by_line(index: Index, text: str) -> Query | None:
    """The query for reports whose author, editor, number or address is the line; None if none."""
    terms = [
        query.Term(field, value) for field, value in field_values.fields_with_value(index, text)
    ]
    if _ADDRESS.search(text) and (at_address := field_values.address_term(index, text)):
        terms.append(at_address)
    return query.ConstantScoreQuery(query.Or(terms), NAMED_SCORE) if terms else None


def _notes(request: Request, tree: parser.Syntax, compiler: QueryCompiler) -> list[Note]:
    """The notes about a line as a whole."""
    notes: list[Note] = []
    if len(request.text) > MAX_LINE_CHARS:
        notes.append(Note(code=NoteCode.TOO_LONG, values=(str(MAX_LINE_CHARS),)))
    if (
        request.settings.dictionary
        and compiler.analyzer.signature != compiler.index.about().analysis
    ):
        notes.append(Note(code=NoteCode.DICTIONARY_CHANGED))
    if tree.warnings:
        reasons = dict.fromkeys(warning.why for warning in tree.warnings)
        notes += [Note(code=NoteCode.GUESSED), *list(reasons)[:MAX_WARNINGS]]
    return notes


def _parsed(request: Request) -> parser.Syntax:
    """The syntax tree of a request.

    A minus before the whole line (-labor) is ignored as copied text, unless filters are set from
    which it can exclude.
    """
    text = request.text[:MAX_LINE_CHARS]
    if text.strip() in EVERYTHING_LINES:
        return parser.parse("")
    if request.strict:
        return parser.parse_strict(text)
    tree = parser.parse(text)
    if tree.root is None and text.strip().isalpha():  # an operator alone is a word
        start = len(text) - len(text.lstrip())
        return parser.Syntax(text, parser.Word(start, len(text.rstrip()), text.strip()), ())
    if not isinstance(tree.root, parser.Not) or not _lone_sign(request, tree):
        return tree
    warning = parser.ParseWarning(
        Note(code=NoteCode.SIGN_ALONE, values=(text.lstrip()[0],)), 0, len(text)
    )
    return parser.Syntax(text, tree.root.child, (*tree.warnings, warning))


def _without_outlet(
    tree: parser.Syntax, request: Request, index: Index
) -> tuple[parser.Syntax, list[Note]]:
    """The line with the outlet behind a copied title as optional words, and the note on it.

    See `headings.outlet_at`.
    """
    at = -1 if request.strict else outlet_at(tree, index)
    if at < 0:
        return tree, []
    plain = parser.parse(f"{tree.text[:at]} {tree.text[at + 1 :]}")
    parts = plain.root.children if isinstance(plain.root, parser.All) else ()
    words = tuple(
        replace(part, optional=part.start > at) if isinstance(part, parser.Word) else part
        for part in parts
    )
    if len(words) < 2:
        return tree, []
    outlet = Note(code=NoteCode.OUTLET_OPTIONAL, values=(tree.text[at + 1 :].strip(),))
    root = parser.All(words[0].start, words[-1].end, words)
    return parser.Syntax(tree.text, root, plain.warnings), [outlet]


def _lone_sign(request: Request, tree: parser.Syntax) -> bool:
    """Whether the line is one word behind a minus, with no filter from which it can exclude."""
    dated = request.first or request.last or request.undated
    filtered = bool(request.chosen or dated or request.arrived_after)
    return isinstance(tree.root, parser.Not) and not filtered and has_leading_minus(tree)


def as_read(request: Request) -> Request:
    """The request without a minus that is read as text; a filter added to it would exclude."""
    text = request.text[:MAX_LINE_CHARS]
    if request.strict or not _lone_sign(request, parser.parse(text)):
        return request
    return replace(request, text=text.lstrip()[1:])


def _recent(ranked: Query, request: Request, weight: float) -> Query:
    """The query with a higher score for reports of the last month, year and three years."""
    steps = [months_before(request.today, months) for months in (1, 12, 36)]
    ranges = [query.NumericRange("date", day_number(day), None) for day in steps]
    boosts = [query.ConstantScoreQuery(dates, weight * RECENCY_SCORE) for dates in ranges]
    return query.AndMaybe(ranked, query.Or(boosts))


def _pasted(compiler: QueryCompiler, tree: parser.Syntax) -> Query | None:
    """The query for the whole line as an exact passage; None if that adds nothing."""
    parts = leaves(tree.root)
    if not parts or has_operator(tree.root) or len(grams(tree.text)) < 2:
        return None
    if len(parts) == 1 and isinstance(parts[0], parser.Quoted):
        return None
    return compiler.passage(tree.text, LINE_PASSAGE_WEIGHT)
