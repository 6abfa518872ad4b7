"""The title of a page: the printed heading that the page's own title agrees with."""

import re
from dataclasses import dataclass

from index import dates
from index.reading import headers, labels, meta
from index.reading.body import Body
from index.reading.outline import Outline

_SEPARATOR = re.compile(
    r"\s*[_|｜»›>＞丨┃]\s*|\s+[-–—·:：]+\s+|(?<=[\u3400-\u9fff])\s?[-–—]{1,2}\s?(?=[\u3400-\u9fff])|_+|\s*--+\s*"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "ucaptitle"})
_CLASS = re.compile(r"title|headline|biaoti|(?:^|[\s_-])(?:tit|bt)(?:$|[\s_-])", re.IGNORECASE)
#: How much a heading of each level looks like the title.
_LEVELS = {"h1": 5, "ucaptitle": 5, "h2": 4, "h3": 4, "h4": 3, "h5": 3, "h6": 2}
_SAME = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """The title, where it was read, and the number of its block or -1."""

    text: str
    origin: str
    block: int = -1


def find(page: Outline, declared: meta.Declared, body: Body | None) -> Heading | None:
    """The title; None where there is nothing that could be one."""
    names = [value for value, _ in declared.all("title")]
    names += [value for value, _ in declared.structured_text("headline")]
    agreed = _agreed(page, [*names, page.title], body)
    printed = _printed(page, body)
    if agreed is not None and not (printed is not None and _is_site(page, agreed, declared)):
        return agreed
    for value, origin in (*declared.all("title"), *declared.structured_text("headline")):
        return Heading(without_site(value, declared), origin)
    if printed is not None:
        return printed
    if page.title.strip():
        return Heading(without_site(page.title, declared), "title of the page")
    return None


_SITE = re.compile(
    r"(?:政府|网|網|网站|網站|门户|官网|报|報|局|厅|委员会|委|中心|大学|学院|医院|公司|频道|首页)$|^(?:home|index|untitled|无标题)",
    re.IGNORECASE,
)


def _is_site(page: Outline, heading: Heading, declared: meta.Declared) -> bool:
    """Whether what page and heading agree on is the name of the site."""
    block = page.blocks[heading.block]
    linked = block.linked * 2 > len(block.text)
    named = _key(heading.text) in {_key(value) for value, _ in declared.all("site")}
    return named or (_SITE.search(heading.text) is not None and (linked or len(heading.text) < 14))


def _printed(page: Outline, body: Body | None) -> Heading | None:
    """The heading nearest above the first sentences, by its tag or its class."""
    if body is None:
        return None
    heavy = (place for place in range(body.first, body.last) if body.weights[place] > 12)
    speaking = (place for place in heavy if _speaks(page, place))
    end = next(speaking, body.first)
    above = range(end - 1, max(end - 25, -1), -1)
    place = max(above, key=lambda place: _rank(page, body, place, end), default=-1)
    if place >= 0 and _rank(page, body, place, end) > 0:
        return Heading(page.blocks[place].plain, f"heading {page.tag(place)}", place)
    return _above_byline(page, body, end) if len(page.title.strip()) < 10 else None


def _speaks(page: Outline, place: int) -> bool:
    """Whether a heavy block is a sentence of the story: no heading and no byline."""
    text = page.blocks[place].text
    dated = len(text) < 60 and bool(dates.find(text)) and bool(labels.scan(text))
    return page.tag(place) not in _LEVELS and not dated and not headers.is_header(text)


def _rank(page: Outline, body: Body, place: int, end: int) -> float:
    """How likely a block above the sentences is the title, by its tag, class and distance."""
    block = page.blocks[place]
    node = page.nodes[block.node]
    rank = _LEVELS.get(node.tag, 0) + (3 if _CLASS.search(node.hint) else 0)
    plain = block.linked * 2 <= len(block.text) and 4 <= len(block.plain) <= 120
    if not rank or not plain or body.bad[block.node]:
        return 0
    if headers.is_noise(block.plain) or headers.is_header(block.text):
        return 0
    return rank + 1 - 0.15 * (end - place)


def _above_byline(page: Outline, body: Body, end: int) -> Heading | None:
    """The line above the row with the date, where a page has neither heading nor title."""
    for place in range(end - 1, max(end - 6, 0), -1):
        block, above = page.blocks[place], page.blocks[place - 1]
        if dates.find(block.text) and len(block.text) < 120:
            lone = above.linked == 0 and _sized(above.plain) and not body.bad[above.node]
            if lone and not headers.is_noise(above.plain) and not labels.scan(above.text):
                return Heading(above.plain, "line above the date", place - 1)
            return None
    return None


def _sized(text: str) -> bool:
    """Whether a line is as long as titles are; one or two Latin words are a column's name."""
    return 6 <= len(text) <= 80 and (not text.isascii() or len(text.split()) > 2)


def _key(text: str) -> str:
    return _SAME.sub("", text).lower()


def _agreed(page: Outline, names: list[str], body: Body | None) -> Heading | None:
    """The longest block that is a part of what the page calls itself; a heading before others."""
    keys = [key for key in map(_key, names) if key]
    last = body.last if body is not None else len(page.blocks)
    best: tuple[float, int] | None = None
    for place, block in enumerate(page.blocks[:last]):
        text = block.plain
        if not 4 <= len(text) <= 200 or headers.is_noise(text):
            continue
        key = _key(text)
        if len(key) < 4 or not any(_contains(name, key) for name in keys):
            continue
        node = page.nodes[block.node]
        rank = (
            len(key)
            + (8 if node.tag in _HEADINGS else 0)
            + (4 if _CLASS.search(node.hint) else 0)
            - (6 if block.linked * 2 > len(block.text) else 0)
        )
        if best is None or rank > best[0]:
            best = (rank, place)
    if best is None:
        return None
    block = page.blocks[best[1]]
    share = len(_key(block.plain)) / max(map(len, keys))
    if share < 0.35 and page.nodes[block.node].tag not in _HEADINGS:
        return None
    return Heading(block.plain, f"heading {page.nodes[block.node].tag}", best[1])


def _contains(name: str, key: str) -> bool:
    """Whether a page's name begins with a heading, or the heading with a cut name."""
    return (
        name.startswith(key)
        or (len(key) >= 8 and key in name)
        or (len(name) >= 12 and key.startswith(name))
    )


def without_site(text: str, declared: meta.Declared) -> str:
    """A page's title without the names of sections before it and of the site behind it."""
    sites = {_key(value) for value, _ in declared.all("site")}
    text = text.strip()
    parts = [part for part in _SEPARATOR.split(text) if part and part.strip()]
    longest = max(parts, key=len, default="")
    if len(parts) < 2 or not (2 * len(longest) >= len(text) or _key(parts[-1]) in sites):
        return text
    last = len(parts)
    while last > 1 and _is_behind(parts[:last], sites):
        last -= 1
    first = 0
    while (
        first < last - 1 and parts[first] != longest and len(parts[first]) <= 8 < len(longest) / 2
    ):
        first += 1
    end = text.rfind(parts[last - 1], 0, None if last == len(parts) else text.find(parts[last]))
    return text[text.find(parts[first]) : end + len(parts[last - 1])].strip()


def _is_behind(parts: list[str], sites: set[str]) -> bool:
    """Whether the last part of a title names a section or the site, and not the page."""
    last = parts[-1]
    return (len(last) <= 14 or _key(last) in sites) and len("".join(parts[:-1])) > len(last)
