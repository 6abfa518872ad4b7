"""Takes the title of a plain text from its lines: above the header lines, or just below them."""

import itertools
import re

from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import (
    field_lines,
    label_lines,
    letter_closings,
    letterhead,
    organs,
    title_line,
)
from index.ingest.heads import credit_line, paper_names, person_names

_MAX_LINES_ABOVE = 40
"""The largest number of lines above a text."""


def take(draft: Draft, lines: list[str], above: int, fields: frozenset[str]) -> list[str]:
    """Take the title line above the headers or just below them; return the other paragraphs.

    Lines that look like `fields` are titles only where no other line is.
    """
    if len(lines) > 2 and field_lines.OF_ORIGINAL.match(lines[0]):
        lines = [lines[1], lines[0], *lines[2:]]
    if len(lines) > 1 and _is_kicker(draft, lines, above):
        unknown = lines[0].isupper() and " " in lines[0] and not _is_known(lines[0])
        lines = [lines[1], lines[0], *lines[2:]] if unknown else lines[1:]
    while (
        above
        and lines
        and field_lines.MENU_LINE.search(lines[0])
        and not field_lines.is_title(lines[0])
    ):
        lines, above = lines[1:], above - 1
    behind = 0
    while above < min(len(lines), _CONTACTS) and _is_no_title(lines[above]):
        above += 1
        behind = 1
    if draft.has("title"):
        title = draft.text("title")
        first = next((at for at, line in enumerate(lines[:3]) if _is_heading(line, title)), None)
        return lines if first is None else [*lines[:first], *lines[first + 1 :]]
    while above < min(len(lines), _MAX_LINES_ABOVE) and lines[above] in fields:
        above += 1
        behind = 1
    titles = _titles(lines[: max(above + behind, 1)])
    position = next((at for at in titles if lines[at] not in fields), titles[0] if titles else -1)
    if position < 0 or len(lines) < 2:
        return lines
    title, end = title_line.whole(lines, position, draft.headline)
    draft.put("title", _bare(title), "title line")
    return [*lines[:position], *lines[end:]]


def _titles(lines: list[str]) -> list[int]:
    """The positions of lines that can be the title; below a salutation there is none."""
    above = itertools.takewhile(lambda line: not letterhead.is_salutation(line), lines)
    return [
        position
        for position, line in enumerate(above)
        if field_lines.is_title(_bare(line))
        and not label_lines.is_of_text(line)
        and not credit_line.is_nobody(line)
        and not letter_closings.is_closing(line)
    ]


def _bare(line: str) -> str:
    """A line without the full stop that old newspapers print behind a title in capitals."""
    bare = _STOP.sub("", line) if line.isupper() else line
    return line if bare != line and person_names.is_paper(bare.title()) else bare


_STOP = re.compile(r"(?<=[A-Z]{3})\.$")


def put_first(draft: Draft, line: str) -> None:
    """Let the first line be the title, as the lines above it show that it is one."""
    if not draft.has("title") and draft.paragraphs[:1] == [line]:
        draft.put("title", line.rstrip("."), "title line")
        del draft.paragraphs[0]


def _is_kicker(draft: Draft, lines: list[str], above: int) -> bool:
    """Whether the first line names a section or a newspaper, and the title follows below it."""
    section = above > 0 and paper_names.is_section(lines[0])
    paper = field_lines.PAPER.fullmatch(lines[0]) is not None
    latin = lines[0].isascii() and field_lines.NEWSPAPER.fullmatch(lines[0]) is not None
    outlet = latin and person_names.is_latin_outlet(lines[0]) and len(lines[1]) > len(lines[0])
    if draft.has("title") or not (section or paper or outlet) or not field_lines.is_title(lines[1]):
        return False
    known = draft.text("source")
    local = lines[0].lower().endswith(" news")
    if (paper or outlet) and known and not local and known != field_lines.FORM.sub("", lines[0]):
        return False
    if paper or (outlet and not (lines[0].isupper() and not _is_known(lines[0]))):
        draft.put("source", field_lines.FORM.sub("", lines[0]), "line above the title")
    return True


def _is_known(name: str) -> bool:
    """Whether words in capitals are a section, an outlet or a body, as the lists know them."""
    known = paper_names.is_section(name) or organs.is_organ(name)
    return known or person_names.is_paper(name.title())


def _is_no_title(line: str) -> bool:
    """Whether a line may stand above a title: one without words, or the caption of a picture."""
    return _WORDY.search(line) is None or field_lines.is_caption(line)


_CONTACTS = 4
_WORDY = re.compile(r"[\u3400-\u9fff]|^[^\W\d_]{2}[^@]*$")
"""A line of words: no telephone number, no mailbox; such lines may stand above the title."""


def _is_heading(line: str, title: str) -> bool:
    """Whether a line is the title, with or without a number."""
    return title in {line, field_lines.NUMBERED_LINE.sub("", line)}
