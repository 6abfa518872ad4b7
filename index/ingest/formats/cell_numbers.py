"""Formats the numbers of cells, including dates, as a spreadsheet program shows them."""

import datetime
import functools
import math
import re

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_BUILT_IN = {1: "00", 2: "02", 3: ",0", 4: ",2", 9: "%0", 10: "%2"}
_BUILT_IN |= dict.fromkeys((5, 6, 37, 38, 41, 42), ",0")
_BUILT_IN |= dict.fromkeys((7, 8, 39, 40, 43, 44), ",2")
_DIGITS = re.compile(r"[^0#?]")
_LITERAL = re.compile(r"\"[^\"]*\"|\[[^\[\]]*\]|\\.|_.")
_DATE_MARKS = re.compile(r"[yYdD年月日]|[hHsS]|(?i:mmm)|m[/-]|[/-]m")
EPOCH, EPOCH_MAC = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)  # noqa: DTZ001 - a sheet knows no zone


@functools.lru_cache(maxsize=512)
def number_format(number: int, code: str) -> str:
    """The kind of a number format: `date`, or %, comma or 0 with the number of decimals."""
    if not code or code == "General":
        return "date" if number in _DATE_FORMATS else _BUILT_IN.get(number, "")
    plainly = _LITERAL.sub("", code.partition(";")[0])
    if _DATE_MARKS.search(plainly):
        return "date"
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
    if form == "date":
        return _date(number, epoch)
    if form and math.isfinite(number) and abs(number) < 1e15:
        decimals = min(int(form[1:] or 0), 8)
        kind = {"%": "%", ",": "f", "0": "f"}[form[0]]
        return f"{number:{',' if form[0] == ',' else ''}.{decimals}{kind}}"
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.15g}"


def _date(number: float, epoch: datetime.datetime) -> str:
    if not 0 <= number < 2_958_466:
        return f"{number:.15g}"
    moment = epoch + datetime.timedelta(days=number)
    moment = (moment + datetime.timedelta(milliseconds=500)).replace(microsecond=0)
    if number < 1:
        return moment.strftime("%H:%M")
    return moment.date().isoformat() if number.is_integer() else moment.strftime("%Y-%m-%d %H:%M")
