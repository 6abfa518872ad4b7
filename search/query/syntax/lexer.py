"""The lexer: splits a query line into tokens (quotes, brackets, operators, field names, text).

A character and its neighbours decide its token, so one pass of one regular expression is enough.
Chinese and English punctuation means the same. Positions are code points.
"""

import functools
import re
import unicodedata
from dataclasses import dataclass, replace

from index.text.fold import HAN, HAN_CHARACTER, fold
from index.text.function_words import FUNCTION_WORDS
from index.text.lazy_pattern import lazy_pattern
from search.query.syntax.field_names import ANYWHERE, MAX_FIELD_NAME_CHARS, field_names
from search.query.syntax.operators import (
    HEADLINE_WORDS,
    SCOPES,
    SMALL_OPERATORS,
    WORD_OPERATORS,
    TokenKind,
    proximity_limit,
)
from search.query.syntax.written_units import (
    CITING_WORD,
    COPIED_MARKUP,
    COURT_NUMBER,
    DOCUMENT_NUMBER,
    MIXED_NUMBER,
    SINGLE_QUOTED,
    STATUTE_ITEM,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryToken:
    """A token and its range in the query line; `text` is without quotes.

    `glued`: no white space precedes it. `value` depends on the kind: the name of the field, or the
    distance ("5", analysis.SENTENCE or PARAGRAPH) after `~` and of PROXIMITY. `punctuation`: the
    quotes are marks of Chinese prose. `optional`: it only asks for reports (see `asking_words`).
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    glued: bool
    value: str = ""
    punctuation: bool = False
    optional: bool = False


DATE_SIDES = ("after", "before", "since", "until")
"""Words before a colon and a year that ask for one side of a date: after:2023."""
_BEFORE_HAN = frozenset({"both", "either"})

_CAPITALS = re.compile(
    r"(?<!\w)(?:A|AN|THE|OF|IN|ON|TO|BY|FOR|FROM|WITH|AT|IS|ARE|AS|ITS?"
    r"|BETWEEN|INVOLVING|OVER|AFTER|UNDER)(?!\w)"
)
"""Function words of a sentence in capitals, in which OR is a word and not an operator."""

_IN_CAPITALS = re.compile(r"(?<!\w)(?!(?:AND|OR|NOT)(?!\w))[A-Z]{3,}(?!\w)")
FULL_WORDS = 5
"""Words of at least three letters that, with one function word, make a sentence in capitals."""

_LATIN = re.compile("[A-Za-z]+")
_LETTERS = re.compile(r"(?<!\w)(?!AND(?!\w))[A-Z]+(?!\w)")
TITLE_WORDS = 4
"""Words besides AND that, with a function word among them, make a title in capitals."""

_LAST_CHARACTERS = frozenset("号级型案系版奖杯")
"""Characters with which names of ships, types, cases and prizes end."""
_YEAR_ASKED = re.compile(r"\w{0,20}\d[?？]")
CACHED_LINES = 16
"""Lines that were read last: a page reads its own line ten times."""
MIN_ASKED_WORDS = 3
"""Words of a question, one of which is a function word."""
_DOUBLE = '"“”„‟＂〝〞'
_PROSE_MARKS = "“「『《〈"
_SPACE = r"\s"
_TOKEN = lazy_pattern(
    rf"(?P<space>[{_SPACE}]+|{COPIED_MARKUP})"
    r"|(?P<quoted>\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|〈[^〉]*〉|«[^»]*»"
    rf"|[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}])"
    rf"(?:(?P<star>[*＊](?!\w))|(?P<near>[~～](?:\d{{1,3}}(?!\w)|[A-Za-z]+|同?[句段])))?"
    rf"|(?P<label>(?<![^{_SPACE}(（])[^\W\d_]{{2,{MAX_FIELD_NAME_CHARS}}}%?[=＝])(?=['‘’])"
    r"|(?<=[=＝])(?P<value>['‘’][^'‘’]{1,80}['‘’])"
    r"|(?<![^\s(（])(?P<around>AROUND[(（]\d{1,2}[)）])"
    rf"|(?P<citing>{CITING_WORD}(?={DOCUMENT_NUMBER}))"
    rf"|(?P<case>(?<![^\s(（:：,，、])(?:{COURT_NUMBER}|{MIXED_NUMBER})"
    rf"|{DOCUMENT_NUMBER}|{STATUTE_ITEM})(?:(?<=[号號])文件?(?![{HAN}]))?"
    rf"|(?P<single>{SINGLE_QUOTED})"
    r"|(?P<phone>(?<![^\s:：])[(（]\+?\d{2,4}[)）][ -]?\d{3,4}[ -]?\d{4}(?![\w-]))"
    r"|(?P<open>[(（])|(?P<close>[)）])"
    rf"|(?P<stray>[{_DOUBLE}「」『』《》〈〉«»])"
    rf"|(?P<text>(?:(?!{STATUTE_ITEM}|{COPIED_MARKUP})[^{_SPACE}{_DOUBLE}「」『』《》〈〉«»()（）])+)"
)
_FIELD = re.compile(rf"([^\W\d_]{{2,{MAX_FIELD_NAME_CHARS}}})(?:[:：]|%?[=＝](?![\s=＝]))")
_BARS = re.compile(r"(\|{1,2}|｜{1,2}|&&|＆＆)")
MINUS = "-－−﹣‐‑–!！"
"""Signs that exclude the word after them; word processors turn a hyphen into a dash."""
_SIGN = re.compile(rf"[{MINUS}+＋](?=[^\W\d])|[{MINUS}+＋]$")


def tokens_of(text: str) -> list[QueryToken]:
    """The tokens of a query line in order. With the white space they make up the whole line."""
    return list(_tokens(text))


@functools.lru_cache(maxsize=CACHED_LINES)
def _tokens(text: str) -> tuple[QueryToken, ...]:
    tokens: list[QueryToken] = []
    glued = False
    for piece in _TOKEN.finditer(text):
        if piece.lastgroup == "space":
            glued = False
            continue
        tokens.extend(_read(piece, glued=glued))
        glued = True
    tokens = _with_last_character(_with_brackets(tokens, text))
    if _all_capitals(text) or _is_title(tokens, text):
        return tuple(_words_of_capitals(tokens))
    return tuple(_small_operators(_asked(tokens)))


def _small_operators(tokens: list[QueryToken]) -> list[QueryToken]:
    """Read and, or, not between Chinese words as operators, since they are no words there.

    So is “but not”, and “both” or “either” before the first of the words says no more.
    """
    result: list[QueryToken] = []
    for at, token in enumerate(tokens):
        small = _small(token, tokens[at - 1 : at], tokens[at + 1 : at + 2])
        word = token.text.lower()
        pair = tokens[at + 1 : at + 3]
        if small is not None:
            result.append(replace(token, kind=small))
        elif word == "but" and len(pair) == 2 and _small(pair[0], tokens[at - 1 : at], pair[1:]):
            result.append(replace(pair[0], kind=TokenKind.NOT))
        elif word == "not" and at and tokens[at - 1].text.lower() == "but" and result:
            if result[-1].kind is not TokenKind.NOT:
                result.append(token)
        elif (
            word not in _BEFORE_HAN or len(pair) < 2 or not _small(pair[1], pair, tokens[at + 3 :])
        ):
            result.append(token)
    return result


def _small(
    token: QueryToken, before: list[QueryToken], after: list[QueryToken]
) -> TokenKind | None:
    """The operator that a small and, or, not is between two Chinese words; None for a word."""
    if token.kind is not TokenKind.TEXT or not before or not after:
        return None
    beside = HAN_CHARACTER.match(before[0].text[-1:]) and HAN_CHARACTER.match(after[0].text[:1])
    return SMALL_OPERATORS.get(token.text.lower()) if beside else None


def _asked(tokens: list[QueryToken]) -> list[QueryToken]:
    """The tokens without the mark that ends a question, as in “How many jobs came in 1996?”.

    After a number alone it is a wildcard: 199?
    """
    if not tokens or tokens[-1].kind is not TokenKind.TEXT or len(tokens) < MIN_ASKED_WORDS:
        return tokens
    last = tokens[-1]
    if not _YEAR_ASKED.fullmatch(last.text):
        return tokens
    if not any(token.text.lower() in FUNCTION_WORDS for token in tokens[:-1]):
        return tokens
    return [*tokens[:-1], replace(last, text=last.text[:-1], end=last.end - 1)]


def _with_brackets(tokens: list[QueryToken], text: str) -> list[QueryToken]:
    """Join brackets inside a field's value to it: 来源:人民日报（海外版）."""
    kinds = (TokenKind.TEXT, TokenKind.OPEN, TokenKind.CLOSE)
    joined: list[QueryToken] = []
    for token in tokens:
        value = len(joined) > 1 and joined[-2].kind is TokenKind.FIELD
        inside = value and joined[-1].kind is TokenKind.TEXT and token.glued and token.kind in kinds
        if inside and (token.kind is not TokenKind.CLOSE or _opens(joined[-1].text)):
            joined[-1] = replace(joined[-1], text=text[joined[-1].start : token.end], end=token.end)
        else:
            joined.append(token)
    return joined


def _with_last_character(tokens: list[QueryToken]) -> list[QueryToken]:
    """Join the last character of a name to its part in marks of Chinese prose: “奋斗者”号."""
    joined: list[QueryToken] = []
    for token in tokens:
        before = joined[-1] if joined else None
        last = token.kind is TokenKind.TEXT and token.glued and token.text in _LAST_CHARACTERS
        if before is not None and before.punctuation and last:
            joined[-1] = replace(before, text=before.text + token.text, end=token.end)
        else:
            joined.append(token)
    return joined


def _opens(text: str) -> bool:
    """Whether a bracket is open at the end of a text."""
    return sum(text.count(mark) for mark in "(（") > sum(text.count(mark) for mark in ")）")


def _all_capitals(text: str) -> bool:
    """Whether a line is an English sentence in capitals: TALKS OR A MEETING OF THE WEST.

    It has two function words, or one and FULL_WORDS other words besides the operators.
    """
    if text != text.upper():
        return False
    small = len(_CAPITALS.findall(text))
    return small > 1 or (small == 1 and len(_IN_CAPITALS.findall(text)) >= FULL_WORDS)


def _is_title(tokens: list[QueryToken], text: str) -> bool:
    """Whether a line in capitals has AND as a headline has it: TALKS AND MEETING OF PARTIES.

    It has no marks and no other operator. AND as a word asks for the same reports, so this needs
    fewer words than OR and NOT do.
    """
    plain = all(token.kind in (TokenKind.TEXT, TokenKind.AND) for token in tokens)
    if not plain or text != text.upper():
        return False
    return bool(_CAPITALS.search(text)) and len(_LETTERS.findall(text)) >= TITLE_WORDS


def _words_of_capitals(tokens: list[QueryToken]) -> list[QueryToken]:
    """Turn AND, OR and NOT into ordinary words, for a sentence in capitals."""
    spelt = (TokenKind.AND, TokenKind.OR, TokenKind.NOT, TokenKind.PROXIMITY)
    return [
        replace(token, kind=TokenKind.TEXT, value="")
        if token.kind in spelt and token.text.isalpha()
        else token
        for token in tokens
    ]


def _read(piece: re.Match[str], *, glued: bool) -> list[QueryToken]:
    start, end = piece.span()
    if piece["quoted"] is not None:
        near = (piece["near"] or " ")[1:]
        value = near if near.isdigit() else SCOPES.get(near.lower(), "")
        mark, inside = piece["quoted"][0], piece["quoted"][1:-1] + (piece["star"] or "")
        token = _token(TokenKind.QUOTED, inside, (start, end), glued=glued, value=value)
        return [replace(token, punctuation=mark in _PROSE_MARKS)]
    if any(piece[name] is not None for name in ("case", "value", "single")):
        text = piece["case"] if piece["case"] is not None else piece[0][1:-1]
        return [_token(TokenKind.QUOTED, text, (start, end), glued=glued)]
    if piece["around"] is not None:
        value = "".join(filter(str.isdecimal, piece["around"]))
        return [_token(TokenKind.PROXIMITY, piece[0], (start, end), glued=glued, value=value)]
    if piece["text"] is not None or piece["label"] is not None:
        return _chunk(piece[0], start, piece, glued=glued)
    if piece["phone"] is not None or piece["citing"] is not None:
        return [_token(TokenKind.TEXT, piece[0], (start, end), glued=glued)]
    kind = {"open": TokenKind.OPEN, "close": TokenKind.CLOSE}.get(
        piece.lastgroup or "", TokenKind.STRAY
    )
    return [_token(kind, piece[0], (start, end), glued=glued)]


def _token(
    kind: TokenKind, text: str, span: tuple[int, int], *, glued: bool, value: str = ""
) -> QueryToken:
    return QueryToken(kind=kind, text=text, start=span[0], end=span[1], glued=glued, value=value)


def _chunk(text: str, start: int, piece: re.Match[str], *, glued: bool) -> list[QueryToken]:
    """The tokens of a run without white space: an operator, or signs and fields, then text."""
    kind, value = _operator(text, piece.string)
    before = piece.string[start - 1] if glued else " "
    first = before in "(（" and kind is TokenKind.NOT
    if kind is not TokenKind.TEXT and (before in " )）" or first or not text.isalpha()):
        return [_token(kind, text, (start, start + len(text)), glued=glued, value=value)]
    if (
        (not glued or piece.string[start - 1] in "(（:：")
        and (parts := _BARS.split(text))[2:]
        and all(parts)
    ):
        return _barred(parts, start, piece)
    tokens: list[QueryToken] = []
    rest = text
    while rest:
        at = start + len(text) - len(rest)
        token = _sign_or_field(rest, at, piece.string, glued=glued and not tokens)
        if token is None:
            tokens.append(
                _token(TokenKind.TEXT, rest, (at, start + len(text)), glued=glued or bool(tokens))
            )
            break
        tokens.append(token)
        rest = rest[len(token.text) :]
    return tokens


def _operator(text: str, line: str) -> tuple[TokenKind, str]:
    """The kind and value of an operator, in letters of any width and script; TEXT for a word."""
    name = unicodedata.normalize("NFKC", text)
    if not name.isascii():
        name = fold(name)
    if name in HEADLINE_WORDS and _is_headline(line):
        return TokenKind.TEXT, ""
    if name in WORD_OPERATORS:
        return WORD_OPERATORS[name]
    limit = proximity_limit(name)
    return (TokenKind.PROXIMITY, limit) if limit else (TokenKind.TEXT, "")


def _is_headline(line: str) -> bool:
    """Whether a line has Latin words besides such operators, all in capitals: OIL NEAR HIGH."""
    words = [word for word in _LATIN.findall(line) if word not in HEADLINE_WORDS]
    return bool(words) and all(map(str.isupper, words))


def _barred(parts: list[str], start: int, piece: re.Match[str]) -> list[QueryToken]:
    """Words with bars between them (农村|物流), which are OR, or with &&, which is AND."""
    tokens: list[QueryToken] = []
    for at, part in enumerate(parts):
        if at % 2:
            kind = TokenKind.AND if part in ("&&", "＆＆") else TokenKind.OR
            tokens.append(_token(kind, part, (start, start + len(part)), glued=True))
        else:
            tokens.extend(_chunk(part, start, piece, glued=False))
        start += len(part)
    return _alternatives(tokens)


def _alternatives(tokens: list[QueryToken]) -> list[QueryToken]:
    """The tokens with brackets around the values of a field: 来源:晨报|晚报."""
    fields = [token.kind is TokenKind.FIELD for token in tokens]
    if not fields[0] or any(fields[1:]):
        return tokens
    first, last = tokens[0].end, tokens[-1].end
    opening = _token(TokenKind.OPEN, "(", (first, first), glued=True)
    return [tokens[0], opening, *tokens[1:], _token(TokenKind.CLOSE, ")", (last, last), glued=True)]


def _sign_or_field(rest: str, at: int, line: str, *, glued: bool) -> QueryToken | None:
    """The sign or field name at the beginning of `rest`; None if text begins there."""
    if field := _FIELD.match(rest):
        name = field_names().get(fold(field[1]))
        if not name and fold(field[1]) in DATE_SIDES and rest[field.end() :][:1].isdecimal():
            name = "date"
        if name == ANYWHERE:
            return _token(TokenKind.PLUS, field[0], (at, at + field.end()), glued=glued)
        if name:
            return _token(
                TokenKind.FIELD, field[0], (at, at + field.end()), glued=glued, value=name
            )
    sign = _SIGN.match(rest) if not glued or line[at - 1] in "(（:：" else None
    if sign and (sign.end() < len(rest) or line[at + 1 : at + 2] in tuple(_DOUBLE + "「『《(（")):
        kind = TokenKind.PLUS if sign[0] in "+＋" else TokenKind.NOT
        return _token(kind, sign[0], (at, at + 1), glued=glued)
    return None
