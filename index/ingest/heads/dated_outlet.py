"""Finds the outlet on a line that has only its name and a day: 澜溪日报 2023-02-09 第03版."""

import re

from index.ingest.days import dates
from index.ingest.heads import (
    clock_times,
    credit_line,
    field_labels,
    header_lines,
    person_names,
)
from index.ingest.heads.field_labels import BREAK

_EDITION = re.compile(
    r"(?:(?:19|20)\d\d\s?年?\s?)?第\s?[\dA-Z一二三四五六七八九十]{1,4}\s?[版期]|[（(]\d{1,2}版[)）]"
    r"|(?<=\s)(?:[Pp]age|[Pp]p?\.) ?[A-Z]?\d{1,3}(?=\s|$)"
)
_LABEL_OF_DAY = re.compile(r"^[^:：]{1,20}[:：]\s{0,9}$")
_OF_OUTLET = re.compile(
    r"^(?:(?:发布|發布|發佈|原文|原载|原載)\s?[:：]\s?|(?:©|\(c\)|copyright)\s?)", re.IGNORECASE
)
_POSTED_IN = re.compile(r"发表于[\u3400-\u9fff]{2,4}$")
_SECTION = 3
"""The longest name of a section of a newspaper, which stands beside its name: 要 闻 澜溪日报."""
_MAX_VERB_CHARS = 2
"""The length of words that only say that a text was printed: 2023年2月9日发布."""
_COUNT_BEHIND = re.compile(r"[\u3400-\u9fff]\s\d{1,4}\s?$")
"""The number in a row of a table, as 2023-02-09 农业局 12."""
_PAGE_BEFORE = re.compile(r"^\d{1,3} (?=[A-Z]{2})")
"""The page before the name of a paper, in the head of each page: 8 LARKFORD GAZETTE."""
_WEB_ADDRESS = re.compile(r"(?<!\S)(?:https?://|www\.)[^\s\u3400-\u9fff]{3,60}")
_EMPTY = re.compile(r"[（(\[【]\s{0,3}(?:出版|出刊|发行|發行)?\s{0,3}[)）\]】]")
"""Brackets in which only a day stood: 《澜溪日报》（2023年2月9日 第03版）."""


_UNFINISHED = re.compile(r"\b(?:of|in|on|for|from|to|the|and|ending|beginning)$")
"""The end of what goes on with the day: Press clippings, week of 9 February 2023."""
_MARKED = re.compile("[:：《]")
"""What the name of an outlet does not have: the mark of a label, or that of another name."""
_DAYS = frozenset({"date", "updated", "written", "other"})
"""Fields whose values hold the day of a line."""


def _without_fields(line: str) -> str:
    """A line without its labelled values that are no days: 作者：池小鱼｜澜溪日报｜2023年2月9日."""
    for item in reversed(field_labels.scan(line)):
        if item.field not in _DAYS or item.value.isdecimal():
            line = f"{line[: item.start]} {line[item.end :]}"
    return line


def find(line: str) -> str:
    """The outlet on a line that otherwise has only a date; empty if there is none."""
    line = _WEB_ADDRESS.sub(" ", line) if "." in line else line
    line = _without_fields(_OF_OUTLET.sub("", _POSTED_IN.sub("", line)))
    line_dates = dates.find_dates(line) if len(line) < 60 else []
    if not line_dates or line.endswith(("。", "！", "？")):
        return ""
    before = _LABEL_OF_DAY.sub("", line[: line_dates[0].start])
    rest = _EDITION.sub(" ", before + " " + line[line_dates[-1].end :])
    if _COUNT_BEHIND.search(rest) or re.search(r"[^\s—]——[^\s—]", rest):
        return ""
    bare = _EMPTY.sub("", clock_times.without_times(rest).replace(BREAK, " ")).strip(" 《》")
    outlet = header_lines.name(credit_line.bare_name(_PAGE_BEFORE.sub("", bare)))
    named = [word for word in outlet.split() if field_labels.has_han(word)]
    papers = [word for word in named if len(word) > _SECTION and person_names.is_outlet(word)]
    if len(named) > 1 and len(papers) == 1:
        others = "".join(word for word in named if word not in papers)
        outlet = papers[0] if len(others) <= _SECTION + 1 else ""
    whole = _UNFINISHED.search(outlet) is None and _MARKED.search(outlet) is None
    fits_name = whole and field_labels.can_be_name(outlet) and _MAX_VERB_CHARS < len(outlet) < 30
    spelled = outlet.title() if outlet.isascii() and outlet.isupper() else outlet
    return outlet if fits_name and person_names.is_paper(spelled) else ""
