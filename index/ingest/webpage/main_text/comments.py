"""Recognises comments below a text by their form: similar elements with name, time and text.

Class names do not suffice, because on many sites they do not identify comments; inside an element
that is named after comments, a name and a text are enough.
"""

import itertools
import re
from collections.abc import Sequence

from index.ingest import word_lists
from index.ingest.days import dates
from index.ingest.heads import clock_times, field_labels
from index.ingest.heads.field_labels import BREAK
from index.ingest.webpage.tree import block_weights
from index.ingest.webpage.tree.blocks import HEADING_TAGS, PageBlocks
from index.ingest.webpage.tree.hints import is_of_comments

_MIN_COMMENTS = 3
"""The least number of adjacent similar elements that are comments."""
_MIN_ANSWERED = 2
"""The same where each has a button to reply to it."""
_STORY = 40
"""The least weight of the text above the comments."""
_NAME = 20
"""The longest name, in code points."""
_MAX_HEAD_CHARS = 60
"""The longest line with name and time, in code points."""
_AGO = re.compile(
    r"\d{1,3}\s?(?:秒|分钟|分鐘|小时|小時|天|周|週|个?月|個月|年)\s?(?:之?前|ago)|刚刚|剛剛|昨天|前天"
    r"|yesterday|just now"
    r"|\b\d{1,3}\s?(?:seconds?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|[smhdwy])\s(?:ago)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[-/月.]\d{1,2}日?\s+\d{1,2}:\d{2}")
_SAYS = re.compile(r"[^\W\d_]")
_ANSWERS = re.compile(
    rf"^\W*(?:{word_lists.either('comments', 'answers')})(?:\W|\d)*$", re.IGNORECASE
)
"""Buttons beside a comment, to reply to it or to like it."""
_CONTAINER = re.compile(
    r"(?:^|[\s_-])(?:disqus|comments?|comment-?(?:list|thread|box)s?|pinglun|cmt-?list)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes and ids of elements with comments."""
_REFERENCE = re.compile(r"cite|citation|referenc|footnote|endnote|bibliograph", re.IGNORECASE)
_NOTE_MARK = re.compile(r"\s*(?:\^|\[\d{1,3}\]|↑)")
"""The class of a note below a text, and how one begins."""
_CONTAINER_DEPTH = 4
_START = 5
"""The first blocks of such an element, one of which has the time of a comment."""
_HEADING = re.compile(rf"(?:{word_lists.either('comments', 'headings')})", re.IGNORECASE)
_OPENING = re.compile(r"^\W*(?:1\s?[楼樓#F]|[#＃]1|楼主|樓主)(?:\W|$)")
_FLOOR = re.compile(r"^\W*(?:第?\s?\d{1,5}\s?[楼樓#F]|[#＃]\s?\d{1,5}|沙发|板凳|地板)\W*$")


def find(page: PageBlocks, weighed: Sequence[float]) -> range:
    """The blocks that are comments, including their heading; empty if there are none."""
    above = _above(weighed)
    below: dict[int, list[int]] = {}
    for number, node in enumerate(page.nodes):
        if node.last - node.first > 1:  # name with time, and text
            below.setdefault(node.parent, []).append(number)
    for siblings in below.values():
        if len(siblings) < _MIN_ANSWERED:
            continue
        for run in block_weights.alike(page, siblings):
            if len(run) < _MIN_COMMENTS and not all(_is_answered(page, number) for number in run):
                continue
            comments = [number for number in run if _is_comment(page, number)]
            answered = sum(_is_answered(page, number) for number in comments[:_MIN_ANSWERED])
            least = _MIN_ANSWERED if answered == _MIN_ANSWERED else _MIN_COMMENTS
            if len(comments) < max(least, 0.6 * len(run)) or _is_transcript(page, comments):
                continue
            if _is_thread(page, comments, weighed):
                comments = comments[1:]
            first = page.nodes[comments[0]].first
            if above[first] > _STORY:
                alike = block_weights.kind(page, run[-1]) or page.nodes[run[-1]].tag in {"li", "dl"}
                return range(
                    _heading(page, first), page.nodes[(run if alike else comments)[-1]].last
                )
    return (
        _contained(page, weighed)
        or _rules(page, above)
        or _lines(page, above)
        or _said(page, above)
    )


def _above(weighed: Sequence[float]) -> tuple[float, ...]:
    """The weight of the sentences before each block."""
    return tuple(itertools.accumulate((max(weight, 0.0) for weight in weighed), initial=0.0))


def _said(page: PageBlocks, above: Sequence[float]) -> range:
    """Comments of one line each, in elements of one class: a name, a colon, words, and a time."""
    said = [(at, block) for at, block in enumerate(page.blocks) if BREAK in block.text]
    said = [(at, block) for at, block in said if _COLON.search(block.text)]
    hints = [(at, hint) for at, _ in said if (hint := _saying(page, at))]
    runs = itertools.groupby(enumerate(hints), lambda item: (item[1][0] - item[0], item[1][1]))
    for run in ([at for _, (at, _) in items] for _, items in runs):
        if len(run) >= _MIN_SAID and above[run[0]] > _STORY:
            return range(_heading(page, run[0]), run[-1] + 1)
    return range(0)


_COLON = re.compile(rf"{BREAK}\s?[:：]")
_MIN_SAID = 2
"""The least number of such comments; their form hardly occurs elsewhere."""


def _saying(page: PageBlocks, position: int) -> str:
    """The class of the element of such a comment; empty for another block."""
    block = page.blocks[position]
    pieces = [piece.strip() for piece in block.text.split(BREAK) if piece.strip()]
    names = [at for at, piece in enumerate(pieces[:-1]) if pieces[at + 1][:1] in {":", "："}]
    said = bool(names) and _is_name(pieces[names[0]]) and len(pieces[names[0] + 1]) > 1
    return page.nodes[block.node].hint if said and _is_time(pieces[-1]) else ""


_RULES = re.compile(
    r"\W*(?:网友|網友|发表|發表)?(?:留言|评论|評論|跟帖)(?:板|区|區)?(?:规则|規則|须知|須知|守则|守則|公约|公約|自律[^。]{0,6})\W*"
)
"""The heading of the rules for those who comment."""


def _rules(page: PageBlocks, above: Sequence[float]) -> range:
    """The rules for comments below a story, from their heading to the end of the page."""
    for position, block in enumerate(page.blocks):
        if above[position] > _STORY and _RULES.fullmatch(block.plain):
            return range(_heading(page, position), len(page.blocks))
    return range(0)


_TITLE = re.compile(
    r"\W*(?:(?:网友|網友|读者|讀者|最新|全部|热门|熱門)?(?:评论|評論|留言|跟帖|回应|回應)"
    r"|(?:reader )?comments)"
    r"(?:\s?[（(]?\d{1,6}[)）]?)?\W*",
    re.IGNORECASE,
)
"""A line that is only the heading of comments."""
_MAX_NAME_CHARS = 24
"""The last position, in code points, at which the day behind a commenter's name begins."""


def is_title(text: str) -> bool:
    """Whether a line is only the heading of comments."""
    return len(text) <= _NAME and _TITLE.fullmatch(text) is not None


def _lines(page: PageBlocks, above: Sequence[float]) -> range:
    """Comments of one line each below their heading: the name, the day, what is said."""
    for position, block in enumerate(page.blocks):
        if not is_title(block.plain):
            continue
        end = position + 1
        while end < len(page.blocks) and _is_said(page.blocks[end].plain):
            end += 1
        if end - position > _MIN_COMMENTS and above[position] > _STORY:
            return range(position, end)
    return range(0)


def _is_said(text: str) -> bool:
    """Whether a line has a name, a day behind it, and words behind that."""
    day = next(iter(dates.find_dates(text[: 2 * _MAX_NAME_CHARS])), None)
    return (
        day is not None and 1 < day.start <= _MAX_NAME_CHARS and len(text) > day.end + _MIN_COMMENTS
    )


def named(page: PageBlocks, bad: Sequence[bool]) -> bool:
    """Whether class names exclude comments with sentences, besides those of a form."""
    forms: list[bool] = []
    inside: list[bool] = []
    for number, node in enumerate(page.nodes):
        forms.append(node.tag == "form" or (node.parent >= 0 and forms[node.parent]))
        excluded = node.bad and bad[number] and is_of_comments(node.hint)
        inside.append(excluded or (node.parent >= 0 and inside[node.parent]))
    return any(
        inside[block.node] and not forms[block.node] and block_weights.is_sentence(block.plain)
        for block in page.blocks
    )


_SPEAKERS = re.compile(
    r"(?:主持人?|(?:访谈|訪談)?嘉[宾賓]|[记記]者|host|moderator)[\u3400-\u9fff]{0,4}|[问問答QA]",
    re.IGNORECASE,
)
"""Who speaks in an interview besides those whom its title names."""


def _is_transcript(page: PageBlocks, posts: Sequence[int]) -> bool:
    """Whether a host or somebody named in the title of the page speaks in most of equal posts."""
    texts = (page.blocks[page.nodes[number].first].text for number in posts)
    names = [re.sub(r"\W", "", text) for text in texts]
    speaking = sum(
        _SPEAKERS.fullmatch(name) is not None or (len(name) > 1 and name in page.title)
        for name in names
    )
    return 2 * speaking > len(posts)


def _is_thread(page: PageBlocks, posts: Sequence[int], weighed: Sequence[float]) -> bool:
    """Whether the first of equal posts is the story, and those below it answer it.

    It says that it is the first, or has more text than all of the others.
    """
    texts = [
        sum(
            max(weight, 0.0)
            for weight in weighed[page.nodes[number].first : page.nodes[number].last]
        )
        for number in posts
    ]
    first = page.nodes[posts[0]]
    opens = any(_OPENING.match(block.text) for block in page.blocks[first.first : first.last])
    return opens and texts[0] > max(_STORY, *texts[1:])


def _contained(page: PageBlocks, weighed: Sequence[float]) -> range:
    """The blocks of an element that is named after comments, below a title and a story.

    It has a time near its beginning, and may be longer than the story.
    """
    titled = min((node.first for node in page.nodes if node.tag in HEADING_TAGS), default=None)
    stories: tuple[float, ...] = ()  # weight of the sentences before each block, once needed
    for number, node in enumerate(page.nodes):
        if titled is None or node.first <= titled or node.first == node.last:
            continue
        if _CONTAINER.search(node.hint) and not _CONTAINER.search(page.nodes[node.parent].hint):
            start = page.blocks[node.first : min(node.first + _START, node.last)]
            timed = any(
                len(block.text) <= _MAX_HEAD_CHARS and _is_time(block.text) for block in start
            )
            stories = stories or _stories(page, weighed)
            if timed and stories[node.first] > _STORY:
                return range(_heading(page, node.first), _end(page, number))
    return range(0)


def _stories(page: PageBlocks, weighed: Sequence[float]) -> tuple[float, ...]:
    """The weight of the sentences before each block that are not in comments."""
    return _above(
        [
            0.0 if in_container(page, block.node) else weight
            for block, weight in zip(page.blocks, weighed, strict=True)
        ]
    )


def _end(page: PageBlocks, number: int) -> int:
    """The end of the elements with comments that follow each other, from element `number`."""
    parent, last = page.nodes[number].parent, page.nodes[number].last
    for node in page.nodes[number + 1 :]:
        if node.parent == parent and node.first == last and _CONTAINER.search(node.hint):
            last = node.last
    return last


def _is_comment(page: PageBlocks, number: int) -> bool:
    """Whether an element has a name and a text, and a time, a reply button or a container."""
    node = page.nodes[number]
    blocks = page.blocks[node.first : node.last]
    if not 2 <= len(blocks) <= 40 or page.nodes[blocks[0].node].tag in HEADING_TAGS:
        return False
    if _REFERENCE.search(node.hint) or _NOTE_MARK.match(blocks[0].plain):
        return False
    if node.tag == "tr" and not any(block_weights.SENTENCE_PATTERN.search(b.text) for b in blocks):
        return False
    texts = [block.text for block in blocks]
    pieces = [piece.strip() for text in texts[:4] for piece in text.split(BREAK) if piece.strip()]
    if not pieces or not _is_name(pieces[0]) or not any(map(_SAYS.search, texts[1:])):
        return False
    if in_container(page, node.parent):
        return True
    heads = [text for text in (*texts[:4], *texts[-3:]) if len(text) <= _MAX_HEAD_CHARS]
    timed = any(map(_is_time, heads))
    text_pieces = (piece.strip() for text in texts for piece in text.split(BREAK))
    return timed or any(map(_ANSWERS.match, text_pieces))


def _is_answered(page: PageBlocks, number: int) -> bool:
    """Whether the last lines of an element are buttons to reply to a comment or to like it."""
    node = page.nodes[number]
    texts = (block.text for block in page.blocks[max(node.first, node.last - 3) : node.last])
    pieces = (piece.strip() for text in texts for piece in text.split(BREAK))
    return any(map(_ANSWERS.match, pieces))


def in_container(page: PageBlocks, number: int) -> bool:
    """Whether an element or one of its nearest ancestors is named after comments."""
    for _ in range(_CONTAINER_DEPTH):
        if number < 0:
            return False
        if _CONTAINER.search(page.nodes[number].hint):
            return True
        number = page.nodes[number].parent
    return False


def _is_name(text: str) -> bool:
    """Whether a text can be the name of a commenter or the number of a comment."""
    if _FLOOR.match(text):
        return True
    text = text.split("  ", maxsplit=1)[0]
    for date in reversed(dates.find_dates(text)):
        text = text[: date.start]
    text = clock_times.without_times(_AGO.sub(" ", text)).strip(f"{BREAK} :：·|-")
    named = 0 < len(text) <= _NAME and not re.search(r"[。！？；，,!?;]|\w{3}[.]\s", text)
    return named and not field_labels.scan(text)


def _is_time(text: str) -> bool:
    """Whether a line contains the time of a comment."""
    return bool(dates.find_dates(text) or _AGO.search(text) or _CLOCK.search(text))


def _heading(page: PageBlocks, first: int) -> int:
    """The number of the block with the heading of the comments, as 网友热议; else `first`."""
    for position in range(first - 1, max(first - 4, -1), -1):
        text = page.blocks[position].plain
        if len(text) <= 30 and _HEADING.search(text):
            return position
    return first
