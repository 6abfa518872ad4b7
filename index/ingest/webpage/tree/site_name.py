"""Finds the name of a site in the title of its page, as in Quay rebuilt - Larkford Tide."""

import re
from urllib.parse import urlsplit

from index.ingest.heads import field_labels, person_names
from index.ingest.webpage.tree.blocks import PageBlocks
from index.text.lazy_pattern import lazy_pattern

_SLOGAN = re.compile(r", [^,]{2,40},? (?:and|&) |^[^,]{2,40}(?:, [^,]{2,40}){2}$")
"""A list behind the name of a site that says what it is about: Boats, Nets, and Weather."""
_SEPARATOR = re.compile(r"\s[-–—|·:~]{1,2}\s|\s?[|»_]\s?|(?<=\w)--?(?=[A-Z])")
_SECTION = re.compile(
    r"(?:(?:latest|press|news|media|breaking|daily|weekly|book|film|the|in|our)\W+)*"
    r"(?:news|press|media|releases?|room|cent(?:er|re)|office|review|reviews|post|bureau|online|home"
    r"|updates?|press release|pdf|blog)",
    re.IGNORECASE,
)
"""Names of sections, which are in the title of a page as names of sites are."""
_HAN_SEPARATOR = lazy_pattern(
    r"\s?[_|｜丨»]\s?|\s[-–—·]{1,2}\s|[-–—]{1,2}(?=[\u3400-\u9fff]|20\d\d)"
)
HAN_MEDIUM = re.compile(
    r"(?<![海公简簡年预預情举舉季月通战戰捷喜警墙牆学學画畫汇彙申填呈上快])[报報]$|(?:[报報]|新[闻聞])[社网網]$"
    r"|(?:电视|電視|广播|廣播)[台臺]$|(?:国际广播|國際廣播|之音)$|通[讯訊]社$|[周週]刊$|[杂雜][志誌]$|快[报報]$"
    r"|[A-Za-z ]中文[网網]?$|[\u3400-\u9fff]{2}百科$"
)
"""The end of the name of a medium; names of offices and of sections have others."""
_HAN_OWNED = re.compile(r"(?:新[闻聞]|在[线線]|[网網社台臺]|传媒|傳媒|资讯|資訊|频道|頻道|客户端)$")
"""Ends that sections of a site have too: they must be in the copyright notice."""
_FORM = re.compile(r"(?<=[报報刊])(?:数字[报版]|數位[報版]|数码版|数字|电子[报版]|電子[報版])$")
"""The form in which a paper is on the web, behind its name."""
_OF_DAY = lazy_pattern(r"(?P<paper>[\u3400-\u9fff]{3,10})\s?(?:20|19)\d\d\s?[年-]")
"""The name of a paper with the day of its issue, at the beginning of the title of a page."""
_MIN_HAN, _MAX_HAN = 3, 14
"""The length of the name of a medium in Han characters."""
_MAX_NAME_CHARS = 50
_TOP_BLOCKS, _BOTTOM_BLOCKS = 40, 12
"""The number of blocks at both ends of a page that may have the name of its site."""
_KINDS = (
    "Bank|Council|Commission|University|Institute|Authority|Embassy|Parliament|Foundation|Association|Society"
    "|Cent(?:er|re)|Museum|Library|Police|Court|Ministry|Department|Union|Assembly|Senate|Fund|Organi[sz]ation"
)
_ORGANISATION = re.compile(
    rf"(?:the )?(?:(?:{_KINDS})(?: (?:of|for|the|and)){{1,2}}"
    r"(?: (?:[A-Z][\w'’&-]{1,20}|of|for|and|the)){1,6}"
    rf"|(?:[A-Z][\w.'’&-]{{0,20}} ){{1,5}}(?:{_KINDS}))"
)
"""The name of an office or an institution: Bank of England, Tideland Water Council."""
_DATELINE = 80
"""The beginning of a block that may be a dateline with the name of an agency in brackets."""
_MIN_KEY = 3
_AGENCIES = frozenset(
    (
        "Reuters",
        "Xinhua",
        "Bloomberg",
        "BBC",
        "CNN",
        "NPR",
        "CNBC",
        "AFP",
        "TASS",
        "Kyodo",
        "Yonhap",
    )
)
"""Names of one word that are those of media wherever they stand."""


def in_title(page: PageBlocks, heading: str, address: str) -> str:
    """The name of the site before or behind the headline in the title of a page; or empty.

    It must have the form of an outlet, or be in the address, the copyright notice or the head of
    the page; a Chinese name must be that of a medium.
    """
    title = page.title.strip()
    if field_labels.has_han(title):
        return _medium(page, title, _key(heading))
    parts = [part.strip() for part in _SEPARATOR.split(title) if part.strip()]
    parts = parts[:-1] if parts and _SLOGAN.search(parts[-1]) else parts
    if len(parts) < 2:
        return ""
    head = _key(heading)
    for name in (parts[-1], parts[0]):
        key = _key(name)
        if key in head or not len(key) >= _MIN_KEY or len(name) > _MAX_NAME_CHARS:
            continue
        known = name in _AGENCIES
        if known or (not _SECTION.fullmatch(name) and _is_confirmed(page, name, key, address)):
            return name
    return ""


def is_name(declared: str) -> bool:
    """Whether a declared name can be that of a site, which may have a mark in it: Ahoy! Tide."""
    return field_labels.can_be_name(_CALLS.sub("", declared))


_CALLS = re.compile(r"(?<=\w)[!?](?=$| [A-Z])")
_BILINGUAL = lazy_pattern(r"(?P<han>[\u3400-\u9fff]{2,12})\s[A-Z][A-Za-z.'’& -]{1,60}")
"""The name of a site in both languages: 漪江网 Yijiang Daily."""


def plain(name: str) -> str:
    """The declared name of a site without its English name and without the form of the paper."""
    both = _BILINGUAL.fullmatch(name)
    return _FORM.sub("", both["han"] if both else name)


def printed(page: PageBlocks, heading: str) -> str:
    """The name above all of a page that its copyright notice has too; or empty."""
    for block in page.blocks[:_NAME_BLOCKS]:
        key, text = _key(block.plain), block.plain
        sized = _MIN_HAN <= len(text) <= _MAX_NAME_CHARS and len(key) >= _MIN_KEY
        if sized and key not in _key(heading) and person_names.is_paper(text) and _owns(page, key):
            return text
    return ""


_NAME_BLOCKS = 3
"""The number of blocks at the top of a page that may be the name of its site."""


def owner(page: PageBlocks, heading: str) -> str:
    """The office or medium at the end of a Chinese title, for a page that names itself a source."""
    parts = [part.strip() for part in _HAN_SEPARATOR.split(page.title.strip())]
    last = parts[-1] if len(parts) > 1 and field_labels.has_han(parts[-1]) else ""
    named = person_names.is_outlet(last) and _key(last) not in _key(heading)
    return last if named and _MIN_HAN <= len(last) <= _MAX_HAN else ""


def _medium(page: PageBlocks, title: str, heading: str) -> str:
    """The Chinese name of a medium at an end of a title, without the form that it has there."""
    parts = [part.strip() for part in _HAN_SEPARATOR.split(title) if part.strip()]
    if (paper := _OF_DAY.match(title)) is not None and HAN_MEDIUM.search(paper["paper"]):
        return paper["paper"]
    for part in reversed(parts):
        name = plain(part)
        if len(parts) == 1 and name == part:
            break  # a title without the name of a site
        if not _MIN_HAN <= len(name) <= _MAX_HAN or _key(part) in heading:
            continue
        if HAN_MEDIUM.search(name) or (_HAN_OWNED.search(name) and _owns(page, _key(name))):
            return name
    return ""


def _owns(page: PageBlocks, key: str) -> bool:
    """Whether the copyright notice of a page has a name."""
    notices = (block.plain for block in page.blocks[-_BOTTOM_BLOCKS:])
    signs = ("©", "opyright", "版权所有", "版權所有")
    return any(any(sign in text for sign in signs) and key in _key(text) for text in notices)


def _is_confirmed(page: PageBlocks, name: str, key: str, address: str) -> bool:
    """Whether a page shows once more that a name is that of its site."""
    line = f"({name}) "
    if any(line in block.plain[:_DATELINE] for block in page.blocks):
        return True
    if _ORGANISATION.fullmatch(name):
        return True
    several = len(name.split()) > 1 and re.search(r"\breview$", name, re.IGNORECASE) is None
    if (several and person_names.is_outlet(name)) or key in _key(urlsplit(address).hostname or ""):
        return True
    if _owns(page, key):
        return True
    return any(block.linked and _key(block.plain) == key for block in page.blocks[:_TOP_BLOCKS])


def _key(text: str) -> str:
    return re.sub(r"\W+", "", text.lower().removeprefix("the "))
