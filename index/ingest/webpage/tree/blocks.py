"""Walks the tree of a page once and collects its text blocks, elements and declarations.

A block is a run of text between two block-level tags or line breaks, with the number of its
characters in links. The walk is iterative, so deeply nested pages cannot overflow the stack.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bs4.element import NavigableString, PageElement, Tag, TemplateString

from index.ingest import drawings, line_wrapping, word_lists
from index.ingest.heads.field_labels import BREAK
from index.ingest.webpage.tree.archivers import is_furniture
from index.ingest.webpage.tree.attributes import (
    LARGE_FONT,
    TITLES,
    is_centered,
    is_dialog,
    is_hidden,
    is_of_change,
    is_of_publication,
    is_quoted,
    is_sign,
    is_unseen,
    moment_of,
    name_hint,
    titled_moment,
    unfolds,
    without_edit_sign,
)
from index.ingest.webpage.tree.block_text import BLANK, tight, unspread
from index.ingest.webpage.tree.entities import unescaped
from index.ingest.webpage.tree.frames import FRAMES, Frames
from index.ingest.webpage.tree.hints import is_bad, is_mark, is_of_others, is_weak
from index.ingest.webpage.tree.open_element import OpenElement
from index.ingest.webpage.tree.script_dates import ScriptDay
from index.ingest.webpage.tree.shown_days import contradicts
from index.ingest.webpage.tree.style_sheet import StyleSheet

_SKIPPED, _BLOCKS = (frozenset(word_lists.table("elements")[kind]) for kind in ("opaque", "blocks"))
_META_NAMES = ("name", "property", "itemprop", "http-equiv")
_DECLARING = frozenset(["meta", "title", "link", "script"])
_PARTICULAR = FRAMES | {"template", "button"} | _SKIPPED
"""Elements whose content is read in another way, or not at all."""
HEADING_TAGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_NAMING = HEADING_TAGS | {"dt", "summary"}
"""Elements whose text may be inside a button, as the questions of an FAQ."""
_PICTURES = frozenset(["img", "picture", "figure", "svg", "canvas", "iframe", "table", "video"])
_TEXTS = frozenset([NavigableString, TemplateString])
"""Types of strings that are text; comments and declarations have other types."""
_FIGURES = frozenset(["figure", "figcaption"])
_BAD_TAGS = frozenset(
    ["nav", "footer", "aside", "form", "menu", "dialog", "amp-ad", "amp-consent", "amp-sidebar"]
)
DIALOG = " dialog"
"""Appended to the hint of a dialog, which lies over the page until it is answered."""
_MAX_SHOWN_CHARS, _MAX_PIECES = 200, 300
"""The longest text that names a field, in code points, and the largest number of its pieces."""
_MIN_SENTENCE_CHARS, _MIN_STORY_CHARS = 30, 100
"""The least length in code points of a block that tells something, and of a text of such blocks."""
_MAX_CHARS_BEFORE = 1_000
"""The longest text of a block before an element that names a field, in code points."""
CENTERED = " centered"
"""Appended to the hint of an element with centered text."""
MAX_BLOCKS = 50_000
"""The largest number of blocks; a page with more is cut."""


@dataclass(slots=True)
class PageNode:
    """A block-level element: number of its parent, tag, and signs that it is not text."""

    parent: int
    tag: str
    hint: str
    bad: bool
    hidden: bool
    first: int
    weak: bool = False  # its class is used for both navigation and text
    figure: bool = False  # inside a figure or its caption
    last: int = 0  # number after that of its last block
    aside: bool = False  # in comments, other reports or a frame below a text
    unseen: bool = False  # shown where, or so that, nobody sees it; or in a browser without frames


@dataclass(slots=True)
class Block:
    """A run of text inside `node`; `linked` of its code points are in links."""

    text: str
    linked: int
    node: int
    plain: str = field(init=False)
    """The text without soft breaks."""

    def __post_init__(self) -> None:
        self.plain = self.text.replace(BREAK, "").strip()


@dataclass(frozen=True, slots=True)
class MarkedElement:
    """The text of an element whose class or id names a field, and the number of its block."""

    hint: str
    text: str
    block: int


@dataclass(slots=True)
class PageBlocks:
    """The parts of a page in order; `cut` is true if the page had too many blocks."""

    nodes: list[PageNode] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    marked: list[MarkedElement] = field(default_factory=list)
    metas: list[tuple[str, str]] = field(default_factory=list)
    structured: list[str] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)
    """The dates that elements keep for programs, each with the number of its block."""
    changes: list[tuple[str, int]] = field(default_factory=list)
    """Those that are named as days of the last change."""
    published: list[str] = field(default_factory=list)
    """Those that are named as days of publication."""
    title: str = ""
    canonical: str = ""
    scripted: str = ""
    cut: bool = False
    furniture: list[str] = field(default_factory=list)  # texts of web archives
    pictures: set[int] = field(default_factory=set)
    """Numbers of the blocks directly after a picture or a table."""
    rows: dict[int, int] | None = None
    """Maps each block that is a table cell to the node of its row; None until first used."""
    cells: tuple[int, ...] | None = None  # those of data tables; None until first used

    def above(self, node: int) -> Iterator[int]:
        """The node and its ancestors, innermost first."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent

    def tag(self, block: int) -> str:
        """The tag of the element around a block."""
        return self.nodes[self.blocks[block].node].tag


def page_blocks(*parts: Tag, frames: Frames | None = None) -> PageBlocks:
    """Walk a whole page, or parts of one, once; `frames` resolves its frames."""
    walk = _BlockExtractor(frames)
    walk.run(parts)
    return walk.result


def _is_block(name: str) -> bool:
    """Whether an element is block-level; custom elements usually are."""
    return name in _BLOCKS or "-" in name


class _BlockExtractor:
    """The state of the walk: the position in the tree, and the text of the block so far."""

    def __init__(self, frames: Frames | None = None) -> None:
        self.result = PageBlocks()
        self.frames = frames
        self.has_text = False  # whether the block so far has more than white space
        self.script_day = ScriptDay()
        self.sheet = StyleSheet()
        self.node = -1
        self.pieces: list[str] = []
        self.linked = 0
        self.links = 0
        self.told = 0  # the length of the text so far that is no link

    def run(self, parts: tuple[Tag, ...]) -> None:
        """Enter each element, then its children, then leave it."""
        stack = [OpenElement(None, iter(parts))]
        while stack and not self.result.cut:
            child = next(stack[-1].children, None)
            if child is None:
                self.leave(stack.pop())
            elif isinstance(child, Tag):
                if (entered := self.enter(child)) is not None:
                    stack.append(entered)
            elif isinstance(child, NavigableString) and type(child) in _TEXTS:
                self.take(child)
        self.flush()
        while stack:
            self.leave(stack.pop())

    def take(self, text: str) -> None:
        """Add a piece of text to the block."""
        if self.node < 0 or (not self.pieces and text.isspace()):
            return
        if self.result.nodes[self.node].tag == "pre" and "\n" in text:
            self.take_lines(text)
            return
        if "&" in text:
            text = unescaped(text)
        text = text.replace("\u00ad", "")  # now of the type str
        self.pieces.append(text)
        self.has_text = self.has_text or not text.isspace()
        if self.links:
            self.linked += len(text.strip())

    def take_lines(self, text: str) -> None:
        """Add the lines of preformatted text, each as a block; lines of one paragraph are joined.

        The first line belongs to the block so far, and what follows to the last line.
        """
        lines = unescaped(text).split("\n")
        if not lines[0].strip():
            self.flush()
        for number, paragraph in enumerate(line_wrapping.flowed(lines)):
            if number:
                self.flush()
            self.pieces.append(paragraph)
            self.has_text = True
        if not lines[-1].strip():
            self.flush()

    def enter(self, tag: Tag) -> OpenElement | None:
        """Open an element; None if its content is not read."""
        name = tag.name
        if name in _DECLARING:
            self.declare(tag)
            return None
        if name in _PICTURES:
            self.result.pictures.add(len(self.result.blocks) + self.has_text)
        if name == "br":
            self.flush()
            return None
        contents = self.contents(tag)
        if contents is None:
            return None
        entered = OpenElement(tag, iter(contents), block=_is_block(name), link=name == "a")
        hint = name_hint(name, tag.attrs)
        if entered.block:
            self.flush()
            self.open_node(name, hint, tag.attrs)
        else:
            self.pieces += (BREAK, "“") if is_quoted(tag) else (BREAK,)
            self.links += entered.link
        if (
            tag.attrs
            and not TITLES.isdisjoint(tag.attrs)
            and (moment := titled_moment(name, tag.attrs))
        ):
            self.result.times.append((moment, len(self.result.blocks)))
            self.result.published += [moment] if moment[0] in "发發" else []
        if (hint and is_mark(hint)) or name == "time" or hint == LARGE_FONT:
            entered.mark = hint or name
            entered.piece, entered.first = len(self.pieces), len(self.result.blocks)
            entered.before = self.begun()
            entered.moment = moment_of(name, tag.attrs)
            entered.published = bool(entered.moment and is_of_publication(hint, tag.attrs))
        return entered

    def contents(self, tag: Tag) -> Sequence[PageElement] | None:
        """The content of an element that is read; None if none of it is visible text."""
        name = tag.name
        if name in _PARTICULAR or not (tag.attrs or "-" in name):
            return self.particular(tag) if name in _PARTICULAR else tag.contents
        if self.is_furniture(tag):
            return None
        return None if tag.attrs and is_sign(tag, block=_is_block(name)) else tag.contents

    def particular(self, tag: Tag) -> Sequence[PageElement] | None:
        """The content of a frame, a template or a button that is read; None for what never is."""
        if (name := tag.name) in FRAMES:
            return self.frames.contents(tag) if self.frames is not None else None
        if name == "template":
            shadow = any(key.startswith("shadowroot") for key in tag.attrs)
            return tag.contents if shadow else None
        if name == "button":
            named = self.node >= 0 and self.result.nodes[self.node].tag in _NAMING
            return tag.contents if named or unfolds(tag) else None
        if name == "svg" and not self.links and (lines := drawings.told(drawings.lines_of(tag))):
            self.take_lines("\n".join(("", *lines, "")))
        elif name == "style":
            self.sheet.take(tag)
        self.is_furniture(tag)
        return None

    def is_furniture(self, tag: Tag) -> bool:
        """Whether an element is one that a web archive adds; its text is recorded."""
        named = "id" in tag.attrs and is_furniture(str(tag.attrs["id"]))
        if found := named or ("-" in tag.name and is_furniture(tag.name)):
            self.result.furniture.append(tag.get_text("\n"))
        return found

    def open_node(self, name: str, hint: str, attributes: Mapping[str, object]) -> None:
        """Begin a block-level element."""
        classed = bool(hint) and name not in {"body", "html"}
        dialog = is_dialog(name, attributes)
        bad = dialog or name in _BAD_TAGS or (classed and is_bad(hint))
        hint += DIALOG if dialog else ""
        weak = classed and not bad and is_weak(hint)
        hidden = is_hidden(attributes)
        if name == "center" or (attributes and is_centered(attributes)):
            hint += CENTERED
        nodes = self.result.nodes
        figure = name in _FIGURES or (self.node >= 0 and nodes[self.node].figure)
        first = len(self.result.blocks)
        node = PageNode(self.node, name, hint, bad, hidden, first, weak=weak, figure=figure)
        told = self.told >= _MIN_STORY_CHARS
        strange = name == "iframe" or is_of_others(hint)
        node.aside = self.is_aside() or (told and strange)
        node.unseen = name == "noframes" or is_unseen(attributes) or self.sheet.hides(attributes)
        nodes.append(node)
        self.node = len(self.result.nodes) - 1

    def is_aside(self) -> bool:
        """Whether the walk is in an element that says nothing of the page."""
        return self.node >= 0 and self.result.nodes[self.node].aside

    def leave(self, opened: OpenElement) -> None:
        """End an element."""
        if opened.block:
            self.flush()
        if opened.mark:
            self.mark(opened)
        if opened.block:
            node = self.result.nodes[self.node]
            node.last = len(self.result.blocks)
            if node.tag in _PICTURES:
                self.result.pictures.add(node.last)
            self.node = node.parent
        elif opened.tag is not None:
            self.links -= opened.link
            self.pieces += ("”", BREAK) if is_quoted(opened.tag) else (BREAK,)

    def begun(self) -> str:
        """The text of the block so far; empty if it is too long for a field beside it."""
        short = self.has_text and len(self.pieces) <= _MAX_PIECES
        if not short or sum(map(len, self.pieces)) > _MAX_CHARS_BEFORE:
            return ""
        return tight("".join(self.pieces))

    def mark(self, opened: OpenElement) -> None:
        """Record what an element whose name suggests a field shows, and keeps for programs."""
        text = self.shown(opened)
        if 0 < len(text) <= _MAX_SHOWN_CHARS:
            self.result.marked.append(MarkedElement(opened.mark, text, opened.first))
        if not opened.moment or contradicts(text[:_MAX_SHOWN_CHARS], opened.moment):
            return
        times = self.result.changes if is_of_change(opened.mark) else self.result.times
        times.append((opened.moment, opened.first))
        if opened.published and not self.is_aside():
            self.result.published.append(opened.moment)

    def shown(self, opened: OpenElement) -> str:
        """The text of an element whose name suggests a field; empty if it is long."""
        pieces = len(self.pieces) - opened.piece
        if len(self.result.blocks) - opened.first > 3 or pieces > _MAX_PIECES:
            return ""
        blocks = self.result.blocks[opened.first :]
        inline = "" if blocks and not opened.block else "".join(self.pieces[opened.piece :])
        text = "\n".join([*(block.text for block in blocks), inline]).strip(BREAK + " \n\t")
        return text.removeprefix(opened.before if blocks else "").lstrip(BREAK + " \n\t")

    def flush(self) -> None:
        """End the block, if it has any text."""
        if self.pieces:
            text = "".join(self.pieces) if self.has_text else ""
            if self.node >= 0 and self.result.nodes[self.node].tag in HEADING_TAGS:
                heading = without_edit_sign(text)
                self.linked = max(self.linked - len(text) + len(heading), 0)
                text = heading
            if self.node >= 0 and text.strip(BLANK):
                self.told += (
                    len(text) if len(text) >= max(_MIN_SENTENCE_CHARS, 2 * self.linked) else 0
                )
                self.result.blocks.append(Block(unspread(tight(text)), self.linked, self.node))
                self.result.cut = len(self.result.blocks) >= MAX_BLOCKS
            self.pieces.clear()
            self.linked = 0
            self.has_text = False

    def declare(self, tag: Tag) -> None:
        """Record a declaration: meta, title, canonical URL or structured data."""
        if self.is_aside():
            return
        if tag.name == "meta":
            name = next(filter(None, map(tag.get, _META_NAMES)), None)
            content = tag.get("content") or tag.get("value")
            if name and content:
                self.result.metas.append(
                    (str(name).strip().lower(), unescaped(str(content)[:5_000]))
                )
        elif tag.name == "title":
            self.result.title = self.result.title or unescaped(tag.get_text()[:1_000])
        elif tag.name == "link":
            if "canonical" in str(tag.get("rel", "")) and tag.get("href"):
                self.result.canonical = str(tag["href"])
        elif "ld+json" in str(tag.get("type", "")):
            self.result.structured.append(tag.get_text()[:500_000])
        else:
            self.script_day.take(tag.string or "")
            self.result.scripted = self.script_day.value
