"""The title of a page as a value, and what its headings have in common."""

import dataclasses
import re
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.heads import person_names
from index.ingest.heads.field_labels import BREAK
from index.text.lazy_pattern import lazy_pattern

HEADINGS = frozenset({"h1", "h2", "h3", "ucaptitle"})
SECTION_TAGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
"""Tags of headings below the title of a page."""
TITLE_CLASS = re.compile(
    r"(?<!sub)(?<!sub[_-])title|(?<!sub)(?<!sub[_-])headline|(?<!fu)biaoti"
    r"|(?:^|[\s_-])(?:tit|bt)(?:$|[\s_-])",
    re.IGNORECASE,
)
HEADING_RANKS: dict[str, float] = {
    "h1": 5,
    "ucaptitle": 5,
    "h2": 4,
    "h3": 3.8,
    "h4": 3,
    "h5": 3,
    "h6": 2,
}
"""The rank of a heading as a title, by its tag."""
TITLE_SEPARATOR = lazy_pattern(
    r"(?:(?<!\s)\s++)?(?:[_|｜»›>＞丨┃]|--+)\s*|(?<!\s)\s++[-–—·:：]++\s+|(?<=[\u3400-\u9fff])\s?[-–—]{1,2}\s?(?=[\u3400-\u9fff])"
)
"""The signs between the parts of a declared title."""
SITE_WORD = re.compile(
    r"(?:政府|网|網|网站|網站|门户|官网|报|報|局|厅|委员会|委|中心|大学|学院|医院|公司|频道|首页)$|^(?:home|index|untitled|无标题)",
    re.IGNORECASE,
)
"""A word that ends the name of a site, or begins that of a page without one."""
PAGE_TITLE = "title of the page"
"""The origin of a title that only the head of the page declares."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title, its origin, and the blocks that print it; `block` is -1 if none does."""

    text: str
    origin: str
    block: int = -1
    size: int = 1

    @property
    def blocks(self) -> range:
        """The numbers of the blocks that print the title."""
        return range(self.block, self.block + self.size) if self.block >= 0 else range(0)


_SWITCH = re.compile(
    rf"^(?:\[\w{{1,8}}\]|原创|原創|独家|獨家|转载|置顶|置頂|图集|组图|视频|专题|推荐){BREAK}\s*"
    rf"|{BREAK}[^\S{BREAK}]*(?:已付费|付费|原创|原創|热门|置顶|推荐|精华|独家|(?i:new|hot)|[热新荐精图])$"
)


def unswitched(text: str) -> str:
    """A heading without soft breaks and without a tag before it, such as 原创."""
    if BREAK not in text:
        return text.strip()
    return _SWITCH.sub("", text, count=1).replace(BREAK, "").strip()


_DAY_BEHIND = re.compile(r"\s{0,3}[（(\[【]\s?(?:19|20)\d\d[-/.年][^（()）]{3,20}[)）\]】]$")
"""The day behind a title in a bracket of its own."""
_HOST_BEHIND = re.compile(r"\s?\((?:self\.\w{2,30}|(?:[\w-]{1,40}\.){1,4}[a-z]{2,8})\)$")
"""The site to which the title of a collection of links leads, as in Quay rebuilt (tide.example)."""
MAX_DAY = 40
"""The longest line, in code points, that may have nothing but a date."""


def without_host(heading: Heading, names: list[str]) -> Heading:
    """A heading without the site or the day behind it that no declared title has."""
    days = dates.find_dates(heading.text[-MAX_DAY:])
    host = _DAY_BEHIND.search(heading.text) if days else _HOST_BEHIND.search(heading.text)
    if host is None or any(host[0].strip() in name for name in names):
        return heading
    return dataclasses.replace(heading, text=heading.text[: host.start()])


_PAPER = lazy_pattern(
    r"(?P<paper>[\u3400-\u9fff]{3,12})[\s_|—-]{0,3}(?=(?:19|20)\d\d)(?P<rest>.{8,200})", re.DOTALL
)
_PAGE_OF_PAPER = lazy_pattern(
    r"[\W_]{0,4}(?:星期.[\W_]{0,3})?(?:第?\s?[A-Z]?\d{1,3}\s?版?[\W_]{0,3}[\u3400-\u9fff]{0,8}(?:[-_—|\s]{1,3}|$))?"
)
"""The weekday, the number and the name of the page behind the day of an issue of a paper."""


def without_issue(title: str) -> str:
    """A title of a page without the paper, its day and the page before the headline."""
    match = _PAPER.match(title.strip())
    if match is None or not person_names.is_outlet(match["paper"]):
        return title
    day = next(iter(dates.find_dates(match["rest"])), None)
    if day is None or day.start:
        return title
    behind = match["rest"][day.end :]
    page = _PAGE_OF_PAPER.match(behind)
    return behind[page.end() if page is not None else 0 :].strip()


ISSUE = re.compile(
    r"[A-Z][\w ]{4,40},? Volume \d{1,4},? (?:Issue|Number|No\.) \d{1,4}"
    r"|[\u3400-\u9fff]{2,16}(?:公[报報]|[学學][报報]|月刊|季刊|[杂雜][志誌])\s{0,3}"
    r"(?:(?:19|20)\d\d年)?\s{0,3}第?\s?\d{1,4}\s?[卷期号號]"
)
"""The issue of a gazette or a journal, which is no title of what stands in it."""
