"""A query line that searches within the results of another."""

from search.query.interpret import EVERYTHING_LINES, as_read
from search.query.syntax.lexer import QueryToken, tokens_of
from search.query.syntax.operators import TokenKind
from search.request import Match, Request

_BETWEEN = frozenset({TokenKind.AND, TokenKind.OR, TokenKind.PROXIMITY})
_SIMPLE = frozenset({TokenKind.TEXT, TokenKind.QUOTED, TokenKind.NOT, TokenKind.PLUS})
"""Tokens that mean the same beside others; words behind a field could be more of its value."""


def narrowed(request: Request, within: str) -> str:
    """A query line that finds those results of a request that `within` finds too.

    Words stand side by side; an operator needs brackets. Where any word of the request is enough,
    what is added is required.
    """
    text, added = _complete(as_read(request).text), _complete(within)
    if not text or not added:
        return text or added
    kinds, more = _kinds(text), _kinds(added)
    if request.match is Match.ANY and TokenKind.OR not in kinds:
        return f"{text} +({added})"
    joined = f"{text} {added}"
    simple = _SIMPLE.issuperset(kinds) and (_SIMPLE | {TokenKind.FIELD}).issuperset(more)
    return joined if simple and _kinds(joined) == kinds + more else f"({text}) AND ({added})"


def _kinds(text: str) -> list[TokenKind]:
    return [token.kind for token in tokens_of(text)]


def _complete(text: str) -> str:
    """A line without operators at its ends, and without quotes or brackets that have no partner.

    Alone they ask for nothing, but would change what stands beside the line.
    """
    text = text.strip()
    if text in EVERYTHING_LINES:
        return ""
    kept: list[QueryToken] = []
    opened = 0
    for token in tokens_of(text):
        opened += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
        if opened >= 0 and token.kind is not TokenKind.STRAY:
            kept.append(token)
        opened = max(opened, 0)
    while kept and (kept[-1].kind in _BETWEEN or _is_not(kept[-1])):
        kept.pop()
    while kept and kept[0].kind in _BETWEEN:
        kept.pop(0)
    if not kept:
        return f'"{text}"' if text.isalpha() else ""
    return _only(text, kept) + ")" * opened


def _is_not(token: QueryToken) -> bool:
    return token.kind is TokenKind.NOT and token.text.isalpha()


def _only(text: str, kept: list[QueryToken]) -> str:
    """The ranges of some tokens, with the white space between them."""
    parts, end = [], kept[0].start
    for token in kept:
        between = text[end : token.start]
        parts += [" " if between.strip() else between, text[token.start : token.end]]
        end = token.end
    return "".join(parts)
