"""Joins labels to values that stand in another column or on the next line."""

import re
from collections.abc import Mapping

from index.ingest.draft import tidy_line
from index.ingest.heads import field_labels, header_lines, latin_names
from index.ingest.line_wrapping import width

_MAX_VALUE_WIDTH = 80
"""The widest value on the line below its label, in columns."""
_APART = re.compile(
    r"(?P<label>\S+(?: \S+){0,2})(?:[ \u3000]{2,40}|[ ]?[\t|｜][\t ]{0,20})(?P<value>\S.*)"
)


def in_columns(lines: list[str], spaced: Mapping[str, str]) -> dict[str, str]:
    """Lines with a label and its value in two columns, as label：value; none if there is one."""
    rows: dict[str, str] = {}
    cells = [_cells(spaced.get(line, line)) for line in lines]
    for position, (line, cell) in enumerate(zip(lines, cells, strict=True)):
        beside = any(cells[max(position - 1, 0) : position] + cells[position + 1 : position + 2])
        barred = beside and len(_BARRED.findall(line)) == 1
        if cell is not None and (line in spaced or barred or lines[0] in rows or not position):
            rows[line] = f"{cell[0]}：{tidy_line(cell[1])}"
    if len(rows) > 1:
        return rows | {line: "|" for line in lines[:_HEAD_LINES] if _TABLE_HEAD.fullmatch(line)}
    return {}


def _cells(line: str) -> tuple[str, str] | None:
    """A label and what stands in the column behind it; None without a label."""
    match = _APART.fullmatch(line)
    known = match is not None and field_labels.is_label(match["label"])
    return (match["label"], match["value"]) if match is not None and known else None


_TABLE_HEAD = re.compile(
    r"(?:field|property|key|item|name|metadata|属性|字段|项目|元数据) ?[|｜] ?"
    r"(?:values?|content|值|内容|信息)",
    re.IGNORECASE,
)
"""The first row of a table of fields and their values."""
_BARRED = re.compile(r"[|｜]")


def _above_values(lines: list[str]) -> list[str]:
    """The lines, with labels alone on a line and without a colon put before their values.

    Two of them must be in capitals, or three in Chinese: TITLE, and the title on the next line.
    """
    bare = {position: _spread_label(line) for position, line in enumerate(lines[:_HEAD_LINES])}
    alone = [position for position, label in bare.items() if field_labels.is_label(label)]
    chinese = bool(alone) and not bare[alone[0]].isascii()
    if len(alone) < MIN_BARE_LABELS + chinese or alone[0] > 0:
        return lines
    for position in alone:
        if position + 1 < len(lines) and position + 1 not in alone:
            lines[position] = f"{bare[position]}:"
    return lines


def _spread_label(line: str) -> str:
    """A line that may be a label alone: in capitals, or in Chinese without its spaces."""
    if line.isascii():
        return line if line.isupper() else ""
    return line.replace(" ", "") if len(line) <= _MAX_LABEL_CHARS else ""


_MAX_LABEL_CHARS = 8


_HEAD_LINES = 14
MIN_BARE_LABELS = 2
"""How many labels without a colon make header lines."""


def _fits(line: str) -> bool:
    """Whether a label and the line below it are a field, not a blank one and the title."""
    last = field_labels.scan(line)[-1]
    if last.field == "number":
        return len(last.value) < _NUMBER and re.search(r"\d", last.value) is not None
    return last.field not in {"date", "updated", "written", "views"} or header_lines.is_credible(
        last
    )


_NUMBER = 24
"""The longest document number in code points."""


def _is_below_by(above: list[str], line: str) -> bool:
    """Whether a line is the name below the word by, near the beginning of a text."""
    alone = above[-1].lower().rstrip(":") == "by" and len(above) <= _HEAD_LINES
    return alone and latin_names.PERSON.fullmatch(line) is not None


def joined(lines: list[str]) -> list[str]:
    """The lines, with each label joined to its value on the next line."""
    joined_lines: list[str] = []
    lines = _above_values(lines)
    for line in lines:
        last = (
            list(field_labels.scan(joined_lines[-1]))
            if joined_lines and len(joined_lines[-1]) < 40
            else []
        )
        waiting = (
            last
            and not last[-1].value
            and last[-1].end >= len(joined_lines[-1])
            and last[-1].field not in {"other", "description"}
        )
        joint = f"{joined_lines[-1]} {line}" if waiting else ""
        if (
            joint
            and width(line) <= _MAX_VALUE_WIDTH
            and not field_labels.scan(line)
            and _fits(joint)
        ):
            joined_lines[-1] = joint
        elif joined_lines and _is_below_by(joined_lines, line):
            joined_lines[-1] = f"By {line}"
        else:
            joined_lines.append(line)
    return joined_lines
