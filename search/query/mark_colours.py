"""Numbers the phrases of a line, so that each phrase the reader wrote is marked in one colour.

A phrase is the text between spaces, if it is short, else a piece of it. Its matches are whole;
those of a word of it are parts. The pieces get the number of their phrase and are the legend.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.match_patterns import Pattern, passage_pattern, spelling_pattern
from search.page import Piece, PieceKind
from search.query.spellings import has_latin

MAX_COLOURED_RUN_CHARS = 8
"""Code points of a run of words that counts as one phrase; a longer one is a sentence."""

LineRange = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LinePattern:
    """A highlight pattern, and the range of the query line that it is made from."""

    pattern: Pattern
    start: int
    end: int

    @property
    def range(self) -> LineRange:
        """The range as a pair."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class ColouredQuery:
    """The patterns with the numbers of their phrases, the pieces, and the number of phrases."""

    patterns: tuple[Pattern, ...]
    pieces: tuple[Piece, ...]
    phrases: int


def coloured(
    line_patterns: Sequence[LinePattern],
    pieces: Sequence[Piece],
    runs: Mapping[LineRange, str],
    *,
    whole_matches: bool,
) -> ColouredQuery:
    """Number the phrases in the order of the line.

    `runs` are the texts of several words without a space between. Without `whole_matches`
    all matches are parts, as they lie inside words.
    """
    short = {
        line_range: text for line_range, text in runs.items() if len(text) <= MAX_COLOURED_RUN_CHARS
    }
    texts = short | {(piece.start, piece.end): piece.text for piece in pieces}
    phrases = {pattern: _phrase(pattern.range, short, pieces) for pattern in line_patterns}
    numbers = {
        line_range: number for number, line_range in enumerate(sorted(set(phrases.values())))
    }
    words = Counter(
        line_range
        for line_range, _ in {(phrases[pattern], pattern.range) for pattern in line_patterns}
    )
    patterns: list[Pattern] = []
    for line_range, number in numbers.items():
        if words[line_range] > 1:
            patterns += _of_whole(texts.get(line_range, ""), number)
    for phrase, line_range in phrases.items():
        part = (
            not whole_matches
            or (words[line_range] > 1 and phrase.range != line_range)
            or _is_cut_out(phrase.range, runs)
        )
        patterns.append(dataclasses.replace(phrase.pattern, term=numbers[line_range], part=part))
    shown = tuple(dataclasses.replace(piece, term=_number(piece, numbers)) for piece in pieces)
    return ColouredQuery(_each_once(patterns), shown, len(numbers))


def _each_once(patterns: Sequence[Pattern]) -> tuple[Pattern, ...]:
    """Patterns that find the same, once: equal words of a line are marked as the first of them.

    A line may repeat a frequent character fifty times.
    """
    chosen: dict[Pattern, Pattern] = {}
    for pattern in patterns:
        wanted = dataclasses.replace(pattern, term=0, part=False)
        known = chosen.get(wanted, pattern)
        chosen[wanted] = min(known, pattern, key=lambda equal: (equal.part, equal.term))
    return tuple(chosen.values())


def _phrase(
    line_range: LineRange, short: Mapping[LineRange, str], pieces: Sequence[Piece]
) -> LineRange:
    """The phrase that contains a range of the line."""
    wider = [*short, *((piece.start, piece.end) for piece in pieces)]
    return next(
        (outer for outer in wider if outer[0] <= line_range[0] and line_range[1] <= outer[1]),
        line_range,
    )


def _is_cut_out(character: LineRange, runs: Mapping[LineRange, str]) -> bool:
    """Whether a range is one character that the segmenter cut out of a longer run."""
    start, end = character
    return end - start == 1 and any(first <= start and end <= last for first, last in runs)


def _of_whole(text: str, number: int) -> list[Pattern]:
    """The patterns of a phrase of several words as a whole."""
    patterns: list[Pattern] = [passage_pattern(text, number, whole_words=True)] if text else []
    return [*patterns, spelling_pattern(text, number)] if text and has_latin(text) else patterns


def _number(piece: Piece, numbers: Mapping[LineRange, int]) -> int | None:
    """The number of a piece's phrase; None for a piece that is not marked, such as a filter."""
    if piece.kind is PieceKind.EXCLUDED:
        return None
    return next(
        (
            number
            for (start, end), number in numbers.items()
            if start < piece.end and piece.start < end
        ),
        None,
    )
