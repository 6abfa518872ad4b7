"""An Index around another that adds up the seconds spent in it, and notes what it cut."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import ParamSpec, TypeVar

from index.api import (
    Answer,
    Arrival,
    Index,
    IndexInfo,
    PassageAnswer,
    PassageQuestion,
    Question,
    Term,
    TermPart,
)
from index.note_codes import CUT_ANSWERS, NoteCode
from index.report import Fingerprint, Report, ReportId
from index.system.deadline import current_deadline
from search.page import Note

INDEX_SECONDS = "baogao.asked"
"""Key of the WSGI environment: seconds spent in the index."""
P = ParamSpec("P")
T = TypeVar("T")


class TimedIndex:
    """Forwards every call; `seconds` is the total time of the calls. For one request only.

    `cuts` are the reasons why any of its answers is not whole, so that whatever is made of the
    answers can say so.
    """

    def __init__(self, index: Index) -> None:
        self.inner = index
        self.seconds = 0.0
        self.cuts: dict[NoteCode, None] = {}
        self._about: IndexInfo | None = None

    def notes(self) -> tuple[Note, ...]:
        """Notes on why answers so far are incomplete: time was up, or a part is down."""
        codes = dict(self.cuts)
        if current_deadline().over():
            codes[NoteCode.TIMED_OUT] = None
        if current_deadline().partial:
            codes[NoteCode.PARTS_MISSING] = None
        return tuple(Note(code=code) for code in codes)

    def _timed(self, call: Callable[P, T], *args: P.args, **options: P.kwargs) -> T:
        started = time.perf_counter()
        try:
            return call(*args, **options)
        finally:
            self.seconds += time.perf_counter() - started

    def ask(self, question: Question) -> Answer:
        """See `index.api.Index`."""
        answer = self._timed(self.inner.ask, question)
        self.cuts.update(dict.fromkeys(code for code in answer.notes if code in CUT_ANSWERS))
        return answer

    def nearest(self, question: PassageQuestion) -> PassageAnswer:
        """See `index.api.Index`."""
        return self._timed(self.inner.nearest, question)

    def reports(self, ids: Sequence[ReportId]) -> tuple[Report | None, ...]:
        """See `index.api.Index`."""
        return self._timed(self.inner.reports, ids)

    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """See `index.api.Index`."""
        return self._timed(self.inner.terms, field, text, part, limit)

    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """See `index.api.Index`."""
        return self._timed(self.inner.frequencies, field, texts)

    def fingerprints(self) -> Iterator[tuple[ReportId, Fingerprint]]:
        """See `index.api.Index`."""
        return self._timed(self.inner.fingerprints)

    def about(self) -> IndexInfo:
        """See `index.api.Index`; cached, as it does not change and has to count files."""
        if self._about is None:
            self._about = self._timed(self.inner.about)
        return self._about

    def arrivals(self) -> tuple[Arrival, ...]:
        """See `index.api.Index`."""
        return self._timed(self.inner.arrivals)

    def share(self, folder: Path, ahead: Sequence[str] = ()) -> None:
        """See `index.api.Index`."""
        self.inner.share(folder, ahead)

    def is_current(self) -> bool:
        """See `index.api.Index`."""
        return self.inner.is_current()

    def close(self) -> None:
        """See `index.api.Index`."""
        self.inner.close()
