"""BylineContext: the blocks around the body of a page in which bylines occur."""

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.ingest import dates, document_numbers, field_labels, header_lines, person_names
from index.ingest.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage import block_weights, byline_text, first_sentence, hints
from index.ingest.webpage.blocks import PageBlocks
from index.ingest.webpage.body import PageBody
from index.ingest.webpage.heading import Heading
from index.text.lazy_pattern import lazy_pattern

_BLOCKS_BEFORE, _BLOCKS_AFTER, _BLOCKS_INSIDE = 12, 30, 3
"""The number of blocks before, after and inside the body that may be bylines."""
_WITHIN = 400
"""The number of blocks of a long body that are searched for labels."""
_NO_ROWS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "th", "dt"})
_FROM = lazy_pattern(rf"(?:发表于|发布于|IP属地)[\s:：{BREAK}]*[\u3400-\u9fff]{{2,8}}")
"""The location of an account, as in 发表于云南."""
_LABELLED = lazy_pattern(r"[:：]\s*$|^[\u3400-\u9fff]{2,6}[:：]")
"""The piece of a byline with a label that is no field, as that of who leads a conference."""
_MAX_LABEL_POSITION = 16
"""The last position, in code points, at which a label still begins a line."""
_BLOCKS_BELOW_TITLE = 3
"""The number of blocks directly below the title."""
_GAP = 4
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
_LETTER = re.compile(r"[^\W\d_]")
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

    def text(self, position: int) -> str:
        """The text of a block, with soft breaks."""
        return "" if position in self.hidden else self.page.blocks[position].text

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
            alone = row == [self.page.blocks[position].plain]
            heads = not dated or (position > dated[-1] and self._is_sibling(position))
            if not (alone and heads):
                yield row

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
        above = (*self.before[-_GAP:], *range(self.head.start, position))
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
        if rest == text and len(text) > _MAX_LINE_CHARS:
            return None
        rest = _HOST.sub(BREAK, _REFERENCE.sub(BREAK, rest))
        pieces = byline_text.TOKEN.split(header_lines.without_times(rest))
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
                blocks = self.page.blocks[node.first : min(node.last, node.first + _WITHIN // 4)]
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
        for mark in self.page.marked:
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


def _amid(body: PageBody | None) -> range:
    """The blocks of a body between its second sentence and its last."""
    if body is None:
        return range(0)
    speak = [
        position
        for position in range(body.first, body.last)
        if body.weights[position] > first_sentence.MIN_SENTENCE_WEIGHT
    ]
    return range(speak[1] + 1, speak[-1]) if len(speak) > 2 else range(0)


def _hidden(page: PageBlocks, body: PageBody | None) -> frozenset[int]:
    """The blocks in hidden elements that are not text."""
    hides: list[bool] = []
    for number, node in enumerate(page.nodes):
        hides_text = node.hidden and (body is None or body.bad[number])
        hides.append(hides_text or (node.parent >= 0 and hides[node.parent]))
    return frozenset(position for position, block in enumerate(page.blocks) if hides[block.node])


_NUMBER = re.compile(r"(?<![\w.:])\d[\d.,:%]*")
_MIN_NUMBERS, _MIN_LINES = 3, 3
"""The least numbers of a line of a table in preformatted text, and the least such lines."""


def _columns(page: PageBlocks, near: range) -> Iterator[int]:
    """The lines of a table in preformatted text: several below each other with several numbers."""
    lines = [
        position
        for position in near
        if page.tag(position) == "pre"
        and len(_NUMBER.findall(page.blocks[position].plain)) >= _MIN_NUMBERS
    ]
    for _, run in itertools.groupby(enumerate(lines), lambda pair: pair[1] - pair[0]):
        positions = [position for _, position in run]
        yield from positions if len(positions) >= _MIN_LINES else ()


def _table_above(page: PageBlocks, title: int) -> range:
    """The cells of the table that ends shortly above the title, as that of a document's data."""
    rows = block_weights.rows(page)
    last = next((at for at in range(title - 1, max(title - _GAP, 0) - 1, -1) if at in rows), -1)
    first = last
    while first - 1 in rows and last - first < _BLOCKS_BEFORE * 4:
        first -= 1
    return range(max(first, 0), last + 1)


def byline_context(
    page: PageBlocks, body: PageBody | None, heading: Heading | None
) -> BylineContext:
    """Determines the blocks of a page in which bylines occur."""
    count = len(page.blocks)
    title = heading.block if heading is not None else -1
    first, last = (body.first, body.last) if body is not None else (0, count)
    start = title if title >= 0 else max(first - _BLOCKS_BEFORE, 0)
    end = min(start + 1 + _BLOCKS_AFTER, count)
    if body is not None:
        end = first_sentence.below(page, body, heading, start, end)
    before = range(max(start - _BLOCKS_BEFORE, 0), start)
    positions = (
        *range(start, min(max(end, first) + _BLOCKS_INSIDE, count)),
        *range(max(start - _GAP, 0), start),
        *range(max(last - 8, first), min(last + _BLOCKS_AFTER, count)),
        *_table_above(page, start),
        *before,
        *range(first, min(last, first + _WITHIN)),
    )
    inside = range(first, last) if body is not None else range(0)
    spoken = (
        position for position in reversed(inside) if body is not None and body.weights[position] > 0
    )
    after = next(spoken, start) + 1
    return BylineContext(
        page=page,
        body=body,
        title=heading.text if heading is not None else "",
        printed=title >= 0,
        before=before,
        head=range(start, end),
        inside=inside,
        below=range(after, min(after + _BLOCKS_INSIDE, count)),
        all=tuple(dict.fromkeys(positions)),
        hidden=_hidden(page, body),
        amid=_amid(body),
        listed=frozenset(
            (
                *block_weights.cells(page),
                *block_weights.repeated(page, range(start, end)),
                *_columns(page, range(start, end)),
            )
        ),
    )
