"""English ordinals, times, negations and sums otherwise written: 21st, 8.30pm, isn't, $5 million.

The caller drops what no report has.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType

from index.text.fold import HAN_CHARACTER
from search.suggest.replacement import replaced

_FIRST_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
    *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
    *("seventeenth", "eighteenth", "nineteenth"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LAST_ORDINAL = 99
_ENDINGS = MappingProxyType({1: "st", 2: "nd", 3: "rd"})
_ORDINAL = re.compile(
    rf"(?<![\w.,-])(?:\d{{1,2}}(?:st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})[- ])?[a-z]{{4,12}}h?)(?!\w)"
)
_TIME = re.compile(
    r"(?<![\d.:])(?P<hour>\d{1,2})(?P<sign>[:.])(?P<minute>[0-5]\d) ?(?P<half>[ap])\.?m(?!\w)\.?"
)
_NEGATED = "are could did do does had has have is might must need should was were would"
"""Verbs that are as they are before not."""
_NEGATIONS = (
    *((f"{verb}n't", f"{verb} not") for verb in re.findall(r"\w+", _NEGATED)),
    *(("can't", "cannot"), ("can't", "can not"), ("won't", "will not")),
)
_NEGATION = re.compile(r"(?<![\w'])[a-z]{2,6}(?: ?not|n't)(?![\w'])")
_CURRENCIES = (("$", "dollars"), ("€", "euros"), ("£", "pounds"))
_SUM = re.compile(
    r"(?P<sign>[$€£])?(?<![\d.,])(?P<number>\d{1,3}(?:,?\d{3}){0,3}(?:\.\d{1,2})?)"
    r"(?P<large> ?(?:trillion|billion|million|tn|bn|mn|m(?!\w)))?"
    r"(?P<name> (?:dollars|euros|pounds))?"
    r"(?!\w|[.,]\d)"
)
_SHORT = MappingProxyType({"trillion": "tn", "billion": "bn", "million": "m"})
_LONG = MappingProxyType({"tn": "trillion", "bn": "billion", "mn": "million", "m": "million"})


def english_writings(line: str) -> Iterator[str]:
    """A folded line without Chinese with one of its parts in another writing."""
    if HAN_CHARACTER.search(line):
        return
    for ordinal in _ORDINAL.finditer(line):
        if other := _OTHER_ORDINALS.get(ordinal[0].replace(" ", "-")):
            yield replaced(line, ordinal, other)
    for time in _TIME.finditer(line):
        sign = "." if time["sign"] == ":" else ":"
        minute = f"{time['hour']}{sign}{time['minute']}"
        yield from (
            replaced(line, time, f"{minute}{half}")
            for half in (f"{time['half']}m", f" {time['half']}.m.")
        )
    for negation in _NEGATION.finditer(line):
        for pair in _NEGATIONS:
            if negation[0] in pair:
                yield replaced(line, negation, pair[1 - pair.index(negation[0])])
    for amount in _SUM.finditer(line):
        yield from (replaced(line, amount, text) for text in _sums(amount))


def _ordinals() -> Iterator[tuple[str, str]]:
    """Each ordinal in digits and in words."""
    small = len(_FIRST_ORDINALS)
    for number in range(1, _LAST_ORDINAL + 1):
        tens, rest = divmod(number, 10)
        ending = _ENDINGS.get(rest, "th") if tens != 1 else "th"
        if number <= small:
            name = _FIRST_ORDINALS[number - 1]
        elif rest:
            name = f"{_TENS[tens - 2]}-{_FIRST_ORDINALS[rest - 1]}"
        else:
            name = f"{_TENS[tens - 2][:-1]}ieth"
        yield f"{number}{ending}", name


_OTHER_ORDINALS = MappingProxyType(
    {written: other for pair in _ordinals() for written, other in (pair, pair[::-1])}
)


def _sums(amount: re.Match[str]) -> Iterator[str]:
    """A sum with the sign of its currency, or with its name."""
    number, large = amount["number"], (amount["large"] or "").strip()
    word = _LONG.get(large, large)
    for sign, name in _CURRENCIES:
        if amount["sign"] == sign and not amount["name"]:
            yield " ".join(filter(None, (number, word, name)))
        elif amount["name"] == f" {name}" and not amount["sign"]:
            yield f"{sign}{number} {word}".strip()
            if word:
                yield f"{sign}{number}{_SHORT[word]}"
