"""Compiles a syntax tree to clauses of Whoosh queries, each kind of node by its own compiler.

MUST and SHOULD clauses differ: what has to match is not all that ranks.
"""

import dataclasses
import datetime
from collections.abc import Iterator, Sequence
from typing import assert_never

from whoosh.query import Query

from index.api import Index
from index.note_codes import NoteCode
from index.settings import Settings
from index.text.analysis import grams
from search import match_patterns
from search.page import Note, PieceKind
from search.query import fields, measures, spellings
from search.query.clauses import Clauses, any_of
from search.query.compilation import Compilation
from search.query.compile_context import CompileContext
from search.query.exact_text import contractions
from search.query.exact_text.phrase_slots import phrase_slots
from search.query.optional_words import with_optional, with_optional_in_runs
from search.query.query_passage import QueryPassage
from search.query.quote_compiler import QuoteCompiler
from search.query.syntax.lexer import DATE_SIDES
from search.query.syntax.operators import proximity_operator
from search.query.syntax.parser import (
    All,
    AnyOf,
    FieldNode,
    Not,
    ProximityNode,
    QueryNode,
    Quoted,
    Word,
)
from search.query.word_compiler import WordCompiler
from search.query.word_patterns import is_wild


class QueryCompiler(Compilation):
    """Compiles one query line, and collects its pieces, highlight patterns and notes."""

    def __init__(
        self, index: Index, settings: Settings, today: datetime.date, *, whole_words: bool = True
    ) -> None:
        super().__init__(index, settings, today, whole_words=whole_words)
        self._words = WordCompiler(self)
        self._quotes = QuoteCompiler(self)

    def clauses_of(self, node: QueryNode, context: CompileContext | None = None) -> Clauses:  # noqa: PLR0911 - one return per kind of node
        """The clauses of a node."""
        if context is None:
            context = CompileContext()
            self.weights.shouted = spellings.in_capitals(node)
            self.shares = sum(map(is_wild, spellings.texts_of(node)))
        match node:
            case Word():
                return self._words.word(node, context)
            case Quoted():
                return self._quotes.quoted(node, context)
            case FieldNode():
                return self._field(node, context)
            case Not():
                inner = self.clauses_of(
                    node.child, context.inside(node, excluded=not context.excluded)
                )
                excluded = inner.with_all()
                return Clauses(must_not=(excluded,)) if excluded is not None else Clauses()
            case All():
                return self._all(node, context)
            case AnyOf():
                with self.pieces.group():
                    return self._any_of(node, context)
            case ProximityNode():
                return self._proximity(node, context)
            case _:
                assert_never(node)

    def passage(self, text: str, weight: float) -> Query:
        """The query for an exact passage in the title or body."""
        slots = phrase_slots(text, whole_words=self.whole_words)
        return any_of([self.exact(name, slots, weight) for name in ("title", "body")])

    def _all(self, node: All, context: CompileContext) -> Clauses:
        """The clauses of several parts; the piece of a single part includes its brackets."""
        if len(node.children) == 1:
            clauses = self.clauses_of(node.children[0], context.inside(node))
            return clauses.required() if node.required else clauses
        if node.runs and not context.excluded:
            shouted = self.weights.shouted
            node = dataclasses.replace(node, children=with_optional_in_runs(node, shouted=shouted))
        parts = self.synonyms.joined(node)
        if not (node.required or context.excluded):
            parts = with_optional(parts, shouted=self.weights.shouted)
        with self.pieces.group():
            row = self._row(parts, context.apart(), "AND" if node.required else "")
            clauses = Clauses.joined(list(row))
        return clauses.required() if node.required else clauses

    def _any_of(self, node: AnyOf, context: CompileContext) -> Clauses:
        """The clauses of alternatives. The piece of each includes the operator beside it."""
        parts = []
        for at, child in enumerate(node.children):
            start = node.children[at - 1].end if at else child.start
            end = child.end if at else node.children[1].start
            wide = dataclasses.replace(context.apart(), start=start, end=end)
            with self.pieces.part("OR" if at else ""):
                parts.append(self.clauses_of(child, wide).with_all())
        return Clauses.exactly(any_of([part for part in parts if part is not None]))

    def _proximity(self, node: ProximityNode, context: CompileContext) -> Clauses:
        """The clauses of parts near each other; a part may be several alternatives.

        Where a part is anything else, all are required anywhere, which is said.
        """
        leaves_of_parts = [fields.any_leaves(child) or () for child in node.children]
        if () in leaves_of_parts:
            self.note(NoteCode.GUESSED)
            return self._all(All(node.start, node.end, node.children, required=True), context)
        parts: list[list[QueryPassage]] = []
        for child, leaves in zip(node.children, leaves_of_parts, strict=True):
            if self.full():
                break
            with self.pieces.part(proximity_operator(node.limit) if parts else ""):
                self.clauses_of(child, context.apart())
            for leaf in leaves:
                if not grams(leaf.text):
                    self.notes.append(Note(code=NoteCode.IGNORED, values=(leaf.text,)))
            if searchable := [
                QueryPassage.word(leaf.text)
                if isinstance(leaf, Word)
                else QueryPassage.of(leaf.text)
                for leaf in leaves
                if grams(leaf.text)
            ]:
                parts.append(searchable)
        return (
            Clauses.exactly(self.proximity_query(parts, node.limit, context))
            if parts
            else Clauses()
        )

    def _field(self, node: FieldNode, context: CompileContext) -> Clauses:
        if node.name in ("title", "body"):
            inside = context.inside(node, field=node.name, fields=(node.name,))
            return self.clauses_of(node.child, inside)
        inside = context.inside(node, field=node.name)
        text = fields.shown(node.child)
        if node.name == "date":
            side = node.label.rstrip(":：=＝").lower()
            text = f"{side} {text}" if side in DATE_SIDES else text
            child = Word(node.child.start, node.child.end, text)
            dated = fields.dates(child if side in DATE_SIDES else node.child, self.today)
            if dated is not None:
                self.pieces.put(node, inside, PieceKind.DATE, text)
                self.notes += dated[1]
                return Clauses(filter=(dated[0],))
            self.note(NoteCode.DATE_UNREAD, text)
        else:
            value_query = fields.FieldQueries(self.index).valued(node)
            if value_query is not None:
                self.pieces.put(node, inside, PieceKind.FIELD, text)
                return Clauses(filter=(value_query,))
            self.note(NoteCode.NO_VALUE, text, node.name)
        if isinstance(node.child, Word | Quoted):  # a label copied with its text
            return self._words.word(Word(node.start, node.end, node.label + text), context)
        return self.clauses_of(node.child, context)

    def _row(
        self, parts: Sequence[QueryNode], context: CompileContext, operator: str
    ) -> Iterator[Clauses]:
        """The clauses of consecutive parts, some of which form one unit."""
        at = 0
        while at < len(parts):
            with self.pieces.part(operator if at and not isinstance(parts[at], Not) else ""):
                clauses, taken = self._together_with(parts[at:], context)
            yield clauses
            at += taken

    def _together_with(
        self, parts: Sequence[QueryNode], context: CompileContext
    ) -> tuple[Clauses, int]:
        """The clauses of the first unit (a part, a date, or iPhone 15), and its number of parts."""
        first = parts[0]
        dated = fields.FieldQueries(self.index).with_words(parts, self.today)
        if dated is not None:
            date_field, taken = dated
            return self.clauses_of(date_field, context), taken
        day, taken = spellings.day_of(parts)
        if day is not None:
            word = Word(first.start, parts[taken - 1].end, spellings.joined_text(parts[:taken]))
            return self._words.day(word, day, context), taken
        units = (spellings.size, measures.spaced, spellings.whole_number, contractions.in_two_words)
        for unit in units:
            text, taken = unit(parts)
            if text:
                word = Word(first.start, parts[taken - 1].end, text)
                return self.clauses_of(word, context), taken
        number, taken = spellings.spaced_number(parts)
        joined, taken = (
            (number, taken) if number else spellings.joined_words(parts, self.report_count)
        )
        clauses = self.clauses_of(first, context)
        if not joined:
            return clauses, 1
        words = [clauses, *(self.clauses_of(part, context) for part in parts[1:taken])]
        self.mark(context, [match_patterns.spelling_pattern(joined, 0)])
        other = any_of(spellings.one_word(name, joined, self.exact) for name in context.fields)
        return spellings.either(words, other), taken
