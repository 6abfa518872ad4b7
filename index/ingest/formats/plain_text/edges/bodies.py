"""Recognises public bodies, outlets and columns in English, as they stand above a title."""

import re

from index.ingest import word_lists
from index.ingest.formats.plain_text.edges import organs
from index.ingest.heads import person_names

NAME = re.compile(r"(?:The )?[A-Z][\w'’.&-]*(?: (?:of|the|and|for|&|[A-Z][\w'’.&-]*)){0,5}")
"""A name of words with capital letters, perhaps one."""
_PHRASE = re.compile(
    r"\b(?:on|in|to|at|with|from|by|is|are|how|why|what|meeting|minutes)\b", re.IGNORECASE
)
"""Words of titles in English that names do not have."""
_BODY = re.compile(
    rf"(?:The )?(?:[A-Z][\w'’.&-]{{0,24}} (?:and |& )?){{1,4}}"
    rf"(?:{word_lists.either('nameplates', 'english')})",
    re.IGNORECASE,
)
"""Names of bodies, columns and letters to readers, as the first line of a text."""
_EMBASSY = re.compile(
    r"(?:The )?(?:(?:Embassy|Consulate(?: General)?|Permanent Mission|Delegation) of .{3,50}"
    r"|(?:(?:Royal|Metropolitan|London) )?(?:City|Town|Borough|Parish|County|Village|District|Port"
    r"|Diocese|Municipality|Township|Province|Commonwealth|Republic) of"
    r"(?: [A-Z][\w'’-]{1,20}| and| upon| on| under){1,4})",
    re.IGNORECASE,
)
"""Bodies by their first word: Embassy of Vale, Borough of Larkford."""


def may_be_name(text: str) -> bool:
    """Whether a text has the form of a name, with capitals and without words of sentences."""
    name = text.title() if text.isupper() else text
    return NAME.fullmatch(name) is not None and _PHRASE.search(name) is None


def is_body(line: str) -> bool:
    """Whether a line is the name of a public body or an outlet in English, as the lists know it."""
    line = line.rstrip(".")
    if _EMBASSY.fullmatch(line) is not None:
        return True
    paper = person_names.is_paper(line.title() if line.isupper() else line)
    known = organs.is_organ(line) or paper or _BODY.fullmatch(line) is not None
    return known and may_be_name(line)
