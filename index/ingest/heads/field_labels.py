"""Finds labels such as 来源： and Editor in charge: and maps them to fields, in both languages.

Labels occur with irregular spacing, in any case, and several to a line without spaces between
them. A value ends at the next label, soft break or line break.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.fields import NAMED_FIELDS
from index.ingest import word_lists
from index.ingest.days import dates, partial_dates
from index.ingest.heads import label_names, view_counts
from index.text.lazy_pattern import lazy_pattern

BREAK = "\x1f"
"""The soft break: it separates two inline elements in the text of a block."""

_HAN = lazy_pattern("[\u3400-\u9fff]")


_BAR = re.compile(r"[/／丨｜|・·•]")
_OF_PICTURES = frozenset({"图", "圖", "摄影", "攝影"})
_SLASH = lazy_pattern(
    r"(?:^|(?<=[\s\x1f（(【\[]))(?P<label>[图圖]?文|执笔|執筆|撰文|采写|採訪|采访|作者|记者|記者|(?<![（(])[编編][译譯]|(?:责任|責任)?(?:编辑|編輯)|责编|責編|來源|来源|來自|来自|出處|出处|摄影|攝影|图|圖)"
    r"(?:\s?[/／丨｜|]\s?|[・·•](?=[\s\x1f]{0,3}[\u3400-\u9fff]{2}))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A labelled value; `label` is as written, `start` to `end` are code points of both."""

    field: str
    label: str
    value: str
    start: int
    end: int


MAX_SCANNED_CHARS = 1_000
"""The longest line, in code points, that is searched for labels; a longer one is body text."""


@functools.lru_cache(maxsize=1024)
def scan(text: str) -> tuple[LabelledValue, ...]:
    """The labelled values of a line or a block in order; values may be empty.

    Cached for a thousand texts, because several readers scan the same lines.
    """
    return tuple(_scan(text)) if len(text) <= MAX_SCANNED_CHARS else ()


def _scan(text: str) -> Iterator[LabelledValue]:
    marks = _with_glued(text)
    for number, (start, begin, label, bare) in enumerate(marks):
        limit = marks[number + 1][0] if number + 1 < len(marks) else len(text)
        field = _field(label) or "author"
        if field == "date" and _is_of_other(text, start, label):
            continue
        if bare and field not in {"date", "updated", "written", "views"}:
            continue
        end, value = _value(text, begin, limit)
        if field == "description":
            value = text[begin:end].strip()  # a sentence, with its full stop
        if field == "title":
            value = _with_opening(text[:end], value)
        if field in {"author", "editor", "other"} and (more := _NEXT_NAME.match(text, end, limit)):
            end, value = more.end(), f"{value} {more[0].strip()}"
        for another in _others(field, text, end, limit):
            end, value = another.end(), f"{value}, {another['name']}"
        if bare and field == "views" and not re.match(r"[\d,，.]+\s?[万萬wk]?\s?[)）次]?$", value):
            continue
        if field == "source" and _WEB.fullmatch(value):
            field = "url"
        yield LabelledValue(field, re.sub(r"[\s\x1f]+", " ", label).strip(), value, start, end)


def _with_glued(text: str) -> list[tuple[int, int, str, bool]]:
    """The marks in order, with those of English labels right behind a value."""
    found = {mark[1]: mark for mark in _marks(text)}
    if found and label_names.RUN_ON.search(text) is not None:
        for match in label_names.GLUED_LATIN.finditer(text, min(found)):
            found[match.end()] = (match.start(), match.end(), match["label"], False)
    return sorted(found.values())


def _field(label: str) -> str:
    """The field of a label; empty if no list has it."""
    name = re.sub(r"[\s_\x1f-]", "", label).lower()
    return label_names.FIELDS_BY_LABEL.get(name, label_names.FIELDS_BY_LABEL.get(label, ""))


def _others(field: str, text: str, end: int, limit: int) -> Iterator[re.Match[str]]:
    """The authors or keywords behind the first, in elements of their own."""
    pattern = {"author": _NEXT_LATIN, "keywords": _NEXT_KEYWORD}.get(field)
    if pattern is None:
        return
    for _ in range(_MAX_NAMES):
        if (another := pattern.match(text, end, limit)) is None:
            return
        end = another.end()
        yield another


_FAMILY = "".join(sorted(word_lists.characters("surnames", "single")))
_NAME = rf"[{_FAMILY}][\u3400-\u9fff]{{1,3}}(?:[、，,][\u3400-\u9fff]{{2,4}}){{0,3}}"
_ROLE = (
    r"(?:责任|責任|值班|执行|執行)?(?:编辑|編輯)|责编|責編|美编|美編|校对|校對|审核|審核|审校|監製|监制|签发|簽發"
    r"|制作|製作|主编|主編|总编|總編|终审|初审|复审"
)
_STAFF = lazy_pattern(
    rf"\W?(?=[责責值执執编編校审審美])(?:(?:{_ROLE})[\s\x1f/／]{{1,4}}{_NAME}[\s\x1f|｜；;]{{0,4}}){{1,8}}\W?"
)
"""A line that names the staff without colons: （编辑 林舟 校对 何知远）."""
_STAFF_ROLE = lazy_pattern(rf"(?<![\u3400-\u9fff])(?P<role>{_ROLE})[\s\x1f/／]{{1,4}}")
_STAFF_PIECE = lazy_pattern(
    rf"(?:^|\x1f)\s{{0,3}}(?P<role>{_ROLE})[ \u3000]{{1,3}}{_NAME}(?=\s{{0,3}}(?:\x1f|$))"
)
"""The same in an element of a byline."""
_MAX_STAFF = 60
"""The longest line of the staff, in code points."""


_OTHER_DAY_HAN = re.compile(
    r"(?:首次|初次|原|上次|更正|变更|變更|开标|開標|截止|合同|合約|签订|簽訂|报名|報名|活动|活動|会议|會議"
    r"|计划|計劃|预计|預計)$"
)
"""Words before 公告日期 and 时间 that make them the day of something else."""
_OTHER_DAY = re.compile(
    r"\b(?:closing|due|start|end|expiry|expiration|event|meeting|hearing|opening|delivery|maturity|filing"
    r"|departure|arrival|launch|wedding)\s$",
    re.IGNORECASE,
)
"""Words before Date that make it the day of something else."""


def _is_of_other(text: str, start: int, label: str) -> bool:
    """Whether words before the label of a day make it the day of something else."""
    if label.lower() == "date" and _OTHER_DAY.search(text, max(start - 20, 0), start):
        return True
    return _OTHER_DAY_HAN.search(text, max(start - 4, 0), start) is not None


_MARKED = re.compile(r"[:：∶﹕︰】\]〕]|[\s\x1f(（至于於]\d")
"""The marks behind every label; a cheap first test."""


def _marks(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """The labels of a text: start, start of the value, label, and whether it lacks a colon."""
    if len(text) <= _MAX_STAFF and _STAFF.fullmatch(text):
        yield from (
            (match.start(), match.end(), match["role"], False)
            for match in _STAFF_ROLE.finditer(text)
        )
        return
    if BREAK in text:
        for match in _STAFF_PIECE.finditer(text):
            yield match.start("role"), match.end("role"), match["role"], False
    marks = list(_ended(text)) if _MARKED.search(text) is not None else []
    yield from marks
    ends = [mark[1] for mark in marks]
    if _BAR.search(text):
        for match in _SLASH.finditer(text):
            label = match["label"]
            yield match.start(), match.end(), "图片" if label in _OF_PICTURES else label, False
    if ends:
        for match in label_names.GLUED.finditer(text, ends[0] + 1):
            if match.end() not in ends:
                yield match.start(), match.end(), match["label"], False


def _ended(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """The marks that end with a colon, a bracket or a digit."""
    last = ""
    for mark in label_names.printed(text):
        start, label = mark.start, text[mark.start : mark.name_end]
        name = _END_OF_NAME.match(text, start) if _field(last) == "source" else None
        if name is not None and is_label(text[name.end() : mark.name_end]):
            start, label = name.end(), text[name.end() : mark.name_end]
        last = label
        yield start, mark.end, label, mark.bare


_END_OF_NAME = re.compile(r"(?<=[a-z] )(?:news|post|media)[ \x1f](?=[a-z])", re.IGNORECASE)
"""The last word of an outlet, which would begin a label: Source: Larkford News Author: …"""


_NEXT_NAME = lazy_pattern(
    "\u3000[" + "".join(sorted(word_lists.characters("surnames", "single"))) + "]"
    "[\u3400-\u9fff]{1,2}(?=[\u3000\x1f\\s]|$)"
)
"""The second of two names separated by a full-width space."""
_NEXT_LATIN = re.compile(
    r"\x1f\s?(?:, and|,|and|&)\s?\x1f\s?"
    r"(?P<name>[A-Z][\w.'’-]{0,30}(?: [\w.'’-]{1,30}){1,3})(?=\x1f|$)"
)
"""Another name in an element of its own: Authors: Ada Quill, Ben Ross."""
_NEXT_KEYWORD = lazy_pattern(
    r"(?:\x1f\s?[、,，;；]\s?\x1f?|\x1f(?:\s{0,3}\x1f)?)(?!(?i:posted|by|share|comments?)\b)"
    r"(?P<name>[\u3400-\u9fffA-Za-z][^\x1f、,，;；|]{1,20})"
    r"(?=\x1f|$)"
)
"""Another keyword in an element of its own: 标签：码头、往事."""
_MAX_NAMES = 20
_WEB = re.compile(r"https?://\S{3,500}")
_EDGES = "* \u3000\xa0-—·•|｜丨/[［【】］](（,，;；、.。"


_END = re.compile(r"[\x1f\n\r\t|｜丨]|\s{3,}|\u3000|\s[【［\[](?=[字大打收分关關繁简])")
"""The end of a value: a bar, a wide gap, a switch in brackets."""


def _value(text: str, begin: int, limit: int) -> tuple[int, str]:
    """The end position and the text of the value that begins at `begin`."""
    while begin < limit and (text[begin].isspace() or text[begin] in BREAK + "：:[［【(（"):
        begin += 1
    stop = _END.search(text, begin, limit)
    end = stop.start() if stop else limit
    value = text[begin:end].strip(_EDGES)
    if not re.search(r"[（(【\[]", value):
        value = value.rstrip(_EDGES + "）)】]")
    if _WEB.match(value) and text[begin:end].rstrip(BREAK + " ").endswith("/"):
        value += "/"
    return end, value


_PAIRS = {"[": "]", "［": "］", "【": "】", "(": ")", "（": "）"}


def _with_opening(text: str, value: str) -> str:
    """A title with the bracket before it that ends within it, as in 标题：[短讯] 码头重建."""
    before = text[: text.rfind(value)].rstrip()[-1:] if value else ""
    head, closing, rest = value.partition(_PAIRS.get(before, "\n"))
    return before + value if closing and rest and before not in head else value


def is_label(text: str) -> bool:
    """Whether a text is only a label, as in a cell of a table."""
    bare = re.sub(r"[\s_\x1f-]|\(s\)$|（s）$", "", text) if len(text) < _MAX_LABEL_CHARS else ""
    return bare.lower() in label_names.FIELDS_BY_LABEL


_MAX_LABEL_CHARS = 30


_CODE = re.compile(r"(?:(?<![\s_])[\s_]++)?[（(\[【]?[A-Z]{0,4}\d{2,6}[)）\]】]?$")
"""A staff code after an editor's name, as in 祝晓 PN042 and 林宥_NB12345."""


_MAILBOX = re.compile(r"[\w.]@\w")


_DEVICE = re.compile(
    r"(?:印象笔记|有道云笔记|为知笔记|Evernote|OneNote|Cubox|简悦|语雀|微博\s?(?:网页版|視頻號|视频号|weibo)|新浪微博$|iPhone|iPad|Android|安卓|HUAWEI|华为|荣耀|HONOR|小米|Redmi|Xiaomi"
    r"|OPPO|vivo|OnePlus|手机|手機|PC端|(?:网页|網頁|电脑|電腦)[版端]?$)",
    re.IGNORECASE,
)


def _is_date(value: str, most: int) -> bool:
    """Whether a value has a day, and less than `most` characters beside it."""
    date = next(iter(dates.labelled(value)), None)
    return date is not None and len(value) < date.end - date.start + most


_LISTED = lazy_pattern(
    r"[\u3400-\u9fff·]{2,8}(?:[;；]\s?[\u3400-\u9fff·]{2,8}){0,20}[;；]?"
    r"|[A-Z][\w.'’ -]{1,40}(?:, [A-Z][\w.'’ -]{0,30})?"
    r"(?:; ?[A-Z][\w.'’ -]{1,40}(?:, [A-Z][\w.'’ -]{0,30})?){1,20};?"
)
"""Names with semicolons between them: 沈一舟；林海；, Quill, Ada; Orr, Ben."""
_MAX_LISTED = 200
"""The longest list of names, in code points."""


def is_valid(item: LabelledValue) -> bool:
    """Whether the value is valid for its field."""
    value = _CODE.sub("", item.value) if item.field == "editor" else item.value
    weak = re.sub(r"[\s_-]", "", item.label).lower() in label_names.WEAK_LABELS
    if item.field in {"date", "updated", "written"}:
        return _is_date(value, 26 if weak else 40) or (
            item.field != "updated" and partial_dates.read(value) is not None
        )
    if item.field == "views":
        return view_counts.parse(value) is not None and len(value) < 24
    if item.field in NAMED_FIELDS:
        return _is_name(item.field, value, weak=weak)
    if item.field == "url":
        return bool(re.match(r"(https?://|www\.)\S+$", value))
    return bool(value) and len(value) < 200


_POST = re.compile(
    r"(?:[局部处處厅廳院校所会會市县縣省区區厂廠社][长長]|[书書][记記]|主任|教授|研究[员員]|院士)$"
)
"""The post with which a value ends that is no name."""


def _is_name(field: str, value: str, *, weak: bool) -> bool:
    """Whether a value names an outlet, or persons for a field of persons."""
    if field == "source" and (_MAILBOX.search(value) or _DEVICE.match(value)):
        return False  # the sender of a mail that is quoted, or what a message was written with
    if field in {"author", "editor"} and _LISTED.fullmatch(value):
        return len(value) <= _MAX_LISTED
    if field == "author" and _POST.search(value):
        return False  # what the author is, below a text
    return can_be_name(value) and not (weak and len(value) > (18 if has_han(value) else 40))


def can_be_name(value: str) -> bool:
    """Whether the value can be the name of a person or an outlet."""
    limit = 40 if has_han(value) else 80
    return 0 < len(value) <= limit and not re.search(
        r"[。！？；!?;]|(?<![A-Z])\.\s|https?:|[\d]{5}", value
    )


def has_han(value: str) -> bool:
    """Whether a text contains a Han character."""
    return _HAN.search(value) is not None
