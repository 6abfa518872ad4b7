"""The query line cut into lexemes: quotes, brackets, operators, field names and plain chunks.

Everything is decided by a character's own look and its neighbours, so that one pass of one
regular expression is enough. Chinese and English marks mean the same; positions are code points.
"""

import enum
import re
from dataclasses import dataclass, replace
from types import MappingProxyType

from index.fields import QUERY_FIELDS
from index.text.analysis import PARAGRAPH, SENTENCE
from index.text.fold import fold


class TokenKind(enum.Enum):
    """What a lexeme is; TEXT and QUOTED carry words, the others say how they belong together."""

    TEXT = "text"
    QUOTED = "quoted"
    OPEN = "open"
    CLOSE = "close"
    AND = "and"
    OR = "or"
    NOT = "not"
    PLUS = "plus"
    FIELD = "field"
    TOGETHER = "together"
    STRAY = "stray"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A lexeme with its place in the query line; `text` is what is inside, without its marks.

    `glued` says that no white space stands before it. `value` is what the mark says: the field's
    name, the distance after `~` ("5", or one of analysis.SENTENCE and PARAGRAPH), the mark of
    TOGETHER.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    glued: bool
    value: str = ""


FIELD_NAMES = {fold(name): field for field, names in QUERY_FIELDS.items() for name in names}
_WORDS = MappingProxyType(
    {
        "AND": (TokenKind.AND, ""),
        "&&": (TokenKind.AND, ""),
        "且": (TokenKind.AND, ""),
        "并且": (TokenKind.AND, ""),
        "OR": (TokenKind.OR, ""),
        "|": (TokenKind.OR, ""),
        "||": (TokenKind.OR, ""),
        "或": (TokenKind.OR, ""),
        "或者": (TokenKind.OR, ""),
        "NOT": (TokenKind.NOT, ""),
        "非": (TokenKind.NOT, ""),
        "SENTENCE": (TokenKind.TOGETHER, SENTENCE),
        "同句": (TokenKind.TOGETHER, SENTENCE),
        "PARAGRAPH": (TokenKind.TOGETHER, PARAGRAPH),
        "同段": (TokenKind.TOGETHER, PARAGRAPH),
    }
)
_SCOPES = MappingProxyType(
    {
        "s": SENTENCE,
        "sentence": SENTENCE,
        "句": SENTENCE,
        "同句": SENTENCE,
        "p": PARAGRAPH,
        "paragraph": PARAGRAPH,
        "段": PARAGRAPH,
        "同段": PARAGRAPH,
    }
)

_CAPITALS = re.compile(
    r"(?<!\w)(?:A|AN|THE|OF|IN|ON|TO|BY|FOR|FROM|WITH|AT|IS|ARE|AS|ITS?"
    r"|BETWEEN|INVOLVING|OVER|AFTER|UNDER)(?!\w)"
)
"""Small words that show a line to be a sentence in capitals, in which OR is a word like them."""

_IN_CAPITALS = re.compile(r"(?<!\w)(?!(?:AND|OR|NOT)(?!\w))[A-Z]{3,}(?!\w)")
FULL_WORDS = 5
"""Words of three letters and more that make a line in capitals a sentence, beside a small one."""

_DOUBLE = '"“”„‟＂〝〞'
_SPACE = r"\s"
_LEXEME = re.compile(
    rf"(?P<space>[{_SPACE}]+)"
    r"|(?P<quoted>\"[^\"]*\"|“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|〈[^〉]*〉|«[^»]*»"
    rf"|[{_DOUBLE}][^{_DOUBLE}]*[{_DOUBLE}])(?P<near>[~～](?:\d{{1,3}}(?!\w)|[A-Za-z]+|同?[句段]))?"
    r"|(?P<open>[(（])|(?P<close>[)）])"
    rf"|(?P<stray>[{_DOUBLE}「」『』《》〈〉«»])"
    rf"|(?P<text>[^{_SPACE}{_DOUBLE}「」『』《》〈〉«»()（）]+)"
)
_FIELD = re.compile(r"([^\W\d_]{2,8})[:：]")
_BARS = re.compile(r"(\|{1,2}|｜)")
_SIGN = re.compile(r"[-－+＋!！](?=[^\W\d])|[-－+＋!！]$")


def tokens_of(text: str) -> list[Token]:
    """The lexemes of a query line in their order; together with white space they are all of it."""
    found: list[Token] = []
    glued = False
    for piece in _LEXEME.finditer(text):
        if piece.lastgroup == "space":
            glued = False
            continue
        found.extend(_read(piece, glued=glued))
        glued = True
    found = _with_brackets(found, text)
    return _words_of_capitals(found) if _all_capitals(text) else found


def _with_brackets(found: list[Token], text: str) -> list[Token]:
    """Brackets inside a field's value belong to it: 来源:人民日报（海外版）."""
    kinds = (TokenKind.TEXT, TokenKind.OPEN, TokenKind.CLOSE)
    made: list[Token] = []
    for token in found:
        value = len(made) > 1 and made[-2].kind is TokenKind.FIELD
        inside = value and made[-1].kind is TokenKind.TEXT and token.glued and token.kind in kinds
        if inside and (token.kind is not TokenKind.CLOSE or _opens(made[-1].text)):
            made[-1] = replace(made[-1], text=text[made[-1].start : token.end], end=token.end)
        else:
            made.append(token)
    return made


def _opens(text: str) -> bool:
    """Whether a bracket is open at the end of a text."""
    return sum(text.count(mark) for mark in "(（") > sum(text.count(mark) for mark in ")）")


def _all_capitals(text: str) -> bool:
    """Whether a line is an English sentence in capitals: TALKS OR A MEETING OF THE WEST.

    Two small words show that, or one where there are five words besides it and the operators.
    """
    if text != text.upper():
        return False
    small = len(_CAPITALS.findall(text))
    return small > 1 or (small == 1 and len(_IN_CAPITALS.findall(text)) >= FULL_WORDS)


def _words_of_capitals(found: list[Token]) -> list[Token]:
    """AND, OR and NOT as the words that they are in a sentence in capitals."""
    spelt = (TokenKind.AND, TokenKind.OR, TokenKind.NOT, TokenKind.TOGETHER)
    return [
        replace(one, kind=TokenKind.TEXT, value="")
        if one.kind in spelt and one.text.isalpha()
        else one
        for one in found
    ]


def _read(piece: re.Match[str], *, glued: bool) -> list[Token]:
    start, end = piece.span()
    if piece["quoted"] is not None:
        near = (piece["near"] or " ")[1:]
        value = near if near.isdigit() else _SCOPES.get(near.lower(), "")
        inside = piece["quoted"][1:-1]
        return [_one(TokenKind.QUOTED, inside, (start, end), glued=glued, value=value)]
    if piece["text"] is not None:
        return _chunk(piece["text"], start, piece, glued=glued)
    kind = {"open": TokenKind.OPEN, "close": TokenKind.CLOSE}.get(
        piece.lastgroup or "", TokenKind.STRAY
    )
    return [_one(kind, piece[0], (start, end), glued=glued)]


def _one(
    kind: TokenKind, text: str, span: tuple[int, int], *, glued: bool, value: str = ""
) -> Token:
    return Token(kind=kind, text=text, start=span[0], end=span[1], glued=glued, value=value)


def _chunk(text: str, start: int, piece: re.Match[str], *, glued: bool) -> list[Token]:
    """A run without white space, quotes and brackets: an operator, or signs, fields, then text."""
    operator = "|" if text == "｜" else text
    if operator in _WORDS and (not glued or piece.string[start - 1] in ")）" or not text.isalpha()):
        kind, value = _WORDS[operator]
        return [_one(kind, text, (start, start + len(text)), glued=glued, value=value)]
    if (
        (not glued or piece.string[start - 1] in "(（:：")
        and (parts := _BARS.split(text))[2:]
        and all(parts)
    ):
        return _barred(parts, start, piece)
    found: list[Token] = []
    rest = text
    while rest:
        at = start + len(text) - len(rest)
        lexeme = _mark(rest, at, piece.string, glued=glued and not found)
        if lexeme is None:
            found.append(
                _one(TokenKind.TEXT, rest, (at, start + len(text)), glued=glued or bool(found))
            )
            break
        found.append(lexeme)
        rest = rest[len(lexeme.text) :]
    return found


def _barred(parts: list[str], start: int, piece: re.Match[str]) -> list[Token]:
    """Words with bars between them: 农村|物流."""
    found: list[Token] = []
    for at, part in enumerate(parts):
        if at % 2:
            found.append(_one(TokenKind.OR, part, (start, start + len(part)), glued=True))
        else:
            found.extend(_chunk(part, start, piece, glued=False))
        start += len(part)
    return found


def _mark(rest: str, at: int, line: str, *, glued: bool) -> Token | None:
    """A sign or a field name at the beginning of a chunk, None where its text begins."""
    if field := _FIELD.match(rest):
        name = FIELD_NAMES.get(fold(field[1]))
        if name:
            return _one(TokenKind.FIELD, field[0], (at, at + field.end()), glued=glued, value=name)
    sign = _SIGN.match(rest) if not glued or line[at - 1] in "(（:：" else None
    if sign and (sign.end() < len(rest) or line[at + 1 : at + 2] in tuple(_DOUBLE + "「『《(（")):
        kind = TokenKind.PLUS if sign[0] in "+＋" else TokenKind.NOT
        return _one(kind, sign[0], (at, at + 1), glued=glued)
    return None
