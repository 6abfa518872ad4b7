"""Recognises titles, mastheads and lines of fields between bars in plain text."""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import (
    credit_line,
    dated_outlet,
    document_numbers,
    field_labels,
    header_lines,
    person_names,
)
from index.ingest.line_wrapping import width
from index.text.lazy_pattern import lazy_pattern

_MAX_LINE_WIDTH, _MAX_FIELD_CHARS = 80, 30
"""The widest line of fields, and the longest field, in columns and code points."""
MENU_LINE = re.compile(
    r"^(?:\W*|[^>＞|｜»›丨]{1,13}(?:[>＞»›][^>＞|｜»›丨]{1,22}){2,})$"
    r"|^(?:首页|Home|Menu|Search|搜索|登录|Login|Sign in)\b",
    re.IGNORECASE,
)
"""Lines of menus and breadcrumb paths; spaces belong to the names, so nothing is tried twice."""
_BAR = re.compile(r"[>＞|｜»›丨]")
_MASTHEAD_BAR = re.compile(r"[|｜丨]|第\s?\d{1,3}\s?版")
NUMBERED_LINE = re.compile(r"^(?P<number>\d{1,4})\s?[.、．]\s*")
"""The number of a line in a list."""


def put(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put outlet, date and author of a line of fields between bars, and the title above it."""
    listed = [number for number, line in enumerate(lines) if is_list(line)]
    if len(listed) != 1 or is_table_row(lines, listed[0]):
        return
    [position] = listed
    fields = [field.strip() for field in _MASTHEAD_BAR.split(lines[position]) if field]
    for field in fields:
        draft.put("date", dates.first_date(field, latest), "line of fields")
        if person_names.is_outlet(field):
            draft.put("source", header_lines.name(field), "line of fields")
        elif person_names.are_persons(field) and person_names.has_surname(field):
            draft.put("author", field, "line of fields")
    above = lines[position - 1] if position else ""
    if above and is_title(above) and not header_lines.is_header(above):
        draft.put("title", NUMBERED_LINE.sub("", above), "line above the line of fields")


def is_list(line: str) -> bool:
    """Whether a line is a list of fields between bars, one of them a date and one an outlet."""
    if width(line) > 2 * _MAX_LINE_WIDTH or len(_MASTHEAD_BAR.findall(line)) < 2:
        return False
    fields = [field.strip() for field in _MASTHEAD_BAR.split(line)]
    dated = any(len(field) < _MAX_FIELD_CHARS and dates.find_dates(field) for field in fields)
    return dated and any(map(person_names.is_outlet, fields))


def is_issue(line: str) -> bool:
    """Whether a line has the issue of a periodical, whose name is above it: Newsletter No. 31."""
    return width(line) <= _MAX_LINE_WIDTH and _PERIODICAL.match(line) is not None


_PERIODICAL = re.compile(
    r"(?:[\w’']{2,16} ){0,2}(?:newsletter|bulletin|magazine|circular|gazette)\b.{0,20}"
    r"\b(?:no|number|issue|vol)\b.{0,3}\d"
    r"|(?:[会會][刊讯訊]|通[讯訊]|[简簡][报報])?\s?[（(]?(?:(?:19|20)\d\d年)?第\s?\d{1,4}\s?期",
    re.IGNORECASE,
)


def without_kind(name: str) -> str:
    """The body of which a line is the newsletter: Newsletter of the Larkford Society."""
    return _NEWSLETTER_OF.sub("", name)


_NEWSLETTER_OF = re.compile(r"^(?:The )?newsletter of (?:the )?", re.IGNORECASE)


def is_table_row(lines: list[str], position: int) -> bool:
    """Whether a line is a row of a table: the line above or below has as many bars."""
    bars = len(_MASTHEAD_BAR.findall(lines[position]))
    neighbours = lines[max(position - 1, 0) : position] + lines[position + 1 : position + 2]
    return bars > 1 and any(len(_MASTHEAD_BAR.findall(line)) == bars for line in neighbours)


def is_schedule(lines: list[str]) -> bool:
    """Whether the text is a table of offices and days, no line of which is metadata."""
    first = lines[:_SAMPLE_LINES]
    dated = [line for line in first if dated_outlet.find(line)]
    return len({dates.first_date(line) for line in dated}) > 1 and len(
        dated
    ) > _MIN_TABLE_SHARE * len(first)


_SAMPLE_LINES, _MIN_TABLE_SHARE = 12, 0.25
"""The lines that are looked at, and the share with an office and a day that makes a table."""


def masthead(lines: list[str]) -> int:
    """The number of lines of a masthead at the top of a text; 0 if there is none.

    It is a newspaper's name, then page, section and date between bars; or its name, the day, the
    page and then a title.
    """
    if len(lines) < 3 or width(lines[0]) > _MAX_FIELD_CHARS:
        return 0
    lines = [credit_line.bare_name(lines[0]), *lines[1:]]
    below = lines[1]
    paged = NEWSPAPER.fullmatch(lines[0]) is not None and _ON_PAGE.search(below) is not None
    bylined = NEWSPAPER.fullmatch(lines[0]) is not None and _is_byline(lines[2])
    if not (paged or bylined or person_names.is_paper(_capitalised(lines[0]))):
        return 0
    labelled = any(item.field == "source" for item in field_labels.scan(below))
    if labelled or width(below) > _MAX_LINE_WIDTH or not dates.find_dates(below):
        return 0
    if _MASTHEAD_BAR.search(below) is not None:
        return 2
    dated = paged or header_lines.is_header(below) or credit_line.is_day(below)
    if not dated or not (NEWSPAPER.fullmatch(lines[0]) or _is_office_above(lines)):
        return 0
    end = 2
    while end < min(len(lines), 5) and (_EDITION.match(lines[end]) or _is_byline(lines[end])):
        end += 1
    titled = len(lines) > end + 1 and is_title(lines[end]) and width(lines[end]) < _MAX_LINE_WIDTH
    return end if titled and not header_lines.is_header(lines[end]) else 0


def _is_office_above(lines: list[str]) -> bool:
    """Whether the first line is a Chinese office, and the third one, which is longer, a title."""
    office, title = lines[0], lines[2]
    return len(office) <= _MAX_OFFICE and len(title) > len(office) and not title.isascii()


_MAX_OFFICE = 16
"""The longest name of an office above the day of a statement, in code points."""


def _capitalised(line: str) -> str:
    """A name, with small letters if it is in capitals."""
    name = header_lines.name(line)
    return name.title() if name.isupper() and name.isascii() else name


def _is_byline(line: str) -> bool:
    """Whether a line is nothing but a byline, with a label or without."""
    return bool(person_names.reporter_line(line)) or (
        header_lines.is_header(line)
        and any(item.field == "author" for item in field_labels.scan(line))
    )


NEWSPAPER = lazy_pattern(
    r"《?[\u3400-\u9fff]{1,8}(?:[日晚晨早时時周週商快导導邮郵]报|[日晚晨早時週商快導郵]報|都市报|青年报|周刊|週刊)》?"
    r"|(?:The )?[A-Z][\w'’.]{0,30}(?: [A-Z][\w'’.]{0,30}){1,4}"
)
PAPER = lazy_pattern(
    r"[\u3400-\u9fff]{2,6}(?:日报|晚报|晨报|早报|商报|时报|日報|晚報|晨報|早報|商報|時報)(?:数字报|电子版|数字版)?"
)
"""The name of a newspaper, or of its pages on the web, as the whole of a line."""
_EDITION = re.compile(
    r"第?\s?[A-Z]?\d{1,3}\s?版.{0,16}$|(?:[A-Z][a-z]+ ){1,3}Edition$|[Pp]age:?\s[A-Z]?\d{1,3}$"
)


FORM = re.compile(r"(?:数字报|电子报|电子版|数字版|數位報|電子版)$")
"""The form of a newspaper on the web, behind its name."""
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff]")
_MAILBOX = re.compile(r"[\w.+-]{1,60}@[\w.-]{3,60}")
"""A line without letters, such as a telephone number, or with a mailbox, is no title."""


_LABELLED_DAY = re.compile(r"[【\[][^【】\[\]]{2,10}[】\]]\s?[:：]?\s?\d[\d.年月日/ -]{3,12}")
"""A day with its label in brackets: 【施行日期】2023.05.01."""
_ISSUE_AND_DAY = re.compile(
    r"(?:no|vol|nr)\b\.? ?[\d,.]{1,8}[ ,;.—–-]{1,4}(?=\S.{7,40}$)", re.IGNORECASE
)
"""The number and the day of an issue: No. 3,412  FRIDAY, MAY 14, 1880."""
_OF_DAY = re.compile(
    r"(?:19|20)?\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日? [0-2]?\d:[0-5]\d .{0,12}(?:来自|來自)"
    r"|(?:for (?:the )?)?(?:week|month|quarter|year|period) (?:ending|ended|beginning|of)\b"
    r".{0,24}\d{4}$",
    re.IGNORECASE,
)
"""The time of a post and its program, or the period that a bulletin is about."""
_SLUG = re.compile(r"(?<=[\da-z])[_-](?=[\da-z])")
"""Signs that join words in the name of a file: 2021-05-17_herald_reservoir."""
_REFERENCE = re.compile(
    r"(?:no|nr|ref|reference|release)\.?:? ?(?:no\.? ?)?[\d/.-]{1,16}", re.IGNORECASE
)
"""The number of a statement on a line of its own: No. 118/2022."""
_ON_PAGE = re.compile(r"\b(?:page|p\.|pg\.?)\s?[A-Z]?\d{1,3}$", re.IGNORECASE)


OF_ORIGINAL = re.compile(
    r"(?:original (?:title|headline)|原[标標][题題]|原[题題]|编者按|編者按|编者的话|按语"
    r"|editor[’']s note)\s?[:：]",
    re.IGNORECASE,
)
"""Lines above a title: that of the original of a translation, a word of the editor."""


_PATH_LABEL = re.compile(r"^[\u3400-\u9fff]{2,8}[:：]\s?")


def outlet_of_path(line: str) -> str:
    """The outlet with which the path to a page begins: 位置：云河新闻网 > 要闻 > 正文; or empty."""
    first = _BAR.split(_PATH_LABEL.sub("", line))[0].strip()
    return first if NEWSPAPER.fullmatch(first) or _SITE.fullmatch(first) else ""


_SITE = re.compile(r"[\u3400-\u9fff]{3,12}[网網]")


_CAPTION = lazy_pattern(
    r"[（(](?:[资資]料[图圖]片?|[图圖]片?(?:[来來]源|[资資]料).{0,12}|.{0,12}(?:[摄攝]影?|供[图圖]))[)）]$"
)
"""The end of the line below a picture: （资料图片）, （池小鱼摄）."""


def is_caption(line: str) -> bool:
    """Whether a line ends as the caption of a picture does: who took it, where it is from."""
    return _CAPTION.search(line) is not None


def is_title(line: str) -> bool:
    """Whether a line can be a title: short, and not the beginning of a sentence."""
    line = _KIND_BEFORE.sub("", line)
    return (
        width(line) <= 120
        and not re.search(r"[。；;:：,，、]$|[^.]\.$", line)
        and not MENU_LINE.search(line)
        and not _BAR.search(line)
        and not OF_ORIGINAL.match(line)
        and not document_numbers.on_line(line)
        and _LETTERS.search(line) is not None
        and not _REFERENCE.fullmatch(line)
        and not (" " not in line and len(_SLUG.findall(line)) > 1 and line.isascii())
        and not _MAILBOX.search(line)
        and not _LABELLED_DAY.fullmatch(line)
        and not _SPEAKERS.match(line)
        and not _OF_DAY.match(line)
        and not is_caption(line)
        and not _LEADER.search(line)
        and not (line[:3].lower() == "by " and person_names.has_given_name(line[3:]))
        and not (_ISSUE_AND_DAY.match(line) and dates.find_dates(line))
    )


_LEADER = re.compile(r"(?:[.·…‥_]|\. ){4}\s?[\divxl]{1,5}$")
"""The dots before the page in a list of contents: Our year in numbers ........ 4."""
_SPEAKERS = re.compile(
    r"(?:Hosts?|Guests?|Speakers?|Moderator|Panel(?:lists)?) ?: ?\S"
    r"|(?:嘉[宾賓]|[来來][宾賓]|主播|主持人?|[节節]目|集[数數]) ?[:：]"
)
"""Who speaks in a programme, and its name with a label."""
_KIND_BEFORE = lazy_pattern(
    r"^(?:[A-Z][a-z]{2,12}|[A-Z]{3,12}|[\u3400-\u9fff]{2,4}) ?[|｜丨] ?"
    r"(?=(?:[^\W\d][^\s|｜丨]{0,30} ){3,20}[^\s|｜丨]{1,30}$|[\u3400-\u9fff“《][^|｜丨]{8,60}$)"
    r"|^[“《]?[\u3400-\u9fff][^|｜丨A-Za-z]{5,50}[|｜丨] ?"
    r"(?=[\"“]?[A-Z][^|｜丨\u3400-\u9fff]{10,100}$)"
)
"""The kind of a text before its title, Opinion | Quays need more than timber, or the title in
another language."""
