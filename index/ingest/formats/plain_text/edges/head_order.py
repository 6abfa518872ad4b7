"""Reads a head without labels by the order of its lines: outlet, day, title, names.

Days, pages, labels and remarks are known by themselves. Of the other short lines above the text one
is the title; a name alone below it is the author, and a name with the day above it the outlet.
"""

import datetime
import re
from dataclasses import dataclass
from enum import Enum, auto

from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines, organs, title_line
from index.ingest.heads import (
    credit_line,
    document_numbers,
    field_labels,
    header_lines,
    job_titles,
    latin_names,
    lone_names,
    office_names,
    person_names,
    spread_names,
)
from index.ingest.line_wrapping import width

_MAX_LINE_WIDTH, _MAX_HEAD_LINES = 80, 9
"""The widest line of a head in columns, and the most lines that a head has."""
_MIN_SENTENCE_WIDTH = 40
"""The narrowest first line of a text in columns, if it ends as a sentence does."""
_ISSUE = re.compile(
    r"^(?:第\s?\d{1,4}\s?期\s)?[《【]?(?P<name>[^\d《》【】，,。：:]{2,60}?)[》】]?"
    r"(?:[\s,，·]{0,2}"
    r"(?P<month>(?:[A-Z][a-z]{2,8} |(?<=, ))(?:19|20)\d\d|(?:19|20)\d\d年(?:\d{1,2}月)?)"
    r"(?:第?\s?\d{1,3}\s?[期辑輯卷]|[春夏秋冬]季?[号卷刊])?"
    r"|[\s,，]{0,2}第\s?[\d一二三四五六七八九十百]{1,5}\s?[期辑輯卷]"
    r"(?:第?\s?[\d一二三四五六七八九十]{1,4}\s?[期号])?)$"
)
"""An outlet and its issue: 《水乡》2010年春季号, The Larkford Review, October 2023."""
_PRINTED = re.compile(
    r"(?<=[\u3400-\u9fff]{3})(?:编印|編印|印制|印製|印发|印發|编制|編製|主办|主辦)$"
)
"""What a body did with a leaflet or an issue that its name does not include."""
_NUMBERED = re.compile(r"^第\s?\d{1,4}\s?期\s(?P<name>[\u3400-\u9fff]{2,12})$")
_HAN_OUTLET = re.compile(r"[\u3400-\u9fff]{3,10}")
_HAN_ISSUED = re.compile(r"[^\x00-\x7f的了、，。]{2,12}")
"""A name that a number of an issue shows to be one."""
_HAN_TITLE = re.compile(
    r"[的了在与和是]|(?:记|记录|日记|通知|公告|报告|讲话|总结|会议|问题|简介|事件|调查|研究|说明|意见|办法|决定)$"
)
"""What titles of texts have, unlike names of outlets."""
_LATIN_OUTLET = re.compile(
    r"(?:The )?[A-Z][\w'’.&-]*(?: (?:of|the|and|for|&|[A-Z][\w'’.&-]*)){1,5}"
)
_RIVER = re.compile(r"[湖江河山岛島]$")
"""How the names of two characters of rivers and mountains end."""
_HAN_MEDIUM = re.compile(r"[\u3400-\u9fff]{2}[报報网網刊]$")
_SECTION = re.compile(r"[\u3400-\u9fff]{2}|(?:星期|周|週)[一二三四五六日天]")
"""A kind of text or a day of the week on a line of its own: 散文, 星期三."""
_SIGNS = re.compile(r"^[□■○●◎◇◆△▲☆★*【\[（(]\s?|\s?[＊*】\]）)]$")
"""Signs and brackets around names of authors."""
_BULLETS = "□■○●◎◇◆△▲☆★* "
_TRANSCRIBING = frozenset(
    "阿艾安奥奧巴拜班贝貝比彼波伯布查达達大戴丹德登迪蒂丁东東杜多厄恩尔爾凡菲费費弗福盖蓋戈哥格古哈海汉漢赫亨"
    "胡华華霍基吉加贾賈杰傑金卡凯凱坎康考科克库庫奎昆拉莱萊兰蘭劳勞勒雷蕾里理丽麗利莉連连林琳卢盧鲁魯伦倫罗羅"
    "洛马馬玛瑪迈邁麦麥曼梅门門蒙米密莫默穆娜纳納奈南内內尼妮诺諾欧歐帕潘佩彭皮珀普奇齐齊乔喬切琴丘让讓热熱日荣"
    "瑞若萨薩塞桑森沙莎山舍圣聖史士斯思苏蘇索塔泰坦汤湯特提图圖托瓦万萬威韦韋维維温溫文沃乌烏西希锡錫夏香肖谢謝"
    "辛休雅亚亞扬揚叶葉伊因英尤于約约泽澤扎詹珍朱佐"
)
"""Characters with which names in other languages are written."""
_PLACE = re.compile(r"[市县縣区區镇鎮乡鄉村省州站港路院会會室厅廳社报報网網局]$")
"""How names of places and offices end, unlike those of persons."""
_WORK = re.compile(r"\s?[/／|｜]?\s?(?:著|撰|文|整理)(?:\s.{2,16}[译譯摄攝图圖])?$")
"""What a person did, behind the name: 费晓 文 戎伟 摄."""
_GROUP = re.compile(
    r"[\u3400-\u9fff“”·]{2,30}(?:课题|課題|调研|調研|调查|調查|编写|編寫|写作|寫作|采访|採訪|研究小|报道|報道)[组組]"
)
"""Persons who wrote together, under the name of their work: 澜溪大学水文课题组."""
_OFFICE = re.compile(
    r"^(?:[初高][一二三]|[一二三四五六七八九]年[级級])[（(]?\d{1,2}[）)]?班\s(?=\S{2,4}$)"
    r"|^[\u3400-\u9fff、]{0,24}(?:长|長|书记|書記|主任|主席|队员|教授|研究员|代表|委员|经理|总裁|工程师|总理|总统|首相|大使|院士)\s(?=\S{2,4}$)"
)
_NAME_SEPARATORS = re.compile(r"[、，,]\s?|\s?&\s?|\s(?:and\s)?")
_LATIN_SEPARATORS = re.compile(r",? and |,[, ]{1,3}|,$| & ")
_BESIDE = re.compile(
    r"\s?[/|｜·•]\s?|,\s|(?<=[\u3400-\u9fff])\s(?=(?:19|20)\d\d|[\u3400-\u9fff]{2,12}$)"
)
_NO_NAME = re.compile(
    r"['’]S\b|^(?:FM|TO|INFO|RE|CC) |^[IVX]{1,4}\. "
    r"|\b(?i:group|project|lab|campaign|network|studies|press|books"
    r"|meetings?|sessions?|hearings?|agenda|minutes|wire|collective|archives?|briefs?|bulletin|notes?|papers?|street|road|river|bay|valley"
    r"|summary|works?|museum)\b"
)
"""Words that no person is named by: BOARD'S DECISION, I. Costs, Transit Studies Group"""
_LEAD = re.compile(
    r"(?:(?:opening |keynote )?"
    r"(?:remarks|statement|speech|address|lecture|talk|testimony|report|essay|review)"
    r"|reviewed|prepared|compiled|presented|drafted"
    r"|an? (?:[a-z]{2,10} )?(?:story|poem|essay|play|report|talk|review|memoir|tale|sermon|lecture)"
    r") by:? |from (?:our|the) [a-z ]{3,24}, ",
    re.IGNORECASE,
)
"""What a person did, before the name: Remarks by Ada Quill, Prepared by: Ada Quill"""
_PERIODICAL = re.compile(
    r"\b(?:Proceedings|Journal|Review|Transactions|Bulletin|Quarterly|Magazine|Annals|Papers)\b"
)
_DECKS = ("——", "--", "—")
"""How a deck below a title begins."""
_MAX_NAME_CHARS = 3
_MAX_AUTHOR_LINES = 3


class _Role(Enum):
    KNOWN = auto()
    PERSON = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Head:
    """The lines above the text with their roles; `title` is the position of the title."""

    lines: list[str]
    roles: list[_Role]
    title: int


def finish(draft: Draft, lines: list[str], latest: datetime.date) -> None:
    """Put outlet and author of such a head into the draft, where no other reader found them.

    `lines` are those below the lines that other readers took.
    """
    end = 0 if draft.has("author") and draft.has("source") else _end(lines, draft.begins)
    if not 1 < end < len(lines):
        return
    below = lines[end:]
    roles = [_role(line, below, first=position == 0) for position, line in enumerate(lines[:end])]
    others = [position for position, role in enumerate(roles) if role is _Role.OTHER]
    if not others:
        return
    second = next((position for position in others if position > 0), 0)
    section = draft.text("title") in lines[:second] and credit_line.is_remark(draft.text("title"))
    titled = second > 0 and _is_report_of_body(draft, lines[0], lines[second])
    above = titled or (second > 0 and _is_masthead(draft, lines, roles, second, latest)) or section
    headline = lines.index(draft.headline) if draft.headline in lines[:end] else -1
    first = headline if headline in others else others[0]
    head = _Head(lines[:end], roles, second if above else first)
    taken = _authors(draft, head) | _beside(draft, head, below, latest)
    if above:
        title, after = title_line.whole(lines, second)
        draft.replace("title", title_line.without_frame(title), "title below the outlet")
        taken |= set(range(second, after))
    said = [lines[position] for position in sorted(taken)]
    opening = draft.paragraphs[:_MAX_HEAD_LINES]
    draft.paragraphs[:_MAX_HEAD_LINES] = [line for line in opening if line not in said]


def _end(lines: list[str], begins: str) -> int:
    """The number of lines above the first line of the text; 0 if there are too many.

    `begins` is that line, if the layout shows it.
    """
    if begins and begins in lines[: _MAX_HEAD_LINES + 1]:
        return lines.index(begins)
    for position, line in enumerate(lines[: _MAX_HEAD_LINES + 1]):
        ended = line.endswith(("。", ".", "！", "？", "?", "!", "”", "；", "："))
        if width(line) > _MAX_LINE_WIDTH or (ended and width(line) >= _MIN_SENTENCE_WIDTH):
            return position
    return 0


def _role(line: str, below: list[str], *, first: bool) -> _Role:
    if _persons(line, below):
        return _Role.PERSON
    known = (
        header_lines.is_header(line)
        or header_lines.is_noise(line)
        or credit_line.is_day(line)
        or credit_line.is_remark(line)
        or document_numbers.on_line(line)
        or (not first and _SECTION.fullmatch(line) is not None)
        or line.startswith(_DECKS)
        or bool(person_names.reporter_line(line))
        or _is_dated(line)
    )
    return _Role.KNOWN if known else _Role.OTHER


def _persons(line: str, below: list[str]) -> str:
    """The persons that a line names and nothing else, joined by commas; empty for other lines."""
    if width(line) > _MAX_LINE_WIDTH // 2 or credit_line.is_remark(line) or _NO_NAME.search(line):
        return ""
    if person_names.reporter_line(line):
        return ""
    if field_labels.has_han(line):
        if _GROUP.fullmatch(line):
            return line
        bare = spread_names.closed(line.lstrip(_BULLETS))
        native = person_names.without_country(person_names.without_office(bare))
        name = _WORK.sub("", _OFFICE.sub("", _SIGNS.sub("", native)))
        names = [part for part in _NAME_SEPARATORS.split(name) if part]
        return ", ".join(names) if names and all(map(_is_han_person, names)) else ""
    spelled = line.title() if line.isupper() else line
    names = list(filter(None, _LATIN_SEPARATORS.split(spelled)))
    found = bool(names) and all(
        latin_names.PERSON.fullmatch(name) and lone_names.is_only_a_name(name, below)
        for name in names
    )
    if not found or organs.is_organ(line) or job_titles.is_job(line):
        return ""
    return ", ".join(filter(None, _LATIN_SEPARATORS.split(line)))


def is_person(line: str, below: list[str]) -> bool:
    """Whether a line has the names of persons and nothing else."""
    return bool(_persons(line, below))


def _is_han_person(name: str) -> bool:
    """Whether a word is a Chinese name of two or three characters, or that of a foreigner."""
    if "·" in name:
        foreign = sum(character in _TRANSCRIBING for character in name)
        return person_names.are_persons(name) and 2 * foreign >= len(name) - 1
    short = len(name) <= _MAX_NAME_CHARS and person_names.is_han_name(name)
    if len(name) < _MAX_NAME_CHARS and _RIVER.search(name):
        return False
    return short and _PLACE.search(name) is None and not person_names.is_outlet(name)


def _is_masthead(
    draft: Draft, lines: list[str], roles: list[_Role], title: int, latest: datetime.date
) -> bool:
    """Put the outlet into the draft that was read as the title; whether a title stands below."""
    below = lines[title]
    if draft.has("source") or not lines[0] == draft.text("title") != draft.headline:
        return False
    if (
        not field_lines.is_title(below)
        or width(below) > _MAX_LINE_WIDTH
        or field_labels.scan(below)
    ):
        return False
    if _issue(draft, lines[0], latest):
        return True
    name = lines[0].strip("【】《》[]")
    named = _Role.PERSON in roles[title + 1 : title + 2]
    between = named and any(map(_is_dated, lines[1:title]))
    known = person_names.is_paper(name) or _HAN_MEDIUM.search(name) is not None
    sure = known and (named or any(map(_is_dated, lines[: len(roles)])))
    framed = named and name != lines[0]
    if not (sure or between or framed) or not _may_be_outlet(name) or width(below) <= width(name):
        return False
    draft.put("source", "" if is_shorter_title(name, below) else name, "line above the title")
    return True


def is_shorter_title(name: str, title: str) -> bool:
    """Whether a name in Chinese is the title without some of it, and so nobody's name.

    An office is in the titles of what it gives out.
    """
    rest = iter(title)
    shorter = len(name) > _MIN_SHORTER_TITLE and all(char in rest for char in name)
    return shorter and name[0] == title[0] and name[-1] == title[-1]


_MIN_SHORTER_TITLE = 6
"""The fewest characters of the title without some of it, in code points."""


def _is_report_of_body(draft: Draft, body: str, below: str) -> bool:
    """Put the body that was read as the title; whether the report that it made stands below it."""
    named = draft.text("title") == body and draft.text("source") in {"", body}
    made = _REPORT.search(below) is not None and _REPORT.search(body) is None
    if not named or not made or not (office_names.is_office(body) or organs.is_organ(body)):
        return False
    draft.put("source", body, "body above the title")
    return True


_REPORT = re.compile(
    r"(?:年报|年報|年鉴|年鑑|年刊|报告|報告|[报報]告[书書]|白皮书|白皮書|总结|總結|规划|規劃|章程|手册|手冊|指南)"
    r"(?:\s?[（(]?[\d〇○零一二三四五六七八九年度—–-]{2,12}[）)]?)?$"
    r"|\b(?:reports?|accounts|review|strategy|plan|survey|statistics|handbook|guide|yearbook)"
    r"(?:,? (?:for )?(?:19|20)\d\d(?:[-–/]\d{2,4})?)?$",
    re.IGNORECASE,
)
"""How the title of a document ends that stands below the body which made it: 二〇二三年度报告."""


def _is_dated(line: str) -> bool:
    return bool(dates.find_dates(line)) or partial_dates.read(line) is not None


def _may_be_outlet(name: str) -> bool:
    """Whether a short line can be the name of an outlet, though no list knows it."""
    if field_labels.has_han(name):
        return _HAN_OUTLET.fullmatch(name) is not None and _HAN_TITLE.search(name) is None
    name = name.title() if name.isupper() else name
    return _LATIN_OUTLET.fullmatch(name) is not None and not job_titles.is_job(name)


def _issue(draft: Draft, line: str, latest: datetime.date) -> bool:
    """Put the outlet and the month or year of its issue into the draft; whether a line has them."""
    match = _NUMBERED.match(line) or _ISSUE.match(line)
    if match is None or field_labels.scan(line):
        return False
    framed = line[0] in "《【" or line[-1] in "期辑輯号卷刊"
    han = framed and _HAN_ISSUED.fullmatch(match["name"].strip()) is not None
    if not han and not _may_be_outlet(match["name"].strip()):
        return False
    month = match.groupdict().get("month") or ""
    day = partial_dates.read(month, latest)
    if (month and day is None) or (month.isdigit() and not _PERIODICAL.search(line)):
        return False
    draft.put("source", _PRINTED.sub("", match["name"]), "line with the issue")
    draft.put("date", day, "line with the issue")
    return True


def _names_nobody(line: str) -> bool:
    """Whether a line is in capitals and begins with no given name, as a heading: NIGHT SERVICES."""
    return line.isupper() and line.isascii() and not person_names.has_given_name(line)


def _authors(draft: Draft, head: _Head) -> set[int]:
    """Put the names right below the title into the draft; the positions of their lines."""
    if draft.has("author"):
        return set()
    named = [
        position
        for position, role in enumerate(head.roles)
        if role is _Role.PERSON
        and position > head.title
        and not _names_nobody(head.lines[position])
    ]
    if not named or len(named) > _MAX_AUTHOR_LINES or named[-1] - named[0] >= len(named):
        return set()
    between = head.roles[head.title + 1 : named[0]]
    if between.count(_Role.OTHER) > 1:
        return set()
    names = ", ".join(_persons(head.lines[position], []) for position in named)
    draft.put("author", names, "name below the title")
    return set(named)


def _beside(draft: Draft, head: _Head, below: list[str], latest: datetime.date) -> set[int]:
    """Put what lines below the title name beside a person, a day: the outlet, the author."""
    taken = set()
    for position in range(head.title + 1, len(head.lines)):
        line = head.lines[position]
        if not draft.has("author") and _is_credit(draft, line, below, latest):
            taken.add(position)
        if head.roles[position] is not _Role.OTHER:
            continue
        above = head.roles[position - 1]
        dated = any(map(_is_dated, head.lines[position + 1 : position + 2]))
        if above is _Role.PERSON and dated and not draft.has("source") and _may_be_outlet(line):
            draft.put("source", line, "line below the author")
            taken.add(position)
        elif not draft.has("source") and _issue(draft, line, latest):
            taken.add(position)
    return taken


def _is_credit(draft: Draft, line: str, below: list[str], latest: datetime.date) -> bool:
    """Put the person that a line names first, and what follows; whether nothing is left over."""
    lead = _LEAD.match(line)
    parts = [part for part in _BESIDE.split(line[lead.end() :] if lead else line) if part]
    apart = field_labels.has_han(line) or lead is not None
    if len(parts) > 1 and apart and not _persons(parts[0], below):
        parts.reverse()  # 漪江往事 池小鱼; Speech by the Minister for Transport, Ada Quill
    name = _persons(parts[0], below) if parts else ""
    if not name or len(parts) > 2 or (lead is not None and name.isupper()):
        return False
    rest = parts[1] if len(parts) > 1 else ""
    day = dates.first_date(rest, latest) if credit_line.is_day(rest) else None
    outlet = person_names.is_paper(rest) or (
        ("/" in line or len(rest) > _MAX_NAME_CHARS) and "," not in line and _may_be_outlet(rest)
    )
    body = organs.is_organ(rest) or (bool(rest) and lone_names.is_desk_or_place(rest))
    outlet = outlet or (body and line.isascii())
    if not (day or outlet or lead):
        return False
    draft.put("author", name, "line below the title")
    draft.put("date", day, "line below the title")
    draft.put("source", rest if outlet else "", "line below the title")
    return bool(day or outlet or not rest)
