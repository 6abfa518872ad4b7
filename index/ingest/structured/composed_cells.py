"""Reads cells with the whole line below a title, as crawlers keep it: 2023-02-09 来源：澜溪日报."""

import datetime
import re
from collections.abc import Iterator

from index.ingest.days import field_dates
from index.ingest.heads import field_labels

_MAX_CHARS = 200
_SIGN = re.compile(r"[^\W\d][:：]")
"""The end of a label; a time has none."""
_BETWEEN = " \t\u3000\n|｜/,，;；·"
_LATEST = datetime.date(2199, 12, 31)


def fields_in(value: object) -> Iterator[tuple[str, str]]:
    """The fields and texts of a value that is a day and labelled values behind it; else none."""
    if not isinstance(value, str) or len(value) > _MAX_CHARS or not _SIGN.search(value):
        return
    labels = field_labels.scan(value)
    before = value[: labels[0].start].strip(_BETWEEN) if labels else ""
    if before and field_dates.read(before, _LATEST) is None:
        return
    if not before and len(labels) < 2:
        return  # the label of the field itself
    if before:
        yield "date", before
    for label in labels:
        if label.value:
            yield label.field, label.value.strip(_BETWEEN)
