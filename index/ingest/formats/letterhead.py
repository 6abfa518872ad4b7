"""The head of an official Chinese document (GB/T 9704): letterhead, number, then the title."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest import dates, document_numbers, header_lines, office_names

_LETTERHEAD = re.compile(r"(?P<office>[\u3400-\u9fff（）()、]{2,40})文件")
_BULLETIN = re.compile(
    r"[\u3400-\u9fff]{0,20}(?:纪要|紀要|简报|簡報|专报|專報|快报|快報|要情|动态|動態)"
)
"""The letterhead of minutes and bulletins, which are numbered by year or issue."""
_ISSUE = re.compile(
    r"[（(〔\[]?(?:(?:19|20)\d\d\s?年?\s?[）)〕\]]?)?\s?(?:第\s?)?\d{1,5}\s?[期号號][）)]?"
    r"(?:\s?[（(]?总第?\s?\d{1,6}\s?[期号][）)]?)?"
)
_DOCUMENT = re.compile(
    r"[\u3400-\u9fff]{0,12}(?:(?:判决|裁定|调解|决定|通知|告知|意见|建议|認定|认定|鉴定|裁决|起诉|委托|責任|责任)[书書]|令)"
)
"""The kind of a document of a court or an office, which is its title below their name."""
_TITLE = re.compile(
    r"关于|關於|(?:通知|决定|意见|办法|规定|方案|报告|批复|函|公告|通告|通报|条例|细则|纪要|命令|议案)$"
)
_ABOUT = ("关于", "關於")
_ABOVE, _BETWEEN = 3, 4
"""Lines above the letterhead (secrecy, urgency, a serial number), and between it and the title."""
_MAX_TITLE_CHARS = 100


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The office of a letterhead, its line, the title below it, and the lines of the title.

    The office of minutes and bulletins is empty: it stands elsewhere.
    """

    office: str
    line: int
    title: str
    title_lines: range


def find(lines: Sequence[str]) -> Letterhead | None:
    """The letterhead at the beginning of a document with the title below it; None if none."""
    for line, text in enumerate(lines[:_ABOVE]):
        bare = re.sub(r"\s", "", text)
        kind = re.sub(r"\s", "", "".join(lines[line + 1 : line + 2]))
        if _DOCUMENT.fullmatch(kind) and office_names.is_office(bare):
            return Letterhead(bare, line, kind, range(line + 1, line + 2))
        office = _office(bare, lines[line + 1 : line + 2])
        if office is None:
            continue
        for at in range(line + 1, min(line + 1 + _BETWEEN, len(lines))):
            if _is_above_title(lines[at]):
                continue
            title = _over_lines(lines, at) or _title(lines, at)
            if title is None and not office and _is_heading(lines[at]):
                title = lines[at], range(at, at + 1)
            if title is not None:
                return Letterhead(office, line, *title)
    return None


def _is_heading(line: str) -> bool:
    """Whether a line of a bulletin can be the title of its story."""
    return len(line) <= _MAX_LINE_CHARS and not line.endswith(("。", "：", ":", "；", "，"))


def _office(text: str, below: Sequence[str]) -> str | None:
    """The office that a letterhead names, perhaps empty; None if the line is no letterhead."""
    match = _LETTERHEAD.fullmatch(text)
    if match is not None:
        return match["office"]
    if any(map(document_numbers.on_line, below)) and office_names.is_office(text):
        return text
    numbered = any(map(_ISSUE.fullmatch, below))
    return "" if numbered and _BULLETIN.fullmatch(text) else None


def _is_above_title(line: str) -> bool:
    """Whether a line below a letterhead is a number, a day with its office, or only drawn."""
    return (
        not any(map(str.isalnum, line))
        or _ISSUE.fullmatch(line) is not None
        or bool(document_numbers.on_line(line))
        or header_lines.is_header(line)
        or _is_dated(line)
    )


def _is_dated(line: str) -> bool:
    """Whether a line ends with a day, as that of the office which edits a bulletin."""
    days = dates.find_dates(line) if len(line) <= _MAX_LINE_CHARS else []
    return len(days) == 1 and not line[days[0].end :].strip(" 印发編编")


def heading(lines: Sequence[str]) -> tuple[str, range] | None:
    """The title of a document without letterhead, below its number or over several lines.

    None if the first line that is no number is the whole title, or none.
    """
    subject = _subject(lines)
    if subject is not None:
        return subject
    above = 0
    while above < min(len(lines), _ABOVE) and (
        document_numbers.on_line(lines[above]) or header_lines.is_header(lines[above])
    ):
        above += 1
    title = _over_lines(lines, above)
    if title is None or (len(title[1]) == 1 and not above):
        return None
    return title


def _subject(lines: Sequence[str]) -> tuple[str, range] | None:
    """What a letter is about: the short line between its salutation and its text."""
    for at, line in enumerate(lines[:_LETTER_HEAD]):
        if _SALUTATION.fullmatch(line) and len(lines) > at + 2:
            subject, text = lines[at + 1 : at + 3]
            short = len(subject) < _MAX_TITLE_CHARS and len(subject) < len(text)
            if short and not subject.endswith((".", ",", ":", ";", "!", "?")):
                return _RE.sub("", subject), range(at + 1, at + 2)
    return None


_LETTER_HEAD = 14
"""The number of first lines of a letter, with addresses and the day, that may be its salutation."""
_SALUTATION = re.compile(
    r"(?:Dear|To whom it may concern|To Whom It May Concern)\b[^.;]{0,60}[,:]?"
)
_RE = re.compile(r"(?:re|ref|subject)[:.]\s?", re.IGNORECASE)


def _over_lines(lines: Sequence[str], start: int) -> tuple[str, range] | None:
    """A title that says what a document is about and ends in its kind, over one line or several."""
    title = ""
    for at in range(start, min(start + _LINES_OF_TITLE, len(lines))):
        if len(lines[at]) > _MAX_LINE_CHARS or _MARK.search(lines[at]):
            return None
        title += lines[at]
        if any(word in title for word in _ABOUT) and _ENDING.search(title):
            return title, range(start, at + 1)
    return None


_LINES_OF_TITLE, _MAX_LINE_CHARS = 4, 40
_MARK = re.compile(r"[。，；：！？,;:!?.]|\d日$")
_ENDING = re.compile(_TITLE.pattern.removeprefix("关于|關於|"))


def _title(lines: Sequence[str], at: int) -> tuple[str, range] | None:
    """The title that begins at a line; its first line may name only the office."""
    beyond = lines[at + 1 : at + 2]
    about = lines[at].endswith(_ABOUT) or (
        bool(beyond) and beyond[0].startswith(_ABOUT) and not _TITLE.search(lines[at])
    )
    split = bool(beyond) and about
    text = lines[at] + beyond[0] if split else lines[at]
    fits = len(text) <= _MAX_TITLE_CHARS and not text.endswith(("。", "：", ":", "；"))
    return (text, range(at, at + 1 + split)) if fits and _TITLE.search(text) else None
