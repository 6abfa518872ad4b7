"""Tells what rows of a table are that are no reports: headings, forms of columns, sums, closings.

A row below the names that says how the columns are written is unlike the rows below it: int,
varchar(200) and datetime stand above numbers, titles and days.
"""

import re
from collections.abc import Callable, Sequence

from index.ingest.prose import is_prose
from index.ingest.structured import column_values, json_fields

_MIN_FIELDS = 3
"""The least number of columns of a table whose rows are judged by their first cell."""
ONLY_HEADING = "The row is the heading of the rows below it."
"""The reason for skipping a row with a heading alone."""
ONLY_SUMS = "The row has only sums of others, or says when the table was made."
"""The reason for skipping a row of sums, or one that closes the table."""
ONLY_FORMS = "The row only says how the columns are written."
"""The reason for skipping a row below the names with units or types."""


def forms_below(rows: Sequence[list[str]], at: int) -> int:
    """The number of rows below that of the names, `at`, that say how the columns are written."""
    count = 0
    while count < _MAX_FORMS and at + count + 1 < len(rows):
        row, below = rows[at + count + 1], rows[at + count + 2 :][:_COMPARED]
        if not is_of_units(row) and not _is_of_forms(row, below):
            break
        count += 1
    return count


_MAX_FORMS, _COMPARED, _MAX_FORM_CHARS = 3, 50, 200
"""The most rows with the forms of columns, the rows that those are compared with, and the longest
form, in code points."""
_MIN_BROKEN, _SHARE = 2, 0.9
"""The least number of columns whose values have a form that a row does not have, and the least
share of their values that do."""


def _is_of_forms(row: list[str], below: Sequence[list[str]]) -> bool:
    """Whether a row has none of the forms that the columns have in the rows below it."""
    if max(map(len, row), default=0) > _MAX_FORM_CHARS or any(map(is_prose, row)):
        return False
    broken = 0
    for at, cell in enumerate(row):
        values = [other[at].strip() for other in below if at < len(other) and other[at].strip()]
        form = _form_of(values) if cell.strip() and len(values) >= _MIN_VALUES else None
        if form is not None and form(cell.strip()):
            return False
        broken += form is not None
    return broken >= _MIN_BROKEN


_MIN_VALUES = 2
"""The least number of values that tell the form of a column."""


def _form_of(values: Sequence[str]) -> Callable[[str], object] | None:
    """Tells whether a value has the form that nearly all of these have; None if they have none."""
    for form in _FORMS:
        if sum(bool(form(value)) for value in values) >= _SHARE * len(values):
            return form
    return None


_FORMS: tuple[Callable[[str], object], ...] = (
    column_values.is_day,
    re.compile(r"https?://\S+").match,
    re.compile(r"[\d.,]+").fullmatch,
    is_prose,
)
"""The forms of values that tell them from types and other remarks."""


def is_heading(row: list[str], below: list[str]) -> bool:
    """Whether a row is the heading of the rows below it: a number and words, or above names."""
    if not row or not row[0].strip() or (len(row) > 1 and row[1]) or any(row[1:]):
        return False
    group = _HEADING.match(row[0]) is not None or _PERIOD.fullmatch(row[0].strip()) is not None
    return names_again(below) or (len(row) >= _MIN_FIELDS and group)


_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])(?![^\n]*。)"
)
"""The beginning of a heading of a group of rows, as in 二、县级媒体."""
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d\s?年?\s?(?:度|[-./]\s?)?)?(?:[一二三四五六七八九十]{1,2}|1[0-2]|0?[1-9])月份?"
    r"|(?:(?:19|20)\d\d\s?年?\s?)?第?[一二三四1-4]季度|(?:19|20)\d\d\s?年度?"
    r"|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?(?:,? (?:19|20)\d\d)?"
    r"|(?:Q[1-4]|Week \d{1,2})(?:,? (?:19|20)\d\d)?",
    re.IGNORECASE,
)
"""A month, a quarter or a year alone, of which the rows below are."""


def is_of_units(row: list[str]) -> bool:
    """Whether the row below the names says in brackets in what their columns are written."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 1 and all(map(_IN_BRACKETS.fullmatch, filled))


_IN_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]{0,30}[)）\]】]")


def is_note(row: list[str], below: list[str], names: Sequence[str], *, apart: bool) -> bool:
    """Whether a row has only its first cell: a note if it is `apart`, or a heading of others."""
    if is_heading(row, below):
        return True
    alone = len(names) >= _MIN_FIELDS and bool(row[0]) and not any(row[1:])
    return alone and (apart or column_values.is_day(row[0]))


_SUMS = re.compile(
    r"(?:[合总總小]\s?[计計]|[总總][数數和]|平均[值数數]?|(?:grand |sub)?totals?(?: \w{1,20})?"
    r"|sums?|average)\s?[:：]?",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"\(?(?:[共合][计計]?\s?)?\d[\d,]{0,9}\s?(?:[条條篇件个則则笔筆行](?:记录|記錄|数据|數據|新闻|新聞|报道|報道|结果|結果)?"
    r"|(?:rows?|records?|results?|articles?)(?: (?:found|exported|selected|returned|in set))?)\)?"
    r"|(?:导出|匯出|生成|打印|列印|制表|製表|下载|下載)(?:时间|時間|日期|人|于|於)?\s?[:：].{0,40}"
    r"|(?:exported|generated|printed|downloaded) (?:on|at|by|from)\b.{0,60}",
    re.IGNORECASE,
)
"""The only cell of a row that says how many rows there are, or when they were written."""
_MAX_AGAIN_CHARS = 30
"""The longest cell in a row of names within a table, or of sums."""
_NUMBER = re.compile(r"[\d\s.,%￥$¥:：-]*[条篇字次件]?")


def _is_closing(row: list[str]) -> bool:
    """Whether only one cell of a row is filled, and is about the table."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) == 1 and _CLOSING.fullmatch(filled[0]) is not None


def names_again(row: list[str]) -> bool:
    """Whether a row within a table names the columns of another one: all cells are known names."""
    if len(row) < _MIN_FIELDS or row[0][:1].isdecimal() or max(map(len, row)) > _MAX_AGAIN_CHARS:
        return False
    meant = [json_fields.field_of(cell.strip()) for cell in row if cell.strip()]
    return all(meant) and len({*meant}) >= _MIN_FIELDS and bool({"title", "body"} & {*meant})


def is_of_sums(row: list[str]) -> bool:
    """Whether a row has only sums of the rows above it: 合计 or Total, and numbers; or 共3篇."""
    if _is_closing(row):
        return True
    if max(map(len, row), default=0) > _MAX_AGAIN_CHARS:
        return False
    cells = [cell.strip() for cell in row if cell.strip()]
    named = [cell for cell in cells if _SUMS.fullmatch(cell)]
    return len(named) == 1 and all(
        _NUMBER.fullmatch(cell) for cell in cells if cell is not named[0]
    )
