"""Query lines as other systems write them, read as ours: Lexis, Factiva, ProQuest, PubMed, Westlaw.

`headline(rice)` and `rice[ti]` ask for a title, `allintitle: rice harvest` for all the words in it,
`wheat /p corn` for one paragraph, `date after 20230101` for days; and, or, not are operators beside
brackets that have one inside. `cnki_lines` reads the signs of CNKI.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from index.fields import KEYWORD_FIELDS
from index.text.fold import fold
from search.query.syntax.cnki_lines import with_signs
from search.query.syntax.comparisons import label_of, with_comparisons
from search.query.syntax.field_names import ANYWHERE, field_names
from search.query.syntax.lexer import QueryToken
from search.query.syntax.operators import SCOPES, SMALL_OPERATORS, TokenKind

_FUNCTIONS = MappingProxyType(
    {"hlead": "title", "publication": "source", "abstract": ANYWHERE}
    | dict.fromkeys(("title-abs-key", "title-abs", "topic"), ANYWHERE)
)
"""Names before a bracket, besides the names of fields, each with its field."""
_MIN_BRACKET_TOKENS = 3
"""Tokens of a bracket with a value in it."""
_PLURALS = ("s", "es")
"""Endings in brackets behind a word, which are no value: author(s)."""
_TAG = re.compile(r"(?P<word>[^\[\]]*)\[(?P<tag>[A-Za-z/]{2,14})\]")
_TAGS = MappingProxyType(
    dict.fromkeys(("ti", "title"), "title")
    | dict.fromkeys(("au", "author"), "author")
    | dict.fromkeys(("dp", "pdat", "date"), "date")
    | dict.fromkeys(("ta", "journal"), "source")
    | dict.fromkeys(("la", "lang", "language"), "language")
    | dict.fromkeys(("tiab", "title/abstract", "tw", "mh", "mesh", "all"), "")
)
"""Names in square brackets behind a word, each with its field; "" for all texts."""
_MARKED = re.compile(r"@([^\W\d_]{2,8}):?")
_ALL_IN_TITLE = "allintitle:"
_STROKE = re.compile(r"/(?P<limit>[sp]|\d{1,2})", re.IGNORECASE)
_SIDES = MappingProxyType(
    dict.fromkeys(("after", "aft", "later"), "after")
    | dict.fromkeys(("before", "bef", "earlier"), "before")
    | {"from": "from", "since": "since", "until": "until", "is": ""}
)
"""Words between DATE and a day, each as dates have it: date aft 1/1/2023."""
_DIGITS_OF_DATE = re.compile(r"\d{4}|\d{8}|\d{1,4}([-/.])\d{1,2}\1\d{1,4}|\d{4}[-/.]\d{1,2}")


def in_our_syntax(tokens: list[QueryToken]) -> list[QueryToken]:
    """The tokens of a line, with what is written as in another system."""
    if not tokens:
        return tokens
    read = list(_read(_with_small_operators(with_signs(with_comparisons(tokens)))))
    return _all_in_title(_beside_fields(_dated(read)))


def _read(tokens: Sequence[QueryToken]) -> Iterator[QueryToken]:
    """The tokens with functions and tags as fields, and strokes as operators."""
    skipped = False
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        tag = _tag(after) if after is not None and after.glued else None
        if skipped:
            skipped = False
        elif token.kind is TokenKind.QUOTED and after is not None and tag and not tag[0]:
            yield from _tagged(token, token.text, tag[1], after.end)
            skipped = True
        elif token.kind is not TokenKind.TEXT:
            yield token
        elif (own := _tag(token)) is not None and own[0]:
            yield from _tagged(token, own[0], own[1], token.end)
        elif at + 1 < len(tokens) and (field := _marked(token)):
            yield replace(token, kind=TokenKind.FIELD, text=f"{field}:", value=field)
        elif field := _function(token, tokens[at + 1 : at + 4]):
            yield label_of(token, field)
        elif 0 < at < len(tokens) - 1 and (stroke := _STROKE.fullmatch(token.text)) is not None:
            limit = stroke["limit"].lower()
            yield replace(token, kind=TokenKind.PROXIMITY, value=SCOPES.get(limit, limit))
        else:
            yield token


def _function(token: QueryToken, after: Sequence[QueryToken]) -> str:
    """The field of a word that is a function: a bracket follows it without a space."""
    if not after or not after[0].glued or after[0].kind is not TokenKind.OPEN:
        return ""
    name = fold(token.text)
    if not name.isascii() or len(after) < _MIN_BRACKET_TOKENS or after[1].text in _PLURALS:
        return ""
    return _FUNCTIONS.get(name) or field_names().get(name, "")


def _marked(token: QueryToken) -> str:
    """The field of a word with the mark of Sphinx before it: @title rice, @title:(rice corn)."""
    marked = _MARKED.fullmatch(token.text)
    return field_names().get(fold(marked[1]), "") if marked else ""


def _dated(tokens: list[QueryToken]) -> list[QueryToken]:
    """DATE, a word such as AFTER and a day as a date: date from 20230101 to 20231231."""
    result: list[QueryToken | None] = list(tokens)
    for at, (label, word, day) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False)):
        plain = all(token.kind is TokenKind.TEXT for token in (label, word, day))
        side = _SIDES.get(word.text.lower()) if plain else None
        if side is None or label.text.lower() not in ("date", "pd"):
            continue
        if not _DIGITS_OF_DATE.fullmatch(day.text) or (not side and label.text.islower()):
            continue
        result[at] = replace(label, kind=TokenKind.FIELD, text="date:", value="date")
        result[at + 1] = replace(word, text=side, glued=True) if side else None
    return [token for token in result if token is not None]


def _tag(token: QueryToken) -> tuple[str, str] | None:
    """The word of a token and the field of the tag behind it; None without a known tag."""
    match = _TAG.fullmatch(token.text) if token.kind is TokenKind.TEXT else None
    if match is None or match["tag"].lower() not in _TAGS:
        return None
    return match["word"], _TAGS[match["tag"].lower()]


def _tagged(token: QueryToken, text: str, field: str, end: int) -> Iterator[QueryToken]:
    """A field, and the word or quotation in it, which covers the tag too."""
    if field:
        yield replace(token, kind=TokenKind.FIELD, text=f"{field}:", value=field, end=token.start)
    yield replace(token, text=text, end=end, glued=bool(field) or token.glued)


def _all_in_title(tokens: list[QueryToken]) -> list[QueryToken]:
    """The words behind allintitle: each as a title."""
    first = tokens[0]
    if first.kind is not TokenKind.TEXT or not first.text.lower().startswith(_ALL_IN_TITLE):
        return tokens
    size = len(_ALL_IN_TITLE)
    rest = replace(first, text=first.text[size:], start=first.start + size)
    label = replace(first, kind=TokenKind.FIELD, text="title:", value="title")
    result = []
    for token in ([rest] if rest.text else []) + tokens[1:]:
        if token.kind in (TokenKind.TEXT, TokenKind.QUOTED):
            result.append(replace(label, start=token.start, end=token.start))
            result.append(replace(token, glued=True))
        else:
            result.append(token)
    return result or tokens


def _beside_fields(tokens: list[QueryToken]) -> list[QueryToken]:
    """Read and, or, not beside fields as operators: headline(rice) and not body(wheat).

    They stand before a field, a line with a field has “and not” or “or not”, or brackets have the
    values of a field: source:(Tide or Herald).
    """
    if all(token.kind is not TokenKind.FIELD for token in tokens):
        return tokens
    result: list[QueryToken] = []
    depth = 0
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.kind is TokenKind.OPEN:
            depth += bool(depth) or (before is not None and _has_values(before))
        elif token.kind is TokenKind.CLOSE and depth:
            depth -= 1
        joins = after is not None and _joins(before, token, after, depth)
        result.append(replace(token, kind=SMALL_OPERATORS[token.text]) if joins else token)
    return result


def _has_values(field: QueryToken) -> bool:
    """Whether a token is a field whose values are names, not words of a text."""
    return field.kind is TokenKind.FIELD and field.value in KEYWORD_FIELDS


def _joins(before: QueryToken | None, token: QueryToken, after: QueryToken, depth: int) -> bool:
    """Whether a token is an operator between its neighbours in a line with fields."""
    if token.kind is not TokenKind.TEXT or token.text not in SMALL_OPERATORS:
        return False
    if after.kind is TokenKind.FIELD or (depth and before is not None):
        return before is not None or token.text == "not"
    if token.text == "not":
        return before is not None and before.text in ("and", "or")
    return before is not None and after.text == "not" and after.kind is TokenKind.TEXT


def _with_small_operators(tokens: list[QueryToken]) -> list[QueryToken]:
    """Read and, or, not as operators in a line that has them beside brackets and within."""
    depth, beside, within = 0, False, False
    for at, token in enumerate(tokens):
        depth += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
        if (
            token.kind is TokenKind.TEXT
            and token.text in SMALL_OPERATORS
            and 0 < at < len(tokens) - 1
        ):
            kinds = tokens[at - 1].kind, tokens[at + 1].kind
            beside = beside or kinds[0] is TokenKind.CLOSE or kinds[1] is TokenKind.OPEN
            within = within or (depth > 0 and kinds == (TokenKind.TEXT, TokenKind.TEXT))
    if not (beside and within and depth == 0):
        return tokens
    return [
        replace(token, kind=SMALL_OPERATORS[token.text])
        if token.kind is TokenKind.TEXT and token.text in SMALL_OPERATORS
        else token
        for token in tokens
    ]
