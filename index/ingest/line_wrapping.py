"""Joins lines that were wrapped at a fixed width into paragraphs."""

import itertools
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from index.ingest import hyphens, line_joins, text_columns
from index.ingest.line_joins import WIDE

_MIN_WRAP_WIDTH, _MAX_WRAP_WIDTH = 36, 100
"""The narrowest and the widest width of wrapped text, in columns."""
_MIN_FULL_LINES = 3
"""The number of full lines from which a text counts as wrapped."""
_MIN_FULL_SHARE = 0.6
"""The share of full lines among those before another line, from which a text counts as wrapped."""
_MAX_WIDER_SHARE = 0.05
"""The share of lines in a wrapped text that may be wider than _MAX_WRAP_WIDTH."""
_ITEM = re.compile(
    r"\s*(?:[-*+•·●○■□▪◆◇>|#]|\d{1,3}[.、)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十百\d]{1,4}[章节条款]"
    r"|\[[^\[\]]{1,90}\]$)"
)
"""The beginning of a list item, a quotation or a table row, which begins a new line."""
_INDENT = re.compile(r"^(?:\u3000{1,4}|[ \t]{2,12})")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S|\|")
_LABEL = re.compile(r"^[\w\u3400-\u9fff ]{1,20}[:：]\s")
_FIELD = re.compile(r"^\s{0,8}[\u3400-\u9fff]{2,8}[:：](?=\S)")
"""A label without a space behind it, which begins a line if one stands above it, too."""
_WORD = re.compile(r"[^\s\u2e80-\U000323af]+")
_NARROW = re.compile(f"[\0-{WIDE}]+")
_ENDED = re.compile(r"[。！？；：.!?:;][”’」』）)\"']?$")
"""The end of a line that may be the end of a paragraph."""


def width(text: str) -> int:
    """The width of a text in columns; a wide character takes two."""
    if text.isascii() or len(text) > 1_000:
        return len(text)
    return len(text) + len(_NARROW.sub("", text))


def flowed(lines: Sequence[str]) -> list[str]:
    """The lines without empty ones; wrapped lines are joined."""
    lines = _unhung(text_columns.separated(lines))
    edge = _edge(lines)
    if not edge and (dense := _single_spaced(lines)):
        return flowed(dense)
    if not edge:
        return _indented(lines)
    joined: list[str] = []
    words: frozenset[str] | None = None
    continues = False
    for number, line in enumerate(lines):
        if not line.strip():
            continues = False
            continue
        if continues and not _begins(lines[number - 1], line):
            if words is None and hyphens.is_divided(joined[-1], line.strip()):
                words = hyphens.words_of("\n".join(lines))
            joined[-1] = join(joined[-1], line.strip(), words or frozenset())
        else:
            joined.append(line)
        following = lines[number + 1] if number + 1 < len(lines) else ""
        continues = _reaches(line, following, edge) or (
            width(line) > edge // 2 and hyphens.is_divided(line.rstrip(), following.strip())
        )
    return joined


def _indented(lines: Sequence[str]) -> list[str]:
    """The lines without empty ones; in Chinese those without indent go on with one that has it."""
    joined: list[str] = []
    before, inside = "", False
    for line in lines:
        full = width(before.rstrip()) >= _MIN_WRAP_WIDTH and before.rstrip()[-1:] > WIDE
        begins = _INDENT.match(line) is not None or _begins(before, line)
        if inside and full and line.strip() and not begins and not _ENDED.search(before.rstrip()):
            joined[-1] = line_joins.joined(joined[-1].rstrip(), line.strip())
        elif line.strip():
            joined.append(line)
            inside = _INDENT.match(line) is not None
        before = line
    return joined


def _unhung(lines: Sequence[str]) -> Sequence[str]:
    """The lines, with those that hang below the words of an item of a list joined to it."""
    if not any(map(_HANGING.match, lines)):
        return lines
    joined: list[str] = []
    hang = last = 0
    for line in lines:
        indent = len(line) - len(line.lstrip(" "))
        if hang and indent == hang and last > _MIN_WRAP_WIDTH and not _ITEM.match(line):
            joined[-1] = join(joined[-1].rstrip(), line.strip(), frozenset())
        else:
            match = _HANGING.match(line)
            hang = match.end() if match is not None else 0
            joined.append(line)
        last = width(line.rstrip())
    return joined


_HANGING = re.compile(r" {0,8}(?:[-*+•·]|\d{1,3}[.)]|[(（]\d{1,3}[)）])\s{1,3}(?=\S)")
"""The mark of an item; the other lines of the item are indented as its words."""


def _single_spaced(lines: Sequence[str]) -> list[str]:
    """The lines of a text with an empty line below each, if they are wrapped; else none.

    A paragraph ends where a line is short.
    """
    blank = [not line.strip() for line in lines]
    full = [line for line in lines if line.strip()]
    beside = sum(first == second for first, second in itertools.pairwise(blank))
    if len(full) < 2 * _MIN_FULL_LINES or beside > _DOUBLE_SHARE * len(lines):
        return []
    return full if _edge(full) else []


_DOUBLE_SHARE = 0.1
"""The share of lines in a text with double spacing that have another line right below."""


def join(before: str, line: str, words: AbstractSet[str]) -> str:
    """Joins two lines of a paragraph of a text with these words.

    Between Han characters no space is added, and a word that was divided is one word again.
    """
    if hyphens.is_divided(before, line):
        return hyphens.joined(before, line, words)
    return line_joins.joined(before, line)


def _edge(lines: Sequence[str]) -> int:
    """The width in columns at which a text was wrapped; 0 if it was not."""
    sizes = [width(line.rstrip()) for line in lines if line.strip()]
    longer = sum(size > _MAX_WRAP_WIDTH for size in sizes)
    if not sizes or longer > _MAX_WIDER_SHARE * len(sizes):
        return 0
    pairs = [
        (line.rstrip(), following)
        for line, following in itertools.pairwise(lines)
        if line.strip() and following.strip() and not _ITEM.match(line)
    ]
    widths = sorted(
        {size for line, _ in pairs if (size := width(line)) <= _MAX_WRAP_WIDTH}, reverse=True
    )
    return next((edge for edge in widths[:_EDGES] if _is_edge(pairs, edge)), 0)


_EDGES = 5
"""The number of widths that are tried; lines above a text may be wider than its own."""


def _is_edge(pairs: Sequence[tuple[str, str]], edge: int) -> bool:
    """Whether lines, each with the one below it, were wrapped at a width in columns."""
    if edge < _MIN_WRAP_WIDTH:
        return False
    pairs = [
        (line, following)
        for line, following in pairs
        if width(line) > edge // 2 and not _begins(line, following)
    ]
    full = [line for line, following in pairs if _reaches(line, following, edge)]
    broken = sum(not _ENDED.search(line) for line in full)
    return len(full) >= max(
        _MIN_FULL_LINES, _MIN_FULL_SHARE * len(pairs)
    ) and broken >= _MIN_FULL_SHARE * len(full)


def _reaches(line: str, following: str, edge: int) -> bool:
    """Whether a line is full: the next word would not fit on it."""
    line, following = line.rstrip(), following.strip()
    if not following or _COLUMNS.search(line.strip()) or width(line) > edge:
        return False
    if line[-1:] > WIDE or following[:1] > WIDE:
        return width(line) >= edge - 5
    word = _WORD.match(following)
    return width(line) + 1 + (len(word[0]) if word else 1) > edge


def _begins(before: str, line: str) -> bool:
    """Whether a line after a full one begins a new paragraph."""
    if _ITEM.match(line) or _LABEL.match(line) or (_FIELD.match(line) and _FIELD.match(before)):
        return True
    return bool(_INDENT.match(line)) and not _INDENT.match(before)
