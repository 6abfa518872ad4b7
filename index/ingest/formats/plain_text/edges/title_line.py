"""Takes apart a line of a title to which an outlet or labels are attached.

Quay rebuilt | Larkford Tide; [Larkford Tide] Quay rebuilt; 东码头将重建_澜溪日报;
东码头将重建 来源：澜溪日报 日期：2023-02-09
"""

import datetime
import re

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import field_lines
from index.ingest.heads import (
    credit_line,
    eastern_names,
    field_labels,
    header_lines,
    person_names,
)
from index.ingest.line_wrapping import width
from index.ingest.webpage.tree import site_name
from index.text.lazy_pattern import lazy_pattern

_BAR = re.compile(r"\s?[_|｜丨]\s?")
_DASH = lazy_pattern(r"\s[-–—]\s|(?<=[\u3400-\u9fff])-(?=[\u3400-\u9fff])")
_BRACKETED = lazy_pattern(
    r"^(?:[\[(](?P<latin>[A-Z][^\[\]()]{2,40})[\])]|[【\[［（(](?P<han>[\u3041-\u30fe\u3400-\u9fff\uac00-\ud7a3]{3,12})[】\]］）)])\s?(?=\S)"
)
_LATIN = re.compile(
    r"(?:The )?[A-Z][\w'’.&-]*(?: (?:of|the|and|for|&|[A-Z][\w'’.&-]*)){1,5}"
    r"|[a-z\d-]{2,30}(?:\.[a-z]{2,10}){1,2}"
)
_OFFICE = re.compile(r"\b(?:Office|Bureau|Government|Ministry|Department|Agency|Review|Network)\b")
"""Words of names that a title may give as its witness: Storm to hit coast - Met Office."""
_HAN_SITE = lazy_pattern(
    r"(?:人民政府|政府[网網]|门户[网網]站?|官[网網]|[\u3400-\u9fff]{2}[网網])$"
)
_FRAMED = re.compile(
    r"【(?P<han>[^【】]{6,80})】|《(?P<book>[^《》]{6,80})》|\[(?P<latin>[^\[\]]{12,160})\]"
    r"|#{1,3}\s(?P<heading>\S.{4,160})"
)
"""A title in brackets, or with the sign of a heading."""
_CREDITED = re.compile(r"\s?[（(]([^（()）]{8,60})[）)]$")
_MIN_TITLE_WIDTH, _MAX_LINE_WIDTH = 8, 160
"""The narrowest title, and the widest line, in columns."""
_MAX_NAME_CHARS = 40
_LABELS = re.compile(
    r"(?:(?:发布|发表|刊发|發布|發佈)?(?:时间|日期|時間)|来源|來源|作者|记者|記者|责任编辑|编辑|編輯)\s?[:：]"
)
_DATED_NAME = re.compile(
    r"(?P<day>(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?\s{0,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?)"
    r"\s{1,3}(?P<name>[\u3400-\u9fff]{2,10})"
)
"""Day, time and outlet before the labels of a line: 2024-04-15 10:20 云河商讯."""
_DAY_AT_END = re.compile(
    r"(?<=[\w”）)])\s{1,3}(?P<day>(?:19|20)\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?"
    r"(?:\s{1,3}\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?)$"
)
"""The day of a line with title and labels, between the two."""
_EDGES = " \u3000|｜丨·•—–-_（(【[,，"


def with_label_line(lines: list[str]) -> list[str]:
    """The lines, with the labels behind a title on a line of their own."""
    position = _first(lines)
    if position + 1 >= len(lines):
        return lines
    return [*lines[:position], *parts(lines[position]), *lines[position + 1 :]]


def with_credit_line(lines: list[str]) -> list[str]:
    """The lines, with the credit in brackets behind a title on a line of its own.

    Days before the outlet and the title stand behind the title: 2023-02-09_Larkford Tide_Quay.
    """
    position = _first(lines)
    if position + 1 >= len(lines) or width(lines[position]) > _MAX_LINE_WIDTH:
        return lines
    line = lines[position]
    title, credit = _led_by_day(line) or (line, "")
    if _credit_behind(line) is not None and (behind := _CREDITED.search(line)) is not None:
        title, credit = line[: behind.start()], behind[1]
    return [*lines[:position], title, credit, *lines[position + 1 :]] if credit else lines


def _credit_behind(title: str) -> credit_line.Credits | None:
    """The outlet and the day, perhaps the author, in brackets behind a title."""
    behind = _CREDITED.search(title)
    if behind is None or not field_lines.is_title(title[: behind.start()]):
        return None
    read = credit_line.read(behind[1], datetime.date.max, sure=True)
    known = read is not None and read.date is not None and bool(read.source)
    return read if known and width(title[: behind.start()]) >= _MIN_TITLE_WIDTH else None


def _led_by_day(line: str) -> tuple[str, str] | None:
    """Title and credit of a line that begins with a day and an outlet, as names of files do."""
    found = dates.find_dates(line[:_MAX_NAME_CHARS])
    if not found or found[0].start or line[found[0].end : found[0].end + 1] not in set("_ |"):
        return None
    rest = line[found[0].end :].strip(_EDGES)
    outlet, *others = [part.strip() for part in _BETWEEN.split(rest, maxsplit=2)]
    named = len(others) > 1 and person_names.are_persons(others[0])
    title = " - ".join(others[bool(named) :])
    if not others or not is_medium(outlet) or width(title) < _MIN_TITLE_WIDTH:
        return None
    return title, " | ".join([outlet, *others[: bool(named)], line[: found[0].end]])


_BETWEEN = re.compile(r"_| ?[|｜] ?| [-–—] ")


def joined(lines: list[str]) -> list[str]:
    """The lines, with a first one that ends in a colon joined to the title that goes on below.

    One of a statement is joined to the name below it: Testimony of / Ada Quill.
    """
    if (
        len(lines) >= _MIN_LINES
        and _STATED.fullmatch(lines[0])
        and len(lines[1].split()) <= _MAX_WORDS
    ):
        return [f"{lines[0]} {lines[1]}", *lines[1:]]
    if len(lines) < _MIN_LINES or not lines[0].endswith(":") or len(lines[0].split()) > _MAX_WORDS:
        return lines
    first, second = lines[:2]
    short = width(first) < width(second) <= _MAX_LINE_WIDTH // 2 and " " in first
    if not short or _SALUTATION.match(first) or not field_lines.is_title(second):
        return lines
    if field_labels.scan(first) or field_labels.scan(second) or not second[:1].isupper():
        return lines
    return [f"{first} {second}", *lines[2:]]


_MIN_LINES, _MAX_WORDS = 3, 6
"""The fewest lines of a text with such a title, and the most words of its first line."""
_STATED = re.compile(
    r"(?:(?:prepared|written|opening|oral|joint) )?"
    r"(?:testimony|statement|remarks|speech|address|affidavit|evidence|comments|submission)"
    r" (?:of|by)",
    re.IGNORECASE,
)
"""What somebody said, above the name: Prepared Statement of."""
_SALUTATION = re.compile(
    r"(?:dear|to|fellow|present|contact|attention|in this|see|by)\b", re.IGNORECASE
)


def take_outlet(lines: list[str]) -> str:
    """The outlet attached to the first line below the header lines, which loses it; or empty."""
    position = _first(lines)
    if position + 1 >= len(lines):
        return ""
    lines[position], outlet = without_outlet(lines[position])
    return outlet


def finish(draft: Draft, outlet: str, latest: datetime.date) -> None:
    """Take an outlet from the title; it is the source if nothing else names one."""
    whole = _SIGN.sub("", draft.text("title"))
    whole = whole.rstrip("*") if whole.count("*") == 1 else whole  # the mark of a note
    draft.replace("title", whole, draft.origins.get("title", ""))
    if (wired := _WIRED.match(whole)) is not None:
        draft.replace("title", whole[wired.end() :], "title behind its dateline")
        draft.put("source", wired["agency"], "dateline")
        draft.put("author", person_names.reporter_within(wired[0]), "dateline")
        whole = draft.text("title")
    if (bare := without_frame(whole)) != whole:
        draft.replace("title", bare, "title without its brackets")
    if (credit := _credit_behind(draft.text("title"))) is not None:
        draft.replace("title", _CREDITED.sub("", draft.text("title")), "title without its credit")
        for name in ("source", "date", "author"):
            draft.put(name, getattr(credit, name), "credit behind the title")
    _take_day(draft, latest)
    by = _BY_BEHIND.search(draft.text("title"))
    if by is not None and person_names.has_given_name(by["name"]):
        draft.put("author", by["name"], "author behind the title")
        draft.replace("title", draft.text("title")[: by.start()], "title without its author")
    named = _NAMED_BEHIND.search(draft.text("title"))
    name = (named["han"] or named["latin"]) if named is not None else ""
    if named is not None and not draft.has("source") and is_medium(name):
        draft.put("source", name, "outlet beside the title")
        draft.replace("title", draft.text("title")[: named.start()], "title without its outlet")
    title, behind = without_outlet(draft.text("title"))
    if behind:
        draft.replace("title", title, "title without its outlet")
    draft.put("source", outlet or behind, "outlet beside the title")


def without_frame(title: str) -> str:
    """A title without the brackets around it, or the sign of a heading before it."""
    framed = _FRAMED.fullmatch(title)
    return str(framed[framed.lastgroup or 0]) if framed is not None else title


def _take_day(draft: Draft, latest: datetime.date) -> None:
    """Take the day before a title, or the outlet and the day in brackets behind it."""
    title = draft.text("title")
    match = _DAY_BEFORE.match(title)
    day = dates.first_date(match["day"] or match["bare"], latest) if match is not None else None
    if match is not None and day is not None:
        draft.replace("title", title[match.end() :], "title without its day")
        draft.put("date", day, "day before the title")
    for printed, where in ((_PRINTED_BEHIND, "behind"), (_PRINTED_BEFORE, "before")):
        match = printed.search(title)
        if match is not None and person_names.is_paper(match["outlet"]):
            title = title[: match.start()] or title[match.end() :]
            draft.replace("title", title, "title without its credit")
            draft.put("source", match["outlet"], f"credit {where} the title")
            day = dates.first_date(match["day"], latest)
            draft.put("date", day, f"credit {where} the title")
    behind = _DAY_BEHIND.search(title)
    if behind is not None and (day := dates.first_labelled(behind[1], latest)) is not None:
        draft.replace("title", title[: behind.start()], "title without its day")
        draft.put("date", day, "day behind the title")


_DAY_BEFORE = re.compile(
    r"(?:[\[(（【](?P<day>[\d年月日./-]{8,11}(?: [\d:]{5,8})?|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})[\])）】]\s?[-–—:：]?\s?|"
    r"(?P<bare>[\d./-]{8,10}\s[-–—|]|(?:19|20)\d\d(?P<sign>[-./])[01]?\d(?P=sign)[0-3]?\d)\s{1,2})"
    r"(?=\S.{7})"
)
"""A day in brackets, before a dash, or with its year before a space."""
_SIGN = re.compile(
    r"^(?:(?i:fwd?|fw|re|转发|轉發|答复|回复)[:：]\s?|案由[:：]\s?(?=[关關][于於])|[◆◇●○■□★☆▲△▶►•·]\s?|[\[［【](?:转载|轉載|原创|原創|转|轉|转贴|轉貼|转帖|轉帖|ZT)[\]］】]\s?)(?=\S.{4})"
    r"|(?<=\S)\s?[★☆◆●■▲]$|(?<=[\w)）”])(?:[\[［〔]\d{1,2}[\]］〕]|[①-⑩†‡]|[＊※]{1,2})$"
)
"""A sign before a title, what is said of its origin, or the mark of a note: ◆, [转载], [1]."""
_WIRED = lazy_pattern(
    r"(?P<agency>[\u3400-\u9fff]{1,6}社)[\u3400-\u9fff]{2,10}?\d{1,2}月\d{1,2}日[电電]\s?"
    r"(?:[（(][^（）()]{2,30}[)）]\s?)?[题題]\s?[：:]\s?(?=\S{4})"
)
"""The dateline of an agency before the title of a feature: 漪江社澜溪2月3日电 题：…"""
_PRINTED_BEHIND = re.compile(
    r"(?<=\w) ?[—–|-] (?P<outlet>[A-Z][\w.'’& -]{2,40}), (?P<day>[\w., ]{6,24}\d{4})$"
)
"""Quay rebuilt — Larkford Star, November 3, 2020"""
_BY_BEHIND = re.compile(
    r"(?<=\w{2})(?<!ed)(?<!en)(?<!made)(?<!led)(?:,| [-–—])? by "
    r"(?P<name>[A-Z][\w'’-]{1,20} [A-Z][\w'’-]{1,20})$"
)
"""Quay rebuilt by Ada Quill"""
_PRINTED_BEFORE = re.compile(
    r"^(?P<day>[\w. ]{6,20}\d{4}), (?P<outlet>[A-Z][\w.'’& -]{2,40}): (?=[A-Z].{8})"
)
"""4 Sept 2021, Larkford Star: Quay rebuilt"""
_DAY_BEHIND = re.compile(r"\s?[(（\[【]([\d年月日./-]{8,11})[)）\]】]$")
_NAMED_BEHIND = lazy_pattern(
    r"(?<=[\u3400-\u9fff]{6})\s?[（(](?P<han>[\u3400-\u9fff]{3,12})[)）]$"
    r"|(?<=[a-z\d’'][ a-z\d]) ?\((?P<latin>[A-Z][\w.'’&-]{1,20}(?: [A-Z][\w.'’&-]{1,20}){1,3})\)$"
)
"""东码头将重建（澜溪新闻网）"""


def _first(lines: list[str]) -> int:
    """The position of the first line that is more than labels, a day, an address."""
    position = 0
    while position < min(len(lines), _FIRST_LINES) and (
        header_lines.is_header(lines[position]) or lines[position].startswith("http")
    ):
        position += 1
    return position


_FIRST_LINES = 8


def whole(lines: list[str], position: int, headline: str = "") -> tuple[str, int]:
    """The title that begins at a position, with the lines on which it goes on, and their end.

    A `headline`, which is in larger letters than the line below it, is whole.
    """
    end = position + 1
    while (
        lines[position] != headline
        and end < min(position + _LINES, len(lines) - 1)
        and _goes_on(lines, end)
    ):
        end += 1
    return " ".join(lines[position:end]), end


_LINES = 4
"""The largest number of lines of a title."""
_UNFINISHED = re.compile(
    r"\b(?i:of|the|a|an|and|or|for|to|in|on|with|from|by|at|as|its|their|that|into|after|before|over|amid"
    r"|against|between|without|about|than)$"
)
_WITHIN = re.compile(
    r"(?!an? (?:[a-z]{2,10} )?[a-z]{3,10} by\b)"
    r"(?!(?:by|via|from|for|source|updated|posted|published|written|photos?|and|last|e-?mail)\b)"
    r"(?:[a-z]{2,}|a)[ ,]"
)
"""The beginning of a line in the middle of a phrase, not that of a byline."""


def _goes_on(lines: list[str], position: int) -> bool:
    """Whether a line goes on with the title above it, which has no end, or begins small."""
    above, line, below = lines[position - 1 : position + 2]
    if not field_lines.is_title(line) or header_lines.is_header(line) or dates.find_dates(line):
        return False
    unfinished = _UNFINISHED.search(above) and len(above.split()) > _MIN_TITLE_WORDS
    shouted = unfinished and above.isupper() and line.isupper()
    if person_names.is_paper(line) or (person_names.are_persons(line) and not shouted):
        return False
    if unfinished:
        return person_names.reporter_line(line) == ""
    if line.isupper() and above.isupper() and _CAPITAL_WITHIN.match(line):
        return True
    return _WITHIN.match(line) is not None and not below[:1].islower() and " " in above


_CAPITAL_WITHIN = re.compile(
    r"(?:AT|OF|ON|TO|FOR|IN|WITH|AND|FROM|AFTER|AGAINST|TOWARDS?|CONCERNING) "
)
_MIN_TITLE_WORDS = 2
"""Fewer words may be a title that ends so."""


def beside_outlet(pieces: list[str]) -> tuple[str, str]:
    """The title in the pieces of a name of which the first or the last is a medium, and that."""
    for outlet, rest in ((pieces[0], pieces[1:]), (pieces[-1], pieces[:-1])) if pieces[1:] else ():
        if is_medium(outlet) and not any(map(is_medium, rest)):
            return " ".join(rest), outlet
    return "", ""


def without_outlet(title: str) -> tuple[str, str]:
    """A title without the outlet at an end of it, and the outlet; empty if there is none."""
    if width(title) > _MAX_LINE_WIDTH:
        return title, ""
    match = _BRACKETED.match(title)
    if match is not None:
        name = match["latin"] or match["han"]
        known = is_medium(name) and width(title[match.end() :]) >= _MIN_TITLE_WIDTH
        return (title[match.end() :], name) if known else (title, "")
    for mark, known_name in ((_BAR, _is_outlet), (_DASH, is_medium)):
        parts = mark.split(title)
        first = parts[0] if mark is _BAR else title[: title.rfind(parts[-1])].rstrip(" -–—")
        named = len(parts) > 1 and width(first) >= _MIN_TITLE_WIDTH
        if named and (known_name(parts[-1]) or (mark is _BAR and _is_name(first, parts[-1]))):
            short = all(len(part) < _MAX_NAME_CHARS // 2 for part in parts[1:-1])
            office = person_names.is_outlet(first) and width(first) <= 2 * width(parts[-1])
            if short and not office and field_lines.is_title(first):
                return first, parts[-1]
    return title, ""


def _is_outlet(name: str) -> bool:
    """Whether the part behind a bar is an outlet, an office or a host."""
    if field_labels.has_han(name):
        return 2 < len(name) <= _MAX_NAME_CHARS // 2 and person_names.is_outlet(name)
    known = person_names.is_latin_outlet(name) or person_names.is_paper(name)
    return _LATIN.fullmatch(name) is not None and known


def _is_name(title: str, name: str) -> bool:
    """Whether a name in capitals behind a bar is much shorter than the title before it."""
    shorter = len(name.split()) + 1 < len(title.split())
    lower = sum(word[:1].islower() for word in title.split())
    return shorter and lower > 1 and _LATIN.fullmatch(name) is not None


def is_medium(name: str) -> bool:
    """Whether the part behind a dash is a medium, not a witness of what the title says."""
    if eastern_names.is_outlet(name):
        return True
    if field_labels.has_han(name):
        medium = site_name.HAN_MEDIUM.search(name) or _HAN_SITE.search(name)
        return 2 < len(name) <= _MAX_NAME_CHARS // 2 and medium is not None
    return _is_outlet(name) and _OFFICE.search(name) is None


def parts(line: str) -> list[str]:
    """The title and the labels right behind it; the line if it has no such labels."""
    if width(line) > _MAX_LINE_WIDTH or header_lines.is_header(line):
        return [line]
    starts = {match.start() for match in _LABELS.finditer(line)}
    starts |= {item.start for item in field_labels.scan(line)}
    for start in sorted(starts):
        title, rest = line[:start].rstrip(_EDGES), line[start:].rstrip("）)】] ")
        if width(title) < _MIN_TITLE_WIDTH or not field_lines.is_title(title):
            continue
        labels = field_labels.scan(rest)
        dated = _DATED_NAME.fullmatch(title)
        if dated is not None and labels and all(item.field != "source" for item in labels):
            return [f"{dated['day']} 来源：{dated['name']} {rest}"]
        spaced = len(labels) > 1 or not line[start - 1].isalnum()
        if labels and spaced and header_lines.is_header(rest):
            day = _DAY_AT_END.search(title)
            return [title, rest] if day is None else [title[: day.start()], f"{day['day']} {rest}"]
    return [line]
