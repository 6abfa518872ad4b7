"""The state of a query line while it is compiled, shared by the compilers of its nodes."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from whoosh import query
from whoosh.query import Query

from index.api import Index, TermPart
from index.note_codes import NoteCode
from index.query_nodes import MAX_UNORDERED_TERMS, Near, SameScope
from index.settings import Settings
from index.text.analysis import PARAGRAPH, SENTENCE, Analyzer, grams, stem
from index.text.fold import HAN_CHARACTER
from search.match_patterns import Pattern
from search.page import Note
from search.query.clauses import any_of
from search.query.compile_context import CompileContext
from search.query.exact_text.phrase import indexed_terms, phrase_query
from search.query.exact_text.phrase_slots import PhraseSlot
from search.query.mark_colours import ColouredQuery, LinePattern, LineRange, coloured
from search.query.pieces import Pieces
from search.query.query_passage import QueryPassage
from search.query.synonyms import Synonyms
from search.query.term_weights import TermWeights
from search.query.word_patterns import WordPatterns

MAX_QUERY_UNITS = 64
"""Units of one query, a phrase counting as one. Further ones are dropped, with a note."""
MAX_QUERY_TERMS = 400
"""Indexed terms that a wildcard or a part of a word may expand to; the most frequent are used."""
MAX_SHARED_TERMS = 1_600
"""The limit for all expansions of one query together: sixty prefixes cost as much as four."""
MAX_SMALL_ARCHIVE_TERMS = 20_000
"""Indexed terms that a wildcard may expand to in a small archive."""
MAX_TERMS_TIMES_REPORTS = 40_000_000
"""Terms times reports: a small archive affords more than MAX_QUERY_TERMS."""
MIN_STEM_LETTERS = 3
"""Letters of a stem whose forms are looked up for Near and SameScope."""


class Compilation:
    """The pieces, highlight patterns and notes of one line so far, and its budget of terms.

    With `whole_words` a passage begins and ends with whole words; otherwise it may be inside them.
    `runs` are the texts of several words without a space between them, by their range.
    """

    def __init__(
        self, index: Index, settings: Settings, today: datetime.date, *, whole_words: bool = True
    ) -> None:
        self.index = index
        self.today = today
        self.whole_words = whole_words
        self.analyzer = Analyzer(settings.dictionary)
        self.synonyms = Synonyms.of(settings.synonyms)
        self.pieces = Pieces()
        self.patterns: list[LinePattern] = []
        self.runs: dict[LineRange, str] = {}
        self.notes: list[Note] = []
        self.known = indexed_terms(index)
        self.units = 0
        self.shares = 1  # the wildcards of the line, which share the room for terms
        self._expanded = 0
        self._terms: dict[tuple[str, str, TermPart], tuple[str, ...]] = {}
        self._reports = max(index.about().reports, 1)
        self.weights = TermWeights(index, self._reports)

    def coloured(self, *, whole_matches: bool) -> ColouredQuery:
        """The patterns and pieces, with the numbers of their phrases."""
        return coloured(self.patterns, self.pieces, self.runs, whole_matches=whole_matches)

    def mark(self, context: CompileContext, patterns: Iterable[Pattern]) -> None:
        """Record the patterns of the piece that was put last."""
        if not context.excluded:
            self.patterns += [LinePattern(pattern, *self.pieces.latest) for pattern in patterns]

    def note(self, code: NoteCode, *values: str) -> None:
        """Add a note once."""
        note = Note(code=code, values=values)
        if note not in self.notes:
            self.notes.append(note)

    def full(self) -> bool:
        """Whether the query has MAX_QUERY_UNITS units; adds a note if so."""
        if self.units < MAX_QUERY_UNITS:
            return False
        self.note(NoteCode.TOO_MANY_WORDS, str(MAX_QUERY_UNITS))
        return True

    def exact(self, name: str, slots: Sequence[PhraseSlot], weight: float) -> Query:
        """The query for an exact passage in a text field."""
        return phrase_query(f"{name}_grams", slots, self.expand, self.known, weight)

    def slot(self, name: str, passage: QueryPassage) -> Query:
        """The query for a text of whole words as a slot of Near and SameScope."""
        field = f"{name}_grams"
        if passage.wild:
            return WordPatterns(self.index, self.expand).query_of(passage.wild, (name,))[0]
        written = phrase_query(field, passage.slots, self.expand, self.known)
        forms = [query.Term(field, form) for form in self._forms(field, passage)]
        if not forms:
            return written
        spellings = written.subqueries if isinstance(written, query.Or) else [written]
        return any_of(dict.fromkeys([*spellings, *forms]))

    def _forms(self, field: str, passage: QueryPassage) -> Iterator[str]:
        """The indexed words with the stem of a passage; they share all but its last letter."""
        root = passage.stem
        if len(root) >= MIN_STEM_LETTERS:
            start = root[:-1] if len(root) > MIN_STEM_LETTERS else root
            words = self.expand(field, start, TermPart.PREFIX)
            yield from (word for word in words if stem(word) == root)

    def proximity_query(
        self,
        parts: Sequence[Sequence[QueryPassage]],
        limit: str,
        context: CompileContext,
        *,
        ordered: bool = False,
    ) -> Query:
        """The query for one text of each part, all within a scope or a distance in words."""
        if limit in (SENTENCE, PARAGRAPH):
            return any_of(
                SameScope(f"{name}_grams", self._slots(name, parts), limit)
                for name in context.fields
            )
        if not ordered and len(parts) > MAX_UNORDERED_TERMS:
            self.note(NoteCode.ORDER_KEPT, str(MAX_UNORDERED_TERMS))
            ordered = True
        return any_of(
            self._near(name, parts, int(limit), ordered=ordered) for name in context.fields
        )

    def _slots(self, name: str, parts: Sequence[Sequence[QueryPassage]]) -> list[Query]:
        return [any_of([self.slot(name, text) for text in texts]) for texts in parts]

    def _near(
        self,
        name: str,
        parts: Sequence[Sequence[QueryPassage]],
        distance: int,
        *,
        ordered: bool,
    ) -> Query:
        """The query for texts with at most `distance` words between; a Han gram ends one later."""
        slots = self._slots(name, parts)
        if len(slots) == 1:
            return slots[0]
        ends = (grams(text.text)[-1].text for texts in parts for text in texts)
        slop = distance + (2 if any(map(HAN_CHARACTER.match, ends)) else 1)
        return Near(f"{name}_grams", slots, slop=slop, ordered=ordered)

    def expand(self, field: str, text: str, part: TermPart) -> tuple[str, ...]:
        """The text and the terms that contain it, as many as the budget allows."""
        asked = field, text, part
        if asked not in self._terms:
            self._terms[asked] = self._expand(field, text, part)
        return self._terms[asked]

    def _expand(self, field: str, text: str, part: TermPart) -> tuple[str, ...]:
        affordable = MAX_TERMS_TIMES_REPORTS // self._reports
        most = max(MAX_QUERY_TERMS, min(MAX_SMALL_ARCHIVE_TERMS, affordable))
        share = max(MAX_QUERY_TERMS, most // max(self.shares, 1))
        room = max(0, min(share, max(most, MAX_SHARED_TERMS) - self._expanded))
        terms = self.index.terms(field, text, part, room + 1) if room else ()
        if not room:
            self.note(NoteCode.WORDS_CUT)
        elif len(terms) > room:
            self.note(NoteCode.EXPANDED, text, str(room))
        self._expanded += min(len(terms), room)
        return tuple(dict.fromkeys([text, *(term.text for term in terms[:room])]))

    def report_count(self, word: str) -> int:
        """The number of reports with a folded Latin word, in the field with more of them."""
        by_field = [self.index.frequencies(field, [stem(word)]) for field in ("title", "body")]
        return max(count for counts in by_field for count in counts)
