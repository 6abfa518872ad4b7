"""Date, source, author, editor and views of a page: labels and byline rows around its body."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index import dates
from index.reading import headers, labels, meta, people
from index.reading.body import Body
from index.reading.draft import Draft
from index.reading.labels import BREAK, Labelled
from index.reading.outline import Outline
from index.reading.title import Heading

_LONGEST = 260  # code points of a block that can be a byline
_BEFORE, _AFTER, _INSIDE = 12, 30, 3  # blocks around title and body that can be bylines
_WITHIN = 400  # blocks of a long body that are looked at for labels
_SPEAKS = 12  # weight of a block that is a sentence of the body
_TOKEN = re.compile(rf"{BREAK}|\s{{2,}}|[|｜丨\u3000⋅·•\t]| - ")
_OWN = re.compile(
    r"^(?:原创|原創|转载|轉載|独家|来自专栏|首发|置顶|推荐|专栏|已认证|关注|\+关注|订阅)$"
)
_SOURCE_CLASS = re.compile(
    r"source|laiyuan|(?:^|[\s_-])(?:ly|src|origin|media[_-]?name)(?:$|[\s_-])", re.IGNORECASE
)
_AUTHOR_CLASS = re.compile(r"author|byline|writer|zuozhe", re.IGNORECASE)
_ACCOUNT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:name|nickname|account|profile)(?:$|[\s_-])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Zones:
    """Numbers of blocks: `head` from the title to the first sentences, `all` that can be bylines."""

    head: range
    all: tuple[int, ...]
    title: str
    bad: frozenset[int]


def read(
    draft: Draft, page: Outline, body: Body | None, heading: Heading | None, declared: meta.Declared,
    latest: datetime.date,
) -> set[int]:  # fmt: skip
    """Put what bylines say into the draft; the numbers of the blocks that are nothing else."""
    zones = _zones(page, body, heading)
    used, found = _labelled(page, zones)
    headers.take(draft, [item for item in found if item.field != "url"], latest)
    if (date := meta.date(declared, latest)) is not None:
        draft.put("date", *date)
    _dated(draft, page, zones, latest)
    _sourced(draft, page, zones, declared)
    _authored(draft, page, zones, body, declared)
    return used | _spent(draft, page, zones)


def _spent(draft: Draft, page: Outline, zones: Zones) -> set[int]:
    """The blocks between title and body that say nothing besides what was read from them."""
    known = " ".join((draft.text("source"), draft.text("author"), draft.text("editor")))
    rows = ((place, _row_of(page, place, zones)) for place in zones.head[1:])
    return {place for place, row in rows if row is not None and all(part in known for part in row)}


def _zones(page: Outline, body: Body | None, heading: Heading | None) -> Zones:
    """Where bylines stand, the likeliest places first."""
    count = len(page.blocks)
    title = heading.block if heading is not None else -1
    first, last = (body.first, body.last) if body is not None else (0, count)
    start = title if 0 <= title else max(first - _BEFORE, 0)
    end = min(start + 1 + _AFTER, count)
    if body is not None:
        speaking = (place for place in range(start + 1, last) if body.weights[place] > _SPEAKS)
        end = next(speaking, end)
    near = range(start, min(max(end, first) + _INSIDE, count))
    places = (
        *near,
        *range(max(last - 8, first), min(last + _AFTER, count)),
        *range(max(start - _BEFORE, 0), start),
        *range(first, min(last, first + _WITHIN)),
    )
    name = heading.text if heading is not None else ""
    bad = frozenset(
        place
        for place in range(start, end)
        if body is not None and body.bad[page.blocks[place].node]
    )
    return Zones(range(start, end), tuple(dict.fromkeys(places)), name, bad)


def _labelled(page: Outline, zones: Zones) -> tuple[set[int], list[Labelled]]:
    """The blocks that are header lines, and the labelled values that fit."""
    used: set[int] = set()
    found: list[Labelled] = []
    for place in zones.all:
        text = page.blocks[place].text
        if len(text) > _LONGEST or not headers.may_be(text):
            continue
        items = [item for item in labels.scan(_joined(page, place)) if item.start < len(text)]
        header = headers.is_header(text)
        if header:
            used.add(place)
        if header or _mostly(text, items):
            found.extend(items)
    return used, found


def _mostly(text: str, items: list[Labelled]) -> bool:
    """Whether labels make up enough of a block, so that the rest of it is a byline too."""
    if not items:
        return False
    credit = any(item.field == "editor" for item in items) and len(text) < 100
    covered = sum(item.end - item.start for item in items) * 2 > len(text)
    return covered or credit or (items[0].start == 0 and len(text) < 80)


def _joined(page: Outline, place: int) -> str:
    """A block's text, with the next block where a label waits for its value in it."""
    text = page.blocks[place].text
    if place + 1 < len(page.blocks) and re.search(rf"[:：][\s{BREAK}]*$", text):
        here, there = page.blocks[place].node, page.blocks[place + 1].node
        near = here == there or _row(page, here) == _row(page, there)
        return text + BREAK + page.blocks[place + 1].text if near else text
    return text


def _row(page: Outline, node: int) -> int:
    """The row of a table that an element stands in, else the element above it."""
    parent = page.nodes[node].parent
    return next((above for above in page.above(node) if page.nodes[above].tag == "tr"), parent)


def _dated(draft: Draft, page: Outline, zones: Zones, latest: datetime.date) -> None:
    """A date printed without a label in a short block, or over several of them."""
    for place in zones.all:
        if draft.has("date"):
            return
        text = page.blocks[place].text
        if len(text) <= 120:
            draft.put("date", dates.first(text.replace(BREAK, " "), latest), "date in the byline")
        if place == zones.head.stop - 1:
            short = [
                page.blocks[near].plain for near in zones.head if len(page.blocks[near].text) < 12
            ]
            draft.put("date", dates.apart(" ".join(short), latest), "date in the byline")


def _tokens(page: Outline, zones: Zones) -> Iterator[list[str]]:
    """The rows between title and body, each as its parts."""
    rows = (_row_of(page, place, zones) for place in zones.head[1:])
    return (row for row in rows if row)


def _row_of(page: Outline, place: int, zones: Zones) -> list[str] | None:
    """What is left of a short block beside dates and switches; None where it is no byline."""
    text = page.blocks[place].text
    if (
        len(text) > 80
        or place in zones.bad
        or re.search("[。！？]", text)
        or (headers.may_be(text) and labels.scan(text))
    ):
        return None
    dated = list(dates.find(text))
    for date in reversed(dated):
        text = text[: date.start] + BREAK + text[date.end :]
    parts = [headers.name(part) for part in _TOKEN.split(headers.without_times(text))]
    kept = [
        part
        for part in parts
        if len(part) > 1
        and not part.isdecimal()
        and not headers.is_noise(part)
        and not _OWN.match(part)
    ]
    good = [
        part
        for part in kept
        if labels.named(part) and not re.search(r"[，,：:>＞]", part) and part not in zones.title
    ]
    return good if good == kept and (good or dated) else good or None


def _marked(page: Outline, places: range, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """Texts of elements whose class or id matches, with where they were found."""
    for mark in page.marked:
        if mark.block in places and len(mark.text) <= 60 and wanted.search(mark.hint):
            text = headers.name(mark.text.replace(BREAK, " ").strip())
            plain = labels.named(text) and not headers.is_noise(text) and not _OWN.match(text)
            if plain and next(iter(labels.scan(mark.text)), None) is None and not text.isdecimal():
                yield text, f"class {mark.hint[:40]}"


def _sourced(draft: Draft, page: Outline, zones: Zones, declared: meta.Declared) -> None:
    """The outlet, where no label names it."""
    head = zones.head
    for text, origin in (*_marked(page, head, _SOURCE_CLASS), *declared.all("source")):
        if labels.named(text) and dates.first(text) is None:
            draft.put("source", _outlet_in(text), origin)
    if draft.has("source"):
        return
    rows = list(_tokens(page, zones))
    for row in rows:
        for part in row:
            if (
                (name := _outlet_in(part))
                and people.outlet(name)
                and not people.reporter_line(part)
            ):
                draft.put("source", name, "byline")
    for text, origin in _marked(page, head, _AUTHOR_CLASS):
        if not people.persons(text) and not any(len(row) == 2 and row[0] == text for row in rows):
            draft.put("source", _outlet_in(text), origin)
    for row in rows[:2]:
        if not (people.persons(row[-1]) and people.surnamed(row[-1])) and not people.reporter_line(
            row[-1]
        ):
            draft.put("source", row[-1], "byline")
            if len(row) == 2 and not people.outlet(row[0]):
                draft.put("author", _person_in(row[0]) or row[0], "byline")
    after = range(head.stop, zones.all[-1] + _AFTER if zones.all else 0)
    for text, origin in _marked(page, after, _ACCOUNT_CLASS):
        if people.outlet(text) and not _AUTHOR_CLASS.search(origin):
            draft.put("source", text, origin)


def _outlet_in(value: str) -> str:
    """Of 上報快訊／范姜佳鈺 the outlet, else the whole value."""
    parts = [part.strip() for part in re.split(r"[/／]", value) if part.strip()]
    named = [part for part in parts if people.outlet(part)]
    return named[0] if len(parts) == 2 and len(named) == 1 else value


def _authored(
    draft: Draft, page: Outline, zones: Zones, body: Body | None, declared: meta.Declared
) -> None:
    """The author, where no label names one."""
    inside = range(body.first, body.last) if body is not None else range(0)
    for place in (*zones.head, *inside):
        draft.put("author", people.reporter_line(page.blocks[place].text), "reporter's line")
    for place in inside[:8]:
        draft.put(
            "author", people.reporter_within(page.blocks[place].plain), "reporter in the text"
        )
    for text, origin in (
        *_marked(page, zones.head, _AUTHOR_CLASS), *declared.all("author"), *declared.structured_text("author"),
    ):  # fmt: skip
        person = _person_in(text)
        if person and person not in draft.text("source") and not _is_editor(draft, person):
            draft.put("author", person, origin)
    for row in _tokens(page, zones):
        for part in row:
            person = _person_in(part)
            if person and people.surnamed(person):
                draft.put("author", person, "byline")
    good = [place for place in inside if body is not None and body.weights[place] > 8]
    if good:
        draft.put("author", people.signed(page.blocks[good[-1]].plain), "signed at the end")


def _person_in(value: str) -> str:
    """The name of a person in a byline such as 石佳/中国青年报; empty where there is none."""
    if line := people.reporter_line(value):
        return line
    value = re.sub(r"^(?:By|BY|by)\s+", "", value)
    parts = [part.strip() for part in re.split(r"[/／]", value) if part.strip()]
    named = [part for part in parts if people.persons(part)]
    return named[0] if len(named) == 1 or (named and named == parts) else ""


def _is_editor(draft: Draft, person: str) -> bool:
    editor = draft.text("editor")
    return bool(editor) and (editor in person or person in editor)
