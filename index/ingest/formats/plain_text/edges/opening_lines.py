"""Takes the lines above a title that are no part of a text: section, kind, where it is from.

Local; TRANSCRIPT; Copied from https://…; Translated from Chinese by machine.
"""

import itertools
import re

from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import edition_lines, field_lines
from index.ingest.heads import dated_outlet, field_labels, header_lines, person_names

_SAVED_WITH = re.compile(
    r"(?i:saved|shared|clipped|sent|exported) (?:from|to|with|via|by) [A-Z]\w{2,20}"
)
"""The program that a text was saved with."""
_SECTION = re.compile(r"(?:[A-Z][a-z]{2,13}|[A-Z]{3,14})(?: ?[>»›/] ?[A-Z][A-Za-z]{2,13}){0,2}")
"""A section above a title, or the path to it: Local, WATER, News » Local."""
_PAPER_AND_SECTION = re.compile(
    r"(?P<paper>[A-Z][\w'’.&-]{1,20}(?: [A-Z&][\w'’.&-]{0,20}){1,4}) ?[|｜/·›»>] ?[A-Z][\w &]{2,20}"
)
"""A newspaper and its section above a title: LARKFORD TIDE | Culture."""
_PLATFORM = re.compile(
    r"(?:今日|头条|腾讯|网易|新浪|搜狐|凤凰|澎湃|百度)(?:头条|新闻|资讯|号|网)|百家号|一点资讯|学习强国|知乎专栏"
    r"|[\u3400-\u9fff]{2,20}(?:网站|門戶網站?|门户网|官网|信息网|政务网|新闻网|網站|官網)"
    r"|要闻|时政|国内|国际|社会|财经|经济|本地|民生|综合新闻|图片新闻"
)
"""The name of a platform or a section above a title."""
_TITLE_WORDS = 4
"""The least number of words of a title below one word."""
_SAVED_FROM = re.compile(
    r"(?:[(\[]?(?:copied|saved|retrieved|downloaded|taken|archived|clipped|scraped|accessed) "
    r"(?:from|at):? |(?:source|origin)[:：] ?(?=\S{10,500} \())"
    r"(?P<url>https?://[^\s<>)\]]{4,500})(?P<rest>[^。]{0,60})",
    re.IGNORECASE,
)
"""Where a text was copied from, perhaps with the day of copying."""
_TRANSLATED = re.compile(
    r"[(\[]?(?:(?:machine|automatic(?:ally)?|google|unofficial) )?translat(?:ed|ion)\b.{0,60}",
    re.IGNORECASE,
)
_TRANSLATOR = re.compile(
    r"[(\[]?(?:translat(?:ed|ion)|traduit)(?: (?:from|into) (?:the )?[A-Z][a-z]{2,14}){0,2}"
    r"(?:[:：]| by| par)? [A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{0,20}){0,3}[)\]]?"
    r"|[(\[]?translated (?:from|into) (?:the )?[A-Z][a-z]{2,14}[)\]]?",
    re.IGNORECASE,
)
"""The line of the translator below the title: Translated from the French by Ada Quill."""
_FIRST_LINES = 6
"""The number of first lines among which such a line is."""
_PLACE_AND_DAY = re.compile(
    r"[A-Z][\w.'’ -]{2,30}, (?:the )?\d{1,2}(?:st|nd|rd|th)?(?: of)? [A-Z][a-z]{2,8}\.?,? \d{4}"
    r"|[A-Z][\w.'’ -]{2,30}, [A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}"
)
"""Where and when a letter or a report was written, above its title."""
_MIN_LINES_BELOW = 2
"""The least number of lines below such a line."""


def take(draft: Draft, lines: list[str]) -> list[str]:
    """Put the address of such lines into the draft; returns the other lines.

    A remark about the translation stands behind the text then.
    """
    if len(lines) <= _MIN_LINES_BELOW:
        return lines
    first = lines[0]
    for position, line in enumerate(lines[:2]):  # above the title, or below it
        if (saved := _SAVED_FROM.fullmatch(line)) is not None:
            draft.put("url", saved["url"].rstrip(".,;"), "address above the text")
            return take(draft, [*lines[:position], *lines[position + 1 :]])
    if (translated := _translation(lines)) >= 0:
        others = [*lines[:translated], *lines[translated + 1 :]]
        return [*take(draft, others), lines[translated]]
    paper = _PAPER_AND_SECTION.fullmatch(first)
    if paper is not None and person_names.is_paper(paper["paper"].title()):
        draft.put("source", paper["paper"], "line above the title")
        return lines[1:]
    if saluted := _salutation(lines):
        draft.put("title", lines[saluted].rstrip(" ,:，："), "salutation")
        return [*lines[:saluted], *lines[saluted + 1 :]]
    return _without_account(draft, _without_section(draft, lines))


def _translation(lines: list[str]) -> int:
    """The position of the first line about the translation; -1 without one."""
    for position, line in enumerate(lines[:_FIRST_LINES]):
        pattern = _TRANSLATOR if position else _TRANSLATED
        if pattern.fullmatch(line) is not None and not line.endswith("."):
            return position
    return -1


def _without_account(draft: Draft, lines: list[str]) -> list[str]:
    """The lines of a post without its account above the day; its title is in brackets."""
    if len(lines) <= _MIN_LINES_BELOW:
        return lines
    account, day, text, *_ = lines
    framed = _POST.match(text) if header_lines.is_header(day) and dates.find_dates(day) else None
    if framed is None or not person_names.is_outlet(account) or len(account) > _MAX_ACCOUNT:
        return lines
    draft.put("title", framed["title"], "title in brackets")
    draft.put("source", account, "account above the day")
    return lines[1:]


_POST = re.compile(r"(?:#[^#]{2,40}# ?)?【(?P<title>[^【】]{6,60})】\s?(?=[^\s【】].{19})")
_MAX_ACCOUNT = 12
"""The longest name of an account, in code points."""
_SALUTATION = re.compile(r"(?:My )?[Dd]ear(?:est)? [\w.'’, -]{2,60}[,:，：]?")
_PLACE = re.compile(r"(?:\d{1,4} )?[A-Z][\w.'’-]{0,20}(?:,? [A-Z\d][\w.'’-]{0,20}){0,6}[.,]?")
_ADDRESS = re.compile(r"\d{1,4} |[^,]{2,40}, ")
"""How the address above a letter begins: 4 Quay Lane; Quay Cottage, Larkford."""


def _salutation(lines: list[str]) -> int:
    """The position of the salutation below the address and the day of a letter; 0 without."""
    found = (at for at in range(2, _MAX_ADDRESS) if _SALUTATION.fullmatch(lines[at]))
    position = next(found, 0) if _ADDRESS.match(lines[0]) and len(lines) > _MAX_ADDRESS else 0
    *places, day = lines[: max(position, 1)]
    dated = len(day) <= _MAX_DAY_CHARS and bool(dates.find_dates(day))
    return position if dated and all(map(_PLACE.fullmatch, places)) else 0


_MAX_ADDRESS, _MAX_DAY_CHARS = 6, 50
"""The number of first lines with address, day and salutation; the longest line with the day."""


def _without_section(draft: Draft, lines: list[str]) -> list[str]:
    """The lines without a section, a kind or a platform above the title, or below the first day."""
    first, second = lines[0], lines[1]
    printed = header_lines.is_header(first) or dated_outlet.find(first)
    if printed and len(lines) > _MIN_LINES_BELOW + 1:
        worded = len(lines[2].split()) >= _TITLE_WORDS and not person_names.are_persons(lines[2])
        named = (_PLATFORM, _SECTION) if worded else (_PLATFORM,)
        section = any(pattern.fullmatch(second) for pattern in named)
        return [first, *lines[2:]] if section and field_lines.is_title(lines[2]) else lines
    return _below(draft, lines) if field_lines.is_title(second) else lines


def _below(draft: Draft, lines: list[str]) -> list[str]:
    """The lines without a month above the title, with a place and its day below it."""
    first, second = lines[:2]
    month = partial_dates.read(first)
    if month is not None and month.month:
        draft.put("date", month, "month above the title")
        return lines[1:]
    if _PLACE_AND_DAY.fullmatch(first) and dates.find_dates(first):
        return [second, first, *lines[2:]]
    released = _OFFICE_RELEASE.fullmatch(first) is not None
    return _below_kind(draft, lines) if released or not header_lines.is_header(second) else lines


_OFFICE_RELEASE = re.compile(
    r"(?P<office>[\u3400-\u9fff]{2,14}(?:政府|[局處处部署會会院廳厅委辦办室所]))\s?(?:新[闻聞](?:发布|發布)?稿)"
)
"""The office that gives a text to the press, above its labels: 瀾溪縣政府新聞稿."""
_MAX_LABELS = 8
"""The largest number of lines with labels between such a line and the title."""


_ANY_LABEL = re.compile(r"[\u3400-\u9fff]{2,6}[:：]\s?\S{1,40}")


def _is_labelled(line: str) -> bool:
    return bool(field_labels.scan(line)) or _ANY_LABEL.fullmatch(line) is not None


def _titled_below_labels(draft: Draft, lines: list[str], office: str) -> list[str]:
    """The lines with the title below the labels of a release first."""
    labels = list(itertools.takewhile(_is_labelled, lines[1 : _MAX_LABELS + 1]))
    below = len(labels) + 1
    if below + 1 >= len(lines) or not field_lines.is_title(lines[below]):
        return lines
    if all(item.field != "source" for line in labels for item in field_labels.scan(line)):
        draft.put("source", office, "line above the title")
    return [lines[below], *labels, *lines[below + 1 :]]


def _below_kind(draft: Draft, lines: list[str]) -> list[str]:
    """The lines without a first one that names only the kind of the text, or its section."""
    first, second = lines[:2]
    if (release := _OFFICE_RELEASE.fullmatch(first)) is not None:
        return _titled_below_labels(draft, lines, release["office"])
    kind = (
        edition_lines.KIND.fullmatch(first) is not None or _SAVED_WITH.fullmatch(first) is not None
    )
    section = _SECTION.fullmatch(first) is not None and len(second.split()) >= _TITLE_WORDS
    platform = _PLATFORM.fullmatch(first) is not None and len(second) > len(first)
    return take(draft, lines[1:]) if kind or section or platform else lines
