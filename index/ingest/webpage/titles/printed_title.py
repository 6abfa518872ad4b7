"""Finds the printed title of a page by tag, class and place, without a declared one."""

import re

from index.ingest.days import dates
from index.ingest.heads import document_numbers, field_labels, header_lines, person_names
from index.ingest.heads.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage.main_text.body import PageBody
from index.ingest.webpage.tree.attributes import LARGE_FONT
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import CENTERED, PageBlocks
from index.ingest.webpage.tree.heading import (
    HEADING_RANKS,
    HEADINGS,
    TITLE_CLASS,
    Heading,
    unswitched,
)


def find(page: PageBlocks, body: PageBody | None) -> Heading | None:
    """The best heading above the first sentences, by tag, class and distance."""
    if body is None:
        return None
    heavy = (position for position in range(body.first, body.last) if body.weights[position] > 12)
    speaking = (position for position in heavy if _speaks(page, position))
    end = next(speaking, body.first)
    above = range(end - 1, max(end - 25, -1), -1)
    position = max(above, key=lambda position: _rank(page, body, position, end), default=-1)
    if position >= 0 and _rank(page, body, position, end) > 0:
        text, size = _lines_of_document(page, position)
        return Heading(text, OriginKind.HEADING.of(page.tag(position)), position, size)
    return above_byline(page, body, end) if len(page.title.strip()) < _SHORT_TITLE else None


_ABOUT = re.compile(r"[\u3400-\u9fff]{0,30}关于|[\u3400-\u9fff]{0,30}關於")
_KIND_OF_DOCUMENT = re.compile(
    r"(?:通知|通告|公告|意[见見]|[办辦]法|方案|[报報]告|[决決]定|函|批[复復]|[规規]定|[细細][则則]|[请請]示|[纪紀]要|[条條]例|答[复復]|[说說]明)"
    r"(?:[（(].{1,12}[)）])?$"
)
_MAX_LINES = 3
"""The largest number of centred lines of the title of a document."""


def _lines_of_document(page: PageBlocks, position: int) -> tuple[str, int]:
    """The title that begins in a block, and its size: centred lines from 关于 to 的通知."""
    first = unswitched(page.blocks[position].text)
    if not _ABOUT.match(first) or _KIND_OF_DOCUMENT.search(first):
        return first, 1
    text = first
    for size, block in enumerate(page.blocks[position + 1 : position + _MAX_LINES], start=2):
        if not page.nodes[block.node].hint.endswith(CENTERED):
            break
        text += unswitched(block.text)
        if _KIND_OF_DOCUMENT.search(text):
            return text, size
    return first, 1


_RED_HEAD = re.compile(r"[\u3400-\u9fff\s]{3,40}文\s{0,8}件")


def is_red_head(page: PageBlocks, position: int) -> bool:
    """Whether a block has the name of an office and the word for documents, above a number."""
    below = page.blocks[position + 1 : position + 2]
    head = _RED_HEAD.fullmatch(page.blocks[position].plain) is not None
    return head and any(document_numbers.on_line(block.plain) for block in below)


def names_nothing(page: PageBlocks) -> bool:
    """Whether the title in the head of a page is an editor's default, or the head of a letter."""
    title = page.title.strip()
    red = title.endswith("件") and any(
        block.plain == title and is_red_head(page, position)
        for position, block in enumerate(page.blocks[:_MAX_HEAD_BLOCKS])
    )
    return red or _UNTITLED.fullmatch(title) is not None


_MAX_HEAD_BLOCKS = 12
"""The number of blocks at the top of a page that may be the head of a document."""
_UNTITLED = re.compile(
    r"无标题(?:文档|页|网页)?\s?\d*|無標題文件|新建网页\s?\d*|untitled(?:\s(?:document|page))?"
    r"|new page\s?\d*|document|index|title|report|标题"
    r"|.{2,20}的(?:微头条|微博|说说|动态|帖子|日志|空间|朋友圈)(?:\s?[-_|–]\s?.{2,14})?"
    r"|[\w-]{1,40}\.(?:x?html?|aspx?|php|jsp|pdf|docx?|txt)",
    re.IGNORECASE,
)
"""Default titles of editors for a page without one."""
_SHORT_TITLE = 10
"""A declared title shorter than this, in code points, may be that of a site."""
_LABEL = re.compile(
    r"[\W_]*(?:信件|来信|來信|留言|咨询|諮詢|文件|信息|新闻|新聞|帖子|文章|论文|論文)?"
    r"(?:(?<=[论論]文)名[称稱]|标\s{0,4}题|標\s{0,4}題|主\s{0,4}题|主\s{0,4}題|主\s{0,4}旨|题\s{0,4}目|題\s{0,4}目|[Tt]itle(?=:))"
    r"\s{0,2}[\]】]?[\s\x1f]{0,2}[:：]?(?P<title>.{0,120})"
)
"""The label of a title, with the title behind it or in the next block."""
_LINES = 8
"""The number of blocks above the first sentence in which a title without a heading may be."""


def line(page: PageBlocks, body: PageBody | None) -> Heading | None:
    """The title of a page whose head names only its site: labelled, or the longest plain line."""
    first = body.first if body is not None else len(page.blocks)
    labelled = _labelled(
        page, range(max(first - 2 * _LINES, 0), min(first + _LINES, len(page.blocks)))
    )
    if labelled is not None or body is None:
        return labelled
    if (announced := _below_code(page, first)) is not None:
        return announced
    heavy = (at for at in range(body.first, body.last) if body.weights[at] > 12)
    end = next((at for at in heavy if _speaks(page, at)), body.first)
    lines = [at for at in range(max(end - _LINES, 0), end) if _may_be_title(page, body, at)]
    others = [at for at in lines if not person_names.is_outlet(page.blocks[at].plain)]
    best = max(others or lines, key=lambda at: len(page.blocks[at].plain), default=-1)
    return Heading(page.blocks[best].plain, "line above the text", best) if best >= 0 else None


_CODE = re.compile(r"[（(]\s?(?:股份代[號号]|stock codes?)\s?[:：].{3,24}[）)]", re.IGNORECASE)
"""The line of an announcement to an exchange below the name of the company."""


def _below_code(page: PageBlocks, first: int) -> Heading | None:
    """The centred lines below the code of the company in an announcement to an exchange."""
    for position in range(first, min(first + 2 * _LINES, len(page.blocks))):
        if _CODE.fullmatch(page.blocks[position].plain) is None:
            continue
        lines: list[str] = []
        for block in page.blocks[position + 1 : position + _LINES]:
            if not page.nodes[block.node].hint.endswith(CENTERED):
                break
            lines.append(block.plain)
        text = ("" if field_labels.has_han("".join(lines)) else " ").join(lines)
        return Heading(text, "line above the text", position + 1, len(lines)) if text else None
    return None


_POSTER = re.compile(r"(?:发信人|發信人|寄信人)\s?[:：]")
"""The first line of a message on a bulletin board."""


def posted(page: PageBlocks) -> Heading | None:
    """The title of a message on a bulletin board, in the line below who sent it."""
    for position, block in enumerate(page.blocks[:_MAX_HEAD_BLOCKS]):
        if _POSTER.match(block.plain):
            return _labelled(page, range(position + 1, min(position + 2, len(page.blocks))))
    return None


def labelled(page: PageBlocks, body: PageBody | None, page_title: str) -> Heading | None:
    """The title behind its label near the text, if the title of the page has it.

    It begins with it, or ends with it where the label stands in a heading: [12] How piles rot.
    """
    first = body.first if body is not None else 0
    near = range(max(first - _LINES, 0), min(first + _LINES, len(page.blocks)))
    heading = _labelled(page, near)
    key = key_of(heading.text) if heading is not None else ""
    if heading is None or len(key) <= _MIN_LABELLED:
        return None
    declared = key_of(page_title)
    ends = page.tag(heading.block) in HEADINGS and declared.endswith(key)
    return heading if declared.startswith(key) or ends else None


_MIN_LABELLED = 2
"""A labelled title of so many letters names many things."""


def _labelled(page: PageBlocks, positions: range) -> Heading | None:
    """The title behind its label, or in the element behind the label."""
    for position in positions:
        block = page.blocks[position]
        match = _LABEL.fullmatch(block.text)
        if match is None:
            continue
        value = match["title"].replace(BREAK, "").strip()
        colon = re.search("[:：]", block.text) is not None
        if value and colon:
            return Heading(value, "label of the title", position)
        below = page.blocks[position + 1] if position + 1 < len(page.blocks) else None
        labels = page.tag(position) in {"td", "th", "dt", "label"} or colon
        if not value and labels and below is not None and _sized(below.plain):
            return Heading(below.plain, "label of the title", position + 1)
    return None


def _may_be_title(page: PageBlocks, body: PageBody, position: int) -> bool:
    """Whether a line has the length and the form of a title, and no day and no label."""
    block = page.blocks[position]
    return (
        block.linked == 0
        and _sized(block.plain)
        and not body.bad[block.node]
        and not page.nodes[block.node].figure
        and not dates.find_dates(block.text)
        and not header_lines.is_noise(block.plain)
        and not header_lines.is_legal(block.plain)
        and not field_labels.scan(block.text)
        and not person_names.reporter_line(block.plain)
        and not document_numbers.on_line(block.plain)
        and not block.plain.endswith(("：", ":", "。", "，"))
    )


def _speaks(page: PageBlocks, position: int) -> bool:
    """Whether a heavy block is a sentence, not a heading or a byline."""
    text = page.blocks[position].text
    centered = page.nodes[page.blocks[position].node].hint.endswith(CENTERED)
    if centered and text[-1:].isalnum() and not field_labels.has_han(text):
        return False
    dated = len(text) < 60 and bool(dates.find_dates(text)) and bool(field_labels.scan(text))
    return (
        page.tag(position) not in HEADING_RANKS and not dated and not header_lines.is_header(text)
    )


def _rank(page: PageBlocks, body: PageBody, position: int, end: int) -> float:
    """How likely a block above the sentences is the title, by its tag, class and distance."""
    block = page.blocks[position]
    node = page.nodes[block.node]
    rank: float = HEADING_RANKS.get(node.tag, 0) + (3 if TITLE_CLASS.search(node.hint) else 0)
    rank = rank or 2.0 * _is_large(page, position)
    if not rank and node.hint.endswith(CENTERED) and len(block.plain) >= 6:
        # The first centered line is the title; the last may be a caption.
        rank = 1 + 0.2 * (end - position)
    plain = block.linked * 2 <= len(block.text) and 4 <= len(block.plain) <= 120
    if not rank or not plain or body.bad[block.node]:
        return 0
    if header_lines.is_noise(block.plain) or header_lines.is_header(block.text):
        return 0
    if document_numbers.on_line(block.plain) or is_red_head(page, position):
        return 0
    if _SECTION.fullmatch(block.plain):
        return 0.1
    return rank + 1 - 0.15 * (end - position)


_SECTION = re.compile(
    r"\W*[\u3400-\u9fff]{0,10}(?:新聞稿|新闻稿|新聞公報|新闻公报|新聞發布|新闻发布|最新消息|通知公告|工作动态|新闻动态)\W*"
)
"""The name of a section with that of the office; it is a title only where there is no other."""


def _is_large(page: PageBlocks, position: int) -> bool:
    """Whether all of a block is in a large font."""
    text = key_of(page.blocks[position].plain)
    marks = (mark for mark in page.marked if mark.block == position and mark.hint == LARGE_FONT)
    return any(key_of(mark.text) == text for mark in marks)


def above_byline(page: PageBlocks, body: PageBody, end: int) -> Heading | None:
    """The line above the date, for a page without heading and title."""
    for position in range(end - 1, max(end - 6, 0), -1):
        block, above = page.blocks[position], page.blocks[position - 1]
        if dates.find_dates(block.text) and len(block.text) < 120:
            lone = above.linked == 0 and _sized(above.plain) and not body.bad[above.node]
            if (
                lone
                and not header_lines.is_noise(above.plain)
                and not field_labels.scan(above.text)
            ):
                first = _above_office(page, position - 1)
                return Heading(page.blocks[first].plain, "line above the date", first)
            return None
    return None


def _above_office(page: PageBlocks, position: int) -> int:
    """The line above the name of an office, if it may be a title; else the line itself."""
    above = page.blocks[position - 1] if position else None
    office = above is not None and person_names.is_outlet(page.blocks[position].plain)
    if above is None or not office or above.linked or not _sized(above.plain):
        return position
    return position if person_names.is_outlet(above.plain) else position - 1


def _sized(text: str) -> bool:
    """Whether a line has letters and the length of a title; two Latin words name a section."""
    sized = 6 <= len(text) <= 80 and _LETTERS.search(text) is not None
    return sized and (not text.isascii() or len(text.split()) > 2)


_LETTERS = re.compile(r"[^\W\d_]{2}")


_TABLE = 40
"""The number of blocks around an index number that are searched for a name."""


def in_table(page: PageBlocks) -> list[str]:
    """The name of a document in its table of metadata, near its index number."""
    positions = [
        position for position, block in enumerate(page.blocks) if _INDEX.match(block.text)
    ][:1]
    for start in positions:
        for position in range(max(start - _TABLE, 0), min(start + _TABLE, len(page.blocks) - 1)):
            text = page.blocks[position].text
            label = _NAME.match(text)
            if label:
                name = text[label.end() :].strip() or page.blocks[position + 1].plain
                return [name] if len(name) >= 6 and not field_labels.scan(name) else []
    return []


_INDEX = re.compile(r"[\W_]*索\s*引\s*号")
_NAME = re.compile(r"[\W_]*(?:(?:信息|文件)?名\s*称|标\s*题)[】\s\x1f]*(?:[:：][\s\x1f]*|$)")
