"""The signs of CNKI's professional search: SU='a'*'b', TI='a'+'b', FT='a # b', （a+b）*c.

`*` is AND, `+` OR and `-` NOT between quoted values and beside brackets; inside a value `#` and `%`
ask for one sentence, /NEAR 5 for words near each other and /SEN 5 for one paragraph.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from index.text.analysis import PARAGRAPH, SENTENCE
from search.query.syntax.lexer import QueryToken
from search.query.syntax.operators import TokenKind

_SIGNS = MappingProxyType({"*": TokenKind.AND, "+": TokenKind.OR, "-": TokenKind.NOT})
_GLUED_VALUES = re.compile(r"(?:[-*+]['‘’][^'‘’]{1,80}['‘’])+")
_VALUE = re.compile(r"['‘’]([^'‘’]{1,80})['‘’]")
_SIGN_OR_VALUE = re.compile(r"[-*+](?=['‘’])|['‘’][^'‘’]{1,80}['‘’]")
_LABEL_ENDS = ("=", "＝")
_INSIDE = re.compile(
    r"(?P<first>\S[^/#%]{0,60}?) +"
    r"(?:/(?:NEAR|PREV|AFT) (?P<far>\d{1,2})|(?P<paragraph>/SEN \d{1,2})|[#%]) +"
    r"(?P<second>\S[^/#%]{0,60})"
)
_STAR_OR_PLUS = re.compile(r"[*+]|[^*+]+")


def with_signs(tokens: list[QueryToken]) -> list[QueryToken]:
    """The tokens of a line with the signs of CNKI as operators."""
    if _has_stars(tokens):
        tokens = [part for token in tokens for part in _parted(token)]
    return list(_with_values(tokens))


def _has_stars(tokens: Sequence[QueryToken]) -> bool:
    """Whether an asterisk joins a bracket and a word: （a+b）*c."""
    for before, after in itertools.pairwise(tokens):
        kinds = before.kind, after.kind
        behind = kinds == (TokenKind.CLOSE, TokenKind.TEXT) and after.text[0] == "*"
        ahead = kinds == (TokenKind.TEXT, TokenKind.OPEN) and before.text[-1] == "*"
        if after.glued and (behind or ahead):
            return True
    return False


def _parted(token: QueryToken) -> Iterator[QueryToken]:
    """A word of such a line, cut at * and +, which are AND and OR."""
    if token.kind is not TokenKind.TEXT:
        yield token
        return
    for part in _STAR_OR_PLUS.finditer(token.text):
        kind = _SIGNS.get(part[0], TokenKind.TEXT)
        yield _part(token, kind, part[0], part.span())


def _with_values(tokens: Sequence[QueryToken]) -> Iterator[QueryToken]:
    """The tokens with the quoted values behind a label as a group in brackets."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        yield token
        at += 1
        if token.text[-1:] in _LABEL_ENDS and token.kind in (TokenKind.FIELD, TokenKind.PLUS):
            group, taken = _group(tokens[at:])
            yield from group
            at += taken


def _group(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int]:
    """The group of values at the beginning of some tokens, and how many of them are in it."""
    if not tokens or tokens[0].kind is not TokenKind.QUOTED:
        return [], 0
    parts, taken = [*_inside(tokens[0])], 1
    while taken < len(tokens):
        further, size = _further(tokens[taken : taken + 2])
        if not further:
            break
        parts += further
        taken += size
    if len(parts) == 1:
        return parts, 1
    first, last = parts[0], parts[-1]
    opening = replace(first, kind=TokenKind.OPEN, text="(", end=first.start)
    return [opening, *parts, replace(last, kind=TokenKind.CLOSE, text=")", start=last.end)], taken


def _further(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int]:
    """A sign and the value behind it, glued or apart, and the number of tokens that they take."""
    first = tokens[0]
    if first.kind is not TokenKind.TEXT:
        return [], 0
    if first.glued and _GLUED_VALUES.fullmatch(first.text):
        return [
            _part(first, _SIGNS.get(part[0], TokenKind.QUOTED), part[0].strip("'‘’"), part.span())
            for part in _SIGN_OR_VALUE.finditer(first.text)
        ], 1
    value = _VALUE.fullmatch(tokens[1].text) if len(tokens) > 1 else None
    if first.text not in _SIGNS or value is None or tokens[1].kind is not TokenKind.TEXT:
        return [], 0
    quoted = replace(tokens[1], kind=TokenKind.QUOTED, text=value[1])
    return [replace(first, kind=_SIGNS[first.text]), quoted], 2


def _inside(token: QueryToken) -> Iterator[QueryToken]:
    """A value, or the words in it with the operator between them."""
    near = _INSIDE.fullmatch(token.text)
    if near is None:
        yield token
        return
    mark = near["far"] or (PARAGRAPH if near["paragraph"] else SENTENCE)
    stop, start = near.end("first"), near.start("second")
    yield _part(token, TokenKind.TEXT, near["first"], (1, stop + 1))
    between = token.text[stop:start].strip()
    operator = _part(token, TokenKind.PROXIMITY, between, (stop + 1, start + 1))
    yield replace(operator, value=mark)
    yield _part(token, TokenKind.TEXT, near["second"], (start + 1, len(token.text) + 1))


def _part(token: QueryToken, kind: TokenKind, text: str, span: tuple[int, int]) -> QueryToken:
    """A part of a token, at a range inside it."""
    start, end = (token.start + at for at in span)
    return replace(token, kind=kind, text=text, start=start, end=end, glued=True)
