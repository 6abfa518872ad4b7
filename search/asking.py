"""A Request put to the index: what it meant, the Question that was asked in the end, the Answer."""

import dataclasses
from dataclasses import dataclass

from index.store import Answer, Index, Question
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
    answer = index.ask(question)
    notes = list(understood.notes)
    if answer.total == 0 and request.match is Match.BEST and understood.fallback is not None:
        most = dataclasses.replace(question, query=understood.fallback)
        answered = index.ask(most)
        if answered.total:
            question, answer = most, answered
            notes.append(Note(code="most-words"))
    notes += [Note(code=note) for note in answer.notes]
    return Asked(understood, question, answer, tuple(notes))


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
