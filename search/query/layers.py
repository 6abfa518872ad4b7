"""Layers: groups of further reports after the hits of a query, each with its own count.

A layer relaxes the query (words inside longer words, some of the words, a translation) and excludes
the reports that the query itself finds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from whoosh import query
from whoosh.query import Query

from index.api import Order
from index.note_codes import NoteCode
from index.text import encoder
from index.text.analysis import Token, grams
from index.text.fold import HAN_CHARACTER
from search import match_patterns
from search.match_patterns import Pattern
from search.page import Note, Piece, PieceKind
from search.query.clauses import Clauses, any_of
from search.query.compiler import QueryCompiler
from search.query.other_language.expansion import TRANSLATION, translation, translation_apart
from search.query.syntax import parser
from search.query.syntax.lexer import MINUS
from search.request import MAX_RESULT_OFFSET, Layer, Match, Request

MIN_PASTED_GRAMS = 8
"""Grams from which on a line with operators is also searched verbatim, as pasted text."""
MAX_SHOWN_CHARS = 40
"""Code points of the query that the message of a layer repeats."""
FEW_WORDS = 4
"""Up to this many plain words, the layer of most words precedes the layer of any word.

In longer lines it follows. Measured: preceding there, it lowers MRR@10 of questions (time_ir .801
to .731, cmrc2018 .983 to .956).
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerQuery:
    """A layer and its query, which excludes the hits of the query line.

    `values` fill its message for the reader, which is that of the layer unless there is a `code`.
    `patterns` highlight its hits. With `always` it is counted even if the query line has many hits.
    Hits near in meaning to `nearer_to` score more.
    """

    layer: Layer
    query: Query
    values: tuple[str, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    notes: tuple[Note, ...] = ()
    always: bool = False
    nearer_to: str = ""
    code: NoteCode | None = None

    @property
    def sentence(self) -> Note:
        """The note that says what its reports contain."""
        code = self.code or NoteCode(f"layer-{self.layer.value}")
        return Note(code=code, values=self.values)


MAX_WORDS_INSIDE = 3
"""Words of a line that are looked for inside other words one by one."""
MIN_INSIDE_WORD_CHARS = 4
"""Letters of a word that is looked for inside other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedLine:
    """A query line and its interpretation, from which the layers are made."""

    request: Request
    compiler: QueryCompiler
    tree: parser.Syntax
    clauses: Clauses
    query: Query | None


def layers(line: ParsedLine, *, always: bool = False) -> Iterator[LayerQuery]:
    """The layers of a line, or only those that are `always` counted, in the order they are shown.

    They are made when they are asked for: they take as long to compile as the line itself.
    """
    if line.request.match is Match.ALL or line.query is None:
        return
    root = line.tree.root
    if not line.request.strict:
        long = has_operator(root) and len(grams(line.tree.text)) >= MIN_PASTED_GRAMS
        if long or has_leading_minus(line.tree):
            yield _verbatim(line)
        yield from _inside(line, always=always)
    if TRANSLATION in line.request.additions and not has_operator(root):
        yield from _translated(line)
    if not always:
        yield from _partial(line)


def _substring_compiler(line: ParsedLine) -> QueryCompiler:
    """A compiler for passages that may begin and end inside words."""
    index, request = line.compiler.index, line.request
    return QueryCompiler(index, request.settings, request.today, whole_words=False)


def _without(wanted: Query | None, excluded: Query | None) -> Query:
    """Reports that `wanted` matches and `excluded` does not; None matches nothing."""
    if wanted is None or excluded is None:
        return wanted or query.NullQuery
    return query.And([wanted, query.Not(excluded)])


def _verbatim(line: ParsedLine) -> LayerQuery:
    compiler = _substring_compiler(line)
    passage = compiler.passage(line.tree.text, 1.0)
    return LayerQuery(
        layer=Layer.VERBATIM,
        query=_without(passage, line.query),
        patterns=(match_patterns.passage_pattern(line.tree.text, 0),),
        notes=tuple(compiler.notes),
        always=True,
    )


def _inside(line: ParsedLine, *, always: bool) -> Iterator[LayerQuery]:
    """Quoted passages, a line without operators, and words with OR, that are inside words."""
    text, root = line.tree.text, line.tree.root
    quoted = any(isinstance(leaf, parser.Quoted) and _may_cut_words(leaf) for leaf in leaves(root))
    words = grams(text)
    texts = alternatives = _alternatives(root)
    counted = quoted or len(words) == 1 or bool(alternatives) or _glued(text)
    if always and not counted:
        return
    compiler = _substring_compiler(line)
    patterns: list[Pattern] = []
    queries = [compiler.clauses_of(root).with_all()] if quoted and root is not None else []
    if not has_operator(root) and _latin_ends(words) and not _only_quoted(root):
        texts = [text]
    for passage in texts if not _has_patterns(line.compiler) else ():
        parts = grams(passage)
        frequent = (
            len(parts) == 1 and line.compiler.report_count(parts[0].text) >= MAX_RESULT_OFFSET
        )
        if not frequent:
            patterns.append(match_patterns.passage_pattern(passage, 0, part=True))
            queries.append(compiler.passage(passage, 1.0))
    if queries and (apart := _latin_words(root)):
        patterns += [match_patterns.passage_pattern(word, 0, part=True) for word in apart]
        queries.append(query.And([compiler.passage(word, 1.0) for word in apart]))
    if queries:
        yield LayerQuery(
            layer=Layer.INSIDE,
            query=_without(any_of([part for part in queries if part is not None]), line.query),
            values=(_shortened(root.text if isinstance(root, parser.Quoted) else text.strip()),),
            patterns=(*patterns, *compiler.coloured(whole_matches=False).patterns),
            notes=tuple(compiler.notes),
            always=counted,
        )


def _alternatives(root: parser.QueryNode | None) -> list[str]:
    """The Latin words of a line that is nothing but words with OR between them."""
    children = root.children if isinstance(root, parser.AnyOf) else ()
    words = [child.text for child in children if isinstance(child, parser.Word)]
    latin = all(len(grams(word)) == 1 and _latin_ends(grams(word)) for word in words)
    return words if latin and len(words) == len(children) else []


def _latin_words(root: parser.QueryNode | None) -> list[str]:
    """The words of a line of a few long Latin words, each of which may be inside another word."""
    children = root.children if isinstance(root, parser.All) and is_plain(root) else ()
    words = [child.text for child in children if isinstance(child, parser.Word)]
    fits = 1 < len(words) == len(children) <= MAX_WORDS_INSIDE
    long = all(
        len(word) >= MIN_INSIDE_WORD_CHARS and word.isascii() and word.isalpha() for word in words
    )
    return words if fits and long else []


def _shortened(text: str) -> str:
    """The text for a message, cut to MAX_SHOWN_CHARS code points."""
    return text if len(text) <= MAX_SHOWN_CHARS else f"{text[:MAX_SHOWN_CHARS]}…"


def _translated(line: ParsedLine) -> Iterator[LayerQuery]:
    """The line in the other language. A sentence is searched by more words than its text shows."""
    compiler = line.compiler
    asked = line.request.text, compiler.index, compiler.analyzer
    rendering = translation(*asked) or translation_apart(*asked)
    if rendering is None:
        return
    rendered, patterns = rendering.must or rendering.fallback, rendering.patterns
    if rendered is None:
        renderer = QueryCompiler(compiler.index, line.request.settings, line.request.today)
        root = parser.parse(rendering.text).root
        rendered = renderer.clauses_of(root).with_all() if root else query.NullQuery
        patterns = renderer.coloured(whole_matches=True).patterns
    some = rendering.least < rendering.words
    counted = (str(rendering.least), str(rendering.words)) if some else ()
    yield LayerQuery(
        layer=Layer.TRANSLATION,
        query=_without(rendered, line.query),
        values=(*counted, rendering.text),
        patterns=patterns,
        always=True,
        code=NoteCode.LAYER_TRANSLATION_MOST if some else None,
    )


def _partial(line: ParsedLine) -> Iterator[LayerQuery]:
    """Two layers: more than half of the plain words, and at least one of them.

    Marks of Chinese prose may be the text's own (who wrote 《…》?), so in the second layer the text
    between them is one of the words.

    In a long line, which words a report contains matters more than how many; there the second layer
    comes first.
    """
    clauses = line.clauses
    count = len(clauses.plain)
    any_of_all = count + len(clauses.prose) if count else 0
    if any_of_all < 2 or line.request.match is not Match.BEST:
        return
    least = count // 2 + 1
    meant = line.request.text if _means_something(line) else ""
    notes = (Note(code=NoteCode.ORDERED_BY_MEANING),) if meant else ()
    phrase = _only_phrase(line.compiler.pieces)
    most = LayerQuery(
        layer=Layer.MOST,
        query=_without(clauses.with_at_least(least), line.query),
        values=(phrase,) if phrase else (str(least), str(count)),
        code=NoteCode.LAYER_MOST_OF if phrase else None,
        notes=notes,
        nearer_to=meant,
    )
    some = LayerQuery(
        layer=Layer.SOME,
        query=_without(clauses.with_any(), line.query),
        values=(phrase or str(any_of_all),),
        code=NoteCode.LAYER_SOME_OF if phrase else None,
        notes=notes,
        nearer_to=meant,
    )
    if least < count <= FEW_WORDS:
        yield most
    yield some
    if count > FEW_WORDS:
        yield most


def _only_phrase(pieces: Sequence[Piece]) -> str:
    """The text of the only piece of a line, whose words nobody typed apart; empty for others."""
    asked = [piece for piece in pieces if piece.kind is not PieceKind.EXCLUDED]
    return _shortened(asked[0].text) if len(asked) == 1 else ""


def _means_something(line: ParsedLine) -> bool:
    """Whether meaning may order a layer: asked for, plain words, and there are vectors.

    Measured on the two thirds of four sets of questions on which nothing was chosen: MRR@10 rises
    by .005 to .008 on three and falls by .0013 on one.
    """
    request = line.request
    asked_for = request.meaning and not request.strict and request.order is Order.RELEVANCE
    return (
        bool(asked_for)
        and is_plain(line.tree.root)
        and encoder.made(line.compiler.index.about().meaning)
    )


def is_plain(root: parser.QueryNode | None) -> bool:
    """Whether a line is plain words, without quotes, operators and fields."""
    words = all(isinstance(leaf, parser.Word) for leaf in leaves(root))
    return root is not None and words and not has_operator(root)


def _glued(text: str) -> bool:
    """Whether Chinese text adjoins a number or Latin word without a space: copied text.

    Its number may be the beginning of a longer one, so its layer is always counted.
    """
    runs = {bool(HAN_CHARACTER.match(char)) for char in text if char.isalnum()}
    return len(runs) == 2 and not any(map(str.isspace, text.strip()))


def _may_cut_words(quoted: parser.Quoted) -> bool:
    """Whether a quoted passage may begin or end inside a word."""
    return not quoted.limit and _latin_ends(grams(quoted.text))


def _latin_ends(words: list[Token]) -> bool:
    """Whether a text begins or ends with a letter or digit other than a Han character."""
    return any(
        token.text.isalnum() and not HAN_CHARACTER.match(token.text)
        for token in (*words[:1], *words[-1:])
    )


def _only_quoted(root: parser.QueryNode | None) -> bool:
    """Whether the whole line is one quoted text."""
    return isinstance(root, parser.Quoted)


def _has_patterns(compiler: QueryCompiler) -> bool:
    """Whether a line has words with * or ~, which match parts of words already."""
    return any(piece.kind in (PieceKind.PREFIX, PieceKind.FUZZY) for piece in compiler.pieces)


def has_leading_minus(tree: parser.Syntax) -> bool:
    """Whether a leading minus is the only operator: the line was copied from inside a word."""
    if tree.text.lstrip()[:1] not in tuple(MINUS):
        return False
    parts = tree.root.children if isinstance(tree.root, parser.All) else (tree.root,)
    first = parts[0]
    return isinstance(first, parser.Not) and not any(map(has_operator, (first.child, *parts[1:])))


def leaves(node: parser.QueryNode | None) -> list[parser.QueryNode]:
    """The words and quoted texts of a syntax tree."""
    match node:
        case None:
            return []
        case parser.All() | parser.AnyOf() | parser.ProximityNode():
            return [leaf for child in node.children for leaf in leaves(child)]
        case parser.Not() | parser.FieldNode():
            return leaves(node.child)
        case parser.Word() | parser.Quoted():
            return [node]
        case _:
            assert_never(node)


def has_operator(node: parser.QueryNode | None) -> bool:
    """Whether a line has an operator that nobody writes by accident."""
    match node:
        case parser.AnyOf() | parser.ProximityNode() | parser.Not() | parser.FieldNode():
            return True
        case parser.All():
            return node.required or any(has_operator(child) for child in node.children)
        case parser.Quoted():
            return bool(node.limit)
        case parser.Word() | None:
            return False
        case _:
            assert_never(node)
