"""Formats the numbers of cells, including dates, as a spreadsheet program shows them."""

import datetime
import decimal
import functools
import math
import re

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN = {1: "00", 2: "02", 3: ",0", 4: ",2", 9: "%0", 10: "%2"}
_BUILT_IN |= dict.fromkeys(_DATE_FORMATS, "date")
_BUILT_IN |= dict.fromkeys((19, 21, 45, 46, 47), "dates")
_BUILT_IN |= {27: "date年月", 28: "date月日", 31: "date年月日", 57: "date年月", 58: "date月日"}
_BUILT_IN |= dict.fromkeys((5, 6, 37, 38, 41, 42), ",0")
_BUILT_IN |= dict.fromkeys((7, 8, 39, 40, 43, 44), ",2")
_DURATION = re.compile(r"\[h{1,2}\]|\[m{1,2}\]", re.IGNORECASE)
_DIGITS = re.compile(r"[^0#?]")
_LITERAL = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|\\.|_.")
_SECONDS = re.compile("[sS]")
_DATE_MARKS = re.compile(r"[yYdD年月日]|[hHsS]|(?i:mmm)|m[/-]|[/-]m")
EPOCH, EPOCH_MAC = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone


@functools.lru_cache(maxsize=512)
def number_format(number: int, code: str) -> str:
    """The kind of a number format: a date, a duration, or %, comma or 0 with the decimals.

    A date is `date`, with those of the signs 年月日 that it has; a time with seconds ends in s.
    """
    if not code or code == "General":
        return _BUILT_IN.get(number, "")
    first = code.partition(";")[0]
    plainly = _LITERAL.sub("", first)
    seconds = "s" if _SECONDS.search(plainly) else ""
    if _DURATION.search(code):
        return f"duration{seconds}"
    if _DATE_MARKS.search(plainly):
        return "date" + "".join(sign for sign in "年月日" if sign in first) + seconds
    decimals = len(_DIGITS.sub("", plainly.partition(".")[2]))
    if "%" in plainly:
        return f"%{decimals}"
    if "0" not in plainly or "E" in plainly or "/" in plainly:
        return ""
    return f",{decimals}" if ",0" in plainly or "#,#" in plainly else f"0{decimals}"


def number_text(value: str, form: str, epoch: datetime.datetime = EPOCH) -> str:
    """A number as the program shows it: as a date or a percentage, with its decimals."""
    try:
        number = float(value)
    except ValueError:
        return value
    if form.startswith("date"):
        return _date(number, epoch, form[4:])
    if form.startswith("duration"):
        return _duration(number, seconds=form.endswith("s"))
    if form and math.isfinite(number) and abs(number) < 1e15:
        return _rounded(number, form[0], min(int(form[1:] or 0), 8))
    return _plainly(number)


def _duration(days: float, *, seconds: bool) -> str:
    """Hours, minutes and maybe seconds."""
    total = round(days * 24 * 60 * 60) if seconds else round(days * 24 * 60) * 60
    hours = f"{total // 3600}:{total // 60 % 60:02}"
    return f"{hours}:{total % 60:02}" if seconds else hours


def _rounded(number: float, sign: str, decimals: int) -> str:
    """A number, or percentage, rounded in the fifteen digits that a spreadsheet keeps."""
    exact = decimal.Decimal(f"{number:.15g}") * (100 if sign == "%" else 1)
    unit = decimal.Decimal(1).scaleb(-decimals)
    rounded = exact.quantize(unit, decimal.ROUND_HALF_UP) + 0
    return f"{rounded:{',' if sign == ',' else ''}f}{'%' if sign == '%' else ''}"


_MIN_EXPONENT_NUMBER = 1e21
"""Numbers below it are written without an exponent: long numbers of accounts and documents."""


def _plainly(number: float) -> str:
    """A number without a format, with the fifteen digits that a spreadsheet keeps."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.15g}"
    return (
        f"{decimal.Decimal(text):f}"
        if abs(number) < _MIN_EXPONENT_NUMBER and "e+" in text
        else text
    )


_NO_DAY = 60
"""The number of 29 February 1900, which was no day; numbers below it count from a day later."""


def _date(number: float, epoch: datetime.datetime, signs: str) -> str:
    early = epoch == EPOCH and 1 <= number < _NO_DAY + 1
    if not 0 <= number < 2_958_466 or (early and number >= _NO_DAY):
        return f"{number:.15g}"
    epoch += datetime.timedelta(days=int(early))
    moment = epoch + datetime.timedelta(days=number)
    moment = (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    time = "%H:%M:%S" if signs.endswith("s") else "%H:%M"
    if number < 1:
        return moment.strftime(time)
    if signs in {"年月日", "年月", "月日"}:
        parts = {"年": moment.year, "月": moment.month, "日": moment.day}
        return "".join(f"{parts[sign]}{sign}" for sign in signs)
    return moment.strftime("%Y-%m-%d" if number.is_integer() else f"%Y-%m-%d {time}")
