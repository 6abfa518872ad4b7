"""Recognises the titles of official documents, and of laws in English, by their form."""

import re

from index.text.lazy_pattern import lazy_pattern

_ABOUT = lazy_pattern(
    r"(?:案由[:：]\s?)?[^，。；：]{0,24}[关關][于於][^。；]{4,60}[的之]?(?:决定|決定|通知|通告|公告|建议|建議|意见|意見|报告|報告|函|批复|批復|议案|議案"
    r"|提案|说明|說明|决议|決議|命令|办法|请示|公示|答复|复函|通报)(?:[（(].{1,12}[）)])?"
    r"|[^，,。；：\s]{2,30}(?:会议|會議)(?:纪要|紀要|记录|記錄|紀錄|纪录)"
)
_KINDS = "Act|Regulations|Order|Rules|Ordinance"
_LAW = re.compile(
    rf"(?:The )?[A-Z][\w ,()'’&-]{{6,110}}\b(?:{_KINDS})(?:,? (?:of )?(?:19|20)\d\d)?"
    r"|An (?:Act|Ordinance) (?:to|for|relating to|concerning) [^.;]{8,160}\.?"
)
_SHORT_TITLE = re.compile(rf"\b(?:{_KINDS})\b,? (?:of )?(?:19|20)\d\d\.?$", re.IGNORECASE)
_CODE = re.compile(r"(?:19|20)\d\d (?:No\.?|Chapter|c\.) ?\d{1,5}", re.IGNORECASE)
_LINES_ABOVE = 3
"""The largest distance of the title of a law from a line above it."""


def is_official(line: str) -> bool:
    """Whether a line is the title of an official document: 港务局关于重建东码头的通知."""
    return _ABOUT.fullmatch(line) is not None


def is_law(line: str) -> bool:
    """Whether a line is the title of a law in English.

    The Quays (Dredging) Regulations 2019; An Act to restore quays.
    """
    return not line.isupper() and _LAW.fullmatch(line) is not None


def is_above_law(line: str, below: list[str]) -> bool:
    """Whether a line stands above the title of a law: PUBLIC LAW 117-12, 2019 No. 1123."""
    heading = line == line.upper() and _SHORT_TITLE.search(line) is None
    code = line.isascii() and (heading or _CODE.fullmatch(line) is not None)
    return code and any(map(is_law, below[:_LINES_ABOVE]))
