"""Patterns of the terms of a query, as they are looked for in a folded text.

A passage ignores white space and name marks between Han characters, and punctuation between its
words. It may begin and end inside a word. Only its head is a regular expression, and the rest is
compared piece by piece, because compiling an expression takes longer than searching for it (four
Han characters with all that may be between them: 0.5 ms).
"""

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.text.analysis import MAX_MARKS, NAME_MARKS, SYMBOLS
from index.text.compounds import DOTS, INITIALS, JOINERS, LINE_BREAK, MIN_CODE_DIGITS
from index.text.fold import HAN, LETTERS, NON_HAN, canonical
from index.text.lazy_pattern import lazy_pattern
from search.number_signs import (
    OTHER,
    UNSIGNED,
    gap_before_number,
    is_unsigned,
    minus_before,
    ratio_between,
)
from search.sizes import size_pattern, sizes

_NAMED = rf"\s*(?:[{NAME_MARKS}][ {NAME_MARKS}]{{0,{2 * MAX_MARKS}}})?"
"""The text allowed between two Han characters of a passage: white space, or name marks."""
_SPACE, _ANY, _SOME = re.compile(_NAMED), re.compile(OTHER + "*"), re.compile(OTHER + "+")
_PIECE = lazy_pattern(rf"(?P<han>[{HAN}])|(?P<word>{LETTERS})|(?P<symbol>[{SYMBOLS}])")
_KANA = re.compile("[\u3041-\u30ff]")
_JOINED = rf"(?:{LINE_BREAK.pattern}|{re.escape(INITIALS)}|[{re.escape(JOINERS)}])?"
_BORDER = rf"(?:{re.escape(INITIALS)}|[ {re.escape(JOINERS)}])?"
"""Characters allowed between two letters, and between a letter and a digit of one word."""
_GROUP_SIGNS, _CODE_SIGN = " ,'’‘ʼ", "-"
"""Signs between groups of three digits, 1,000, and between the digits of a code."""
_MANY_GROUPS = 7
"""The least number of digits whose groups may have full stops: 1.000.000 is 1000000, 1.000 is 1."""
_NUMBERS, _DIGIT_RUN = re.compile(r"[0-9]{1,20}(?:[-.,/:—―][0-9]{1,20}){1,9}"), re.compile("[0-9]+")
MAX_SPELLED_CHARS = 60
"""Code points of a text that is highlighted in all its spellings."""

PassageStep = tuple[re.Pattern[str], str]
"""A pattern for the text between two pieces, and the second piece."""


@dataclass(frozen=True, slots=True)
class PassagePattern:
    """A passage: `head` is a regular expression for its first piece, `rest` are the other pieces.

    With `opens` the passage begins with a whole word, with `closes` it ends with one. `term` is the
    number of a phrase of the query, from 0; a phrase may have several patterns, and a `part` of it
    is a pattern too. With `unsigned` the number at its beginning is no negative one.
    """

    term: int
    head: str
    rest: tuple[PassageStep, ...] = ()
    unsigned: bool = False
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
    sign = "" if unsigned else minus_before(folded, pieces[0])
    head = sign + re.escape(pieces[0][0])
    if steps and steps[0][0] is _SPACE:
        head += rf"(?=\W*{re.escape(steps[0][1])})"
    return PassagePattern(
        term,
        head,
        steps,
        unsigned=unsigned,
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
    runs = {
        at: run for run in _DIGIT_RUN.finditer(word) for at in range(run.start() + 1, run.end())
    }
    for at, after in enumerate(word[1:], 1):
        run = runs.get(at)
        border = word[at - 1].isdecimal() or after.isdecimal()
        gap = _digit_gap(len(run[0]), run.end() - at) if run else _BORDER if border else _JOINED
        spelling += gap + re.escape(after)
    return spelling


def _digit_gap(digits: int, left: int) -> str:
    """What may stand between two of some digits, `left` before the end: 1,000 is 1000, 1.5 not 15.

    The index joins the same: dates with a dot, groups of three, codes, and what a line broke.
    """
    signs = DOTS + (_CODE_SIGN if digits >= MIN_CODE_DIGITS else "")
    if left % 3 == 0:
        signs += _GROUP_SIGNS + ("." if digits >= _MANY_GROUPS else "")
    return rf"(?:{LINE_BREAK.pattern}|[{re.escape(signs)}])?"


def stem_pattern(words: Iterable[str], term: int) -> StemPattern:
    """The pattern of English words, given as stems."""
    return StemPattern(term, frozenset(words))


def wildcard_pattern(text: str, term: int) -> WildcardPattern:
    """The pattern of a folded word with wildcards.

    It never backtracks behind a star, because `fnmatch` makes each group atomic: `*?*?*?z` costs no
    more than `*z`.
    """
    return WildcardPattern(term, fnmatch.translate(text.replace("[", "[[]")))


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
