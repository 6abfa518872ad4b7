"""Lines that were broken at a fixed width flow back into the paragraphs that they were."""

import itertools
import re
from collections.abc import Sequence

_NARROWEST, _WIDEST = 36, 100  # columns that texts are broken at
_FEW = 3  # lines that reach the edge before a text counts as broken
_MOST = 0.6  # share of the lines with a line behind them that reach the edge
_LONGER = 0.05  # share of the lines that may be wider than the widest edge
#: What begins a line of its own: an item of a list, a quotation, a row, a label, an indent.
_ITEM = re.compile(
    r"\s*(?:[-*+•·●○■□▪◆◇>|#]|\d{1,3}[.、)）]|[（(][一二三四五六七八九十\d]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十百\d]{1,4}[章节条款])"
)
_INDENT = re.compile(r"^(?:\u3000{1,4}|[ \t]{2,12})")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S|\|")
_LABEL = re.compile(r"^[\w\u3400-\u9fff ]{1,20}[:：]\s")
_WORD = re.compile(r"[^\s\u2e80-\U000323af]+")
#: How a line ends that a paragraph may end with.
_ENDED = re.compile(r"[。！？；：.!?:;][”’」』）)\"']?$")
_WIDE = "\u2e7f"


def width(text: str) -> int:
    """Columns of a text: a wide character takes two."""
    if len(text) > 1_000:
        return len(text)
    return len(text) + sum(character > _WIDE for character in text)


def flowed(lines: Sequence[str]) -> list[str]:
    """The lines without empty ones, those that were broken at an edge joined again."""
    edge = _edge(lines)
    if not edge:
        return [line for line in lines if line.strip()]
    joined: list[str] = []
    goes_on = False
    for place, line in enumerate(lines):
        if not line.strip():
            goes_on = False
            continue
        if goes_on and not _begins(lines[place - 1], line):
            joined[-1] = join(joined[-1], line.strip())
        else:
            joined.append(line)
        following = lines[place + 1] if place + 1 < len(lines) else ""
        goes_on = _reaches(line, following, edge)
    return joined


def join(before: str, line: str) -> str:
    """Two lines of a paragraph; between Han characters a line break is nothing."""
    wide = before[-1:] > _WIDE or line[:1] > _WIDE
    hyphen = before[-1:] == "-" and before[-2:-1].isalpha() and line[:1].islower()
    return f"{before}{'' if wide or hyphen else ' '}{line}"


def _edge(lines: Sequence[str]) -> int:
    """The columns at which a text was broken; 0 where it was not."""
    sizes = [width(line.rstrip()) for line in lines if line.strip()]
    longer = sum(size > _WIDEST for size in sizes)
    if not sizes or longer > _LONGER * len(sizes):
        return 0
    pairs = [
        (line.rstrip(), following)
        for line, following in itertools.pairwise(lines)
        if line.strip() and following.strip() and not _ITEM.match(line)
    ]
    edge = max((size for line, _ in pairs if (size := width(line)) <= _WIDEST), default=0)
    if edge < _NARROWEST:
        return 0
    pairs = [
        (line, following)
        for line, following in pairs
        if width(line) > edge // 2 and not _begins(line, following)
    ]
    full = [line for line, following in pairs if _reaches(line, following, edge)]
    broken = sum(not _ENDED.search(line) for line in full)
    wrapped = len(full) >= max(_FEW, _MOST * len(pairs)) and broken >= _MOST * len(full)
    return edge if wrapped else 0


def _reaches(line: str, following: str, edge: int) -> bool:
    """Whether a line ends where it does because the next word did not fit."""
    line, following = line.rstrip(), following.strip()
    if not following or _COLUMNS.search(line.strip()) or width(line) > _WIDEST:
        return False
    if line[-1:] > _WIDE or following[:1] > _WIDE:
        return width(line) >= edge - 5
    word = _WORD.match(following)
    return width(line) + 1 + (len(word[0]) if word else 1) > edge


def _begins(before: str, line: str) -> bool:
    """Whether a line behind one that reaches the edge begins something of its own."""
    if _ITEM.match(line) or _LABEL.match(line):
        return True
    return bool(_INDENT.match(line)) and not _INDENT.match(before)
