"""Reads the credits of agencies below a story: (Reporting by Ada Quill; Editing by Ben Ross)."""

import re

from index.ingest.heads import person_names
from index.text.lazy_pattern import lazy_pattern

_EDITED = re.compile(r"\b[Ee]diting by (?P<names>[A-Z][^;()\n.]{2,80}?)(?=[;.)]|$)")
_EDITED_BY = lazy_pattern(
    r"[（(](?:责任|責任)?(?:编辑|編輯|责编|責編)\s?[:：/／]\s?"
    r"(?P<names>[\u3400-\u9fff]{2,4}(?:[、／/][\u3400-\u9fff]{2,4}){0,2})[）)]\s?(?:1\d{6})?$"
)
"""The editor in brackets behind the last sentence: （編輯：李明宗）1120209."""
_CREDITS = re.compile(
    r"\W{0,3}(?:Reporting|Written|Story) by (?P<names>[A-Z][^;()\n]{2,80}?)"
    r"(?: in [A-Z][^;()\n]{1,40})?(?=[;.)]|$|,? (?:and )?[Ee]dit)"
)
_MAX_END_CHARS = 80
"""The end of a line, in code points, that may have the editor in brackets."""


def credited(text: str) -> str:
    """The reporters in a line of credits: (Reporting by Ada Quill; Editing by Ben Ross)."""
    match = _CREDITS.match(text)
    names = match["names"].strip().replace(" and ", ", ") if match else ""
    return names if names and all(map(person_names.are_persons, names.split(", "))) else ""


def edited(text: str) -> str:
    """The editors in a line of credits: (Reporting by Ada Quill; Editing by Ben Ross)."""
    if (bracketed := _EDITED_BY.search(text[-_MAX_END_CHARS:])) is not None:
        names = bracketed["names"]
        return names if person_names.are_persons(names) and person_names.has_surname(names) else ""
    match = _EDITED.search(text[:_MAX_CREDIT_CHARS])
    names = match["names"].strip().replace(" and ", ", ") if match else ""
    return names if names and all(map(person_names.are_persons, names.split(", "))) else ""


_MAX_CREDIT_CHARS = 300
