"""BylineContext: the blocks around the body of a page in which bylines occur."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.ingest.days import dates
from index.ingest.heads import (
    clock_times,
    document_numbers,
    field_labels,
    header_lines,
    person_names,
)
from index.ingest.heads.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage.bylines import byline_text
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.tree import hints
from index.ingest.webpage.tree.blocks import MarkedElement, PageBlocks
from index.text.lazy_pattern import lazy_pattern

_NO_ROWS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "dt"})
_FROM = lazy_pattern(rf"(?:发表于|发布于|IP属地)[\s:：{BREAK}]*[\u3400-\u9fff]{{2,8}}")
"""The location of an account, as in 发表于云南."""
_LABELLED = lazy_pattern(r"[:：]\s*$|^[\u3400-\u9fff]{2,6}[:：]")
"""The piece of a byline with a label that is no field, as that of who leads a conference."""
_MAX_LABEL_POSITION = 16
"""The last position, in code points, at which a label still begins a line."""
_BLOCKS_BELOW_TITLE = 3
"""The number of blocks directly below the title."""
GAP_BLOCKS = 4
"""The number of blocks between a table of data and the title below it, at most."""
_PICTURE = re.compile(r"(?:figure|fig\.|chart|table|graph|map|exhibit|box)\s?\d", re.IGNORECASE)
"""The beginning of a caption."""
_CREDIT = re.compile(
    r"\W{0,3}(?:(?:chart|graphics?|infographic|graph|map|illustration|data|table)\s?(?:[:：]|by\s)"
    r"|(?:制图|製圖|图表|圖表|数据|數據|制表|製表)\s?[:：])",
    re.IGNORECASE,
)
"""The beginning of a credit that also names where the figures of a chart are from."""
_DASHED = lazy_pattern(r"\s{0,4}(?:[—─]{2}|--)[\u3400-\u9fff]")
"""The beginning of a Chinese subtitle."""
_HOST = re.compile(r"(?:https?://|www\.)[\w./-]{3,80}")
_CAPTION = 4
"""The largest number of blocks between a caption and the source below it."""
_CLAUSE = 8  # code points of a part of a Chinese sentence, at most of a name
_FOOT = re.compile(r"foot|copyright|bottom|banquan", re.IGNORECASE)
_FOOT_BLOCKS = 100
"""The largest number of blocks of a footer that are searched for a copyright notice."""
_LETTER = re.compile(r"[^\W\d_]")
_SAID, _CLOSING_LINES = 8, 3
"""The least weight of the last sentence of a text, and the number of lines at its end."""
_MAX_BYLINE_CHARS = 400
"""The longest block that can be a byline, in code points."""
_MAX_LINE_CHARS = 80
"""The longest byline without labels, in code points."""


@dataclass(frozen=True)
class BylineContext:
    """A page and the numbers of the blocks in which bylines occur.

    `before` is the range before the title, `head` from the title to the first sentence, `inside`
    the body, `below` directly after it. `all` contains these and more, the likeliest first.
    `printed` is whether a block contains the title. `hidden` blocks are ignored; `listed` ones are
    cells and list items, not bylines. `amid` is the body from its third sentence to its last.
    """

    page: PageBlocks
    body: PageBody | None
    title: str
    printed: bool
    before: range
    head: range
    inside: range
    below: range
    all: tuple[int, ...]
    hidden: frozenset[int] = frozenset()
    listed: frozenset[int] = frozenset()
    amid: range = range(0)
    _unlabelled: dict[int, str] = field(default_factory=dict)
    _rows: dict[int, list[str] | None] = field(default_factory=dict)

    @functools.cached_property
    def closing(self) -> tuple[int, ...]:
        """The last sentence of the text, the lines directly below it, and the last lines of all.

        Behind a credit or a signature may be buttons and links to other reports.
        """
        weights = self.body.weights if self.body is not None else []
        said = next((at for at in reversed(self.inside) if weights[at] > _SAID), self.inside.stop)
        below = range(said, min(said + _CLOSING_LINES, self.inside.stop))
        return tuple(dict.fromkeys((*below, *self.inside[-_CLOSING_LINES:])))

    def text(self, position: int) -> str:
        """The text of a block, with soft breaks."""
        return "" if position in self.hidden else self.page.blocks[position].text

    def plain(self, position: int) -> str:
        """The text of a block, without soft breaks."""
        return "" if position in self.hidden else self.page.blocks[position].plain

    def marks(self) -> Iterator[MarkedElement]:
        """The elements whose class or id names a field."""
        return (mark for mark in self.page.marked if mark.block not in self.hidden)

    def times(self) -> Iterator[tuple[str, int]]:
        """The days that elements keep for programs, each with the number of its block."""
        return (item for item in self.page.times if item[1] not in self.hidden)

    def rows(self) -> Iterator[list[str]]:
        """The byline rows between title and body, each as a list of its parts."""
        return (row for _, row in self.numbered_rows())

    def numbered_rows(self) -> tuple[tuple[int, list[str]], ...]:
        """The byline rows, each with the number of its block."""
        return self._numbered_rows

    @functools.cached_property
    def _numbered_rows(self) -> tuple[tuple[int, list[str]], ...]:
        return tuple(self._find_rows())

    def _find_rows(self) -> Iterator[tuple[int, list[str]]]:
        for position in self.head[1 if self.printed else 0 :]:
            row = self.row(position) if self._may_be_row(position) else None
            if row and not (len(row) > 1 and self.is_of_text(position)):
                yield position, row

    def named_rows(self) -> Iterator[list[str]]:
        """The rows in which a name may stand that only its position makes a name.

        A short line alone is more likely the first heading of the text if no line below the title
        has a date or a time, or if it follows them as a sibling of the first sentence.
        """
        dated = [
            position for position in self.head[1:] if byline_text.has_moment(self.text(position))
        ]
        for position, row in self.numbered_rows():
            if self._is_listed_link(position):
                continue
            alone = row == [self.page.blocks[position].plain]
            heads = not dated or (position > dated[-1] and self._is_sibling(position))
            if not (alone and heads):
                yield row

    def _is_listed_link(self, position: int) -> bool:
        """Whether a block is a linked item of a list that has no day, as that of other reports."""
        nodes, block = self.page.nodes, self.page.blocks[position]
        node = nodes[block.node]
        if node.tag != "li" or 2 * block.linked <= len(block.text) or node.parent < 0:
            return False
        listed = range(nodes[node.parent].first, nodes[node.parent].last)
        return not any(byline_text.has_moment(self.text(at)) for at in listed)

    def _is_sibling(self, position: int) -> bool:
        """Whether a block and the first sentence of the text lie in the same element."""
        nodes, blocks = self.page.nodes, self.page.blocks
        if self.head.stop >= len(blocks):
            return False
        return nodes[blocks[position].node].parent == nodes[blocks[self.head.stop].node].parent

    def is_of_text(self, position: int) -> bool:
        """Whether an undated line lies beside the first sentence, in an element without the title.

        It is part of the document, as the name of the court above a judgment.
        """
        nodes, blocks = self.page.nodes, self.page.blocks
        if not self._is_sibling(position) or self._is_moment(position):
            return False
        parent = nodes[blocks[position].node].parent
        return self.printed and parent not in self.page.above(blocks[self.head.start].node)

    def _is_moment(self, position: int) -> bool:
        """Whether a line has a date, or a time of day below a title that has no date."""
        text = self.text(position)
        if dates.find_dates(text) or not byline_text.has_moment(text):
            return bool(dates.find_dates(text))
        above = (*self.before[-GAP_BLOCKS:], *range(self.head.start, position))
        return not any(dates.find_dates(self.text(other)) for other in above)

    def _may_be_row(self, position: int) -> bool:
        """Whether a block can be a byline: it has a date, or is not a heading, caption or menu."""
        if self._is_caption(position) or position in self.listed:
            return False
        if dates.find_dates(self.text(position)):
            return True
        if self.body is None:
            return False  # a page without a body has no bylines without a date
        block = self.page.blocks[position]
        if self.text(position - 1).endswith(("：", ":")) or document_numbers.on_line(block.plain):
            return False
        if self.page.tag(position) == "dd" and not field_labels.is_label(self.text(position - 1)):
            return False  # the description of a term
        linked = block.linked * 2 > len(block.text)
        menu = linked and (
            not (self.printed or self._is_above_day(position, block.plain))
            or any(map(byline_text.is_switch, block.text.split(BREAK)))
        )
        return self.page.tag(position) not in _NO_ROWS and not menu

    def _is_above_day(self, position: int, name: str) -> bool:
        """Whether a linked line is the name of an outlet directly above a day or a time."""
        return person_names.is_outlet(name) and byline_text.has_moment(self.text(position + 1))

    def _is_caption(self, position: int) -> bool:
        """Whether a block is in a figure, or says where an author works."""
        blocks, nodes = self.page.blocks, self.page.nodes
        node = nodes[blocks[position].node] if position < len(blocks) else None
        return node is not None and (node.figure or hints.is_affiliation(node.hint))

    def row(self, position: int) -> list[str] | None:
        """The parts of a short block besides labels and dates; None if it is text."""
        if position not in self._rows:
            self._rows[position] = self._row(position)
        return self._rows[position]

    def _row(self, position: int) -> list[str] | None:
        text = self.text(position)
        if position in self.listed or header_lines.is_adoption(text) or _DASHED.match(text):
            return None
        if byline_text.CHAPTER.match(text):
            return None
        if (
            self._is_beside(position)
            or len(text) > 2 * _MAX_LINE_CHARS
            or byline_text.is_sentence(text)
        ):
            return None
        rest = self.unlabelled(position)
        clauses = rest.count("，") > 1 and not dates.find_dates(text)  # with a year amid them
        if clauses or (rest == text and len(text) > _MAX_LINE_CHARS):
            return None
        rest = _HOST.sub(BREAK, _REFERENCE.sub(BREAK, rest))
        pieces = byline_text.TOKEN.split(clock_times.without_times(rest))
        parts = [
            byline_text.first_outlet(header_lines.name(piece))
            for label, piece in zip(("", *pieces), pieces, strict=False)
            if not _LABELLED.search(piece) and not _LABELLED.search(label)
        ]
        kept = [part for part in parts if byline_text.is_part(part)]
        good = [part for part in kept if self._may_name(part)]
        clause = any(len(part) > _CLAUSE and "，" in part for part in kept)
        if not good or (clause and not dates.find_dates(text)):
            return [] if rest != text and not kept else None
        return good

    def is_apart(self, position: int, item: field_labels.LabelledValue) -> bool:
        """Whether a label is not of the report: hidden, a signature, of a chart, in the footer."""
        if position in self.hidden or (item.field == "source" and self._is_caption(position)):
            return True
        if header_lines.SLASHED_SIGNATURE.match(item.value):
            return True
        if item.field == "source" and _CREDIT.match(self.text(position)):
            return True
        if (
            item.field != "source"
            or item.start > _MAX_LABEL_POSITION
            or item.label.lower() == "from"
        ):
            return False
        return self._is_chart(position, item) or self._is_imprint(position)

    def _is_chart(self, position: int, item: field_labels.LabelledValue) -> bool:
        """Whether a source belongs to a picture or a table, because it is within the text."""
        above = self.page.blocks[max(position - _CAPTION, 0) : position]
        behind = position in self.page.pictures or any(
            _PICTURE.match(block.plain) for block in above
        )
        if behind and item.label.isascii():
            return True
        if self.body is None or position not in self.inside or position in self.head:
            return False
        if dates.find_dates(self.text(position)):
            return False
        return position in self.amid

    def _is_imprint(self, position: int) -> bool:
        """Whether a block is in the footer of the page, beside a copyright notice."""
        if position in self.head:
            return False
        for above in self.page.above(self.page.blocks[position].node):
            node = self.page.nodes[above]
            if node.tag in {"body", "html"}:
                return False
            if node.tag == "footer" or _FOOT.search(node.hint):
                blocks = self.page.blocks[node.first : min(node.last, node.first + _FOOT_BLOCKS)]
                return any(header_lines.is_legal(block.plain) for block in blocks)
        return False

    def _is_beside(self, position: int) -> bool:
        """Whether the class of a block excludes it; a dated one directly below the title stays."""
        bad = self.body is not None and self.body.bad[self.page.blocks[position].node]
        close = self.printed and position - self.head.start <= _BLOCKS_BELOW_TITLE
        return bad and not (close and bool(dates.find_dates(self.text(position))))

    def is_byline(self, position: int) -> bool:
        """Whether a block is a byline: a date with separate short parts around it."""
        text = self.text(position)
        return (
            position not in self.listed
            and byline_text.is_byline(text)
            and not header_lines.is_adoption(text)
        )

    def unlabelled(self, position: int) -> str:
        """The text of a block without labelled values and dates; a long one is unchanged."""
        if position not in self._unlabelled:
            self._unlabelled[position] = self._without_labels(self.text(position))
        return self._unlabelled[position]

    @staticmethod
    def _without_labels(text: str) -> str:
        if len(text) > _MAX_BYLINE_CHARS:
            return text
        return byline_text.undated(byline_text.unlabelled(_FROM.sub(BREAK, text)))

    def _may_name(self, part: str) -> bool:
        says = field_labels.can_be_name(part) and _LETTER.search(part) is not None
        return (
            says
            and not byline_text.CHAPTER.match(part)
            and not re.search(r"[，,：:>＞©]", part)
            and "".join(part.split()) not in "".join(self.title.split())
        )

    def marked(self, positions: range, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
        """Short texts of elements whose class or id matches, each with its origin."""
        for mark in self.marks():
            if (
                mark.block not in positions
                or len(mark.text) > _MAX_LINE_CHARS
                or not wanted.search(mark.hint)
                or self._is_caption(mark.block)
            ):
                continue
            text = byline_text.first_name(mark.text)
            is_field = field_labels.scan(mark.text) or text == self.title or text.isdecimal()
            if field_labels.can_be_name(text) and not is_field and byline_text.is_part(text):
                yield text, OriginKind.CLASS.of(mark.hint[:40])


_REFERENCE = re.compile(r"(?<![\w-])[A-Z]{1,6}[-/]\d[\w/-]{2,30}")
"""The number of a document or a tender in a byline."""
