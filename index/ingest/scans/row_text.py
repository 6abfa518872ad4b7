"""Joins rows of a scanned page, and removes page numbers and marks of scanning programs."""

import re

from index.ingest import hyphens, line_joins
from index.text.lazy_pattern import lazy_pattern

_BETWEEN = lazy_pattern(
    r"(?<=[\u3400-\u9fff，。、；：！？“”‘’（）《》]) +(?=[\u3400-\u9fff，。、；：！？“”‘’（）《》])"
)
_SPACED = lazy_pattern(r"(?:[\u3400-\u9fff] ){3,}[\u3400-\u9fff]")
_NUMBER = re.compile(r"(?=(?s:.*)\d[^第\d]*$)[\s\-—–·第页共/\dofpage.]+$", re.IGNORECASE)
_SCANNER = re.compile(
    r"由?\s?[\w ]{0,20}扫描\w{0,6}\s?(?:创建|生成|扫描)|扫描全能王\s?创建"
    r"|(?:scanned|scan|created|generated|made)\s(?:by|with|in|using|from)\s[\w ]{0,30}scan\w{0,12}"
    r"|CamScanner|Adobe Scan|TapScanner|Genius Scan|Notebloc|SwiftScan|Tiny Scanner",
    re.IGNORECASE,
)
"""Marks that scanning programs write on each page."""


_HYPHENS = ("-", "\u2010", "\u00ad")


def is_page_number(line: str) -> bool:
    """Whether a line consists only of a page number."""
    return bool(_NUMBER.match(line))


def joined(before: str, line: str) -> str:
    """Joins two lines of a paragraph, including a hyphenated word."""
    if before.endswith(_HYPHENS) and line[:1].islower():
        if hyphens.is_divided(before, line):
            return hyphens.joined(before, line, frozenset())
        return before[:-1] + line
    return line_joins.joined(before, line)


def without_gaps(line: str) -> str:
    """The line without spaces between Han characters from a layout or the recogniser."""
    return _BETWEEN.sub("", line) if _SPACED.search(line) else line


def without_scanner_marks(text: str) -> str:
    """The text without marks of scanning programs."""
    return _SCANNER.sub("", text)


def is_marked(text: str) -> bool:
    """Whether a text contains a mark of a scanning program."""
    return _SCANNER.search(text) is not None


def is_scanner_mark(line: str) -> bool:
    """Whether a line consists only of a mark of a scanning program."""
    rest = without_scanner_marks(line)
    return rest != line and not any(char.isalnum() for char in rest)
