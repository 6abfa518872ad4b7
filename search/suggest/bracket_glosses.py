"""Glosses in brackets: a report explains a word in the other language, 世界卫生组织（WHO）.

They are read from the first reports of a search, not from a list: nothing has to be kept up to
date, and the archive's own usage wins.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.report import Report
from index.text.fold import HAN, HAN_CHARACTER
from index.text.function_words import APART, EDGES
from search.suggest.vocabulary import Vocabulary

MAX_GLOSS_CHARS = 12
"""Han characters of a gloss."""
GLOSS_WINDOW_CHARS = 80
"""Code points searched for a gloss on each side of a bracket."""

_QUOTE = r"[”\"》」』]?"
GLOSSED_CHARS = 100_000
"""Code points of a report that are searched."""
_BEFORE_TERMS = APART | EDGES | frozenset("据在经使用即叫称名年月日说有国")
"""Characters that may stand directly before a Chinese term."""
_BRACKETS = frozenset("（(")
_OPENS = re.compile(r".?\s*[（(]")
_LATIN = r"[A-Za-z][\w .&'’-]{1,60}[A-Za-z0-9]"


def bracket_glosses(line: str, reports: Iterable[Report], words: Vocabulary) -> list[str]:
    """Up to three glosses of `line` in the other language, the most frequent first."""
    counts: Counter[str] = Counter()
    bodies = [report.body[:GLOSSED_CHARS] for report in reports]
    caseless = line.lower() == line.upper() == line
    if caseless:  # most lines have no bracket beside them, and a pattern takes time to compile
        bodies = [body for body in bodies if _has_bracket_beside(line, body)]
    if not bodies:
        return []
    beside = _near_bracket(line, caseless=caseless)
    parts = [part for body in bodies for part in _bracket_contexts(beside, body)]
    if not parts:
        return []
    after, before = _patterns(line)
    for part in parts:
        counts.update(hit[1].strip() for hit in after.finditer(part) if _begins(part, hit.start()))
        counts.update(_word(hit[1], words) for hit in before.finditer(part))
    return [text for text, _ in counts.most_common(3) if text]


def _has_bracket_beside(line: str, body: str) -> bool:
    """Whether a bracket may stand beside a line somewhere in a text."""
    at = body.find(line)
    while at >= 0:
        if not _BRACKETS.isdisjoint(body[max(0, at - 2) : at]) or _OPENS.match(
            body, at + len(line)
        ):
            return True
        at = body.find(line, at + 1)
    return False


def _near_bracket(line: str, *, caseless: bool) -> re.Pattern[str]:
    """A pattern for the line beside a bracket; without case it compiles faster."""
    return re.compile(
        rf"[（(].?{re.escape(line)}|{re.escape(line)}.?\s*[（(]", 0 if caseless else re.IGNORECASE
    )


def _bracket_contexts(beside: re.Pattern[str], body: str) -> Iterator[str]:
    """The text around each bracket beside the word. The patterns alone would try every word."""
    for hit in beside.finditer(body):
        yield body[max(0, hit.start() - GLOSS_WINDOW_CHARS) : hit.end() + GLOSS_WINDOW_CHARS]


def _patterns(line: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Patterns for a gloss in brackets after the word, and the word in brackets after a gloss."""
    word = re.escape(line)
    other = rf"[{HAN}]{{2,{MAX_GLOSS_CHARS}}}" if line.isascii() else _LATIN
    after = rf"{word}{_QUOTE}\s*[（(]\s*[“\"《「『]?({other}){_QUOTE}\s*[）)]"
    before = rf"({other}){_QUOTE}\s*[（(]\s*[“\"《「『]?{word}{_QUOTE}\s*[）)]"
    return re.compile(after, re.IGNORECASE), re.compile(before, re.IGNORECASE)


def _begins(text: str, at: int) -> bool:
    """Whether a term begins at a position: not 利用效率 in 电能利用效率（PUE）."""
    before = text[at - 1 : at]
    return not HAN_CHARACTER.match(before) or before in _BEFORE_TERMS or text[at].isascii()


def _word(text: str, words: Vocabulary) -> str:
    """The longest suffix that is a known word (世界卫生组织 of 据世界卫生组织), or a name."""
    if text.isascii():
        return " ".join(re.findall(r"[A-Z]\w*(?: (?:and|of|the|for|[A-Z]\w*))*$", text))
    return next((text[at:] for at in range(len(text) - 1) if text[at:] in words), "")
