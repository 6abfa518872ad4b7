"""Other signs for one thing: War II and War 2, α and alpha, 12.50元 and 12.5元, $5 and 5美元.

Also a number in the other language, if it is the whole line: 120 million and 1.2亿.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from index.text.fold import HAN, HAN_CHARACTER, NON_HAN
from index.text.han_numbers import digits_of, han_digits, han_numeral, han_value
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
_SYMBOLS = (("米", "m"), ("吨", "t"), ("千瓦", "kw"), ("兆瓦", "mw"), ("升", "l"), ("克", "g"))
"""Units whose symbol may mean something else too, so that they are not searched for as one."""
_MEASURED = lazy_pattern(
    rf"(?<=\d) ?(?:{'|'.join(name for pair in _SYMBOLS for name in pair)})(?![\w/])"
)
_ONES = "一二三四五六七八九十"
_CLOCK = lazy_pattern(
    rf"(?<=[\d{_ONES}])(?<!\.\d)(?<!\.\d\d)(?:点|时)"
    rf"(?=(?:\d{{1,2}}|[{_ONES}]{{1,3}})分|[半整许钟]|左右|[前后]?$)"
    r"|(?<![\d:.])(?P<hour>\d{1,2})(?:点|时|:)(?P<minute>[0-5]\d)分?(?![\d:.])"
)
_ARTICLE = re.compile(r"第?(?P<article>\d{1,4})条第?(?P<part>\d{1,3})款")
_FRACTION = re.compile(
    r"(?P<whole>[二三四五六七八九十]{1,3})分之(?P<part>[一二三四五六七八九十]{1,3})(?![点百千万亿])"
    r"|(?<![a-z\d/.:-])(?P<top>\d{1,2})/(?P<bottom>[2-9]|[1-9]\d)(?![a-z\d/.:-])"
)
_MAX_DECIMALS = 3
_NAMED_DAY = lazy_pattern(
    rf"(?<![{HAN}\d·.])(?:(?P<month>\d{{1,2}})[·.](?P<day>\d{{1,2}})|(?P<han>[一二三四五六七八九〇]{{2,4}}))"
    rf"(?=[{HAN}]{{2}})"
)
"""A day that names an event: 7·7事变, 七七事变."""
_LAST_MONTH, _LAST_DAY = 12, 31


def equivalents(line: str) -> Iterator[str]:
    """A folded line with one of its signs written otherwise."""
    for pattern, written in _READERS:
        for sign in pattern.finditer(line):
            yield from (replaced(line, sign, text) for text in written(sign))
    yield from _large(line)


def _ordinals(number: re.Match[str]) -> Iterator[str]:
    """A Roman numeral in digits, or digits up to 20 as a Roman numeral."""
    if number[0] in _ROMAN:
        yield str(_ROMAN.index(number[0]))
    elif number[0].isdecimal() and 1 < int(number[0]) < len(_ROMAN):
        yield _ROMAN[int(number[0])]


def _greek(word: re.Match[str]) -> Iterator[str]:
    yield _NAMES.get(word[0]) or _LETTER_NAMES[word[0]]


def _counters(counter: re.Match[str]) -> Iterator[str]:
    yield "" if counter[0] else "个"


def _symbols(unit: re.Match[str]) -> Iterator[str]:
    """A symbol for the Chinese name of a unit, and the other way."""
    name = unit[0].strip()
    pair = next(pair for pair in _SYMBOLS if name in pair)
    other = pair[1 - pair.index(name)]
    yield f" {other}" if other.isascii() else other


def _articles(item: re.Match[str]) -> Iterator[str]:
    """A paragraph of a statute as statutes write it: 第二十三条第二款."""
    article, part = (han_numeral(int(item[name])) for name in ("article", "part"))
    yield f"第{article}条第{part}款"


def _fractions(fraction: re.Match[str]) -> Iterator[str]:
    """A fraction in digits, or in Chinese: 3/4, 四分之三."""
    if fraction["whole"]:
        yield f"{han_value(fraction['part'])}/{han_value(fraction['whole'])}"
    else:
        top, bottom = int(fraction["top"]), int(fraction["bottom"])
        yield from [f"{han_numeral(bottom)}分之{han_numeral(top)}"] * (0 < top < bottom)


def _clock(time: re.Match[str]) -> Iterator[str]:
    """A time with 时 for 点, or the other way; one in digits also with a colon."""
    if not time["minute"]:
        yield "时" if time[0] == "点" else "点"
        return
    if ":" in time[0] and not HAN_CHARACTER.search(time.string):
        return  # a ratio, or a time in English
    hour, minute = time["hour"], time["minute"]
    texts = (f"{hour}时{minute}分", f"{hour}点{minute}分", f"{hour}:{minute}")
    yield from (text for text in texts if text != time[0])


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


def _prices(price: re.Match[str]) -> Iterator[str]:
    """A price with other decimals (12.5, 12.50; 45, 45.00), and with a word for its sign."""
    if not (price["sign"] or price["unit"]):
        return
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


_READERS: Sequence[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[str]]]] = (
    (_ORDINAL, _ordinals),
    (_GREEK_WORD, _greek),
    (_PRICE, _prices),
    (_COUNTED, _counters),
    (_NAMED_DAY, _named_days),
    (_MEASURED, _symbols),
    (_CLOCK, _clock),
    (_ARTICLE, _articles),
    (_FRACTION, _fractions),
)
"""The signs of a line in the order in which they are offered, each with its other writings."""
