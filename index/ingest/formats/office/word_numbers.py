"""Computes the numbers of list paragraphs in Word files: 第一条, 一、, 1.1, (a)."""

import re
from collections.abc import Callable

from index.ingest.formats.office.word_package import attribute_value, child_at
from index.ingest.formats.xml_elements import XmlElement, local_name
from index.text.han_numbers import han_digits, han_numeral

_LEVELS = 9
_MAX_ROMAN = 4_999
_MAX_NUMBER_CHARS = 40  # maximum code points of a number
_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}
_CHINESE = frozenset(
    {
        "chineseCounting",
        "chineseCountingThousand",
        "ideographTraditional",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseCounting",
        "chineseLegalSimplified",
    }
)
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def roman(number: int) -> str:
    """A number in lower-case Roman digits."""
    if number > _MAX_ROMAN:
        return str(number)
    text = ""
    for worth, digits in _ROMAN:
        while number >= worth and len(text) < 30:
            text += digits
            number -= worth
    return text


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1) if number > 0 else ""


_WRITTEN: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(_CHINESE, han_numeral),
    "lowerRoman": roman,
    "upperRoman": lambda number: roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": lambda number: chr(0x245F + number) if 0 < number <= 20 else "",
    "decimalEnclosedCircleChinese": lambda number: chr(0x245F + number) if 0 < number <= 20 else "",
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "ideographDigital": lambda number: han_digits(str(number)),
    "bullet": lambda _: "",
    "none": lambda _: "",
}


def written(number: int, form: str) -> str:
    """A number in one of Word's number formats; empty for a bullet."""
    return _WRITTEN.get(form, str)(number)


class Level:
    """One level of a list: the number format and the text around it."""

    def __init__(self, element: XmlElement) -> None:
        self.form = attribute_value(child_at(element, "numFmt")) or "decimal"
        self.text = attribute_value(child_at(element, "lvlText"))
        legal = child_at(element, "isLgl")
        self.legal = legal is not None and attribute_value(legal) not in {"0", "false"}
        """Whether all numbers in it are Arabic, whatever the other levels say."""
        start = attribute_value(child_at(element, "start"))
        self.start = int(start) if start.isdecimal() and len(start) < 6 else 1


class Numbering:
    """The lists of a document and their counters."""

    def __init__(self, root: XmlElement | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._list_of: dict[str, str] = {}
        self._counts: dict[str, list[int]] = {}
        for node in root if root is not None else ():
            if local_name(node) == "abstractNum":
                self._levels[attribute_value(node, "abstractNumId")] = {
                    _number(attribute_value(level, "ilvl")): Level(level)
                    for level in node
                    if local_name(level) == "lvl"
                }
            elif local_name(node) == "num":
                self._list_of[attribute_value(node, "numId")] = attribute_value(
                    child_at(node, "abstractNumId")
                )

    def next(self, list_id: str, level: int) -> str:
        """The number of the next paragraph of a list at a level; empty for a bullet."""
        abstract = self._list_of.get(list_id, "")
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(abstract, [0] * _LEVELS)
        for position in range(level + 1):
            if counts[position] == 0 and position in levels:
                counts[position] = levels[position].start - (position == level)
        counts[level] += 1
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        if levels[level].form in {"bullet", "none"}:
            return ""
        return re.sub(
            r"%([1-9])",
            lambda match: _at(levels, counts, int(match[1]) - 1, legal=levels[level].legal),
            levels[level].text[:60],
        )[:_MAX_NUMBER_CHARS]


def _at(levels: dict[int, Level], counts: list[int], depth: int, *, legal: bool) -> str:
    if depth not in levels:
        return ""
    return written(counts[depth], "decimal" if legal else levels[depth].form)


def _number(text: str) -> int:
    return min(int(text), _LEVELS - 1) if text.isdecimal() and len(text) < 4 else 0


def list_of_paragraph(properties: XmlElement | None) -> tuple[str, int] | None:
    """The list and level in the properties of a paragraph or style."""
    numbering = child_at(properties, "numPr")
    if numbering is None:
        return None
    return attribute_value(child_at(numbering, "numId")), _number(
        attribute_value(child_at(numbering, "ilvl"))
    )
