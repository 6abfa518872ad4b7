"""The parser: a query line to a syntax tree, lenient for people and strict for programs.

The lenient parser never fails; where it guesses, it adds a ParseWarning. The strict parser is the
same one, and the first warning is an error. The tree does not interpret its words.

    any    = all (OR all)*
    all    = proximity ((AND)? proximity)*
    proximity = unary ((SENTENCE | PARAGRAPH | NEAR) unary)*
    unary  = (NOT | "-" | "+" | field:)* (word | quoted | "(" any ")")
"""

import functools
import itertools
import re
from dataclasses import dataclass, replace

from index.note_codes import NoteCode
from search.errors import QueryError
from search.page import Note
from search.query.syntax.asking_words import with_asking_words
from search.query.syntax.dialects import in_our_syntax
from search.query.syntax.lexer import CACHED_LINES, QueryToken, tokens_of
from search.query.syntax.operators import TokenKind, limit_width

MAX_NESTING = 16
"""Nesting depth of brackets, signs and fields; deeper ones are ignored."""

_ENDS = (None, TokenKind.AND, TokenKind.OR, TokenKind.CLOSE)
"""What ends the parts of an operator."""
_DISTANCE = re.compile(r"[~～]\d{1,3}")
"""A distance with no quotation before it: +apple +pie ~10."""


@dataclass(frozen=True, slots=True)
class Word:
    """Text without white space, as written, including wildcards; `optional` text only ranks."""

    start: int
    end: int
    text: str
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Text in quotes; with `limit` its words within a distance ("5") or a scope.

    `punctuation`: the marks are those of Chinese prose (《》「」“”), so they may be the text's own.
    """

    start: int
    end: int
    text: str
    limit: str = ""
    punctuation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNode:
    """A node restricted to one field."""

    start: int
    end: int
    name: str
    child: "QueryNode"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """A node that a report must not match."""

    start: int
    end: int
    child: "QueryNode"


@dataclass(frozen=True, slots=True)
class All:
    """Nodes that a report must match; `required` if an operator (AND, +) says so.

    `runs` are the numbers of children between the operators, of which only the first and the last
    are operands: price of wheat AND corn has runs of three and one.
    """

    start: int
    end: int
    children: tuple["QueryNode", ...]
    required: bool = False
    runs: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Nodes of which a report must match one."""

    start: int
    end: int
    children: tuple["QueryNode", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProximityNode:
    """Nodes near each other: `limit` is analysis.SENTENCE or PARAGRAPH, or a distance ("5")."""

    start: int
    end: int
    children: tuple["QueryNode", ...]
    limit: str


QueryNode = Word | Quoted | FieldNode | Not | All | AnyOf | ProximityNode


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """A range of the line where the lenient parser guessed, and why."""

    why: Note
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Syntax:
    """A query line and its syntax tree; `root` is None if the line asks for nothing."""

    text: str
    root: QueryNode | None
    warnings: tuple[ParseWarning, ...]


@functools.lru_cache(maxsize=CACHED_LINES)
def parse(text: str) -> Syntax:
    """The syntax tree of a query line. Never fails."""
    reader = _Reader(with_asking_words(in_our_syntax(tokens_of(text)), text))
    root = reader.everything(len(text))
    return Syntax(text, root, tuple(sorted(reader.warnings, key=lambda warning: warning.start)))


def parse_strict(text: str) -> Syntax:
    """The syntax tree of a query line; QueryError with range and reason at the first warning."""
    syntax = parse(text)
    for warning in syntax.warnings:
        raise QueryError(warning.why, warning.start, warning.end)
    if syntax.root is None:
        raise QueryError(Note(code=NoteCode.NOTHING_TO_FIND), 0, len(text))
    return syntax


class _Reader:
    """A recursive descent over the tokens; `depth` limits the recursion on hostile nesting."""

    def __init__(self, tokens: list[QueryToken]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.warnings: list[ParseWarning] = []

    def everything(self, length: int) -> QueryNode | None:
        """The whole line. After an unmatched closing bracket, parsing continues."""
        parts = []
        while self.at < len(self.tokens):
            part = self.any_of()
            if part is not None:
                parts.append(part)
            if self.peek() is TokenKind.CLOSE:
                self.warn(NoteCode.BRACKET_CLOSES_NOTHING, self.take())
        if len(parts) == 1:
            return parts[0]
        return All(0, length, tuple(parts)) if parts else None

    def peek(self) -> TokenKind | None:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else None

    def take(self) -> QueryToken:
        self.at += 1
        return self.tokens[self.at - 1]

    def warn(self, code: NoteCode, token: QueryToken, *values: str) -> None:
        self.warnings.append(ParseWarning(Note(code=code, values=values), token.start, token.end))

    def any_of(self) -> QueryNode | None:
        children = [self.all_of()]
        while self.peek() is TokenKind.OR:
            operator = self.take()
            children.append(self.all_of())
            if children[-1] is None or children[-2] is None:
                self.warn(NoteCode.NEEDS_BOTH_SIDES, operator, operator.text)
        parts = [child for child in children if child is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return AnyOf(parts[0].start, parts[-1].end, tuple(parts))

    def all_of(self) -> QueryNode | None:
        parts: list[QueryNode] = []
        operator: QueryToken | None = None
        required = False
        starts = [0]
        while self.peek() not in (None, TokenKind.OR, TokenKind.CLOSE):
            if self.peek() is TokenKind.AND:
                if operator is not None or not parts:
                    self.warn(
                        NoteCode.NEEDS_BOTH_SIDES, self.tokens[self.at], self.tokens[self.at].text
                    )
                operator = self.take()
                continue
            part = self.proximity()
            if part is not None:
                parts.append(part)
                if operator is not None and len(parts) > 1:
                    required = True
                    starts.append(len(parts) - 1)
                operator = None
        if operator is not None and parts:
            self.warn(NoteCode.NEEDS_BOTH_SIDES, operator, operator.text)
        if len(parts) < 2:
            return parts[0] if parts else None
        runs = tuple(stop - start for start, stop in itertools.pairwise((*starts, len(parts))))
        return All(parts[0].start, parts[-1].end, tuple(parts), required, runs if required else ())

    def proximity(self) -> QueryNode | None:
        parts = [self.unary()]
        operators: list[QueryToken] = []
        while self.peek() is TokenKind.PROXIMITY:
            operators.append(self.take())
            parts.append(None if self.peek() in _ENDS else self.unary())
            if parts[-1] is None or parts[-2] is None:
                self.warn(NoteCode.NEEDS_BOTH_SIDES, operators[-1], operators[-1].text)
        widest = max(operators, key=lambda operator: limit_width(operator.value), default=None)
        limit = "" if widest is None else widest.value
        for operator in operators:
            if widest is not None and operator.value != limit:
                self.warn(NoteCode.DISTANCES_MIXED, operator, widest.text)
        complete = [part for part in parts if part is not None]
        if len(complete) < 2:
            return complete[0] if complete else None
        return ProximityNode(
            start=complete[0].start, end=complete[-1].end, children=tuple(complete), limit=limit
        )

    def unary(self) -> QueryNode | None:
        kind = self.peek()
        if kind not in (TokenKind.NOT, TokenKind.PLUS, TokenKind.FIELD):
            return self.atom()
        token = self.take()
        if self.peek() in (*_ENDS, TokenKind.PROXIMITY):
            return self.unfinished(token)
        self.depth += 1
        child = self.unary() if self.depth < MAX_NESTING else self.atom()
        self.depth -= 1
        if child is None:
            return None
        if kind is TokenKind.PLUS:
            return All(token.start, child.end, (child,), required=True)
        if kind is TokenKind.FIELD:
            return FieldNode(
                start=token.start,
                end=child.end,
                name=token.value,
                child=child,
                label=token.text,
            )
        return Not(token.start, child.end, child)

    def unfinished(self, token: QueryToken) -> QueryNode | None:
        """A sign or name that nothing follows: a word, but NOT behind others excludes nothing."""
        self.warn(NoteCode.NOTHING_FOLLOWS, token, token.text)
        if token.kind is TokenKind.NOT and token.text.isalpha() and 1 < self.at == len(self.tokens):
            return None
        return Word(token.start, token.end, token.text)

    def atom(self) -> QueryNode | None:
        token = self.take()
        if token.kind is TokenKind.TEXT and _DISTANCE.fullmatch(token.text):
            self.warn(NoteCode.IGNORED, token, token.text)
            return None
        if token.kind is TokenKind.TEXT:
            return Word(token.start, token.end, token.text, token.optional)
        if token.kind is TokenKind.QUOTED:
            return self.quoted(token)
        if token.kind is TokenKind.OPEN:
            return self.group(token)
        if token.kind is TokenKind.STRAY:
            self.warn(NoteCode.QUOTE_ALONE, token)
        else:
            self.warn(NoteCode.NOT_EXPECTED, token, token.text)
        return None

    def quoted(self, token: QueryToken) -> QueryNode | None:
        if not token.text.strip():
            self.warn(NoteCode.QUOTES_EMPTY, token)
            return None
        return Quoted(
            start=token.start,
            end=token.end,
            text=token.text,
            limit=token.value,
            punctuation=token.punctuation,
        )

    def group(self, opening: QueryToken) -> QueryNode | None:
        if self.depth >= MAX_NESTING:
            self.warn(NoteCode.BRACKETS_TOO_DEEP, opening, str(MAX_NESTING))
            return None
        self.depth += 1
        inside = self.any_of()
        self.depth -= 1
        if self.peek() is not TokenKind.CLOSE:
            self.warn(NoteCode.BRACKET_NOT_CLOSED, opening)
            return inside
        closing = self.take()
        if inside is None:
            self.warn(NoteCode.BRACKETS_EMPTY, opening)
            return None
        return _widened(inside, opening.start, closing.end)


def _widened(node: QueryNode, start: int, end: int) -> QueryNode:
    """The node with the range of its brackets, so that removing the node removes them too."""
    if isinstance(node, Word | Not):
        return All(start, end, (node,))
    if isinstance(node, All | AnyOf):
        return replace(node, start=start, end=end)
    return All(start, end, (node,))
