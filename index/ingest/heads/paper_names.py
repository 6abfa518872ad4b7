"""Recognises the names of papers by their form, in several languages, and what is none."""

import re

from index.ingest import word_lists

_ENGLISH = "|".join(word_lists.table("outlets")["papers"])
_FOREIGN = "|".join(filter(str.istitle, word_lists.table("outlets")["foreign"]))
_PAPER = re.compile(
    rf"(?:The )?(?:[A-Z][\w'’.&-]{{0,20}} ){{1,3}}(?:{_ENGLISH})"
    rf"|(?:(?:L[ae]s?|L['’]|El|Los|Il|Die|Der|Das|Het|De|O) ?(?:[A-Z][\w'’-]{{1,20}} ){{0,2}}"
    rf"|[A-ZÀ-Þ][\w'’-]{{1,20}} )(?:{_FOREIGN})"
    r"(?: (?:d[aeiou]|de[lnrs]|de la|d['’]|von|van|für)? ?[A-ZÀ-Þ][\w'’-]{1,20}){0,2}"
)


def has_form(name: str) -> bool:
    """Whether a name has the form of a paper's.

    Larkford Record; Le Courrier de Valbrune; Altenbrucher Bote.
    """
    return _PAPER.fullmatch(name) is not None


_SECTION = re.compile(
    r"(?:(?:local|latest|world|national|breaking|top|general|business|sports?|international|company|more|other|our|all"
    r"|press|media|news|briefing|tech|health|science|political|financial|harbour|site)\s){0,3}"
    r"(?:news|press|media|office|department|ministry|government|bureau|agency|post|review|reviews"
    r"|online|(?:press|news|media) releases?)",
    re.IGNORECASE,
)
"""Names of sections of a site, which name no outlet."""
_ROOM = re.compile(r"\b(?:Rooms?|Hall|Building|Auditorium|Theatre|Theater|Hotel)$")
"""A place where somebody speaks."""


def is_room(text: str) -> bool:
    """Whether a text ends as the name of a place where people meet: Larkford Town Hall."""
    return _ROOM.search(text) is not None


_ASKS = re.compile(
    r"(?:(?i:why|how|what|about|more|follow|watch|listen|read|get|see|join)|.{2,30}\s(?:are|is|was|were|has|have))\s"
)
"""Beginnings of links and sentences that are no names."""


def is_section(text: str) -> bool:
    """Whether a text names only a section or a kind of text: NEWS, Press release."""
    return _SECTION.fullmatch(text) is not None


def is_no_name(text: str) -> bool:
    """Whether a text names a section or a place, or begins as a link or a sentence does."""
    return is_section(text) or is_room(text) or _ASKS.match(text) is not None
