"""Other signs for one thing: War II and War 2, α and alpha, 12.50元 and 12.5元, $5 and 5美元.

Also a number in the other language, if it is the whole line: 120 million and 1.2亿.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from index.text.fold import HAN, NON_HAN
from index.text.han_numbers import digits_of, han_digits
from index.text.lazy_pattern import lazy_pattern
from search.suggest.replacement import replaced

_ROMAN = (
    *("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv"),
    *("xv", "xvi", "xvii", "xviii", "xix", "xx"),
)
_ORDINAL = re.compile(r"(?<=[a-z] )(?:[ivx]{2,5}(?![^\W_])|\d{1,2}(?![^\W_]| [^\W\d_]))")
"""A number behind a name: World War II; in digits at its end only, unlike 2 in 2 weeks."""
_GREEK = (
    *("α alpha", "β beta", "γ gamma", "δ delta", "ε epsilon", "ζ zeta", "η eta", "θ theta"),
    *("κ kappa", "λ lambda", "μ mu", "ν nu", "π pi", "ρ rho", "σ sigma", "τ tau", "φ phi"),
    *("χ chi", "ψ psi", "ω omega"),
)
_LETTER_NAMES = {name: letter for letter, name in map(str.split, _GREEK)}
_NAMES = {letter: name for name, letter in _LETTER_NAMES.items()}
_GREEK_WORD = lazy_pattern(rf"(?<!{NON_HAN})(?:{'|'.join([*_NAMES, *_LETTER_NAMES])})(?!{NON_HAN})")
_PRICE = re.compile(
    r"(?P<sign>[$€£¥])?(?<![\d.,])(?P<whole>\d{1,9})(?:\.(?P<decimals>\d{1,2}))?(?![\d.,])"
    r"(?P<unit>元|块|美元|欧元|英镑)?"
)
_UNITS = (("$", "美元"), ("€", "欧元"), ("£", "英镑"), ("¥", "元"))
_SIGN_OF = {unit: sign for sign, unit in _UNITS}
_ENGLISH = re.compile(
    r"(\d{1,3}(?:,\d{3}){0,3}(?:\.\d{1,3})?) ?(million|mn|billion|bn|trillion|tn)"
)
_SIZES = {"million": 10**6, "mn": 10**6, "billion": 10**9, "bn": 10**9, "trillion": 10**12}
_SIZES["tn"] = _SIZES["trillion"]
_CHINESE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(万亿|万|亿)")
_LARGE = {"万": 10**4, "亿": 10**8, "万亿": 10**12}
_COUNTED = re.compile(r"(?<=\d)个?(?=小时|百分点|工作日|星期|季度)")
"""Where a number of hours or points may have 个; 3月 is another thing than 3个月."""
_MAX_DECIMALS = 3
_NAMED_DAY = lazy_pattern(
    rf"(?<![{HAN}\d·.])(?:(?P<month>\d{{1,2}})[·.](?P<day>\d{{1,2}})|(?P<han>[一二三四五六七八九〇]{{2,4}}))"
    rf"(?=[{HAN}]{{2}})"
)
"""A day that names an event: 7·7事变, 七七事变."""
_LAST_MONTH, _LAST_DAY = 12, 31


def equivalents(line: str) -> Iterator[str]:
    """A folded line with one of its signs written otherwise."""
    for number in _ORDINAL.finditer(line):
        if other := _other_numeral(number[0]):
            yield replaced(line, number, other)
    for word in _GREEK_WORD.finditer(line):
        yield replaced(line, word, _NAMES.get(word[0]) or _LETTER_NAMES[word[0]])
    for price in _PRICE.finditer(line):
        if price["sign"] or price["unit"]:
            yield from (replaced(line, price, text) for text in _prices(price))
    for count in _COUNTED.finditer(line):
        yield replaced(line, count, "" if count[0] else "个")
    for day in _NAMED_DAY.finditer(line):
        yield from (replaced(line, day, text) for text in _named_days(day))
    yield from _large(line)


def _named_days(day: re.Match[str]) -> Iterator[str]:
    """The day of an event in Chinese numerals, or in digits: 12·9 and 一二九, 一二·九."""
    if day["month"]:
        month, number = han_digits(day["month"]), han_digits(day["day"])
        yield from (f"{month}{number}", f"{month}·{number}")
        return
    digits = digits_of(day["han"])
    for size in (1, 2):
        month, number = digits[:size], digits[size:]
        days = len(number) in (1, 2) and number[0] != "0" and int(number) <= _LAST_DAY
        if days and 0 < int(month) <= _LAST_MONTH:
            yield f"{month}·{number}"


def _other_numeral(number: str) -> str:
    """A Roman numeral in digits, or digits up to 20 as a Roman numeral."""
    if number.isdecimal():
        return _ROMAN[int(number)] if 1 < int(number) < len(_ROMAN) else ""
    return str(_ROMAN.index(number)) if number in _ROMAN else ""


def _prices(price: re.Match[str]) -> Iterator[str]:
    """A price with other decimals (12.5, 12.50; 45, 45.00), and with a word for its sign."""
    whole, decimals = price["whole"], price["decimals"] or ""
    short = decimals.rstrip("0")
    sign, unit = price["sign"] or "", price["unit"] or ""
    numbers = dict.fromkeys((f"{whole}.{short}" if short else whole, f"{whole}.{short:0<2}"))
    written = price[0].removeprefix(sign).removesuffix(unit)
    yield from (f"{sign}{number}{unit}" for number in numbers if number != written)
    if sign and not unit:
        yield written + dict(_UNITS)[sign]
    elif unit in _SIGN_OF and not sign:
        yield _SIGN_OF[unit] + written


def _large(line: str) -> Iterator[str]:
    """A line that is a large number, in the other language."""
    if english := _ENGLISH.fullmatch(line):
        value = Decimal(english[1].replace(",", "")) * _SIZES[english[2]]
        yield from (f"{_plain(value / size)}{sign}" for sign, size in _fitting(value, _LARGE))
    elif chinese := _CHINESE.fullmatch(line):
        value = Decimal(chinese[1]) * _LARGE[chinese[2]]
        names = {name: size for name, size in _SIZES.items() if len(name) > len("mn")}
        yield from (f"{_plain(value / size)} {name}" for name, size in _fitting(value, names))


def _fitting(value: Decimal, sizes: dict[str, int]) -> Iterator[tuple[str, int]]:
    """The units in which a value is at least 1 and has few decimals, the largest first."""
    for name, size in reversed(sizes.items()):
        exponent = (value / size).normalize().as_tuple().exponent
        if value >= size and isinstance(exponent, int) and -exponent <= _MAX_DECIMALS:
            yield name, size


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
