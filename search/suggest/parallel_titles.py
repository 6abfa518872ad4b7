"""Renderings from parallel titles: the title of one story in Chinese and in English.

One title may contain both languages (农村物流成网 | Rural Logistics Form a Network), or a page has
a translation (x.zh.html and x.en.html, zh/x.html and en/x.html). The text that two or more titles
with the word share in the other language renders it; one pair only renders the title as a whole.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from whoosh import query

from index.api import Index, Question
from index.report import Report, report_id
from index.text.analysis import stem
from index.text.fold import HAN_RUN, fold
from search.report_beginnings import read_beginnings
from search.translated_reports import names_of_translations

MAX_TITLE_PAIRS = 30
MAX_RENDERING_CHARS = 8
"""Han characters, or English words, of a rendering."""
MIN_TITLE_HAN, MIN_TITLE_WORDS = 4, 2
"""Han characters and English words of a title. A shorter one is a name, mostly of an outlet."""

_PARTS = re.compile(r"(?:(?<!\s)\s++)?(?:[|｜／]|——)\s*|(?<!\s)\s++[/—–-]++\s+")
LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_TOKEN = re.compile(r"[^\W_]+")
_SILENT = re.compile(
    r"(?:a|an|and|are|as|at|be|by|for|from|in|is|its?|of|on|or|that|the|to|was|were|with|s)"
)


@dataclass(frozen=True, slots=True)
class TitlePair:
    """The title of one story in Chinese and in English."""

    han: str
    latin: str


def rendered(line: str, reports: Sequence[Report], index: Index) -> list[str]:
    """Renderings of a line from the titles of reports, the likeliest first."""
    pairs = _without_outlets(pairs_of(reports, index), index)
    latin = line.isascii()
    matching = [pair for pair in pairs if fold(line) in fold(pair.latin if latin else pair.han)]
    complete = [
        pair.han if latin else pair.latin
        for pair in matching
        if fold(line) == fold(pair.latin if latin else pair.han)
    ]
    return [*dict.fromkeys(complete), *_common(line, matching, index, han=latin)]


def pairs_of(reports: Iterable[Report], index: Index) -> list[TitlePair]:
    """The distinct pairs of titles, from one title in both languages or from two pages."""
    pairs: dict[TitlePair, None] = {}
    alone = []
    for report in reports:
        pair = _pair_in_title(report.title)
        if pair is None:
            alone.append(report)
        elif fold(report.source) != fold(pair.latin):
            pairs[pair] = None
    pairs.update(dict.fromkeys(_pairs_with_translations(alone, index)))
    return list(pairs)[:MAX_TITLE_PAIRS]


def _pair_in_title(title: str) -> TitlePair | None:
    """The pair in one title whose languages are separated by a bar, a slash or a dash."""
    parts = [part for part in _PARTS.split(title) if part]
    han = [part for part in parts if _is_han(part)]
    latin = [part for part in parts if _is_latin(part)]
    return TitlePair(han[0], latin[0]) if len(han) == len(latin) == 1 == len(parts) - 1 else None


def _is_han(text: str) -> bool:
    return sum(map(len, HAN_RUN.findall(text))) >= MIN_TITLE_HAN


def _is_latin(text: str) -> bool:
    return not HAN_RUN.search(text) and len(LATIN_WORD.findall(text)) >= MIN_TITLE_WORDS


def _pairs_with_translations(reports: Sequence[Report], index: Index) -> Iterator[TitlePair]:
    """Pairs of a report and its translation, whose path differs only in the language code."""
    wanted = [
        (report, report_id(path))
        for report in reports
        for path in names_of_translations(report.path)
    ]
    others = read_beginnings(index, [name for _, name in wanted])
    for (report, _), other in zip(wanted, others, strict=True):
        if other is None:
            continue
        for first, second in ((report.title, other.title), (other.title, report.title)):
            if _is_han(first) and _is_latin(second):
                yield TitlePair(first, second)


def _without_outlets(pairs: Sequence[TitlePair], index: Index) -> list[TitlePair]:
    """The pairs whose English part is a title: the name of an outlet occurs in other titles too."""
    titles = []
    for pair in pairs:
        words = [stem(word) for word in _TOKEN.findall(fold(pair.latin))]
        all_words = query.And([query.Term("title", word) for word in dict.fromkeys(words)])
        same = sum(fold(other.latin) == fold(pair.latin) for other in pairs)
        if same == 1 and index.ask(Question(query=all_words, size=0)).total <= MIN_TITLE_WORDS:
            titles.append(pair)
    return titles


def _common(line: str, pairs: Sequence[TitlePair], index: Index, *, han: bool) -> list[str]:
    """The text that most titles share in the other language; of several the rarest, then longest.

    Empty if the titles share more than the line, for the rendering would be of that longer text.
    """
    latins, hans = [pair.latin for pair in pairs], [pair.han for pair in pairs]
    sides = _shared(latins if han else hans), _shared(hans if han else latins)
    shared, other = (list(side) for side in sides)
    longer = [part for part in shared if fold(line) in part and len(part) > len(line) + 1]
    if longer or not other:
        return []
    best = min(other, key=lambda part: (_titles(part, index), -len(part), part))
    return [sides[1][best]]


def _shared(titles: Sequence[str]) -> dict[str, str]:
    """The longest texts that most titles, and at least two, share: folded, to one written form."""
    counts: Counter[str] = Counter()
    written: dict[str, str] = {}
    for title in titles:
        parts = _han_parts(title) if HAN_RUN.search(title) else _latin_parts(title)
        by_key = {fold(part): part for part in parts}
        counts.update(by_key.keys())
        written = by_key | written
    most = max(counts.values(), default=0)
    if most < 2 or 3 * most < 2 * len(titles):
        return {}
    common = [part for part, count in counts.items() if count == most]
    longest = [
        part for part in common if not any(part != other and part in other for other in common)
    ]
    return {part: written[part] for part in longest}


def _titles(part: str, index: Index) -> int:
    """The number of titles that contain a Chinese text, or all words of an English one."""
    if part.isascii():
        words = [query.Term("title", stem(word)) for word in LATIN_WORD.findall(part)]
        return index.ask(Question(query=query.And(words), size=0)).total
    grams = [part[at : at + 2] for at in range(len(part) - 1)]
    bigrams = (
        query.Phrase("title_grams", grams) if len(grams) > 1 else query.Term("title_grams", part)
    )
    return index.ask(Question(query=bigrams, size=0)).total


def _han_parts(title: str) -> Iterator[str]:
    for run in HAN_RUN.findall(title):
        for start in range(len(run) - 1):
            for stop in range(start + 2, min(start + MAX_RENDERING_CHARS, len(run)) + 1):
                yield run[start:stop]


def _latin_parts(title: str) -> Iterator[str]:
    words = LATIN_WORD.findall(title)
    for start, first in enumerate(words):
        for stop in range(start + 1, min(start + MAX_RENDERING_CHARS, len(words)) + 1):
            if not any(_SILENT.fullmatch(fold(word)) for word in (first, words[stop - 1])):
                yield " ".join(words[start:stop])
