"""Recognises bodies that stand above their documents: EUROPEAN COMMISSION, Court of Appeal."""

import re

from index.ingest.line_wrapping import width

_KINDS = (
    "Parliament|Assembly|Senate|Congress|Council|Board|Committee|Commission|Court|Tribunal|Ministry|Department"
    "|Government|Office|Bureau|Agency|Authority|Administration|Secretariat|Cabinet|Bank|Directorate|Inspectorate"
    "|Service|Institute|Academy|University|Association|Union|Federation|Foundation|Chamber|Society|Institution"
    "|Centre|Center|Trust|Corporation|Organi[sz]ation|House|Nations|Company|Limited|PLC|Holdings"
    r"|Ltd\.?|Inc\.?|Co\., Ltd\.?"
)
_WORD = r"(?!(?i:by|to|from|at|with|as|in|on)\b)[A-Z][\w'’.&-]{0,24}"
_NAME = re.compile(
    rf"(?:(?:IN )?(?:The|THE) )?(?:{_WORD} (?:and |AND |& )?){{0,6}}(?i:{_KINDS})"
    rf"(?:,? (?i:of|for)(?: (?i:the))?(?: {_WORD}| (?i:of|and|the|for|&)){{1,9}})?"
    r"(?: \([A-Z]{2,8}\))?"
)
_MAX_NAME_WIDTH = 70
"""The widest name, in columns."""


def is_organ(line: str) -> bool:
    """Whether a line has the form of the name of a public body in English."""
    return width(line) <= _MAX_NAME_WIDTH and " " in line and _NAME.fullmatch(line) is not None


def bare(line: str) -> str:
    """The name of a court without the words before it: IN THE SUPREME COURT OF LARKLAND."""
    court = line.isupper() and " COURT" in line
    return line.removeprefix("IN ").removeprefix("THE ") if court else line.removeprefix("IN THE ")
