"""Finds the title of a page: the printed heading that agrees with the declared title."""

import re
from collections import Counter

from index.ingest.days import dates
from index.ingest.draft import first_sentence
from index.ingest.heads import field_labels, person_names
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.titles import agreed_title, printed_title
from index.ingest.webpage.tree import meta, page_titles
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import PageBlocks
from index.ingest.webpage.tree.heading import (
    HEADING_RANKS,
    HEADINGS,
    ISSUE,
    PAGE_TITLE,
    SECTION_TAGS,
    SITE_WORD,
    TITLE_SEPARATOR,
    Heading,
    without_host,
    without_issue,
)
from index.text.lazy_pattern import lazy_pattern

_PORTAL = re.compile(
    r"(?:门户|門戶)?(?:网站|網站)$|官[网網]$|(?:日报|日報|晚报|晚報|新闻|新聞)[网網]$"
)
"""The end of the name of a site."""
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
    agreed = agreed_title.find(
        page, printed_title.in_table(page) or [*names, page_title], body, sites
    )
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
        if printed is not None and tagged and _is_headline(page, printed, [*names, page_title]):
            return without_host(printed, names)
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


def _is_headline(page: PageBlocks, printed: Heading, names: list[str]) -> bool:
    """Whether the only h1 is the headline that readers see, where others are declared for programs.

    It is long, or shares words with a declared title, but is not that title with more around it.
    """
    block, key = page.blocks[printed.block], key_of(printed.text)
    alone = sum(page.tag(at) == "h1" for at in range(len(page.blocks))) == 1
    if not alone or page.tag(printed.block) != "h1" or block.linked * 2 > len(block.text):
        return False
    if any(key_of(name) and key_of(name) in key for name in names):
        return False
    words = page_titles.words_of(printed.text)
    shared = any(len(words & page_titles.words_of(name)) >= _SHARED_WORDS for name in names)
    return (shared and len(words) > _SHARED_WORDS) or len(printed.text.split()) >= _FEW_WORDS


_SHARED_WORDS = 2
"""The least number of words that two wordings of a headline share; each has more."""


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
        or all(map(_KIND.fullmatch, TITLE_SEPARATOR.split(title)))
        or (day is not None and person_names.is_outlet(title[: day.start].strip()))
        or key_of(title) in sites
        or (len(title) <= _MAX_SITE_CHARS and (name != title or SITE_WORD.search(name) is not None))
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
        parts, key = list(map(key_of, TITLE_SEPARATOR.split(page.title))), key_of(agreed.text)
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
    first = key_of(TITLE_SEPARATOR.split(page.title)[0]) == key_of(agreed.text)
    return first and tags["h1"] == 1 and tags[page.tag(printed.block)] > 1


def _is_site(page: PageBlocks, heading: Heading, declared: meta.Declared) -> bool:
    """Whether the agreed title is the name of the site."""
    block = page.blocks[heading.block]
    linked = block.linked * 2 > len(block.text)
    named = key_of(heading.text) in {key_of(value) for value, _ in declared.all("site")}
    return named or (
        SITE_WORD.search(heading.text) is not None and (linked or len(heading.text) < 14)
    )


def without_site(text: str, declared: meta.Declared) -> str:
    """A declared title without the sections before it and the site after it."""
    sites = {key_of(value) for value, _ in declared.all("site")}
    text = text.strip()
    parts = [part for part in TITLE_SEPARATOR.split(text) if part and part.strip()]
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
