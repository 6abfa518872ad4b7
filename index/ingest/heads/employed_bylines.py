"""Recognises bylines in English that say for which outlet a person writes."""

import re

from index.ingest.heads import latin_names, person_names
from index.ingest.heads.field_labels import BREAK
from index.ingest.line_wrapping import width

_NAME = latin_names.NAME_FORM
_MAX_WIDTH = 60
"""The widest byline, in columns."""
_BY_LABEL = re.compile(r"^By[：:] ?(?=[A-Z])")


def parted(line: str) -> str:
    """A line with By for its label, and an outlet in brackets behind the name apart from it."""
    writes = _WRITES_FOR.fullmatch(line)
    known = writes is not None and person_names.has_given_name(writes["name"])
    if writes is not None and known and person_names.is_paper(writes["outlet"]):
        return f"By {writes['name']}{BREAK}{writes['outlet']}{BREAK}{writes['rest']}"
    employed = _EMPLOYED.fullmatch(line) is not None
    line = _BY_LABEL.sub("By ", line)
    return re.sub(r" [(\[]|[)\]]$", BREAK, line) if employed else line  # it is no town


_WRITES_FOR = re.compile(
    rf"(?P<name>{_NAME}) [(\[](?P<outlet>[A-Z][^()\[\]]{{2,40}})[)\]](?P<rest>.{{0,40}})"
)


def is_for_outlet(line: str) -> bool:
    """Whether a line is a byline that says for whom: By Ada Quill for Larkford Tide."""
    return width(line) < _MAX_WIDTH and _EMPLOYED.fullmatch(line) is not None


_EMPLOYED = re.compile(rf"By[：:]? ?{_NAME} (?:for (?:the )?{_NAME}|[(\[]{_NAME}[)\]])")
