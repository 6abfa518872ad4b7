"""Highlighting: patterns that find the terms of a query in a text.

Patterns match the folded text; folding maps their matches to positions in the original. A passage
ignores white space and name marks between Han characters, and punctuation between its words. It may
begin and end inside a word. Only its head is a regular expression, and the rest is compared piece
by piece, because compiling an expression takes longer than searching for it (four Han characters
with all that may be between them: 0.5 ms).
"""

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.system.deadline import current_deadline
from index.text.analysis import MAX_MARKS, NAME_MARKS, SYMBOLS, stem
from index.text.compounds import INITIALS, JOINERS, LINE_BREAK, MIN_CODE_DIGITS
from index.text.fold import HAN, LETTERS, NON_HAN, NON_HAN_CHARACTER, canonical
from index.text.lazy_pattern import lazy_pattern
from search.number_signs import (
    OTHER,
    UNSIGNED,
    gap_before_number,
    in_number,
    is_unsigned,
    minus_before,
    ratio_between,
)
from search.page import Mark
from search.sizes import size_pattern, sizes

_NAMED = rf"\s*(?:[{NAME_MARKS}][ {NAME_MARKS}]{{0,{2 * MAX_MARKS}}})?"
"""The text allowed between two Han characters of a passage: white space, or name marks."""
_SPACE, _ANY, _SOME = re.compile(_NAMED), re.compile(OTHER + "*"), re.compile(OTHER + "+")
_WORD = lazy_pattern(LETTERS)
_PIECE = lazy_pattern(rf"(?P<han>[{HAN}])|(?P<word>{LETTERS})|(?P<symbol>[{SYMBOLS}])")
_HAN = lazy_pattern(f"[{HAN}]")
_KANA = re.compile("[\u3041-\u30ff]")
_JOINED = rf"(?:{LINE_BREAK.pattern}|{re.escape(INITIALS)}|[{re.escape(JOINERS)}])?"
_DIGITS = rf"(?:{LINE_BREAK.pattern}|[ {re.escape(JOINERS)}])?"
_BORDER = rf"(?:{re.escape(INITIALS)}|[ {re.escape(JOINERS)}])?"
"""Characters allowed between two letters, two digits, and a letter and a digit of one word."""
_NUMBERS, _DIGIT_RUN = re.compile(r"[0-9]{1,20}(?:[-.,/:—―][0-9]{1,20}){1,9}"), re.compile("[0-9]+")
MAX_SPELLED_CHARS = 60
"""Code points of a text that is highlighted in all its spellings."""
MAX_MATCHED_WORD_CHARS = 256
"""Code points of a word that is matched with wildcards; a longer one is not a real word."""
MAX_MARKED_MATCHES = 2_000
"""Matches of one pattern, for snippets and for the page of a report."""
STEPS_PER_CHAR = 16
"""Comparisons of passages for each code point of a text, before highlighting gives up."""
_LOOK = 512
"""Words or passages between two checks of the deadline."""

PassageStep = tuple[re.Pattern[str], str]
"""A pattern for the text between two pieces, and the second piece."""


@dataclass(frozen=True, slots=True)
class PassagePattern:
    """A passage: `head` is a regular expression for its first piece, `rest` are the other pieces.

    With `opens` the passage begins with a whole word, with `closes` it ends with one. `term` is the
    number of a phrase of the query, from 0; a phrase may have several patterns, and a `part` of it
    is a pattern too.
    """

    term: int
    head: str
    rest: tuple[PassageStep, ...] = ()
    opens: bool = False
    closes: bool = False
    part: bool = False


@dataclass(frozen=True, slots=True)
class StemPattern:
    """All words with one of these stems."""

    term: int
    stems: frozenset[str]
    part: bool = False


@dataclass(frozen=True, slots=True)
class WildcardPattern:
    """All words that match a regular expression as a whole."""

    term: int
    pattern: str
    part: bool = False


@dataclass(frozen=True, slots=True)
class SpellingPattern:
    """A short text in all its spellings, as one regular expression."""

    term: int
    pattern: str
    part: bool = False


_TermPart = tuple[int, bool]

Pattern = PassagePattern | StemPattern | WildcardPattern | SpellingPattern


def passage_pattern(
    text: str, term: int, *, whole_words: bool = False, part: bool = False, unsigned: bool = False
) -> PassagePattern:
    """The pattern of an exact passage; with `whole_words` it begins and ends with whole words.

    With `unsigned`, a number at its beginning is no negative one.
    """
    folded = canonical(text, alike=True).text
    pieces = list(_PIECE.finditer(folded))
    if not pieces:
        return PassagePattern(term, "")
    steps = tuple(_steps(folded, pieces, whole_words=whole_words))
    sign = UNSIGNED if unsigned else minus_before(folded, pieces[0])
    head = sign + re.escape(pieces[0][0])
    if steps and steps[0][0] is _SPACE:
        head += rf"(?=\W*{re.escape(steps[0][1])})"
    return PassagePattern(
        term,
        head,
        steps,
        opens=whole_words and _is_word(pieces[0]),
        closes=whole_words and _is_word(pieces[-1]),
        part=part,
    )


def _is_word(piece: re.Match[str]) -> bool:
    """Whether a piece is a word with boundaries; kana is not, as it is written without spaces."""
    return piece.lastgroup == "word" and not _KANA.match(piece[0])


def spelling_pattern(text: str, term: int, *, unsigned: bool = False) -> SpellingPattern:
    """The pattern of a short text in all spellings: e-mail, email; 1,000, 1000; 15 km, 15km."""
    folded = canonical(text, alike=True).text
    pieces = list(_PIECE.finditer(folded))
    if not pieces or len(folded) > MAX_SPELLED_CHARS:
        return SpellingPattern(term, "")
    spans = {size.start(): size.end() for size in sizes(folded)}
    for start, end in spans.items():  # a size is one piece
        pieces = [match for match in pieces if not start < match.start() < end]
    parts = [
        size_pattern(folded[piece.start() : spans[piece.start()]])
        if piece.start() in spans
        else _compound_spelling(piece[0])
        if piece.lastgroup == "word"
        else re.escape(piece[0])
        for piece in pieces
    ]
    for at, (before, after) in enumerate(itertools.pairwise(pieces), 1):
        han = before.lastgroup == after.lastgroup == "han"
        least = 1 if _apart(folded, before, after) else 0
        ratio = ratio_between(folded, before, after)
        gap = ratio.pattern if ratio else _NAMED if han else f"{OTHER}{{{least},4}}"
        parts[at] = gap + (UNSIGNED if is_unsigned(folded, after) else "") + parts[at]
    opens = rf"(?<!{NON_HAN})" if _is_word(pieces[0]) else ""
    opens += UNSIGNED if unsigned else minus_before(folded, pieces[0])
    closes = rf"(?!{NON_HAN})" if _is_word(pieces[-1]) else ""
    return SpellingPattern(term, opens + "".join(parts) + closes)


def _apart(folded: str, before: re.Match[str], after: re.Match[str]) -> bool:
    """Whether a sign keeps two numbers apart: 1.2, 1/2 and 3-2 are not 12, but 1,000 is 1000."""
    sign = folded[before.end() : after.start()]
    if len(sign) != 1 or not (before[0][-1].isdecimal() and after[0][0].isdecimal()):
        return False
    chain = next(
        (number[0] for number in _NUMBERS.finditer(folded) if number.end() > before.end()), ""
    )
    groups = _DIGIT_RUN.findall(chain)
    if sign == "-":
        return sum(map(len, groups)) < MIN_CODE_DIGITS
    if sign in ".,":
        thousands = all(len(group) == 3 for group in groups[1:])
        return not thousands or (sign == "." and len(groups) == 2)
    return sign in "/:—―"


def _compound_spelling(word: str) -> str:
    """A word that may be written as a compound, or with a space between letters and digits."""
    spelling = re.escape(word[0])
    for letter, after in itertools.pairwise(word):
        digits = letter.isdecimal() + after.isdecimal()
        spelling += (_JOINED, _BORDER, _DIGITS)[digits] + re.escape(after)
    return spelling


def stem_pattern(words: Iterable[str], term: int) -> StemPattern:
    """The pattern of English words, given as stems."""
    return StemPattern(term, frozenset(words))


def wildcard_pattern(text: str, term: int) -> WildcardPattern:
    """The pattern of a folded word with wildcards.

    It never backtracks behind a star, because `fnmatch` makes each group atomic: `*?*?*?z` costs no
    more than `*z`.
    """
    return WildcardPattern(term, fnmatch.translate(text.replace("[", "[[]")))


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
    for number, hit in enumerate(_candidates(words, wildcards).finditer(folded)):
        if number % _LOOK == 0 and deadline.over():
            return
        word = hit[0]
        if word not in met:
            met[word] = _term_of(word, words, wildcards)
        term = met[word]
        if term is None or (word[0].isdecimal() and in_number(folded, *hit.span())):
            continue
        room = left.get(term, 0)
        if room is not None:
            if not room:
                left.pop(term, None)
                if not left:
                    return
                continue
            left[term] = room - 1
        yield Mark(hit.start(), hit.end(), *term)


def _candidates(
    words: Iterable[str], wildcards: Iterable[tuple[re.Pattern[str], _TermPart]]
) -> re.Pattern[str]:
    """A pattern for candidate words: a word has the first letter of its stem."""
    if any(True for _ in wildcards):
        return _WORD
    first = "".join(sorted({re.escape(word[0]) for word in words if word}))
    return re.compile(rf"[{first}](?<!{NON_HAN}.){NON_HAN}*") if first else _WORD


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
    """The ranges of a passage; they do not overlap."""
    head, at = re.compile(pattern.head), 0
    while hit := head.search(folded, at):
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


def _steps(
    folded: str, pieces: Sequence[re.Match[str]], *, whole_words: bool
) -> Iterator[PassageStep]:
    """The steps between pieces: white space between Han characters, else any non-letters.

    In a passage of whole words, a number without a minus is no negative one.
    """
    for piece, after in itertools.pairwise(pieces):
        between = folded[piece.end() : after.start()]
        if piece.lastgroup == after.lastgroup == "han" and not between.strip():
            yield _SPACE, after[0]
        elif gap := gap_before_number(folded, piece, after, unsigned=whole_words):
            yield gap, after[0]
        elif piece.lastgroup == after.lastgroup == "word":
            yield _SOME, after[0]
        else:
            yield _ANY, after[0]
