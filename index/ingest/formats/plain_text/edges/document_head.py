"""Finds office and title at the head of a document: masthead, letterhead, body above a day."""

import re
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import (
    field_lines,
    item_credits,
    letterhead,
    organs,
    title_line,
)
from index.ingest.formats.plain_text.edges.line_limits import MIN_BODY_WIDTH
from index.ingest.heads import (
    credit_line,
    document_numbers,
    field_labels,
    header_lines,
    office_names,
)
from index.ingest.line_wrapping import width
from index.ingest.webpage.tree import site_name

_MAX_DAY_WIDTH = 40
"""The largest width of a line with the day, in columns."""
_HEAD_LINES = 8
"""The first lines, among which a label may name the source."""
_CONTENTS = frozenset(
    (
        *("in this issue", "contents", "table of contents", "inside this issue", "inside"),
        *("目录", "本期目录", "导读", "本期导读", "目錄", "本期目錄", "導讀"),
    )
)
"""Headings of the list of what an issue holds, which has no title but its name."""


def put(draft: Draft, lines: list[str]) -> tuple[str, list[int]]:
    """Put title and issuer into the draft.

    Returns the office in the head, empty without one, and the numbers of the lines that are taken.
    """
    masthead = field_lines.masthead(lines)
    if masthead and not field_labels.scan(lines[0]):
        name = credit_line.bare_name(header_lines.name(lines[0]))
        labelled = any(
            item.field == "source"
            for line in lines[:_HEAD_LINES]
            for item in field_labels.scan(line)
        )
        draft.put("source", "" if labelled else name, "line above the date")
        contents = lines[masthead].strip(" :：").lower() in _CONTENTS
        if contents or item_credits.positions(lines):
            draft.put("title", lines[0], "masthead")
        return "", list(range(masthead))
    if (titled := _below_organ(lines)) is not None:
        draft.put("title", titled.title, "title below a public body")
        return organs.bare(lines[titled.organ]), [titled.organ, *titled.lines]
    official = letterhead.find(lines)
    if official is None:
        heading = letterhead.heading(lines)
        draft.put("title", heading[0] if heading else "", "title above the text")
        office = lines[0] if heading and heading[1].start > 1 and organs.is_organ(lines[0]) else ""
        office = office or "".join(map(letterhead.office_of_form, lines[:1]))
        return office, [*([0] if office else []), *(heading[1] if heading else [])]
    draft.put("title", official.title, "title below the letterhead")
    draft.put("issuer", official.office, "letterhead")
    between = lines[official.line + 1 : official.title_lines.start]
    draft.put(
        "source", "" if official.office else letterhead.editor(between), "editor of the issue"
    )
    named = [official.line] if official.office else []
    return official.office, [*named, *official.title_lines]


@dataclass(frozen=True, slots=True)
class _Titled:
    """The body at a line, and the title below it with its lines."""

    organ: int
    title: str
    lines: range


def _below_organ(lines: list[str]) -> _Titled | None:
    """The title below a body and the day or the number of its document; None without."""
    organ = next((at for at, line in enumerate(lines[:_BODY_LINES]) if organs.is_organ(line)), None)
    if organ is None or any(width(line) <= MIN_BODY_WIDTH for line in lines[:organ]):
        return None  # above it stands at most a warning
    at = organ + 1
    while at < len(lines) - 1 and _is_imprint(lines[at]):
        at += 1
    if at < organ + _MIN_TITLE_DISTANCE or not field_lines.is_title(lines[at]):
        return None
    title, end = title_line.whole(lines, at)
    longer = lines[at].isupper() or width(title) > width(lines[organ])
    story = any(width(line) > MIN_BODY_WIDTH for line in lines[end:])
    return _Titled(organ, title, range(at, end)) if longer and story else None


_BODY_LINES, _MIN_TITLE_DISTANCE = 3, 2
"""The number of first lines of which one is a body; the least distance of a title below it."""
_NUMBERED = re.compile(
    r"(?:[A-Z][A-Za-z]{1,20} ){1,3}(?:No|Nos|Number)\b\.? ?[\w/ .-]{1,24}|\([^()]{3,60}\)"
    r"|(?:to|cc|attention|attn|ref|file|our ref|your ref)\b\.?\s?[:：].{1,80}"
    r"|(?:ANNOUNCEMENT|NOTICE|CIRCULAR|MEMORANDUM|PRESS RELEASE|INTRODUCTORY NOTE)S?",
    re.IGNORECASE,
)
"""Circular No. 12/2023, (Stock Code: 9999), To: All harbour masters, ANNOUNCEMENT"""


def _is_imprint(line: str) -> bool:
    """Whether a line has the day of a document or its number, or says for whom it is."""
    dated = bool(dates.find_dates(line)) and width(line) <= _MAX_DAY_WIDTH
    known = header_lines.is_header(line) or header_lines.is_noise(line) or organs.is_organ(line)
    numbered = _NUMBERED.fullmatch(line) or document_numbers.on_line(line)
    return dated or known or bool(numbered)


def _offices_above_day(lines: list[str]) -> str:
    """The offices that issue a document together, on lines between its title and the day."""
    end = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if credit_line.is_day(line)), 0)
    begin = end
    while begin > 1 and office_names.is_office(lines[begin - 1]):
        begin -= 1
    text = any(width(line) > MIN_BODY_WIDTH for line in lines[end:])
    return "、".join(lines[begin:end]) if text else ""


def finish(draft: Draft, lines: list[str], office: str) -> None:
    """Let the office in the head, that signed, or that the title names be issuer and source.

    A line of fields is no better: it has the office that printed the document.
    """
    if draft.origins.get("source") in {"line of fields", "line between title and date"}:
        draft.replace("source", office, "letterhead")
    draft.put("source", office, "letterhead")
    draft.put("source", _offices_above_day(lines), "line between title and date")
    alone = letterhead.signing_alone(lines) or letterhead.office_of(draft.text("title"))
    office = office_names.without_seal(draft.text("issuer") or alone)
    if not site_name.HAN_MEDIUM.search(office):
        draft.put("issuer", office, "office that signed")
    draft.put("source", office, "office that signed")
