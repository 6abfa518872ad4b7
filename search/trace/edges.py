"""Parts that the edges of a quotation must not cut: a negation, a number, a compound.

不得从事 quoted as 从事 has the characters of the text and the opposite meaning; so has 5 out of 5%.
"""

import re

from index.text.fold import NON_HAN, NON_HAN_CHARACTER
from index.text.lazy_pattern import lazy_pattern

NUMERALS = "〇零一二三四五六七八九十百千万亿两"
"""Characters of a number in Chinese characters."""
EDGE_CHARS = 24
"""Code points on both sides of a passage that are read to see what its edges cut."""
_DIGITS = "0-9０-９"
_HYPHENS = "\u2010\u2011-"
_RANGES = "~～\u2013" + _HYPHENS
_COMBINING = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_DIRECTION = r"\u202a-\u202e\u2066-\u2069"
MARKS_OF_LETTERS = re.compile(rf"[{_COMBINING}{_DIRECTION}]+")
"""Marks that change how the letter before them looks, or the order in which letters are shown."""
_AUXILIARY = (
    "可能|应当|應當|应该|應該|允许|允許|[得能会會应應可要许許准想是曾该該敢肯愿願必需须須再宜予]"
)
_NEGATION_BEFORE = lazy_pattern(
    r"(?:(?:[从從并並绝絕决決毫尚仍还還]?(?:不|[没沒]有|没|沒|未|勿)|[无無](?:法|须|須|需|权|權))"
    rf"(?:{_AUXILIARY})?不?|[并並绝絕决決]非|毫[无無]|[从從][无無]|[严嚴]禁|禁止|拒[绝絕]|[难難]以"
    r"|切忌)\n?$"
    r"|\b(?:not|never|no|cannot|nor|neither|nobody|without|hardly|barely|scarcely|\w{1,8}n['’]t"
    r"|not\s(?:be|been|yet|to|a|an|the|have|even|necessarily))\s$",
    re.IGNORECASE,
)
"""A negation, and the auxiliary word between it and what it negates."""
_SIGN_BEFORE = re.compile(
    rf"(?:[{_DIGITS}{NUMERALS}]{{1,12}}(?:分之|[点點])|零下|[\u2212－±+＋$＄£￡€¥￥第负負{_RANGES}])$"
)
"""Parts of a number before its digits: a sign, a currency, 第, the base of a fraction."""
_NUMERALS_BEFORE = re.compile(rf"[{NUMERALS}]{{1,12}}$")
_COMPOUND_BEFORE = lazy_pattern(rf"{NON_HAN}{{1,20}}[{_HYPHENS}]$")
_CURRENCY = "[美欧歐日港韩韓澳加]元|美金|英[镑鎊]|港[币幣]|[卢盧]布|法郎|日[圆圓]|[韩韓][币幣圆圜]"
"""Currencies that a number without its unit is not taken for; 元 alone may be left out."""
_UNIT_BEHIND = lazy_pattern(
    rf"\s?[%‰％℃°]|[万亿千百萬億]{{0,3}}(?:{_CURRENCY})|[万亿千百萬億]{{1,3}}|[倍折]|(?:分之|[点點])[{NUMERALS}{_DIGITS}]{{1,12}}"
    r"|成(?![为為功立员員果绩績长長本都熟就交品年])|[个個]?百分[点點]"
    r"|\s(?:hundred|thousand|million|billion|trillion|[bmt]n|per\s?cent|percentage|pct)\b"
    rf"|[{_RANGES}][{_DIGITS}]{{1,12}}",
    re.IGNORECASE,
)
"""Parts of a number behind its digits: a unit of tens or of shares, the end of a range."""
_NUMERALS_BEHIND = re.compile(rf"[{NUMERALS}]{{1,12}}")
_COMPOUND_BEHIND = lazy_pattern(
    rf"[{_HYPHENS}]{NON_HAN}{{1,20}}|['’](?:t|re|ve|ll|d|m)\b", re.IGNORECASE
)
"""The rest of a compound, or of a contraction, which may be a negation: can’t."""
_IS_DIGIT = re.compile(rf"[{_DIGITS}]")
_IS_NUMERAL = re.compile(rf"[{NUMERALS}]")


def cut_before(text: str, start: int) -> int:
    """Where begins what the beginning of a quotation at `start` cuts; `start` if nothing."""
    before = text[max(0, start - EDGE_CHARS) : start]
    patterns = [_NEGATION_BEFORE]
    if _IS_DIGIT.match(text, start) or _IS_NUMERAL.match(text, start):
        patterns.append(_SIGN_BEFORE)
    if _IS_NUMERAL.match(text, start):
        patterns.append(_NUMERALS_BEFORE)
    if NON_HAN_CHARACTER.match(text, start):
        patterns.append(_COMPOUND_BEFORE)
    cuts = [match.start() for pattern in patterns if (match := pattern.search(before))]
    return start - len(before) + min(cuts) if cuts else start


def numeral_before(text: str, start: int) -> int:
    """Where begins the number in Chinese characters that `start` cuts; `start` if it cuts none."""
    if not _IS_NUMERAL.match(text, start):
        return start
    match = _NUMERALS_BEFORE.search(text, max(0, start - EDGE_CHARS), start)
    return match.start() if match else start


def cut_behind(text: str, end: int) -> int:
    """Where ends what the end of a quotation at `end` cuts; `end` if nothing."""
    patterns = []
    if _IS_DIGIT.match(text, end - 1) or _IS_NUMERAL.match(text, end - 1):
        patterns.append(_UNIT_BEHIND)
    if _IS_NUMERAL.match(text, end - 1):
        patterns.append(_NUMERALS_BEHIND)
    if NON_HAN_CHARACTER.match(text, end - 1):
        patterns.append(_COMPOUND_BEHIND)
    return max(
        [match.end() for pattern in patterns if (match := pattern.match(text, end))], default=end
    )


_CUTS_BEFORE = lazy_pattern(rf"{NON_HAN}{NON_HAN}$|[.,][{_DIGITS}]$")
_CUTS_BEHIND = lazy_pattern(rf"{NON_HAN}{NON_HAN}|[{_DIGITS}][.,][{_DIGITS}]")


def cuts_at_edges(text: str, start: int, end: int) -> bool:
    """Whether a stretch begins or ends inside a word or number, or cuts what belongs to it."""
    return (
        cut_before(text, start) < start
        or cut_behind(text, end) > end
        or bool(_CUTS_BEFORE.search(text[max(0, start - 1) : start + 1]))
        or bool(_CUTS_BEHIND.match(text[end - 1 : end + 2]))
        or bool(MARKS_OF_LETTERS.match(text, end))
    )
