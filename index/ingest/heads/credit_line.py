"""Reads a line near the top of a text whose parts are outlet, day, page, author in any order.

Northern Courier | 09.02.2023 | Side 4 | 812 ord; By Lin Hai  Northern Courier  Updated: 2023-02-09;
2023-02-09 17:35 東海岸日報／記者王小明／花蓮即時報導. Every part must be of a known kind. A name
that no list knows is the outlet only beside a page, a count or an author.
"""

import datetime
import re
from dataclasses import dataclass, field

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.heads import (
    clock_times,
    employed_bylines,
    header_lines,
    job_titles,
    latin_names,
    lone_names,
    mailboxes,
    person_names,
)
from index.ingest.heads.field_labels import BREAK
from index.ingest.line_wrapping import width
from index.text.lazy_pattern import lazy_pattern

_MAX_LINE_WIDTH = 140
"""The widest line of credits, in columns."""
_DAY = "\x00"
"""Stands for a day in the line."""
_PARTS = re.compile(
    rf"[|｜丨·•／/{BREAK}\t\u3000;；,，\[\]【】()（）〔〕«»《》]|\s[–—-]{{1,2}}\s|\s{{2,20}}"
    r"|(?<=[a-z\u00df-\u00ff]{3})\.\s(?=[A-Z\x00])|(?<=[\d\x00])\.\s(?=[A-Z])"
)
_BETWEEN_HAN = lazy_pattern(r"(?<=[\u3400-\u9fff\x00\d]) (?=[\u3400-\u9fff\x00]|[A-Z]\d)")
_TOWN = re.compile(
    r"(?<=[a-z]), The(?= ?[(\[·|]|$)"
    r"|(?<=[A-Za-z.]) ?[(\[](?:[A-Z][^()\[\]\x00]{1,40}|online|print|web)[)\]]"
    r"|(?<=\w) from [A-Z][\w.'’ -]{2,24}, [A-Z][\w.'’ -]{2,20}(?= ?[·•|,]|$)"
    r"|(?<=[a-z]) (?:print|online|web|digital) edition\b"
)
"""The town or the form of a paper behind its name: Larkford Tide (Larkford, UK), (online)."""
_PAGE = lazy_pattern(
    r"(?:pp?|pg|page|pages|side|s|seite|sid)\b[.:]?\s?[A-Z]?-?\d{1,3}(?:[-–.]\d{1,3})?"
    r"|第\s?[一二三四五六七八九十]{1,3}\s?[版頁页]"
    r"|page (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
    r"|第?\s?[A-Z]?\d{1,3}\s?[版頁页](?:[：: ]?[\u3400-\u9fff]{0,8})"
    r"|[A-D]\d{1,2}[\u3400-\u9fff]{2,4}|[A-Z]\d{1,2}"
    r"|\d[\d,.]{0,6}\s?(?:words?|ord|wörter|mots|字|characters)|字[数數][:：]?\s?\d{1,6}"
    r"|(?:section|edition|byline section|seksjon|sektion|ressort|rubri[kq](?:ue)?)[:：]\s?.{1,30}"
    r"|(?:no|nr|vol|volume|issue|number)\b[.:]?\s?[\dIVXLC]{1,6}(?: no\.? ?\d{1,4})?"
    r"|(?:总|總)?第?\s?\d{1,6}\s?[期号號]"
    r"|(?:artikel-?id|id)[:：]\s?\S{1,30}",
    re.IGNORECASE,
)
"""A page, a section or a number of words, as databases write them beside outlet and day."""
_REMARK = lazy_pattern(
    rf"(?:{'|'.join(word_lists.spaced(word_lists.table('remarks')['patterns']))}"
    r"|vom|der|den|du|le|on|at|in|(?:[发發]表|[发發][布佈])[于於].{0,6}|(?:来|來)自.{1,8}|IP属地.{0,6}"
    r"|報章|报章|報紙|报纸|雜誌|杂志|網上|网上|[\u3400-\u9fff]{1,4}(?:即時|即时|综合|綜合)?(?:報導|报导|报道|報道|電|电))",
    re.IGNORECASE,
)
_NAME = re.compile(latin_names.NAME_FORM)
"""A name of several words with capital letters."""
_HOST = re.compile(r"(?:https?:|www\.|[a-z][\w-]{1,40}\.[a-z]{2,10}\b)")
_IN_NAME = re.compile(r"[:：—。！？；!?;]|https?:|\d{5}")
"""Marks that no name of an outlet has: a label, a dash of a title, the end of a sentence."""
_BYLINE_START = re.compile(r"by [A-Z]", re.IGNORECASE)
_MINGUO_DAY = re.compile(
    r"(?<![\d./-])1[0-4]\d(?:([./-])[01]?\d\1[0-3]?\d(?![\d./-])|年[01]?\d月[0-3]?\d日)"
)
"""A day of the republic without its name: 112-02-09."""
_AMBIGUOUS_DAY = re.compile(r"(?<![\d/.])\d{1,2}([/.])\d{1,2}\1(?:\d{2}){1,2}(?![\d/.])")
"""A day of which nothing tells the month: 7/9/18."""
_POSTED = re.compile(
    r"(?:(?:last )?updated|posted|published|written)(?: on)?[: ]\s?(?-i:(?=[A-Z\d]))", re.IGNORECASE
)
_FILED = re.compile(r" in [A-Z][^|｜]{1,60}$")
"""Words of blogs around the day and the author: Posted on 9 February 2023 by Lin Hai in News."""
_BEFORE_OUTLET = re.compile(r" for (?=[A-Z])")
"""Between a person and the outlet: By Ada Quill for Larkford Tide."""
_OUTLET_PREFIX = re.compile(
    r"^(?:(?:originally |first )?(?:published|printed|posted|appeared|prepared|compiled"
    r"|issued|produced) (?:by|in)"
    r"|(?:clipped|copied|taken|reprinted|cut) from"
    r"|via|from|in|for|auf|dans|source)[:：]? (?-i:the )?(?=[A-Z])",
    re.IGNORECASE,
)
"""The word before the name of an outlet."""
_NUMBER = re.compile(r"[A-Z]?\d{1,3}")
_TRADE = re.compile(r"^(?:本報|本报)?(?:記者|记者|通讯员|特派員|特約記者)\s?")


@dataclass(slots=True)
class Credits:
    """The statements of a line of credits; names are empty if it has none."""

    date: datetime.date | None = None
    source: str = ""
    author: str = ""
    editor: str = ""
    host: str = ""
    names: list[str] = field(default_factory=list)
    pages: int = 0
    unknown: int = 0
    parts: int = 0


def read(
    line: str, latest: datetime.date, *, dated: bool = False, sure: bool = False
) -> Credits | None:
    """The credits in a line; None if it has other parts, or neither outlet nor author.

    A line beside one that is `dated` needs no day. In a line beside a byline or a page, an outlet
    that no list knows is `sure`.
    """
    if width(line) > _MAX_LINE_WIDTH or re.search(r"[。！？!?]", line):
        return None
    sender, rest = mailboxes.sender(line)
    line = mailboxes.parted(rest if sender else line)
    matches = dates.find_dates(line)
    if len({item.date for item in matches}) > 2:
        return None
    line = employed_bylines.parted(line)
    if (posted := _POSTED.match(line)) is not None:
        line = _FILED.sub("", line[posted.end() :]).replace(" by ", f"{BREAK}By ", 1)
        matches = dates.find_dates(line)
    if _BYLINE_START.match(line):
        line = _BEFORE_OUTLET.sub(BREAK, line, count=1)
        matches = dates.find_dates(line)
    line_credits = Credits(dates.first_date(line, latest, dates.EARLIEST_REPORT_DATE))
    line_credits.author = sender
    rest, undated = (line, False) if matches else _other_day(line_credits, line, latest)
    bylined = bool(_BYLINE_START.match(line) and _PARTS.search(line))
    if line_credits.date is None and not (dated or undated or bylined):
        return None
    for item in reversed(matches):
        rest = f"{rest[: item.start]}{BREAK}{_DAY}{BREAK}{rest[item.end :]}"
    rest = _without_editor(line_credits, without_town(clock_times.without_times(rest)))
    for part in _PARTS.split(rest):
        for piece in _BETWEEN_HAN.split(part):
            _classify(
                line_credits, _OUTLET_PREFIX.sub("", _BEFORE_DAY.sub("", piece.strip(" :：.-–—*·")))
            )
    _take_listed(line_credits, line)
    barred = bylined and line.count("|") > 1 and line_credits.date is not None
    return _settled(line_credits, sure=sure, barred=barred)


def _other_day(line_credits: Credits, line: str, latest: datetime.date) -> tuple[str, bool]:
    """The line with a mark for a day of the republic, or for one of which nothing tells the month.

    The second value is whether it is of the latter kind.
    """
    match = _MINGUO_DAY.search(line)
    if match is not None:
        line_credits.date = dates.first_labelled(match[0], latest)
    else:
        match = _AMBIGUOUS_DAY.search(line)
    if match is None:
        return line, False
    marked = f"{line[: match.start()]}{BREAK}{_DAY}{BREAK}{line[match.end() :]}"
    return marked, line_credits.date is None


def _take_listed(line_credits: Credits, line: str) -> None:
    """Take the author from the names, who stands before the outlet and a comma."""
    listed = _LISTED.match(line)
    name = listed["name"] if listed is not None else ""
    if name in line_credits.names and not line_credits.author and not lone_names.TOWN.match(name):
        line_credits.author = name
        line_credits.names.remove(name)


_LISTED = re.compile(
    rf"(?P<name>[A-Z][\w.'’-]{{1,20}}(?: [A-Z][\w.'’-]{{0,20}}){{1,2}}), "
    rf"(?:the )?(?={latin_names.NAME_FORM},? )"
)
"""A name before that of an outlet, with a comma between them: Lin Hai, Northern Courier, …"""


def _without_editor(line_credits: Credits, line: str) -> str:
    """The line without the editor, who is put into the credits; 记者 stands right before a name."""
    line = _TRADE_APART.sub(r"\1", line)
    editor = _EDITOR.search(line)
    if editor is None:
        return line
    line_credits.editor = editor["name"]
    return f"{line[: editor.start()]}{line[editor.end() :]}"


_GLOSS = re.compile(
    r"(?<=[\u3400-\u9fff]{3})(?:\s?[（(][A-Z][A-Za-z .&'’-]{2,30}[)）]|社[论論评評]|评论员|評論員)$"
)
_BEFORE_DAY = re.compile(r"(?<=\w) (?:vom|du|on|dated|of)$")
"""The word between an outlet and its day."""


def bare_name(name: str) -> str:
    """The name of a paper without its town and the word before it: via Larkford Tide (UK).

    One in Chinese has neither its name in English nor a kind of article behind it:
    澜溪日报（Lanxi Daily）, 澜溪日报社论.
    """
    return _OUTLET_PREFIX.sub("", _GLOSS.sub("", without_town(name)))


def without_town(line: str) -> str:
    """A line without the town of its paper: Larkford Tide from Larkford, Calder · Page 3."""
    return _TOWN.sub("", line)


def is_edition(line: str) -> bool:
    """Whether a line has only pages, sections, places, buttons: 報章 | A4 | 地方, 辽宁 举报."""
    if width(line) > _MAX_LINE_WIDTH // 2 or dates.find_dates(line):
        return False
    parts = _parts(line)
    return bool(parts) and all(_PAGE.fullmatch(part) or _are_remarks(part) for part in parts)


def author_of_edition(line: str) -> str:
    """The author behind page and sections: 報章 | A4 | 地方 | 江映雪; empty without one."""
    parts = [part.strip() for part in re.split(r"[|｜]", _LABEL_OF_PAGE.sub("", line))]
    others = [part for part in parts if not _PAGE.fullmatch(part) and not _are_remarks(part)]
    if len(parts) > 1 and len(others) == 1 and person_names.has_given_name(others[0]):
        return others[0]  # Ada Quill | Page: 4 | Section: Region
    *before, last = [part for part in parts if not is_day(part)] or [""]
    paged = len(before) > 1 and any(_PAGE.fullmatch(part) for part in before)
    if not paged or not all(_PAGE.fullmatch(part) or len(part) <= _SECTION for part in before):
        return ""
    long = len(last) >= _MIN_NAME or len(before) >= _SECTIONED
    named = long and person_names.is_han_name(last) and not last.endswith("版")
    return last if named else person_names.reporter_line(last)


_LABEL_OF_PAGE = re.compile(r"^(?:版面|版次|版名|page)\s?[:：]\s?", re.IGNORECASE)
_SECTION, _MIN_NAME, _SECTIONED = 4, 3, 3
"""The longest name of a section of a newspaper in Chinese, and the shortest one of a person there,
in code points: shorter ones may be sections, if fewer parts than the last stand before them."""


def is_remark(line: str) -> bool:
    """Whether a line has no words, or only remarks, buttons, pages."""
    return is_edition(line) or not re.search(r"[^\W_]", line)


def is_nobody(line: str) -> bool:
    """Whether a line is a byline without a name, such as [FROM OUR CORRESPONDENT]."""
    return _BYLINE_OF_NOBODY.fullmatch(line) is not None


_BYLINE_OF_NOBODY = re.compile(
    r"[\[(]?(?:by|from) (?:our|an?) (?:[a-z]{3,12} ){0,2}"
    r"(?:correspondents?|reporters?|representatives?|writer)\.?[\])]?\.?",
    re.IGNORECASE,
)


def is_page(line: str) -> bool:
    """Whether a line is the page of a newspaper and perhaps its section: 第04版：要闻."""
    return (
        len(line) < _MAX_PART_WIDTH and _NUMBERED_PAGE.match(line) is not None and is_edition(line)
    )


def is_day(line: str) -> bool:
    """Whether a line has a day, and a time, a place, buttons: 2023-02-09 · 来自辽宁."""
    matches = dates.find_dates(line) if len(line) < _MAX_PART_WIDTH else ()
    if not 0 < len(matches) <= _DAYS:
        return False
    rest = line
    for item in reversed(matches):
        rest = f"{rest[: item.start]}{BREAK}{rest[item.end :]}"
    return all(map(_are_remarks, _parts(clock_times.without_times(rest))))


_MAX_PART_WIDTH, _DAYS = 60, 2
_NUMBERED_PAGE = re.compile(r"第?\s?[A-Z]?\d{1,3}\s?[版頁页]|page [A-Z]?\d{1,3}$", re.IGNORECASE)


def _parts(line: str) -> list[str]:
    """The parts of a line."""
    return [part for part in (part.strip(" :：.-–—*·") for part in _PARTS.split(line)) if part]


def _are_remarks(part: str) -> bool:
    """Whether a part is a remark, or only remarks with spaces between them."""
    return (
        bool(_PAGE.fullmatch(part))
        or _is_remark(part)
        or all(_PAGE.fullmatch(word) or _is_remark(word) for word in part.split(" "))
    )


def _is_place_of(line_credits: Credits, part: str) -> bool:
    """Whether a short part behind a reporter is the place: 記者 江映雪 / 綠溪."""
    short = bool(line_credits.author) and _DISTRICT.fullmatch(part) is not None
    return short and not person_names.has_surname(part)


def _is_remark(part: str) -> bool:
    return _REMARK.fullmatch(part) is not None or header_lines.is_noise(part)


def _classify(line_credits: Credits, part: str) -> None:
    """Count a part of a line of credits as what it is."""
    if part in {"", _DAY, *person_names.OWN_NAMES} or _is_place_of(line_credits, part):
        return
    line_credits.parts += 1
    if _PAGE.fullmatch(part) or (line_credits.parts > 1 and _NUMBER.fullmatch(part)):
        line_credits.pages += 1
    elif _HOST.match(part):
        line_credits.host = line_credits.host or part
    elif _is_remark(part) or (part.isascii() and job_titles.is_job(part)):
        return
    elif lone_names.is_event(part):
        line_credits.unknown += 1  # where the text was read out, not who printed it
    elif author := _author(part):
        line_credits.author = line_credits.author or author
    elif len(part) < 40 and not _IN_NAME.search(part) and person_names.is_paper(part):
        line_credits.unknown += bool(line_credits.source)
        line_credits.source = line_credits.source or part
    elif _NAME.fullmatch(part) or (
        len(part) < 4 and person_names.are_persons(part) and person_names.has_surname(part)
    ):
        line_credits.names.append(part)
    else:
        line_credits.unknown += 1


_DISTRICT = lazy_pattern(r"[\u3400-\u9fff]{2}")
_EDITOR = lazy_pattern(
    r"(?<![\u3400-\u9fff])(?:责任|責任|值班)?(?:编辑|編輯|责编|責編)[\s:：]{1,2}"
    r"(?P<name>[\u3400-\u9fff]{2,4})(?![\u3400-\u9fff])"
)
_TRADE_APART = lazy_pattern(
    r"(?<![\u3400-\u9fff])(记者|記者) (?=[\u3400-\u9fff]{2,4}(?![\u3400-\u9fff]))"
)


def _author(part: str) -> str:
    named = person_names.reporter_line(part)
    if not named and _TRADE.match(part):
        named = _TRADE.sub("", part)
        named = named if person_names.are_persons(named) else ""
    return named


def _is_lone(line_credits: Credits, name: str) -> bool:
    """Whether a name is the only one beside an outlet and a day, and names no desk or place."""
    alone = (
        line_credits.date is not None and bool(line_credits.source) and line_credits.names == [name]
    )
    return alone and not lone_names.is_desk_or_place(name)


def _settled(line_credits: Credits, *, sure: bool, barred: bool) -> Credits | None:
    """The credits with outlet and author among the names; None if they are too uncertain.

    A byline and a day between bars, as blogs write them, may have a section beside them.
    """
    latin = [name for name in line_credits.names if name.isascii()]
    han = [name for name in line_credits.names if not name.isascii()]
    if len(latin) > 2 or len(han) > 1 or len(latin) + len(han) > 2:
        return None
    for name in sorted(latin, key=person_names.has_given_name, reverse=True):
        town = lone_names.TOWN.match(name) is not None
        known = line_credits.pages or line_credits.author or (sure and not town)
        if not line_credits.source and known and not person_names.has_given_name(name):
            line_credits.source = name
        elif not line_credits.author and (
            person_names.has_given_name(name) or _is_lone(line_credits, name)
        ):
            line_credits.author = name
        else:
            line_credits.unknown += 1
    for name in han:
        if not line_credits.author and line_credits.source:
            line_credits.author = name
        else:
            line_credits.unknown += 1
    if (
        not line_credits.source
        and line_credits.author
        and line_credits.date
        and person_names.HOST_NAME.fullmatch(line_credits.host)
    ):
        line_credits.source = line_credits.host
    spare = (bool(line_credits.source) and line_credits.pages > 0) or barred
    if line_credits.unknown > spare or not (line_credits.source or line_credits.author):
        return None
    return line_credits
