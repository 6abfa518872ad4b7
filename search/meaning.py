"""A request to what an index is asked: query, needles, pieces, notes.

What must be there and what ranks are two things: see `search.builder`. The line as a whole is also
tried as an exact passage, so that text pasted without quotes finds its report and comes first.
"""

import re
from dataclasses import dataclass
from typing import Any

from whoosh import query

from index.analysis import grams
from index.fold import HAN
from index.schema import number_of
from index.settings import Settings
from index.store import Filter, Index, Order
from search import needles, syntax
from search.additions import TRANSLATION, Addition, inside, translation, verbatim
from search.builder import Builder
from search.moments import months_before
from search.needles import Needle
from search.own_words import own_words
from search.page import Note, Piece
from search.request import DEEPEST, Match, Request
from search.wanted import Reading

PASSAGE = 2.0
"""How much the line as an exact passage weighs, in the scores of its grams."""
LONG = 4
"""Words from which on a query is a sentence rather than a list: reports that lack one are shown
as well where fewer than FEW have them all."""
FEW = 100
"""With 10, recall@100 of headlines falls by a point, as some reports with all words are others."""
LONGEST = 4_000
"""Code points of a line that are read: a page of text is known by its beginning."""
RECENT = 4.0
"""What a step of recency adds to a score at the setting's full weight."""
MOST_DOUBTS = 3
"""Places where the line had to be guessed that are told, of lines that may have hundreds."""
SIGNS = "-－!！"
HAN_CHARACTER = re.compile(f"[{HAN}]")
PASTED = 8
"""A line with operators is tried as pasted text as well if it has this many grams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A request as the engine takes it and as the page shows it.

    `fallback`, where there is one, is asked when `query` finds fewer than `enough` and the
    request's match is BEST: its hits hold at least one of the words, best first. Where a report
    holds the line as it stands, which `exact` asks, what was found is enough.
    """

    query: Any
    filters: tuple[Filter, ...] = ()
    fallback: Any = None
    enough: int = 1
    exact: Any = None
    pieces: tuple[Piece, ...] = ()
    notes: tuple[Note, ...] = ()
    needles: tuple[Needle, ...] = ()
    additions: tuple[Addition, ...] = ()


def understand(request: Request, index: Index, settings: Settings | None = None) -> Understood:
    """What a request means to this index; QueryError only where the request is strict.

    Without `settings` those of the working folder hold, read anew when their file changes.
    """
    settings = settings or own_words()
    tree = _read(request)
    builder = Builder(index, settings, request.today)
    reading = builder.read(tree.root) if tree.root is not None else Reading()
    notes: list[Note] = []
    if len(request.text) > LONGEST:
        notes.append(Note(code="too-long", values=(str(LONGEST),)))
    if settings.dictionary and builder.analyzer.signature != index.about().analysis:
        notes.append(Note(code="dictionary-changed"))
    if tree.doubts:
        doubted = dict.fromkeys(doubt.why for doubt in tree.doubts)
        notes += [Note(code="guessed"), *list(doubted)[:MOST_DOUBTS]]
    found = builder.needles
    whole = None
    asked = reading.asked(anything=request.match is Match.ANY)
    fallback = reading.asked(anything=True) if len(reading.must) > 1 and reading.some else None
    if not request.strict:
        whole = _pasted(builder, tree)
        if whole is not None:
            found = [needles.passage(tree.text, 0), *found]
            asked = query.Or([asked, whole]) if asked is not None else whole
            fallback = query.Or([fallback, whole]) if fallback is not None else None
    added = _added(builder, request, tree)
    for one in added:
        found = [*found, *one.needles]
        asked = query.Or([asked or query.NullQuery, one.must or one.some])
        fallback = query.Or([fallback or asked, one.some])
    if more := _more(builder, request, tree, asked):
        added = (*added, more)
        found = [*found, *more.needles]
        asked = query.Or([asked, more.must])
        fallback = query.Or([fallback, more.must]) if fallback is not None else None
    if settings.recency and asked is not None and request.order is Order.RELEVANCE:
        asked, notes = (
            _recent(asked, request, settings.recency),
            [*notes, Note(code="recent-first")],
        )
    if asked is None and not request.text.strip():
        asked = query.Every()  # an empty line asks for all reports: filters alone are a search too
        notes.append(Note(code="nothing-asked"))
    return Understood(
        query=query.NullQuery if asked is None else asked,
        fallback=fallback,
        exact=whole,
        enough=FEW if len(reading.must) >= LONG else 1,
        pieces=tuple(builder.pieces),
        notes=(*builder.notes, *notes),  # what was noted on the way to the whole line as well
        needles=tuple(found),
        additions=added,
    )


def _read(request: Request) -> syntax.Syntax:
    """The tree of a request's line; a sign before all there is (-labor) was cut from a text."""
    text = request.text[:LONGEST]
    if request.strict:
        return syntax.parse_strict(text)
    tree = syntax.parse(text)
    if not isinstance(tree.root, syntax.Not) or not _signed(tree):
        return tree
    doubt = syntax.Doubt(Note(code="sign-alone", values=(text.lstrip()[0],)), 0, len(text))
    return syntax.Syntax(text, tree.root.child, (*tree.doubts, doubt))


def _signed(tree: syntax.Syntax) -> bool:
    """Whether the only operator of a line is a sign at its beginning, as of text cut in a word."""
    if tree.text.lstrip()[:1] not in tuple(SIGNS):
        return False
    parts = tree.root.children if isinstance(tree.root, syntax.All) else (tree.root,)
    first = parts[0]
    return isinstance(first, syntax.Not) and not any(map(_operated, (first.child, *parts[1:])))


def _more(builder: Builder, request: Request, tree: syntax.Syntax, asked: Any) -> Addition | None:
    """What a piece cut out of a text may mean besides, where the best matches are asked for."""
    best = request.match is Match.BEST and request.order is Order.RELEVANCE
    if asked is None or request.strict or not best:
        return None
    term = len(builder.needles) + 1
    if _signed(tree):
        passage = builder.passage(tree.text, PASSAGE, least=2)
        return None if passage is None else verbatim(tree.text.strip(), passage, term)
    words = [token.text for token in grams(tree.text)]
    plain = [piece.kind for piece in builder.pieces] == ["word"] and not _operated(tree.root)
    if len(words) != 1 or not plain or not words[0][0].isalnum() or HAN_CHARACTER.match(words[0]):
        return None
    if not 0 < builder.heard(words[0]) < DEEPEST:
        return None
    parts = builder.passage(tree.text, 1.0, least=1)
    return inside(words[0], asked, parts, term)


def _recent(asked: Any, request: Request, weight: float) -> Any:
    """Reports of the last month, year and three years count a little more each."""
    steps = [months_before(request.today, months) for months in (1, 12, 36)]
    ranges = [query.NumericRange("date", number_of(day), None) for day in steps]
    wanted = [query.ConstantScoreQuery(one, weight * RECENT) for one in ranges]
    return query.AndMaybe(asked, query.Or(wanted))


def _added(builder: Builder, request: Request, tree: syntax.Syntax) -> tuple[Addition, ...]:
    """The additions a request switches on, where its line is of plain words."""
    if _operated(tree.root) or TRANSLATION not in request.additions:
        return ()
    term = len(builder.needles)
    found = translation(request.text, builder.index, builder.analyzer, term)
    return (found,) if found else ()


def _pasted(builder: Builder, tree: syntax.Syntax) -> Any:
    """The whole line as an exact passage, None where that adds nothing to its words."""
    parts = list(_leaves(tree.root))
    if not parts or (len(parts) == 1 and isinstance(parts[0], syntax.Quoted)):
        return None
    return builder.passage(tree.text, PASSAGE, least=PASTED if _operated(tree.root) else 2)


def _leaves(node: syntax.Node | None) -> list[syntax.Node]:
    match node:
        case None:
            return []
        case syntax.All() | syntax.AnyOf() | syntax.Beside():
            return [leaf for child in node.children for leaf in _leaves(child)]
        case syntax.Not() | syntax.Field():
            return _leaves(node.child)
        case _:
            return [node]


def _operated(node: syntax.Node | None) -> bool:
    """Whether operators that nobody writes by accident are in the line."""
    match node:
        case syntax.AnyOf() | syntax.Beside() | syntax.Not() | syntax.Field():
            return True
        case syntax.All():
            return any(_operated(child) for child in node.children)
        case syntax.Quoted():
            return bool(node.near)
        case _:
            return False
