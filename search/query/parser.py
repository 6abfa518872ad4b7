"""The query line to a syntax tree with positions: lenient for people, strict for programs.

The lenient reading never fails; where it has to guess, it leaves a Doubt. The strict reading is
the same one, and its first doubt is an error. The tree knows words, not what they mean.

    any    = all (OR all)*
    all    = beside ((AND)? beside)*
    beside = unary ((SENTENCE | PARAGRAPH) unary)*
    unary  = (NOT | "-" | "+" | field:)* (word | quoted | "(" any ")")
"""

from dataclasses import dataclass, replace

from search.errors import QueryError
from search.page import Note
from search.query.lexer import Token, TokenKind, tokens_of

MAX_NESTING = 16
"""Brackets, signs and fields inside one another beyond this are read as if they were not there."""


@dataclass(frozen=True, slots=True)
class Word:
    """A chunk without white space, as written, wildcards and all."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Text in quotes. With `near`, its words near each other: "5", or the mark of a scope."""

    start: int
    end: int
    text: str
    near: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNode:
    """Something looked for in one field only."""

    start: int
    end: int
    name: str
    child: "QueryNode"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """Something that must not be there."""

    start: int
    end: int
    child: "QueryNode"


@dataclass(frozen=True, slots=True)
class All:
    """Parts that must all be there; `required` where an operator (AND, +) says so."""

    start: int
    end: int
    children: tuple["QueryNode", ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Parts of which one must be there."""

    start: int
    end: int
    children: tuple["QueryNode", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeNode:
    """Parts in one sentence or one paragraph; `mark` is analysis.SENTENCE or PARAGRAPH."""

    start: int
    end: int
    children: tuple["QueryNode", ...]
    mark: str


QueryNode = Word | Quoted | FieldNode | Not | All | AnyOf | ScopeNode


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """A place where the lenient reading guessed, and why."""

    why: Note
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Syntax:
    """A query line as it was read; `root` is None where nothing is asked for."""

    text: str
    root: QueryNode | None
    doubts: tuple[ParseWarning, ...]


def parse(text: str) -> Syntax:
    """The tree of a query line. Never fails."""
    reader = _Reader(tokens_of(text))
    root = reader.everything(len(text))
    return Syntax(text, root, tuple(sorted(reader.doubts, key=lambda doubt: doubt.start)))


def parse_strict(text: str) -> Syntax:
    """The tree of a query line; QueryError with place and reason at the first doubt."""
    syntax = parse(text)
    for doubt in syntax.doubts:
        raise QueryError(doubt.why, doubt.start, doubt.end)
    if syntax.root is None:
        raise QueryError(Note(code="nothing-to-find"), 0, len(text))
    return syntax


class _Reader:
    """A descent over the lexemes; `depth` keeps hostile nesting from the interpreter's stack."""

    def __init__(self, found: list[Token]) -> None:
        self.found = found
        self.at = 0
        self.depth = 0
        self.doubts: list[ParseWarning] = []

    def everything(self, length: int) -> QueryNode | None:
        """The whole line: what follows a bracket that closes nothing goes on as before."""
        parts = []
        while self.at < len(self.found):
            part = self.any_of()
            if part is not None:
                parts.append(part)
            if self.peek() is TokenKind.CLOSE:
                self.doubt("bracket-closes-nothing", self.take())
        if len(parts) == 1:
            return parts[0]
        return All(0, length, tuple(parts)) if parts else None

    def peek(self) -> TokenKind | None:
        return self.found[self.at].kind if self.at < len(self.found) else None

    def take(self) -> Token:
        self.at += 1
        return self.found[self.at - 1]

    def doubt(self, code: str, lexeme: Token, *values: str) -> None:
        self.doubts.append(ParseWarning(Note(code=code, values=values), lexeme.start, lexeme.end))

    def any_of(self) -> QueryNode | None:
        children = [self.all_of()]
        while self.peek() is TokenKind.OR:
            operator = self.take()
            children.append(self.all_of())
            if children[-1] is None or children[-2] is None:
                self.doubt("needs-both-sides", operator, operator.text)
        parts = [child for child in children if child is not None]
        if len(parts) < 2:
            return parts[0] if parts else None
        return AnyOf(parts[0].start, parts[-1].end, tuple(parts))

    def all_of(self) -> QueryNode | None:
        parts: list[QueryNode] = []
        operator: Token | None = None
        required = False
        while self.peek() not in (None, TokenKind.OR, TokenKind.CLOSE):
            if self.peek() is TokenKind.AND:
                if operator is not None or not parts:
                    self.doubt("needs-both-sides", self.found[self.at], self.found[self.at].text)
                operator = self.take()
                continue
            part = self.beside()
            if part is not None:
                parts.append(part)
                required = required or (operator is not None and len(parts) > 1)
                operator = None
        if operator is not None and parts:
            self.doubt("needs-both-sides", operator, operator.text)
        if len(parts) < 2:
            return parts[0] if parts else None
        return All(parts[0].start, parts[-1].end, tuple(parts), required)

    def beside(self) -> QueryNode | None:
        parts = [self.unary()]
        mark = ""
        while self.peek() is TokenKind.TOGETHER:
            operator = self.take()
            mark = mark or operator.value
            parts.append(
                self.unary() if self.peek() not in (None, TokenKind.AND, TokenKind.OR) else None
            )
            if parts[-1] is None or parts[-2] is None:
                self.doubt("needs-both-sides", operator, operator.text)
            elif operator.value != mark:
                self.doubt("scopes-mixed", operator)
        whole = [part for part in parts if part is not None]
        if len(whole) < 2:
            return whole[0] if whole else None
        return ScopeNode(start=whole[0].start, end=whole[-1].end, children=tuple(whole), mark=mark)

    def unary(self) -> QueryNode | None:
        kind = self.peek()
        if kind not in (TokenKind.NOT, TokenKind.PLUS, TokenKind.FIELD):
            return self.atom()
        lexeme = self.take()
        if self.peek() in (None, TokenKind.AND, TokenKind.OR, TokenKind.CLOSE, TokenKind.TOGETHER):
            self.doubt("nothing-follows", lexeme, lexeme.text)
            return Word(lexeme.start, lexeme.end, lexeme.text)
        self.depth += 1
        child = self.unary() if self.depth < MAX_NESTING else self.atom()
        self.depth -= 1
        if child is None:
            return None
        if kind is TokenKind.PLUS:
            return All(lexeme.start, child.end, (child,), required=True)
        if kind is TokenKind.FIELD:
            return FieldNode(
                start=lexeme.start,
                end=child.end,
                name=lexeme.value,
                child=child,
                label=lexeme.text,
            )
        return Not(lexeme.start, child.end, child)

    def atom(self) -> QueryNode | None:
        lexeme = self.take()
        if lexeme.kind is TokenKind.TEXT:
            return Word(lexeme.start, lexeme.end, lexeme.text)
        if lexeme.kind is TokenKind.QUOTED:
            return self.quoted(lexeme)
        if lexeme.kind is TokenKind.OPEN:
            return self.group(lexeme)
        if lexeme.kind is TokenKind.STRAY:
            self.doubt("quote-alone", lexeme)
        else:
            self.doubt("not-expected", lexeme, lexeme.text)
        return None

    def quoted(self, lexeme: Token) -> QueryNode | None:
        if not lexeme.text.strip():
            self.doubt("quotes-empty", lexeme)
            return None
        return Quoted(start=lexeme.start, end=lexeme.end, text=lexeme.text, near=lexeme.value)

    def group(self, opening: Token) -> QueryNode | None:
        if self.depth >= MAX_NESTING:
            self.doubt("brackets-too-deep", opening, str(MAX_NESTING))
            return None
        self.depth += 1
        inside = self.any_of()
        self.depth -= 1
        if self.peek() is not TokenKind.CLOSE:
            self.doubt("bracket-not-closed", opening)
            return inside
        closing = self.take()
        if inside is None:
            self.doubt("brackets-empty", opening)
            return None
        return _widened(inside, opening.start, closing.end)


def _widened(node: QueryNode, start: int, end: int) -> QueryNode:
    """A group takes its brackets along, so that removing it removes them."""
    if isinstance(node, Word | Not):
        return All(start, end, (node,))
    if isinstance(node, All | AnyOf):
        return replace(node, start=start, end=end)
    return All(start, end, (node,))
