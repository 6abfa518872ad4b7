"""Puts the headers and footers of the pages of an office file behind its text."""

import datetime
import re
from collections.abc import Iterable

from index.fields import IMPRINT_FIELDS
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import plain
from index.ingest.formats.plain_text.edges import edge_dates, organs
from index.ingest.heads import credit_line, document_numbers, office_names, person_names
from index.ingest.webpage.tree import site_name
from index.report_date import ReportDate

_NO_TEXT = re.compile(r"(?:[第页共]|page|of|[\W\d_])*+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:第?\s?\d{1,5}\s?[卷期号號年月日]|[\s\d.·|｜/—–-])+")
"""Between a name and its issue or page: 澜溪周刊2023.02."""
_JOURNAL = re.compile(
    r"[\u3400-\u9fff]{2,12}(?:学刊|學刊|学报|學報|月刊|季刊|丛刊|叢刊|集刊|研究|论丛|論叢)"
)
_MAX_MARGIN_CHARS = 80
"""The longest header or footer that names a month, in code points."""


def distinct(lines: Iterable[str]) -> list[str]:
    """The lines of headers and footers, each once, without page numbers."""
    return list(dict.fromkeys(line for line in lines if not _NO_TEXT.fullmatch(line)))


def put_fields(draft: Draft, margins: list[str], rules: ExtractionRules) -> None:
    """Put the fields that only the headers and footers have into the draft."""
    if not margins:
        return
    inner = Draft(draft.entry)
    plain.read(inner, "\n".join(margins), rules)
    for line in margins:
        for word in line.split():
            inner.put("number", document_numbers.on_line(word), "")
        for word in _BETWEEN.split(line):
            if site_name.HAN_MEDIUM.search(word) or _JOURNAL.fullmatch(word):
                inner.put("source", word, "")
        days = dates.find_dates(line) if len(line) < 80 else []
        if len(days) == 1:
            inner.put("date", dates.first_date(line, rules.latest), "")
        inner.put("source", _outlet(line, rules.latest), "")
        name, month = _issue(line, rules.latest)
        inner.put("source", "" if name in draft.text("title") else name, "")
        if month is not None and _is_received(draft):
            del draft.values["date"]
        draft.put("date", month, "page header or footer")
    for name in ("date", *IMPRINT_FIELDS):
        draft.put(name, inner.values.get(name), "page header or footer")


def is_foot(line: str) -> bool:
    """Whether a last line of a page names a periodical and its issue: Quay & Mole · Winter 2023."""
    if len(line) > _MAX_MARGIN_CHARS:
        return False
    bare = _PAGE.sub("", line)
    return _MONTHLY.fullmatch(bare) is not None or _HAN_FOOT.fullmatch(bare) is not None


def _is_received(draft: Draft) -> bool:
    """Whether the day that was read is that on which a journal received the text, or took it."""
    return _RECEIVED.match(draft.origins.get("date", "")) is not None


_RECEIVED = re.compile(r"label (?:收稿|投稿|修回|[录錄]用|接受|Received|Revised|Accepted)")


def _issue(line: str, latest: datetime.date) -> tuple[str, ReportDate | None]:
    """The outlet and the month of a running head, of which each may be missing."""
    line = _PAGE.sub("", line[:_MAX_MARGIN_CHARS])
    if (foot := _HAN_FOOT.fullmatch(line)) is not None:
        return foot["name"].strip("《》"), edge_dates.in_issue(foot["month"], latest)
    named = _MONTHLY.fullmatch(line)
    month = edge_dates.in_issue(named["month"], latest) if named is not None else None
    if named is None or month is None:
        return "", edge_dates.in_issue(line, latest)
    if _NO_OUTLET.search(named["name"]) or person_names.has_given_name(named["name"]):
        return "", edge_dates.in_issue(line, latest)
    return named["name"], month


_NO_OUTLET = re.compile(
    r"\b(?:guide|reports?|manual|handbook|minutes|agenda|plan|survey|statement|notice|draft|policy)\b",
    re.IGNORECASE,
)
"""What a document is, of which a running head has the name and the month."""
_HAN_FOOT = re.compile(
    r"(?P<name>[\u3400-\u9fff]{2,10}[刊报報志誌]|《[\u3400-\u9fff]{2,10}》)(?:[半双雙]?[年月周週旬季]刊)?"
    r"\s?[·|｜]?\s?(?P<month>(?:19|20)\d\d[.年]\s?\d{1,2}月?)(?:\s?[号號刊上中下])?"
)
_MONTHLY = re.compile(
    r"(?P<name>(?:The )?[A-Z][\w'’-]{1,20}(?: (?:of |the |and |& )?[A-Z][\w'’-]{1,20}){1,4})"
    r" ?[,·•|–—-]? ?(?P<month>[A-Z][a-z]{2,8} (?:19|20)\d\d)"
)
"""An outlet and the month of its issue: Quay & Mole March 2023."""
_PAGE = re.compile(r"^(?:page )?\d{1,3}\s(?=\D)|(?<=\d{4})\s\d{1,3}$", re.IGNORECASE)
"""The number of the page before or behind a running head."""
_HEAD = re.compile(
    r"(?:[A-Z]{4,12}|[A-Z]?\d{1,3}|Page \d{1,3}) "
    r"(?P<name>(?:The )?[A-Z][\w'’.&-]{1,20}(?: (?:of |the |and )?[A-Z][\w'’.&-]{1,20}){1,3}?),? "
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
)
"""Section or page, outlet and day of the week above the title of a story, before the day."""


def _outlet(line: str, latest: datetime.date) -> str:
    """The outlet beside a section, a page and the day of a running head, or a body; or empty."""
    if len(line) > _MAX_MARGIN_CHARS:
        return ""
    days = dates.find_dates(line)
    head = _HEAD.fullmatch(line[: days[0].start]) if len(days) == 1 else None
    if head is not None and line[days[0].end :].strip() == "":
        return head["name"]
    credit = credit_line.read(line, latest) if days else None
    if credit is not None:
        return credit.source
    return line if organs.is_organ(line) or office_names.is_office(line) else ""


def append(draft: Draft, margins: list[str]) -> None:
    """Append the headers and footers that the text does not have to the paragraphs."""
    known = {draft.text("title"), *draft.paragraphs}
    margins = [line for line in margins if line not in known]
    if margins:
        begin = len(draft.paragraphs) + 1
        draft.note("paragraphs", f"page headers and footers begin at paragraph {begin}")
        draft.paragraphs += margins
