"""A page as BeautifulSoup sees it, walked once: its blocks of text, its tree, its declarations.

A block is a run of text between two block-level tags or line breaks, with the number of its
characters that stand in links. The walk is iterative, so that depth costs nothing.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag

from index.ingest.field_labels import BREAK

_SKIPPED = frozenset(
    [
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "embed",
        "canvas",
        "map",
        "select",
        "option",
        "optgroup",
        "datalist",
        "button",
        "input",
        "textarea",
        "math",
        "audio",
        "video",
    ]
)
_BLOCKS = frozenset(
    [
        "html",
        "body",
        "address",
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "ucaptitle",
        "ucapcontent",
        "ucapsource",
    ]
)
_DECLARING = frozenset(["meta", "title", "link", "script"])
_FIGURES = frozenset(["figure", "figcaption"])
_BAD_TAGS = frozenset(["nav", "footer", "aside", "form", "menu"])
_BAD = re.compile(
    r"(?:^|[\s_-])(?:comment|comments|cmt|reply|foot|footer|bottomnav|copyright|copy|related|relate|relevant|relation|recommend|recom|tuijian|rec|share|sharing"
    r"|sidebar|side|aside|nav|navbar|navigation|menu|crumb|crumbs|breadcrumb|hot|hotnews|rank|ranking|ad|ads|adv|advert|gg|banner|popup|pop|modal|login|toolbar|tool|tools|qrcode|qr|ewm|erweima"
    r"|pager|pagination|friend|links|link|toplist|widget|subscribe|newsletter|promo|promotion|sponsor|social|feedback|disclaimer|statement|keywords|tags?|readmore|morenews|prevnext|prev|next|xgxw|xgwz|xgyd|sibling|cookie|cookies|consent|gdpr|survey|declare|app|download)(?:$|[\s_\d-])"
    r"|comment|author-?(?:bio|box|card|desc)|about-?(?:the-)?author|footer|sidebar|recommend|relat(?:ed|ion|eart)|copyright|breadcrumb|bdshare|qrcode|navbar|advert|pagination|toolbar|hotnews|sharebox|crumb|tuijian|morelist|xiangguan",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"article|content|maintext|main-text|body|detail|zoom|TRS_?Editor|Custom_UnionStyle|view|text|post|entry|story|news",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_MARKS = re.compile(
    r"source|laiyuan|(?:^|[\s_-])(?:ly|src|from|media|origin)(?:$|[\s_-])|author|editor|byline|writer|bianji|zuozhe"
    r"|time|date|view|click|hits|count|nickname|account|name|title",
    re.IGNORECASE,
)
#: A date of publication that a script keeps in a variable, as the pages of accounts do.
_SCRIPTED = re.compile(
    r"\b(?:publish_?time|pub_?time|publish_?date|pub_?date|date_?published|published_?at|ct)[\"']?\s*[:=]"
    r"\s*[\"'](?P<value>\d[\dT:./ 年月日+-]{7,30})",
    re.IGNORECASE,
)
#: Stands behind the hint of an element whose text is centered.
CENTERED = " centered"
_CENTERED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
#: Blocks of a page; a page with more is cut there.
MAX_BLOCKS = 50_000


@dataclass(slots=True)
class PageNode:
    """A block-level element: its parent's number, its tag, whether its class says it is no text."""

    parent: int
    tag: str
    hint: str
    bad: bool
    hidden: bool
    first: int
    figure: bool = False  # in a figure or the caption of one
    last: int = 0  # number of the block after its last


@dataclass(slots=True)
class Block:
    """A run of text; `linked` of its code points stand in links; `node` holds it."""

    text: str
    linked: int
    node: int

    @property
    def plain(self) -> str:
        """The text without soft breaks."""
        return self.text.replace(BREAK, "").strip()


@dataclass(frozen=True, slots=True)
class MarkedElement:
    """The text of an element whose class or id says what it is, and its block's number."""

    hint: str
    text: str
    block: int


@dataclass(slots=True)
class PageBlocks:
    """What the walk found, in the order of the page; `cut` where the page had too many blocks."""

    nodes: list[PageNode] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    marked: list[MarkedElement] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    structured: list[str] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    title: str = ""
    canonical: str = ""
    scripted: str = ""
    cut: bool = False

    def above(self, node: int) -> Iterator[int]:
        """The node and those it stands in, innermost first."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent

    def tag(self, block: int) -> str:
        """The tag of the element that holds a block."""
        return self.nodes[self.blocks[block].node].tag


@functools.lru_cache(maxsize=4096)
def _is_bad(hint: str) -> bool:
    return _BAD.search(hint) is not None


@functools.lru_cache(maxsize=4096)
def is_good(hint: str) -> bool:
    """Whether a class or an id is one that bodies have."""
    return _GOOD.search(hint) is not None


@functools.lru_cache(maxsize=4096)
def _is_mark(hint: str) -> bool:
    return _MARKS.search(hint) is not None


def page_blocks(*parts: Tag) -> PageBlocks:
    """Walk a whole page, or parts of one, once."""
    walk = _BlockExtractor()
    walk.run(parts)
    return walk.found


@dataclass(slots=True)
class _Open:
    """An element that was entered and is still to be left."""

    tag: Tag | None
    children: Iterator[PageElement]
    block: bool = False
    link: bool = False
    mark: str = ""
    piece: int = 0
    first: int = 0


def _hint(attributes: Mapping[str, object]) -> str:
    """What an element's author calls it: class, id and property, as one text."""
    if not attributes:
        return ""
    names = filter(None, map(attributes.get, ("class", "id", "itemprop")))
    return " ".join(map(str, names))[:200]


class _BlockExtractor:
    """The state of the walk: where it is in the tree, and the text of the block so far."""

    def __init__(self) -> None:
        self.found = PageBlocks()
        self.node = -1
        self.pieces: list[str] = []
        self.linked = 0
        self.links = 0

    def run(self, parts: tuple[Tag, ...]) -> None:
        """Enter each element, then its children, then leave it."""
        stack = [_Open(None, iter(parts))]
        while stack and not self.found.cut:
            child = next(stack[-1].children, None)
            if child is None:
                self.leave(stack.pop())
            elif isinstance(child, Tag):
                if (entered := self.enter(child)) is not None:
                    stack.append(entered)
            elif type(child) is NavigableString:
                self.take(child)
        self.flush()
        while stack:
            self.leave(stack.pop())

    def take(self, text: str) -> None:
        """A piece of text."""
        if self.node < 0:
            return
        if self.found.nodes[self.node].tag == "pre" and "\n" in text:
            for line in text.split("\n"):
                self.pieces.append(line)
                self.flush()
            return
        self.pieces.append(text)
        if self.links:
            self.linked += len(text.strip())

    def enter(self, tag: Tag) -> _Open | None:
        """Open an element; None where nothing in it is read."""
        name = tag.name
        if name in _DECLARING:
            self.declare(tag)
            return None
        if name in _SKIPPED:
            return None
        if name == "br":
            self.flush()
            return None
        entered = _Open(tag, iter(tag.contents), block=name in _BLOCKS, link=name == "a")
        hint = _hint(tag.attrs)
        if entered.block:
            self.flush()
            self.open_node(name, hint, tag.attrs)
        else:
            self.pieces.append(BREAK)
            self.links += entered.link
        if (hint and _is_mark(hint)) or name == "time":
            entered.mark = hint or name
            entered.piece, entered.first = len(self.pieces), len(self.found.blocks)
            if name == "time" and tag.get("datetime"):
                self.found.times.append((str(tag["datetime"])[:60], entered.first))
        return entered

    def open_node(self, name: str, hint: str, attributes: Mapping[str, object]) -> None:
        """A block-level element begins."""
        bad = name in _BAD_TAGS or (bool(hint) and name not in {"body", "html"} and _is_bad(hint))
        style = attributes.get("style")
        hidden = "hidden" in attributes or (style is not None and bool(_HIDDEN.search(str(style))))
        if (
            name == "center"
            or str(attributes.get("align")).lower() == "center"
            or _CENTERED.search(str(style))
        ):
            hint += CENTERED
        nodes = self.found.nodes
        figure = name in _FIGURES or (self.node >= 0 and nodes[self.node].figure)
        nodes.append(PageNode(self.node, name, hint, bad, hidden, len(self.found.blocks), figure))
        self.node = len(self.found.nodes) - 1

    def leave(self, opened: _Open) -> None:
        """An element ends."""
        if opened.block:
            self.flush()
        if opened.mark:
            self.mark(opened)
        if opened.block:
            node = self.found.nodes[self.node]
            node.last = len(self.found.blocks)
            self.node = node.parent
        elif opened.tag is not None:
            self.links -= opened.link
            self.pieces.append(BREAK)

    def mark(self, opened: _Open) -> None:
        """Keep the text of an element with a telling name, if it is as short as a field's value."""
        blocks = self.found.blocks[opened.first :]
        if len(blocks) > 3:
            return
        inline = "" if blocks and not opened.block else "".join(self.pieces[opened.piece :])
        text = BREAK.join([*(block.text for block in blocks), inline]).strip(BREAK + " \n\t")
        if 0 < len(text) <= 200:
            self.found.marked.append(MarkedElement(opened.mark, text, opened.first))

    def flush(self) -> None:
        """A block ends here, if it holds any text."""
        if self.pieces:
            text = "".join(self.pieces)
            if self.node >= 0 and text.strip(_EMPTY):
                self.found.blocks.append(Block(_tight(text), self.linked, self.node))
                self.found.cut = len(self.found.blocks) >= MAX_BLOCKS
            self.pieces.clear()
            self.linked = 0

    def declare(self, tag: Tag) -> None:
        """What the head of a page says: metas, title, canonical address, structured data."""
        if tag.name == "meta":
            name = (
                tag.get("name")
                or tag.get("property")
                or tag.get("itemprop")
                or tag.get("http-equiv")
            )
            content = tag.get("content")
            if name and content:
                self.found.metas.append((str(name).strip().lower(), str(content)[:5_000]))
        elif tag.name == "title":
            self.found.title = self.found.title or tag.get_text()[:1_000]
        elif tag.name == "link":
            if "canonical" in str(tag.get("rel", "")) and tag.get("href"):
                self.found.canonical = str(tag["href"])
        elif "ld+json" in str(tag.get("type", "")):
            self.found.structured.append(tag.get_text()[:500_000])
        elif not self.found.scripted and (match := _SCRIPTED.search(tag.string or "")):
            self.found.scripted = match["value"]


_EMPTY = BREAK + " \t\r\n\xa0\u3000\u200b\ufeff"
_RUNS = re.compile(r"[ \t\r\n\xa0]+")
_BREAKS = re.compile(rf"{BREAK}(?:[\s\u3000]*{BREAK})+")


def _tight(text: str) -> str:
    """Runs of white space as one space, runs of soft breaks as one; wide spaces stay."""
    text = _RUNS.sub(" ", text)
    if BREAK in text:
        text = _BREAKS.sub(
            lambda match: BREAK + " " + BREAK if match[0].strip(BREAK) else BREAK, text
        )
    return text.strip(_EMPTY)
