"""Text to tokens, the same code for reports and queries; jieba itself is in `segmenter`.

Two views of each text. *Words* are for ranking: Chinese cut by jieba's search mode, English
stemmed. *Grams* are for exact matching, one token per position:

- a Han character directly followed by another (white space between them does not count) is the
  gram of both, so 发展经济 is 发展 展经 经济 济;
- a Han character followed by anything else is a gram by itself;
- a run of other letters and digits is one gram, as is each of the SYMBOLS that carry meaning.

So a phrase of two characters is one term, a single character is the prefix of all its grams, and
nothing is stored twice. Marks that fold to IGNORED (soft hyphens, joiners, accents apart from
their letters) do not count. The first gram of each sentence and paragraph shares its position with
a mark, SENTENCE or PARAGRAPH. Everything is folded first; offsets are those of the original.
"""

import functools
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from index.package_version import package_version
from index.text import segmenter
from index.text.fold import HAN, IGNORED, fold, fold_alike

SYMBOLS = "+#%‰℃°$€£¥&@"
SENTENCE = "\x02"
PARAGRAPH = "\x03"
#: Raised when the tokens of the same text change, so that old indexes are known as old.
VERSION = 2
#: Changed when a user's words come to weigh otherwise: indexes without any are as they were.
OWN_WORDS = "total held still"

_PIECE = re.compile(
    rf"(?P<han>[{HAN}](?:[\s{IGNORED}]*[{HAN}])*)"
    rf"|(?P<word>[^\W_{HAN}](?:{IGNORED}*[^\W_{HAN}])*)"
    rf"|(?P<symbol>[{SYMBOLS}])"
)
_SPACED = re.compile(rf"[{HAN}](?:\s+[{HAN}])+")
_HAN_RUN = re.compile(rf"[{HAN}{IGNORED}]+")
_SENTENCE_END = re.compile(r"[。！？!?；;…]+[”’」』）)\"']*|\.(?=\s)|\n")


class Token(NamedTuple):
    """A token and where it stands: `start` and `end` are code points of the original text."""

    text: str
    start: int
    end: int


def grams(text: str) -> list[Token]:
    """The grams of a text in the order of their positions, without the marks."""
    tokens: list[Token] = []
    for piece in _PIECE.finditer(fold_alike(text)):
        if piece.lastgroup == "han":
            tokens.extend(_han_grams(piece[0], piece.start()))
        else:
            tokens.append(Token(piece[0].replace(IGNORED, ""), piece.start(), piece.end()))
    return tokens


def _han_grams(run: str, offset: int) -> Iterator[Token]:
    """Each character with its follower, the last one alone."""
    places = _places(run)
    for place, after in itertools.pairwise(places):
        yield Token(run[place] + run[after], offset + place, offset + after + 1)
    yield Token(run[places[-1]], offset + places[-1], offset + places[-1] + 1)


def _places(run: str) -> list[int]:
    """Where the Han characters of a run are, white space and ignored marks left out."""
    return [place for place, char in enumerate(run) if not char.isspace() and char != IGNORED]


def marks(text: str, tokens: list[Token]) -> list[tuple[int, str]]:
    """Positions (indexes into `tokens`) that begin a sentence or paragraph, each with its mark."""
    found = [(0, SENTENCE), (0, PARAGRAPH)] if tokens else []
    position = 0
    for end in _SENTENCE_END.finditer(text):
        while position < len(tokens) and tokens[position].start < end.end():
            position += 1
        if position == len(tokens):
            break
        if found[-1] != (position, SENTENCE) and found[-2:][0] != (position, SENTENCE):
            found.append((position, SENTENCE))
        if end[0] == "\n" and found[-1] != (position, PARAGRAPH):
            found.append((position, PARAGRAPH))
    return found


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

    def words(self, text: str) -> list[Token]:
        """The words for ranking, in the order of their places; search mode makes some overlap."""
        folded = fold(text)
        tokens: list[Token] = []
        for piece in _PIECE.finditer(folded):
            if piece.lastgroup == "han":
                tokens.extend(self._han_words(piece[0], piece.start()))
            elif piece.lastgroup == "word":
                word = piece[0].replace(IGNORED, "")
                tokens.append(Token(stem(word), piece.start(), piece.end()))
        return tokens

    def _han_words(self, run: str, offset: int) -> Iterator[Token]:
        """Words of Han characters; single characters set apart by spaces are joined first."""
        at = 0
        for part in [run] if _SPACED.fullmatch(run) else _HAN_RUN.findall(run):
            at = run.index(part, at)
            places = _places(part)
            for word, start, end in self._cut("".join(part[place] for place in places)):
                yield Token(word, offset + at + places[start], offset + at + places[end - 1] + 1)
            at += len(part)


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
