"""Compiles a word of the query line: words and grams, dates, wildcards, synonyms.

A Chinese word must match as grams, so that it is found inside longer words, but words and grams
together rank. English words match by their stems, and rank by stems and exact forms.
"""

import dataclasses
import datetime
import re
from collections.abc import Iterator, Sequence

from whoosh import query
from whoosh.query import Query

from index.note_codes import NoteCode
from index.text.analysis import SYMBOLS, acronym, stem
from index.text.fold import fold
from search import match_patterns
from search.dates.date_names import Period, days_query
from search.page import PieceKind
from search.query import fields, spellings, word_patterns
from search.query.clauses import UNSCORED_WEIGHT, Clauses, any_of
from search.query.compilation import MAX_QUERY_UNITS, Compilation
from search.query.compile_context import CompileContext
from search.query.exact_text.contractions import contracted
from search.query.exact_text.phrase import phrase_query
from search.query.measures import with_measures
from search.query.phrase_pieces import in_texts, pieces_as_written
from search.query.query_passage import QueryPassage
from search.query.query_terms import QueryTerm, names_of, query_terms
from search.query.syntax.parser import Word
from search.query.weights import TITLE_MATCH_WEIGHT
from search.query.word_patterns import WordPattern, WordPatterns
from search.query.written_dates import writings
from search.sizes import asterisk_size

LISTED_DISTANCE = "0"
"""Words between two names of a list."""
_SAYING = re.compile(rf"[^\W_]|[{SYMBOLS}]")


class WordCompiler:
    """Compiles the words of a line."""

    def __init__(self, line: Compilation) -> None:
        self._line = line

    def word(self, node: Word, context: CompileContext) -> Clauses:
        """The clauses of a chunk of text without spaces."""
        line = self._line
        text, weight = word_patterns.weighted(node.text)
        if weight:
            line.note(NoteCode.WEIGHT_IGNORED, weight)
            node = dataclasses.replace(node, text=text)
        if not _says_something(node.text) or line.full():
            self._note_symbols(node.text)
            return Clauses()
        size = asterisk_size(fold(node.text))
        if (pattern := word_patterns.word_pattern(node.text)) and not size:
            line.units += 1
            return self._pattern(node, pattern, context)
        if name := fields.unknown(node.text, label=node.optional):
            line.note(NoteCode.UNKNOWN_FIELD, name)
        day, _ = spellings.day_of([node])
        if day is not None:
            return self.day(node, day, context)
        if others := spellings.otherwise_written(node.text):
            line.units += 1
            return self._otherwise(node, others, context)
        if not size and (signs := word_patterns.signs(node.text)):
            line.note(NoteCode.SIGN_IGNORED, signs)
        self._note_symbols(node.text)
        if same := line.synonyms.of_word(node.text):
            line.units += 1
            return self._synonyms(node, same, context)
        return self._words(node, context)

    def _note_symbols(self, text: str) -> None:
        """Say which signs of a chunk are not searched for."""
        if symbols := word_patterns.symbols(text):
            self._line.note(NoteCode.IGNORED, symbols)

    def day(self, node: Word, day: datetime.date, context: CompileContext) -> Clauses:
        """The clauses of a date, in all its notations."""
        line = self._line
        line.pieces.put(node, context, PieceKind.WORD, node.text)
        line.units += 1
        passages = [QueryPassage.of(text) for text in dict.fromkeys([node.text, *writings(day)])]
        for passage in passages:
            line.mark(context, passage.patterns)
        queries = [
            phrase_query(f"{name}_grams", passage.slots, line.expand, lambda *_: frozenset())
            for passage in passages
            for name in context.fields
        ]
        if len(context.fields) > 1:
            queries.append(query.ConstantScoreQuery(days_query(Period(day, day)), 1.0))
            line.note(NoteCode.DAY_OR_NAMED, node.text)
        return Clauses.exactly(any_of(queries), plain=True)

    def _otherwise(
        self,
        node: Word | QueryTerm,
        others: Sequence[str],
        context: CompileContext,
        *,
        unsigned: bool = False,
    ) -> Clauses:
        """The clauses of an amount or measure, also as others write it; its own writing ranks."""
        line = self._line
        line.pieces.put(node, context, PieceKind.WORD, node.text)
        written, *passages = [
            QueryPassage.of(text, spelled=True, unsigned=unsigned) for text in (node.text, *others)
        ]
        for passage in (written, *passages):
            line.mark(context, passage.patterns)
        first = [line.exact(name, written.slots, 1.0) for name in context.fields]
        rest = [
            line.exact(name, alternative.slots, 1.0)
            for alternative in passages
            for name in context.fields
        ]
        must = any_of([*first, *rest])
        should = tuple(first)
        return Clauses(must=(must,), plain=(must,), should=should, fallback=(must,))

    def _words(self, node: Word, context: CompileContext) -> Clauses:
        """The clauses of the words of a chunk; its grams rank too."""
        line = self._line
        plain_terms = query_terms(
            node.text,
            node.start,
            line.analyzer,
            optional=node.optional,
            is_name=lambda name: in_texts(name, line.index),
        )
        measured = with_measures(node.text, node.start, plain_terms)
        terms = [term for term, _ in measured]
        room = MAX_QUERY_UNITS - line.units
        line.units += min(room, len(terms))
        if len(terms) > room:
            line.note(NoteCode.TOO_MANY_WORDS, str(MAX_QUERY_UNITS))
        if not terms:
            return Clauses()
        if len(terms) == 1:  # the piece includes punctuation around the word
            context = context.inside(node)
        first = len(line.pieces)
        parts = [
            self._otherwise(term, others, context, unsigned=unsigned)
            if others
            else self._term(term, context, alone=len(terms) == 1, unsigned=unsigned)
            for (term, others), unsigned in zip(measured[:room], _behind(measured), strict=False)
        ]
        if 1 < len(terms) <= room:
            line.pieces[first:] = pieces_as_written(terms, line.pieces[first:], line.index)
        if len(terms) > 1 and not context.excluded:
            line.runs[node.start, node.end] = node.text
        field = context.fields[-1]
        should = (
            *line.weights.grams(field, node.text),
            *line.weights.capitals(field, node.text),
        )
        return Clauses.joined([*parts, Clauses(should=should, fallback=should)])

    def _pattern(self, node: Word, pattern: WordPattern, context: CompileContext) -> Clauses:
        """The clauses of a wildcard or a fuzzy word."""
        line = self._line
        line.pieces.put(node, context, pattern.kind, pattern.text)
        matching, words = WordPatterns(line.index, line.expand).query_of(pattern, context.fields)
        if pattern.kind is PieceKind.FUZZY:
            line.mark(context, [match_patterns.stem_pattern(words, 0)])
        else:
            line.mark(context, [match_patterns.wildcard_pattern(pattern.text, 0)])
        return Clauses.exactly(matching, plain=True)

    def _synonyms(
        self, node: Word | QueryTerm, synonyms: Sequence[str], context: CompileContext
    ) -> Clauses:
        """The clauses of a word with synonyms; each of them matches exactly."""
        self._line.pieces.put(node, context, PieceKind.WORD, " = ".join(synonyms))
        passages = [QueryPassage.of(word) for word in synonyms]
        for passage in passages:
            self._line.mark(context, passage.patterns)
        queries = [self._synonym(name, passage) for passage in passages for name in context.fields]
        return Clauses.exactly(any_of(queries), plain=True)

    def _synonym(self, name: str, passage: QueryPassage) -> Query:
        """The query for an exact word, or for an acronym in capitals if the texts have it so."""
        terms = spellings.capitals(passage.text) if acronym(passage.text) else []
        counts = self._line.index.frequencies(f"{name}_grams", terms) if terms else ()
        known = [term for term, count in zip(terms, counts, strict=True) if count]
        if known:
            return any_of(query.Term(f"{name}_grams", term) for term in known)
        return self._line.exact(name, passage.slots, 1.0)

    def _term(
        self, term: QueryTerm, context: CompileContext, *, alone: bool, unsigned: bool = False
    ) -> Clauses:
        """The clauses of one word, and the patterns that mark it."""
        line = self._line
        where = context if alone else dataclasses.replace(context, start=None, end=None)
        if same := line.synonyms.of_word(term.text):
            return self._synonyms(term, same, where)
        line.pieces.put(term, where, PieceKind.WORD, term.shown or term.text)
        words = line.weights.words(context.fields, term.words)
        if term.optional:
            return Clauses(should=words, fallback=words)
        titled = context.fields[0] == "title"
        if term.stemmed:
            self._mark_stem(term, context)
            must = any_of([*words, *spellings.with_particles(term.text, context.fields)])
            apart = [
                line.exact(name, passage.slots, UNSCORED_WEIGHT)
                for passage in self._otherwise_divided(term.text)
                for name in context.fields
            ]
            must = any_of([must, *apart])
            title = query.Term("title", term.words[0], boost=TITLE_MATCH_WEIGHT)
            return Clauses(
                must=(must,), plain=(must,), fallback=words, titled=(title,) if titled else ()
            )
        passage = QueryPassage.of(term.text, spelled=True, unsigned=unsigned)
        line.mark(context, passage.patterns)
        must = any_of(line.exact(name, passage.slots, UNSCORED_WEIGHT) for name in context.fields)
        must = any_of([must, *self._written_together(term.text, context)])
        if parts := names_of(term.text, line.analyzer):
            line.mark(context, [match_patterns.passage_pattern("、".join(parts), 0)])
            listed = [[QueryPassage.of(part)] for part in parts]
            must = any_of(
                [must, line.proximity_query(listed, LISTED_DISTANCE, context, ordered=True)]
            )
        known = [query.Term(name, term.text) for name in context.fields]
        plain = any_of(known) if len(passage.slots) > 1 and term.text in term.words else must
        titles = (line.exact("title", passage.slots, TITLE_MATCH_WEIGHT),) if titled else ()
        return Clauses(must=(must,), plain=(plain,), should=words, fallback=words, titled=titles)

    def _written_together(self, text: str, context: CompileContext) -> list[Query]:
        """The queries for a word without its dots or hyphens, as one word: HR3838, all of xray."""
        line = self._line
        if word := spellings.without_dots(text):
            line.mark(context, [match_patterns.spelling_pattern(word, 0)])
            return [query.Term(f"{name}_grams", word) for name in context.fields]
        if word := spellings.without_hyphens(text):
            forms = spellings.compounds(spellings.forms(word), line.known)
            line.mark(context, [match_patterns.stem_pattern((stem(word),), 0)])
            line.mark(context, [match_patterns.spelling_pattern(form, 0) for form in forms])
            return [query.Term(name, stem(word)) for name in context.fields]
        return []

    def _otherwise_divided(self, text: str) -> list[QueryPassage]:
        """A word as texts that divide words otherwise have it: 15 km, don't, N.A.A.C.P., H.R. 3838.

        Scripts without spaces have it inside a longer run.
        """
        if dotted := spellings.with_dots(text):
            return [QueryPassage.of(text), QueryPassage.of(dotted)]
        if spellings.mixed(text) or contracted(text):
            return [QueryPassage.of(text)]
        if spellings.unspaced(text):
            return [QueryPassage.of(text, whole_words=False)]
        if spellings.long_acronym(text) and not self._line.report_count(text):
            return [QueryPassage.of(".".join(text))]
        return []

    def _mark_stem(self, term: QueryTerm, context: CompileContext) -> None:
        """Record the patterns of a word that matches by its stem."""
        patterns: list[match_patterns.Pattern] = [match_patterns.stem_pattern(term.words, 0)]
        if spellings.hangul(term.text):
            patterns.append(match_patterns.passage_pattern(term.text, 0))
        texts = dict.fromkeys((term.text, *term.words))  # obriens is O'Brien's
        forms = spellings.forms(term.text) if spellings.has_forms(term.text) else ()
        in_parts = spellings.compounds((*texts, *forms), self._line.known)  # e-mails for email
        spelt = dict.fromkeys((*filter(spellings.mixed, texts), *in_parts))
        patterns += [match_patterns.spelling_pattern(text, 0) for text in spelt]
        if not spellings.mixed(term.text) or spellings.with_dots(term.text):
            for passage in self._otherwise_divided(term.text):
                patterns += passage.patterns
        if parts := contracted(term.text):
            patterns.append(match_patterns.passage_pattern("'".join(parts), 0, whole_words=True))
        self._line.mark(context, patterns)


def _says_something(text: str) -> bool:
    """Whether a chunk has a letter or symbol, perhaps as a compatibility form: ㎞, ℉."""
    return bool(_SAYING.search(text) or _SAYING.search(fold(text)))


def _behind(terms: Sequence[tuple[QueryTerm, Sequence[str]]]) -> Iterator[bool]:
    """Whether each term stands directly behind another: 3.2% in 增长3.2%, which is not -3.2%."""
    end = -1
    for term, _ in terms:
        yield term.start == end
        end = term.end
