"""Corrections of one part of a line with operators, quotation marks, fields or several words.

Each word, quotation and field's value is corrected by itself, and the rest of the line stays as it
is written: `title:goverment AND tax`, `发展 经挤`, `source:Xinhau`.
"""

import dataclasses
import itertools
from collections.abc import Iterator

from index.api import Index
from index.fields import KEYWORD_FIELDS
from index.report import host_of
from index.text.fold import HAN_CHARACTER, fold
from search.page import SuggestionKind
from search.query.field_values import as_typed, values_containing
from search.query.nearest_values import nearest_values
from search.query.syntax.dialects import in_our_syntax
from search.query.syntax.lexer import QueryToken, tokens_of
from search.query.syntax.operators import TokenKind
from search.suggest.guesses import Guess, corrections
from search.suggest.vocabulary import Vocabulary

MAX_CORRECTED_PARTS = 6
"""Words and quotations of a line that are corrected."""
GUESSES_PER_PART = 2
MAX_VALUE_WORDS = 4
"""Words of a field's value without quotation marks."""
_WORDS = (TokenKind.TEXT, TokenKind.QUOTED)


def part_guesses(index: Index, words: Vocabulary, text: str) -> Iterator[Guess]:
    """The line with one of its parts corrected; values of fields come first."""
    tokens = tokens_of(text)
    fields = [at for at, token in enumerate(tokens) if token.kind is TokenKind.FIELD]
    for at in fields:
        if tokens[at].value in KEYWORD_FIELDS:
            yield from _values(index, text, tokens[at : at + 1 + MAX_VALUE_WORDS])
    plain = list(itertools.islice(plain_parts(text), MAX_CORRECTED_PARTS))
    parts = [
        (token, guesses)
        for token in [*_syllables(plain), *plain]
        if (guesses := _guesses(index, words, token))
    ]
    for name in [token for token, _ in parts if " " in token.text]:  # instead of its syllables
        parts = [
            part for part in parts if not name.start <= part[0].start < name.end or part[0] is name
        ]
    if len(parts) > 1:
        line = text
        for token, guesses in reversed(parts):
            line = with_part(line, token, guesses[0][1])
        yield parts[0][1][0][0], line
    for token, guesses in parts:
        yield from ((kind, with_part(text, token, guess)) for kind, guess in guesses)


def _syllables(parts: list[QueryToken]) -> Iterator[QueryToken]:
    """Latin words beside Chinese ones, each run as one token: a name in pinyin (mao ning 会议)."""
    if not any(HAN_CHARACTER.search(token.text) for token in parts):
        return
    for latin, run in itertools.groupby(parts, lambda token: token.text.isascii()):
        tokens = list(run)
        text = " ".join(token.text for token in tokens)
        if latin and len(tokens) > 1 and len(text) == tokens[-1].end - tokens[0].start:
            yield dataclasses.replace(tokens[0], text=text, end=tokens[-1].end)


def _guesses(index: Index, words: Vocabulary, token: QueryToken) -> list[Guess]:
    return list(itertools.islice(corrections(index, words, fold(token.text)), GUESSES_PER_PART))


def _values(index: Index, text: str, tokens: list[QueryToken]) -> Iterator[Guess]:
    """The line with a value of the field that is spelt nearly as the first token says.

    Further tokens are words that may belong to the value: source:Whte House.
    """
    name, *rest = tokens
    value = list(itertools.takewhile(lambda token: token.kind in _WORDS, rest))
    if value and value[0].kind is TokenKind.QUOTED:
        value = value[:1]
    for count in range(len(value), 0, -1):
        written = " ".join(token.text for token in value[:count])
        hosts = _hosts(index, written) if name.value == "site" else []
        if not hosts and values_containing(index, name.value, written):
            return
        nearest = hosts or nearest_values(index, name.value, written)
        if nearest:
            end = value[count - 1].end
            for near in nearest:
                yield SuggestionKind.SPELLING, text[: name.end] + as_typed(near) + text[end:]
            return


def _hosts(index: Index, address: str) -> list[str]:
    """The host of an address that no report has: gov.cn for gov.cn/zhengce."""
    host = host_of(address)
    return [host] if host and host != address and values_containing(index, "site", host) else []


def words_only(text: str) -> bool:
    """Whether a line consists of words, without operators, quotation marks and fields.

    Those of other systems count too: title : rice or source = "Tide".
    """
    return all(token.kind is TokenKind.TEXT for token in in_our_syntax(tokens_of(text)))


def words_or_quotations(text: str) -> bool:
    """Whether a line has no operators and no fields."""
    return all(token.kind in _WORDS for token in in_our_syntax(tokens_of(text)))


def plain_parts(text: str) -> Iterator[QueryToken]:
    """Words and quotations of a line that are neither excluded nor the value of a field."""
    before = None
    for token in tokens_of(text):
        value = before is not None and (
            before.kind is TokenKind.NOT
            or (before.kind is TokenKind.FIELD and before.value not in ("title", "body"))
        )
        if token.kind in _WORDS and not value:
            yield token
        before = token


def filtered_words(text: str) -> QueryToken | None:
    """The words of a line that has fields with values besides, as one token; None for others.

    The words stand together, before or after the fields.
    """
    tokens = tokens_of(text)
    fields = [at for at, token in enumerate(tokens) if token.kind is TokenKind.FIELD]
    values = {at + 1 for at in fields}
    words = [at for at in range(len(tokens)) if at not in fields and at not in values]
    kinds = {tokens[at].kind for at in words}
    together = words and words[-1] - words[0] == len(words) - 1
    if not (fields and together and kinds == {TokenKind.TEXT}):
        return None
    if any(tokens[at].value not in (*KEYWORD_FIELDS, "date") for at in fields):
        return None
    first, last = tokens[words[0]], tokens[words[-1]]
    return dataclasses.replace(first, text=text[first.start : last.end], end=last.end)


def with_part(text: str, token: QueryToken, guess: str) -> str:
    """The line with another text of the token; its quotation marks stay."""
    if token.kind is TokenKind.QUOTED:
        start = text.find(token.text, token.start, token.end)
        if start < 0:  # "climate chang"*, whose star is read as inside
            return f'{text[: token.start]}"{guess}"{text[token.end :]}'
    else:
        start, guess = token.start, f'"{guess}"' if " " in guess else guess
    return text[:start] + guess + text[start + len(token.text) :]
