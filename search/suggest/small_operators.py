"""Lines with or and not in small letters, which are words, as operators: title:(rice OR wheat)."""

from collections.abc import Iterator, Sequence

from index.fields import KEYWORD_FIELDS
from search.query.dialects import in_our_syntax
from search.query.lexer import QueryToken, tokens_of
from search.query.operators import TokenKind

_OPERATORS = ("or", "not")
_BEFORE_NOT = ("but", "and")
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
            yield text[:start] + text[start : token.end].upper() + text[token.end :]


def _start(tokens: Sequence[QueryToken], at: int) -> int | None:
    """Where the operator that ends with a token starts in the line; None if it is none."""
    token = tokens[at]
    if token.kind is not TokenKind.TEXT or token.text not in _OPERATORS:
        return None
    first = at
    if at > 1 and token.text == "not" and tokens[at - 1].text in _BEFORE_NOT:
        first = at - 1
    if not first or at + 1 == len(tokens):
        return None
    beside = tokens[first - 1].kind in _ENDS and tokens[at + 1].kind in _BEGINNINGS
    return tokens[first].start if beside else None
