"""Recognises header lines, bylines and noise in the lines of texts and pages."""

import functools
import re

from index.fields import NAMED_FIELDS
from index.ingest import name_placeholders, word_lists
from index.ingest.days import dates
from index.ingest.heads import clock_times, field_labels, job_titles, person_names, view_counts
from index.ingest.heads.field_labels import BREAK, LabelledValue
from index.text.lazy_pattern import lazy_pattern

_NOISE_WORDS = "|".join(map(re.escape, word_lists.spaced(word_lists.table("noise")["words"])))
_NOISE = lazy_pattern(rf"(?:{_NOISE_WORDS})", re.IGNORECASE)
_EDGES = r"[*\s\x1f%:：|｜丨/／\\\[\]【】［］〔〕()（）·•,，、;；>＞<《》+＋=\-—_.0-9次人万萬条]"
_NOISE_EDGE = re.compile(rf"{_EDGES}+")
_ALL_NOISE = lazy_pattern(rf"(?i)(?:{_EDGES}*+(?:我要|点击|點擊)?+(?>{_NOISE_WORDS}))++{_EDGES}*+")
_PATH = lazy_pattern(word_lists.either("paths", "patterns"), re.IGNORECASE)
_NOTICES = word_lists.spaced(word_lists.table("notices")["patterns"])
_LEGAL_LINE = lazy_pattern(
    "|".join(notice for notice in _NOTICES if notice[0] == "^"), re.IGNORECASE
)
_LEGAL_HAN = lazy_pattern(
    "|".join(notice for notice in _NOTICES if "\u3400" <= notice[0] <= "\u9fff")
)
_LEGAL_LATIN = re.compile(
    "|".join(notice for notice in _NOTICES if notice[0] != "^" and notice[0] < "\u3400"),
    re.IGNORECASE,
)
_LATIN = re.compile("[A-Za-z©]")
_ADDRESS = re.compile(r"(?:https?://|www\.)[\w./?=&%:#~-]+")
_CHANCE = re.compile(
    r"[:：∶﹕︰/／|｜丨】\])(（［]|\d|[文影图圖访訪]\s?[・·•]|^\s{0,3}[责責编編校审審美]|\x1f\s{0,3}[责責编編]"
)


def may_have_fields(text: str) -> bool:
    """Whether a text has a character of labels or dates; a cheap first test."""
    return _CHANCE.search(text) is not None


_ADOPTED = re.compile(
    r"(?:通过|通過|修订|修訂|修正|批准|公布|施行|签署|发布|印发|制定"
    r"|(?:会议?|會議?|大会|大會|仪式|儀式|论坛|論壇|典礼|典禮)上)\W*$"
    r"|\b(?:adopted|passed|approved|promulgated|enacted|ratified|amended|issued|signed)\b",
    re.IGNORECASE,
)
"""Verbs of adoption below the title of a law, as in （2023年2月9日第三次会议通过）."""
_BRACKETED = re.compile(r"^\s*[（(【〔\[].*[）)】〕\]]\s*$", re.DOTALL)


def is_adoption(text: str) -> bool:
    """Whether a dated line states the adoption of a document; it belongs to the text."""
    text = text.replace(BREAK, "")
    if (
        len(text) > 300
        or not _ADOPTED.search(text.rstrip("）)】〕] "))
        or not dates.find_dates(text)
    ):
        return False
    return (
        _BRACKETED.match(text) is not None or re.search(r"会议|會議|大会|大會|令", text) is not None
    )


_FLOOR = re.compile(
    r"\W*(?:(?:IP属地|来自)[:：]?\s?[\w-]{2,10}\W+)?(?:\d{1,4}\s?[楼樓]|楼主|樓主)\W.{0,40}"
)


def is_floor(text: str) -> bool:
    """Whether a line has the number of a post in a forum and its day: 1楼 2015-02-09 10:27."""
    return _FLOOR.fullmatch(text) is not None and bool(dates.find_dates(text))


def has_label(text: str) -> bool:
    """Whether a text contains a label."""
    return bool(field_labels.scan(text))


_SWITCHES = re.compile(r"\s{0,9}(?:【[^【】]{1,12}】\s{0,9}){4,20}[^【】。]{0,16}$")
"""A row of switches in brackets: 【字号 大 中 小】【打印】【留言】【纠错】."""
_MESSAGE = lazy_pattern(
    rf"\W{{0,4}}(?:{'|'.join(word_lists.spaced(word_lists.table('messages')['patterns']))})",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"(?:\d[\d.,]{0,10}[km]?\s?\+?(?:comments?|likes?|shares?|claps?|replies|followers|points|reactions"
    r"|views?|min(?:ute)?s?\sread|(?:second|minute|hour|day|week|month|year)s?\sago)[\s·•|,\x1f-]{0,5}){1,6}",
    re.IGNORECASE,
)
"""A line of counts, as 12 views · 0 comments."""


@functools.lru_cache(maxsize=1024)
def is_noise(text: str) -> bool:
    """Whether a line has only buttons (text size, share, print), or is a breadcrumb path."""
    if len(text) > 200:
        return False
    if (len(text) < 100 and _PATH.match(text)) or _SWITCHES.match(text):
        return True
    if _COUNTS.fullmatch(text) or _MESSAGE.match(text):
        return True
    if not _ALL_NOISE.fullmatch(text):
        return False
    noise = _NOISE.findall(text)
    return len(noise) > 1 or (len(noise) == 1 and len(noise[0]) > 1)


@functools.lru_cache(maxsize=1024)
def is_legal(text: str) -> bool:
    """Whether a block is a notice or an appeal, such as a copyright notice or "scan this code"."""
    if len(text) >= _MAX_NOTICE_CHARS:
        return False
    if _LEGAL_LINE.match(text):
        return True
    if len(text) <= _MAX_APPEAL_CHARS and _APPEAL.search(text):
        return True
    patterns = (_LEGAL_HAN, _LEGAL_LATIN) if _LATIN.search(text) else (_LEGAL_HAN,)
    if len(text) < _MAX_NOTICE_CHARS // 2:
        return any(pattern.search(text) for pattern in patterns)
    if text[0] == "©" and "reserved" not in text.lower():
        return False  # the credit of a picture before a paragraph
    return any(pattern.match(text) for pattern in patterns)


_APPEAL = re.compile("|".join(word_lists.spaced(word_lists.table("appeals")["patterns"])))
_MAX_APPEAL_CHARS = 40
"""In code points."""
_MAX_NOTICE_CHARS = 320
"""In code points; one that is half as long may begin anywhere in its block."""


@functools.lru_cache(maxsize=1024)
def is_header(text: str) -> bool:
    """Whether a line has only labels with valid values, dates and buttons."""
    if len(text) > 400:
        return False
    labels = list(field_labels.scan(text))
    if labels and all(item.label.lower() in _CONTACTS for item in labels):
        return False  # how to reach the office that signs a notice
    valid = [item for item in labels if _is_valid(text, item)]
    if len(valid) < len(labels):
        return False
    return bool(valid or dates.find_dates(text)) and is_bare(text, valid)


_OF_PERSONS = frozenset({"记者", "記者", "报道", "報道", "報導"})
_CONTACTS = frozenset(
    {"电话", "邮箱", "热线", "举报电话", "電話", "郵箱", "熱線", "舉報電話", "投稿", "contact"}
)
_SENTENCE = 16
"""The least length of a sentence behind a label that is no field, in code points."""
_PUBLISHERS = frozenset({"发布人", "发布者"})
_CREDITS = frozenset({"文", "图", "圖"})
"""Labels of those who wrote and took the pictures; before other words they begin a caption."""


def _is_valid(text: str, item: LabelledValue) -> bool:
    """Whether a value belongs to no text: that of a field, of a label that names none, or blank."""
    if item.label in _CREDITS:
        return is_credible(item)
    sentence = len(item.value) > _SENTENCE and text[: item.end].rstrip().endswith("。")
    office = item.label in _PUBLISHERS and " " in item.value  # who speaks at a conference
    if item.field == "other":
        return not (sentence or office)
    if item.field == "date" and (not item.value or is_short_day(item.value)):
        return True
    nameless = item.field in NAMED_FIELDS and name_placeholders.is_nameless(item.value)
    return nameless or _blank(item) or is_credible(item)


def is_short_day(value: str) -> bool:
    """Whether a value is a day that cannot be read, or only the time on a day such as 今天."""
    return (
        bool(value)
        and _SHORT_DAY.fullmatch(clock_times.without_times(value, "").strip()) is not None
    )


_SHORT_DAY = re.compile(r"(?:\d{1,2}([./-])\d{1,2}\1(?:\d{2}){1,2})?")
"""A day whose century or order nobody knows, as 14.3.24 and 03/11/2020, or 今天 beside a time.

It is no date, but a header.
"""


def is_credible(item: LabelledValue) -> bool:
    """Whether a value is valid for its field; 记者：您好 is a question, not a byline."""
    if item.label in _CREDITS:
        reporter = person_names.reporter_line(item.value)
        credited = reporter or job_titles.without_employer(name(item.value))
        return person_names.are_persons(credited) and person_names.has_surname(credited)
    if item.label in _OF_PERSONS and not person_names.reporter_line(item.value):
        reporter = name(item.value)
        return person_names.are_persons(reporter) and person_names.has_surname(reporter)
    if item.label.lower() in _PLACES_TOO and not person_names.is_paper(name(item.value)):
        return False  # 媒体：您好。 Site: 12 Mill Lane
    if item.label.lower() == "publication" and is_header(item.value):
        return False  # a day
    if SLASHED_SIGNATURE.match(item.value) or (item.field == "source" and _ISSUE.match(item.value)):
        return False
    nobody = (
        item.field == "author"
        and item.label.lower() in _BY
        and not person_names.are_persons(item.value)
    )
    return not nobody and field_labels.is_valid(item)  # Posted by: MM Texas CPA, 28 Sep


_PLACES_TOO = frozenset({"媒体", "site", "website", "web site", "网站", "網站", "站点", "站點"})
"""Labels of outlets that mean something else besides: who asks, where something is built."""
SLASHED_SIGNATURE = re.compile(r"/?s/\s")
"""The beginning of a signature in a filing, By: /s/ ADA QUILL, which belongs to its text."""
_BY = frozenset({"by", "posted by"})
"""Labels before names of persons only."""
_ISSUE = re.compile(r"(?:no|vol|issue)\b\.?\s?\d", re.IGNORECASE)
"""The number of an issue in place of a source: Source: NO.7 FEBRUARY 16, 2023."""


def _blank(item: LabelledValue) -> bool:
    """Whether the value is missing, or a counter that a script fills in, as 次 我要评论(0)."""
    counter = _COUNTER.match(item.value) if item.field == "views" else None
    return not item.value or (counter is not None and (not counter[1] or is_noise(counter[1])))


_COUNTER = re.compile(r"[次人]\s(.{2,40}?)(?:\s?[(（]\d{0,6}[)）])?$|.{0,4}$")


def is_bare(text: str, labels: list[LabelledValue]) -> bool:
    """Whether a line has only labelled values, dates, times and buttons."""
    if labels and _long_other(labels):
        return False
    rest = text
    for item in reversed(labels):
        rest = rest[: item.start] + " " + rest[item.end :]
    for date in reversed(dates.find_dates(rest)):
        rest = rest[: date.start] + " " + rest[date.end :]
    rest = clock_times.without_times(_ADDRESS.sub(" ", rest), " ")
    rest = _LENGTH.sub(" ", rest) if labels else rest
    if view_counts.printed(rest) is not None and len(rest) < 40:
        return True
    rest = _NOISE_EDGE.sub("", rest)
    hosted = _ADDRESS.search(text) is not None and person_names.is_outlet(rest)
    letter = bool(labels) and _ALL_NOISE.fullmatch(rest) is not None  # Font size: T | T
    return not rest or is_noise(rest) or hosted or letter


_LENGTH = re.compile(
    r"(?<![\w,.])(?:\d[\d,]{0,6} ?(?:words?|characters|字)|page [A-Z]?\d{1,3})(?!\w)",
    re.IGNORECASE,
)
"""Length and page of a text beside labels, as in databases: Author: Ada Quill | 512 words."""


def _long_other(labels: list[LabelledValue]) -> bool:
    return any(item.field == "other" and len(item.value) > 60 for item in labels)


_ACCOUNT_BEHIND = re.compile(
    r"[（(](?:(?:微信号|公众号|微信|ID|id)[:：].{0,40}|(?:微信)?(?:公众号|公眾號)[）)])$"
)
"""The identifier of an account behind its name, or that it is one."""
_OFFICE_BEHIND = lazy_pattern(
    r"(?<=[\u3400-\u9fff])[，,；;\s]\s?(?:作者)?(?:单位|單位)\s?[:：].{0,60}$"
)
"""The office behind the name of an author: 池小鱼，单位：港务局."""
_PERSON_CODE = re.compile(
    r"(?:(?<![\s_])[\s_]++)?(?:[（(【\[]|(?!\d)|(?<![\da-z]))(?:[A-Z]{0,4}\d{2,}+|[A-Z]{2}\d++)[)）\]】]?$"
)
_AFTER = re.compile(
    rf"(?<!\s)\s++(?:(?:{word_lists.either('afterwards', 'words')})"
    r"|大\s*中\s*小|小\s*中\s*大|\d{4}[-/.年]|\d{1,2}[:：]\d\d)(?s:.*)"
    rf"|(?:(?<![\s(（])[\s(（]++)?(?:{word_lists.either('afterwards', 'latin')})\b[^a-z]*$"
    r"|(?:(?<!\s)\s++)?[（(]?\d{4}[-年/](?s:.*)"
)


_SENT_FROM = lazy_pattern(r"(?<=[\u3400-\u9fff])\s(?:发自|發自)[\u3400-\u9fff]{2,10}$")
"""The place behind the author from which a text was sent: 刘洋 发自辽宁."""
_NEXT_LABEL = lazy_pattern(r"(?<=[\u3400-\u9fff])\s[\u3400-\u9fff]{2,5}[:：].*")
"""Another label behind a value, which no list knows: 港务局 联系人：池小鱼."""
_CATEGORY = lazy_pattern(r"^[\[【［][\u3400-\u9fff]{2,4}[\]】］]\s?(?=\S)")
"""The kind of an outlet before it, as in [报章] 澜溪日报."""
_PAIR = re.compile(r"[^(（\[【][(（\[【][^(（\[【)）\]】]+[)）\]】]$")


def name(value: str) -> str:
    """The name in a labelled value, without a staff code, a date or a button after it."""
    value = _OFFICE_BEHIND.sub("", _ACCOUNT_BEHIND.sub("", _CATEGORY.sub("", value)))
    value = _SENT_FROM.sub("", _NEXT_LABEL.sub("", value))
    head, _, last = value.rpartition(" ")
    value = head if head and len(last) > 1 and is_noise(last) else value
    value = _AFTER.sub("", re.sub(rf"(?:(?<!\s)\s++)?[▪■●◆]\s*|{BREAK}", " ", value))
    value = _PERSON_CODE.sub("", value).strip(" \u3000\xa0:：|｜,，;；、.。/-—_<>")
    return (
        value.strip("()（）[]【】 ") if not _PAIR.search(value) else value.lstrip("()（）[]【】 ")
    )


def keywords(value: str) -> tuple[str, ...]:
    """Keywords separated by commas, semicolons or spaces, each once, at most 30."""
    parts = re.split(r"[,，;；、|\n]+", value)
    if len(parts) == 1:
        parts = value.split() if field_labels.has_han(value) else parts
    return tuple(dict.fromkeys(part.strip() for part in parts if 0 < len(part.strip()) < 60))[:30]
