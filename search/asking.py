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
    budget = _Budget(request.seconds, time.monotonic())
    answer = index.ask(question)
    notes = list(understood.notes)
    if request.match is Match.BEST and _wanting(index, understood, question, answer, budget):
        most = budget.of(dataclasses.replace(question, query=understood.fallback))
        answered = index.ask(most)
        if answered.total > answer.total:
            few = Note(code="few-have-all", values=(str(answer.total),))
            notes.append(few if answer.total else Note(code="most-words"))
            question, answer = most, answered
    notes += [
        note
        for addition in understood.additions
        for note in [_counted(index, question, addition, budget)]
        if addition.kind == TRANSLATION or note.values[1] != "0"
    ]
    notes += [Note(code=note) for note in answer.notes]
    return Asked(understood, question, answer, tuple(notes))


@dataclass(frozen=True, slots=True)
class _Budget:
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


def _counted(index: Index, question: Question, addition: Addition, budget: _Budget) -> Note:
    """An addition with its own count, so that it is never silently mixed in."""
    asked = dataclasses.replace(question, query=addition.must or addition.some, counts=(), size=0)
    count = str(index.ask(budget.of(asked)).total)
    return Note(code=f"added-{addition.kind}", values=(addition.text, count))


def _wanting(
    index: Index, understood: Understood, question: Question, answer: Answer, budget: _Budget
) -> bool:
    """Whether reports that lack some of the words should be shown as well."""
    if understood.fallback is None or answer.total >= understood.enough:
        return False
    if not answer.total:
        return True
    if "timed out" in answer.notes:
        return False
    if question.order is not Order.RELEVANCE:
        return False  # by date, reports that lack words would stand before those that have them
    if understood.exact is None:
        return True
    exact = dataclasses.replace(question, query=understood.exact, counts=(), size=0)
    return index.ask(budget.of(exact)).total == 0


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
