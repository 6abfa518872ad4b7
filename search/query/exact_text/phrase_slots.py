"""The slots of an exact passage.

A slot lists the terms that match at one position. Words match in every spelling: e-mail and email,
U.S. and US, 1,000 and 1000, 15 km and 15km, 3×4 and 3*4, but 3.5 only as 3.5, and 5 not in 3.5. A
passage may begin and end inside a word or a number. Its last Han character needs no slot, because
it is the second half of the gram before. Punctuation inside a passage is ignored: between Han
characters the slot before it accepts both the single character and the gram across the punctuation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.api import TermPart
from index.text.analysis import (
    ACRONYM,
    CAPITALS,
    TextPiece,
    compounds_of,
    indexed_terms,
    pieces,
    terms_of,
)
from index.text.compounds import (
    DOTS,
    MAX_COMPOUND_PARTS,
    NUMBER_PART,
    NUMBER_SIGNS,
    RATIO_SIGNS,
    Compound,
)
from index.text.fold import HAN_CHARACTER, canonical
from index.text.lazy_pattern import lazy_pattern
from index.text.negative_numbers import MAX_RANGE_UNITS, RANGE_UNITS, negatives
from search.query.exact_text.contractions import contracted, writings_of
from search.query.exact_text.negative_shares import signed_options, unlike_terms
from search.query.exact_text.word_divisions import (
    Option,
    as_compound,
    divided,
    may_be_dotted,
    written_apart,
)
from search.sizes import SIZE, size_notations

_THOUSANDS = 3
"""Digits between two separators of a number."""
_MAX_UNIT_CHARS = 12
"""Letters of a unit that may be written together with its number."""

_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)")
_CUT_RANGE = lazy_pattern(f"[{RANGE_UNITS}]{{1,{MAX_RANGE_UNITS}}}")
"""The beginning of a passage that may be cut out of a range: 元-5.5元 of 3元-5.5元."""
_APOSTROPHES = ("'", "’", "‘")


@dataclass(frozen=True, slots=True)
class PhraseSlot:
    """A position of a phrase: it matches any of `options`, or a term with the text at `part`.

    The first option is the text as it is written. The terms `barred` may not stand there: a number
    behind other text is no negative one.
    """

    options: tuple[Option, ...]
    part: TermPart | None = None
    barred: tuple[str, ...] = ()


def phrase_slots(
    text: str, *, whole_words: bool = False, unsigned: bool = False
) -> tuple[PhraseSlot, ...]:
    """The slots of a passage; with `whole_words`, it begins and ends with whole words.

    With `unsigned`, a number at its beginning is no negative one.
    """
    folded = canonical(text, alike=True).text
    passage = pieces(folded)
    if not passage:
        return ()
    opens = not whole_words and passage[0].word
    closes = not whole_words and passage[-1].word
    groups = _Groups(folded, passage, whole_words=whole_words, unsigned=unsigned)
    first, last = groups.edges(opens=opens, closes=closes)
    slots = [*first, *groups.slots(len(first), len(passage) - len(last)), *last]
    if not HAN_CHARACTER.match(passage[-1].text):
        return tuple(slots)
    if len(passage) > 1 and HAN_CHARACTER.match(passage[-2].text) and len(passage[-2].text) > 1:
        return tuple(slots[:-1])
    return (*slots[:-1], PhraseSlot(((passage[-1].text,),), TermPart.PREFIX))


class _Groups:
    """Groups the pieces of a passage, and lists the spellings of each group."""

    def __init__(
        self, folded: str, passage: Sequence[TextPiece], *, whole_words: bool, unsigned: bool
    ) -> None:
        self._folded = folded
        self._passage = passage
        self._whole_words = whole_words
        self._unsigned = unsigned
        self._compounds: dict[int, Compound] = {}
        self._negatives = dict(negatives(folded)) if whole_words else {}
        for at, compound in compounds_of(folded, list(passage), items=False):
            if not compound.is_word or self._of_year(at, compound):
                continue
            other = self._compounds.get(at)
            if other is None or compound.parts > other.parts:
                self._compounds[at] = compound

    def _of_year(self, at: int, compound: Compound) -> bool:
        """Whether a compound is a year and another number: 2023/24 is 2023-24."""
        sides = compound.decimal and self._gap(at) in RATIO_SIGNS
        return sides and any(_YEAR.match(text) for text in self._texts(at, 2))

    def edges(self, *, opens: bool, closes: bool) -> tuple[list[PhraseSlot], list[PhraseSlot]]:
        """The slots of the first and last word, which may be parts of words; a decimal is one."""
        passage = self._passage
        size = len(passage)
        if size == 1 and opens:
            return [_part_of(passage[0].text, TermPart.ANYWHERE)], []
        end = self._decimal(size - 2) if size > 1 and passage[-1].text.isdecimal() else ""
        if size == 2 and opens and closes and end:
            return [_part_of(end, TermPart.ANYWHERE), _NOTHING], []
        first = [PhraseSlot(self._endings(), TermPart.SUFFIX)] if opens else []
        if not closes:
            return first, []
        if size > 2 and end:
            return first, [_part_of(end, TermPart.PREFIX), _NOTHING]
        last = passage[-1].text
        inside = [(NUMBER_PART + last,)] if self._may_be_inside(size - 1) else []
        return first, [PhraseSlot(((last,), *inside), TermPart.PREFIX)]

    def _endings(self) -> tuple[Option, ...]:
        """The texts that end the first word: of 2.0.1 the decimal, and the 2 of v2.0.1."""
        word = self._passage[0].text
        decimal = self._decimal(0)
        return ((decimal,), (word,)) if decimal else ((word,),)

    def slots(self, first: int, stop: int) -> Iterator[PhraseSlot]:
        """The slots of the pieces from `first` up to `stop`."""
        at = first
        while at < stop:
            size, options = self._group(at, stop)
            if negative := self._negatives.get(self._passage[at].start):
                signed = [(negative, *others) for _, *others in options]
                before = self._folded[: self._passage[at].start - 1]
                options = [*signed, *options] if _CUT_RANGE.fullmatch(before) else signed
            if self._may_be_inside(at):
                options += [(NUMBER_PART + first, *others) for first, *others in options]
            barred = dict.fromkeys(
                term for near in range(at, at + size) for term in self._barred(near)
            )
            yield PhraseSlot(tuple(dict.fromkeys(options)), barred=tuple(barred))
            at += size

    def _barred(self, at: int) -> Iterator[str]:
        """The terms of the negative numbers that an unsigned one behind other text is not."""
        piece = self._passage[at]
        if self._whole_words and (at or self._unsigned or not piece.text[0].isdecimal()):
            before = self._passage[at - 1] if at else piece
            yield from unlike_terms(self._folded, piece, before.text if before.word else "")

    def _may_be_inside(self, at: int) -> bool:
        """Whether a piece may be a part of a number inside which the passage begins or ends."""
        if self._whole_words or not self._passage[at].text[0].isdecimal():
            return False
        gaps = [self._gap(near) for near in (at - 1, at) if 0 <= near < len(self._passage) - 1]
        return any(gap in NUMBER_SIGNS for gap in gaps)

    def _decimal(self, at: int) -> str:
        """The decimal that begins at a piece, or an empty text."""
        compound = self._compounds.get(at)
        return compound.text if compound and compound.decimal else ""

    def _texts(self, at: int, size: int) -> Option:
        return tuple(piece.text for piece in self._passage[at : at + size])

    def _gap(self, at: int) -> str:
        """The text between a piece and the next."""
        return self._folded[self._passage[at].end : self._passage[at + 1].start]

    def _group(self, at: int, stop: int) -> tuple[int, list[Option]]:
        """The number of pieces in a group, and its spellings."""
        piece = self._passage[at]
        room = stop - at
        if piece.word and (size := SIZE.match(self._folded, piece.start)):
            taken = sum(piece.start < size.end() for piece in self._passage[at:stop])
            if self._passage[at + taken - 1].end == size.end():
                return taken, [way for text in size_notations(size[0]) for way in _terms(text)]
        compound = self._compounds.get(at)
        if compound and compound.decimal and room > 1:
            rest = self._passage[at + 1].text
            ways = [*_decimal(compound.text, rest), *_apart_from_letters(compound.text, rest)]
            return self._with_unit(at, 2, ways, stop) if rest.isdecimal() else (2, ways)
        if compound and not compound.decimal and compound.parts <= room:
            return self._compound(at, compound, stop)
        if compound and compound.decimal:  # the rest with its unit ends the passage
            return 1, [(compound.text,), (piece.text,)]
        if not piece.word:
            return 1, self._across(at) if room > 1 else [(piece.text,)]
        return self._word(at, stop)

    def _word(self, at: int, stop: int) -> tuple[int, list[Option]]:
        """The spellings of a word that is no compound."""
        text = self._passage[at].text
        gap = self._gap(at) if stop - at > 1 else ""
        if gap and gap in _APOSTROPHES and self._passage[at + 1].text == "s":
            return 2, [
                self._texts(at, 2),
                (f"{text}s",),
                *((*way, "s") for way in as_compound(text)),
            ]
        if gap and gap in _APOSTROPHES and (ways := writings_of(self._texts(at, 2))):
            return 2, [self._texts(at, 2), *ways]
        if parts := contracted(text):
            return 1, [(text,), parts, *writings_of(parts)]
        number = self._decimal(at + 1) if stop - at > 2 and not gap.strip() else ""
        if number and text.isalpha() and len(text) <= _MAX_UNIT_CHARS:
            ways = [*self._before_decimal(at, 1, number), *self._dotted(text, at + 1, number)]
            fits = self._passage[at + 2].text.isdecimal()
            return self._with_unit(at, 3, ways, stop) if fits else (3, ways)
        return self._beside(at, stop)

    def _dotted(self, text: str, at: int, number: str) -> list[Option]:
        """An acronym with dots before a decimal."""
        ways = as_compound(text) if may_be_dotted(text) else []
        rest = self._passage[at + 1].text
        return [(*way, *decimal) for way in ways for decimal in _decimal(number, rest)]

    def _across(self, at: int) -> list[Option]:
        """A gram; before punctuation between Han characters, also the gram across it."""
        text, after = self._passage[at].text, self._passage[at + 1].text
        alone = len(text) == 1 and HAN_CHARACTER.match(text) and HAN_CHARACTER.match(after)
        if not alone or not self._gap(at).strip():
            return [(text,)]
        return [(text,), (text + after[0],)]

    def _compound(self, at: int, compound: Compound, stop: int) -> tuple[int, list[Option]]:
        """A compound as its parts and as one word; the parts of a number match only that number."""
        parts = self._texts(at, compound.parts)
        if all(part[0].isdecimal() for part in parts):
            if "." in compound.text:
                ways = _decimal(compound.text, parts[-1])
                fits = parts[-1].isdecimal()
                return self._with_unit(at, len(parts), ways, stop) if fits else (len(parts), ways)
            exact = [tuple(terms_of(compound)), (compound.text,)]
            if self._gap(at) in DOTS and compound.parts == 2:
                exact += [(f"{parts[0]}.{parts[1]}", mark + parts[1]) for mark in ("", NUMBER_PART)]
            if self._gap(at) in " -.":  # a table, an address or a code
                exact.insert(0, parts)
            if self._gap(at) == "-":  # a code may be cut elsewhere
                exact += as_compound("".join(parts))
            return self._with_unit(at, compound.parts, exact, stop)
        signed = signed_options(self._folded, tuple(self._passage[at : at + compound.parts]))
        if signed and self._whole_words and len(signed[0]) <= stop - at:
            return len(signed[0]), signed
        number = self._decimal(at + compound.parts - 1)
        if number and at + compound.parts < stop:
            return compound.parts + 1, self._before_decimal(at, compound.parts - 1, number)
        return compound.parts, _word_spellings(compound, parts)

    def _before_decimal(self, at: int, size: int, number: str) -> list[Option]:
        """Words and a decimal behind a hyphen: GPT-3.5, also written GPT3.5."""
        lead, rest = self._texts(at, size), self._passage[at + size + 1].text
        ways = [(*lead, *way) for way in _decimal(number, rest)]
        joined = "".join(lead) + number
        return [*ways, (joined, rest), (joined, NUMBER_PART + rest)]

    def _with_unit(
        self, at: int, size: int, options: list[Option], stop: int
    ) -> tuple[int, list[Option]]:
        """A number with its unit, if it has one: 3.5 km and 3.5km."""
        unit = self._unit(at + size, stop)
        if not unit:
            return size, options
        apart = [(*option, unit) for option in options]
        together = [(*option[:-1], option[-1] + unit) for option in options]
        joined = options[-1][0] + unit if len(options[-1]) == 1 else ""
        return size + 1, [*apart, *together, *(as_compound(joined) if joined else [])]

    def _unit(self, at: int, stop: int) -> str:
        """The unit at a piece, if only white space precedes it; else an empty text."""
        if at >= stop or not self._passage[at].word or self._gap(at - 1).strip():
            return ""
        text = self._passage[at].text
        return text if text[0].isalpha() and len(text) <= _MAX_UNIT_CHARS else ""

    def _beside(self, at: int, stop: int) -> tuple[int, list[Option]]:
        """A word, with adjacent numbers or letters that may be written together with it."""
        texts = [self._passage[at].text]
        while len(texts) < 3 and at + len(texts) < stop and self._sticks(at + len(texts) - 1):
            texts.append(self._passage[at + len(texts)].text)
        if len(texts) == 1:
            ways = [*divided(texts[0]), *as_compound(texts[0])]
            return 1, [(texts[0],), *ways]
        options: list[Option] = list(written_apart(texts))
        for at_word in range(len(texts) - 1):
            joined = texts[at_word] + texts[at_word + 1]
            ways = [(joined,), *as_compound(joined)]
            options += [(*texts[:at_word], *spelling, *texts[at_word + 2 :]) for spelling in ways]
        return len(texts), options

    def _sticks(self, at: int) -> bool:
        """Whether a word and the next are a number and a unit, separated by white space."""
        word, after = self._passage[at], self._passage[at + 1]
        if not word.word or not after.word or self._gap(at).strip() or at + 1 in self._compounds:
            return False
        number, letters = (word, after) if word.text.isdecimal() else (after, word)
        fits = number.text.isdecimal() and letters.text[0].isalpha()
        return fits and len(letters.text) <= _MAX_UNIT_CHARS


def _word_spellings(compound: Compound, parts: Option) -> list[Option]:
    """The spellings of a compound that is a word: e-mail, email; US-China, U.S.-China."""
    if compound.dotted:
        return [parts, (CAPITALS + compound.text,)]
    options = [parts, (compound.text,)]
    if compound.parts == MAX_COMPOUND_PARTS - 1:
        options += [(parts[0] + parts[1], parts[2]), (parts[0], parts[1] + parts[2])]
    for step, part in enumerate(parts):  # US-China may be written U.S.-China
        if part.isalpha() and len(part) <= ACRONYM[1]:
            options += [(*parts[:step], *way, *parts[step + 1 :]) for way in as_compound(part)]
    return options


def _terms(text: str) -> list[Option]:
    """The terms of a text in order; a decimal and two sides of a size have one at their start.

    The other part of a decimal may be a part of a number in the index, or a number.
    """
    passage = pieces(text)
    plain = [piece.text for piece in passage]
    inside = indexed_terms(text, passage)
    for at, compound in compounds_of(text, passage):
        if compound.decimal:
            plain[at] = inside[at] = compound.text
    return list(dict.fromkeys([tuple(inside), tuple(plain)]))


def _decimal(number: str, rest: str) -> list[Option]:
    """The spellings of a decimal with or without separators; `rest` are its decimals and unit."""
    whole = number.partition(".")[0]
    written: list[Option] = [(number,)]
    if len(whole) > _THOUSANDS and whole != number:
        separated = Compound(number, -(-len(whole) // _THOUSANDS) + 1)
        written.append(tuple(terms_of(separated)[:-1]))
    return [
        (*way, mark + first, *others)
        for way in written
        for first, *others in [(rest,), *divided(rest)]
        for mark in (NUMBER_PART, "")
    ]


def _apart_from_letters(number: str, rest: str) -> list[Option]:
    """A decimal with letters before it (PM2.5), with a space between them: PM 2.5."""
    letters = number.rstrip("0123456789.")
    if not letters.isalpha():
        return []
    return [(letters, number.removeprefix(letters), mark + rest) for mark in (NUMBER_PART, "")]


_NOTHING = PhraseSlot(())
"""The second half of a decimal: its first half matches the whole decimal already."""


def _part_of(text: str, part: TermPart) -> PhraseSlot:
    return PhraseSlot(((text,),), part)
