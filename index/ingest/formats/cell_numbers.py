"""Formats the numbers of cells, including dates, as a spreadsheet program shows them."""

import datetime
import decimal
import functools
import math
import re

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN = {1: "00", 2: "02", 3: ",0", 4: ",2", 9: "%0", 10: "%2"}
_BUILT_IN |= dict.fromkeys(_DATE_FORMATS, "date")
_BUILT_IN |= {27: "date年月", 28: "date月日", 31: "date年月日", 57: "date年月", 58: "date月日"}
_BUILT_IN |= dict.fromkeys((5, 6, 37, 38, 41, 42), ",0")
_BUILT_IN |= dict.fromkeys((7, 8, 39, 40, 43, 44), ",2")
_DURATION = re.compile(r"\[h{1,2}\]|\[m{1,2}\]", re.IGNORECASE)
_DIGITS = re.compile(r"[^0#?]")
_LITERAL = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|\\.|_.")
_DATE_MARKS = re.compile(r"[yYdD年月日]|[hHsS]|(?i:mmm)|m[/-]|[/-]m")
EPOCH, EPOCH_MAC = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone


@functools.lru_cache(maxsize=512)
def number_format(number: int, code: str) -> str:
    """The kind of a number format: a date, a duration, or %, comma or 0 with the decimals.

    A date is `date`, with those of the signs 年月日 that it has.
    """
    if not code or code == "General":
        return _BUILT_IN.get(number, "")
    if _DURATION.search(code):
        return "duration"
    plainly = _LITERAL.sub("", code.partition(";")[0])
    if _DATE_MARKS.search(plainly):
        return "date" + "".join(sign for sign in "年月日" if sign in code.partition(";")[0])
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
    if form == "duration":
        minutes = round(number * 24 * 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    if form and math.isfinite(number) and abs(number) < 1e15:
        decimals = min(int(form[1:] or 0), 8)
        kind = {"%": "%", ",": "f", "0": "f"}[form[0]]
        return f"{number:{',' if form[0] == ',' else ''}.{decimals}{kind}}"
    return _plainly(number)


_WHOLE = 1e21
"""Numbers below it are written without an exponent: long numbers of accounts and documents."""


def _plainly(number: float) -> str:
    """A number without a format, with the fifteen digits that a spreadsheet keeps."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    text = f"{number:.15g}"
    return f"{decimal.Decimal(text):f}" if abs(number) < _WHOLE and "e+" in text else text


def _date(number: float, epoch: datetime.datetime, signs: str) -> str:
    if not 0 <= number < 2_958_466:
        return f"{number:.15g}"
    moment = epoch + datetime.timedelta(days=number)
    moment = (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    if number < 1:
        return moment.strftime("%H:%M")
    if signs in {"年月日", "年月", "月日"}:
        parts = {"年": moment.year, "月": moment.month, "日": moment.day}
        return "".join(f"{parts[sign]}{sign}" for sign in signs)
    return moment.date().isoformat() if number.is_integer() else moment.strftime("%Y-%m-%d %H:%M")
