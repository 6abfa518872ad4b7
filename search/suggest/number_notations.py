"""Notations of a number: 12500, 1.25万, 一万二千五百; 3.5%, 百分之三点五; 2023年, 二〇二三年.

Also of a range, 1-5月 and 1至5月, and of a large English number, 3.5bn and 3.5 billion.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from index.text.fold import HAN
from index.text.han_numbers import digits_of, han_digits, han_numeral, han_value
from index.text.lazy_pattern import lazy_pattern
from search.suggest.replacement import replaced

_LARGE = {"万": 10_000, "亿": 100_000_000}
_LARGEST = {"万": 10_000, "亿": 100_000_000, "万亿": 1_000_000_000_000}
_ONES, _WHOLE = "〇零一二三四五六七八九", "〇零一二三四五六七八九两十廿卅百千万亿"
_HAN = lazy_pattern(
    rf"(?<!\d)(?P<percent>百分之)?(?P<whole>[一二三四五六七八九两十廿卅百千零〇][{_WHOLE}]{{0,15}})"
    rf"(?:点(?P<decimals>[{_ONES}]{{1,4}})(?P<large>[万亿])?)?"
)
_ARABIC = re.compile(
    r"(?<![\d./:-])(?P<whole>(?!0\d)(?:\d{1,3}(?:,\d{3})+|\d{1,12}))(?:\.(?P<decimals>\d{1,4}))?"
    r"(?P<large>万亿|万|亿)?(?P<percent> ?(?:%|percent\b|per cent\b|pct\b))?(?![\d./:-])"
)
_YEAR = re.compile(
    r"(?P<year>(?:1[5-9]|20)\d\d)年(?:(?P<month>1[0-2]|[1-9])月(?P<day>\d{1,2}[日号])?)?"
)
_HAN_YEAR = re.compile(
    rf"(?P<year>[一二][{_ONES}]{{3}})年"
    rf"(?:(?P<month>十[一二]?|[一二三四五六七八九])月(?P<day>[一二三四五六七八九十]{{1,3}}[日号])?)?"
)
_DAY = re.compile(
    r"(?<![年\d])(?P<month>1[0-2]|[1-9])月(?P<day>[12]\d|3[01]|[1-9])(?P<sign>[日号])"
    r"|(?<![年十一二三四五六七八九〇零])(?P<han_month>十[一二]?|[一二三四五六七八九])月"
    r"(?P<han_day>[一二三四五六七八九十]{1,3})(?P<han_sign>[日号])"
)
_RANGE = re.compile(
    r"(?<![\d./:-])\d{1,6}(?:\.\d{1,4})?(?P<first>%?)(?P<sign>[-—–~至到])"
    r"(?=\d{1,6}(?:\.\d{1,4})?(?![\d/:-])(?P<last>%?))"
)
_RANGED = lazy_pattern(rf"[%{HAN}]")
"""Signs of lines whose numbers with a dash between are ranges: not 3-2 or GPT-4."""
_COUNTERS = "号届次代期章条时点成"
"""Characters before which also a number below ten is written in both ways: 神舟18号, 八时三十分."""
_COUNTED = lazy_pattern(rf"(?![年月日号时分秒度])[{HAN}]")
_LIMITED = lazy_pattern(rf"[{HAN}]{{1,4}}?(?:以?[内上下前后]|之[内前后])|年代")
"""What follows a number that is often written in the other way, though it is small: 3年以下."""
_NAMED = lazy_pattern(rf"[{HAN}]{{2}}$")
"""The characters before a number at the end of a name: 神舟18."""
_LARGE_ENGLISH = (("trillion", "tn"), ("billion", "bn"), ("million", "mn", "m"))
_ENGLISH = re.compile(
    r"(?:(?<![\w.])|(?<=rmb|cny|usd|eur|gbp))[$€£¥]?"
    r"(?P<number>\d{1,3}(?:,\d{3}){0,4}(?:\.\d{1,3})?)"
    r"(?P<large> ?(?:trillion|tn|billion|bn|million|mn|(?<=\d)m))\b"
)
_SIZES = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
_DIGITS = re.compile(r"(?<![\w.,/:-])(?:\d{1,3}(?:,\d{3}){2,4}|\d{7,13})(?![\w.,/:-])")
"""A number of a million or more in an English line."""
_MAX_ENGLISH_DECIMALS = 2
_PERCENT_WORDS = ("%", " percent", " per cent", " pct")
_TWO = re.compile("^二(?=[百千万亿])")
"""The 二 that most write 两: 两万五千, 二万五千."""
_Read = Callable[[re.Match[str], str], Iterator[str]]
_SHORT_TENS = (("二十", "廿"), ("三十", "卅"))
"""Two tens and three as calendars and minutes of meetings write them."""
_MAX_LARGE_DECIMALS = 4
_HUNDRED = 100
_MAX_HAN_CHARS = 9
"""Characters of a number in Chinese numerals; nobody writes longer ones in words."""


def number_notations(line: str) -> Iterator[str]:
    """A folded line with one of its numbers in another notation, number by number."""
    years = [*_YEAR.finditer(line), *_HAN_YEAR.finditer(line)]
    for year in years:
        if not year["day"]:  # a day is searched for in all its notations
            yield from (replaced(line, year, text) for text in _years(year))
    days = list(_DAY.finditer(line))
    yield from (replaced(line, day, text) for day in days for text in _day(day))
    taken = {at for date in (*years, *days) for at in range(*date.span())}
    yield from _ranges(line)
    yield from _english(line)
    for pattern, read in ((_HAN, _of_han), (_ARABIC, _of_arabic)):
        for number in pattern.finditer(line):
            if number.start() not in taken:
                texts = dict.fromkeys(read(number, line))
                yield from (replaced(line, number, text) for text in texts if text != number[0])
    for pattern, read in ((_HAN, _of_han), (_ARABIC, _of_arabic)):
        numbers = [number for number in pattern.finditer(line) if number.start() not in taken]
        yield from _several(line, numbers, read, digits=pattern is _HAN)


def _several(
    line: str, numbers: Sequence[re.Match[str]], read: _Read, *, digits: bool
) -> Iterator[str]:
    """The line with all of several numbers in digits, or in Chinese numerals."""
    other = line
    for number in reversed(numbers if len(numbers) > 1 else ()):
        texts = (text for text in read(number, line) if bool(_HAN.fullmatch(text)) is not digits)
        other = replaced(other, number, next(texts, number[0]))
    if other != line:
        yield other


def _years(date: re.Match[str]) -> Iterator[str]:
    """A year, and its month if it has one, in digits and in Chinese numerals."""
    digits = digits_of(date["year"])
    han = han_digits(digits)
    month = (date["month"] or "").strip()
    number = int(month) if month.isdecimal() else han_value(month) or 0
    arabic, chinese_month = (f"{number}月", f"{han_numeral(number)}月") if number else ("", "")
    writings = [han.replace("〇", zero) for zero in "〇零0o"]  # 二00八年 is typed so
    texts = (f"{digits}年{arabic}", *(f"{year}年{chinese_month}" for year in writings))
    yield from (text for text in texts if text != date[0])


def _day(date: re.Match[str]) -> Iterator[str]:
    """A day of a year that is not said, in other writings: 4月12日, 4月12号, 四月十二日."""
    month, day = (date[name] or date[f"han_{name}"] for name in ("month", "day"))
    values = [int(text) if text.isdecimal() else han_value(text) or 0 for text in (month, day)]
    if not all(values):
        return
    han = [han_numeral(value) for value in values]
    for month, day in (values, han):
        yield from (text for sign in "日号" if (text := f"{month}月{day}{sign}") != date[0])


def _ranges(line: str) -> Iterator[str]:
    """The line with one of its ranges joined otherwise: 3%-5%, 3%至5% and 3-5%."""
    for match in _RANGE.finditer(line) if _RANGED.search(line) else ():
        before, after = line[: match.start("sign")], line[match.end() :]
        dashed = match["sign"] not in "至到"
        yield from (before + sign + after for sign in (("至", "到") if dashed else "-"))
        if match["last"] and not match["first"]:
            yield from (f"{before}%{sign}{after}" for sign in "-至")


def _english(line: str) -> Iterator[str]:
    """The line with one of its large English numbers written out, shortened or in digits.

    Also with a large number in digits as so many millions.
    """
    for match in _ENGLISH.finditer(line):
        large = match["large"].strip()
        names = next(names for names in _LARGE_ENGLISH if large in names)
        for name in names:
            gap = " " if name == names[0] else ""
            if name != large:
                yield line[: match.start("large")] + gap + name + line[match.end() :]
        if digits := _full_digits(match, names[0]):
            yield line[: match.start("number")] + digits + line[match.end() :]
    for match in _DIGITS.finditer(line) if line.isascii() else ():
        value = Decimal(match[0].replace(",", ""))
        for name, size in _SIZES.items():
            part = (value / size).normalize()
            exponent = part.as_tuple().exponent
            if value >= size and isinstance(exponent, int) and -exponent <= _MAX_ENGLISH_DECIMALS:
                yield replaced(line, match, f"{part:f} {name}")


def _full_digits(match: re.Match[str], name: str) -> str:
    """A large English number in digits; empty for a fraction of one."""
    value = Decimal(match["number"].replace(",", "")) * _SIZES[name]
    return f"{value.normalize():f}" if value == int(value) else ""


def _of_han(number: re.Match[str], line: str) -> Iterator[str]:
    long, short = _tens(number["whole"])
    whole = han_value(long)
    if whole and number[0] == number["whole"]:
        yield from (long, short)
    if not whole:
        return
    value = Decimal(whole)
    if number["decimals"]:
        value += Decimal(f"0.{digits_of(number['decimals'])}")
        value *= _LARGE.get(number["large"] or "", 1)
    ordinal = _ordinal(number, line)
    if number["percent"]:
        yield f"{value:f}%"
    elif number["decimals"] or value >= 10 or ordinal:
        yield from _in_digits(value)


def _of_arabic(number: re.Match[str], line: str) -> Iterator[str]:
    value = Decimal(number["whole"].replace(",", "") + "." + (number["decimals"] or "0"))
    value = value.quantize(Decimal(1)) if not number["decimals"] else value
    if percent := number["percent"]:
        yield f"百分之{_han_decimal(value)}"
        value_text = number[0].removesuffix(percent)
        yield from (value_text + word for word in _PERCENT_WORDS if word != percent)
        return
    if number["decimals"] and not number["large"]:
        return
    value *= _LARGEST.get(number["large"] or "", 1)
    plain = number["whole"].replace(",", "")
    yield from (text for text in _in_digits(value) if text != plain)
    integer = int(value)
    counted = _ordinal(number, line) or (integer >= 10 and _counts(number, line))
    counted = counted or (integer > 0 and _ends_name(number, line))
    if value == integer and (counted or (integer >= 100 and integer % 100 == 0) or number["large"]):
        text = han_numeral(integer)
        if len(text) <= _MAX_HAN_CHARS:
            yield from dict.fromkeys((text, _TWO.sub("两", text), *_tens(text)))


def _tens(numeral: str) -> tuple[str, str]:
    """A numeral below a hundred in full, and with 廿 and 卅; others as they are."""
    full, short = numeral, numeral
    for name, sign in _SHORT_TENS:
        full = full.replace(sign, name) if numeral.startswith(sign) else full
        short = sign + short.removeprefix(name) if numeral.startswith(name) else short
    small = (han_value(full) or _HUNDRED) < _HUNDRED
    return (full, short) if small else (numeral, numeral)


def _ordinal(number: re.Match[str], line: str) -> bool:
    """Whether a number counts one of several, 第三, 十八号, or is a limit: 三年以下, 30日内."""
    after = line[number.end() : number.end() + 1]
    counts = line[: number.start()].endswith("第") or (bool(after) and after in _COUNTERS)
    return counts or _LIMITED.match(line, number.end()) is not None


def _counts(number: re.Match[str], line: str) -> bool:
    """Whether a number counts what follows: 120人, 15个; not a year."""
    return bool(_COUNTED.match(line, number.end()))


def _ends_name(number: re.Match[str], line: str) -> bool:
    """Whether a number is the end of a name: 神舟18."""
    return number.end() == len(line) and bool(_NAMED.search(line, 0, number.start()))


def _in_digits(value: Decimal) -> Iterator[str]:
    """A number in digits, and in 万 or 亿 if few decimals do."""
    yield f"{value.normalize():f}"
    for sign, size in _LARGEST.items():
        part = (value / size).normalize()
        exponent = part.as_tuple().exponent
        if value >= size and isinstance(exponent, int) and -exponent <= _MAX_LARGE_DECIMALS:
            yield f"{part:f}{sign}"


def _han_decimal(value: Decimal) -> str:
    integer, _, decimals = f"{value:f}".partition(".")
    after = han_digits(decimals).replace("〇", "零")
    return han_numeral(int(integer)) + (f"点{after}" if after else "")
