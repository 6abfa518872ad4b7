"""Writes the labels above a text in one way: in one language, with a colon, before their values."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from index.ingest.formats.plain_text.edges import label_columns
from index.ingest.heads import (
    credit_line,
    field_labels,
    header_lines,
    label_names,
    latin_names,
    loose_labels,
    person_names,
)
from index.ingest.line_wrapping import width
from index.text.lazy_pattern import lazy_pattern

_BILINGUAL = lazy_pattern(r"^[A-Za-z]{3,12}-(?=[\u3400-\u9fff]{2,6}[:：])")


_BY = re.compile("by ", re.IGNORECASE)


def normalised(lines: list[str], head: int, spaced: Mapping[str, str]) -> list[str]:
    """The lines, with labels in the first `head` ones normalised.

    `spaced` has the lines with wide gaps as they are in the file.
    """
    lines = _with_agency(_with_main_title(lines, head), head)
    columns = label_columns.in_columns(lines[:head], spaced)
    named = [columns.get(line) or _in_one_language(line) for line in lines[:head]]
    named[:_BYLINES] = [
        _in_english(line) if position or _is_byline(line) else line
        for position, line in enumerate(named[:_BYLINES])
    ]
    labelled = [loose_labels.normalised(_with_colon(line), among=False) for line in named]
    loose = [
        not header_lines.is_noise(line) and (line not in spaced or not _BY.match(line))
        for line in labelled
    ]
    for position in (*range(head), *reversed(range(head))):
        neighbours = (
            labelled[max(position - 1, 0) : position + 2 : 2] if position else labelled[1:2]
        )
        if loose[position] and any(map(header_lines.is_header, neighbours)):
            spaced_label = loose_labels.normalised(labelled[position], among=True)
            if header_lines.is_header(spaced_label):
                labelled[position] = spaced_label
    end = max(len(lines) - _LAST_LINES, head)
    return [*labelled, *lines[head:end], *map(_with_colon, lines[end:])]


def _with_agency(lines: list[str], head: int) -> list[str]:
    """The lines, with the label of a source before an agency that a byline names: By Reuters."""
    labels = [item.field for line in lines[:head] for item in field_labels.scan(line)]
    for position, line in enumerate(lines[1 : min(head, _BYLINES)], start=1):
        match = _BY_AGENCY.fullmatch(line)
        name = match["name"] if match is not None else ""
        named = person_names.is_paper(name) and not person_names.has_given_name(name)
        if match is not None and "source" not in labels and (match["short"] or named):
            return [*lines[:position], f"Source: {name}", *lines[position + 1 :]]
    return lines


_BY_AGENCY = re.compile(
    r"[Bb][Yy] (?:the )?(?P<name>(?P<short>AFP|AP|UPI|DPA|dpa|EFE|ANI|PTI|CNA|VOA|RFA|BBC|CNN|IANS)"
    r"|(?!(?i:.{0,40}\b(?:reporters?|correspondents?|writers?|editors?|desk|team)\b))"
    r"[A-Z][\w.&'’-]{1,30}(?: [A-Z][\w.&'’-]{1,30}){0,3}?)(?: [Ss]taff)?"
)
"""An agency in place of an author."""
_LAST_LINES = 3
_OF_DAY = re.compile(
    r"(?P<label>(?:(?:first |originally )?(?:published|posted|released|issued)"
    r"|(?:last )?(?:updated|modified|edited))(?: on)?"
    r"|(?:最后|最近)?(?:发布|發布|發佈|发表|發表|编辑|編輯|更新|修改)[于於]) ?(?P<day>\S.{5,40}?)"
    r"(?: by (?:the )?(?P<issuer>[A-Z].{2,60}))?",
    re.IGNORECASE,
)
"""What happened on a day, and the day, without a sign between: Published 9 February 2023."""


def _with_colon(line: str) -> str:
    """A line of nothing but such words and a day, with a colon between them; else unchanged."""
    changed = _DAY_AND_CHANGE.fullmatch(line)
    if changed is not None and all(map(credit_line.is_day, changed.group("day", "other"))):
        return f"Date: {changed['day']} | {changed['label']}: {changed['other']}"
    matches = [_OF_DAY.fullmatch(part) for part in _PARTS.split(line)]
    days = [match for match in matches if match is not None and credit_line.is_day(match["day"])]
    issued = all(_ISSUED.match(match["label"]) for match in days if match["issuer"])
    if len(days) < len(matches) or not issued:
        return line
    issuers = [f"Issued by: {match['issuer']}" for match in days if match["issuer"]]
    labelled = (f"{_ISSUED.sub('Released', match['label'])}：{match['day']}" for match in days)
    return " | ".join((*labelled, *issuers))


_ISSUED = re.compile("issued|released", re.IGNORECASE)
_DAY_AND_CHANGE = re.compile(
    r"(?P<day>[A-Z\d].{7,40}?) ?(?P<label>Last (?:modified|updated)) on (?P<other>\S.{7,40})"
)
"""A day and that of a change, as some papers run them together."""
_PARTS = re.compile(r"\s[|｜·•]\s")
"""The signs between two days: Updated 9 March 2018 | Published 7 March 2016."""


def _with_main_title(lines: list[str], head: int) -> list[str]:
    """The lines, with the label 主题 as that of the title where one of another title stands too."""
    first = bool(lines) and _MAIN_SUBJECT.match(lines[0]) is not None
    labels = [item.field for line in lines[:head] for item in field_labels.scan(line)]
    if not any(_OTHER_TITLE.match(line) for line in lines[:head]) and not (
        first and "title" not in labels and {"date", "source", "author"} & set(labels)
    ):
        return lines
    return [_MAIN_TITLE.sub("标题：", line) for line in lines[:head]] + lines[head:]


_OTHER_TITLE = re.compile(r"(?:肩题|肩題|引题|引題|眉题|眉題|副题|副題|副标题|副標題)\s?[:：]")
_MAIN_TITLE = re.compile(r"^(?:主[题題]|Topic|Thread)\s?[:：]\s?")
_MAIN_SUBJECT = re.compile(r"(?:主[题題]|Topic|Thread)\s?[:：]\s?[^、,，;；|]{6,80}$")
"""The three titles of a report in a paper, each with a label."""
_TWICE = lazy_pattern(
    r"^(?:[•*-] )?(?P<first>[\u3400-\u9fff]{2,6}|[A-Za-z][A-Za-z ]{2,20}?)(?:\s?[/／(（]\s?|\s)"
    r"(?P<second>[\u3400-\u9fff]{2,6}|[A-Za-z][A-Za-z ]{2,20}?)\s?[)）]?\s?(?=[:：](?!//))"
)
"""A label in two languages, as 标题/Title: and Date（日期）：."""


_WORDS_BY = re.compile(
    r"^(?:Words|Text|Story|Report(?:ing)?|Article) by (?P<names>[A-Z][\w.'’ -]{2,60}?)"
    r"(?:[,;|] ?(?:photo(?:graph)?|picture|photography|image|illustration)s? by .{2,60})?$"
    r"|^Words:? (?P<beside>[A-Z][\w.'’-]{1,20} [A-Z][\w.'’ -]{1,40}?)[,;|]? "
    r"(?i:photo(?:graph)?|picture|image|illustration)(?:s|y)?:? [A-Z].{2,60}$"
)
"""Words by Ada Quill, photos by Ben Orr"""
_LEAVE = re.compile(
    r"(?<=\w)[\s|·•]{1,4}(?:leave a (?:comment|reply)|no comments|\d{1,5} comments?)$",
    re.IGNORECASE,
)
"""Words that blogs print behind the author."""
_HANDLE = re.compile(r"(?<=[a-z]) @\w{2,30}$")
"""The account behind the name in a byline."""
_BYLINES = 6
"""The number of first lines that may be a byline."""


def _in_english(line: str) -> str:
    """A byline in another language, as Par Ada Quill et Ben Orr, with By."""
    line = _WORDS_BY.sub(r"By \g<names>\g<beside>", _LEAVE.sub("", line))
    line = _HANDLE.sub("", line) if _BY.match(line) else line
    return latin_names.in_english(line)


def _is_byline(line: str) -> bool:
    """Whether a first line, which may be a title, is a byline in another language."""
    names = latin_names.in_english(line)
    return names != line and person_names.has_given_name(re.split(r",| and ", names[3:])[0])


_SEATED = re.compile(
    r"^(?P<outlet>(?:Source|Publication|Newspaper|Publication title):\s{0,4}[^;:]{3,60});"
    r" [A-Z][\w.'’-]{1,20}(?:,? [A-Z][\w.'’-]{0,20}){0,3}$"
)
"""The town behind a labelled outlet: Source: Larkford Tide; Larkford, UK."""
_VOLUME = re.compile(
    r"^Source: (?P<name>[^,:]{2,60}), (?:Vol\..{1,40})?"
    r"\((?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})\).{0,20}$"
)
"""How JSTOR names outlet, perhaps volume, and day."""
_IN_PRINT = re.compile(
    r"^Source: (?P<name>[A-Z][^:;()\[\]]{2,60}?)\.?(?: [(\[][^()\[\]]{2,40}[)\]])?\.? "
    r"\((?P<day>[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})\)(?:: .{1,40})?$"
)
"""How Gale names outlet, town, day and page: Larkford Tide (Larkford). (Feb. 9, 2023): News: p4."""
_SPACED_LABEL = lazy_pattern(
    rf"(?:^|(?<=\S) )(?P<label>{'|'.join(map(re.escape, label_names.HAN_LABELS))}) (?=[^\s:：])"
)
"""One of several labels in a line without colons: 2023-02-09 来源 澜溪日报 浏览量 120."""
_MAX_SPACED_CHARS = 120
"""The longest line with such labels, in code points."""
_PUBLICATION = re.compile(
    r"^(?:Publication info(?:rmation)?\s?:\s?(?=\S)|(?=[^;,.]{4,60};[^;\[]{2,60}\[))"
    r"(?P<name>[^;,\[\]:]{2,60}?)\s?[;,\[].{0,80}?"
    r"(?P<day>\d{1,2} [A-Z][a-z]{2,8}\.? \d{4}|[A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}).{0,20}$"
)
"""How ProQuest names outlet, town and day: Larkford Tide; Larkford [Larkford]09 Feb 2023: A4."""
_SWITCHES = re.compile(r"(?:【[^【】]{1,24}】|\[[^\[\]]{1,24}\])\s?(?=\S)")
"""Switches before a title or labels: 【字号：大 中 小】."""
_WIDE_LABEL = re.compile("^[Ａ-Ｚａ-ｚ\u3000 ]{3,24}[：:]")


def _outlet_and_day(match: re.Match[str]) -> str:
    """The label of the outlet with its name and day; a point behind the month would end it."""
    return f"Source: {match['name']}, {match['day'].replace('.', '')}"


def _in_one_language(line: str) -> str:
    """A line whose label stands in two languages, with one of them."""
    switches = _SWITCHES.match(line)
    if switches is not None and header_lines.is_noise(switches[0]):
        line = line[switches.end() :]
    line = _SOURCE_POSTED.sub("来源：", _with_roles(line))
    line = _SEATED.sub(r"\g<outlet>", line)
    line = _VOLUME.sub(_outlet_and_day, line)
    line = _IN_PRINT.sub(_outlet_and_day, line)
    line = _QUALIFIED.sub(r"\g<label>", _with_colons(line))
    line = _PUBLICATION.sub(_outlet_and_day, line)
    line = _BILINGUAL.sub("", line)  # Title-题名:
    line = _WIDE_LABEL.sub(lambda wide: unicodedata.normalize("NFKC", wide[0]), line)
    match = _TWICE.match(line)
    if match is None or match["first"].isascii() == match["second"].isascii():
        return line
    known = next(filter(field_labels.is_label, (match["first"], match["second"])), "")
    return known + line[match.end() :] if known else line


_ROLES = {
    "文": "作者",
    "编": "编辑",
    "編": "編輯",
    "图": "图片",
    "圖": "圖片",
    "摄": "摄影",
    "攝": "攝影",
}
_ROLES |= {"审": "审核", "審": "審核", "校": "校对", "责": "责编", "責": "責編"}
_ROLE_NAMES = r"[\u3400-\u9fff]{2,4}(?:[、，][\u3400-\u9fff]{2,4})*"
_ROLE = lazy_pattern(rf"(?P<role>[{''.join(_ROLES)}]) ?[:：/／|｜丨] ?(?P<names>{_ROLE_NAMES})")
_ROLES_LINE = lazy_pattern(
    rf"(?:[{''.join(_ROLES)}] ?[:：/／|｜丨] ?{_ROLE_NAMES}[\s|｜]{{0,6}}){{2,8}}"
)
"""Those who made a text, each by one character: 文：邱雪梅 图：何丹 编：董立."""
_SOURCE_POSTED = lazy_pattern(
    r"^发布[:：] ?(?=[\u3400-\u9fff]{2,14}"
    r"(?:发布|[报網网社台]|融媒体?(?:中心)?|局|办|委|办公室|政府)$)"
)
"""发布 before the name of an outlet."""


def _with_roles(line: str) -> str:
    """A line in which single characters say who did what, with whole labels; else unchanged."""
    if len(line) > _MAX_SPACED_CHARS or not _ROLES_LINE.fullmatch(line):
        return line
    return " ".join(f"{_ROLES[match['role']]}：{match['names']}" for match in _ROLE.finditer(line))


def _with_colons(line: str) -> str:
    """A line of labels and values that only spaces separate, with colons; else unchanged."""
    if (
        len(line) > _MAX_SPACED_CHARS
        or "|" in line
        or len(_SPACED_LABEL.findall(line)) < label_columns.MIN_BARE_LABELS
    ):
        return line
    labelled = _SPACED_LABEL.sub(r" \g<label>：", line).strip()
    return labelled if header_lines.is_header(labelled) else line


_QUALIFIED = re.compile(
    r"^(?P<label>Source|Title|Author|Date|Link|URL|来源|标题|作者|日期) ?"
    r"[(（][^()（）:：]{2,20}[)）](?=\s?[:：])"
)
"""A label that says of what it is: Source (Chinese): …"""


def document_name(labels: Iterable[field_labels.LabelledValue]) -> str:
    """The name of a document in the table above it, beside its number or issuer; or empty."""
    labels = list(labels)
    if not {"number", "issuer", "written"} & {item.field for item in labels}:
        return ""
    names = (item.value for item in labels if _SPACES.sub("", item.label) in _OF_DOCUMENT)
    return next((name for name in names if width(name) >= _MIN_NAME_WIDTH), "")


_SPACES = re.compile(r"\s+")
_OF_DOCUMENT = frozenset({"名称", "名稱"})
_MIN_NAME_WIDTH = 16
"""The narrowest name of a document, in columns."""


def office_of_data(labels: Iterable[field_labels.LabelledValue]) -> str:
    """The office that gives the data of a notice, where its day stands, too; or empty."""
    labels = list(labels)
    dated = any(item.field in {"date", "updated"} for item in labels)
    named = (item.value for item in labels if item.label in _OF_DATA)
    return next(filter(_OFFICE.fullmatch, named), "") if dated else ""


_OF_DATA = frozenset({"资料来源", "資料來源"})
_OFFICE = re.compile(r"[\u3400-\u9fff]{1,14}(?:[局處处署部府會会院廳厅委辦办室科課]|中心)")


def is_of_text(line: str) -> bool:
    """Whether a line has nothing but keywords, or the title of the original."""
    labels = field_labels.scan(line)
    if len(labels) != 1 or labels[0].start:
        return False
    return labels[0].label.lower() in _KEPT


_KEPT = frozenset(
    (
        *("original title", "original headline", "title of the original", "keywords"),
        *("key words", "关键词", "关键字", "主题词", "關鍵詞", "關鍵字", "主題詞"),
    )
)
"""Labels of lines that are also a part of the text; the tags of a site are not."""


_ANY_LABEL = lazy_pattern(
    r"[A-Z][\w()/-]{1,20}(?: [\w()/-]{1,20}){0,2}: \S{1,30}(?: \S{1,20}){0,3}"
    r"|[\u3400-\u9fff]{2,6}[：:]\s?\S{1,10}"
)
_SAID = re.compile(r"[。！？；.!?;]$")


def is_of_database(line: str) -> bool:
    """Whether a line has only labels that name no field: Word count: 512."""
    labels = field_labels.scan(line)
    return (
        bool(labels)
        and all(item.field == "other" for item in labels)
        and (header_lines.is_header(line))
    )


def unknown(lines: list[str]) -> frozenset[str]:
    """Lines with a label that no list knows, beside lines with labels that are known.

    The first line may be a title with a colon.
    """
    shapes = [bool(_ANY_LABEL.fullmatch(line)) and not _SAID.search(line) for line in lines]
    known = [bool(field_labels.scan(line)) and header_lines.is_header(line) for line in lines]
    found: set[str] = set()
    for position in range(1, len(lines)):
        above = known[position - 1] or lines[position - 1] in found
        below = position + 1 < len(lines) and known[position + 1]
        if shapes[position] and not known[position] and (above or below):
            found.add(lines[position])
    return frozenset(found)
