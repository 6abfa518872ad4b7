"""Finds the day, the month or the year that the lines above and below a text name.

No label says what it is: an imprint, a head of a page, the cell of a table, the line of a letter.
It is the date of the text only where these lines name no other.
"""

import datetime
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from index.ingest.days import dates, partial_dates
from index.ingest.formats.plain_text.edges import events, organs, signatures
from index.ingest.heads import office_names, person_names
from index.ingest.line_wrapping import width
from index.report_date import PartialDate, ReportDate
from index.text.lazy_pattern import lazy_pattern

_ABOVE_LINES, _BELOW_LINES = 12, 4
"""The most lines above and below the text that are looked at."""
_MAX_LINE_WIDTH, _MIN_SENTENCE_WIDTH = 120, 40
"""The widest line that is no text, and the narrowest sentence that is one, in columns."""
_SENTENCE_ENDS = ("。", ".", "！", "？", "?", "!", "”", "；", ";")
_IMPRINT = re.compile(r"(?P<imprint>[A-Z][^.。]{8,90}\d{4})\. [A-Z]")
_SMALL_WORD = re.compile(r"\b(?!published|printed|issued|produced|revised|updated)[a-z]{4,}\b")
_OTHER_DAY = lazy_pattern(
    r"(?:\b(?:next|deadline|due|expir[a-z]{1,5}|valid|founded|established|est|birth|born|died"
    r"|heard|hearings?|visit|effective|commencement|opening|clos(?:e|es|ing))\b[^\d;；|]{0,24}"
    r"|\b(?:until|till|by|before|after|from|since|between|to)[ :]{0,2}(?:[A-Z][a-z]{2,8},? )?"
    r"|(?:下[次届屆期回]|截止|有效|出生|成立|生于|生於|[创創][刊办辦立]|开庭|開庭|[实實]施|施行|生效"
    r"|[报報]名|[应應請请][于於]|[开開]工|竣工|建成)[^\d;；|]{0,12}|[自从從至到])$",
    re.IGNORECASE,
)
"""What says before a day that it is another than that of the text."""
_OTHER_DAY_BEHIND = re.compile(
    r"\s?(?:起|止|前|以前|之前|以后|以後|[开開]庭|出生|生效|[–—-]|(?:is|are|was|were|will|ha[sd]|have)\b)"
)
_NOTE = re.compile(
    r"(?:备?[注註]|備註|[说說]明)\s?\d{0,2}\s?[:：]|[*※†‡]|(?:notes?|remarks?|n\.?b)\s?\d{0,2}\s?[:.：]",
    re.IGNORECASE,
)
"""The beginning of a note, whose days are of what it explains."""
_PIECES = re.compile(
    r"\s{2,9}|[\s\u3000]?[|·•—–/\u3000][\s\u3000]?|(?<=[期号號刊报報卷]) "
    r"|(?<=[刊报報志誌])(?=(?:19|20)\d\d[.年]\d)"
    r"|(?<=[\u3400-\u9fff]) (?=\d{4}年)|(?<=月) (?=[A-Z])|[)）〕]?[,，] ?|[(（〔](?=\d{4}年)"
)
_MADE = re.compile(r"(?:published|printed|issued|produced|revised|updated):? ", re.IGNORECASE)
_NUMBERED = re.compile(
    r"\b(?:no|nr|issue|number|vol)\b|第\s?[\d一二三四五六七八九十百]{1,5}\s?[期号號卷]",
    re.IGNORECASE,
)
_DONE = r"(?:[编編]?印制?|印[发發刷]|[制製])"
_MAKER = re.compile(rf"(?P<name>[\u3400-\u9fff]{{4,24}}?)\s?(?P<done>{_DONE})?")
_DONE_BEHIND = re.compile(rf"{_DONE}$")
"""Who made a leaflet, and what was done with it, around its month: 青岚县农业局 2024年2月印"""
_ISSUE_YEAR = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年?第?\s?\d{1,4}\s?[期号號]"
    r"|\b(?:Spring|Summer|Autumn|Fall|Winter),? (?P<season>(?:19|20)\d\d)\b"
    r"|(?<!\d)(?P<han>(?:19|20)\d\d)年?[春夏秋冬]季?[号號卷刊]"
    r"|\d \s?[(（〔](?P<volume>(?:19|20)\d\d)[)）〕]"
)
"""An issue that has a year only: 2024年第2期, Spring 2024, Quay Studies 4 (2024)."""


def read(paragraphs: list[str], latest: datetime.date) -> ReportDate | None:
    """The only day near an end of a text, else the only month, else the only year of an issue."""
    edges = list(_edges(paragraphs))
    for finder in (_days, _months, _years):
        for lines in edges:
            known = _only(date for line in lines for date in finder(line, latest))
            if known is not None and not _is_repeated(paragraphs, known, latest):
                return known
    return None


def _edges(paragraphs: list[str]) -> Iterator[list[str]]:
    """The lines above the text, and those below it."""
    first = itertools.takewhile(_is_no_text, paragraphs[:_ABOVE_LINES])
    yield [line for at, line in enumerate(first) if not _is_of_other(paragraphs, at)]
    last = range(max(len(paragraphs) - _BELOW_LINES, 0), len(paragraphs))
    below = [at for at in last if not _is_of_other(paragraphs, at)]
    yield [
        line if _is_no_text(line) else _imprint(line) for line in map(paragraphs.__getitem__, below)
    ]


def _is_of_other(paragraphs: list[str], at: int) -> bool:
    """Whether a line is about an event, or a note: its day is not that of the text."""
    note = _NOTE.match(paragraphs[at].lstrip())
    to_come = events.is_of_next(paragraphs, at)
    return note is not None or to_come or events.is_event(paragraphs, at)


def in_issue(line: str, latest: datetime.date) -> ReportDate | None:
    """The only month that a line names, as a running head does, else the year of its issue."""
    months = _months_of(filter(None, _PIECES.split(line)), latest)
    return _only(months) or _only(_years(line, latest))


def _only(named: Iterable[ReportDate]) -> ReportDate | None:
    """The date if there is no other."""
    known = set(named)
    return known.pop() if len(known) == 1 else None


def _is_no_text(line: str) -> bool:
    wide = width(line)
    sentence = wide >= _MIN_SENTENCE_WIDTH and line.endswith(_SENTENCE_ENDS)
    return wide <= _MAX_LINE_WIDTH and not sentence


def _imprint(line: str) -> str:
    """The first sentence of a line, if it has names and no words: Quay Council, May 2024. Free."""
    match = _IMPRINT.match(line)
    return "" if match is None or _SMALL_WORD.search(match["imprint"]) else match["imprint"]


def _days(line: str, latest: datetime.date) -> Iterator[datetime.date]:
    """The days on a line that may be that of its text."""
    for match in dates.find_dates(line):
        before, behind = line[: match.start], line[match.end :]
        other = _OTHER_DAY.search(before) or _OTHER_DAY_BEHIND.match(behind)
        if (
            other is None
            and not signatures.is_of_other(line)
            and dates.EARLIEST <= match.date <= latest
        ):
            yield match.date


def _months(line: str, latest: datetime.date) -> Iterator[PartialDate]:
    """The months on a line that has nothing else than who made the text, or which issue it is."""
    pieces = list(filter(None, _PIECES.split(_WRITTEN.sub("", line))))
    signed = _SIGNED.fullmatch(line) is not None
    numbered = signed or _NUMBERED.search(line) is not None or any(map(_MADE.match, pieces))
    if numbered or all(_is_month(piece) or _is_maker(piece) for piece in pieces):
        yield from _months_of(pieces, latest)


_WRITTEN = re.compile(
    r"^(?:[写寫作草记記改]|定稿|脱稿|脫稿|完稿)[于於](?=[\d一二])"
    r"|(?<=[年月季节節至前后後])(?:[写寫作草记記改]|定稿|脱稿|脫稿|完稿)?[于於][\u3400-\u9fff]{2,12}$"
)
"""That a text was written, and where, around its month: 2024年2月写于石桥."""
_SIGNED = re.compile(r"[A-Z][\w'’-]{1,20}(?: [A-Z][\w'’-]{1,20})?, [A-Z][a-z]{2,8} (?:19|20)\d\d")
"""Where and in which month a text was written: Larkford, March 2023."""


def _months_of(pieces: Iterable[str], latest: datetime.date) -> Iterator[PartialDate]:
    for piece in pieces:
        bare = _DONE_BEHIND.sub("", _MADE.sub("", piece))
        at = _HAN_YEAR.search(bare)
        if at is not None and _is_maker(bare[: at.start()].strip()):
            bare = bare[at.start() :]
        month = partial_dates.read(bare, latest)
        if month is not None and month.month:
            yield month


_HAN_YEAR = re.compile(r"\d{4}\s?年")


def _is_month(piece: str) -> bool:
    return any(_months_of([piece], datetime.date.max))


def _is_maker(piece: str) -> bool:
    """Whether words name a body, or say that somebody printed the text."""
    match = _MAKER.fullmatch(piece)
    printed = match is not None and match["done"] is not None
    body = organs.is_organ(piece) or office_names.is_office(piece)
    return printed or body or person_names.is_paper(piece)


def _years(line: str, latest: datetime.date) -> Iterator[PartialDate]:
    for match in _ISSUE_YEAR.finditer(line if not _TAKEN_FROM.search(line) else ""):
        year = next(filter(None, match.groups()))
        if int(year) <= latest.year:
            yield PartialDate(int(year))


_TAKEN_FROM = re.compile(r"摘[自编編]|[选選][编編]")
"""Before a journal that had a text of which this is a part."""


def _is_repeated(paragraphs: Sequence[str], known: ReportDate, latest: datetime.date) -> bool:
    """Whether other days or months stand alone on lines, as headings of a diary do."""
    lines = (line for line in paragraphs if len(line) <= _MAX_ALONE_CHARS)
    return any(_alone(line, latest) not in {None, known} for line in lines)


def _alone(line: str, latest: datetime.date) -> ReportDate | None:
    """The day or month that a line is, whatever marks it has besides."""
    match = next(iter(dates.find_dates(line)), None)
    if match is None:
        month = partial_dates.read(line, latest)
        return month if month is not None and month.month else None
    rest = line[: match.start] + line[match.end :]
    return None if any(map(str.isalnum, rest)) else match.date


_MAX_ALONE_CHARS = 24
"""The longest line that is a date alone, in code points."""
