"""Reads a text that is only a list of citations; each is a report of its line or abstract."""

import datetime
from collections.abc import Iterable

from index.ingest.draft import Draft, tidy_line
from index.ingest.formats.plain_text.edges import citation_line

_MAX_HEADING_CHARS = 40
"""The longest heading of a list of citations, in code points."""
_MAX_CITATIONS = 10_000
"""The largest number of citations of a text that are read; the rest is cut and reported."""


def read(draft: Draft, text: str, latest: datetime.date) -> bool:
    """Put the citations of a text into this draft and further ones; whether it is such a list."""
    cited = _cited(filter(None, map(tidy_line, text.split("\n"))), latest)
    path = draft.entry.path
    for number, (line, citation) in enumerate(cited[:_MAX_CITATIONS], start=1):
        one = draft if number == 1 else Draft(draft.entry)
        one.entry = draft.entry.at(f"{path}!{number}")
        one.add_visible(line)
        for name in ("title", "author", "source", "date", "url"):
            one.put(name, getattr(citation, name), "citation")
        one.paragraphs = [citation.text or line]
        if number > 1:
            draft.others.append(one)
    if len(cited) > _MAX_CITATIONS:
        draft.cut_off(f"only the first {_MAX_CITATIONS} articles were read")
    return bool(cited)


def _cited(lines: Iterable[str], latest: datetime.date) -> list[tuple[str, citation_line.Citation]]:
    """The citations of lines of which only the first may be a heading, each with its line."""
    cited: list[tuple[str, citation_line.Citation]] = []
    for position, line in enumerate(lines):
        citation = citation_line.read(line, latest)
        if citation is not None:
            cited.append((line, citation))
        elif position or len(line) > _MAX_HEADING_CHARS:
            return []
    return cited if len(cited) > 1 else []
