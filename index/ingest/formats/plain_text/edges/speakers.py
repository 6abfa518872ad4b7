"""Finds who holds a speech: in its title, or by the name beside the day near it."""

import itertools
import re

from index.ingest.formats.plain_text.edges import signatures
from index.ingest.heads import job_titles, latin_names, paper_names, person_names

_SPOKEN = re.compile(
    r"\b(?:testimony|speech|remarks|address|statement|lecture|keynote|toast)\b", re.IGNORECASE
)
"""Words in the title of a speech."""
_OFFICE = (
    r"(?:the )?(?:Deputy |Vice |Lord |Prime |First )?"
    r"(?:President|Premier|Mayor|Governor|Senator|Minister|Ambassador|Secretary|Chair(?:man|woman)?"
    r"|H\.E\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Prof(?:essor|\.)|Sir|Dame|Baroness|(?:Rt\.? )?Hon\.?) "
)
_SPOKEN_BY = re.compile(
    r"(?:[A-Z][a-z]{3,8} )?(?:Testimony|Speech|Remarks|Address|Statement|Lecture)"
    r"(?: (?:delivered|given|made))? (?:by|of) "
    rf"(?P<office>(?:{_OFFICE}){{1,3}})?"
    rf"(?P<name>{latin_names.WORD}(?: {latin_names.WORD}){{1,2}})"
    r"(?:, (?:[\w&’'-]{1,20},? ){1,12}?)?"
    r"(?: ?\b(?:at|on|to|before|in|during) .{3,120})?"
)
"""The title of a speech that names who speaks: Remarks by Dr Ada Quill, Minister of Ports, at …"""
_LINES = 5
"""The number of first lines of a speech that may name who speaks."""


def speaker(lines: list[str]) -> str:
    """The person who speaks; empty if no line tells it.

    It is one that the title of a speech names, or whose name is a line beside that with the day.
    """
    for line in lines[:_LINES]:
        named = _SPOKEN_BY.fullmatch(line)
        if named is not None and (named["office"] or person_names.has_given_name(named["name"])):
            return named["name"]
    spoken = bool(lines) and _SPOKEN.search(lines[0]) is not None
    for position, line in enumerate(lines[1:_LINES], start=1):
        beside = (*lines[max(position - 1, 1) : position], *lines[position + 1 : position + 2])
        if _is_speaker(line, spoken=spoken) and any(map(signatures.is_signature, beside)):
            others = itertools.takewhile(person_names.is_han_name, lines[position - 1 : 0 : -1])
            return ", ".join([*list(others)[::-1], line])
    return ""


def _is_speaker(line: str, *, spoken: bool) -> bool:
    """Whether a line is a name; in Latin letters it is that of a person only below a speech."""
    if person_names.is_han_name(line):
        return True
    named = spoken and " " in line and person_names.are_persons(line)
    other = person_names.is_outlet(line) or paper_names.is_room(line) or job_titles.is_job(line)
    return named and not other
