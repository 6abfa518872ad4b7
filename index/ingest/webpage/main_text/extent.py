"""Finds where the body of a page begins and ends, once its weightiest element is known."""

import re
from collections import Counter
from collections.abc import Sequence

from index.ingest.heads import header_lines
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import PageBlocks

MIN_BODY_WEIGHT = 40
"""The least weight of a body, about two sentences."""
FILE = re.compile(r"\.\w{3,4}$|附件|下载")
"""A link to a file."""
_OFFICE = re.compile(
    r"[\u3400-\u9fff（）()、\s]{2,40}[府局委厅厛廳部办辦室院会會司处處署组組社团團行校心]"
)
_SIGNED_DAY = re.compile(
    r"(?:\d{4}|[〇零○一二三四五六七八九]{4})年[\d一二三四五六七八九十]{1,2}月[\d一二三四五六七八九十]{1,3}日"
)
"""The office that signs a Chinese document, and the day below it."""
_SIGNATURE = 3
_ATTACHED = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|ofd|wps|et|zip|rar|7z|txt|rtf|csv|od[tsp]|jpe?g)(?:[）)】]|\s?[（(][^（）()]{1,16}[）)])?$"
    r"|[（(](?:PDF|DOCX?|XLSX?|PPTX?|CSV|ZIP)\b[^()（）]{0,20}[）)]$"
    r"|\b(?:PDF|DOCX?|XLSX?|PPTX?|CSV|ZIP)[\s,:–-]{1,3}\d[\d.,]{0,8}\s?[KMG]i?B\b"
    r"|^附件\s?\d{0,2}\s?[:：.、【]",
    re.IGNORECASE,
)
_ABOVE_FILES = re.compile(
    r"\W{0,2}(?:(?:相关|相關|附加|文件|通知)?(?:附件|附檔|檔案|文件)(?:下[载載]|列表|材料)?"
    r"|(?:(?:related|supporting|attached) )?"
    r"(?:attachments?|documents?|files?|downloads?|annex(?:es)?)"
    r"|anhänge|anlagen?|dokumente|pièces jointes|documents joints|allegati|adjuntos|documentos"
    r"|anexos|bijlagen)\W{0,2}",
    re.IGNORECASE,
)
"""The line above the files that are attached to a document."""
_MAX_FILES = 12


def is_file(text: str) -> bool:
    """Whether a link is the name of a file attached to a document."""
    return _ATTACHED.search(text) is not None


def attached(page: PageBlocks, last: int) -> int:
    """The end of a body with the files that directly follow it, and the line above them."""
    end = last
    for position in range(last, min(last + _MAX_FILES, len(page.blocks))):
        block = page.blocks[position]
        if block.linked and is_file(block.plain):
            end = position + 1
        elif position > end or not _ABOVE_FILES.fullmatch(block.plain):
            break
    return end


def signed(page: PageBlocks, last: int) -> int:
    """The end of a body with the signature that follows it: offices, and the day below them."""
    for position in range(last, min(last + _SIGNATURE, len(page.blocks))):
        block = page.blocks[position]
        text = re.sub(r"\s", "", block.plain)
        if block.linked:
            break
        if position > last and _SIGNED_DAY.fullmatch(text):
            return position + 1
        if not _OFFICE.fullmatch(text):
            break
    return last


_CAPTION_BLOCKS = 8
"""The number of blocks below a body in which there may be captions of its pictures."""
_CAPTION = re.compile(r"(?:圖示|图示|圖為|图为|图说|圖說|上图|下图|Photo shows)\S")


def captions(page: PageBlocks, last: int, bad: Sequence[bool]) -> list[int]:
    """The captions of the pictures that follow a body in an element of their own.

    They say that they are captions, by words or by their element, and have no links.
    """
    found = []
    for position in range(last, min(last + _CAPTION_BLOCKS, len(page.blocks))):
        block = page.blocks[position]
        if page.tag(position) in {"h1", "h2", "h3", "h4", "footer"}:
            break
        says = _CAPTION.match(block.plain) is not None or page.tag(position) == "figcaption"
        if says and not block.linked and not bad[block.node]:
            found.append(position)
    return found


_ALL_BUT_LITTLE = 0.85
"""The least share of a page's sentences in an element that is named as its article."""


def article(page: PageBlocks, weighed: Sequence[float], best: int) -> int:
    """The one element `article` of a page instead of all of the page, if it has nearly all."""
    if page.nodes[best].tag not in {"body", "html"}:
        return best
    positive = block_weights.sums(page, [max(weight, 0.0) for weight in weighed])
    articles = [
        number
        for number, node in enumerate(page.nodes)
        if node.tag == "article" and positive[number] > 0
    ]
    alone = len(articles) == 1 and positive[articles[0]] > _ALL_BUT_LITTLE * positive[best]
    return articles[0] if alone else best


def among_alike(page: PageBlocks, sums: Sequence[float], best: int, bad: Sequence[bool]) -> int:
    """The element around all elements of the form of the best one, as the posts of a thread are.

    They have the same tag and class, as have all elements around them, and some text.
    """
    if not (block_weights.kind(page, best) or _is_lone_cell(page, best)):
        return best
    forms = _forms(page)
    least = _MIN_POST_WEIGHT if block_weights.kind(page, best) else MIN_BODY_WEIGHT / 2
    posts = [
        number
        for number, form in enumerate(forms)
        if form == forms[best] and not bad[number] and sums[number] > least
    ]
    if len(posts) < 2:
        return best
    # Nodes are numbered in the order in which they open: what is around the first and the last is
    # around all between them.
    around = set(page.above(best)).intersection(page.above(posts[0]), page.above(posts[-1]))
    return max(around, default=best)


def _is_lone_cell(page: PageBlocks, number: int) -> bool:
    """Whether an element is the only cell of its row, as in tables that lay out a letter."""
    parent = page.nodes[number].parent
    if page.nodes[number].tag != "td":
        return False
    return sum(node.parent == parent for node in page.nodes[parent + 1 :]) == 1


_MIN_POST_WEIGHT = 8
"""The least sum of weights of an element that is a post; a short sentence."""


def _forms(page: PageBlocks) -> list[int]:
    """A number for the form of each element: equal if tag and class are, also all around it."""
    numbers: dict[tuple[int, str, str], int] = {}
    forms: list[int] = []
    for number, node in enumerate(page.nodes):
        around = forms[node.parent] if node.parent >= 0 else -1
        form = (around, node.tag, block_weights.kind(page, number))
        forms.append(numbers.setdefault(form, len(numbers)))
    return forms


_MAX_LINES = 30
"""The largest number of blocks around a lone paragraph that are its document."""


def among_lines(page: PageBlocks, best: int, bad: Sequence[bool]) -> int:
    """The element around a lone paragraph, if it has only short lines and files besides.

    A notice may have one sentence: whom it addresses, its files and its signature are short.
    """
    node = page.nodes[best]
    parent = page.nodes[node.parent] if node.tag == "p" and node.parent >= 0 else node
    others = [
        block
        for block in (
            *page.blocks[parent.first : node.first],
            *page.blocks[node.last : parent.last],
        )
        if not bad[block.node]
    ]
    alone = all(
        (not block.linked or FILE.search(block.plain)) and not header_lines.is_legal(block.plain)
        for block in others
    )
    return node.parent if 0 < len(others) <= _MAX_LINES and alone else best


_NOTE = re.compile(
    r"(?:sources?|notes?|n\.b)\b|[*†‡]|(?:注|註|资料来源|資料來源|数据来源|说明|說明)[:：]",
    re.IGNORECASE,
)
"""The beginning of a line below a table that explains it."""
_MAX_SIDE_PARAGRAPHS = 6
"""The largest number of paragraphs on each side of a body that belong to it."""


def continued(page: PageBlocks, weighed: Sequence[float], node: int, step: int) -> int:
    """The first block of a body (`step` -1) or the one behind its last (1), with the paragraphs.

    A table or a list may outweigh the sentences beside it.
    """
    body = page.nodes[node]
    edge = body.first if step < 0 else body.last
    if body.tag not in {"table", "tbody", "ul", "ol", "dl"}:
        return edge
    edge = _run(page, weighed, node, step)
    above = {node, *page.above(body.parent)} - {0}
    for _ in range(_MAX_SIDE_PARAGRAPHS):
        position = edge - 1 if step < 0 else edge
        if not 0 <= position < len(page.blocks):
            break
        note = step > 0 and _NOTE.match(page.blocks[position].plain)
        if weighed[position] <= (
            block_weights.MEANINGLESS_WEIGHT if note else block_weights.MIN_SPEAKING_WEIGHT
        ):
            break
        element = page.nodes[page.blocks[position].node]
        if element.tag != "p" or element.parent not in above:
            break
        edge += step
    return edge


_MAX_BESIDE = 60
"""The largest number of lines of a document on each side of its list or table."""


def _run(page: PageBlocks, weighed: Sequence[float], node: int, step: int) -> int:
    """The edge of a document whose weightiest part is a list, as that of a judgment.

    Its lines are beside the list, have no links, and end at a heading of the page, a link or a
    notice.
    """
    body = page.nodes[node]
    edge = body.first if step < 0 else body.last
    for _ in range(_MAX_BESIDE):
        position = edge - 1 if step < 0 else edge
        if not 0 <= position < len(page.blocks):
            break
        block = page.blocks[position]
        beside = body.parent in page.above(block.node)
        linked = block.linked > 0 or header_lines.is_noise(block.plain)
        if not beside or linked or weighed[position] <= block_weights.MEANINGLESS_WEIGHT:
            break
        if page.tag(position) == "h1" or header_lines.is_legal(block.plain):
            break
        edge += step
    return edge


def column(page: PageBlocks, sums: list[float], best: int) -> int:
    """The column below the title, if a layout table has several columns with sentences."""
    name = "".join(page.title.split())
    columns = [
        node
        for node in range(best + 1, len(page.nodes))
        if page.nodes[node].first < page.nodes[best].last
        and page.nodes[node].tag == "td"
        and sums[node] > 0.15 * sums[best]
    ]
    rows = Counter(page.nodes[node].parent for node in columns)
    for node in columns:
        element = page.nodes[node]
        beside = rows[element.parent] > 1 and sums[node] > MIN_BODY_WEIGHT
        texts = (block.plain for block in page.blocks[element.first : element.last])
        if beside and any(len(text) >= 6 and "".join(text.split()) in name for text in texts):
            return node
    return best
