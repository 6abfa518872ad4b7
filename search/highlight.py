"""Needles: what to mark in a text, looked for in its folded form.

What is found in the folded text is where folding says it was in the original. White space and the
marks of a name between Han characters do not count, nor does punctuation inside a passage; a
passage may begin and end inside a word. Only the beginning of a passage is a pattern of its own and
the rest is followed step by step: compiling the pattern of a pasted page takes longer than
searching for it.
"""

import fnmatch
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.deadline import current
from index.text.analysis import MOST_MARKS, NAME_MARKS, SYMBOLS, stem
from index.text.compounds import BROKEN, JOINERS
from index.text.fold import HAN, LETTERS, canonical
from search.page import Mark

_OTHER = rf"(?:[^\w{SYMBOLS}]|_)"
_NAMED = rf"\s*(?:[{NAME_MARKS}][ {NAME_MARKS}]{{0,{2 * MOST_MARKS}}})?"
"""What may stand between two Han characters of a passage: white space, or the marks of a name."""
_SPACE, _ANY, _SOME = re.compile(_NAMED), re.compile(_OTHER + "*"), re.compile(_OTHER + "+")
_LETTER = re.compile(rf"[^\W_{HAN}]")
_WORD = re.compile(LETTERS)
_PIECE = re.compile(rf"(?P<han>[{HAN}])|(?P<word>{LETTERS})|(?P<symbol>[{SYMBOLS}])")
_KANA = re.compile("[\u3041-\u30ff]")
_JOINED = rf"(?:{BROKEN.pattern}|[{re.escape(JOINERS)}])?"
_BORDER = rf"(?:[ {re.escape(JOINERS)}])?"
LONGEST_SPELLED = 60
"""Code points of a text that is looked for in all the ways in which it is written."""
LONGEST_WORD = 256
"""Code points of a word that a pattern is compared with; a longer one is no word of a language."""
MOST_MARKED = 2_000
"""Matches of one needle that snippets are chosen from, and that the page of a report marks."""
READ_AT_LEAST, READ_ON, READ_AT_MOST = 1 << 18, 1 << 16, 1 << 21
"""Code points of a report that are read for its snippets: at once, by and by, and at most."""
STEPS = 16
"""Steps for each code point of a text that its passages are followed, before marking ends."""
_LOOK = 512
"""Words or places between two looks at the clock."""
HEAD_CHARS = 8
"""Han characters at the beginning of a passage that one pattern looks for."""

PassageStep = tuple[re.Pattern[str], str]
"""What may stand between, and the piece that follows."""


@dataclass(frozen=True, slots=True)
class PassagePattern:
    """A passage: pieces of folded text, each with what may stand between it and the one before.

    With `opens` its first word is a whole word, with `closes` its last. `term` numbers the marked
    terms of the query from 0; several needles may be of one term.
    """

    term: int
    head: str
    rest: tuple[PassageStep, ...] = ()
    opens: bool = False
    closes: bool = False


@dataclass(frozen=True, slots=True)
class StemPattern:
    """Words, by their stems."""

    term: int
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class WildcardPattern:
    """Words, by a pattern for the whole of each."""

    term: int
    pattern: str


@dataclass(frozen=True, slots=True)
class Spelled:
    """A short text by a pattern for all the ways in which it is written."""

    term: int
    pattern: str


Pattern = PassagePattern | StemPattern | WildcardPattern | Spelled


def passage_pattern(text: str, term: int, *, whole: bool = False) -> PassagePattern:
    """The needle of an exact passage; with `whole` its first and last words are whole words."""
    folded = canonical(text, alike=True).text
    pieces = list(_PIECE.finditer(folded))
    if not pieces:
        return PassagePattern(term, "")
    steps = tuple(_steps(folded, pieces))
    close = next(
        (at for at, (gap, _) in enumerate(steps[:HEAD_CHARS]) if gap is not _SPACE), HEAD_CHARS
    )
    head = [pieces[0][0], *(piece for _, piece in steps[:close])]
    return PassagePattern(
        term,
        _NAMED.join(map(re.escape, head)),
        steps[close:],
        opens=whole and _is_word(pieces[0]),
        closes=whole and _is_word(pieces[-1]),
    )


def _is_word(piece: re.Match[str]) -> bool:
    """Whether a piece has borders: kana has none, as no spaces are written there."""
    return piece.lastgroup == "word" and not _KANA.match(piece[0])


def spelled(text: str, term: int) -> Spelled:
    """The needle of a short text as others write it: e-mail, email, 1,000, 1000, 15 km, 15km."""
    folded = canonical(text, alike=True).text
    pieces = list(_PIECE.finditer(folded))
    if not pieces or len(folded) > LONGEST_SPELLED:
        return Spelled(term, "")
    parts = [
        _parted(piece[0]) if piece.lastgroup == "word" else re.escape(piece[0]) for piece in pieces
    ]
    for at, (one, after) in enumerate(itertools.pairwise(pieces), 1):
        han = one.lastgroup == after.lastgroup == "han"
        parts[at] = (_NAMED if han else _OTHER + "{0,4}") + parts[at]
    opens = rf"(?<!{_LETTER.pattern})" if _is_word(pieces[0]) else ""
    closes = rf"(?!{_LETTER.pattern})" if _is_word(pieces[-1]) else ""
    return Spelled(term, opens + "".join(parts) + closes)


def _parted(word: str) -> str:
    """A word whose letters may be parted as compounds are, and by a space beside digits."""
    made = re.escape(word[0])
    for one, after in itertools.pairwise(word):
        border = one.isdecimal() != after.isdecimal()
        made += (_BORDER if border else _JOINED) + re.escape(after)
    return made


def stem_pattern(words: Iterable[str], term: int) -> StemPattern:
    """The needle of English words, given as stems."""
    return StemPattern(term, frozenset(words))


def wildcard_pattern(text: str, term: int) -> WildcardPattern:
    """The needle of a folded word with wildcards.

    Its pattern never goes back behind a star (`fnmatch` makes each group atomic): `*?*?*?z` costs
    no more than `*z`.
    """
    return WildcardPattern(term, fnmatch.translate(text.replace("[", "[[]")))


def find_matches(
    text: str, needles: Sequence[Pattern], most: int | None = None
) -> tuple[Mark, ...]:
    """What the needles match in a text: ranges of its code points, rising, never overlapping.

    Of each needle at most about `most` matches are taken, the first. What is left when the time of
    the answer is over is not looked for.
    """
    folded = canonical(text, alike=True)
    return _apart(
        [
            Mark(*folded.span(mark.start, mark.end), mark.term)
            for mark in _found(folded.text, needles, most)
        ]
    )


def find_first_matches(text: str, needles: Sequence[Pattern]) -> tuple[Mark, ...]:
    """The matches that snippets are chosen from, at most MOST_MARKED of each needle.

    An ordinary report is read whole. A longer one is read line by line until every term was met,
    and no further than READ_AT_MOST: a report of 8 MB would cost as much as a hundred others.
    """
    wanted = {needle.term for needle in needles}
    found: list[Mark] = []
    start, reach = 0, READ_AT_LEAST
    while start < min(len(text), READ_AT_MOST):
        end = len(text)
        if end > start + reach:
            end = text.rfind("\n", start, start + reach) + 1 or start + reach
        marks = find_matches(text[start:end], needles, MOST_MARKED)
        found += [Mark(start + mark.start, start + mark.end, mark.term) for mark in marks]
        if wanted <= {mark.term for mark in found} or current().over():
            break
        start, reach = end, READ_ON
    return tuple(found)


def _found(folded: str, needles: Sequence[Pattern], most: int | None) -> list[Mark]:
    steps = _Steps(len(folded))
    found = [
        Mark(start, end, needle.term)
        for needle in needles
        if isinstance(needle, PassagePattern) and needle.head
        for start, end in itertools.islice(_passages(folded, needle, steps), most)
    ]
    for one in needles:
        if isinstance(one, Spelled) and one.pattern:
            hits = itertools.islice(re.finditer(one.pattern, folded), most)
            found += [Mark(*hit.span(), one.term) for hit in hits]
    return found + list(_words(folded, needles, most))


def _words(folded: str, needles: Sequence[Pattern], most: int | None) -> Iterator[Mark]:
    """The words that are marked by their stems or by a pattern."""
    words = {
        word: one.term for one in needles if isinstance(one, StemPattern) for word in one.stems
    }
    wilds = [
        (re.compile(one.pattern), one.term) for one in needles if isinstance(one, WildcardPattern)
    ]
    if not words and not wilds:
        return
    deadline = current()
    met: dict[str, int | None] = {}
    left = dict.fromkeys([*words.values(), *(term for _, term in wilds)], most)
    for number, hit in enumerate(_candidates(words, wilds).finditer(folded)):
        if number % _LOOK == 0 and deadline.over():
            return
        word = hit[0]
        if word not in met:
            met[word] = _term_of(word, words, wilds)
        term = met[word]
        if term is None:
            continue
        room = left.get(term, 0)
        if room is not None:
            if not room:
                left.pop(term, None)
                if not left:
                    return
                continue
            left[term] = room - 1
        yield Mark(hit.start(), hit.end(), term)


def _candidates(
    words: Iterable[str], wilds: Iterable[tuple[re.Pattern[str], int]]
) -> re.Pattern[str]:
    """A pattern for the words that come into question: a stem begins as its words do."""
    if any(True for _ in wilds):
        return _WORD
    first = "".join(sorted({re.escape(word[0]) for word in words if word}))
    return re.compile(rf"[{first}](?<!{_LETTER.pattern}.){_LETTER.pattern}*") if first else _WORD


def _term_of(
    word: str, words: Mapping[str, int], wilds: Sequence[tuple[re.Pattern[str], int]]
) -> int | None:
    """The term that marks a word; None where none does."""
    term = words.get(stem(word))
    if term is not None or len(word) > LONGEST_WORD:
        return term
    return next((one for wild, one in wilds if wild.match(word)), None)


class _Steps:
    """The steps that passages may be followed in one text: so many times its length, and no more.

    A text that repeats the beginning of a passage for ever would take its length times that of the
    passage; ordinary texts take a hundredth of their own length.
    """

    def __init__(self, length: int) -> None:
        self._left = STEPS * length + 100_000
        self._deadline = current()
        self._calls = 0

    def over(self, taken: int) -> bool:
        """Take some; whether there are none left, or no time."""
        self._left -= taken
        self._calls += 1
        return self._left < 0 or (self._calls % _LOOK == 0 and self._deadline.over())


def _passages(folded: str, needle: PassagePattern, steps: _Steps) -> Iterator[tuple[int, int]]:
    """Where a passage stands; one place does not overlap the one before."""
    head, at = re.compile(needle.head), 0
    while hit := head.search(folded, at):
        end, taken = _end(folded, needle, hit)
        if steps.over(taken):
            return
        at = end or hit.start() + 1
        if end:
            yield hit.start(), end


def _end(folded: str, needle: PassagePattern, hit: re.Match[str]) -> tuple[int, int]:
    """Where a passage ends that begins like this, 0 where it goes on otherwise; and the steps."""
    end = hit.end()
    if needle.opens and hit.start() and _LETTER.match(folded, hit.start() - 1):
        return 0, 1
    for gap, piece in needle.rest:
        between = gap.match(folded, end)
        if between is None or not folded.startswith(piece, between.end()):
            return 0, (between.end() if between else end) - hit.start()
        end = between.end() + len(piece)
    if needle.closes and _LETTER.match(folded, end):
        return 0, end - hit.start()
    return end, 1


def _apart(found: list[Mark]) -> tuple[Mark, ...]:
    """Of marks that overlap, the one that begins first, the longer of two, stays whole."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda one: (one.start, -one.end, one.term)):
        if not kept or mark.start >= kept[-1].end:
            kept.append(mark)
        elif mark.end > kept[-1].end:
            kept.append(Mark(kept[-1].end, mark.end, mark.term))
    return tuple(kept)


def _steps(folded: str, pieces: Sequence[re.Match[str]]) -> Iterator[PassageStep]:
    """Between Han characters may be white space, between others whatever is no letter."""
    for piece, after in itertools.pairwise(pieces):
        between = folded[piece.end() : after.start()]
        if piece.lastgroup == after.lastgroup == "han" and not between.strip():
            yield _SPACE, after[0]
        elif piece.lastgroup == after.lastgroup == "word":
            yield _SOME, after[0]
        else:
            yield _ANY, after[0]
