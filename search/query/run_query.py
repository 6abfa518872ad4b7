"""Runs a Request on an index: interpretation, Question, Answer, and the answers of its layers."""

import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass

from whoosh import query

from index.api import Answer, Index, Question, RefusedError
from index.note_codes import NoteCode
from index.system.deadline import mark_late
from index.text.analysis import stem
from index.text.function_words import NOT_REQUIRED
from search.cursor import Cursor, parse_cursor
from search.match_patterns import Pattern
from search.page import Note, PieceKind
from search.query.filters import filters_of, unknown_choices
from search.query.interpret import CompiledQuery, interpret
from search.query.layers import LayerQuery, layers
from search.request import MAX_RESULT_OFFSET, Layer, Match, Request

MIN_LAYERLESS_HITS = 100
"""With at least this many hits, layers are left out unless they are `always` counted."""
MAX_NAMED_CHARS = 60
"""Code points of a text that a message quotes because no report contains it."""
FOLLOWING_LAYER_HITS = 3
"""Hits of each layer after the first."""


@dataclass(frozen=True, slots=True)
class TimeBudget:
    """The time limit of a request in seconds (None: no limit), and the clock when it started.

    Each query of a layer gets the remaining time, but at least a third of the limit.
    """

    seconds: float | None
    started: float

    def of(self, question: Question) -> Question:
        """The question with its share of the time."""
        if self.seconds is None:
            return question
        left = self.seconds - (time.monotonic() - self.started)
        return dataclasses.replace(question, seconds=max(left, self.seconds / 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRun:
    """A request that was run: its interpretation, question and answer.

    `patterns` are the patterns to highlight in the hits. `shown` is the layer that the request
    names, None for the query itself. `start` is the rank of the first hit, from 0.
    """

    compiled: CompiledQuery
    question: Question
    answer: Answer
    notes: tuple[Note, ...]
    patterns: tuple[Pattern, ...]
    shown: LayerQuery | None
    budget: TimeBudget
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearLayer:
    """A layer, and the answer with its first reports."""

    layer_query: LayerQuery
    answer: Answer


def run_query(index: Index, request: Request) -> QueryRun:
    """Interpret and run a request; QueryError only if it is strict and its text has an error."""
    compiled = interpret(request, index)
    question = _question(index, request, compiled)
    budget = TimeBudget(request.seconds, time.monotonic())
    shown = None
    if request.layer is not Layer.ASKED:
        shown = compiled.layer_named(request.layer)
        question = dataclasses.replace(
            question,
            query=shown.query if shown else query.NullQuery,
            nearer_to=shown.nearer_to if shown else "",
        )
    answer = index.ask(question)
    if _LACKS_WORDS.intersection(note.code for note in compiled.notes):
        answer = dataclasses.replace(answer, exact=False)
    notes = [*(_layer_notes(shown) if shown else ()), *compiled.notes]
    if request.swapped:
        notes.append(Note(code=NoteCode.DATES_SWAPPED))
    notes += unknown_choices(index, request)
    notes += [Note(code=note) for note in answer.notes]
    if not answer.total and answer.exact and shown is None:  # a cut answer knows of no absence
        notes += _unknown_words(index, compiled) or _nothing_found(question, compiled)
    return QueryRun(
        compiled=compiled,
        question=question,
        answer=answer,
        notes=tuple(dict.fromkeys(notes)),
        patterns=compiled.marks_of(shown),
        shown=shown,
        budget=budget,
        start=_start(index, request, question),
    )


_LACKS_WORDS = frozenset((NoteCode.WORDS_CUT, NoteCode.EXPANDED))
"""Notes on a query that lacks words: more reports may match than are counted."""


def _start(index: Index, request: Request, question: Question) -> int:
    """The number of hits before the requested page."""
    after = _after(index, request)
    return after.seen if after else question.start


def total_reports(index: Index, request: Request) -> int | None:
    """The number of reports that a request finds, as its page shows it; None if it was cut.

    An answer that leaves something out because of such a count has to say so: it is marked as late.
    """
    counted = dataclasses.replace(request, start=0, size=0, facets=())
    answer = run_query(index, counted).answer
    if NoteCode.TIMED_OUT in answer.notes:
        mark_late()
    return answer.total if answer.exact else None


def near_layers(index: Index, request: Request, run: QueryRun, room: int) -> Iterator[NearLayer]:
    """The layers that find reports: the first with `room` hits, others FOLLOWING_LAYER_HITS.

    A layer whose answer was cut before its first report is among them.
    """
    if request.layer is not Layer.ASKED or request.match is Match.ALL:
        return
    for layer in layers(run.compiled.line, always=run.answer.total >= MIN_LAYERLESS_HITS):
        answer = _layer_answer(index, run.question, layer, run.budget, room)
        if answer.total or not answer.exact:
            yield NearLayer(layer_query=layer, answer=answer)
        if answer.total:
            room = min(room, FOLLOWING_LAYER_HITS)


def _layer_answer(
    index: Index, question: Question, layer: LayerQuery, budget: TimeBudget, size: int
) -> Answer:
    """The answer to the query of a layer under the same filters and order."""
    layer_question = dataclasses.replace(
        question,
        query=layer.query,
        nearer_to=layer.nearer_to,
        counts=(),
        start=0,
        size=size,
        after=None,
    )
    try:
        return index.ask(budget.of(layer_question))
    except RefusedError:  # the line itself was answered
        return Answer(hits=(), total=0, exact=False, notes=(NoteCode.WORDS_CUT,))


def _nothing_found(question: Question, compiled: CompiledQuery) -> list[Note]:
    """The note that no report contains the line, if it is one piece and there are no filters."""
    kinds = (PieceKind.WORD, PieceKind.PHRASE, PieceKind.FUZZY)
    if question.filters or [piece.kind in kinds for piece in compiled.pieces] != [True]:
        return []
    text = compiled.pieces[0].text
    return (
        [Note(code=NoteCode.NOTHING_OF_IT, values=(text,))] if len(text) <= MAX_NAMED_CHARS else []
    )


def _unknown_words(index: Index, compiled: CompiledQuery) -> list[Note]:
    """Notes on Latin words that no report contains, and on a pattern that matches no word."""
    if [piece.kind for piece in compiled.pieces] == [PieceKind.PREFIX]:
        return [Note(code=NoteCode.NOTHING_FITS, values=(compiled.pieces[0].text,))]
    words = [
        piece.text
        for piece in compiled.pieces
        if piece.kind is PieceKind.WORD and piece.text.isascii() and piece.text.isalnum()
    ]
    words = [word for word in words if word not in NOT_REQUIRED] or words
    stems = [stem(word) for word in words]
    counts = [index.frequencies(field, stems) for field in ("title", "body")] if words else []
    return [
        Note(code=NoteCode.NOTHING_OF_IT, values=(word,))
        for word, *totals in zip(words, *counts, strict=True)
        if not any(totals)
    ]


def _layer_notes(shown: LayerQuery) -> Iterator[Note]:
    """The notes of a layer that is shown by itself."""
    yield shown.sentence
    yield from shown.notes


def _question(index: Index, request: Request, compiled: CompiledQuery) -> Question:
    after = _after(index, request)
    return Question(
        query=compiled.query,
        filters=(*filters_of(request), *compiled.filters),
        order=request.order,
        start=0 if after else min(max(request.start, 0), MAX_RESULT_OFFSET),
        size=request.size,
        counts=request.facets,
        seconds=request.seconds,
        after=after.after if after else None,
    )


def _after(index: Index, request: Request) -> Cursor | None:
    """The cursor of a request; CursorError if it belongs to another search."""
    if not request.after:
        return None
    return parse_cursor(request.after, request.order, index.about().generation)
