"""Lets the line in the largest letters be the title, where only its place made another line it."""

from index.ingest import office_names, person_names
from index.ingest.draft import Draft
from index.ingest.formats.plain_text import organs

_MAX_HEAD_LINES = 10
"""The first paragraphs among which the line is."""
_BY_PLACE = "title line"
"""The origin of a title that is one because it is the first line."""


def put_title(draft: Draft) -> None:
    """Put the headline as the title; the line above it stays text, and a body is the outlet."""
    line = draft.headline
    if draft.origins.get("title") != _BY_PLACE or line not in draft.paragraphs[:_MAX_HEAD_LINES]:
        return
    if _is_body(line) or person_names.is_paper(line):
        return
    above = draft.text("title")
    draft.paragraphs.remove(line)
    draft.replace("title", line, "line in the largest letters")
    draft.put("source", above if _is_body(above) else "", "line above the title")
    draft.paragraphs.insert(0, above)


def _is_body(line: str) -> bool:
    return office_names.is_office(line) or organs.is_organ(line)
