"""Tells the line that says when an event takes place, beside that of its place, and its day."""

import datetime
import re

from index.ingest.days import dates
from index.ingest.heads import field_labels, header_lines, label_names

_PLACES = r"地\s*点|會場|会场|地點|venue|place|location|where"
_PLACE = re.compile(rf"\W*(?:{_PLACES})\s*[:：]", re.IGNORECASE)
_NEXT = re.compile(
    r"\b(?:next|future|forthcoming|upcoming) (?:[a-z]{2,12} )?(?:meeting|session|sitting|date)s?\b"
    r"|下(?:一)?[次届屆][\u3400-\u9fff]{0,6}(?:会|會)",
    re.IGNORECASE,
)
_MAX_HEADING = 60
"""The widest line that is a heading of the line below it, in code points."""
_PLACE_WITHIN = re.compile(rf"[^\W_]\s+(?:{_PLACES})\s?[:：]", re.IGNORECASE)


def day(line: str, latest: datetime.date) -> datetime.date | None:
    """The day in the value of the label of an event; its year may be one of the Republic."""
    values = (item.value for item in field_labels.scan(line)[:1])
    labelled = (dates.first_labelled(value, latest) for value in values)
    return dates.first_date(line, latest) or next(labelled, None)


def is_event(lines: list[str], position: int) -> bool:
    """Whether a line is the time of an event: a neighbouring line is its place."""
    labels = field_labels.scan(lines[position])
    if (
        not labels
        or labels[0].field != "date"
        or re.sub(r"\s", "", labels[0].label).lower() not in label_names.WEAK_LABELS
    ):
        return False
    within = _PLACE_WITHIN.search(labels[0].value) is not None
    beside = lines[max(position - 2, 0) : position + 3]
    return within or any(
        _PLACE.match(line) and not header_lines.is_noise(line)  # Location: Home > News
        for line in beside
    )


def is_of_next(lines: list[str], position: int) -> bool:
    """Whether a line has the day of a meeting to come: it says so, or the heading above it does."""
    above = lines[position - 1] if position else ""
    heading = above if len(above) <= _MAX_HEADING and not dates.find_dates(above) else ""
    return any(_NEXT.search(line) for line in (lines[position][:_MAX_HEADING], heading))
