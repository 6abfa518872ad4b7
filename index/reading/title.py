"""The title of a page: the printed heading that the page's own title agrees with."""

import re
from dataclasses import dataclass

from index.reading import headers, meta
from index.reading.body import Body
from index.reading.outline import Outline

_SEPARATOR = re.compile(
    r"\s*[_|｜»›>＞丨┃]\s*|\s+[-–—·:：]+\s+|(?<=[\u3400-\u9fff])\s?[-–—]{1,2}\s?(?=[\u3400-\u9fff])|_+|\s*--+\s*"
)
_HEADINGS = frozenset({"h1", "h2", "h3", "ucaptitle"})
_CLASS = re.compile(r"title|headline|biaoti|(?:^|[\s_-])(?:tit|bt)(?:$|[\s_-])", re.IGNORECASE)
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
    if agreed is not None:
        return agreed
    for value, origin in (*declared.all("title"), *declared.structured_text("headline")):
        return Heading(without_site(value, page, declared), origin)
    lone = [place for place in range(len(page.blocks)) if page.tag(place) == "h1"]
    if len(lone) == 1 and 2 < len(page.blocks[lone[0]].plain) <= 200:
        return Heading(page.blocks[lone[0]].plain, "heading h1", lone[0])
    if page.title.strip():
        return Heading(without_site(page.title, page, declared), "title of the page")
    return None


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


def without_site(text: str, page: Outline, declared: meta.Declared) -> str:
    """A page's title without the names of sections and of the site behind it."""
    sites = {_key(value) for value, _ in declared.all("site")}
    text = text.strip()
    parts = [part for part in _SEPARATOR.split(text) if part and part.strip()]
    if len(parts) < 2:
        return text
    longest = max(parts, key=len)
    if len(longest) >= 0.5 * len(text) or _key(parts[-1]) in sites:
        start = text.find(parts[0])
        keep = parts
        while (
            len(keep) > 1
            and (len(keep[-1]) <= 14 or _key(keep[-1]) in sites)
            and len("".join(keep[:-1])) > len(keep[-1])
        ):
            keep = keep[:-1]
        end = text.find(keep[-1], start) + len(keep[-1])
        while (
            len(keep) > 1
            and keep[0] != longest
            and len(keep[0]) <= 8
            and len(longest) > 2 * len(keep[0])
        ):
            keep = keep[1:]
        return text[text.find(keep[0]) : end].strip()
    return text
