"""Compiles a text in quotation marks: a passage, or words near each other ("农村 物流"~5)."""

import dataclasses

from index.note_codes import NoteCode
from index.text.analysis import grams
from search import match_patterns
from search.page import Note, PieceKind
from search.query import word_patterns
from search.query.clauses import Clauses, any_of
from search.query.compilation import Compilation
from search.query.compile_context import CompileContext
from search.query.exact_text.phrase import MAX_PHRASE_SLOTS
from search.query.query_passage import QueryPassage
from search.query.query_terms import query_terms
from search.query.quoted_patterns import (
    MAX_WILDCARD_PARTS,
    quoted_parts,
    quoted_query,
    unread_patterns,
)
from search.query.syntax.parser import Quoted


class QuoteCompiler:
    """Compiles the quoted texts of a line."""

    def __init__(self, line: Compilation) -> None:
        self._line = line

    def quoted(self, node: Quoted, context: CompileContext) -> Clauses:
        """The clauses of a quoted text."""
        line = self._line
        if not grams(node.text):
            line.notes.append(Note(code=NoteCode.IGNORED, values=(node.text.strip(),)))
            return Clauses()
        if line.full():
            return Clauses()
        line.units += 1
        kind = PieceKind.PROXIMITY if node.limit else PieceKind.PHRASE
        line.pieces.put(node, context, kind, node.text.strip())
        if node.limit:
            return self._words(node, context)
        clauses = self._passage(node.text, context)
        return dataclasses.replace(clauses, prose=clauses.firm) if node.punctuation else clauses

    def _passage(self, text: str, context: CompileContext) -> Clauses:
        line = self._line
        passage = QueryPassage.of(text, whole_words=line.whole_words, spelled=line.whole_words)
        line.mark(context, passage.patterns)
        if len(passage.slots) > MAX_PHRASE_SLOTS:
            line.note(NoteCode.PASSAGE_CUT, str(MAX_PHRASE_SLOTS))
        queries = [line.exact(name, passage.slots, 1.0) for name in context.fields]
        if parts := quoted_parts(text):
            if len(parts) > MAX_WILDCARD_PARTS:
                line.note(NoteCode.PASSAGE_CUT, str(MAX_WILDCARD_PARTS))
            parts = parts[:MAX_WILDCARD_PARTS]
            queries += [quoted_query(line, parts, name, context) for name in context.fields]
        if signs := word_patterns.signs(" ".join(unread_patterns(text))):
            line.note(NoteCode.SIGN_IGNORED, signs)
        passage_query = any_of(queries)
        should = line.weights.capitals(context.fields[-1], text)
        return dataclasses.replace(Clauses.exactly(passage_query), should=should)

    def _words(self, node: Quoted, context: CompileContext) -> Clauses:
        """The clauses of words near each other, or in one sentence or paragraph."""
        line = self._line
        chunks = {chunk: word_patterns.word_pattern(chunk) for chunk in node.text.split()}
        plain = " ".join(chunk for chunk, pattern in chunks.items() if not pattern)
        words = query_terms(plain, 0, line.analyzer)
        passages = [QueryPassage.of(word.text) for word in words if not word.optional]
        for pattern in filter(None, chunks.values()):
            passages.append(QueryPassage.pattern(pattern))
            line.mark(context, [match_patterns.wildcard_pattern(pattern.text, 0)])
        for passage in passages:
            line.mark(context, passage.patterns)
        parts = [[passage] for passage in passages]
        return Clauses.exactly(line.proximity_query(parts, node.limit, context))
