"""Joins the lines of a title that a narrow column broke, as newspapers print them.

Blank lines stand around such a block, and the text below it is wrapped as narrowly.
"""

import itertools
import re
from collections.abc import Iterator

from index.ingest.formats.plain_text.edges import document_titles, edition_lines, organs, programmes
from index.ingest.heads import (
    credit_line,
    document_numbers,
    field_labels,
    header_lines,
    office_names,
    person_names,
)
from index.ingest.line_wrapping import width

_MAX_COLUMN_WIDTH, _MAX_WIDTH, _MIN_WRAPPED_LINES = 56, 80, 8
"""The widest column, that below a title in capitals, and the fewest lines that show one."""
_MAX_LINES, _MAX_BLOCKS = 3, 4
"""The most lines of a title, and the most blocks among which it stands."""
_MAX_HAN = 12
"""The longest line of a title in Chinese, in code points."""
_HAN_LINE = re.compile(r"[\u3400-\u9fff\d“”]{2,12}")
_STARTED = re.compile(r"[（(—–-]|第[一二三四五六七八九十\d]{1,3}[版期号]")
_BYLINE_NAME = re.compile(r"[^\x00-\x7f]|\S \S")
"""Names on a byline; a single word in capitals is none: BY HAND."""
_ENDED = re.compile(r"[.。!！?？:：,，;；]$")


def joined(lines: list[str]) -> list[str]:
    """The lines, with those of a title in a narrow column on one line."""
    column = _column_width(lines)
    if not column or column > _MAX_WIDTH:
        return lines
    for begin, end in itertools.islice(_blocks(lines), _MAX_BLOCKS):
        block = [line.strip() for line in lines[begin:end]]
        narrow = column <= _MAX_COLUMN_WIDTH or block[0].isascii()
        if narrow and 1 < len(block) <= _MAX_LINES and _is_title(block):
            mark = " " if block[0].isascii() else ""
            return [*lines[:begin], mark.join(block), *lines[end:]]
    return lines


def _blocks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The beginnings and ends of the blocks of lines that are not blank."""
    positions = itertools.groupby(range(len(lines)), key=lambda at: bool(lines[at].strip()))
    runs = (list(run) for filled, run in positions if filled)
    return ((run[0], run[-1] + 1) for run in runs)


def _column_width(lines: list[str]) -> int:
    """The width of the column in which the text below the head is wrapped; 0 for other texts."""
    blocks = itertools.islice(_blocks(lines), 1, None)
    long = [(begin, end) for begin, end in blocks if end - begin > _MAX_LINES]
    body = [line for begin, end in long for line in lines[begin:end]]
    return max(map(width, body)) if len(body) >= _MIN_WRAPPED_LINES else 0


def _is_title(block: list[str]) -> bool:
    """Whether the lines of a block go on with each other and name nobody."""
    if any(map(_is_other, block)) or any(map(_ENDED.search, block[:-1])):
        return False
    if block[0].isascii():
        return all(line.isupper() and line[0].isalpha() for line in block)
    return all(map(_HAN_LINE.fullmatch, block))


def _is_other(line: str) -> bool:
    """Whether a line is a label, a name, a day, a kind of text."""
    name = line.rstrip(".").title() if line.isupper() else line
    return (
        person_names.is_paper(name)
        or person_names.is_han_name(line)
        or office_names.is_office(line)
        or organs.is_organ(line)
        or programmes.is_station(line)
        or bool(field_labels.scan(line))
        or _BYLINE_NAME.search(person_names.reporter_line(line)) is not None
        or header_lines.is_header(line)
        or credit_line.is_remark(line)
        or credit_line.is_day(line)
        or document_titles.is_official(line)
        or bool(document_numbers.on_line(line))
        or (_STARTED.match(line) or edition_lines.KIND.fullmatch(line)) is not None
    )
