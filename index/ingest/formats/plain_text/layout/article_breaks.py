"""Finds where the articles of one text file begin, if people or programs put several into it."""

import datetime
import itertools
import re
from dataclasses import dataclass

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.heads import credit_line, dated_outlet, field_labels, header_lines, label_names
from index.ingest.line_wrapping import width
from index.ingest.text_beginnings import TextBeginnings
from index.text.lazy_pattern import lazy_pattern

_RULE = re.compile(r"^[ \t]*([=*_#~+—＝─━＊☆★◆-])(?:[ \t]?\1){2,}+[ \t]*$", re.MULTILINE)
"""A line of one repeated character, which may separate articles."""
_PAGE, _GAP = re.compile(r"\f"), re.compile(r"\n(?:[ \t]{0,40}\n){2,20}")
"""Separates articles where there is no rule: a page break, or two empty lines."""
_LABEL = lazy_pattern(
    r"^[ \t]*(?:[{<【\[](?P<bracketed>[^{}<>【】\[\]\n]{1,24})[}>】\]]"
    r"|(?P<plain>[A-Za-z][\w -]{0,24}(?:-[\u3400-\u9fff]{2,6})?|[\u3400-\u9fff]{2,6})[ \t]?[:：])"
)
"""The label of a line, in brackets or before a colon, a dash or a gap."""
_REFWORKS = re.compile(r"^RT [A-Z][a-z]", re.MULTILINE)
_BILINGUAL = lazy_pattern(r"^[ \t]*([A-Za-z]{3,20})-[\u3400-\u9fff]{2,8}[ \t]?[:：]", re.MULTILINE)
_BRACED = re.compile(r"^[ \t]*\{([A-Z][A-Za-z/ ]{1,30})\}[ \t]?[:：]", re.MULTILINE)
_TAGGED = lazy_pattern(
    r"^[ \t]*<([\u3400-\u9fff]{2,6})>[ \t]*(.*?)[ \t]*(?:</\1>)?[ \t]*$", re.MULTILINE
)
_CLOSED = lazy_pattern(r"^[ \t]*</[\u3400-\u9fff]{2,6}>[ \t]*$", re.MULTILINE)
_RECORDS = frozenset(word_lists.table("record_starts")["labels"])
"""Labels that say of what kind the first line of a record is."""
_MIN_TITLE_CHARS = 8
"""The least length of a title that a list of titles is known by."""
_HEAD_LINES, _MAX_DATE_WIDTH = 8, 80
"""Lines at the top of an article that may say when it appeared, and the widest of them."""
_RECORD = 12
"""The number of lines of a record that are searched for a second label."""
_BEGINNING, _FEW_LABELS = 2_000, 2
"""The beginning of a text, in code points, that shows labels in angle brackets, and how many."""
_NUMBERED = re.compile(
    r"^[ \t]*(?:第[一二三四五六七八九十百\d]{1,4}[篇条條则則]"
    r"|(?:#|No\.|剪报|剪報|新闻|新聞|文章|报道|報導"
    r"|(?i:article|story|item|report|clipping)(?:[ \t](?:no\.?|\#))?)[ \t]?"
    r"(?:\d{1,4}|[一二三四五六七八九十]{1,3}):?"
    r"|[-=*#~]{2,12}[ \t]?(?:(?i:article|story|item)[ \t])?\d{1,4}[ \t]?(?:of|/)[ \t]?\d{1,4}"
    r"[ \t]?[-=*#~]{2,12})[ \t]*$",
    re.MULTILINE,
)
_DATED_HEAD = re.compile(
    r"^(?=[ \t【\[]{0,4}\d{4}(?P<mark>[-./])\d{1,2}(?P=mark)\d{1,2}"
    r"[/／|｜╱][^/／|｜╱\n]{2,20}[/／|｜╱][^\n]{1,40}$)",
    re.MULTILINE,
)
"""Where an article begins with day, outlet and page: 2023-02-09/澜溪日报/A4版/生活."""
_SLASHED = re.compile(r"/((?:19|20)\d\d) ?年/(\d{1,2}) ?月/(\d{1,2}) ?日/")
"""The day in the head of a newspaper's article in CNKI: 河源日报/2022年/11月/3日/第002版."""
_CLIPPING = re.compile(
    r"^- .{0,120}?\|\s*(?:Added on|添加于|新增於)\s*(?P<day>.{6,60})$", re.MULTILINE
)
"""The second line of a passage in the file of clippings of a Kindle."""
_CLIPPED = re.compile(
    r"^\ufeff?(?P<title>[^\n]{1,200}) \((?P<author>[^()\n]{2,80})\)\n"
    r"(?=- .{0,120}?\|\s*(?:Added on|添加于|新增於))",
    re.MULTILINE,
)
"""The first line of such a passage: the title of the book and its author."""
_INDENTED = re.compile(
    r"^([A-Z][A-Za-z ]{2,30}):[ \t]*\n(?:[ \t]*\n)?(?:[ ]{2,12}|\t)(\S[^\n]*)$", re.MULTILINE
)
"""A label and its value indented below it, as EBSCO writes them."""
_MIN_ARTICLE_CHARS = 40
"""Fewer code points are no article."""


def without_tags(text: str) -> str:
    """The text with <标题>…</标题> as 【标题】…."""
    if "</" not in text:
        known = sum(
            field_labels.is_label(match[1]) for match in _TAGGED.finditer(text[:_BEGINNING])
        )
        if known < _FEW_LABELS:
            return text
    return _CLOSED.sub("", _TAGGED.sub(r"【\1】\2", text))


def with_days(text: str) -> str:
    """The text with the days of CNKI and Xinhua as they are written elsewhere: 2022年11月3日."""
    text = _SPREAD_DAY.sub(lambda day: re.sub(r"[ \t\u3000]", "", day[0]), text)
    text = _STACKED.sub(r"\g<year>-\g<month>-\g<day>\n", text, count=1)
    return _SLASHED.sub(r" \1年\2月\3日 ", text)


_NUMBER = r"[\d一二三四五六七八九十百]{1,5}"
_APART = r"[ \t\u3000]{0,9}"
_SPREAD_DAY = lazy_pattern(
    rf"中{_APART}[华華]{_APART}民{_APART}[国國]{_APART}{_NUMBER}{_APART}年"
    rf"{_APART}{_NUMBER}{_APART}月{_APART}{_NUMBER}{_APART}日"
)
"""A day of the republic that is spread over its line, as below judgments."""
_STACKED = re.compile(
    r"(?m)^[ \t]{0,9}(?P<year>20[0-3]\d)[ \t]{0,9}\n"
    r"\s{0,9}(?P<month>[01]\d)\s?/\s?(?P<day>[0-3]\d)[ \t]{0,9}(?:\n|$)"
)
"""A day on two lines, the year above the others, as pages of Xinhua set it."""


def normalised(text: str) -> str:
    """The text with Title-题名:, {Title}: and 【题 名】 as Title: and 题名：."""
    text = with_days(text)
    text = _CLIPPED.sub(r"Title: \g<title>\nAuthor: \g<author>\n", text)
    text = _CLIPPING.sub(r"Date: \g<day>", text)
    if len(_INDENTED.findall(text)) > _FEW_LABELS:
        text = _INDENTED.sub(r"\1: \2", text)
    return _BRACED.sub(r"\1:", _BILINGUAL.sub(r"\1:", _without_brackets(text)))


def _without_brackets(text: str) -> str:
    """The records of a Chinese database with 1.【题　名】 as 题名：, if there are several."""
    names = [_HAN_SPACE.sub("", match[2]) for match in _BRACKETED.finditer(text)]
    titles = sum(name in label_names.FIELD_LABELS["title"] for name in names)
    if titles < _FEW_LABELS or len(set(names)) <= _FEW_LABELS:
        return text
    return _BRACKETED.sub(lambda match: f"{_HAN_SPACE.sub('', match[2])}：", text)


_HAN_SPACE = re.compile("[ \u3000]")
_BRACKETED = lazy_pattern(
    r"^[ \t]*(\d{1,4}[.、．)）]? ?)?【((?:[\u3400-\u9fff][ \u3000]{0,4}){2,6})】[ \t]?[:：]?[ \t]?",
    re.MULTILINE,
)
"""A label in brackets at the beginning of a line, which the number of the record may precede."""


def records(text: str) -> list[str]:
    """The records of a text in which each begins with the same label; none without such."""
    starts = [match.start() for match in _REFWORKS.finditer(text)]
    if not starts or text[: starts[0]].strip():
        starts = _repeated(text)
    return [text[start:end] for start, end in itertools.pairwise((*starts, len(text)))]


def _repeated(text: str) -> list[int]:
    """Where the first label of a text begins a line again, below an empty line or a rule."""
    first = _LABEL.match(text.lstrip("\n\r\ufeff "))
    if first is None or (name := _name(first)) not in _RECORDS:
        return []
    starts: list[int] = []
    position, above = 0, ""
    for line in text.split("\n"):
        match = _LABEL.match(line)
        fresh = not above.strip() or _RULE.match(above) is not None
        if fresh and match is not None and _name(match) == name:
            starts.append(position)
        above, position = line, position + len(line) + 1
    pieces = itertools.pairwise((*starts, len(text)))
    return starts if all(_is_record(text[start:end]) for start, end in pieces) else []


def _name(match: re.Match[str]) -> str:
    return (match["bracketed"] or match["plain"]).strip().lower().replace(" ", "_")


def _is_record(text: str) -> bool:
    lines = [line for line in text.split("\n") if line.strip()]
    return sum(_LABEL.match(line) is not None for line in lines[:_RECORD]) > 1


@dataclass(frozen=True, slots=True)
class TextArticles:
    """The articles of a text, each with its title on the first line, and the lines above them."""

    above: tuple[str, ...]
    articles: tuple[str, ...]


def ruled(text: str) -> TextArticles | None:
    """The articles between rules, page breaks or gaps of several lines.

    Each must have a title and a date of its own; above several may stand a list of them. Else
    there is one article, and the result is None.
    """
    rules: dict[str, list[re.Match[str]]] = {}
    for match in _RULE.finditer(text):
        rules.setdefault(match[1], []).append(match)
    ways = sorted(rules.values(), key=lambda rule: rule[0][1] not in "=＝")
    heads = list(_DATED_HEAD.finditer(text))
    ways = [heads, *ways] if heads and not text[: heads[0].start()].strip() else ways
    for matches in (*ways, *(list(pattern.finditer(text)) for pattern in (_NUMBERED, _PAGE, _GAP))):
        starts = (0, *(match.end() for match in matches))
        ends = (*(match.start() for match in matches), len(text))
        pieces = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        pieces = [piece for piece in pieces if piece.strip()]
        if len(pieces) < _FEW_LABELS:
            continue
        pieces[0] = without_contents(pieces)
        pieces = [_without_number(piece) for piece in pieces]
        if all(map(_is_article, pieces)):
            return TextArticles((), tuple(pieces)) if _has_text(pieces[0]) else None
        listed = (bool(matches) and matches[0].re is _NUMBERED) or _is_list(pieces)
        if listed and _is_preface(pieces[0]) and all(map(_is_article, pieces[1:])):
            above = [line.strip() for line in pieces[0].split("\n") if _WORDS.search(line)]
            return TextArticles(tuple(above), tuple(pieces[1:]))
    return None


def _without_number(text: str) -> str:
    """An article without the line above it that counts it: Article 3."""
    text = text.lstrip("\n")
    number = _NUMBERED.match(text)
    return text[number.end() :] if number is not None else text


def _has_text(text: str) -> bool:
    """Whether a piece has more than a head: a letterhead stands above a rule, too."""
    return any(width(line) > _MAX_DATE_WIDTH or _ENDED.search(line) for line in text.split("\n"))


_ENDED = re.compile(r"[。！？.!?…”\"」』；;][)）]?\s{0,9}$")
"""The end of a sentence."""


def _is_list(pieces: list[str]) -> bool:
    """Whether the first of several pieces lists the titles that the others have at their top."""
    entries = TextBeginnings(_MARK.sub("", line.strip()) for line in pieces[0].split("\n"))
    return len(pieces) > _FEW_LABELS and all(
        any(
            entries.one_begins_with(title)
            for line in piece.strip().split("\n")[:_HEAD_LINES]
            if len(title := _SUBJECT.sub("", line.strip())) > _MIN_TITLE_CHARS
        )
        for piece in pieces[1:]
    )


_SUBJECT = re.compile(r"^(?:subject|title|headline|主题|标题|題目|题目)\s?[:：]\s?", re.IGNORECASE)


def _is_preface(text: str) -> bool:
    """Whether a text above several articles has only short lines, as their list and its name."""
    lines = [line for line in text.split("\n") if line.strip()]
    return len(lines) <= _MAX_PREFACE and all(width(line) <= _MAX_DATE_WIDTH for line in lines)


_WORDS = re.compile(r"[^\W_]")
_MAX_PREFACE = 60
"""The largest number of lines above several articles."""


def without_contents(pieces: list[str]) -> str:
    """The first of several articles without the list of all their titles above it."""
    lines = pieces[0].split("\n")
    later = {line.strip() for piece in pieces[1:] for line in piece.strip().split("\n", 1)[:1]}
    titles = TextBeginnings(later)
    named = [
        at for at, line in enumerate(lines[: _MAX_TITLES * len(pieces)]) if _entry(line, titles)
    ]
    if not later or len(named) < len(later):
        return pieces[0]
    first = next((at for at in range(named[0] - 1, -1, -1) if lines[at].strip()), 0)
    entry = _MARK.sub("", lines[first].strip())
    starts = (at for at in range(named[-1] + 1, len(lines)) if len(lines[at].strip()) > _FEW_LABELS)
    begin = next((at for at in starts if entry.startswith(lines[at].strip())), None)
    return pieces[0] if begin is None else "\n".join(lines[begin:])


_MARK = re.compile(r"^(?:[>*•·-]|[\[(（]?\d{1,4}[\])）.、]?)[ \t]{0,4}")
"""The mark or number before a title in a list of contents."""
_MAX_TITLES = 4
"""The largest number of lines of a list of contents for each article."""


def _entry(line: str, titles: TextBeginnings) -> bool:
    """Whether a line of a list of contents begins with one of the titles."""
    entry = _MARK.sub("", line.strip())
    return bool(entry) and titles.one_begins(entry)


def _is_article(text: str) -> bool:
    """Whether a text begins with a title and says among its first lines when it appeared."""
    lines = [line.strip() for line in text.split("\n") if line.strip()][:_HEAD_LINES]
    if len(lines) < 3 or len(text) < _MIN_ARTICLE_CHARS or width(lines[0]) > _MAX_DATE_WIDTH:
        return False
    dated = [line for line in lines if width(line) <= _MAX_DATE_WIDTH and _is_dated(line)]
    return bool(dated) and any(line not in dated for line in lines[:2])


def _is_dated(line: str) -> bool:
    if not dates.find_dates(line):
        return False
    if header_lines.is_header(line) or dated_outlet.find(line):
        return True
    return credit_line.read(line, datetime.date.max, sure=True) is not None
