"""Which part of a page is the report: the subtree whose text outweighs its links and lists.

Every block has a weight: sentences count by their length, links and stray words against. The body
is the element with the greatest sum of weights, the innermost of those that are nearly as good;
below it, what reads like navigation, related links or a byline is left out again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.reading import headers
from index.reading.outline import Outline, is_good

_PUNCTUATION = re.compile(r"[，。；！？、：“”‘’《》（）…]|[,.;!?](?=\s|$)|['\"]")
_SENTENCE = re.compile(r"[。！？；…]|[.!?]['\"”’)]?(?:\s|$)|[，,].*[，,]")
_LATIN = re.compile(r"[A-Za-z0-9]+")
#: Share of a page's text that no class name can talk away.
_MOST = 0.4


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks `first` to `last` (half-open) below a node, and their weights."""

    node: int
    first: int
    last: int
    weights: tuple[float, ...]
    bad: tuple[bool, ...]  # by node


def find(page: Outline) -> Body | None:
    """The body of a page; None where no part of it reads like text."""
    bad = _settled(page)
    weights = tuple(_weight(page, place, bad) for place in range(len(page.blocks)))
    sums = _sums(page, weights)
    if not sums or max(sums) <= 0:
        return None
    best = max(range(len(sums)), key=lambda node: (_value(page, sums, node), node))
    node = page.nodes[best]
    return Body(best, node.first, node.last, weights, bad)


def length(text: str) -> float:
    """How much a text says: a Han character is one, a Latin letter or digit two fifths."""
    latin = sum(map(len, _LATIN.findall(text)))
    return len(text) - 0.6 * latin


def _settled(page: Outline) -> tuple[bool, ...]:
    """For each node whether it or one above it is no text; most of a page never is."""
    amounts = [0.0] * len(page.nodes)
    for block in page.blocks:
        if block.linked * 2 < len(block.text):
            amounts[block.node] += len(block.text)
    for place in range(len(page.nodes) - 1, 0, -1):
        parent = page.nodes[place].parent
        if parent >= 0:
            amounts[parent] += amounts[place]
    whole = sum(len(block.text) for block in page.blocks if block.linked * 2 < len(block.text))
    bad: list[bool] = []
    for node, amount in zip(page.nodes, amounts, strict=True):
        own = (node.bad or node.hidden) and amount < _MOST * whole
        bad.append(own or (node.parent >= 0 and bad[node.parent]))
    return tuple(bad)


def _weight(page: Outline, place: int, bad: tuple[bool, ...]) -> float:
    """What a block adds to the sum of the elements around it."""
    block = page.blocks[place]
    text = block.text
    size = length(text)
    if bad[block.node]:
        return -min(size, 20.0) * 0.3
    if block.linked * 2 > len(text):
        return -min(size, 30.0) - 4
    marks = len(_PUNCTUATION.findall(text))
    if size >= 8 and _SENTENCE.search(text):
        return size * min(1.0, 0.4 + 0.2 * marks) - block.linked
    if page.nodes[block.node].tag in {"td", "th", "h1", "h2", "h3", "h4"}:
        return 0.0
    if marks and size >= 8:
        return 0.3 * size
    return -min(size, 10.0) * 0.4


def _sums(page: Outline, weights: tuple[float, ...]) -> list[float]:
    """The sum of weights below each node."""
    sums = [0.0] * len(page.nodes)
    for block, weight in zip(page.blocks, weights, strict=True):
        sums[block.node] += weight
    for place in range(len(sums) - 1, 0, -1):
        parent = page.nodes[place].parent
        if parent >= 0:
            sums[parent] += sums[place]
    return sums


def _value(page: Outline, sums: list[float], node: int) -> float:
    """A node's sum, a little more where its class is that of a body."""
    return sums[node] * (1.03 if is_good(page.nodes[node].hint) else 1.0)


_TAIL = re.compile(
    r"^\W*(?:相关阅读|相关新闻|相关报道|相关链接|相关文章|相关推荐|相关稿件|相关附件|延伸阅读|推荐阅读|更多新闻|更多阅读|热门推荐|热点新闻|精彩推荐|猜你喜欢|为您推荐|往期回顾|网友评论|最新评论|热门评论"
    r"|相關新聞|相關報導|延伸閱讀|推薦閱讀|更多新聞|熱門新聞|相關文章|上一篇|下一篇|上一条|下一条|分享到|分享至"
    r"|related (?:articles|stories|news|links|posts|reading)|read more|more stories|more from|you may also like|recommended|see also|most read|most popular|trending|share this)\W*(?:$|[:：])",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"版权所有|版权声明|版权归|著作权|免责声明|未经授权|未经许可|未经书面|不得转载|禁止转载|转载请注明|转载须注明|侵权|不代表本|不代表.{0,12}(?:观点|立场)|仅代表.{0,12}(?:观点|立场)|备案号|ICP备|公网安备|许可证|举报电话"
    r"|版權所有|未經授權|不得轉載|扫码|扫一扫|扫描.{0,6}二维码|二维码|关注.{0,12}(?:公众号|微信号|微博)|点击右上角|下载.{0,10}(?:客户端|APP)|责任自负|返回.{0,6}(?:首页|查看更多)"
    r"|all rights reserved|copyright|©|terms of use|subscribe to|sign up for|follow us",
    re.IGNORECASE,
)


def paragraphs(page: Outline, body: Body, skip: set[int]) -> list[str]:
    """The body as paragraphs: rows of tables on one line, list items marked, noise left out."""
    kept = _kept(page, body, skip)
    return list(_written(page, kept))


def _kept(page: Outline, body: Body, skip: set[int]) -> list[int]:
    """The blocks of the body that are text."""
    places = [
        place
        for place in range(body.first, body.last)
        if place not in skip and not body.bad[page.blocks[place].node]
    ]
    last_good = max((place for place in places if body.weights[place] > 3), default=-1)
    kept = []
    for number, place in enumerate(places):
        text = page.blocks[place].plain
        if _TAIL.search(text) and not _resumes(body, places[number + 1 :]):
            break
        if _is_text(page, body, place, place > last_good):
            kept.append(place)
    return kept


def _resumes(body: Body, rest: list[int]) -> bool:
    """Whether most of the text still follows."""
    return sum(max(body.weights[place], 0) for place in rest) > 0.5 * sum(
        max(weight, 0) for weight in body.weights[body.first : body.last]
    )


def _is_text(page: Outline, body: Body, place: int, trailing: bool) -> bool:
    """Whether a block in the body is part of the report."""
    block = page.blocks[place]
    text = block.plain
    if headers.is_noise(text):
        return False
    if block.linked * 2 > len(block.text) and (trailing or _among_links(page, place)):
        return False
    if trailing and (_LEGAL.search(text) or len(text) < 2):
        return False
    return not (_LEGAL.search(text) and len(text) < 160)


def _among_links(page: Outline, place: int) -> bool:
    """Whether the blocks beside a block are links as well."""
    near = page.blocks[max(place - 1, 0) : place + 2]
    return sum(block.linked * 2 > len(block.text) for block in near) > 1


def _written(page: Outline, places: list[int]) -> Iterator[str]:
    """Blocks as paragraphs, those of one row of a table joined."""
    row: list[str] = []
    current = -1
    for place in places:
        number = _row(page, place)
        if number != current or number < 0:
            if row:
                yield " | ".join(row)
            row, current = [], number
        row.append(page.blocks[place].plain)
    if row:
        yield " | ".join(row)


def _row(page: Outline, place: int) -> int:
    """The row of a table that a block is a cell of; -1 for text, also in a table that lays out."""
    for node in page.above(page.blocks[place].node):
        found = page.nodes[node]
        if found.tag in {"table", "body"}:
            return -1
        if found.tag == "tr":
            blocks = page.blocks[found.first : found.last]
            short = all(len(block.text) < 200 for block in blocks)
            return node if 1 < len(blocks) <= 40 and short else -1
    return -1
