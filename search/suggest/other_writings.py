"""Other notations of a line: 1000吨 for 一千吨, 1000000 for 100万, 三季度 for Q3, labor, Muller.

Also Japanese forms that are Chinese characters of their own, 芸術 for 艺术.
"""

import re
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType

from index.text.fold import HAN, canonical, fold
from index.text.lazy_pattern import lazy_pattern
from search.suggest.english_writings import english_writings
from search.suggest.equivalents import equivalents
from search.suggest.irregular_forms import irregular_forms
from search.suggest.number_notations import number_notations
from search.suggest.replacement import replaced

_NUMERALS = "〇一二三四"
_ORDINALS = ("first", "second", "third", "fourth")
_QUARTER = re.compile(
    r"(?<![a-z0-9])q([1-4])(?![0-9])|第?([一二三四1-4])季度"
    r"|(?<![a-z])(first|second|third|fourth) quarter(?![a-z])"
    r"|(?<![0-9])([1-4])(?:st|nd|rd|th) quarter(?![a-z])"
)
_HALVES = (("上半年", "H1", "first half"), ("下半年", "H2", "second half"))
_HALF = re.compile(r"(?<![a-z0-9])h[12](?![a-z0-9])|[上下]半年|(?<![a-z])(?:first|second) half")
"""A half of a year in each of its writings."""
_FOREIGN_OPERATOR = re.compile(
    r"(?<=\w )(?:[Ww](?P<ordered>\d{1,2})|[Nn](?P<near>\d{1,2})|(?P<first>\d{1,2})W"
    r"|(?P<beside>\d{1,2})[DN]|(?P<scope>same|[SP]))(?= \w)"
)
"""Operators of other systems that are words here: W5 and N5 (Gale, EBSCO), 5W, 5D, S and P."""
_PLUS = lazy_pattern(rf"(?<=[{HAN}] )[+＋](?= [{HAN}])")
"""The OR of Chinese databases."""
_SCOPES = MappingProxyType({"S": "SENTENCE", "P": "PARAGRAPH", "same": "PARAGRAPH"})
_CUT_WORD = re.compile(r"(?<=[A-Za-z]{3})[!$](?!\S)")
_WORD = re.compile(r"[a-z]{4,}")
_SPELLINGS = (
    *(("our", "or"), ("isation", "ization"), ("ise", "ize"), ("ising", "izing"), ("ised", "ized")),
    *(("yse", "yze"), ("ysed", "yzed"), ("tre", "ter"), ("bre", "ber"), ("ence", "ense")),
    *(("ogue", "og"), ("lled", "led"), ("lling", "ling"), ("ller", "ler"), ("amme", "am")),
    *(("sulphur", "sulfur"), ("plough", "plow"), ("mould", "mold"), ("storey", "story")),
    *(("jewellery", "jewelry"), ("sceptic", "skeptic"), ("manoeuvre", "maneuver")),
    *(("aeroplane", "airplane"), ("fulfil", "fulfill"), ("skilful", "skillful")),
    *(("grey", "gray"), ("tyre", "tire"), ("cheque", "check"), ("aluminium", "aluminum")),
)
"""British and American endings. The caller drops spellings that no report contains."""


_JAPANESE = ("芸艺", "弁辩", "弁辨", "弁瓣", "欠缺", "糸丝", "缶罐", "予预", "予豫")
"""Characters that Japanese writes for another one, and that Chinese has too, each with that one."""
_HAN_PAIR = lazy_pattern(rf"[{HAN}]{{2}}")
_VOWEL = re.compile(r"(?<=[b-df-hj-np-tv-z])([aou])e(?=[b-df-hj-np-tv-z])")
"""The vowel with an e that stands for an umlaut: Mueller, Schroeder."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def other_writings(text: str) -> Iterator[str]:
    """A line, folded, with one number, quarter or word in another notation."""
    line = fold(text).strip()
    yield from _quarters(line)
    yield from _halves(line)
    yield from number_notations(line)
    yield from equivalents(line)
    yield from british_or_american(line)
    yield from irregular_forms(line)
    yield from english_writings(line)
    yield from _umlauts(text, line)
    yield from _japanese(line)


def with_operators(text: str) -> Iterator[str]:
    """The line with an operator of another system between two words as one of ours."""
    for pattern, own in ((_FOREIGN_OPERATOR, _own_operator), (_PLUS, lambda _: "OR")):
        if (line := pattern.sub(own, text)) != text:
            yield line


def _own_operator(operator: re.Match[str]) -> str:
    if scope := operator["scope"]:
        return _SCOPES[scope]
    ordered = operator["ordered"] or operator["first"]
    return f"ADJ{ordered}" if ordered else f"NEAR/{operator['near'] or operator['beside']}"


def with_wildcards(text: str) -> Iterator[str]:
    """The line with the signs by which other systems cut words as ours: bann! and bann$."""
    if (line := _CUT_WORD.sub("*", text)) != text:
        yield line


def _quarters(line: str) -> Iterator[str]:
    quarter = _QUARTER.search(line)
    if quarter is None:
        return
    number = next(filter(None, quarter.groups()))
    if number.isdecimal():
        at = int(number)
    else:
        at = (*_ORDINALS, *_NUMERALS[1:]).index(number) % len(_ORDINALS) + 1
    words = f"{_ORDINALS[at - 1]} quarter"
    for text in (f"第{_NUMERALS[at]}季度", f"{_NUMERALS[at]}季度", f"Q{at}", words):
        if text.lower() != quarter[0]:
            yield line[: quarter.start()] + text + line[quarter.end() :]


def _halves(line: str) -> Iterator[str]:
    half = _HALF.search(line)
    for names in _HALVES if half else ():
        if half and half[0] in map(str.lower, names):
            yield from (replaced(line, half, name) for name in names if name.lower() != half[0])


def british_or_american(line: str) -> Iterator[str]:
    """A folded line with one of its words as it is spelt on the other side of the ocean."""
    for word in _WORD.finditer(line):
        for british, american in _SPELLINGS:
            for old, new in ((british, american), (american, british)):
                if word[0].endswith((old, f"{old}s")):
                    stop = word.end() - (0 if word[0].endswith(old) else 1)
                    yield line[: stop - len(old)] + new + line[stop:]


def _japanese(line: str) -> Iterator[str]:
    """The line with the characters that Japanese writes otherwise, one pair at a time."""
    if _HAN_PAIR.search(line):
        for pair in _JAPANESE:
            for old, new in (tuple(pair), tuple(reversed(pair))):
                if old in line:
                    yield line.replace(old, new)


def _umlauts(text: str, line: str) -> Iterator[str]:
    """Mueller for Müller and Muller for Mueller; a fold cannot do both."""
    written = unicodedata.normalize("NFC", text.lower()).translate(_UMLAUTS)
    for other in (canonical(written).text.strip(), _VOWEL.sub(r"\1", line)):
        if other != line:
            yield other
