"""A Request put to the index: what it meant, the Question that was asked in the end, the Answer."""

import dataclasses
import time
from dataclasses import dataclass

from index.store import Answer, Index, Order, Question
from search.additions import TRANSLATION, Addition
from search.filters import filters_of
from search.meaning import Understood, understand
from search.page import Note
from search.request import DEEPEST, Match, Request


@dataclass(frozen=True, slots=True)
class Asked:
    """`question` is the one `answer` answers: that of most of the words if none had them all."""

    understood: Understood
    question: Question
    answer: Answer
    notes: tuple[Note, ...]


def ask(index: Index, request: Request) -> Asked:
    """Understand and ask; QueryError only for a strict request whose text cannot be read."""
    understood = understand(request, index)
    question = _question(request, understood)
    started = time.monotonic()
    answer = index.ask(question)
    notes = list(understood.notes)
    if request.match is Match.BEST and _wanting(index, understood, question, answer):
        left = _left(request, started)
        most = dataclasses.replace(question, query=understood.fallback, seconds=left)
        answered = index.ask(most)
        if answered.total > answer.total:
            few = Note(code="few-have-all", values=(str(answer.total),))
            notes.append(few if answer.total else Note(code="most-words"))
            question, answer = most, answered
    notes += [
        note
        for addition in understood.additions
        for note in [_counted(index, question, addition, _left(request, started))]
        if addition.kind == TRANSLATION or note.values[1] != "0"
    ]
    notes += [Note(code=note) for note in answer.notes]
    return Asked(understood, question, answer, tuple(notes))


def _left(request: Request, started: float) -> float | None:
    """What is left of a request's seconds for another look into the index, at least a third."""
    if request.seconds is None:
        return None
    return max(request.seconds - (time.monotonic() - started), request.seconds / 3)


def _counted(index: Index, question: Question, addition: Addition, seconds: float | None) -> Note:
    """An addition with its own count, so that it is never silently mixed in."""
    asked = dataclasses.replace(
        question, query=addition.must or addition.some, counts=(), size=0, seconds=seconds
    )
    count = str(index.ask(asked).total)
    return Note(code=f"added-{addition.kind}", values=(addition.text, count))


def _wanting(index: Index, understood: Understood, question: Question, answer: Answer) -> bool:
    """Whether reports that lack some of the words should be shown as well."""
    if understood.fallback is None or answer.total >= understood.enough:
        return False
    if not answer.total:
        return True
    if question.order is not Order.RELEVANCE or "timed out" in answer.notes:
        return False  # by date, reports that lack words would stand before those that have them
    if understood.exact is None:
        return True
    exact = dataclasses.replace(question, query=understood.exact, counts=(), size=0)
    return index.ask(exact).total == 0


def _question(request: Request, understood: Understood) -> Question:
    return Question(
        query=understood.query,
        filters=(*filters_of(request), *understood.filters),
        order=request.order,
        start=min(max(request.start, 0), DEEPEST),
        size=request.size,
        counts=request.facets,
        seconds=request.seconds,
    )
