"""Measures and telephone numbers, which people write in several ways.

30平方米 is 30㎡ and 30 m²; 010-6555-1234 is (010) 65551234 and +86 10 6555 1234. Only units with
one meaning are here: not 吨 and t, 千瓦 and kW (千瓦时 begins with it), 度 and °.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.text.fold import NON_HAN, canonical
from index.text.lazy_pattern import lazy_pattern
from search.query.query_terms import QueryTerm
from search.query.syntax.parser import QueryNode, Word
from search.query.written_dates import writings, written_date

_UNITS = (
    ("平方米", "平米", "m2", "square metres", "square meters", "sqm"),
    ("立方米", "m3", "cubic metres", "cubic meters"),
    ("平方公里", "平方千米", "km2", "square kilometres", "square kilometers"),
    ("平方厘米", "cm2", "square centimetres", "square centimeters"),
    ("公里", "千米", "km", "kilometres", "kilometers"),
    ("厘米", "公分", "cm", "centimetres", "centimeters"),
    ("毫米", "mm", "millimetres", "millimeters"),
    ("微米", "μm", "um", "micrometres", "micrometers"),
    ("纳米", "nm", "nanometres", "nanometers"),
    ("公斤", "千克", "kg", "kilograms"),
    ("毫克", "mg", "milligrams"),
    ("微克", "μg", "ug", "micrograms"),
    ("毫升", "ml", "millilitres", "milliliters"),
    ("公顷", "ha", "hectares"),
    ("千瓦时", "kwh", "kilowatt hours"),
    ("兆瓦时", "mwh", "megawatt hours"),
    ("兆赫", "mhz", "megahertz"),
    ("吉赫", "ghz", "gigahertz"),
    ("摄氏度", "°c", "degrees celsius"),
    ("am", "a.m."),
    ("pm", "p.m."),
)
"""Folded names of one unit in each line: the Chinese ones, the symbol, the English ones."""
_GROUP_OF = {name: names for names in _UNITS for name in names}
_NAMES = "|".join(sorted(map(re.escape, _GROUP_OF), key=len, reverse=True))
_MEASURE = lazy_pattern(
    rf"(?<!{NON_HAN})(?<![\d.,])(?P<number>\d[\d,]{{0,15}}(?:\.\d{{1,6}})?)(?P<large>[十百千]?[万亿])?"
    rf" ?(?P<unit>{_NAMES})(?:(?<=[a-z\d])(?![a-z\d])|(?<![a-z\d]))"
)
_PHONE = lazy_pattern(
    rf"(?<!{NON_HAN})(?<![.,+-])\+?\(?\d{{1,12}}(?:[ .-]{{1,2}}\d{{2,11}}|\) ?-?\d{{3,8}}){{0,4}}"
    rf"(?![.,-]\d|{NON_HAN})"
)
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d\d))(\d{3,4})(\d{4})")
_MOBILE = re.compile(r"(1[3-9]\d)(\d{4})(\d{4})")
_SERVICE = re.compile(r"([48]00)(\d{3})(\d)(\d{3})")
_AMERICAN = re.compile(r"1?([2-9]\d\d)([2-9]\d\d)(\d{4})")
_DAY_IN_TEXT = re.compile(
    r"(?<!\d)\d{4}年\d{1,2}月\d{1,2}日|[一二][〇零一二三四五六七八九]{3}年"
    "[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日"
)
"""A day in a run of Chinese, 自2008年1月1日起, which is searched for in all notations."""
_DIGITS = re.compile(r"\d+")
_MAX_WORDS = 5
"""Words of a line that may be one measure or telephone number."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure, telephone number or day at `start` to `end` of a text, and its other writings."""

    start: int
    end: int
    others: tuple[str, ...]


def measures(text: str) -> Iterator[Measure]:
    """The measures, telephone numbers and Chinese days of a text, in its own positions."""
    canon = canonical(text)
    end = 0
    for match in _MEASURE.finditer(canon.text):
        yield Measure(*canon.span(*match.span()), tuple(_units(match)))
        end = match.end()
    for match in _PHONE.finditer(canon.text, end):
        if others := phone_writings(match[0]):
            yield Measure(*canon.span(*match.span()), others)
    for match in _DAY_IN_TEXT.finditer(canon.text):
        if day := written_date(match[0]):
            others = tuple(other for other in writings(day) if other != match[0])
            yield Measure(*canon.span(*match.span()), others)


def _units(measure: re.Match[str]) -> Iterator[str]:
    """A measure with the other names of its unit; English ones not after 万."""
    large = measure["large"] or ""
    for name in _GROUP_OF[measure["unit"]]:
        english = name.isascii() and len(name) > len("mwh")
        if name != measure["unit"] and not (large and english):
            gap = " " if english else ""
            yield f"{measure['number']}{large}{gap}{name}"


def phone_writings(text: str) -> tuple[str, ...]:
    """The ways to write a telephone number, a space for any separator; empty for other texts."""
    groups = _DIGITS.findall(text)
    digits = "".join(groups)
    abroad = digits.removeprefix("00") if digits.startswith("0086") else digits
    if abroad.startswith("86") and (text.startswith("+") or groups[0] in ("86", "0086")):
        digits = abroad.removeprefix("86")
        digits = digits if _MOBILE.fullmatch(digits) else f"0{digits.removeprefix('0')}"
    if line := _LANDLINE.fullmatch(digits):
        area, first, last = line.groups()
        ways = [f"{area} {first} {last}", f"{area} {first}{last}"]
        ways += [f"86 {way[1:]}" for way in ways]
    elif line := _MOBILE.fullmatch(digits):
        ways = [" ".join(line.groups()), f"86 {digits}"]
    elif line := _SERVICE.fullmatch(digits):
        first, *rest = line.groups()
        ways = [f"{first} {rest[0]} {rest[1]}{rest[2]}", f"{first} {rest[0]}{rest[1]} {rest[2]}"]
    elif line := _AMERICAN.fullmatch(digits):
        first, *rest = line.groups()
        digits = first + "".join(rest)
        ways = [f"{first} {' '.join(rest)}", f"{first} {''.join(rest)}"]
    else:
        return ()
    return (*ways, digits)


def spaced(parts: Sequence[QueryNode]) -> tuple[str, int]:
    """The measure or telephone number that the first words form, and their number: 30 m² 2."""
    texts: list[str] = []
    for part in parts[:_MAX_WORDS]:
        if not isinstance(part, Word):
            break
        texts.append(part.text)
    if not texts or not any(map(str.isdecimal, texts[0])):
        return "", 1
    for count in range(len(texts), 1, -1):
        text = " ".join(texts[:count])
        if any(measure.start == 0 and measure.end == len(text) for measure in measures(text)):
            return text, count
    return "", 1


def with_measures(
    text: str, offset: int, terms: Sequence[QueryTerm]
) -> list[tuple[QueryTerm, tuple[str, ...]]]:
    """The terms of a chunk with their other writings; those of one measure become one term.

    `offset` is the position of the chunk in the query line.
    """
    measured = [(term, ()) for term in terms]
    result: list[tuple[QueryTerm, tuple[str, ...]]] = list(measured)
    for measure in measures(text):
        start, end = measure.start + offset, measure.end + offset
        at = [i for i, (term, _) in enumerate(result) if term.end > start and term.start < end]
        if not at:
            continue
        inside = [result[i][0] for i in at]
        first = min(inside[0].start - offset, measure.start)
        last = max(inside[-1].end - offset, measure.end)
        before, after = text[first : measure.start], text[measure.end : last]
        joined = dataclasses.replace(
            inside[0],
            text=text[first:last],
            start=first + offset,
            end=last + offset,
            words=tuple(word for term in inside for word in term.words),
            stemmed=False,
            optional=False,
        )
        others = tuple(f"{before}{other}{after}" for other in measure.others)
        result[at[0] : at[-1] + 1] = [(joined, others)]
    return result
