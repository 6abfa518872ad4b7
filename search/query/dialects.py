"""Query lines as other systems write them, read as ours: Lexis, Factiva, Google, PubMed, Westlaw.

`headline(rice)` and `rice[ti]` ask for a title, `allintitle: rice harvest` for all the words in it,
`wheat /p corn` for one paragraph; and, or, not are operators beside brackets that have one inside.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from index.text.analysis import PARAGRAPH, SENTENCE
from search.query.lexer import QueryToken, TokenKind

_SMALL = MappingProxyType({"and": TokenKind.AND, "or": TokenKind.OR, "not": TokenKind.NOT})
_FUNCTIONS = MappingProxyType(
    {
        "headline": "title",
        "hlead": "title",
        "hd": "title",
        "title": "title",
        "body": "body",
        "byline": "author",
        "author": "author",
        "publication": "source",
    }
)
"""Names before a bracket, each with its field."""
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
_ALL_IN_TITLE = "allintitle:"
_BESIDE = re.compile(r"/(?P<far>[sp]|\d{1,2})", re.IGNORECASE)
_SCOPES = MappingProxyType({"s": SENTENCE, "p": PARAGRAPH})


def translated(tokens: list[QueryToken]) -> list[QueryToken]:
    """The tokens of a line, with what is written as in another system."""
    if not tokens:
        return tokens
    return _all_in_title(_before_fields(list(_read(_with_small_operators(tokens)))))


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
        elif _opens_function(token, after):
            field = _FUNCTIONS[token.text.lower()]
            yield replace(token, kind=TokenKind.FIELD, text=f"{field}:", value=field)
        elif 0 < at < len(tokens) - 1 and (beside := _BESIDE.fullmatch(token.text)) is not None:
            far = beside["far"].lower()
            yield replace(token, kind=TokenKind.TOGETHER, value=_SCOPES.get(far, far))
        else:
            yield token


def _opens_function(token: QueryToken, after: QueryToken | None) -> bool:
    """Whether a word is the name of a function: a bracket follows it without a space."""
    named = token.text.lower() in _FUNCTIONS
    return named and after is not None and after.glued and after.kind is TokenKind.OPEN


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


def _before_fields(tokens: list[QueryToken]) -> list[QueryToken]:
    """Read and, or, not before a field as operators: headline(rice) and body(wheat)."""
    pairs = zip(tokens, [*tokens[1:], None], strict=True)
    return [
        replace(token, kind=_SMALL[token.text])
        if at
        and token.kind is TokenKind.TEXT
        and token.text in _SMALL
        and after is not None
        and after.kind is TokenKind.FIELD
        else token
        for at, (token, after) in enumerate(pairs)
    ]


def _with_small_operators(tokens: list[QueryToken]) -> list[QueryToken]:
    """Read and, or, not as operators in a line that has them beside brackets and within."""
    depth, beside, within = 0, False, False
    for at, token in enumerate(tokens):
        depth += (token.kind is TokenKind.OPEN) - (token.kind is TokenKind.CLOSE)
        if token.kind is TokenKind.TEXT and token.text in _SMALL and 0 < at < len(tokens) - 1:
            kinds = tokens[at - 1].kind, tokens[at + 1].kind
            beside = beside or kinds[0] is TokenKind.CLOSE or kinds[1] is TokenKind.OPEN
            within = within or (depth > 0 and kinds == (TokenKind.TEXT, TokenKind.TEXT))
    if not (beside and within and depth == 0):
        return tokens
    return [
        replace(token, kind=_SMALL[token.text])
        if token.kind is TokenKind.TEXT and token.text in _SMALL
        else token
        for token in tokens
    ]
