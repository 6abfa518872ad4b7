"""Date, source, author, editor and views of a page: labels and byline rows around its body."""

import datetime
import re
from collections.abc import Iterator

from index import dates
from index.reading import headers, labels, meta
from index.reading.body import Body
from index.reading.draft import Draft
from index.reading.outline import BREAK, Outline
from index.reading.title import Heading

_BYLINE = 260  # code points of a block that can be a byline
_BEFORE, _AFTER, _INSIDE = 12, 30, 4  # blocks around title and body that can be bylines
_REPORTED = re.compile(
    r"[（(〔【\[]\s*(?:本报|本报讯|本网|本刊|新华社|中新社|[\u3400-\u9fff]{2,8})?(?:首席|实习|见习|特约|驻.{1,6})?(?:记者|記者|通讯员|撰稿|文)\s?[:：/／]?\s?([^）)〕】\]]{2,30})[）)〕】\]]"
)
_VERBS = re.compile(
    r"(?:整合|报道|報導|报导|综合|摄影|摄|文/图|图文|编译|通讯员|实习生|见习记者|发自|电|/|／).*$"
)
_OUTLET = re.compile(
    r"[\u3400-\u9fffA-Za-z]{1,20}(?:网|報|报|社|台|新闻|新聞|时报|周刊|杂志|在线|客户端|发布|观察|科技|财经|日报|晚报|晨报|传媒|频道|中心|快讯|政务|站)$"
)
_PERSON = re.compile(r"[\u3400-\u9fff]{2,4}(?:[、 ][\u3400-\u9fff]{2,4}){0,4}$")


def read(
    draft: Draft,
    page: Outline,
    body: Body | None,
    heading: Heading | None,
    declared: meta.Declared,
    latest: datetime.date,
) -> set[int]:
    """Put what bylines say into the draft; the numbers of the blocks that are nothing else."""
    zone = list(dict.fromkeys(_zone(page, body, heading)))
    used = set()
    found = []
    for place in zone:
        text = page.blocks[place].text
        if len(text) > _BYLINE:
            continue
        items = [item for item in labels.scan(_joined(page, place)) if item.start < len(text)]
        fitting = [item for item in items if labels.fits(item)]
        header = headers.is_header(text)
        if header:
            used.add(place)
        if header or _row(text, items):
            found.extend(fitting)
    headers.take(draft, [item for item in found if item.field not in {"title", "url"}], latest)
    _declared(draft, declared, latest)
    _dated(draft, page, zone, latest)
    _marked(draft, page, zone)
    _reported(draft, page, body)
    return used


def _zone(page: Outline, body: Body | None, heading: Heading | None) -> Iterator[int]:
    """The blocks where bylines stand, the likeliest first."""
    count = len(page.blocks)
    title = heading.block if heading is not None else -1
    first, last = (body.first, body.last) if body is not None else (0, count)
    start = title if title >= 0 else first
    yield from range(start, min(max(first, start) + _INSIDE + 8, count))
    yield from range(max(last - 8, first), min(last + _AFTER, count))
    yield from range(max(start - _BEFORE, 0), start)
    yield from range(first, last)


def _row(text: str, items: list[labels.Labelled]) -> bool:
    """Whether labels make up most of a block, so that the rest of it is a byline too."""
    if not items:
        return False
    return (
        sum(item.end - item.start for item in items) * 2 > len(text)
        or (items[0].start == 0
        and len(text) < 80)
    )


def _joined(page: Outline, place: int) -> str:
    """A block's text, with the next block where a label waits for its value."""
    text = page.blocks[place].text
    if re.search(r"[:：]\s*$", text.rstrip(BREAK + " ")) and place + 1 < len(page.blocks):
        return text + BREAK + page.blocks[place + 1].text
    return text


def _declared(draft: Draft, declared: meta.Declared, latest: datetime.date) -> None:
    if (found := meta.date(declared, latest)) is not None:
        draft.put("date", *found)
    for field in ("source", "author", "editor"):
        for value, origin in declared.all(field):
            if labels.named(value):
                draft.put(field, headers.name(value), origin)
    for value, origin in declared.structured_text("author"):
        if labels.named(value):
            draft.put("author", headers.name(value), origin)


def _dated(draft: Draft, page: Outline, zone: list[int], latest: datetime.date) -> None:
    """A date printed without a label in a short block."""
    for place in zone:
        text = page.blocks[place].text
        if len(text) <= 120:
            draft.put("date", dates.first(text, latest), "date in the byline")


def _marked(draft: Draft, page: Outline, zone: list[int]) -> None:
    """Elements whose class or id names the field."""
    near = set(zone)
    for mark in page.marked:
        if mark.block not in near or len(mark.text) > 60:
            continue
        text = headers.name(mark.text.replace(BREAK, " ").strip())
        hint = mark.hint.lower()
        if not labels.named(text) or next(dates.find(text), None) or headers.is_noise(text):
            continue
        if re.search(r"source|laiyuan|(?:^|[\s_-])(?:ly|media|src)(?:$|[\s_-])", hint):
            draft.put("source", text, f"class {hint[:40]}")
        elif re.search(r"author|byline|writer|zuozhe", hint):
            draft.put("author", text, f"class {hint[:40]}")


def _reported(draft: Draft, page: Outline, body: Body | None) -> None:
    """A reporter named in brackets at the beginning of the body."""
    if body is None:
        return
    for block in page.blocks[body.first : body.first + 12]:
        if (match := _REPORTED.search(block.plain[:120])) is not None:
            name = _VERBS.sub("", match[1]).strip(" ，,、")
            if _PERSON.match(name):
                draft.put("author", name, "reporter in the text")
                return
