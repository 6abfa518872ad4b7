"""Finds the names of accounts: above answers to questions, of bloggers, of short pen names."""

import itertools
import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import field_labels, person_names
from index.ingest.heads.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage.bylines import byline_text
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import PageNode
from index.ingest.webpage.tree.heading import SECTION_TAGS

_ANSWERER = re.compile(r"(?:author|user|nick)[\w-]{0,12}name|user-?link", re.IGNORECASE)
"""The class of the name of an account above what it wrote, as above an answer to a question."""
_USER = re.compile(r"(?:^|[\s_-])user-?link(?:$|[\s_-])", re.IGNORECASE)
"""The class of the link to somebody who has an account on the site."""
_WRITER = re.compile(r"author|byline|writer|zuozhe", re.IGNORECASE)
_BLOG = re.compile(r"的?(?:博客|专栏)$")
_REPRINTED = re.compile(
    r"\W*以下文章来源于[^，,。]{1,30}[，,]\s?(?:作者|作者[:：])\s?(?P<author>[^，,。\x1f]{1,30}?)[\s\x1f]*"
)
"""The line above an article of another account."""
_ACCOUNT_NAME = 20
"""The longest name of an account, in code points."""
_NAME = 3
"""The length of most Chinese names in characters, at most; what is longer may be an account."""
_BLOCKS_ABOVE, _BLOCKS_INSIDE = 6, 3
"""The number of blocks above and inside of a body that may name who wrote it."""


def answerers(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of accounts above a Chinese body, and of users between its title and it."""
    if near.body is None or not field_labels.has_han(near.title):
        return
    first = near.body.first
    above = range(max(first - _BLOCKS_ABOVE, near.head.stop), first + _BLOCKS_INSIDE)
    for text, origin in (*near.marked(above, _ANSWERER), *users(near)):
        plain = len(text) <= _ACCOUNT_NAME and not re.search(r"[,，:：。!！?？]", text)
        if plain and not person_names.is_outlet(text):
            yield text, origin


def users(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of those who have an account on the site, between title and text."""
    for text, origin in near.marked(near.head, _USER):
        if not person_names.is_outlet(text):
            yield text, origin


_FROM_ACCOUNT = re.compile(
    r"\W*(?:本文|文章)?[来來](?:自|源于?|源於?)(?:微信)?公[众眾][号號][\s\x1f]?[:：]?[\s\x1f]?"
    r"[“\"「]?[^“”\"「」（(，,。]{1,20}[”\"」]?(?:[（(][^（）()]{1,30}[)）])?[”\"」\x1f]?"
    r"[，,]\s?作者\s?[:：]\s?(?P<author>[\u3400-\u9fffA-Za-z ]{2,20})(?=[，,。）)]|$).{0,80}"
)
"""The same as a sentence: 本文来自微信公众号“江岸”（ID：jiangan），作者：林舟，…"""


def reprinted(text: str) -> str:
    """The author in the line that says from which account an article is; or empty."""
    match = _REPRINTED.fullmatch(text) or _FROM_ACCOUNT.fullmatch(text)
    return match["author"].strip() if match else ""


def blogger(near: BylineContext, part: str) -> str:
    """The name of a blogger in the title of a page; empty if the page does not print it besides."""
    name = _BLOG.sub("", part)
    pieces = (piece for block in near.page.blocks for piece in block.text.split(BREAK))
    owned = (_BLOG.sub("", piece.strip()) for piece in pieces)
    return name if any(piece == name or piece.startswith(f"{name}的") for piece in owned) else ""


def before_title(near: BylineContext) -> str:
    """The account whose name the title of a page has before the headline, 江边人：…; or empty.

    The page must print the name once more besides, as an account and not as an outlet.
    """
    match = _BEFORE_TITLE.match(near.page.title.strip())
    if match is None or key_of(match["title"]) == "" or not near.title:
        return ""
    name, title = match["name"].strip(), key_of(match["title"])
    columnist = key_of(name) if field_labels.has_han(name) else ""
    headline = key_of(near.title).removeprefix(columnist)
    if not headline or not title.startswith(headline) or person_names.is_outlet(name):
        return ""
    if name.isascii() and not person_names.has_given_name(name):
        return ""  # the name of a blog
    pieces = (
        piece.strip()
        for at in (*near.before, *near.head)
        if near.page.tag(at) not in SECTION_TAGS  # the name of a column
        for piece in near.text(at).split(BREAK)
    )
    return name if name in pieces else ""


_BEFORE_TITLE = re.compile(r"(?P<name>[^：:_|｜]{2,20})[：:]\s?(?P<title>.{4,200})")


_OF_POST = re.compile(r"name|user|author|poster|nick|member", re.IGNORECASE)
"""The class of the name of who wrote a post."""
_MAX_NESTING, _SENTENCE = 6, 12
"""The number of elements around a sentence that may be a post, and the least weight of it."""


def thread_starter(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The account that wrote the first of posts of one class, each with a name and a day."""
    if near.body is None:
        return
    nodes, weights = near.page.nodes, near.body.weights
    below = range(max(near.inside.start, near.head.start + 1), near.inside.stop)
    spoken = (at for at in below if weights[at] > _SENTENCE)
    if (first := next(spoken, None)) is None:
        return
    for post in itertools.islice(near.page.above(near.page.blocks[first].node), _MAX_NESTING):
        name, opening = _written(near, nodes[post]), nodes[post]
        if not name:
            continue
        replies = [
            node
            for node in itertools.islice(nodes, post + 1, None)
            if node.parent == opening.parent and node.tag == opening.tag
            if node.hint.split(maxsplit=1)[:1] == opening.hint.split(maxsplit=1)[:1]
        ]
        if replies and all(_written(near, node) for node in replies):
            yield name, "name beside the post"


def _written(near: BylineContext, post: PageNode) -> str:
    """The name with which a post begins that has a day besides; or empty."""
    blocks = near.page.blocks[post.first : post.last]
    if len(blocks) < _NAME_AND_DAY:
        return ""
    name, hints = blocks[0].plain, near.page.above(blocks[0].node)
    named = any(_OF_POST.search(near.page.nodes[at].hint) for at in itertools.islice(hints, 2))
    plain = 1 < len(name) <= _ACCOUNT_NAME and not re.search(r"[,，:：。!！?？]", name)
    dated = any(dates.find_dates(block.text) for block in blocks if len(block.text) <= _DAY_LINE)
    return name if named and plain and dated and not dates.find_dates(name) else ""


_NAME_AND_DAY, _DAY_LINE = 3, 60
"""The least number of blocks of a post, and the longest line with its day."""


_POSTED_BY = re.compile(
    r"(?:^|[\s\x1f])由[\s\x1f]{1,3}(?P<name>[^\s\x1f]{2,20})[\s\x1f]{1,3}(?:发表|發表|发布|發布|發佈|撰写|撰寫)(?:$|[\s\x1f])"
)
"""The one who posted, beside a day: 2023年2月9日 由 砚秋 发表."""


_SUBMITTED_BY = re.compile(
    r"(?:^|\x1f\s?)(?:Submitted|Posted|Created) by[\s\x1f]{1,3}(?!admin|editor|web|guest|user)"
    r"(?P<name>[A-Za-z][\w-]{0,20}?[._\d][\w.-]{0,20})[\s\x1f]{1,3}on\b"
)
"""The name of an account with a sign that no name of a person has: Submitted by ben.ross on …"""


def posted_by(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of those who posted, in the lines between title and text."""
    for position in near.head:
        text = near.text(position)[:_MAX_LINE_CHARS]
        match = _POSTED_BY.search(text) or _SUBMITTED_BY.search(text)
        yield match["name"] if match is not None else "", "byline"


_MAX_LINE_CHARS = 120


def above_title(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of outlets in an element about the account, above the title."""
    for position in near.before:
        name = near.page.blocks[position].plain
        hints = (
            near.page.nodes[at].hint for at in near.page.above(near.page.blocks[position].node)
        )
        if person_names.is_outlet(name) and any(map(_ABOUT_ACCOUNT.search, hints)):
            yield name, "account above the title"


_ABOUT_ACCOUNT = re.compile(
    r"(?:^|[\s_-])(?:user|author|account|media|mp|profile)-?_?(?:info|card|box|head)", re.IGNORECASE
)
_FORUM = re.compile(r"topic|thread|forum|bbs|tieba", re.IGNORECASE)


def above_day(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names of accounts in a link above the day above a Chinese title, as posts have them."""
    if not field_labels.has_han(near.title):
        return
    for position in near.before[-_BLOCKS_ABOVE:]:
        block = near.page.blocks[position]
        lone = block.linked >= len(block.plain) and 1 < len(block.plain) <= _ACCOUNT_NAME
        if not (lone and byline_text.has_moment(near.text(position + 1))):
            continue
        hints = (near.page.nodes[at].hint for at in near.page.above(block.node))
        if not person_names.is_outlet(block.plain) and any(map(_OF_PERSON.search, hints)):
            yield block.plain, "account above the title"


_OF_PERSON = re.compile(r"(?:^|[\s_-])(?:avatar|user|author|nick)", re.IGNORECASE)


def of_forum(draft: Draft, near: BylineContext) -> None:
    """Make the one from whom a post in a forum is its author: 来自: 江上渔人."""
    name = draft.text("source")
    label = OriginKind.LABEL.of("来自")
    if near.body is None or draft.origins.get("source") != label or person_names.is_outlet(name):
        return
    hints = (near.page.nodes[at].hint for at in near.page.above(near.body.node))
    if any(map(_FORUM.search, hints)) and not draft.has("author"):
        del draft.values["source"], draft.origins["source"]
        draft.put("author", name, label)


def swap(draft: Draft, near: BylineContext) -> None:
    """Make a short name that only its place made a source the author, if its class says so."""
    name = draft.text("source")
    if draft.has("author") or draft.origins.get("source") != "byline" or len(name) > _NAME:
        return
    marked = (text for text, _ in near.marked(near.head, _WRITER))
    if person_names.are_persons(name) and name in marked:
        del draft.values["source"], draft.origins["source"]
        draft.put("author", name, "byline")
