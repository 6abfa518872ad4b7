"""Text to tokens, the same code for reports and queries; jieba itself is in `segmenter`.

Two views of each text. *Words* are for ranking: Chinese cut by jieba's search mode, English
stemmed, and compounds (`index.text.compounds`) as one word besides. *Grams* are for exact matching:

- a Han character directly followed by another (white space between them does not count) is the
  gram of both, so 发展经济 is 发展 展经 经济 济;
- a Han character followed by anything else is a gram by itself;
- a run of other letters and digits is one gram, as is each of the SYMBOLS that carry meaning.

So a phrase of two characters is one term, a single character is the prefix of all its grams, and
nothing is stored twice. Everything is folded first; offsets are those of the original.

Some terms share the position of a gram. Two Han characters with marks of a name between them
(“雪龙”号, 卡尔·马克思) are a pair as well, so that the name is found without its marks. A compound
is found in one word: see `alternatives`. The first gram of each sentence and paragraph shares its
position with a mark, SENTENCE or PARAGRAPH.
"""

import functools
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from index.package_version import package_version
from index.text import segmenter, sentence_ends
from index.text.compounds import Compound, compounds
from index.text.fold import HAN, LETTERS, canonical

SYMBOLS = "+#%‰°$€£¥&@\u2600-\u27bf\U0001f000-\U0001faff"
"""Signs that carry meaning, and emoji, to stand inside the brackets of a regular expression."""
SENTENCE = "\x02"
PARAGRAPH = "\x03"
FIRST = "\x0e"
"""Ends the term of a compound at its first part, before the number of its parts."""
FURTHER = "\x0f"
"""Begins the term of a compound at each further part."""
CAPITALS = "\x0e"
"""Begins the term of an acronym that is written in capitals: US is not us."""
NAME_MARKS = "“”‘’\"'「」『』《》〈〉﹁﹂﹃﹄〝〞·•∙⋅・‧./()（）〔〕\\[\\]【】—–-"
"""Marks inside names, folded, for the brackets of a regular expression."""
MOST_MARKS = 3
"""So many of them, with one dash at most, may stand between two characters of a name."""
LONGEST_NAME_GAP = 8
"""Code points between those two characters, spaces counted."""
CLOSERS = "”’\"')"
MOST_CLOSERS = 2
"""Marks that may stand between a full stop and the white space behind it."""
#: Raised when the tokens of the same text change, so that old indexes are known as old.
VERSION = 3
#: Changed when a user's words come to weigh otherwise: indexes without any are as they were.
OWN_WORDS = "total held still"

_PIECE = re.compile(rf"(?P<han>[{HAN}](?:\s*[{HAN}])*)|(?P<word>{LETTERS})|(?P<symbol>[{SYMBOLS}])")
_SPACED = re.compile(rf"[{HAN}](?:\s+[{HAN}])+")
_HAN_RUN = re.compile(rf"[{HAN}]+")

_HAN_START = re.compile(rf"[{HAN}]")
_NAMED = re.compile(rf"(?!.*[—–-].*[—–-])[{NAME_MARKS}]{{1,{MOST_MARKS}}}")
ACRONYM = (2, 5)
"""The fewest and the most letters of an acronym."""
_CAPITALS = re.compile("[A-Z]+")
_SENTENCE_END = re.compile(
    rf"[。！？!?；;…]+[”’」』）)\"']*|\.(?=[{CLOSERS}]{{0,{MOST_CLOSERS}}}\s)|\n"
)


class Token(NamedTuple):
    """A token and where it stands: `start` and `end` are code points of the original text."""

    text: str
    start: int
    end: int


class Piece(NamedTuple):
    """A gram in a folded text, where it is there, and whether it is a run of letters."""

    text: str
    start: int
    end: int
    word: bool = False


def grams(text: str) -> list[Token]:
    """The grams of a text in the order of their positions, without what shares their positions."""
    folded = canonical(text, alike=True)
    return [Token(one.text, *folded.span(one.start, one.end)) for one in pieces(folded.text)]


def pieces(folded: str) -> list[Piece]:
    """The grams of a canonical text, in it."""
    found: list[Piece] = []
    for piece in _PIECE.finditer(folded):
        if piece.lastgroup == "han":
            found.extend(_han_pieces(piece[0], piece.start()))
        else:
            found.append(Piece(piece[0], *piece.span(), word=piece.lastgroup == "word"))
    return found


def _han_pieces(run: str, offset: int) -> Iterator[Piece]:
    """Each character with its follower, the last one alone."""
    places = _places(run)
    for place, after in itertools.pairwise(places):
        yield Piece(run[place] + run[after], offset + place, offset + after + 1)
    yield Piece(run[places[-1]], offset + places[-1], offset + places[-1] + 1)


def _places(run: str) -> list[int]:
    """Where the Han characters of a run are, white space left out."""
    return [place for place, char in enumerate(run) if not char.isspace()]


def alternatives(text: str) -> list[tuple[int, str]]:
    """Terms that share the position of a gram: pairs over the marks of a name, and compounds.

    A compound of two parts and more, e-mail, is `email`, FIRST and the number of its parts where
    it begins, and FURTHER and `email` at each further part. A decimal, 3.5, is one term where it
    begins. An acronym is there once more with CAPITALS before it.
    """
    folded = canonical(text, alike=True)
    grams_of = pieces(folded.text)
    found = [
        (at, one.text + after.text[0])
        for at, (one, after) in enumerate(itertools.pairwise(grams_of))
        if len(one.text) == 1 and across(folded.text, one, after)
    ]
    for at, compound in compounds_of(folded.text, grams_of):
        found.extend((at + step, term) for step, term in enumerate(terms_of(compound)))
    for at, piece in enumerate(grams_of):
        written = "".join(text[folded.places[place]] for place in range(piece.start, piece.end))
        if piece.word and acronym(written):
            found.append((at, CAPITALS + piece.text))
    return found


def across(folded: str, one: Piece, after: Piece) -> bool:
    """Whether two Han characters have nothing between them but the marks of a name."""
    if not _HAN_START.match(one.text) or not _HAN_START.match(after.text):
        return False
    gap = folded[one.end : after.start]
    return len(gap) <= LONGEST_NAME_GAP and bool(_NAMED.fullmatch(gap.replace(" ", "")))


def terms_of(compound: Compound) -> list[str]:
    """The terms of a compound, one for each position from its first."""
    if compound.decimal:
        return [compound.text]
    further = [FURTHER + compound.text] * (compound.parts - 1)
    return [f"{compound.text}{FIRST}{compound.parts}", *further]


def compounds_of(folded: str, grams_of: list[Piece]) -> Iterator[tuple[int, Compound]]:
    """The compounds of a text with the position each begins at."""
    words = [(at, piece) for at, piece in enumerate(grams_of) if piece.word]
    gaps = [
        folded[one.end : after.start] if second == first + 1 else None
        for (first, one), (second, after) in itertools.pairwise(words)
    ]
    for at, compound in compounds([piece.text for _, piece in words], gaps):
        yield words[at][0], compound


def marks(text: str, tokens: list[Token]) -> list[tuple[int, str]]:
    """Positions (indexes into `tokens`) that begin a sentence or paragraph, each with its mark."""
    found = [(0, SENTENCE), (0, PARAGRAPH)] if tokens else []
    position = 0
    for end in _SENTENCE_END.finditer(text):
        if end[0] == "." and not _full_stop(text, end.start()):
            continue
        while position < len(tokens) and tokens[position].start < end.end():
            position += 1
        if position == len(tokens):
            break
        if found[-1] != (position, SENTENCE) and found[-2:][0] != (position, SENTENCE):
            found.append((position, SENTENCE))
        if end[0] == "\n" and found[-1] != (position, PARAGRAPH):
            found.append((position, PARAGRAPH))
    return found


def _full_stop(text: str, at: int) -> bool:
    before = text[max(0, at - sentence_ends.WINDOW) : at]
    return sentence_ends.is_full_stop(before, text[at + 1 : at + 1 + sentence_ends.WINDOW])


class Analyzer:
    """Words of a text, with a user's own words added to jieba's dictionary."""

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = dictionary

    @functools.cached_property
    def signature(self) -> str:
        """What decides the tokens: versions of the code and its data, and the user's words."""
        lines = (OWN_WORDS, *self.dictionary) if self.dictionary else ()
        own = hashlib.blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()
        return f"{VERSION} {segmenter.name()} opencc-{package_version('opencc')} words-{own}"

    @property
    def own(self) -> segmenter.Own:
        """The user's words as they weigh."""
        return self._segmenter.own

    @functools.cached_property
    def _segmenter(self) -> segmenter.Segmenter:
        return segmenter.segmenter(self.dictionary)

    @functools.cached_property
    def _cut(self) -> Callable[[str], list[segmenter.Cut]]:
        return self._segmenter.cut

    @functools.cached_property
    def cut_runs(self) -> Callable[[str], list[str]]:
        """The words of folded runs of Han characters joined by line breaks, which come back too.

        The same words as `words` gives, without their places, for whole reports at a time.
        """
        return self._segmenter.words

    def words(self, text: str, *, compounds: bool = True) -> list[Token]:
        """The words for ranking, in the order of their places; search mode makes some overlap.

        After them come `compounds` in one word.
        """
        folded = canonical(text)
        tokens: list[Token] = []
        for piece in _PIECE.finditer(folded.text):
            if piece.lastgroup == "han":
                for word, start, end in self._han_words(piece[0], piece.start()):
                    tokens.append(Token(word, *folded.span(start, end)))
            elif piece.lastgroup == "word":
                tokens.append(Token(stem(piece[0]), *folded.span(*piece.span())))
        return [*tokens, *(_further_words(text) if compounds else ())]

    def _han_words(self, run: str, offset: int) -> Iterator[tuple[str, int, int]]:
        """Words of Han characters; single characters set apart by spaces are joined first."""
        at = 0
        for part in [run] if _SPACED.fullmatch(run) else _HAN_RUN.findall(run):
            at = run.index(part, at)
            places = _places(part)
            for word, start, end in self._cut("".join(part[place] for place in places)):
                yield word, offset + at + places[start], offset + at + places[end - 1] + 1
            at += len(part)


def _further_words(text: str) -> Iterator[Token]:
    folded = canonical(text, alike=True)
    found = pieces(folded.text)
    for at, compound in compounds_of(folded.text, found):
        last = at + (1 if compound.decimal else compound.parts - 1)
        yield Token(stem(compound.text), *folded.span(found[at].start, found[last].end))


def acronym(word: str) -> bool:
    """Whether a word as it is written is an acronym in capitals: US, WHO."""
    return ACRONYM[0] <= len(word) <= ACRONYM[1] and _CAPITALS.fullmatch(word) is not None


LONGEST_KEPT = 64
"""Letters of a word whose stem is kept: longer ones would fill memory and hardly come again."""


def stem(word: str) -> str:
    """The English stem of a folded word; a word of other letters or with digits stays itself."""
    return _stem_kept(word) if len(word) <= LONGEST_KEPT else _stem(word)


def _stem(word: str) -> str:
    if word.isascii() and word.isalpha():
        stemmed: str = _stemmer().stemWord(word)
        return stemmed
    return word


_stem_kept = functools.lru_cache(maxsize=1 << 16)(_stem)


@functools.cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415 - only texts with Latin words need it

    return Stemmer.Stemmer("english")
