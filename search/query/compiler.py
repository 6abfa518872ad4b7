"""Compiles a syntax tree to clauses of Whoosh queries: fields, analysis, expansion under a budget.

MUST and SHOULD clauses differ. A Chinese word must match as grams, so that it is found inside
longer words, but words and grams together rank. English words match by their stems, and rank by
stems and exact forms.
"""

import dataclasses
import datetime
import re
from collections.abc import Iterator, Sequence
from typing import assert_never

from whoosh import query
from whoosh.query import Query

from index.api import Index, TermPart
from index.note_codes import NoteCode
from index.query_nodes import MAX_UNORDERED_TERMS, Near, SameScope
from index.settings import Settings
from index.text.analysis import PARAGRAPH, SENTENCE, SYMBOLS, Analyzer, acronym, grams, stem
from search import highlight
from search.dates.date_names import Period, days
from search.dates.periods import period
from search.page import Note, PieceKind
from search.query import fields, spellings, word_patterns
from search.query.clauses import UNSCORED, Clauses, any_of
from search.query.optional_words import with_optional
from search.query.parser import All, AnyOf, FieldNode, Not, QueryNode, Quoted, ScopeNode, Word
from search.query.phrase import MAX_PHRASE_SLOTS, PhraseSlot, phrase_query, phrase_slots
from search.query.phrase_pieces import as_written
from search.query.pieces import SCOPE_OPERATORS
from search.query.query_record import QueryRecord
from search.query.query_terms import QueryTerm, query_terms
from search.query.scope import Scope
from search.query.synonyms import Synonyms
from search.query.term_weights import TermWeights
from search.query.weights import TITLE_MATCH_WEIGHT
from search.query.written_dates import writings

MAX_QUERY_UNITS = 64
"""Units of one query, a phrase counting as one. Further ones are dropped, with a note."""
MAX_QUERY_TERMS = 400
"""Indexed terms that a wildcard or a part of a word may expand to; the most frequent are used."""
MAX_SHARED_TERMS = 1_600
"""The limit for all expansions of one query together: sixty prefixes cost as much as four."""
MAX_TERMS_OF_FEW = 20_000
EFFORT = 40_000_000
"""Terms times reports: a small archive affords more terms, up to MAX_TERMS_OF_FEW."""
_SAYING = re.compile(rf"[^\W_]|[{SYMBOLS}]")


class QueryCompiler(QueryRecord):
    """Compiles one query line, and collects its pieces, highlight patterns and notes.

    With `whole` a passage begins and ends with whole words; without, it may do so inside them.
    """

    def __init__(
        self, index: Index, settings: Settings, today: datetime.date, *, whole: bool = True
    ) -> None:
        super().__init__(index)
        self.whole = whole
        self.index = index
        self.analyzer = Analyzer(settings.dictionary)
        self.synonyms = Synonyms.of(settings.synonyms)
        self.today = today
        self.units = 0
        self.expanded = 0
        self.reports = max(index.about().reports, 1)
        self.weights = TermWeights(index, self.reports)

    def read(self, node: QueryNode, scope: Scope | None = None) -> Clauses:  # noqa: PLR0911 - one return per kind of node
        """The clauses of a node."""
        if scope is None:
            scope = Scope()
            self.weights.shouted = spellings.in_capitals(node)
        match node:
            case Word():
                return self._word(node, scope)
            case Quoted():
                return self._quoted(node, scope)
            case FieldNode():
                return self._field(node, scope)
            case Not():
                inner = self.read(node.child, scope.inside(node, excluded=not scope.excluded))
                asked = inner.asked()
                return Clauses(must_not=(asked,)) if asked is not None else Clauses()
            case All():
                return self._all(node, scope)
            case AnyOf():
                with self.pieces.group():
                    return self._any_of(node, scope)
            case ScopeNode():
                return self._beside(node, scope)
            case _:
                assert_never(node)

    def passage(self, text: str, weight: float) -> Query:
        """The query for an exact passage in the title or body."""
        slots = phrase_slots(text, whole=self.whole)
        return any_of([self._exact(name, slots, weight) for name in ("title", "body")])

    def heard(self, word: str) -> int:
        """The number of reports with a folded Latin word, in the field with more of them."""
        by_field = [self.index.frequencies(field, [stem(word)]) for field in ("title", "body")]
        return max(count for counts in by_field for count in counts)

    def _all(self, node: All, scope: Scope) -> Clauses:
        """The clauses of several parts; the piece of a single part includes its brackets."""
        if len(node.children) == 1:
            clauses = self.read(node.children[0], scope.inside(node))
            return clauses.required() if node.required else clauses
        parts = self.synonyms.joined(node)
        if not (node.required or scope.excluded):
            parts = with_optional(parts, shouted=self.weights.shouted)
        with self.pieces.group():
            row = self._row(parts, scope.apart(), "AND" if node.required else "")
            clauses = Clauses.joined(list(row))
        return clauses.required() if node.required else clauses

    def _any_of(self, node: AnyOf, scope: Scope) -> Clauses:
        """The clauses of alternatives. The piece of each includes the operator beside it."""
        parts = []
        for at, child in enumerate(node.children):
            start = node.children[at - 1].end if at else child.start
            end = child.end if at else node.children[1].start
            wide = dataclasses.replace(scope.apart(), start=start, end=end)
            with self.pieces.part("OR" if at else ""):
                parts.append(self.read(child, wide).asked())
        return Clauses.exactly(any_of([part for part in parts if part is not None]))

    def _beside(self, node: ScopeNode, scope: Scope) -> Clauses:
        """The clauses of parts in one sentence or paragraph; a part may be several alternatives."""
        parts: list[list[str]] = []
        for child in node.children:
            if self._full():
                break
            texts = fields.any_texts(child)
            with self.pieces.part(SCOPE_OPERATORS[node.mark] if parts else ""):
                reading = self.read(child, scope.apart())
            if texts is None:
                self.notes.append(Note(code=NoteCode.GUESSED))
                return reading
            for text in texts:
                if not grams(text):
                    self.notes.append(Note(code=NoteCode.IGNORED, values=(text,)))
            if searchable := [text for text in texts if grams(text)]:
                parts.append(searchable)
        return Clauses.exactly(self._together(parts, node.mark, scope)) if parts else Clauses()

    def _together(self, parts: Sequence[Sequence[str]], mark: str, scope: Scope) -> Query:
        return any_of(
            SameScope(
                f"{name}_grams",
                [any_of([self._slot(name, text) for text in texts]) for texts in parts],
                mark,
            )
            for name in scope.fields
        )

    def _slot(self, name: str, text: str) -> Query:
        return phrase_query(
            f"{name}_grams", phrase_slots(text, whole=True), self._expand, self.known
        )

    def _quoted(self, node: Quoted, scope: Scope) -> Clauses:
        if not grams(node.text):
            self.notes.append(Note(code=NoteCode.IGNORED, values=(node.text.strip(),)))
            return Clauses()
        if self._full():
            return Clauses()
        self.units += 1
        kind = PieceKind.NEAR if node.near else PieceKind.PHRASE
        self.pieces.put(node, scope, kind, node.text.strip())
        if not node.near:
            self._needle(scope, highlight.passage_pattern(node.text, 0, whole=self.whole))
            if self.whole and spellings.latin(node.text):
                self._needle(scope, highlight.spelled(node.text, 0))
            slots = phrase_slots(node.text, whole=self.whole)
            if len(slots) > MAX_PHRASE_SLOTS:
                self._note(NoteCode.PASSAGE_CUT, str(MAX_PHRASE_SLOTS))
            asked = any_of(self._exact(name, slots, 1.0) for name in scope.fields)
            should = self.weights.capitals(scope.fields[-1], node.text)
            return dataclasses.replace(Clauses.exactly(asked), should=should)
        texts = [
            unit.text for unit in query_terms(node.text, 0, self.analyzer) if not unit.optional
        ]
        self._mark(texts, scope)
        if node.near in (SENTENCE, PARAGRAPH):
            return Clauses.exactly(self._together([[text] for text in texts], node.near, scope))
        near = int(node.near)
        return Clauses.exactly(any_of(self._near(name, texts, near) for name in scope.fields))

    def _near(self, name: str, texts: Sequence[str], distance: int) -> Query:
        """The query for texts with at most `distance` words between; a Han gram ends one later."""
        slots = [self._slot(name, text) for text in texts]
        if len(slots) == 1:
            return slots[0]
        ordered = len(slots) > MAX_UNORDERED_TERMS
        return Near(f"{name}_grams", slots, slop=distance + 2, ordered=ordered)

    def _exact(self, name: str, slots: Sequence[PhraseSlot], weight: float) -> Query:
        return phrase_query(f"{name}_grams", slots, self._expand, self.known, weight)

    def _expand(self, field: str, text: str, part: TermPart) -> tuple[str, ...]:
        most = max(MAX_QUERY_TERMS, min(MAX_TERMS_OF_FEW, EFFORT // self.reports))
        room = max(0, min(most, max(most, MAX_SHARED_TERMS) - self.expanded))
        terms = self.index.terms(field, text, part, room + 1) if room else ()
        if not room:
            self._note(NoteCode.WORDS_CUT)
        elif len(terms) > room:
            self._note(NoteCode.EXPANDED, text, str(room))
        self.expanded += min(len(terms), room)
        return tuple(dict.fromkeys([text, *(term.text for term in terms[:room])]))

    def _field(self, node: FieldNode, scope: Scope) -> Clauses:
        if node.name in ("title", "body"):
            inside = scope.inside(node, field=node.name, fields=(node.name,))
            return self.read(node.child, inside)
        inside = scope.inside(node, field=node.name)
        text = fields.shown(node.child)
        if node.name == "date":
            date_period = period(text, self.today)
            if date_period is not None:
                self.pieces.put(node, inside, PieceKind.DATE, text)
                self.notes += fields.days_meant(text, date_period)
                return Clauses(filter=(days(date_period),))
            self._note(NoteCode.DATE_UNREAD, text)
        else:
            asked = fields.FieldQueries(self.index).asked(node.name, node.child)
            if asked is not None:
                self.pieces.put(node, inside, PieceKind.FIELD, text)
                return Clauses(filter=(asked,))
            self._note(NoteCode.NO_VALUE, text, node.name)
        if isinstance(node.child, Word | Quoted):  # a label copied with its text
            return self._word(Word(node.start, node.end, node.label + text), scope)
        return self.read(node.child, scope)

    def _row(self, parts: Sequence[QueryNode], scope: Scope, operator: str) -> Iterator[Clauses]:
        """The clauses of consecutive parts, some of which form one unit."""
        at = 0
        while at < len(parts):
            with self.pieces.part(operator if at and not isinstance(parts[at], Not) else ""):
                clauses, taken = self._together_with(parts[at:], scope)
            yield clauses
            at += taken

    def _together_with(self, parts: Sequence[QueryNode], scope: Scope) -> tuple[Clauses, int]:
        """The clauses of the first unit (a part, a date, or iPhone 15), and its number of parts."""
        first = parts[0]
        dated = fields.FieldQueries(self.index).with_words(parts, self.today)
        if dated is not None:
            date_field, taken = dated
            return self.read(date_field, scope), taken
        day, taken = spellings.day_of(parts)
        if day is not None:
            word = Word(first.start, parts[taken - 1].end, spellings.joined_text(parts[:taken]))
            return self._day(word, day, scope), taken
        joined, taken = spellings.joined_words(parts, self.heard)
        clauses = self.read(first, scope)
        if not joined:
            return clauses, 1
        words = [clauses, *(self.read(part, scope) for part in parts[1:taken])]
        self._needle(scope, highlight.spelled(joined, 0))
        other = any_of(spellings.one_word(name, joined, self._exact) for name in scope.fields)
        return spellings.either(words, other), taken

    def _day(self, node: Word, day: datetime.date, scope: Scope) -> Clauses:
        """The clauses of a date, in all its notations."""
        self.pieces.put(node, scope, PieceKind.WORD, node.text)
        self.units += 1
        texts = list(dict.fromkeys([node.text, *writings(day)]))
        for text in texts:
            self._needle(scope, highlight.passage_pattern(text, 0, whole=True))
        slot_lists = [phrase_slots(text, whole=True) for text in texts]
        queries = [
            phrase_query(f"{name}_grams", one, self._expand, lambda *_: frozenset())
            for one in slot_lists
            for name in scope.fields
        ]
        if len(scope.fields) > 1:
            queries.append(query.ConstantScoreQuery(days(Period(day, day)), 1.0))
            self._note(NoteCode.DAY_OR_NAMED, node.text)
        return Clauses.exactly(any_of(queries), plain=True)

    def _word(self, node: Word, scope: Scope) -> Clauses:
        if not _SAYING.search(node.text) or self._full():
            return Clauses()
        if pattern := word_patterns.pattern(node.text):
            self.units += 1
            return self._pattern(node, pattern, scope)
        if name := fields.unknown(node.text):
            self._note(NoteCode.UNKNOWN_FIELD, name)
        day, _ = spellings.day_of([node])
        if day is not None:
            return self._day(node, day, scope)
        if signs := word_patterns.signs(node.text):
            self._note(NoteCode.SIGN_IGNORED, signs)
        if same := self.synonyms.of_word(node.text):
            self.units += 1
            return self._synonymous(node, same, scope)
        return self._words(node, scope)

    def _words(self, node: Word, scope: Scope) -> Clauses:
        """The clauses of the words of a chunk; its grams rank too."""
        terms = query_terms(node.text, node.start, self.analyzer, optional=node.optional)
        room = MAX_QUERY_UNITS - self.units
        self.units += min(room, len(terms))
        if len(terms) > room:
            self._note(NoteCode.TOO_MANY_WORDS, str(MAX_QUERY_UNITS))
        if not terms:
            return Clauses()
        if len(terms) == 1:  # the piece includes punctuation around the word
            scope = scope.inside(node)
        shown = len(self.pieces)
        parts = [self._unit(unit, scope, alone=len(terms) == 1) for unit in terms[:room]]
        if 1 < len(terms) <= room:
            self.pieces[shown:] = as_written(terms, self.pieces[shown:], self.index)
        if len(terms) > 1 and not scope.excluded:
            self.runs[node.start, node.end] = node.text
        field = scope.fields[-1]
        should = (*self.weights.grams(field, node.text), *self.weights.capitals(field, node.text))
        return Clauses.joined([*parts, Clauses(should=should, fallback=should)])

    def _pattern(self, node: Word, pattern: word_patterns.WordPattern, scope: Scope) -> Clauses:
        """The clauses of a wildcard or a fuzzy word."""
        self.pieces.put(node, scope, pattern.kind, pattern.text)
        expander = word_patterns.WordPatterns(self.index, self._expand)
        asked, words = expander.asked(pattern, scope.fields)
        fuzzy = pattern.kind is PieceKind.FUZZY
        needle = (
            highlight.stem_pattern(words, 0)
            if fuzzy
            else highlight.wildcard_pattern(pattern.text, 0)
        )
        self._needle(scope, needle)
        return Clauses.exactly(asked, plain=True)

    def _full(self) -> bool:
        """Whether the query has MAX_QUERY_UNITS units; adds a note if so."""
        if self.units < MAX_QUERY_UNITS:
            return False
        self._note(NoteCode.TOO_MANY_WORDS, str(MAX_QUERY_UNITS))
        return True

    def _synonymous(self, node: Word | QueryTerm, synonyms: Sequence[str], scope: Scope) -> Clauses:
        """The clauses of a word with synonyms; each of them matches exactly."""
        self.pieces.put(node, scope, PieceKind.WORD, " = ".join(synonyms))
        for word in synonyms:
            self._needle(scope, highlight.passage_pattern(word, 0, whole=True))
        queries = [self._synonym(name, word) for word in synonyms for name in scope.fields]
        return Clauses.exactly(any_of(queries), plain=True)

    def _synonym(self, name: str, word: str) -> Query:
        """The query for an exact word, or for an acronym in capitals if the texts have it so."""
        terms = spellings.capitals(word) if acronym(word) else []
        counts = self.index.frequencies(f"{name}_grams", terms) if terms else ()
        known = [term for term, count in zip(terms, counts, strict=True) if count]
        if known:
            return any_of(query.Term(f"{name}_grams", term) for term in known)
        return self._exact(name, phrase_slots(word, whole=True), 1.0)

    def _unit(self, unit: QueryTerm, scope: Scope, *, alone: bool) -> Clauses:
        where = scope if alone else dataclasses.replace(scope, start=None, end=None)
        if same := self.synonyms.of_word(unit.text):
            return self._synonymous(unit, same, where)
        self.pieces.put(unit, where, PieceKind.WORD, unit.text)
        self._mark_unit(unit, scope)
        words = self.weights.words(scope.fields, unit.words)
        if unit.optional:
            return Clauses(should=words, fallback=words)
        titled = self._titled(unit) if scope.fields[0] == "title" else ()
        if unit.stemmed:
            must = any_of([*words, *spellings.with_particles(unit.text, scope.fields)])
            if spellings.mixed(unit.text):  # 15km may be written 15 km
                slots = phrase_slots(unit.text, whole=True)
                apart = [self._exact(name, slots, UNSCORED) for name in scope.fields]
                must = any_of([must, *apart])
            return Clauses(must=(must,), plain=(must,), fallback=words, titled=titled)
        slots = phrase_slots(unit.text, whole=True)
        must = any_of(self._exact(name, slots, UNSCORED) for name in scope.fields)
        known = [query.Term(name, unit.text) for name in scope.fields]
        plain = any_of(known) if len(slots) > 1 and unit.text in unit.words else must
        return Clauses(must=(must,), plain=(plain,), should=words, fallback=words, titled=titled)

    def _titled(self, unit: QueryTerm) -> tuple[Query, ...]:
        """The query for titles that contain the unit."""
        if unit.stemmed:
            return (query.Term("title", unit.words[0], boost=TITLE_MATCH_WEIGHT),)
        return (self._exact("title", phrase_slots(unit.text, whole=True), TITLE_MATCH_WEIGHT),)
