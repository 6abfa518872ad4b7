"""Writes the head of an RFC or an Internet-Draft, which has two columns, as lines with labels.

What the series is and who employs the authors stays text below them.
"""

import re

from index.ingest.days import partial_dates

_SERIES = re.compile(
    r"\s{0,20}(?:Network Working Group|Network Information Center|Independent Submission"
    r"|Internet[- ].{4,40}|\S.{3,60} Working Group)\b"
)
_NAMED = re.compile(r"^(?:Request for Comments|RFC|Internet[- ]Draft)\b", re.MULTILINE)
"""What one of the first lines of such a document says."""
_COLUMNS = re.compile(r"\s{3,80}(?=\S)")
_AUTHOR = re.compile(
    r"(?:[A-Z]\.[ -]?){1,3}[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20})?(?=(?:, Ed(?:itor|s?\.))?$)"
)
_DAY = re.compile(r"(?:\d{1,2} )?[A-Z][a-z]{2,8}(?: \d{1,2},)? (?:19|20)\d\d")
_HEAD_CHARS, _MAX_LINES, _MAX_TITLE_CHARS = 3_000, 16, 200
"""The beginning of a text that has the head, the most lines of it, and the longest title."""
_INDENTED = re.compile(r"[ \t]{3,60}\S")


def labelled(text: str) -> str:
    """The text with its head as lines with labels; unchanged if it is no such document."""
    whole = text.lstrip("\n\f\ufeff")
    beginning = whole[:_HEAD_CHARS]
    if _SERIES.match(beginning) is None:
        return text
    blocks = re.split(r"\n(?:[ \t\f]{0,80}\n){1,6}", beginning)
    head = blocks[0].split("\n")
    title = blocks[1].split("\n") if len(blocks) > 2 else []
    if _NAMED.search(blocks[0]) is None or len(head) > _MAX_LINES:
        return text
    name = " ".join(" ".join(title).split())
    if not all(map(_INDENTED.match, title)) or not 0 < len(name) <= _MAX_TITLE_CHARS:
        return text
    parts = [part.strip() for line in head for part in _COLUMNS.split(line) if part.strip()]
    authors = [match[0] for part in parts if (match := _AUTHOR.match(part)) is not None]
    days = [part for part in parts if _DAY.fullmatch(part) or partial_dates.read(part) is not None]
    others = [part for part in parts if part not in days and _AUTHOR.match(part) is None]
    labels = [f"Title: {name}", f"Author: {', '.join(authors)}", *(f"Date: {day}" for day in days)]
    known = [label for label in labels if not label.endswith(": ")]
    below = beginning.find(blocks[1]) + len(blocks[1])
    return "\n".join((*known, "", "\n\n".join(others), whole[below:]))
