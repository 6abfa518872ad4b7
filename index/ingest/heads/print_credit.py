"""Reads the credit at an end of a text: the paper that printed it and its day, or the agency.

（澜溪日报 2023年2月9日）, （《澜溪日报》2023年2月9日第03版）,
原文刊载于《澜溪日报》2023年2月9日03版
"""

import datetime
import re
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.heads import header_lines, person_names
from index.text.lazy_pattern import lazy_pattern

_MAX_CREDIT_CHARS = 70
_BRACKETED = re.compile(r"[（(]([^（()）]{8,60})[）)][。.]?$")
_OUTER = re.compile(r"《[^《》]{2,20}》[（(][^（()）]{8,40}[）)]$")
"""《澜溪日报》（2023年2月9日 第03版）"""
_EDITION = re.compile(r"第?\s?[A-Z]?\d{1,3}\s?[版期]")
_LEAD = re.compile(
    r"(?:本文|原文|此文|该文)?(?:首发|原载|原載|原刊|刊载|刊載|刊登|刊发|载|載|刊|转载|轉載|摘|选|编译|編譯|译|譯)(?:于|於|自)?"
)
"""The words before the name of the paper."""
_AGENCY = lazy_pattern(
    r"\W{0,3}(?P<outlet>(?!本[报報网網社台臺]|[据據])[\u3400-\u9fff]{1,5}?[社网網报報台臺][网網]?)[\u3400-\u9fff]{0,8}?(?:(?:\d{4}年)?\d{1,2}月)?"
    r"\d{1,2}日(?:[电電讯訊]|(?:报道|報道|报导|報導)(?=[\s】）)（(]))"
    r"|[A-Z][A-Z .'-]{2,40}(?:, [A-Z][\w. ]{2,30}){0,2}(?:, \d{4})?\s"
    r"\((?P<agency>[A-Z][\w. ]{1,24})\)\s?[—–-]"
)
"""An agency in the dateline of a story: 新华社北京2月9日电, LARKFORD (AP) —."""
_REPORTER = lazy_pattern(r"(?<=[\s,，])(?:本报)?记者[\s:：/／]?[\u3400-\u9fff·、 ]{2,20}$")
"""The reporter behind the day: 澜溪日报 2023年2月9日 记者 池小鱼."""
_ORIGINAL_TITLE = re.compile(r"[，,；;]\s?原[标標]?[题題][:：][^（()）]{2,160}(?=[）)])")
"""The title of the original, behind the paper of a translation."""
_SEPARATORS = " \u3000,，、:：·()（）《》。."


@dataclass(frozen=True, slots=True)
class PrintCredit:
    """The paper that printed a text, and the day."""

    source: str
    date: datetime.date
    author: str = ""


def at_end(text: str) -> PrintCredit | None:
    """The credit at the end of a line; None if there is none."""
    text = _ORIGINAL_TITLE.sub("", text)
    end = text.strip()[-_MAX_CREDIT_CHARS:]
    inner = _BRACKETED.search(end)
    if len(text) < _MAX_CREDIT_CHARS and (_OUTER.search(end) or _LEAD.match(end)):
        line = end
    elif inner is not None:
        line = inner[1]
    else:
        return None
    matches = dates.find_dates(line)
    if len(matches) != 1:
        return None
    author = person_names.reporter_line(reporter[0]) if (reporter := _REPORTER.search(line)) else ""
    line = _REPORTER.sub("", line) if author else line
    rest = _EDITION.sub(" ", f"{line[: matches[0].start]} {line[matches[0].end :]}").strip(
        _SEPARATORS
    )
    if header_lines.has_label(rest):
        return None
    name = header_lines.name(_LEAD.sub("", rest, count=1).strip(_SEPARATORS))
    return (
        PrintCredit(name, matches[0].date, author)
        if 1 < len(name) < 20 and person_names.is_outlet(name)
        else None
    )


def is_credit_line(line: str) -> bool:
    """Whether a line is nothing but a credit."""
    line = _ORIGINAL_TITLE.sub("", line)
    alone = _OUTER.fullmatch(line) is not None or (
        _BRACKETED.match(line) is not None and len(line) < _MAX_CREDIT_CHARS
    )
    return alone and at_end(line) is not None


def agency(text: str) -> str:
    """The agency or paper in the dateline at the beginning of a story; empty without one."""
    match = _AGENCY.match(text[:100])
    if match is None:
        wired = _WIRED.match(text[:40])
        return (wired["outlet"] or wired["framed"]) if wired else ""
    return match["outlet"] or match["agency"]


_OUTLET = r"(?!本)[\u3400-\u9fff]{2,10}?(?:[网網报報社台臺]|新[闻聞]|客户端|客戶端|融媒)"
_WIRED = lazy_pattern(
    rf"\W{{0,3}}(?:[（(【](?P<framed>{_OUTLET})[专專]?[讯訊][）)】]|(?P<outlet>{_OUTLET})[讯訊](?=[\s：:（(]))"
)
"""An outlet before the word for a message, without a day: 阜新新闻网讯 市政府…, （中新网讯）."""
