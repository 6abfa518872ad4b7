"""Reads the authors of a paper, each of whom stands above a school, a post, a town and a mailbox.

Ada Quill / University of Larkford / ada@larkford.example / Ben Orr / Senior Surveyor
"""

import itertools
import re

from index.ingest.days import dates
from index.ingest.formats.plain_text.edges import organs
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import (
    field_labels,
    header_lines,
    job_titles,
    latin_names,
    lone_names,
    note_marks,
    office_names,
    person_names,
)
from index.ingest.line_wrapping import width

_MAX_HEAD_LINES, _MAX_LINES_BELOW = 40, 5
"""The first lines among which authors stand, and the most lines below a name that are of it."""
_AFFILIATION = re.compile(
    r"[（(]?(?:\d\s?[.．]?\s?)?[\u3400-\u9fff]{2,24}(?:大学|大學|学院|學院|研究院|研究所|研究中心|科学院|科學院|实验室|實驗室|医院|醫院)"
    r"(?:[\s，,、].{0,60})?[）)]?"
    r"|(?:[\w.&’'-]{1,20},? ){0,8}"
    r"(?:University|Institute|Department|Dept\.|School|College|Laboratory|Faculty|Academy)\b.{0,80}"
)
"""The line of a school or an institute below the names of those who work there."""
_MAILBOX = re.compile(r"\S{1,40}@\S{3,60}")


def is_affiliation(line: str) -> bool:
    """Whether a line is that of a school or an institute."""
    return width(line) <= MIN_BODY_WIDTH and _AFFILIATION.fullmatch(line) is not None


def authors(lines: list[str]) -> str:
    """The authors of whom each has lines of his own, joined by commas; empty for fewer than two."""
    head = lines[:_MAX_HEAD_LINES]
    end = next((at for at, line in enumerate(head) if width(line) > MIN_BODY_WIDTH), len(head))
    named = [at for at in range(1, end) if _name(head[at])]
    pairs = itertools.pairwise([*named, end])
    known = [at for at, after in pairs if _is_of(head, at, after)]
    if len(known) < len(("first", "second")):
        return ""
    return ", ".join(dict.fromkeys(_name(head[at]) for at in known))


def _is_of(lines: list[str], at: int, after: int) -> bool:
    """Whether a school, a post or a mailbox stands below a name, above the one `after` it."""
    below = lines[at + 1 : min(after, at + 1 + _MAX_LINES_BELOW)]
    return any(_is_school(line) or job_titles.is_post(line) for line in below[:1]) or any(
        map(_MAILBOX.search, below)
    )


def _is_school(line: str) -> bool:
    return is_affiliation(line) or organs.is_organ(line) or office_names.is_office(line)


def _name(line: str) -> str:
    """The person whose name is a line, without marks of notes; empty for another line."""
    name = note_marks.removed(line)
    if field_labels.has_han(name):
        return name if person_names.is_han_name(name) else ""
    person = latin_names.PERSON.fullmatch(name) and lone_names.is_only_a_name(name, [])
    other = (
        _is_school(name)
        or job_titles.is_post(name)
        or header_lines.is_header(line)
        or dates.find_dates(line)
    )
    return name if person and not other else ""
