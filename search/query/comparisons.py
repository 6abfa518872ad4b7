"""Comparisons of a field as other systems write them, read as ours.

`date >= 2023-02` asks for days, `source != "Tide"` and `source <> Tide` exclude a value,
`source IN (Tide, Herald)` asks for one of several.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from index.text.fold import fold
from search.query.field_names import field_names
from search.query.lexer import QueryToken
from search.query.operators import TokenKind

_COMPARED = re.compile(r"(?P<name>[^\W\d_]{2,12})(?P<sign>!=|<>|≠|[<>]=?|[≥≤])(?P<value>.*)")
_SIGNS = "!<>≠≥≤"
_EXCLUDING = ("!=", "<>", "≠")
_PLAIN_SIGNS = MappingProxyType({"≥": ">=", "≤": "<="})
_IN = "IN"
_COMMA = re.compile(r"[,，、]")
_VALUES = (TokenKind.TEXT, TokenKind.QUOTED)


def with_comparisons(tokens: Sequence[QueryToken]) -> list[QueryToken]:
    """The tokens of a line with comparisons as fields."""
    result: list[QueryToken] = []
    at = 0
    while at < len(tokens):
        read, taken = _comparison(tokens[at:]) or _listed(tokens[at:]) or ([tokens[at]], 1)
        result += read
        at += taken
    return result


def _comparison(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int] | None:
    """The field that the first tokens compare with a value, and how many tokens say so.

    The sign may stand by itself: date >= 2023, date >=2023, date>= 2023, date>=2023.
    """
    texts = [token.text for token in tokens[:2] if token.kind is TokenKind.TEXT]
    taken = 2 if len(texts) > 1 and texts[1][0] in _SIGNS else 1
    compared = _COMPARED.fullmatch("".join(texts[:taken]))
    field = field_names().get(fold(compared["name"])) if compared else None
    if compared is None or not field or tokens[0].kind is not TokenKind.TEXT:
        return None
    last = tokens[taken - 1]
    start = last.end - len(compared["value"])
    value = replace(last, text=compared["value"], start=start, glued=True)
    if not value.text:
        if len(tokens) <= taken or tokens[taken].kind not in _VALUES:
            return None
        value, taken = replace(tokens[taken], glued=True), taken + 1
    read = _field(replace(tokens[0], end=start), field, compared["sign"], value)
    return (read, taken) if read else None


def _field(label: QueryToken, field: str, sign: str, value: QueryToken) -> list[QueryToken] | None:
    """The tokens of a field with a value, or without it; None for a sign that it does not have."""
    asked = replace(label, kind=TokenKind.FIELD, text=f"{field}:", value=field)
    if sign in _EXCLUDING:
        return [replace(label, kind=TokenKind.NOT, text="-", end=label.start), asked, value]
    if field != "date":
        return None
    return [asked, replace(value, text=_PLAIN_SIGNS.get(sign, sign) + value.text)]


def _listed(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int] | None:
    """The field, IN and the bracket at the beginning of some tokens, with OR for its commas."""
    kinds = [token.kind for token in tokens[:3]]
    if kinds != [TokenKind.TEXT, TokenKind.TEXT, TokenKind.OPEN] or tokens[1].text != _IN:
        return None
    field = field_names().get(fold(tokens[0].text))
    ends = [at for at, token in enumerate(tokens) if token.kind is TokenKind.CLOSE]
    if not field or not ends:
        return None
    label = replace(tokens[0], kind=TokenKind.FIELD, text=f"{field}:", value=field)
    inside = [part for token in tokens[3 : ends[0]] for part in _parted(token)]
    return [label, replace(tokens[2], glued=True), *inside, tokens[ends[0]]], ends[0] + 1


def _parted(token: QueryToken) -> Iterator[QueryToken]:
    """A token of such a bracket: a value, or values with commas, which are OR."""
    if token.kind is not TokenKind.TEXT:
        yield token
        return
    start = token.start
    for number, part in enumerate(_COMMA.split(token.text)):
        if number:
            yield replace(token, kind=TokenKind.OR, text="OR", start=start - 1, end=start)
        if part:
            yield replace(token, text=part, start=start, end=start + len(part))
        start += len(part) + 1
