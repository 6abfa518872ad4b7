"""Tells names of persons in English that no list knows from desks, sections, towns and words."""

import re

from index.ingest import word_lists
from index.ingest.heads import person_names

TOWN = re.compile(rf"(?:{word_lists.either('towns', 'beginnings')})\b")
"""How names of towns of several words begin."""


def is_desk_or_place(name: str) -> bool:
    """Whether words in capitals name a desk, a section or a town rather than a person."""
    return _NO_PERSON.search(name) is not None or TOWN.match(name) is not None


_NO_PERSON = re.compile(
    r"\b(?:desk|news|staff|team|section|edition|page|local|world|sports?|business|opinion|politics"
    r"|transport|culture|science|health|city|county|town|report|reports|update|special|rights|reserved|the|of|and"
    r"|schools?|college|university|faculty|institute|laboratory|museum|library|hospital|parish|council"
    r"|conference|workshop|symposium|seminar"
    r"|user|guide|manual|handbook|guidelines|policy|strategy|summary|overview|appendix|annual|version|edition"
    r"|water|energy|power|rail|services|solutions|systems|technologies|partners|associates|consulting"
    r"|trust|society|foundation|agency|bank|insurance)\b",
    re.IGNORECASE,
)


_EVENT = re.compile(
    r"\b(?:Conference|Workshop|Symposium|Seminar|Congress|Colloquium|Convention|Summit)"
    r"(?: (?:19|20)\d\d)?$"
    r"|(?:研讨会|研討會|座谈会|座談會|论坛|論壇|年会|年會|大会|大會|讲座|講座)$"
)


def is_event(text: str) -> bool:
    """Whether a text ends as the name of a meeting at which something was read out."""
    return _EVENT.search(text) is not None


def is_only_a_name(name: str, below: list[str]) -> bool:
    """Whether two or three words are no outlet, section or place, nor words of the text below."""
    words = name.split()
    if not 1 < len(words) <= _NAME_WORDS or name.isupper() or person_names.is_paper(name):
        return False
    if is_desk_or_place(name):
        return False
    text = "\n".join(below)[:_MAX_TEXT_CHARS]
    return not any(re.search(rf"\b{re.escape(word.lower())}\b", text) for word in words)


_NAME_WORDS = 3
_MAX_TEXT_CHARS = 5_000
"""The part of a text, in code points, that has no word of a name in small letters."""
