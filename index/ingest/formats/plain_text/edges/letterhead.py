"""The head of an official Chinese document (GB/T 9704): letterhead, number, then the title.

Also the office above the kind of a document: 澜溪市中级人民法院 / 民事判决书.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.heads import document_numbers, header_lines, office_names
from index.text.lazy_pattern import lazy_pattern

_LETTERHEAD = lazy_pattern(r"(?P<office>[\u3400-\u9fff（）()、]{2,40})文件")
_BULLETIN = lazy_pattern(
    r"[\u3400-\u9fff]{0,20}(?:纪要|紀要|简报|簡報|专报|專報|快报|快報|要情|动态|動態)"
)
"""The letterhead of minutes and bulletins, which are numbered by year or issue."""
_ISSUE = re.compile(
    r"[（(〔\[]?(?:(?:19|20)\d\d\s?年?\s?[）)〕\]]?)?\s?(?:第\s?)?\d{1,5}\s?[期号號][）)]?"
    r"(?:\s?[（(]?总第?\s?\d{1,6}\s?[期号][）)]?)?"
)
_DOCUMENT = lazy_pattern(
    r"[\u3400-\u9fff]{0,12}(?:(?:判决|裁定|调解|决定|通知|告知|意见|建议|認定|认定|鉴定|裁决|起诉|委托|責任|责任)[书書]|令)"
)
"""The kind of a document of a court or an office, which is its title below their name."""
_GRADE = re.compile(
    r"\d{6}|(?:绝密|機密|机密|秘密|内部|内部资料|普通)(?:[★☆*].{0,8})?|[特加平]急|特提|急件|紧急|主动公开|此件公开发布"
)
"""The number of a copy, its secrecy or its urgency, which stand above the letterhead."""
_MASTHEAD = lazy_pattern(
    r"(?P<office>[\u3400-\u9fff]{3,30}?)(?P<kind>令|公告|通告|公报|布告|公報|佈告|通报|通報|通知)"
)
"""An office with the kind of its documents, above the number of this one: 澜溪市人民政府令."""
_TITLE = re.compile(
    r"关于|關於|(?:通知|决定|意见|办法|规定|方案|报告|批复|函|公告|通告|通报|条例|细则|纪要|命令|议案)$"
)
_ABOUT = ("关于", "關於")
_MAX_LINES_ABOVE, _MAX_LINES_TO_TITLE = 4, 4
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
    above = 0
    while above < min(len(lines), _MAX_LINES_ABOVE) and _GRADE.fullmatch(_dense(lines[above])):
        above += 1
    for line, text in enumerate(lines[: max(above + 1, _MAX_LINES_ABOVE)]):
        bare = re.sub(r"\s", "", text)
        kind = re.sub(r"\s", "", "".join(lines[line + 1 : line + 2]))
        if _DOCUMENT.fullmatch(kind) and office_names.is_office(bare):
            return Letterhead(bare, line, kind, range(line + 1, line + 2))
        office = _office(bare, lines[line + 1 : line + 2])
        if office is None:
            continue
        head = line - (not office and line > 0 and office_names.is_office(lines[line - 1]))
        if office == bare or head < line:
            office = _dense(lines[head])
        for at in _lines_to_title(lines, line + 1):
            if _is_above_title(lines[at]):
                continue
            title = _over_lines(lines, at) or _title(lines, at)
            if title is None and not office and _is_heading(lines[at]):
                title = lines[at], range(at, at + 1)
            if title is not None:
                return Letterhead(office, head, *title)
    return _by_number(lines, above)


def _lines_to_title(lines: Sequence[str], begin: int) -> range:
    """The lines below a letterhead that may begin a title: none beyond the label of a meeting.

    The letterhead is the title of such minutes.
    """
    end = min(begin + _MAX_LINES_TO_TITLE, len(lines))
    labels = (at for at in range(begin, end) if _OF_MEETING.match(lines[at]))
    return range(begin, next(labels, end))


_OF_MEETING = lazy_pattern(
    r"\W{0,2}(?:会议|會議)?(?:时\s?间|時\s?間|地\s?[点點]|主\s?持人?|参\s?加|參\s?加|出\s?席|列\s?席|[记記]\s?[录錄]人?)"
    r"(?:人[员員]?)?\s?[:：]"
)
"""Where and when a meeting was, and who was there: 地点：局三楼会议室."""


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


def editor(lines: Sequence[str]) -> str:
    """The office that a line of a bulletin names before its day; empty without one."""
    for line in lines:
        days = dates.find_dates(line) if _is_dated(line) else []
        name = _EDITED.sub("", line[: days[0].start].rstrip()) if days else ""
        if name and _is_office(_dense(name)):
            return _dense(name)
    return ""


_EDITED = re.compile(r"(?:主办|主辦|[编編印]{1,2}|[编編][辑輯发發制])$")
"""What an office did with a bulletin: 澜溪县水务局编 2023年2月9日."""


def _by_number(lines: Sequence[str], at: int) -> Letterhead | None:
    """The office with the kind of its documents above the number of one; None without.

    An order or a notice has its title there, an issue of a gazette has it below.
    """
    if len(lines) < at + 2 + _BELOW_KIND:
        return None
    first = _dense(lines[at])
    match = _MASTHEAD.fullmatch(first)
    numbered = _ISSUE.fullmatch(lines[at + 1]) or document_numbers.on_line(lines[at + 1])
    if match is None or not numbered or not _is_office(match["office"]):
        return None
    titled = match["kind"] in _TITLED
    inside = _inside(lines, at + 2) if titled or match["kind"].endswith(_ISSUES) else None
    if inside is not None:
        return Letterhead(office_of(inside[0]) or match["office"], at, *inside)
    return None if titled else Letterhead(match["office"], at, first, range(at, at + 1))


def _inside(lines: Sequence[str], begin: int) -> tuple[str, range] | None:
    """The title of the first document of an issue, below its number and its day."""
    for at in range(begin, min(begin + _MAX_LINES_TO_TITLE, len(lines))):
        begins = _is_office(_dense(lines[at])) or any(word in lines[at] for word in _ABOUT)
        if begins and (title := _over_lines(lines, at)) is not None:
            return title
    return None


_ISSUES = ("公报", "公報")
_TITLED = ("通报", "通報", "通知")
"""Kinds of documents whose number stands above a title that begins with 关于."""
_BELOW_KIND = 2
"""The least number of lines below the kind of a document."""


def _is_office(name: str) -> bool:
    """Whether a text names an office, or several."""
    return all(map(office_names.is_office, re.split("[ 、]", name)))


def _dense(line: str) -> str:
    """A line without spaces that spread the words of a letterhead; those between names stay."""
    if len(line) > _MAX_TITLE_CHARS:
        return line
    words = line.split()
    return ("" if min(map(len, words), default=0) < _NAME else " ").join(words)


_NAME = 4
"""The shortest name of an office beside others."""


def office_of(title: str) -> str:
    """The office before what the title of a document is about; empty if there is none."""
    match = _ISSUED.fullmatch(title) or _OF_YEAR.fullmatch(title)
    return match["office"] if match is not None and _is_office(match["office"]) else ""


def office_of_form(line: str) -> str:
    """The office before the kind of an official letter, as in Taiwan: 澜溪縣政府 函."""
    match = _LETTER_FORM.fullmatch(line)
    return match["office"] if match is not None and _is_office(match["office"]) else ""


_LETTER_FORM = re.compile(
    r"(?P<office>[\u3400-\u9fff（）()]{3,30}?)\s?(?:[書书]?函|開會通知[單书書]|[書书]函稿)"
)


def signing_alone(lines: Sequence[str]) -> str:
    """The office that is the last line of a document, below a sentence; empty without one."""
    ended = len(lines) > _BELOW_KIND and lines[-2].endswith(("。", "！", "：", "）"))
    return _signed(_dense(lines[-1])) if ended else ""


def _signed(line: str) -> str:
    """The office that a line names; the company in place of its board."""
    name = _BOARD.sub("", _SEAL.sub("", line)).strip()
    return name if len(name) <= _MAX_LINE_CHARS and _is_office(name) else ""


_SEAL = re.compile(r"[（(](?:盖章|公章|印章|章|印|蓋章)[)）]$")
_BOARD = re.compile(r"(?<=公司)(?:董事会|監事會|董事會|监事会)$")

_ISSUED = lazy_pattern(
    r"(?P<office>[\u3400-\u9fff（）()、 ]{3,60}?)(?:印发)?(?:关于|關於|印发《|转发).{2,80}"
    r"(?:通知|决定|意见|办法|规定|方案|报告|批复|函|公告|通告|通报|条例|细则|纪要|命令|议案|複函|复函|批覆|決定|意見|公告)"
)
"""澜溪市人民政府关于…的通知"""


_OF_YEAR = lazy_pattern(
    r"(?P<office>[\u3400-\u9fff（）()]{4,40}?)\s?(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})\s?[–—-]?\s?\d{0,4}\s?年.{0,20}"
    r"(?:[报報]告|年[报報]|公[报報]|[总總][结結]|[预預]算|[决決]算|[计計][划劃]|[规規][划劃])(?:[书書]|全文|摘要)?"
)
"""澜溪水务股份有限公司2023年半年度报告"""


def heading(lines: Sequence[str]) -> tuple[str, range] | None:
    """The title of a document without letterhead, below its number or over several lines.

    None if the first line that is no number is the whole title, or none.
    """
    subject = _subject(lines)
    if subject is not None:
        return subject
    above = 0
    while above < min(len(lines), _MAX_LINES_ABOVE) and (
        document_numbers.on_line(lines[above]) or header_lines.is_header(lines[above])
    ):
        above += 1
    title = _over_lines(lines, above)
    if title is None or (len(title[1]) == 1 and not above):
        return None
    return title


def _subject(lines: Sequence[str]) -> tuple[str, range] | None:
    """The subject of a letter: the short line between its salutation and its text.

    On the continent it stands above the salutation, below the day.
    """
    for at, line in enumerate(lines[:_LETTER_HEAD]):
        if at > 1 and _CONTINENTAL.fullmatch(line) and dates.find_dates(lines[at - 2]):
            subject = _RE.sub("", lines[at - 1])
            whole = " " in subject and not dates.find_dates(subject)
            return (subject, range(at - 1, at)) if whole else None
        if is_salutation(line) and len(lines) > at + 2:
            subject, text = lines[at + 1 : at + 3]
            short = len(subject) < _MAX_TITLE_CHARS and len(subject) < len(text)
            if short and not _GREETING.match(subject) and not subject.endswith(_NO_SUBJECT):
                return _RE.sub("", subject), range(at + 1, at + 2)
    return None


_NO_SUBJECT = tuple(".,:;!?。，：；！？、")
_GREETING = re.compile("[您你]们?[您你們]?好|早安")
"""The ends of lines that are no subject, and what a letter says first in Chinese."""


def salutation(lines: Sequence[str]) -> int:
    """The position of the salutation of a letter; 0 if a text is none."""
    first = enumerate(lines[:_LETTER_HEAD])
    return next((at for at, line in first if is_salutation(line)), 0)


def is_salutation(line: str) -> bool:
    """Whether a line says to whom a letter goes, and nothing else."""
    return _SALUTATION.fullmatch(line) is not None


_LETTER_HEAD = 14
"""The number of first lines of a letter, with addresses and the day, that may be its salutation."""
_SALUTATION = re.compile(
    r"(?:Dear|To whom it may concern|To Whom It May Concern)\b"
    r"(?:[^.;]|(?<=Mr|Ms|Dr|St| [A-Z])\.|(?<=Mrs|Rev|Hon|Sen)\.|(?<=Prof)\.){0,60}[,:]?"
    r"|[\u3400-\u9fff、（）()· ]{0,30}"
    r"(?:[钧鈞台臺勋勛尊大赐賜][鉴鑒鑑]|敬[启啟]者|尊敬的[\u3400-\u9fff、 ]{2,20})[:：]?"
)
_CONTINENTAL = re.compile(
    r"(?:Sehr geehrte[rs]?|Liebe[rs]?|Madame|Monsieur|Mesdames|Messieurs|Chère?s?|Estimad[oa]s?"
    r"|Gentil[ei]|Egregi[oa]?|Prezad[oa]s?|Geachte|Beste)\b[^.;]{0,60}[,:!]?"
)
_RE = re.compile(r"(?:re|ref|subject|betr(?:eff)?|objet|asunto|oggetto)\s?[:.]\s?", re.IGNORECASE)


def _over_lines(lines: Sequence[str], start: int) -> tuple[str, range] | None:
    """A title that says what a document is about and ends in its kind, over one line or several."""
    title = ""
    for at in range(start, min(start + _LINES_OF_TITLE, len(lines))):
        long = len(lines[at]) > _MAX_LINE_CHARS
        if long or _MARK.search(lines[at]) or document_numbers.on_line(lines[at]):
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
