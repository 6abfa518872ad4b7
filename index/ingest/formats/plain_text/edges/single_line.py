"""Takes apart a text that is a single line: title, header fields, then the story."""

import re

from index.ingest.heads import clock_times, header_lines, person_names
from index.ingest.line_wrapping import width

_HEAD_CHARS = 400
"""The beginning of a line in which its fields are looked for, in code points."""
_BAR = re.compile(r"[|｜丨]")
_GAP = re.compile(r"[\u3000\t]+| {2,}")
_SPACE = re.compile(r"\s+")
"""The separator of fields: a bar or a wide gap; a single space separates Chinese ones."""
_FRAMED = re.compile(r"\s?【(?P<title>[^【】]{8,60})】\s?(?=[^\s【】].{19})")
"""A title in brackets before the story, as posts have it."""
_MAX_FIELD_CHARS = 30
"""The longest field between bars in code points, whatever it says."""
_MAX_TITLE_WIDTH = 120
"""The widest title in columns."""


def parts(line: str) -> list[str]:
    """The title, the header fields and the story of a single line; the line if it has none."""
    if (framed := _FRAMED.match(line)) is not None and not _is_field(framed["title"]):
        return [framed["title"], line[framed.end() :]]
    head = line[:_HEAD_CHARS]
    for gap in (_BAR, _GAP, _SPACE):
        fields: list[str] = []
        at = 0
        for match in gap.finditer(head):
            field = line[at : match.start()].strip()
            short = gap is _BAR and len(field) <= _MAX_FIELD_CHARS and not _ends(field)
            if fields and not short and not _is_field(field):
                break
            if not fields and (width(field) > _MAX_TITLE_WIDTH or _ends(field)):
                break
            fields.append(field)
            at = match.end()
        if len(fields) > 1 and any(map(header_lines.is_header, fields)) and at < len(line):
            return [*fields, line[at:]]
    return [line]


def _ends(field: str) -> bool:
    """Whether a field has the end of a sentence, so it is no title."""
    return re.search(r"[。！？；]|[.;]$", field) is not None


def _is_field(field: str) -> bool:
    """Whether a field is a labelled value, a date, a time, an outlet or a byline."""
    if not field or len(field) > 40:
        return not field
    return (
        header_lines.is_header(field)
        or not clock_times.without_times(field, "").strip()
        or person_names.is_outlet(field)
    )
