"""The corpus's own glossary: what reports put in brackets behind a word, 世界卫生组织（WHO）.

Looked up when it is asked for, in the reports that hold the word: no list to keep up to date, and
always what this archive itself says.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from index.report import Report
from index.text.fold import HAN
from search.suggest.vocabulary import Vocabulary

MAX_GLOSS_CHARS = 12
GLOSS_WINDOW_CHARS = 80
"""Code points on each side of a bracket that are looked at."""

_QUOTE = r"[”\"》」』]?"
READ = 100_000
"""Code points of a report that are looked at."""
_LATIN = r"[A-Za-z][\w .&'’-]{1,60}[A-Za-z0-9]"


def bracket_glosses(line: str, reports: Iterable[Report], words: Vocabulary) -> list[str]:
    """What the reports say for a word in the other language, the most frequent first."""
    found: Counter[str] = Counter()
    parts = [part for report in reports for part in _around(line, report.body[:READ])]
    if not parts:
        return []
    behind, before = _patterns(line)
    for part in parts:
        found.update(hit[1].strip() for hit in behind.finditer(part))
        found.update(_word(hit[1], words) for hit in before.finditer(part))
    return [text for text, _ in found.most_common(3) if text]


def _around(line: str, body: str) -> Iterator[str]:
    """The places where a word meets a bracket: the patterns would look at every word of a text."""
    beside = re.compile(rf"[（(].?{re.escape(line)}|{re.escape(line)}.?\s*[（(]", re.IGNORECASE)
    for hit in beside.finditer(body):
        yield body[max(0, hit.start() - GLOSS_WINDOW_CHARS) : hit.end() + GLOSS_WINDOW_CHARS]


def _patterns(line: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The word with the other language in brackets behind it, and the other way round."""
    word = re.escape(line)
    other = rf"[{HAN}]{{2,{MAX_GLOSS_CHARS}}}" if line.isascii() else _LATIN
    behind = rf"{word}{_QUOTE}\s*[（(]\s*[“\"《「『]?({other}){_QUOTE}\s*[）)]"
    before = rf"({other}){_QUOTE}\s*[（(]\s*[“\"《「『]?{word}{_QUOTE}\s*[）)]"
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE)


def _word(text: str, words: Vocabulary) -> str:
    """The end of a text that is a word of the corpus: 据世界卫生组织 is more than the name."""
    if text.isascii():
        return " ".join(re.findall(r"[A-Z]\w*(?: (?:and|of|the|for|[A-Z]\w*))*$", text))
    return next((text[at:] for at in range(len(text) - 1) if text[at:] in words), "")
