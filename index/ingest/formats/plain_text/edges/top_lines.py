"""Reads the lines at the top of a copied text in which fields stand beside each other.

A title with outlet and day behind it, a byline with outlet and day, an outlet and its page, the
line of an account: By Ada Quill | Larkford Tide | 9 Feb 2023, 原创 池小鱼 澜溪发布 2023-02-09.
"""

import datetime
import re
from collections.abc import Mapping

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import citation_line, field_lines, post_lines
from index.ingest.heads import (
    clock_times,
    credit_line,
    employed_bylines,
    field_labels,
    header_lines,
    latin_names,
    lone_names,
    person_names,
)
from index.ingest.line_wrapping import width

_SEPARATOR = re.compile(r"\s(?:[|｜丨·•—–/／]|--|-)\s|[|｜丨]")
_NAME = re.compile(r"[A-Z][\w'’.&-]*(?: (?:of|the|and|for|&|[A-Z][\w'’.&-]*)){0,5}")
"""A name of words with capital letters."""
_SEVERAL_WORDS = re.compile(r"\S \S")
_MAX_TITLE_WIDTH = 80
"""The widest title below a line with fields."""
_TOP_LINES, _MAX_FIELDS_WIDTH = 6, 120
"""The number of lines at the top, and the width in columns of the widest one with fields."""
_ABOVE = re.compile(
    r"^[\[【(（](?P<name>[^\[\]【】()（）]{2,40}?)[,，\s]\s?(?P<rest>[^,，]{6,30})[\])）】]$"
)
_BESIDE = re.compile(r"^[\[【](?P<name>[^\[\]【】]{2,40})[\]】]\s?(?P<rest>[^\[\]【】]{6,40})$")
"""[Larkford Tide] June 14, 2022"""
_ON_PAGE = re.compile(r"^(?P<name>[A-Z][^,;:|]{2,40}?)(?:,| [-–—]) (?P<rest>[^;:|]{6,60})$")
"""Larkford Tide, Thursday 9 February 2023, p. 4"""
_FOLIO = re.compile(r"^\d{1,3}\s+(?=[A-Z]{2})|(?<=\d{4})\.?\s+\d{1,3}$")
"""The page before or behind the running head of a newspaper: 2 LARKFORD TIDE, 9 FEB 1961"""
_PAGE = re.compile(r"\b(?:pp?\.|page|pg\.?)\s?:?\s?[A-Z]?\d|^section\s?:", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"^(?:原创|原創|Original(?=[:：\s]{1,3}[\u3400-\u9fff]))[:：\s]+(?:(?P<author>[^\s|｜]{2,20})\s+)?\[?\s?(?P<account>[^\s|｜\[\]]{2,20})"
    r"(?:\s+(?P<date>(?:19|20)\d\d[-年/.].{0,40}))?$"
)
"""The line of an account above a text copied from it."""
_SERVICE = re.compile(
    r"(?:慧科|WiseNews|WiseSearch|Wisers|Factiva|LexisNexis|Nexis Uni|ProQuest"
    r"|中国知网|中國知網|CNKI|万方数据|萬方數據|读秀|讀秀)"
    r"[\u3400-\u9fffA-Za-z ]{0,12}"
    r"|[\u3400-\u9fff]{2,12}(?:数据库|資料庫|知識庫|知识库)(?:[（(].{1,16}[）)])?"
)
"""The name of a database, as the first line of its exports."""


def take(
    draft: Draft, lines: list[str], latest: datetime.date, spaced: Mapping[str, str]
) -> list[str]:
    """Put the fields of such lines into the draft; returns the other lines.

    `spaced` has the lines with wide gaps as they are in the file, by the line with single spaces.
    """
    if len(lines) > 2 and _SERVICE.fullmatch(lines[0]):
        lines = lines[1:]
    lines = _titled(draft, post_lines.take(draft, _cited(draft, lines, latest), latest), latest)
    if _is_table(lines, latest):
        return lines
    for position, line in enumerate(lines[:_TOP_LINES]):
        if width(line) <= _MAX_FIELDS_WIDTH and (
            _is_person_and_day(draft, lines, position, latest, spaced)
            or _is_account(draft, line, latest)
            or (position < 2 and _is_printed(draft, lines, position, latest))
            or _is_credited(
                draft,
                spaced.get(line, line),
                latest,
                sure=_is_sure(lines, position),
                below_day=position > 0 and _is_day(lines[position - 1], latest),
            )
        ):
            if position > 0:
                _put(draft, title=_unnumbered(lines[position - 1]))
            begin = _below_outlet(draft, lines, position)
            named = _is_named_above(draft, lines, position)
            end = position + 1
            while end < min(position + 3, len(lines) - 1) and _is_edition(draft, lines[end]):
                end += 1
            return [*lines[begin : position - named], *lines[end:]]
    return lines


def _is_edition(draft: Draft, line: str) -> bool:
    """Whether a line has pages and sections; puts the author behind them: A4 | 地方 | 江映雪."""
    author = credit_line.author_of_edition(line)
    _put(draft, author=author)
    return bool(author) or credit_line.is_edition(line)


def _unnumbered(line: str) -> str:
    """The title behind its number in a list of what a database found; empty without a number."""
    numbered = field_lines.NUMBERED_LINE.match(line)
    title = line[numbered.end() :] if numbered is not None else ""
    return "" if title[:1].isdigit() else title  # 03.14 is a day


def _is_named_above(draft: Draft, lines: list[str], position: int) -> bool:
    """Put the person whose name is the line above the credits; whether it is one."""
    name = lines[position - 1] if position > 1 else ""
    if draft.has("author") or not person_names.is_han_name(name):
        return False
    _put(draft, author=name)
    return True


def _below_outlet(draft: Draft, lines: list[str], position: int) -> int:
    """1 if the first line is the outlet and the second the title above the credits, else 0."""
    if position != _BYLINE or draft.has("source") or draft.has("title"):
        return 0
    name, title = lines[0], lines[1]
    named = person_names.is_outlet(name) or (_NAME.fullmatch(name) and _SEVERAL_WORDS.search(name))
    longer = len(title) > len(name) and field_lines.is_title(title)
    if not named or not longer or len(lines) < _BYLINE + 2:
        return 0
    _put(draft, source=name)
    return 1


_BYLINE = 2
"""The position of the line of credits below an outlet and a title."""


def _is_table(lines: list[str], latest: datetime.date) -> bool:
    """Whether several lines name an office and a day each, as the rows of a schedule."""
    rows = [
        credit_line.read(line, latest)
        for line in lines[: 2 * _TOP_LINES]
        if len(line) <= _MAX_FIELDS_WIDTH
    ]
    credited = [row for row in rows if row is not None and row.source]
    return len({row.date for row in credited}) > _MIN_FIELDS


_MIN_FIELDS = 1


def _put(draft: Draft, **fields: str | datetime.date | None) -> None:
    for name, value in fields.items():
        draft.put(name, value, "line of fields")


def _cited(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Take a citation of the text above it, or below its title; returns the other lines."""
    above = int(len(lines) > 1 and _CITED.fullmatch(lines[0]) is not None)
    for position in range(above, min(above + 3, len(lines))):
        cited = citation_line.read(_CITE_AS.sub("", lines[position]), latest)
        if cited is None or not (cited.text or len(lines) > position + 1):
            continue
        before = [] if position == above else lines[above:position]
        if before and cited.title not in {"", *before}:
            continue
        _put(draft, title=cited.title, author=cited.author, source=cited.source, date=cited.date)
        draft.put("url", cited.url, "line of fields")
        return [*before, *filter(None, [cited.text]), *lines[position + 1 :]]
    return lines


_CITE_AS = re.compile(
    r"^(?:引用(?:格式|本文)|cite (?:this )?as|citation)\s?[:：]\s?", re.IGNORECASE
)
_CITED = re.compile(
    r"(?:source |full )?citation(?: \([^()]{1,40}\))?|cite this(?: article)?", re.IGNORECASE
)
"""The line above a citation."""


def _titled(draft: Draft, lines: list[str], latest: datetime.date) -> list[str]:
    """Take apart a first line that is a title with a day behind it, and an outlet between."""
    parts = [part.strip() for part in _SEPARATOR.split(lines[0])] if lines else []
    if len(lines) < 2 or len(parts) < 2 or not _is_day(parts[-1], latest) or draft.has("title"):
        return lines
    if len(field_labels.scan(lines[0])) > 1:
        return lines  # a line of labels, one of whose values is a dash
    if _begins_with_outlet(parts, lines[1]):
        persons = (part for part in parts[1:-1] if person_names.has_surname(part))
        author = next(filter(person_names.are_persons, persons), "")
        _put(draft, source=parts[0], author=author, date=dates.first_date(parts[-1], latest))
        return lines[1:]
    ends = len(lines[0]) - len(lines[0].rstrip()) or None
    title = lines[0][:ends].rpartition(parts[-1])[0]
    source = ""
    if len(parts) > 2 and (_NAME.fullmatch(parts[-2]) or person_names.is_outlet(parts[-2])):
        source = parts[-2]
        title = title.rpartition(source)[0]
    author = parts[-3] if source and len(parts) >= _CREDITED_PARTS else ""
    if author and person_names.are_persons(author) and not person_names.is_paper(author):
        title = title.rpartition(author)[0]
        _put(draft, author=author)
    title = title.strip(" |｜丨·•—–/／-")
    if not source and len(lines) > 2 and width(lines[1]) <= _MAX_TITLE_WIDTH < width(lines[2]):
        return lines  # the line of an outlet above the title
    paper = person_names.is_paper(title) and width(lines[1]) <= _MAX_TITLE_WIDTH
    if len(title) < 4 or paper or person_names.is_outlet(title) or width(title) > _MAX_FIELDS_WIDTH:
        return lines  # an outlet and its day
    _put(draft, title=title, source=source, date=dates.first_date(parts[-1], latest))
    return lines[1:]


def _begins_with_outlet(parts: list[str], below: str) -> bool:
    """Whether parts are outlet, page, section, author and day, above a title."""
    between = parts[1:-1]
    short = bool(between) and all(len(part) <= _MAX_PART for part in between)
    return short and person_names.is_outlet(parts[0]) and field_lines.is_title(below)


_MAX_PART = 8
"""The longest page, section or name between an outlet and its day, in code points."""
_CREDITED_PARTS = 4
"""Title, author, outlet and day."""


def _is_day(text: str, latest: datetime.date) -> bool:
    """Whether a text is a day and nothing else."""
    return (
        len(text) < 40
        and header_lines.is_header(text)
        and dates.first_date(text, latest) is not None
    )


def _is_person_and_day(
    draft: Draft, lines: list[str], position: int, latest: datetime.date, spaced: Mapping[str, str]
) -> bool:
    """Put the author and the day of a line that has just both, below a title."""
    line = lines[position]
    if position and _is_han_person_and_day(draft, line, lines[position + 1 :]):
        return True
    split = _WIDE_GAP.split(spaced[line]) if line in spaced else _SEPARATOR.split(line)
    parts = [part.strip() for part in split]
    parts = [part for part in parts if part and not credit_line.is_remark(part)]
    parts = [part for part in parts if not _UPDATED.match(part) or not credit_line.is_day(part)]
    if (position == 0 and not draft.has("title")) or len(parts) != _BYLINE:
        return False
    day = next((part for part in parts if _is_day(part, latest)), "")
    name = latin_names.without_by(parts[0] if day == parts[1] else parts[1])
    if not day or not person_names.are_persons(name) or field_labels.has_han(name):
        return False
    if not lone_names.is_only_a_name(name, lines[position + 1 :]):
        return False
    _put(draft, author=name, date=dates.first_date(day, latest))
    return True


def _is_han_person_and_day(draft: Draft, line: str, below: list[str]) -> bool:
    """Put day and author of a line that has just both, whom the text below does not name."""
    words = [word for word in clock_times.without_times(line, " ").split(" ") if word]
    if len(words) != _BYLINE:
        return False
    days = [word for word in words if dates.find_dates(word) and credit_line.is_day(word)]
    name = words[1] if words[:1] == days else words[0]
    if len(days) != 1 or credit_line.is_remark(name):
        return False
    if not person_names.is_han_name(name) or any(name in other for other in below):
        return False
    _put(draft, author=name, date=dates.first_labelled(days[0], datetime.date.max))
    return True


_WIDE_GAP = re.compile(r"[ \t\u3000]{2,20}|\t")
_UPDATED = re.compile(r"(?:last )?(?:updated|modified|edited)\b", re.IGNORECASE)


def _is_account(draft: Draft, line: str, latest: datetime.date) -> bool:
    """Put author, account and day of a line of an account; whether it is one."""
    match = _ACCOUNT.match(line)
    if match is None:
        return False
    date = dates.first_date(match["date"], latest) if match["date"] else None
    _put(draft, author=match["author"] or "", source=match["account"].strip("[] "), date=date)
    return True


def _is_sure(lines: list[str], position: int) -> bool:
    """Whether a byline or a page stands beside a line that is not the first."""
    beside = (*lines[max(position - 1, 1) : position], *lines[position + 1 : position + 2])
    return position > 0 and any(
        credit_line.is_edition(line)
        or person_names.reporter_line(line)
        or any(item.field == "author" for item in field_labels.scan(line))
        for line in beside
        if width(line) <= _MAX_TITLE_WIDTH
    )


def _is_credited(
    draft: Draft, line: str, latest: datetime.date, *, sure: bool, below_day: bool
) -> bool:
    """Put what a line of credits says into the draft; whether it is one.

    Outlet and page need no day in a line that stands `below_day`.
    """
    employed = employed_bylines.is_for_outlet(line)
    line = _LISTED.sub("", line)
    if not employed and (header_lines.is_header(line) or not _only_days(line)):
        return False
    credit = credit_line.read(line, latest, dated=employed, sure=sure)
    if credit is None and below_day:
        credit = credit_line.read(line, latest, dated=True)
        credit = credit if credit is not None and credit.source and credit.pages else None
    if credit is None:
        return False
    _put(
        draft,
        author=credit.author,
        editor=credit.editor,
        date=credit.date,
        source=credit.source,
    )
    return True


_LISTED = re.compile(r"^\d{1,3}[.、．]\s?(?=[^\W\d])")
"""The number of an article in a list: 2. 澜溪日报 | 2023-02-09."""


def _only_days(line: str) -> bool:
    """Whether all labels of a line are those of a day, as in Updated: 2023-02-09."""
    return all(item.field in {"date", "updated"} for item in field_labels.scan(line))


def _is_printed(draft: Draft, lines: list[str], position: int, latest: datetime.date) -> bool:
    """Put outlet and day of a line that names both: in brackets above the title, or with a page."""
    line = lines[position]
    labelled = position > 0 or field_labels.scan(line)
    match = None if labelled else _ABOVE.match(line) or _BESIDE.match(line)
    if match is None:
        bare = _FOLIO.sub("", line) if position == 0 else line
        match = _ON_PAGE.match(bare)
        beside = "\n".join((line, *lines[position + 1 : position + 5]))
        paged = bare != line or any(map(_PAGE.search, beside.split("\n")))
        if match is None or not paged:
            return False
    name = credit_line.bare_name(match["name"].strip())
    rest = re.sub(
        r"(?<![,\s])[,\s]++(?:pp?\.|page|pg\.?)\s?[A-Z]?\d.{0,10}$",
        "",
        match["rest"],
        flags=re.IGNORECASE,
    )
    several = _NAME.fullmatch(name) and _SEVERAL_WORDS.search(name)
    if not (several or person_names.is_paper(name)) or not _is_day(rest, latest):
        return False
    _put(draft, source=name, date=dates.first_date(rest, latest))
    return True
