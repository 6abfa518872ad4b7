"""Lines with operators that are read otherwise than many mean them, as those others.

Small or and not are words: title:(rice OR wheat). So are words such as 不包括. A sign or NOT at the
end excludes from what stands before it without OR: (rice OR wheat) -price.
"""

from collections.abc import Iterator, Sequence

from index.fields import KEYWORD_FIELDS
from search.query.syntax.dialects import in_our_syntax
from search.query.syntax.lexer import QueryToken, tokens_of
from search.query.syntax.operators import TokenKind

_OPERATORS = ("or", "not")
_EXCLUDING = ("不包含", "不包括", "排除", "除了", "除去", "excluding", "except")
"""Words between two parts that exclude the second one, besides those that are operators."""
_BEFORE_NOT = ("but", "and")
_WORDS = (TokenKind.TEXT, TokenKind.QUOTED)
_ENDS = (TokenKind.TEXT, TokenKind.QUOTED, TokenKind.CLOSE)
_BEGINNINGS = (TokenKind.TEXT, TokenKind.QUOTED, TokenKind.OPEN, TokenKind.FIELD)
"""Tokens that an operator may stand behind and before."""


def with_small_operators(text: str) -> Iterator[str]:
    """The line with one or, not, but not, and not between two of its parts in capitals."""
    tokens = in_our_syntax(tokens_of(text))
    depth, named = 0, False
    for at, token in enumerate(tokens):
        depth += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
        named = named or (token.kind is TokenKind.FIELD and token.value in KEYWORD_FIELDS)
        if (depth or not named) and (start := _start(tokens, at)) is not None:
            written = text[start : token.end].upper() if token.text in _OPERATORS else _not(token)
            yield text[:start] + written + text[token.end :]
    yield from _excluded_from_all(text, tokens)


def _not(token: QueryToken) -> str:
    return "NOT" if token.text.isascii() else "不含"


def _excluded_from_all(text: str, tokens: Sequence[QueryToken]) -> Iterator[str]:
    """The line with brackets around its alternatives, before what its end excludes."""
    first = len(tokens)
    while (
        first > 1 and tokens[first - 2].kind is TokenKind.NOT and tokens[first - 1].kind in _WORDS
    ):
        first -= 2
    kinds = [token.kind for token in tokens[:first]]
    brackets = {TokenKind.OPEN, TokenKind.CLOSE, TokenKind.NOT} & set(kinds)
    if first < len(tokens) and TokenKind.OR in kinds and not brackets:
        start = tokens[first].start
        yield f"({text[:start].strip()}) {text[start:]}"


def _start(tokens: Sequence[QueryToken], at: int) -> int | None:
    """Where the operator that ends with a token starts in the line; None if it is none."""
    token = tokens[at]
    if token.kind is not TokenKind.TEXT or token.text not in (*_OPERATORS, *_EXCLUDING):
        return None
    first = at
    if at > 1 and token.text == "not" and tokens[at - 1].text in _BEFORE_NOT:
        first = at - 1
    if not first or at + 1 == len(tokens):
        return None
    beside = tokens[first - 1].kind in _ENDS and tokens[at + 1].kind in _BEGINNINGS
    return tokens[first].start if beside else None
