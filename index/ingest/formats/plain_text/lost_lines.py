"""Restores lines that the plain-text reader took for header lines but that contain more.

In a text file such lines are bylines. If the title and date come from elsewhere, they are text.
"""

import datetime
import re
from collections import Counter

from index.ingest.days import dates
from index.ingest.draft import Draft, tidy_line
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import plain
from index.ingest.heads import header_lines


def read(draft: Draft, lines: list[str], rules: ExtractionRules) -> None:
    """Read lines into the draft without losing any; the caller reports the visible text."""
    text = plain.without_gaps("\n".join(lines))
    plain.read_lines(draft, text, rules, flowing=False)
    lines = text.split("\n")
    draft.paragraphs = restored(draft, lines[: plain.MAX_TEXT_LINES], rules.latest)


_NUMBERED = re.compile(r"[A-Za-z]{2,20} \d{1,3}")
"""A numbered heading, such as Line 2; on a web page it may be a button and its count."""
_AHEAD = 60
"""Paragraphs after the expected position that are searched for a line."""


def restored(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """The paragraphs, with header lines restored that contain more than a field.

    A line that is already in a paragraph is not added again; one whose content is in the fields
    is when it is repeated, as the days of a column.
    """
    paragraphs = list(draft.paragraphs)
    in_fields: set[str] = set()
    remaining = Counter(paragraphs)
    at = 0
    for line in filter(None, map(tidy_line, lines)):
        ahead = range(at, min(at + _AHEAD, len(paragraphs)))
        if remaining[line]:
            remaining[line] -= 1
            at = next((position + 1 for position in ahead if paragraphs[position] == line), at)
        elif any(line in paragraphs[position] for position in range(max(at - 1, 0), ahead.stop)):
            continue  # joined with others
        elif line in in_fields or not _in_fields(draft, line, latest):
            paragraphs.insert(at, line)
            at += 1
        elif not header_lines.is_noise(line):
            in_fields.add(line)
    return paragraphs


def _in_fields(draft: Draft, line: str, latest: datetime.date) -> bool:
    """Whether a line is noise, or not a sentence and its content is in the fields."""
    if len(line) > 20 and line.endswith(("。", ".", "！", "？", "!", "?")):
        return False
    repeated = any(isinstance(text, str) and text in line for text in draft.values.values())
    date = draft.values.get("date")
    return (
        repeated
        or (header_lines.is_noise(line) and not _NUMBERED.fullmatch(line))
        or bool(date and dates.first_date(line, latest) == date)
    )
