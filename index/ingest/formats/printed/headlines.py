"""Lets the line in the largest letters be the title, where only its place made another line it."""

from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines, organs
from index.ingest.heads import office_names, person_names
from index.ingest.line_wrapping import width

_MAX_HEAD_LINES = 10
"""The first paragraphs among which the line is."""
_MAX_HEAD_WIDTH = 80
"""The widest line above a text, in columns."""
_BY_PLACE = "title line"
"""The origin of a title that is one because it is the first line."""


def put_title(draft: Draft) -> None:
    """Put the headline as the title; the line above it stays text, and a body is the outlet."""
    line, first = draft.headline, draft.text("title")
    if (
        _is_text(first)
        or draft.origins.get("title") != _BY_PLACE
        or line not in draft.paragraphs[:_MAX_HEAD_LINES]
    ):
        return
    at = draft.paragraphs.index(line)
    other = _is_body(line) or person_names.is_paper(line) or person_names.are_persons(line)
    other = other or line == draft.text("source")
    if other or not field_lines.is_title(line) or any(map(_is_text, draft.paragraphs[:at])):
        return
    draft.paragraphs.remove(line)
    draft.replace("title", line, "line in the largest letters")
    outlet = _is_body(first) or any(map(field_lines.is_issue, draft.paragraphs[:at]))
    draft.put("source", first if outlet else "", "line above the title")
    draft.paragraphs.insert(0, first)


def _is_text(line: str) -> bool:
    """Whether a line is long, or ends as a sentence: a headline below it is that of a section."""
    return width(line) > _MAX_HEAD_WIDTH or line.endswith(
        ("。", ".", "！", "？", "!", "?", "：", ":")
    )


def _is_body(line: str) -> bool:
    return office_names.is_office(line) or organs.is_organ(line)
