"""The layers behind what was asked for: reports near it, each kind under its own name and count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.settings import Settings
from index.text.analysis import Token, grams
from index.text.fold import HAN
from search import highlight
from search.highlight import Pattern
from search.page import Note
from search.query import parser
from search.query.clauses import Clauses, any_of
from search.query.compiler import QueryCompiler
from search.query.expansion import TRANSLATION, translation
from search.request import MAX_RESULT_OFFSET, Layer, Match, Request

SIGNS = "-－!！"
PASTED = 8
"""A line with operators is looked for as pasted text as well if it has this many grams."""
MAX_SHOWN_CHARS = 40
"""Code points of the query that the message of a layer repeats."""
HAN_CHARACTER = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """A layer as the engine takes it: `query` finds none of the reports that were asked for.

    `values` are what its sentence needs. With `always` it is counted however many reports were
    asked for.
    """

    layer: Layer
    query: Query
    values: tuple[str, ...] = ()
    needles: tuple[Pattern, ...] = ()
    notes: tuple[Note, ...] = ()
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A query line as it was read: what the layers are made from."""

    request: Request
    settings: Settings
    builder: QueryCompiler
    tree: parser.Syntax
    reading: Clauses
    asked: Query | None


def layers(line: Line) -> tuple[Behind, ...]:
    """The layers a line has, in the order in which they are shown."""
    if line.request.match is Match.ALL or line.asked is None:
        return ()
    return tuple(_layers(line))


def _layers(line: Line) -> Iterator[Behind]:
    root = line.tree.root
    if not line.request.strict:
        long = operated(root) and len(grams(line.tree.text)) >= PASTED
        if long or signed(line.tree):
            yield _verbatim(line)
        yield from _inside(line)
    if TRANSLATION in line.request.additions and not operated(root):
        yield from _translated(line)
    yield from _most(line)


def _loose(line: Line) -> QueryCompiler:
    """A builder for passages that may begin and end inside words."""
    builder = line.builder
    return QueryCompiler(builder.index, line.settings, line.request.today, whole=False)


def _without(found: Query | None, asked: Query | None) -> Query:
    """Reports that `found` matches and `asked` does not; None matches nothing."""
    if found is None or asked is None:
        return found or query.NullQuery
    return query.And([found, query.Not(asked)])


def _verbatim(line: Line) -> Behind:
    loose = _loose(line)
    found = loose.passage(line.tree.text, 1.0)
    return Behind(
        layer=Layer.VERBATIM,
        query=_without(found, line.asked),
        needles=(highlight.passage_pattern(line.tree.text, 0),),
        notes=tuple(loose.notes),
        always=True,
    )


def _inside(line: Line) -> Iterator[Behind]:
    """Passages in quotes, and a plain line as a whole, where their ends may be parts of words."""
    text, root = line.tree.text, line.tree.root
    loose = _loose(line)
    marks: list[Pattern] = []
    quoted = any(isinstance(one, parser.Quoted) and _cut(one) for one in leaves(root))
    found = [loose.read(root).asked()] if quoted and root is not None else []
    words = grams(text)
    lone = len(words) == 1
    if not operated(root) and _ends(words) and not _only_quoted(root):
        frequent = lone and line.builder.heard(words[0].text) >= MAX_RESULT_OFFSET
        if not frequent and not _patterned(line.builder):
            marks.append(highlight.passage_pattern(text, 0))
            found.append(loose.passage(text, 1.0))
    if found:
        yield Behind(
            layer=Layer.INSIDE,
            query=_without(any_of([one for one in found if one is not None]), line.asked),
            values=(_shortened(root.text if isinstance(root, parser.Quoted) else text.strip()),),
            needles=(*marks, *loose.needles),
            notes=tuple(loose.notes),
            always=quoted or lone or _glued(text),
        )


def _shortened(text: str) -> str:
    """The text for a message, cut to MAX_SHOWN_CHARS code points."""
    return text if len(text) <= MAX_SHOWN_CHARS else f"{text[:MAX_SHOWN_CHARS]}…"


def _translated(line: Line) -> Iterator[Behind]:
    """What is named is what is asked for; only a sentence is looked for by more words."""
    builder = line.builder
    found = translation(line.request.text, builder.index, builder.analyzer)
    if found is None:
        return
    asked, marks = found.must or found.some, found.needles
    if asked is None:
        named = QueryCompiler(builder.index, line.settings, line.request.today)
        root = parser.parse(found.text).root
        asked = named.read(root).asked() if root else query.NullQuery
        marks = tuple(named.needles)
    yield Behind(
        layer=Layer.TRANSLATION,
        query=_without(asked, line.asked),
        values=(found.text,),
        needles=marks,
        always=True,
    )


def _most(line: Line) -> Iterator[Behind]:
    """More than half of the plain words; and at least one of them, the best first."""
    count = len(line.reading.plain)
    if count < 2 or line.request.match is not Match.BEST:
        return
    least = count // 2 + 1
    if least < count:
        yield Behind(
            layer=Layer.MOST,
            query=_without(line.reading.with_some(least), line.asked),
            values=(str(least), str(count)),
        )
    yield Behind(
        layer=Layer.SOME,
        query=_without(line.reading.with_some(1), line.asked),
        values=(str(count),),
    )


def _glued(text: str) -> bool:
    """Whether Chinese text and a number or Latin word stand together: a piece cut out of a text.

    Its number may be the beginning of a longer one, so its layer is counted however many reports
    were asked for.
    """
    runs = {bool(HAN_CHARACTER.match(char)) for char in text if char.isalnum()}
    return len(runs) == 2 and not any(map(str.isspace, text.strip()))


def _cut(quoted: parser.Quoted) -> bool:
    """Whether quoted text may begin or end inside a word."""
    return not quoted.near and _ends(grams(quoted.text))


def _ends(words: list[Token]) -> bool:
    """Whether a text begins or ends with a letter or digit that is no Han character."""
    return any(
        one.text.isalnum() and not HAN_CHARACTER.match(one.text)
        for one in (*words[:1], *words[-1:])
    )


def _only_quoted(root: parser.QueryNode | None) -> bool:
    """Whether a line is one text in quotes and nothing else."""
    return isinstance(root, parser.Quoted)


def _patterned(builder: QueryCompiler) -> bool:
    """Whether a line has words with * or ~, which are parts of words already."""
    return any(piece.kind in ("prefix", "fuzzy") for piece in builder.pieces)


def signed(tree: parser.Syntax) -> bool:
    """Whether the only operator of a line is a sign at its beginning, as of text cut in a word."""
    if tree.text.lstrip()[:1] not in tuple(SIGNS):
        return False
    parts = tree.root.children if isinstance(tree.root, parser.All) else (tree.root,)
    first = parts[0]
    return isinstance(first, parser.Not) and not any(map(operated, (first.child, *parts[1:])))


def leaves(node: parser.QueryNode | None) -> list[parser.QueryNode]:
    """The words and quoted texts of a tree."""
    match node:
        case None:
            return []
        case parser.All() | parser.AnyOf() | parser.ScopeNode():
            return [leaf for child in node.children for leaf in leaves(child)]
        case parser.Not() | parser.FieldNode():
            return leaves(node.child)
        case _:
            return [node]


def operated(node: parser.QueryNode | None) -> bool:
    """Whether operators that nobody writes by accident are in the line."""
    match node:
        case parser.AnyOf() | parser.ScopeNode() | parser.Not() | parser.FieldNode():
            return True
        case parser.All():
            return node.required or any(operated(child) for child in node.children)
        case parser.Quoted():
            return bool(node.near)
        case _:
            return False
