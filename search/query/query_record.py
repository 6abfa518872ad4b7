"""Collects the pieces, highlight patterns and notes while a query is compiled."""

from collections.abc import Iterable

from index.api import Index
from index.note_codes import NoteCode
from search import highlight
from search.highlight import Pattern
from search.page import Note
from search.query import spellings
from search.query.mark_colours import ColouredQuery, LineRange, Needle, coloured
from search.query.phrase import indexed
from search.query.pieces import Pieces
from search.query.query_terms import QueryTerm
from search.query.scope import Scope


class QueryRecord:
    """The pieces, highlight patterns (`needles`) and notes of one line, in order.

    `runs` are the texts of several words that stand without a space between, by their range.
    """

    def __init__(self, index: Index) -> None:
        self.pieces = Pieces()
        self.needles: list[Needle] = []
        self.runs: dict[LineRange, str] = {}
        self.notes: list[Note] = []
        self.known = indexed(index)

    def _mark_unit(self, unit: QueryTerm, scope: Scope) -> None:
        if unit.optional:
            return
        if unit.stemmed:
            self._needle(scope, highlight.stem_pattern(unit.words, 0))
            if spellings.hangul(unit.text):
                self._needle(scope, highlight.passage_pattern(unit.text, 0))
            if spellings.mixed(unit.text) or spellings.compound(unit.text, self.known):
                self._needle(scope, highlight.spelled(unit.text, 0))
            return
        self._needle(scope, highlight.passage_pattern(unit.text, 0, whole=True))
        if spellings.latin(unit.text):
            self._needle(scope, highlight.spelled(unit.text, 0))

    def coloured(self, *, whole: bool) -> ColouredQuery:
        """The patterns and pieces, with the numbers of their phrases."""
        return coloured(self.needles, self.pieces, self.runs, whole=whole)

    def _mark(self, texts: Iterable[str], scope: Scope) -> None:
        for text in texts:
            self._needle(scope, highlight.passage_pattern(text, 0, whole=True))

    def _needle(self, scope: Scope, pattern: Pattern) -> None:
        """Record a pattern of the piece that was put last."""
        if not scope.excluded:
            self.needles.append(Needle(pattern, *self.pieces.latest))

    def _note(self, code: NoteCode, *values: str) -> None:
        note = Note(code=code, values=values)
        if note not in self.notes:
            self.notes.append(note)
