"""Joins pieces: a phrase or name is one piece even if the segmenter splits it.

Consecutive words become one piece if the archive knows them as a phrase. So does a whole short run
of Chinese if the texts contain it (李家超, 望津港) or if its segmentation is implausible.
"""

import dataclasses
import itertools
from collections.abc import Sequence

from index.api import Index
from index.schema import PHRASES
from search.page import Piece
from search.query.exact_text.passage_count import passage_count
from search.query.query_terms import QueryTerm

MAX_NAME_CHARS = 4
"""Characters of a run that may be a name as a whole."""
MAX_OVERLAPPING_CHARS = 8
"""Characters of a name whose words overlap: 埃马, 纽埃 and 埃尔 of 埃马纽埃尔."""
MAX_PHRASE_WORDS = 6
"""Words of one phrase."""
MAX_PHRASE_LOOKUPS = 200
SAME = " = "
"""The separator of synonyms in the text of a piece."""


def pieces_as_written(
    terms: Sequence[QueryTerm], parts: Sequence[Piece], index: Index
) -> list[Piece]:
    """The pieces of a chunk, given one per word, with those of each phrase joined.

    Words that a report need not contain have none.
    """
    runs = _runs(terms)
    known = _known_texts(runs, index)
    groups = [group for run in runs for group in _grouped(run, known)]
    joined: list[Piece] = []
    at = 0
    for group in groups:
        group_pieces, at = parts[at : at + len(group)], at + len(group)
        if all(term.optional for term in group):
            continue  # a search without these words has the same reports
        if len(group_pieces) == 1 or any(SAME in piece.text for piece in group_pieces):
            joined.extend(group_pieces)
        else:
            joined.append(
                dataclasses.replace(group_pieces[0], end=group_pieces[-1].end, text=_text(group))
            )
    return joined


def _runs(terms: Sequence[QueryTerm]) -> list[Sequence[QueryTerm]]:
    """Runs of Chinese words without a gap; any other word is a run of its own."""
    runs: list[list[QueryTerm]] = []
    for term in terms:
        joined = runs and _is_han(term) and _is_han(runs[-1][-1]) and runs[-1][-1].end >= term.start
        if joined:
            runs[-1].append(term)
        else:
            runs.append([term])
    return [tuple(run) for run in runs]


def _is_han(term: QueryTerm) -> bool:
    return not term.stemmed and not term.text.isascii() and len(term.text) == term.end - term.start


def _known_texts(runs: Sequence[Sequence[QueryTerm]], index: Index) -> set[str]:
    """The texts of several words that are phrases or names."""
    texts = [
        _text(run[start:stop])
        for run in runs
        for start in range(len(run))
        for stop in range(start + 2, min(start + MAX_PHRASE_WORDS, len(run)) + 1)
    ][:MAX_PHRASE_LOOKUPS]
    counts = index.frequencies(PHRASES, texts) if texts else ()
    known = {text for text, count in zip(texts, counts, strict=True) if count}
    for run in runs:
        text = _text(run)
        short, overlapping = len(text) <= MAX_NAME_CHARS, _overlaps(run)
        if len(run) < 2 or not (short or (overlapping and len(text) <= MAX_OVERLAPPING_CHARS)):
            continue
        if (short and _is_wrongly_cut(run)) or in_texts(text, index):
            known.add(text)
    return known


def _is_wrongly_cut(run: Sequence[QueryTerm]) -> bool:
    """Whether words of a run overlap or are single characters, as in the wrong cut 碳中 | 和."""
    return any(len(term.text) == 1 for term in run) or _overlaps(run)


def _overlaps(run: Sequence[QueryTerm]) -> bool:
    """Whether a word of a run begins inside the one before it."""
    return any(first.end > second.start for first, second in itertools.pairwise(run))


def _text(terms: Sequence[QueryTerm]) -> str:
    """The text of consecutive words, which may overlap."""
    text = ""
    for term in terms:
        text += term.text[len(text) - (term.start - terms[0].start) :]
    return text


def in_texts(text: str, index: Index) -> bool:
    """Whether the title or body of some report contains a text of Chinese."""
    return passage_count(index, text) > 0


def _grouped(run: Sequence[QueryTerm], known: set[str]) -> list[Sequence[QueryTerm]]:
    """The run split into phrases, each as long as possible, from left to right.

    Words that overlap are one piece: 工作总, not 工作 and 作总.
    """
    groups: list[Sequence[QueryTerm]] = []
    start = 0
    while start < len(run):
        stops = range(len(run), start + 1, -1)
        stop = next((stop for stop in stops if _text(run[start:stop]) in known), start + 1)
        while stop < len(run) and _overlaps(run[stop - 1 : stop + 1]):
            stop += 1
        groups.append(run[start:stop])
        start = stop
    return groups
