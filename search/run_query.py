"""A Request put to the index: what it meant, the Question, the Answer, and the layers behind it."""

import dataclasses
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh import query

from index.api import Answer, Index, Question
from index.text.analysis import stem
from search.cursor import Cursor, read
from search.highlight import Pattern
from search.layers import Behind
from search.page import Note
from search.query.filters import filters_of
from search.query.interpret import CompiledQuery, interpret
from search.request import MAX_RESULT_OFFSET, Layer, Match, Request

FEW = 100
"""Where at least so many reports were asked for, layers that take long are not counted."""
LONGEST_NAMED = 60
"""Characters of what a sentence names that no report has."""
FOLLOWING = 3
"""Hits of each layer behind the first."""


@dataclass(frozen=True, slots=True)
class Budget:
    """The seconds of a request, None for any number, and when its first look into the index began.

    Each further look has what is left of them, at least a third.
    """

    seconds: float | None
    started: float

    def of(self, question: Question) -> Question:
        """The question with the time there is for it."""
        if self.seconds is None:
            return question
        left = self.seconds - (time.monotonic() - self.started)
        return dataclasses.replace(question, seconds=max(left, self.seconds / 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRun:
    """What was asked and answered; `needles` mark why these reports were found.

    `shown` is the layer the request names, None where it asks for what was asked for; `start` is
    how many hits stand before the first.
    """

    understood: CompiledQuery
    question: Question
    answer: Answer
    notes: tuple[Note, ...]
    needles: tuple[Pattern, ...]
    shown: Behind | None
    budget: Budget
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A layer behind what was asked for, and the answer of its first reports."""

    behind: Behind
    answer: Answer


def run_query(index: Index, request: Request) -> QueryRun:
    """Understand and ask; QueryError only for a strict request whose text cannot be read."""
    understood = interpret(request, index)
    question = _question(index, request, understood)
    budget = Budget(request.seconds, time.monotonic())
    shown = None
    if request.layer is not Layer.ASKED:
        shown = understood.behind(request.layer)
        question = dataclasses.replace(question, query=shown.query if shown else query.NullQuery)
    answer = index.ask(question)
    notes = [*(_said(shown) if shown else ()), *understood.notes]
    if request.swapped:
        notes.append(Note(code="dates-swapped"))
    notes += [Note(code=note) for note in answer.notes]
    if not answer.total and shown is None:
        notes += _unheard(index, understood) or _nothing(question, understood)
    return QueryRun(
        understood=understood,
        question=question,
        answer=answer,
        notes=tuple(dict.fromkeys(notes)),
        needles=understood.marks(request.layer),
        shown=shown,
        budget=budget,
        start=_start(index, request, question),
    )


def _start(index: Index, request: Request, question: Question) -> int:
    """How many hits of the order stand before those that were asked for."""
    after = _after(index, request)
    return after.seen if after else question.start


def total(index: Index, request: Request) -> int:
    """How many reports a request finds: the number its page shows."""
    return run_query(index, dataclasses.replace(request, start=0, size=0, facets=())).answer.total


def near(index: Index, request: Request, asked: QueryRun, room: int) -> Iterator[Near]:
    """The layers behind what was asked for that hold reports, each with its first `room` hits."""
    if request.layer is not Layer.ASKED or request.match is Match.ALL:
        return
    for behind in asked.understood.layers:
        if not behind.always and asked.answer.total >= FEW:
            continue
        answer = _answered(index, asked.question, behind.query, asked.budget, room)
        if answer.total:
            yield Near(behind=behind, answer=answer)
            room = min(room, FOLLOWING)


def _answered(index: Index, question: Question, asked: Any, budget: Budget, size: int) -> Answer:
    """The answer for another query under the same filters and order."""
    other = dataclasses.replace(question, query=asked, counts=(), start=0, size=size, after=None)
    return index.ask(budget.of(other))


def _nothing(question: Question, understood: CompiledQuery) -> list[Note]:
    """Of a line of one piece, under no filter: that no report has it."""
    kinds = ("word", "phrase", "fuzzy")
    if question.filters or [piece.kind in kinds for piece in understood.pieces] != [True]:
        return []
    text = understood.pieces[0].text
    return [Note(code="nothing-of-it", values=(text,))] if len(text) <= LONGEST_NAMED else []


def _unheard(index: Index, understood: CompiledQuery) -> list[Note]:
    """The words of letters or digits that no report holds, and a pattern that none fits."""
    if [piece.kind for piece in understood.pieces] == ["prefix"]:
        return [Note(code="nothing-fits", values=(understood.pieces[0].text,))]
    words = [
        piece.text
        for piece in understood.pieces
        if piece.kind == "word" and piece.text.isascii() and piece.text.isalnum()
    ]
    stems = [stem(word) for word in words]
    counts = [index.frequencies(field, stems) for field in ("title", "body")] if words else []
    return [
        Note(code="nothing-of-it", values=(word,))
        for word, *held in zip(words, *counts, strict=True)
        if not any(held)
    ]


def _said(shown: Behind) -> Iterator[Note]:
    """What is said of a layer that is shown by itself."""
    yield Note(code=f"layer-{shown.layer.value}", values=shown.values)
    yield from shown.notes


def _question(index: Index, request: Request, understood: CompiledQuery) -> Question:
    after = _after(index, request)
    return Question(
        query=understood.query,
        filters=(*filters_of(request), *understood.filters),
        order=request.order,
        start=0 if after else min(max(request.start, 0), MAX_RESULT_OFFSET),
        size=request.size,
        counts=request.facets,
        seconds=request.seconds,
        after=after.after if after else None,
    )


def _after(index: Index, request: Request) -> Cursor | None:
    """The cursor of a request; CursorError where it is none of this search."""
    if not request.after:
        return None
    return read(request.after, request.order, index.about().generation)
