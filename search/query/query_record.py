"""Collects the pieces, highlight patterns and notes while a query is compiled."""

from collections.abc import Iterable

from index.api import Index
from index.note_codes import NoteCode
from search import highlight
from search.highlight import Pattern
from search.page import Note
from search.query import spellings
from search.query.phrase import indexed
from search.query.pieces import Pieces
from search.query.query_terms import QueryTerm
from search.query.scope import Scope


class QueryRecord:
    """The pieces, highlight patterns (`needles`) and notes of one line, in order."""

    def __init__(self, index: Index) -> None:
        self.pieces = Pieces()
        self.needles: list[Pattern] = []
        self.notes: list[Note] = []
        self.known = indexed(index)

    def _mark_unit(self, unit: QueryTerm, scope: Scope) -> None:
        if unit.optional:
            return
        if unit.stemmed:
            term = self._term()
            self._needle(scope, highlight.stem_pattern(unit.words, term))
            if spellings.hangul(unit.text):
                self._needle(scope, highlight.passage_pattern(unit.text, term))
            if spellings.mixed(unit.text) or spellings.compound(unit.text, self.known):
                self._needle(scope, highlight.spelled(unit.text, term))
            return
        term = self._term()
        self._needle(scope, highlight.passage_pattern(unit.text, term, whole=True))
        if spellings.latin(unit.text):
            self._needle(scope, highlight.spelled(unit.text, term))

    def _mark(self, texts: Iterable[str], scope: Scope) -> None:
        for text in texts:
            self._needle(scope, highlight.passage_pattern(text, self._term(), whole=True))

    def _term(self) -> int:
        return max((needle.term for needle in self.needles), default=-1) + 1

    def _needle(self, scope: Scope, needle: Pattern) -> None:
        if not scope.excluded:
            self.needles.append(needle)

    def _note(self, code: NoteCode, *values: str) -> None:
        note = Note(code=code, values=values)
        if note not in self.notes:
            self.notes.append(note)
