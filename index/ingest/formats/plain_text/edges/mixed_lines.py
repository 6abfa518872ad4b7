"""Puts the fields of lines at the top of a text that have more than fields, and stay text."""

import datetime
from collections.abc import Sequence

from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import credit_line, field_labels, header_fields, header_lines
from index.ingest.line_wrapping import width

_MAX_LINE_CHARS = 200
_FIELDS = frozenset({"date", "source", "views", "author", "editor", "issuer"})
"""The fields of which a line has two, if it is one of fields with others that no list knows."""
_COUNTED = frozenset({"date", "views"})
"""Fields whose value may be none beside others: 发布时间：待定　来源：澜溪日报."""


def put(draft: Draft, lines: Sequence[str], latest: datetime.date) -> None:
    """Put the fields of such lines among the first ones into the draft."""
    if lines:
        _put_glued(draft, lines[0], latest)
    for line in lines:
        draft.put("author", credit_line.author_of_edition(line), "line of the page")
        labels = field_labels.scan(line) if len(line) <= _MAX_LINE_CHARS else ()
        if not labels or labels[0].start or header_lines.is_header(line):
            continue
        known = [item for item in labels if item.field in _FIELDS and item.value]
        read = [item for item in known if header_lines.is_credible(item)]
        certain = all(item in read or item.field in _COUNTED for item in known)
        if certain and len({item.field for item in known}) > 1:
            header_fields.put_fields(draft, read, latest)


def _put_glued(draft: Draft, line: str, latest: datetime.date) -> None:
    """Put the fields of a first line in which labels run on into the story.

    The last value is left out, because nothing says where it ends.
    """
    labels = field_labels.scan(line[:_GLUED]) if width(line) > MIN_BODY_WIDTH else ()
    ended = labels[:-1]
    if len(ended) > 1 and ended[0].start == 0 and all(map(header_lines.is_credible, ended)):
        header_fields.put_fields(draft, list(ended), latest)


_GLUED = 300
"""The beginning of a first line, in code points, in which labels before the story are read."""
