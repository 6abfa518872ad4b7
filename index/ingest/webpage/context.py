"""What stands around the body of a page: where bylines are, their rows, their marked elements."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.ingest import dates, field_labels, header_lines, word_lists
from index.ingest.field_labels import BREAK
from index.ingest.webpage import weights
from index.ingest.webpage.blocks import PageBlocks
from index.ingest.webpage.body import PageBody
from index.ingest.webpage.title import Heading

_BEFORE, _AFTER, _INSIDE = 12, 30, 3  # blocks around title and body that can be bylines
_WITHIN = 400  # blocks of a long body that are looked at for labels
_SPEAKS = 12  # weight of a block that is a sentence of the body
_TOKEN = re.compile(rf"{BREAK}|\s{{2,}}|[|｜丨\u3000⋅·•\t]| - ")
_OWN = re.compile(rf"^(?:{word_lists.either('remarks', 'patterns')})$", re.IGNORECASE)
_STOP = re.compile(r"[。！？]")
_SIX_WORDS = re.compile(r"(?<!\w)(?:\w++\s++){5}\w")
_NO_ROWS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Where an account wrote from: 发表于云南.
_FROM = re.compile(rf"(?:发表于|发布于|IP属地)[\s:：{BREAK}]*[\u3400-\u9fff]{{2,8}}")
_SHORT = 16  # code points of a part of a byline
_CLOSE = 3  # blocks below the title
_FOOT = re.compile(r"foot|copyright|bottom|banquan", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 400  # code points of a block that can be a byline at all
_LINE = 80  # code points of a byline without labels


@dataclass(frozen=True, slots=True)
class BylineContext:
    """A page with the numbers of the blocks where bylines stand.

    `head` leads from the title to the first sentences, `before` to the title, `inside` is the
    body, `below` is right behind it; `printed` is whether the title has a block; `all` are these
    and more behind it, the likeliest first. `hidden` blocks say nothing, `listed` ones are the
    cells and items of data, and no bylines; `amid` is the body from its third sentence to its last.
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

    def text(self, place: int) -> str:
        """The text of a block, with soft breaks."""
        return "" if place in self.hidden else self.page.blocks[place].text

    def rows(self) -> Iterator[list[str]]:
        """The byline rows between title and body, each as its parts."""
        rows = (self.row(place) for place in self.head[1:] if self._may_be_row(place))
        return (row for row in rows if row)

    def _may_be_row(self, place: int) -> bool:
        """Whether a block can be a byline: a dated one, else no heading, caption or menu."""
        if self._is_caption(place) or place in self.listed:
            return False
        if dates.find_dates(self.text(place)):
            return True
        if self.body is None:
            return False  # a line of a text without sentences
        block = self.page.blocks[place]
        if self.text(place - 1).endswith(("：", ":")) or header_lines.document_number(block.plain):
            return False
        menu = not self.printed and block.linked * 2 > len(block.text)
        return self.page.tag(place) not in _NO_ROWS and not menu

    def _is_caption(self, place: int) -> bool:
        """Whether a block stands in a figure."""
        blocks = self.page.blocks
        return place < len(blocks) and self.page.nodes[blocks[place].node].figure

    def row(self, place: int) -> list[str] | None:
        """What is left of a short block beside labels and dates; None where it is text."""
        text = self.text(place)
        if place in self.listed or header_lines.is_adoption(text):
            return None
        if self._is_beside(place) or len(text) > 2 * _LINE or _is_sentence(text):
            return None
        rest = _FROM.sub(BREAK, self.rest(place))
        if rest == text and len(text) > _LINE:
            return None
        pieces = _TOKEN.split(header_lines.without_times(rest))
        parts = [
            header_lines.name(piece) for piece in pieces if not piece.rstrip().endswith((":", "："))
        ]
        kept = [part for part in parts if _is_part(part)]
        good = [part for part in kept if self._may_name(part)]
        if not good:
            return [] if rest != text and not kept else None
        return good

    def is_apart(self, place: int, item: field_labels.LabelledValue) -> bool:
        """Whether a label is not the report's: hidden, of a chart, at the foot of the page."""
        if place in self.hidden:
            return True
        if item.field != "source" or item.start > _SHORT:
            return False
        return self._is_chart(place, item) or self._is_imprint(place)

    def _is_chart(self, place: int, item: field_labels.LabelledValue) -> bool:
        """Whether a source is that of a picture or a table: in the text, with more behind it."""
        behind_picture = place in self.page.pictures
        if behind_picture and item.label.isascii():
            return True
        if self.body is None or place not in self.inside or place in self.head:
            return False
        if dates.find_dates(self.text(place)):
            return False
        return place in self.amid

    def _is_imprint(self, place: int) -> bool:
        """Whether a block stands at the foot of the page, beside the rights of its owner."""
        if place in self.head:
            return False
        for above in self.page.above(self.page.blocks[place].node):
            node = self.page.nodes[above]
            if node.tag in {"body", "html"}:
                return False
            if node.tag == "footer" or _FOOT.search(node.hint):
                blocks = self.page.blocks[node.first : min(node.last, node.first + _WITHIN // 4)]
                return any(header_lines.is_legal(block.plain) for block in blocks)
        return False

    def _is_beside(self, place: int) -> bool:
        """Whether a block is by its class none of the report's; below the title a date helps."""
        bad = self.body is not None and self.body.bad[self.page.blocks[place].node]
        close = self.printed and place - self.head.start <= _CLOSE
        return bad and not (close and bool(dates.find_dates(self.text(place))))

    def is_byline(self, place: int) -> bool:
        """Whether a block is a date with short parts around it, set apart from each other."""
        text = self.text(place)
        return place not in self.listed and _is_byline(text) and not header_lines.is_adoption(text)

    def rest(self, place: int) -> str:
        """A block's text without its labelled values and its dates; a long one as it is."""
        text = self.text(place)
        return text if len(text) > _LONGEST else _undated(_unlabelled(text))

    def _may_name(self, part: str) -> bool:
        says = field_labels.named(part) and _LETTER.search(part) is not None
        return (
            says
            and not re.search(r"[，,：:>＞©]", part)
            and "".join(part.split()) not in "".join(self.title.split())
        )

    def marked(self, places: range, wanted: re.Pattern[str]) -> Iterator[tuple[str, str]]:
        """Short texts of elements whose class or id matches, with where they were found."""
        for mark in self.page.marked:
            if (
                mark.block not in places
                or len(mark.text) > _LINE
                or not wanted.search(mark.hint)
                or self._is_caption(mark.block)
            ):
                continue
            text = _first_name(mark.text)
            own = field_labels.scan(mark.text) or text == self.title or text.isdecimal()
            if field_labels.named(text) and not own and _is_part(text):
                yield text, f"class {mark.hint[:40]}"


def _first_name(text: str) -> str:
    """The first part of a marked text that is neither date nor time."""
    for date in reversed(dates.find_dates(text)):
        text = f"{text[: date.start]}\n{text[date.end :]}"
    parts = header_lines.without_times(text, "\n").replace(BREAK, " ").split("\n")
    names = map(header_lines.name, map(str.strip, parts))
    return next((name for name in names if _LETTER.search(name)), "")


def _is_part(part: str) -> bool:
    """Whether a piece of a byline is more than a switch, a number or a remark."""
    return (
        len(part) > 1
        and not part.isdecimal()
        and not header_lines.is_noise(part)
        and not _OWN.match(part)
    )


def _is_sentence(text: str) -> bool:
    """Whether a text holds a Chinese stop, or six words before the stop that ends it."""
    return _STOP.search(text) is not None or (
        text.endswith((".", "!", "?")) and _SIX_WORDS.search(text) is not None
    )


def _is_byline(text: str) -> bool:
    """Whether a text is a date or a time with short parts around it, set apart from each other."""
    dated = bool(dates.find_dates(text)) or header_lines.without_times(text) != text
    if not dated or len(text) > _LINE + 40 or _is_sentence(text):
        return False
    parts = [part.strip() for part in _TOKEN.split(text) if part.strip()]
    others = _TOKEN.split(_undated(_unlabelled(text)))
    limit = _SHORT if field_labels.has_han(text) else 2 * _SHORT
    alone = sum(len(part.strip()) for part in others) <= limit
    return (len(parts) > 1 or alone) and all(len(part.strip()) <= limit for part in others)


def _unlabelled(text: str) -> str:
    if not header_lines.may_be(text):
        return text
    for item in reversed(field_labels.scan(text)):
        text = text[: item.start] + BREAK + text[item.end :]
    return text


def _undated(text: str) -> str:
    for date in reversed(dates.find_dates(text)):
        text = text[: date.start] + BREAK + text[date.end :]
    return text


_DECK = re.compile(
    r"summary|subtitle|deck|standfirst|abstract|subhead|zhaiyao|daodu", re.IGNORECASE
)


def _is_body(page: PageBlocks, place: int) -> bool:
    """Whether a sentence belongs to the body, and not to byline or deck above it."""
    block = page.blocks[place]
    short = len(block.text) < _LONGEST and bool(dates.find_dates(block.text))
    byline = short and any(map(header_lines.fits, field_labels.scan(block.text)))
    byline = byline or _is_byline(block.text)
    deck = _DECK.search(page.nodes[block.node].hint)
    caption = page.tag(place) == "figcaption"
    return not (byline or deck or caption or header_lines.is_header(block.text))


def _is_title(page: PageBlocks, place: int, heading: Heading | None) -> bool:
    """Whether a block repeats the title."""
    return heading is not None and page.blocks[place].plain == heading.text


def _amid(body: PageBody | None) -> range:
    """The blocks of a body between its second sentence and its last."""
    if body is None:
        return range(0)
    speak = [place for place in range(body.first, body.last) if body.weights[place] > _SPEAKS]
    return range(speak[1] + 1, speak[-1]) if len(speak) > 2 else range(0)


def _hidden(page: PageBlocks, body: PageBody | None) -> frozenset[int]:
    """The blocks in elements that are hidden, and that are no text."""
    hides: list[bool] = []
    for number, node in enumerate(page.nodes):
        own = node.hidden and (body is None or body.bad[number])
        hides.append(own or (node.parent >= 0 and hides[node.parent]))
    return frozenset(place for place, block in enumerate(page.blocks) if hides[block.node])


def byline_context(
    page: PageBlocks, body: PageBody | None, heading: Heading | None
) -> BylineContext:
    """Where bylines stand on a page."""
    count = len(page.blocks)
    title = heading.block if heading is not None else -1
    first, last = (body.first, body.last) if body is not None else (0, count)
    start = title if title >= 0 else max(first - _BEFORE, 0)
    end = min(start + 1 + _AFTER, count)
    if body is not None:
        heavy = (place for place in range(start + 1, last) if body.weights[place] > _SPEAKS)
        speaking = (
            place
            for place in heavy
            if _is_body(page, place) and not _is_title(page, place, heading)
        )
        end = next(speaking, end)
    before = range(max(start - _BEFORE, 0), start)
    places = (
        *range(start, min(max(end, first) + _INSIDE, count)),
        *range(max(last - 8, first), min(last + _AFTER, count)),
        *before,
        *range(first, min(last, first + _WITHIN)),
    )
    inside = range(first, last) if body is not None else range(0)
    spoken = (place for place in reversed(inside) if body is not None and body.weights[place] > 0)
    after = next(spoken, start) + 1
    return BylineContext(
        page=page,
        body=body,
        title=heading.text if heading is not None else "",
        printed=title >= 0,
        before=before,
        head=range(start, end),
        inside=inside,
        below=range(after, min(after + _INSIDE, count)),
        all=tuple(dict.fromkeys(places)),
        hidden=_hidden(page, body),
        amid=_amid(body),
        listed=frozenset(
            (*weights.cells(page, weights.rows(page)), *weights.repeated(page, range(start, end)))
        ),
    )
