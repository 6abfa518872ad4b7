"""Finds the title of a page: the printed heading that agrees with the declared title."""

import re
from collections import Counter

from index.ingest import dates, field_labels, header_lines, person_names
from index.ingest.draft import first_sentence
from index.ingest.origins import OriginKind
from index.ingest.webpage import block_weights, meta, printed_title
from index.ingest.webpage.block_text import key_of
from index.ingest.webpage.blocks import PageBlocks, PageNode
from index.ingest.webpage.body import PageBody
from index.ingest.webpage.heading import (
    HEADING_RANKS,
    HEADINGS,
    ISSUE,
    MAX_DAY,
    PAGE_TITLE,
    SECTION_TAGS,
    TITLE_CLASS,
    Heading,
    unswitched,
    without_host,
    without_issue,
)
from index.text.lazy_pattern import lazy_pattern

_SEPARATOR = lazy_pattern(
    r"(?:(?<!\s)\s++)?(?:[_|｜»›>＞丨┃]|--+)\s*|(?<!\s)\s++[-–—·:：]++\s+|(?<=[\u3400-\u9fff])\s?[-–—]{1,2}\s?(?=[\u3400-\u9fff])"
)
_PORTAL = re.compile(
    r"(?:门户|門戶)?(?:网站|網站)$|官[网網]$|(?:日报|日報|晚报|晚報|新闻|新聞)[网網]$"
)
"""The end of the name of a site."""
_SURE = 6
"""The least number of letters of a first part of a declared title that is the title by itself."""
_MIN_SECTION_DISTANCE = 8
"""The least distance in blocks between the name of a section and the title."""


def find(page: PageBlocks, declared: meta.Declared, body: PageBody | None) -> Heading | None:
    """The title; None if no text can be one."""
    page_title = "" if printed_title.names_nothing(page) else without_issue(page.title)
    sites = {key_of(value) for value, _ in declared.all("site")}
    titles = [
        (first_sentence(value) if "\n" in value else value, origin)  # a post without a title
        for value, origin in (*declared.all("title"), *declared.structured_text("headline"))
        if key_of(value) not in sites
    ]
    names = [value for value, _ in titles][:20]  # each is compared with each block
    sites = {key_of(value) for value, _ in declared.all("site")}
    agreed = _agreed(page, printed_title.in_table(page) or [*names, page_title], body, sites)
    agreed = printed_title.posted(page) or agreed
    agreed = agreed or printed_title.labelled(page, body, page_title)
    printed = printed_title.find(page, body)
    if printed is not None and _KIND.fullmatch(printed.text):
        printed = printed_title.line(page, body)  # below a heading such as 来信详情
    if agreed is not None and not (
        printed is not None and _is_column(page, agreed, printed, declared)
    ):
        return agreed
    tagged = printed is not None and page.tag(printed.block) in HEADINGS
    tagged = tagged and printed is not None and not _is_section(page, printed, body)
    position = printed.block if printed is not None and tagged else -1
    for value, origin in titles:
        return Heading(without_site(value, declared), origin, position)
    if printed is not None:
        first = page.tag(printed.block) == "h1"
        if not (_is_section(page, printed, body) and _names_page(page_title, declared, lone=first)):
            return without_host(printed, [page_title] if page_title else [])
        position = -1
    line = printed_title.line(page, body) if _names_site(page_title, declared) else None
    line = line or _printed_above_day(page, body, page_title)
    if line is None and page_title.strip():
        return Heading(without_site(page_title, declared), PAGE_TITLE, position)
    return line


def _printed_above_day(page: PageBlocks, body: PageBody | None, page_title: str) -> Heading | None:
    """The longer line above the day, if a short Latin title in the head is printed nowhere."""
    words = page_title.split()
    if body is None or field_labels.has_han(page_title) or not 0 < len(words) <= _FEW_WORDS:
        return None
    key = key_of(page_title)
    if any(key in key_of(block.plain) for block in page.blocks[:_FEW_BLOCKS]):
        return None
    above = printed_title.above_byline(page, body, body.first + 1)
    return above if above is not None and len(above.text.split()) > len(words) else None


_FEW_BLOCKS = 80
"""The number of blocks at the top of a page in which its title is printed, if it is."""
_FEW_WORDS = 5
"""The largest number of words of a declared title that may be the name of a site."""


def _is_section(page: PageBlocks, printed: Heading, body: PageBody | None) -> bool:
    """Whether a heading is the first of several in a text, with no day between it and the text."""
    tag = page.tag(printed.block)
    hint = page.nodes[page.blocks[printed.block].node].hint
    alike = (node.tag == tag and node.hint == hint for node in page.nodes)
    if tag == "h1" and sum(alike) >= _MIN_SECTIONS:
        return True
    if body is None or tag not in SECTION_TAGS or printed.block < body.first:
        return False
    others = [at for at in range(printed.block + 1, body.last) if page.tag(at) == tag]
    if not others:
        return False
    between = range(printed.block + 1, others[0])
    first = next((at for at in between if body.weights[at] > _SENTENCE), printed.block)
    return not any(dates.find_dates(page.blocks[at].text) for at in range(printed.block, first))


_SENTENCE = 12
_MIN_SECTIONS = 3
"""The least number of headings of the first rank that are sections."""


def _names_site(page_title: str, declared: meta.Declared) -> bool:
    """Whether the title in the head of a page names only its site, or its kind of page."""
    title = page_title.strip()
    if ISSUE.match(title):
        return True
    name = _FORM.sub("", title)
    day = next(iter(dates.find_dates(title)), None)
    sites = {key_of(value) for value, _ in declared.all("site")}
    short = len(title) < _SHORT_TITLE and field_labels.has_han(title)
    return (
        len(title) < _SHORT_SITE
        or short
        or all(map(_KIND.fullmatch, _SEPARATOR.split(title)))
        or (day is not None and person_names.is_outlet(title[: day.start].strip()))
        or key_of(title) in sites
        or (len(title) <= _MAX_SITE_CHARS and (name != title or _SITE.search(name) is not None))
    )


_FORM = re.compile(
    r"(?:电子[报版]|電子[報版]|数字[报版]|數位[報版]|手机[版网]|BBS|论坛|論壇|客户端)$"
)
"""The form of a site behind its name."""
_KIND = lazy_pattern(
    r"(?:文章|新闻|新聞|信息|内容|內容|资讯|資訊|公告|通知|详细|詳細|动态|政策|文件|信件|来信|來信)?"
    r"(?:详情|詳情|正文|内容|內容|页面|頁面|查看|浏览|瀏覽|阅读|閱讀|详细页|内容页)[页頁]?"
    r"|[\u3400-\u9fff]{0,6}(?:信箱|留言板)"
)
"""The kind of a page, as 新闻详情."""
_SHORT_TITLE, _SHORT_SITE, _MAX_SITE_CHARS = 5, 3, 16
"""A declared title shorter than these, in code points, is no title; the longest name of a site."""


def _names_page(page_title: str, declared: meta.Declared, *, lone: bool) -> bool:
    """Whether a declared title in Latin letters names more than a site; `lone` words may."""
    title = page_title.strip()
    sites = {key_of(value) for value, _ in declared.all("site")}
    several = len(title.split()) > (not lone) and not field_labels.has_han(title)
    return several and key_of(title) not in sites and not person_names.is_outlet(title)


def _is_column(
    page: PageBlocks, agreed: Heading, printed: Heading, declared: meta.Declared
) -> bool:
    """Whether the agreed title is the name of the site, or of a section far above the heading."""
    if _is_site(page, agreed, declared):
        return True
    if ISSUE.match(agreed.text) and printed.block > agreed.block:
        return True
    if _is_lone(page, agreed, printed):
        return False
    if page.tag(printed.block) == "h1" and printed.block < agreed.block:
        parts, key = list(map(key_of, _SEPARATOR.split(page.title))), key_of(agreed.text)
        above = key_of(printed.text)
        within = not any(part.startswith(key) or part.endswith(key) for part in parts)
        behind = any(part.startswith(above) and part != above and key in part for part in parts)
        if page.tag(agreed.block) in SECTION_TAGS and (within or behind):
            return True  # Footnotes, a section below the title; or its subtitle
    block = page.blocks[agreed.block]
    linked = block.linked * 2 > len(block.text) and page.tag(agreed.block) != "h1"
    if linked and page.tag(printed.block) == "h1" and printed.block > agreed.block:
        return True
    first, other = key_of(agreed.text), key_of(printed.text)
    han = field_labels.has_han(first)
    numbered = not han and any(map(str.isdecimal, first))  # of a case: HCAL 7/2023
    short = len(first) <= (8 if han else 20) and len(other) > len(first) and not numbered
    far = printed.block - agreed.block > _MIN_SECTION_DISTANCE
    apart = page.tag(agreed.block) not in HEADING_RANKS or far
    return short and apart and printed.block > agreed.block and first not in other


def _is_lone(page: PageBlocks, agreed: Heading, printed: Heading) -> bool:
    """Whether a Latin title is the only h1 and the first name in the title of the page.

    The other heading is one of several sections then, as in an article of an encyclopedia.
    """
    if page.tag(agreed.block) != "h1" or field_labels.has_han(agreed.text):
        return False
    tags = Counter(page.tag(at) for at in range(len(page.blocks)))
    first = key_of(_SEPARATOR.split(page.title)[0]) == key_of(agreed.text)
    return first and tags["h1"] == 1 and tags[page.tag(printed.block)] > 1


_SITE = re.compile(
    r"(?:政府|网|網|网站|網站|门户|官网|报|報|局|厅|委员会|委|中心|大学|学院|医院|公司|频道|首页)$|^(?:home|index|untitled|无标题)",
    re.IGNORECASE,
)


def _is_site(page: PageBlocks, heading: Heading, declared: meta.Declared) -> bool:
    """Whether the agreed title is the name of the site."""
    block = page.blocks[heading.block]
    linked = block.linked * 2 > len(block.text)
    named = key_of(heading.text) in {key_of(value) for value, _ in declared.all("site")}
    return named or (_SITE.search(heading.text) is not None and (linked or len(heading.text) < 14))


_WORDS = re.compile(r"[A-Za-z0-9]+|[^\W_]")


def _spaced(text: str) -> str:
    """The words of a text with a space around each."""
    return f" {' '.join(_WORDS.findall(text.lower()))} "


def _is_named(page: PageBlocks, heading: Heading, names: list[str], sites: set[str]) -> bool:
    """Whether a heading is all of a declared title, or an h1 its first part, and names no site.

    What stands behind it in the title of the page may be longer: the name of the site, a subtitle.
    """
    block, key, tag = page.blocks[heading.block], key_of(heading.text), page.tag(heading.block)
    linked = block.linked * 2 > len(block.text)
    if linked or key in sites or _SITE.search(heading.text):
        return False
    if tag in HEADINGS and any(key == key_of(name) for name in names):
        return True
    first = tag == "h1" and not field_labels.has_han(heading.text)
    return first and any(key == key_of(_SEPARATOR.split(name)[0]) for name in names)


def _is_other(
    page: PageBlocks, position: int, text: str, keys: list[str], names: list[str]
) -> bool:
    """Whether a block that shares words with a declared title is no title.

    It is a line that goes on behind the title, or what an encyclopedia writes behind a name.
    """
    key = key_of(text)
    goes_on = not any(key in name for name in keys) and page.tag(position) not in HEADING_RANKS
    behind = _BRACKETED.fullmatch(text) is not None and any(name.find(text) > 0 for name in names)
    return behind or (goes_on and _is_line(page, position))


def _is_line(page: PageBlocks, position: int) -> bool:
    """Whether a block is a line of a text: a caption, or one whose class names no title."""
    node = page.nodes[page.blocks[position].node]
    return node.figure or (
        node.tag in {"p", "li", "figcaption"} and not TITLE_CLASS.search(node.hint)
    )


def _agreed(
    page: PageBlocks, names: list[str], body: PageBody | None, sites: set[str]
) -> Heading | None:
    """The longest block that is part of a declared title; headings are preferred."""
    keys = [key for key in map(key_of, names) if key]
    longest = max(map(len, keys), default=0)
    spaced = [_spaced(name) for name in names]
    parts = {key_of(part) for name in names for part in _SEPARATOR.split(name) if part}
    firsts = {key_of(_SEPARATOR.split(name)[0]) for name in names}
    firsts |= {key_of(_BEHIND.split(name)[0]) for name in names}
    keys += [first for first in firsts if len(first) >= _MIN_DECLARED_CHARS]
    long_names = [name for name in names if len(name) >= _MIN_DECLARED_CHARS]
    beginnings = tuple(_spaced(_SEPARATOR.split(name)[0]) for name in long_names)
    last = body.last if body is not None else len(page.blocks)
    rows = block_weights.cells(page)  # a cell of data may be a word of the title
    characters = frozenset("".join(keys))
    best: tuple[float, Heading] | None = None
    for position, block in enumerate(page.blocks[:last]):
        text = unswitched(block.text)
        if not 2 <= len(text) <= 200 or not _begins_within(text, characters):
            continue
        title_key = key_of(text)
        if len(title_key) < 2 or not any(_contains(key, title_key) for key in keys):
            continue
        if _is_other(page, position, text, keys, names):
            continue
        part = _spaced(text).startswith(beginnings) or any(_spaced(text) in name for name in spaced)
        if len(title_key) < longest and not part:
            continue  # Question in Questions and answers
        partly = title_key not in parts and position in rows
        day = len(text) < MAX_DAY and header_lines.is_header(text)  # as in titles of newspapers
        if header_lines.is_noise(text) or partly or day:
            continue
        heading = _full_heading(page, position, parts)
        named = page.tag(position) in HEADINGS and key_of(heading.text) in firsts
        if len(key_of(heading.text)) < 4 and not named:  # named as a person is
            continue
        node = page.nodes[block.node]
        rank = (
            min(len(key_of(heading.text)), longest)
            + (8 if node.tag in HEADINGS else 0)
            + (4 if TITLE_CLASS.search(node.hint) else 0)
            + (_of_link(node, title_key, names) if block.linked * 2 > len(block.text) else 0)
            + (longest if _is_named(page, heading, names, sites) else 0)
        )
        if best is None or rank > best[0]:
            best = (rank, without_host(heading, names))
    if best is None:
        return None
    key = key_of(best[1].text)
    share = len(key) / max(map(len, keys))
    begins = len(key) >= _SURE and any(key == key_of(_SEPARATOR.split(name)[0]) for name in names)
    return best[1] if share >= 0.35 or begins or page.tag(best[1].block) in HEADINGS else None


def _of_link(node: PageNode, key: str, names: list[str]) -> int:
    """What a link adds to the rank of a title: a post may link its own, which the page declares."""
    headed = node.tag in {"h1", "h2"} and len(key) >= _SURE
    return 4 if headed and any(key_of(name).startswith(key) for name in names) else -6


_BEHIND = re.compile(r"[（(]")
_BRACKETED = re.compile(r"[（(][^（）()]{1,60}[）)]")


def _full_heading(page: PageBlocks, position: int, parts: set[str]) -> Heading:
    """The heading that begins in a block, with the following blocks that continue it."""
    text, size = unswitched(page.blocks[position].text), 1
    tag = page.tag(position)
    whole = key_of(text) in parts
    for block in page.blocks[position + 1 : position + _LINES]:
        if not key_of(block.plain):
            break
        more = f"{text}{'' if field_labels.has_han(text) else ' '}{block.plain}"
        broken = not whole and page.blocks[position].node == block.node and _goes_on(block.plain)
        declared = page.nodes[block.node].tag == tag and any(key_of(more) in part for part in parts)
        if not (declared or (broken and _is_heading(page, position))):
            break
        text, size = more, size + 1
    return Heading(text, OriginKind.HEADING.of(tag), position, size)


def _goes_on(line: str) -> bool:
    """Whether a line behind a <br> in a heading may belong to it: Chinese words without a space."""
    return re.fullmatch(r"[\u3400-\u9fff0-9“”《》（）、]{6,40}", line) is not None


def _is_heading(page: PageBlocks, position: int) -> bool:
    """Whether a block is in a heading by its tag or its class."""
    node = page.nodes[page.blocks[position].node]
    return node.tag in HEADINGS or TITLE_CLASS.search(node.hint) is not None


_MIN_DECLARED_CHARS = 12
"""The least length of a declared title with whose first part a longer heading may begin."""
_LINES = 4
"""The largest number of lines of a heading."""


def _begins_within(text: str, characters: frozenset[str]) -> bool:
    """Whether the first letter of a text is among those of the declared titles; a cheap test."""
    first = text[0].lower()
    return first in characters or not first.isalnum()


def _contains(name: str, key: str) -> bool:
    """Whether a declared title contains a heading, or the heading begins with a cut title."""
    return (
        name.startswith(key)
        or (len(key) >= 8 and key in name)
        or (len(name) >= 12 and key.startswith(name))
    )


def without_site(text: str, declared: meta.Declared) -> str:
    """A declared title without the sections before it and the site after it."""
    sites = {key_of(value) for value, _ in declared.all("site")}
    text = text.strip()
    parts = [part for part in _SEPARATOR.split(text) if part and part.strip()]
    longest = max(parts, key=len, default="")
    known = len(parts) > 1 and (key_of(parts[-1]) in sites or _PORTAL.search(parts[-1]) is not None)
    if len(parts) < 2 or not (2 * len(longest) >= len(text) or known):
        return text
    last = len(parts)
    while last > 1 and _is_behind(parts[:last], sites):
        last -= 1
    first = 0
    while first < last - 1 and (
        key_of(parts[first]) in sites
        or (parts[first] != longest and len(parts[first]) <= 8 < len(longest) / 2)
    ):
        first += 1
    end = text.rfind(parts[last - 1], 0, None if last == len(parts) else text.find(parts[last]))
    return text[text.find(parts[first]) : end + len(parts[last - 1])].strip()


def _is_behind(parts: list[str], sites: set[str]) -> bool:
    """Whether the last part of a title names a section or the site."""
    last = parts[-1]
    return (len(last) <= 14 or key_of(last) in sites) and len("".join(parts[:-1])) > len(last)
