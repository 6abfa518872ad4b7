"""Finds the lines above a title that are none: names of papers and bodies, issues, kinds of text.

A text whose title would be one of them is read again without them.
"""

import datetime
import itertools
import re
from dataclasses import dataclass, field

from index.ingest import word_lists
from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import (
    bodies,
    document_titles,
    edition_lines,
    field_lines,
    organs,
    release_head,
    reprint_note,
)
from index.ingest.formats.plain_text.edges.head_order import is_person, is_shorter_title
from index.ingest.heads import (
    clock_times,
    credit_line,
    document_numbers,
    field_labels,
    header_lines,
    office_names,
    person_names,
)
from index.ingest.heads.field_labels import BREAK
from index.ingest.line_wrapping import width
from index.text.lazy_pattern import lazy_pattern

_MAX_LINES, _MAX_LINE_WIDTH, _MAX_TITLE_WIDTH = 14, 90, 110
"""The most lines above a title, and the widest of them and of the title, in columns."""
_MIN_TITLE_WORDS, _MIN_HAN_TITLE = 3, 6
"""The fewest words, or Chinese characters, of a title below them."""
_LABELLED = frozenset(["source", "author", "editor"])
"""Fields whose labels stand between a title and the text."""
_MIN_LINES = 3
"""The fewest lines of a text with a title below other lines."""
_ISSUE = lazy_pattern(
    r"(?:[〔\[(（]?(?:19|20)\d\d[〕\])）]?\s?年?[\s,，]{0,2})?[(（]?(?:总|總)?第\s?[\d一二三四五六七八九十百]{1,5}\s?[期號号辑輯卷](?:第?\s?\d{1,4}\s?[期号])?[)）]?"
    r"|(?:19|20)\d\d\s?年?[\s,，]{0,2}[(（]\d{1,2}[)）]"
    r"|\b\d{1,3} ?\((?:19|20)\d\d\)(?:[,:] ?\d{1,4} ?[-–] ?\d{1,4})?"
    r"|\b(?i:vol(?:ume)?|no|number|iss(?:ue)?)\b\.? ?(?:\d{1,3},\d{3}|\d{1,5})"
    r"(?:/(?:19|20)\d\d| of (?:19|20)\d\d| ?\(\d{1,4}\))?"
    r"|\b(?i:spring|summer|autumn|fall|winter) (?:19|20)\d\d\b"
    r"|\b[A-Z][a-z]{2,8}\.? ?[/–-] ?[A-Z][a-z]{2,8}\.?,? (?:19|20)\d\d\b"
)
"""The issue of a periodical: 2019,(03), 总第12期, 14 (2009), 211-230, Vol. 3, Winter 1994."""
_PAGE = lazy_pattern(
    r"\b(?:(?i:col(?:umn)?|pages?|pp?)\b\.? ?[A-Z]{0,2}\d{1,4}[A-Z]{0,3}(?: ?[-–] ?\d{1,4})?)"
    r"|第\s?[\d一二三四五六七八九十]{1,4}\s?[版页頁]"
)
_MARKS = " \t,，.。:：;；|｜/·•()（）-–—《》"
_HAN_NAME = re.compile(r"[\u3400-\u9fff]{2,20}")
_HAN_TITLE = re.compile(
    r"[的了在与和]|年度|(?:记|日记|通知|公告|总结|要点|方案|计划|报告|讲话|[议議提]案|材料|会议|會議|(?<![员員协協学學商工])[会會]"
    r"|[府部局院会會署席]令)$"
)
"""What titles have, unlike names."""
_NUMBERED = re.compile(word_lists.either("nameplates", "numbered"), re.IGNORECASE)
"""What is numbered and is no name: NEWSLETTER No. 44."""
_LABEL = re.compile(
    r"(?:时间|時間|地点|地點|主持|参加|參加|出席|列席|记录|整理|主送|抄送|摘要|联系人|電話|电话)"
    r"[\u3400-\u9fff]{0,2}[:：]"
)
_PART = re.compile(
    r"(?:(?:SUB)?COMMITTEE|DIVISION|SECTION|BRANCH) (?:ON|OF|FOR) .{3,50}"
    r"|(?:[A-Z]{2,20} ){1,3}(?:DISTRICT|DIVISION|CIRCUIT|REGION)(?: OF .{3,30})?",
    re.IGNORECASE,
)
"""The part of a body that stands above it: COMMITTEE ON TRANSPORT, NORTHERN DISTRICT OF CALDER."""
_REVIEWED = re.compile(
    r"(?:reviewed|revised|issued|published|updated|adopted|printed)(?: on| in)? ", re.IGNORECASE
)
_HAN_BODY = re.compile(r"[\u3400-\u9fff]{3}[段所站队隊处處科局馆館社院校厂廠矿礦会會]$")
_BAR = re.compile(r"[|｜丨]")
_TIME = re.compile(r"\d{1,2}[.:]\d\d")
_ACT = re.compile(
    r"(?:[A-Z][\w'’&-]{0,20}[ ,]{1,2}){1,8}(?i:acts?|regulations|order|rules),? (?:19|20)\d\d"
    r"(?:[,(].{0,60})?"
)
"""The law under which an office gives notice, below its name: HIGHWAYS ACT 1980, SECTION 116."""
_SUBTITLE = re.compile(
    r"(?:The |An? )?(?:[\w-]{3,14} ){0,3}"
    r"(?:journal|(?:news)?paper|newsletter|magazine|organ|bulletin|publication|gazette|voice|weekly"
    r"|monthly|quarterly|digest) (?:of|for|from|by) .{4,60}"
    r"|[\u3400-\u9fff]{2,16}(?:[主承协協][办辦]|主管|[机機][关關][报報刊]|[会會]刊|校刊)",
    re.IGNORECASE,
)
"""Whose a paper is, below its name: Journal of the Dockers' Union, 澜溪县总工会主办."""
_DECK = re.compile(r"^(?:——|--|—|\(|（|第[一二三四五六七八九十]{1,3}[章节節编編])")
_WORDED = re.compile(r"(?:^|\s)[a-z]{2,}|[?:]")


@dataclass(slots=True)
class Nameplate:
    """The lines above a title: how many, whom they name, their day.

    Those in `kept` are text; those in `below` say of the title what lines below a title say.
    """

    lines: int
    name: str = ""
    number: str = ""
    author: str = ""
    date: datetime.date | None = None
    month: str = ""
    kept: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


def find(draft: Draft, lines: list[str], latest: datetime.date) -> Nameplate | None:
    """The lines above the title, if one of them was taken for it."""
    title = draft.text("title").strip("[]").casefold()
    if draft.origins.get("title", "").startswith("label"):
        return None
    plate = Nameplate(0)
    between = sure = named = False
    wrong = not title
    if len(lines) < _MIN_LINES or width(lines[1]) > _MAX_TITLE_WIDTH:
        return None
    if document_numbers.on_line(lines[0]) == lines[0]:
        return None  # the symbol of an organisation, which other readers know
    for position, line in enumerate(itertools.takewhile(_is_unlabelled, lines[:_MAX_LINES])):
        bare = line.strip("[]").casefold()
        if put_line(plate, line, latest):
            between = between or not (
                plate.name and credit_line.is_day(line) and not _HAN_BODY.search(plate.name)
            )
            sure = sure or bodies.is_body(plate.name)
        elif document_titles.is_above_law(line, lines[position + 1 :]):
            plate.kept.append(line)
        elif position and _is_title_below(line, lines, sure=sure, between=between, name=plate.name):
            plate.lines = position
            whole = bool(title) and named and bare.rstrip(".") in title
            return plate if wrong and not whole else None
        elif not plate.name and (name := _name(line)):
            plate.name, named = name, True
            sure = not field_labels.has_han(line) and bodies.is_body(plate.name)
        elif (
            (said := _is_subtitle(plate, line))
            or (sure and _is_part(line))
            or _is_document(line, lines, position)
        ):
            plate.kept.append(line)
            sure = sure or said
        else:
            return None
        wrong = wrong or title.startswith(bare.rstrip("."))
    return None


def _is_unlabelled(line: str) -> bool:
    """Whether a line may stand above a title: labels of people and sources stand below it."""
    return _LABELLED.isdisjoint(item.field for item in field_labels.scan(line))


def put(draft: Draft, plate: Nameplate, latest: datetime.date) -> None:
    """Put what the lines say into the draft that was read without them."""
    name = field_lines.without_kind(plate.name.strip("《》【】."))
    name = "" if is_shorter_title(name, draft.text("title")) else name
    draft.put("source", name, "line above the title")
    draft.put("number", plate.number, "line above the title")
    draft.put("author", plate.author, "line above the title")
    if draft.origins.get("date", "") != "line above the title":
        draft.put("date", plate.date, "line above the title")
    draft.put("date", partial_dates.read(plate.month, latest), "line above the title")
    draft.paragraphs[:0] = plate.kept


def put_line(plate: Nameplate, line: str, latest: datetime.date) -> bool:
    """Put what a line says into the plate; whether it is no title, wherever it stands."""
    if width(line) > _MAX_TITLE_WIDTH:
        return False
    month = _REVIEWED.sub("", line, count=1)
    number = document_numbers.on_line(line)
    if edition_lines.KIND.fullmatch(line) is not None or credit_line.is_remark(line):
        said = True
    elif len(number) > len(line) // 2:
        plate.number = plate.number or number
        said = True
    elif partial_dates.read(month) is not None:
        plate.month = plate.month or month
        said = True
    else:
        said = (
            header_lines.is_header(line)
            or release_head.is_contact(line)
            or edition_lines.is_of_edition(line, has_kept=bool(plate.kept))
        )
        plate.date = plate.date or (
            dates.first_date(line, latest, dates.EARLIEST_REPORT_DATE) if said else None
        )
        if said and not credit_line.is_day(line) and not header_lines.is_legal(line):
            plate.kept.append(line)
    return said or _is_edition(plate, line) or _is_dated_name(plate, line, latest)


def _is_edition(plate: Nameplate, line: str) -> bool:
    """Put the reporter whom a line names beside its page and section: 报章 | A3 | 记者 池小鱼."""
    parts = [part.strip() for part in _BAR.split(line)]
    if len(parts) == 1:
        return False
    others = [part for part in parts if not credit_line.is_remark(part)]
    author = person_names.reporter_line(others[0]) if len(others) == 1 else ""
    author = author or credit_line.author_of_edition(line)
    plate.author = plate.author or author
    return bool(author)


def _is_dated_name(plate: Nameplate, line: str, latest: datetime.date) -> bool:
    """Put name and day of a line that has both, or an issue or a page; whether it is one."""
    found = dates.find_dates(line)
    if found and not found[0].start and _HAN_NAME.match(line, found[0].end):
        return False  # 2023年2月9日外交部记者会
    rest = line
    for item in reversed(found):
        rest = f"{rest[: item.start]}{BREAK}{rest[item.end :]}"
    rest = credit_line.without_town(rest)
    issued = _PAGE.sub(BREAK, _ISSUE.sub(BREAK, rest))
    if not found and issued == rest:
        return False
    parts = [part.strip(_MARKS) for part in clock_times.without_times(issued).split(BREAK)]
    if issued != rest:
        parts = [piece for part in parts for piece in _without_month(plate, part)]
    parts = [part for part in parts if part and not _is_remark(part)]
    if len(parts) > 1 or (parts and not _may_be_name(parts[0])):
        return False
    if parts and is_person(parts[0], []) and not bodies.is_body(parts[0]):
        return False
    parts = [_PUBLISHES.sub("", part) for part in parts]
    place = bool(found) and parts and " " not in parts[0] and _PLACE.match(line) is not None
    place = place and not person_names.is_paper(parts[0])
    name = parts[0] if parts and not place and _NUMBERED.fullmatch(parts[0]) is None else ""
    if issued != rest or (name and plate.name and name != plate.name):
        plate.kept.append(line)
    plate.name = plate.name or name
    plate.date = plate.date or dates.first_date(line, latest, dates.EARLIEST_REPORT_DATE)
    return True


_PLACE = re.compile(r"[A-Z][\w'’-]{2,20}, ?(?=\d)")
"""The place before a day, with a comma between them: Larkford, 9 February 2023."""
_PUBLISHES = re.compile(
    r"(?<=[\u3400-\u9fff]{3})(?:主[办辦管编編]|[编編]印|承[办辦]|出版|新[闻聞](?:发布|發布)?稿)$"
)
"""What the office behind a bulletin does, or what it gives out, behind its name."""


def _without_month(plate: Nameplate, part: str) -> list[str]:
    """The pieces of what stands beside an issue, without month and price: October 2024 · Free."""
    pieces = [piece.strip(_MARKS) for piece in _BETWEEN.split(part)]
    months = [piece for piece in pieces if partial_dates.read(piece) is not None]
    plate.month = plate.month or next(iter(months), "")
    return [piece for piece in pieces if piece not in months and not _PRICE.fullmatch(piece)]


_BETWEEN = re.compile(r"[·•|｜,，–—]|\s/\s")
_DASH = re.compile(r"\s[—–-]\s")
_PRICE = re.compile(
    r"(?:price:? )?(?:free|gratis|[£$€¥]\s?\d{1,4}(?:\.\d\d)?|\d{1,3}\s?(?:p|pence|cents|c))"
    r"|免费|非卖品|(?:定价|售价|每份)[:：]?\s?[\d.]{1,6}\s?元",
    re.IGNORECASE,
)


def _is_remark(part: str) -> bool:
    almanac = all(map(_ALMANAC.fullmatch, part.split()))
    form = edition_lines.KIND.fullmatch(part) or edition_lines.CODE.fullmatch(part)
    return almanac or credit_line.is_remark(part) or form is not None


_ALMANAC = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]|(?:农历|農曆|夏历|夏曆|阴历|陰曆)\S{2,12}"
    r"|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年\S{0,8}"
    r"|(?:今日|今天|本期|共|本报今日)?\d{1,3}[版张張]"
)
"""What a newspaper prints beside its day: 星期六, 农历正月初一, 今日4版."""


def _may_be_name(part: str) -> bool:
    """Whether what stands beside a day or an issue can be the name of an outlet or an office."""
    if field_labels.has_han(part):
        return _HAN_NAME.fullmatch(part) is not None and _HAN_TITLE.search(part) is None
    return bodies.may_be_name(part)


def _is_name(line: str) -> bool:
    """Whether a line at the top can be the name of an outlet or a body."""
    if width(line) > _MAX_LINE_WIDTH or field_labels.scan(line) or line[-1:] in "。！？?!:：":
        return False
    line = line.rstrip(".")
    if is_person(line, []) and not bodies.is_body(line):
        return False
    if field_labels.has_han(line):
        return _HAN_NAME.fullmatch(line.replace(" ", "")) is not None and not _HAN_TITLE.search(
            line
        )
    return bodies.is_body(line) or (" " in line and _may_be_name(line))


def _name(line: str) -> str:
    """The outlet or body that a line names, perhaps behind a series: Hansard — Council."""
    name = credit_line.without_town(line)
    if _is_name(name):
        return name
    series, _, body = _DASH.sub("\x00", name, count=1).partition("\x00")
    return body if bodies.is_body(body) and _may_be_name(series) else ""


def outlet_or_body(line: str) -> str:
    """The outlet or public body that a line names, by the lists or by its form; or empty."""
    name = _name(line)
    known = person_names.is_outlet(name) if field_labels.has_han(name) else bodies.is_body(name)
    return name if known else ""


def _is_part(line: str) -> bool:
    """Whether a line below the name of a body in English names a part of it."""
    if _ACT.fullmatch(line) is not None:
        return True
    short = bodies.NAME.fullmatch(line) is not None and len(line.split()) < _MIN_TITLE_WORDS
    return short or _PART.fullmatch(line) is not None or organs.is_organ(line)


def _is_title_below(line: str, lines: list[str], *, sure: bool, between: bool, name: str) -> bool:
    """Whether a line is a title, below a name that is `sure`, or with a day or a kind `between`."""
    if document_titles.is_official(line) or document_titles.is_law(line):
        return True
    if not (sure or between) or _is_other(line, lines):
        return False
    if field_labels.has_han(line):
        longer = len(line) > len(name.replace(" ", ""))
        return len(line) >= _MIN_HAN_TITLE and (
            longer or (between and line[0] != "【" and person_names.is_outlet(name))
        )
    worded = line.isupper() or _WORDED.search(line) is not None or between
    return worded and len(line.split()) >= _MIN_TITLE_WORDS - (sure and between)


def _is_other(line: str, lines: list[str]) -> bool:
    """Whether a line is a label, a name, a day or a sentence, and so no title."""
    bare = line.rstrip(".") if line.isupper() else line
    labelled = _LABEL.match(line) or (line.isascii() and field_labels.scan(line))
    if labelled or width(line) > _MAX_TITLE_WIDTH or not field_lines.is_title(bare):
        return True
    forms = _DECK.match(line) or _TIME.match(line) or _PART.fullmatch(line) or _ACT.fullmatch(line)
    body = bodies.is_body(line) or office_names.is_office(line)
    named = is_person(line, lines) or person_names.reporter_line(line)
    return bool(forms or body or named or credit_line.is_day(line) or reprint_note.is_note(line))


def _is_subtitle(plate: Nameplate, line: str) -> bool:
    """Whether a line says whose paper it is whose name stands above it."""
    return bool(plate.name) and _SUBTITLE.fullmatch(line) is not None


def _is_document(line: str, lines: list[str], position: int) -> bool:
    """Whether a line stands above the title of an official document, which begins with 关于."""
    below = lines[position + 1 : position + 4]
    return (
        width(line) <= _MAX_LINE_WIDTH // 2
        and not document_titles.is_official(line)
        and not field_labels.scan(line)
        and any(map(document_titles.is_official, below))
    )
