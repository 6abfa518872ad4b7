"""What lines say about a report: header lines, bylines and noise, for texts and pages alike."""

import datetime
import functools
import re

from index import dates
from index.reading import labels, people, words
from index.reading.draft import Draft
from index.reading.labels import BREAK, Labelled

_NOISE_WORDS = "|".join(map(re.escape, words.spaced(words.table("noise")["words"])))
_NOISE = re.compile(rf"(?:{_NOISE_WORDS})", re.IGNORECASE)
_EDGES = r"[*\s\x1f:：|｜丨/／\\\[\]【】()（）·•,，、;；>＞<《》+＋=\-—_.0-9次人]"
_NOISE_EDGE = re.compile(rf"{_EDGES}+")
_ALL_NOISE = re.compile(rf"(?:{_EDGES}*+(?>{_NOISE_WORDS}))++{_EDGES}*+", re.IGNORECASE)
_TIME = re.compile(
    r"(?:上午|下午)?\s?[0-2]?\d\s?[:：时時]\s?[0-5]\d(?:\s?分|[:：][0-5]\d(?:\.\d+)?)?|(?:星期|周|週|禮拜)[一二三四五六日天]|\b(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\b|\b[AP]\.?M\.?\b|(?:GMT|UTC|CST|EST|EDT|BJT)(?:[+-]\d+)?|北京时间|Beijing time|[+-]\d\d:?\d\d\b|T(?=\d)|Z\b",
    re.IGNORECASE,
)


_CHANCE = re.compile(r"[:：∶﹕︰/／|｜丨】\])(（]|\d")


def may_be(text: str) -> bool:
    """Whether a text has any sign that labels and dates have: cheap to ask first."""
    return _CHANCE.search(text) is not None


def without_times(text: str) -> str:
    """The text without times of day, weekdays and time zones."""
    return _TIME.sub(BREAK, text)


_PATH = re.compile(
    r"^(?:(?:您|你)?(?:现|當|当)?(?:在|前)?(?:的|所在)?位置|位置|当前栏目|you are here|(?:current )?location)\s?[:：>]|^(?:首页|网站首页|首頁|home)\s?(?:[>＞»›/]|&gt;)",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=1024)
def is_noise(text: str) -> bool:
    """Whether a line is nothing but switches: text size, share, print; or the path to the page."""
    if len(text) > 200:
        return False
    if len(text) < 100 and _PATH.search(text):
        return True
    if not _ALL_NOISE.fullmatch(text):
        return False
    found = _NOISE.findall(text)
    return len(found) > 1 or (len(found) == 1 and len(found[0]) > 1)


_LEGAL = re.compile(
    r"版权所有|版权声明|版权归|著作权|免责声明|^声明[:：]|未经(?:授权|许可|书面|同意)|不得转载|禁止转载|转载请|转载须|侵权|不代表.{0,12}(?:观点|立场)|仅代表.{0,12}(?:观点|立场)|备案号|ICP备|公网安备|许可证|举报电话|仅供参考|据此操作|报料"
    r"|版權所有|未經授權|不得轉載|扫码|扫一扫|扫描.{0,8}二维码|二维码|关注.{0,12}(?:公众号|微信号|微博)|关注我们|上方蓝字|喜欢此内容|点击右上角|(?:下载|安装|下載).{0,12}(?:客户端|APP)|客户端.{0,12}下载|责任自负|返回.{0,6}(?:首页|列表)|查看更多|正文已结束|回复【|点【在看】|图片均?来自|图片来源"
    r"|all rights reserved|copyright|©|terms of use|subscribe to|sign up for|follow us",
    re.IGNORECASE,
)


def is_legal(text: str) -> bool:
    """Whether a block at the edge of a text is a notice or an appeal: copyright, scan this code."""
    return len(text) < 160 and _LEGAL.search(text) is not None


@functools.lru_cache(maxsize=1024)
def is_header(text: str) -> bool:
    """Whether a line is nothing but labels with fitting values, dates and switches."""
    if len(text) > 400:
        return False
    found = list(labels.scan(text))
    good = [item for item in found if item.field == "other" or _blank(item) or fits(item)]
    if len(good) < len(found):
        return False
    return bare(text, good) and (bool(good) or bool(dates.find(text)))


def fits(item: Labelled) -> bool:
    """Whether a labelled value is one of its field; 记者：您好 is a question, not a byline."""
    if item.label in {"记者", "記者"} and not people.reporter_line(item.value):
        return people.persons(item.value) and people.surnamed(item.value)
    return labels.fits(item)


def _blank(item: Labelled) -> bool:
    """Whether a label has no value, or a counter that a script was to fill."""
    return not item.value or (item.field == "views" and len(item.value) < 5)


def bare(text: str, found: list[Labelled]) -> bool:
    """Whether nothing is left of a line beside its labelled values, dates, times and switches."""
    if found and _long_other(found):
        return False
    rest = text
    for item in reversed(found):
        rest = rest[: item.start] + " " + rest[item.end :]
    for date in reversed(dates.find(rest)):
        rest = rest[: date.start] + " " + rest[date.end :]
    rest = _TIME.sub(" ", rest)
    if labels.counted(rest) is not None and len(rest) < 40:
        return True
    rest = _NOISE_EDGE.sub("", rest)
    return not rest or is_noise(rest)


def _long_other(found: list[Labelled]) -> bool:
    return any(item.field == "other" and len(item.value) > 60 for item in found)


def take(draft: Draft, found: list[Labelled], latest: datetime.date) -> None:
    """Put what labels say into the draft; the date of publication before that of writing."""
    for item in found:
        if not fits(item):
            continue
        origin = f"label {item.label}"
        if item.field == "date":
            draft.put("date", dates.first(item.value, latest), origin)
        elif item.field == "views":
            draft.put("views", labels.number(item.value), origin)
        elif item.field in {"source", "editor", "issuer"}:
            draft.put(item.field, name(item.value), origin)
        elif item.field == "author":
            value = name(item.value)
            draft.put("author", people.reporter_line(value) or value, origin)
        elif item.field == "keywords":
            draft.put("keywords", keywords(item.value), origin)
        elif item.field in {"title", "url", "number", "description"}:
            draft.put(item.field, item.value, origin)
    for wanted in ("updated", "written"):
        for item in found:
            if item.field == wanted and labels.fits(item):
                draft.put("date", dates.first(item.value, latest), f"label {item.label}")


_PERSON_CODE = re.compile(r"[\s_]*[（(【\[]?(?:[A-Z]{0,4}\d{2,}|[A-Z]{2}\d+)[)）\]】]?$")
_AFTER = re.compile(
    r"[\s\x1f]+(?:浏览|点击|阅读|字号|字体|分享|打印|收藏|评论|我有话说|参与|手机看|关注|大\s*中\s*小|小\s*中\s*大|\d{4}[-/.年]).*$"
    r"|[\s\x1f(（]*(?:Views?|Hits|Share|Print|Text size|Font size)\b[^a-z]*$|\s*[（(]?\d{4}[-年/].*$|\s+\d{1,2}[:：]\d\d.*$"
)


def name(value: str) -> str:
    """The name in a labelled value, without an internal code, a date or a switch after it."""
    value = _AFTER.sub("", value.replace(BREAK, " "))
    return _PERSON_CODE.sub("", value).strip(" \u3000\xa0:：|｜,，;；、.。/-—_()（）[]【】<>")


def keywords(value: str) -> tuple[str, ...]:
    """Keywords separated by commas, semicolons or spaces, each once, at most 30."""
    parts = re.split(r"[,，;；、|\n]+", value)
    if len(parts) == 1:
        parts = value.split() if labels._han(value) else parts
    return tuple(dict.fromkeys(part.strip() for part in parts if 0 < len(part.strip()) < 60))[:30]
