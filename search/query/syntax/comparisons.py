"""Comparisons of a field as other systems write them, read as ours.

`date >= 2023-02` asks for days, `source = "Tide"` for a value in quotation marks, as an equals sign
before a word is often none, `source != "Tide"` and `source <> Tide` exclude a value, and
`source IN (Tide, Herald)` asks for one of several. `%rice%` is rice. `title : rice` has spaces
around its colon, `_exists_:author` asks for any value, and each day of a range may have quotation
marks.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from index.text.fold import fold
from search.query.syntax.field_names import ANYWHERE, field_names
from search.query.syntax.lexer import QueryToken
from search.query.syntax.operators import TokenKind

_COMPARED = re.compile(r"(?P<name>[^\W\d_]{2,12})(?P<sign>!=|==|<>|≠|[<>]=?|[≥≤])(?P<value>.*)")
_SIGNS = "!=<>≠≥≤"
_SAME = "=="
_EXCLUDING = ("!=", "<>", "≠")
_PLAIN_SIGNS = MappingProxyType({"≥": ">=", "≤": "<="})
_EQUALS = ("=", "==", "＝", "~", "%=", "LIKE", "like")
_SINGLE_QUOTED = re.compile(r"['‘]([^'‘’]{1,80})['’]")
_LIKE = re.compile(r"%+([^\W\d][^%]{0,80})%+")
_IN = "IN"
_COLONS = (":", "：")
_PRESENCE = re.compile(r"_(?P<kind>exists|missing)_[:：](?P<name>[^\W\d_]{2,12})")
_RANGE = ".."
_MAX_RANGE_TOKENS = 3
"""Tokens of a range of days in quotation marks: a day, the dots, and another day."""
_MAX_READ_TOKENS = 1_000
"""Tokens that one comparison may take: those of a list in brackets."""
_COMMA = re.compile(r"[,，、]")
_VALUES = (TokenKind.TEXT, TokenKind.QUOTED)


def with_comparisons(tokens: Sequence[QueryToken]) -> list[QueryToken]:
    """The tokens of a line with comparisons as fields."""
    result: list[QueryToken] = []
    at = 0
    while at < len(tokens):
        rest = tokens[at : at + _MAX_READ_TOKENS]
        read, taken = (
            _comparison(rest)
            or _equal(rest)
            or _listed(rest)
            or _spaced(rest)
            or _presence(rest[0])
            or _days(rest)
            or ([_bare(rest[0])], 1)
        )
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
    if single := _SINGLE_QUOTED.fullmatch(value.text):
        value = replace(value, text=single[1])
    read = _field(replace(tokens[0], end=start), field, compared["sign"], value)
    return (read, taken) if read else None


def _equal(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int] | None:
    """A field, a sign for what is equal or alike, and a value in quotation marks."""
    first, sign, value = [*tokens[:3], *[None] * 3][:3]
    if first is None or sign is None or value is None or first.kind is not TokenKind.TEXT:
        return None
    field = field_names().get(fold(first.text)) if sign.text in _EQUALS else None
    single = _SINGLE_QUOTED.fullmatch(value.text) if value.kind is TokenKind.TEXT else None
    if not field or not (single or value.kind is TokenKind.QUOTED):
        return None
    label = label_of(first, field)
    text = (single[1] if single else value.text).strip("%")
    return [label, replace(value, kind=TokenKind.QUOTED, text=text, glued=True)], 3


def label_of(token: QueryToken, field: str) -> QueryToken:
    """The token as the name of a field; of all fields it says nothing more than a plus."""
    kind = TokenKind.PLUS if field == ANYWHERE else TokenKind.FIELD
    return replace(token, kind=kind, text=f"{field}:", value=field)


def _spaced(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int] | None:
    """A field with a space before its colon, and what follows it: title : rice, title :rice."""
    first, colon, value = [*tokens[:3], *[None] * 3][:3]
    if first is None or colon is None or colon.kind is not TokenKind.TEXT:
        return None
    field = field_names().get(fold(first.text)) if first.kind is TokenKind.TEXT else None
    if not field or colon.text[0] not in _COLONS:
        return None
    rest = colon.text[1:]
    follows = value is not None and value.kind in (*_VALUES, TokenKind.OPEN, TokenKind.NOT)
    if rest in _COLONS or not (rest or follows):
        return None
    end = colon.start + 1
    label = replace(label_of(first, field), end=end)
    return [label, *([replace(colon, text=rest, start=end, glued=True)] if rest else [])], 2


def _presence(token: QueryToken) -> tuple[list[QueryToken], int] | None:
    """The field whose presence or absence Lucene asks for: _exists_:author is author:*."""
    asked = _PRESENCE.fullmatch(token.text) if token.kind is TokenKind.TEXT else None
    field = field_names().get(fold(asked["name"])) if asked else None
    if asked is None or not field or field == ANYWHERE:
        return None
    label = label_of(token, field)
    text = "*" if asked["kind"] == "exists" else "none"
    return [label, replace(token, text=text, glued=True)], 1


def _days(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int] | None:
    """A date and a range of which a day has quotation marks: date:"1 May 2023".."3 May 2023"."""
    label = tokens[0]
    if label.kind is not TokenKind.FIELD or label.value != "date":
        return None
    after = itertools.takewhile(lambda token: token.glued and token.kind in _VALUES, tokens[1:])
    days = list(itertools.islice(after, _MAX_RANGE_TOKENS))
    if len(days) < 2 or not any(
        token.kind is TokenKind.TEXT and _RANGE in (token.text[:2], token.text[-2:])
        for token in days
    ):
        return None
    text = "".join(token.text for token in days)
    whole = replace(days[0], kind=TokenKind.QUOTED, text=text, end=days[-1].end)
    return [label, whole], len(days) + 1


def _bare(token: QueryToken) -> QueryToken:
    """A word without the signs that stand for any text in SQL: %rice%."""
    like = _LIKE.fullmatch(token.text) if token.kind is TokenKind.TEXT else None
    if like is None:
        return token
    start = token.start + like.start(1)
    return replace(token, text=like[1], start=start, end=start + len(like[1]))


def _field(label: QueryToken, field: str, sign: str, value: QueryToken) -> list[QueryToken] | None:
    """The tokens of a field with a value, or without it; None for a sign that it does not have."""
    asked = replace(label, kind=TokenKind.FIELD, text=f"{field}:", value=field)
    if sign in _EXCLUDING:
        return [replace(label, kind=TokenKind.NOT, text="-", end=label.start), asked, value]
    if sign == _SAME:
        return [asked, value]
    if field != "date":
        return None
    return [asked, replace(value, text=_PLAIN_SIGNS.get(sign, sign) + value.text)]


def _listed(tokens: Sequence[QueryToken]) -> tuple[list[QueryToken], int] | None:
    """The field, IN and the bracket at the beginning of some tokens, with OR for its commas."""
    kinds = [token.kind for token in tokens[:3]]
    if kinds != [TokenKind.TEXT, TokenKind.TEXT, TokenKind.OPEN]:
        return None
    quoted = tokens[3].kind is TokenKind.QUOTED if len(tokens) > len(kinds) else False
    if tokens[1].text != _IN and not (quoted and tokens[1].text == _IN.lower()):
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
