"""The operators of a query line: the words and signs of each, and what they say of distances."""

import enum
import re
from types import MappingProxyType

from index.text.analysis import PARAGRAPH, SENTENCE


class TokenKind(enum.Enum):
    """The kind of a token: TEXT and QUOTED are words, the others are operators and brackets."""

    TEXT = "text"
    QUOTED = "quoted"
    OPEN = "open"
    CLOSE = "close"
    AND = "and"
    OR = "or"
    NOT = "not"
    PLUS = "plus"
    FIELD = "field"
    PROXIMITY = "proximity"
    STRAY = "stray"


WORD_OPERATORS = MappingProxyType(
    {
        "AND": (TokenKind.AND, ""),
        "&&": (TokenKind.AND, ""),
        "且": (TokenKind.AND, ""),
        "并且": (TokenKind.AND, ""),
        "并含": (TokenKind.AND, ""),
        "OR": (TokenKind.OR, ""),
        "|": (TokenKind.OR, ""),
        "||": (TokenKind.OR, ""),
        "或": (TokenKind.OR, ""),
        "或者": (TokenKind.OR, ""),
        "或含": (TokenKind.OR, ""),
        "BUT": (TokenKind.AND, ""),
        "NOT": (TokenKind.NOT, ""),
        "ANDNOT": (TokenKind.NOT, ""),
        "非": (TokenKind.NOT, ""),
        "不含": (TokenKind.NOT, ""),
        "SENTENCE": (TokenKind.PROXIMITY, SENTENCE),
        "同句": (TokenKind.PROXIMITY, SENTENCE),
        "PARAGRAPH": (TokenKind.PROXIMITY, PARAGRAPH),
        "同段": (TokenKind.PROXIMITY, PARAGRAPH),
        "SAME": (TokenKind.PROXIMITY, PARAGRAPH),
    }
)
"""The kind of token for each word, and the value of the token."""
SMALL_OPERATORS = MappingProxyType({"and": TokenKind.AND, "or": TokenKind.OR, "not": TokenKind.NOT})
"""Words that are operators only beside brackets or between Chinese words."""
NEAR_DISTANCE = "10"
"""Words between two words joined by NEAR without a number."""
NEAR_WORDS = frozenset({"NEAR"})
"""Operators that may have a distance."""
HEADLINE_WORDS = NEAR_WORDS | {"SAME"}
"""Operators that are words in a headline: OIL NEAR RECORD HIGH."""
_DISTANCE = re.compile(
    rf"(?P<near>{'|'.join(NEAR_WORDS)}):?(?P<number>\d{{1,2}})?|ADJ(?P<adjacent>\d{{1,2}})"
    rf"|(?:{'|'.join(NEAR_WORDS)}|onear|w|pre|within)/(?P<limit>\d{{1,2}}|[sp])",
    re.IGNORECASE,
)
"""NEAR, NEAR/5, and operators of other databases: ADJ5, pre/5, w/5, w/s; in any order here."""
SCOPES = MappingProxyType(
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
"""The scope for each of its names behind `~` or a stroke."""
_SCOPE_OPERATORS = MappingProxyType({SENTENCE: "SENTENCE", PARAGRAPH: "PARAGRAPH"})


def proximity_limit(word: str) -> str:
    """The limit that an operator with a distance says, a number or a scope; "" for other words."""
    match = _DISTANCE.fullmatch(word)
    if match is None or (word.isalpha() and word not in NEAR_WORDS):
        return ""
    limit = match["number"] or match["adjacent"] or match["limit"] or NEAR_DISTANCE
    return SCOPES.get(limit.lower(), limit)


def proximity_operator(limit: str) -> str:
    """The operator of a ProximityNode with this limit."""
    return _SCOPE_OPERATORS.get(limit) or f"NEAR/{limit}"


def limit_width(limit: str) -> tuple[int, int]:
    """What orders limits by their width: distances, then a sentence, then a paragraph."""
    scopes = list(_SCOPE_OPERATORS)
    return (scopes.index(limit) + 1, 0) if limit in scopes else (0, int(limit))
