"""Highlighting: finds the terms of a query in a text.

Patterns match the folded text; folding maps their matches to positions in the original.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.system.deadline import current_deadline
from index.text.analysis import stem
from index.text.fold import HAN, LETTERS, NON_HAN_CHARACTER, NON_HAN_RUN, canonical
from index.text.lazy_pattern import lazy_pattern
from search.match_patterns import (
    PassagePattern,
    Pattern,
    SpellingPattern,
    StemPattern,
    WildcardPattern,
)
from search.number_signs import AT_UNSIGNED, in_number
from search.page import Mark

_WORD = lazy_pattern(LETTERS)
_HAN = lazy_pattern(f"[{HAN}]")
MAX_MATCHED_WORD_CHARS = 256
"""Code points of a word that is matched with wildcards; a longer one is not a real word."""
MAX_MARKED_MATCHES = 2_000
"""Matches of one pattern, for snippets and for the page of a report."""
STEPS_PER_CHAR = 16
"""Comparisons of passages for each code point of a text, before highlighting gives up."""
_LOOK = 512
"""Words or passages between two checks of the deadline."""

_TermPart = tuple[int, bool]


def find_matches(
    text: str, patterns: Sequence[Pattern], most: int | None = None
) -> tuple[Mark, ...]:
    """The matches of the patterns in a text: sorted ranges of code points that never overlap.

    Of each pattern about the first `most` matches are taken. Matching stops at the deadline. A
    single Han character that is a part of a phrase is marked only beside another match: elsewhere
    it belongs to another word.
    """
    folded = canonical(text, alike=True)
    matches = _matches(folded.text, patterns, most)
    if not isinstance(folded.positions, range):  # else each character has its own place
        matches = [
            Mark(*folded.span(mark.start, mark.end), mark.term, mark.part) for mark in matches
        ]
    marks = _without_overlaps(matches)
    return tuple(
        mark
        for before, mark, after in zip((None, *marks), marks, (*marks[1:], None), strict=False)
        if not (mark.part and mark.end - mark.start == 1 and _HAN.match(text[mark.start]))
        or (before is not None and before.end == mark.start)
        or (after is not None and after.start == mark.end)
    )


def _matches(folded: str, patterns: Sequence[Pattern], most: int | None) -> list[Mark]:
    steps = _Steps(len(folded))
    marks = [
        Mark(start, end, pattern.term, pattern.part)
        for pattern in patterns
        if isinstance(pattern, PassagePattern) and pattern.head
        for start, end in itertools.islice(_passages(folded, pattern, steps), most)
    ]
    for pattern in patterns:
        if isinstance(pattern, SpellingPattern) and pattern.pattern:
            hits = itertools.islice(re.finditer(pattern.pattern, folded), most)
            spans = (hit.span() for hit in hits if not in_number(folded, *hit.span()))
            marks += [Mark(*span, pattern.term, pattern.part) for span in spans]
    return marks + list(_words(folded, patterns, most))


def _words(folded: str, patterns: Sequence[Pattern], most: int | None) -> Iterator[Mark]:
    """The words that match by their stems or by wildcards."""
    words = {
        word: (pattern.term, pattern.part)
        for pattern in patterns
        if isinstance(pattern, StemPattern)
        for word in pattern.stems
    }
    wildcards = [
        (re.compile(pattern.pattern), (pattern.term, pattern.part))
        for pattern in patterns
        if isinstance(pattern, WildcardPattern)
    ]
    if not words and not wildcards:
        return
    deadline = current_deadline()
    met: dict[str, _TermPart | None] = {}
    left = dict.fromkeys([*words.values(), *(term for _, term in wildcards)], most)
    for number, (start, end) in enumerate(_candidates(folded, words, wildcards)):
        if number % _LOOK == 0 and deadline.over():
            return
        word = folded[start:end]
        if word not in met:
            met[word] = _term_of(word, words, wildcards)
        term = met[word]
        if term is None or (word[0].isdecimal() and in_number(folded, start, end)):
            continue
        room = left.get(term, 0)
        if room is not None:
            if not room:
                left.pop(term, None)
                if not left:
                    return
                continue
            left[term] = room - 1
        yield Mark(start, end, *term)


def _candidates(
    folded: str,
    words: Iterable[str],
    wildcards: Iterable[tuple[re.Pattern[str], _TermPart]],
) -> Iterator[tuple[int, int]]:
    """The ranges of candidate words: a word has the first letter of its stem.

    The expression has ASCII letters alone where the stems have: with the others that may stand
    before a word and in it, it takes 2 ms to compile.
    """
    first = "".join(sorted({word[0] for word in words if word}))
    if not first or any(True for _ in wildcards):
        yield from (hit.span() for hit in _WORD.finditer(folded))
        return
    head, at = re.compile(f"(?<![0-9a-z])[{re.escape(first)}]"), 0
    while hit := head.search(folded, at):
        start = hit.start()
        at = _end_of_word(folded, start)
        if not (start and NON_HAN_CHARACTER.match(folded, start - 1)):
            yield start, at


def _end_of_word(folded: str, start: int) -> int:
    """The end of the word that begins at a position."""
    run = NON_HAN_RUN.match(folded, start)
    return run.end() if run else start + 1


def _term_of(
    word: str,
    words: Mapping[str, _TermPart],
    wildcards: Sequence[tuple[re.Pattern[str], _TermPart]],
) -> _TermPart | None:
    """The term that a word matches, and whether as a part; or None."""
    term = words.get(stem(word))
    if term is not None or len(word) > MAX_MATCHED_WORD_CHARS:
        return term
    return next(
        (wildcard_term for pattern, wildcard_term in wildcards if pattern.match(word)), None
    )


class _Steps:
    """The budget for comparing passages in one text, proportional to its length.

    Without it, a text that repeats the head of a passage costs the product of both lengths.
    Ordinary texts need a hundredth of their length.
    """

    def __init__(self, length: int) -> None:
        self._left = STEPS_PER_CHAR * length + 100_000
        self._deadline = current_deadline()
        self._calls = 0

    def over(self, taken: int) -> bool:
        """Spend `taken` steps; True if the budget or the time is used up."""
        self._left -= taken
        self._calls += 1
        return self._left < 0 or (self._calls % _LOOK == 0 and self._deadline.over())


def _passages(folded: str, pattern: PassagePattern, steps: _Steps) -> Iterator[tuple[int, int]]:
    """The ranges of a passage; they do not overlap.

    That the number at its beginning is no negative one is looked at apart: an expression with that
    takes 2 ms to compile.
    """
    head, at = re.compile(pattern.head), 0
    while hit := head.search(folded, at):
        if pattern.unsigned and not AT_UNSIGNED.match(folded, hit.start()):
            at = hit.start() + 1
            continue
        end, taken = _end(folded, pattern, hit)
        if steps.over(taken):
            return
        at = end or hit.start() + 1
        if end:
            yield hit.start(), end


def _end(folded: str, pattern: PassagePattern, hit: re.Match[str]) -> tuple[int, int]:
    """The end of the passage with this head, 0 if the text differs; and the steps spent."""
    end = hit.end()
    if pattern.opens and hit.start() and NON_HAN_CHARACTER.match(folded, hit.start() - 1):
        return 0, 1
    for gap, piece in pattern.rest:
        between = gap.match(folded, end)
        if between is None or not folded.startswith(piece, between.end()):
            return 0, (between.end() if between else end) - hit.start()
        end = between.end() + len(piece)
    if pattern.closes and NON_HAN_CHARACTER.match(folded, end):
        return 0, end - hit.start()
    if (pattern.opens or pattern.closes) and in_number(folded, hit.start(), end):
        return 0, end - hit.start()
    return end, 1


def _without_overlaps(marks: list[Mark]) -> tuple[Mark, ...]:
    """Marks without overlaps: the first, then the longer one stays whole; the others are cut."""
    disjoint: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.part, mark.term)):
        if not disjoint or mark.start >= disjoint[-1].end:
            disjoint.append(mark)
        elif mark.end > disjoint[-1].end:
            disjoint.append(Mark(disjoint[-1].end, mark.end, mark.term, mark.part))
    return tuple(disjoint)
