"""Turns text into tokens, with the same code for reports and queries.

There are two views of each text. *Words* are for ranking: Chinese segmented in jieba's search mode,
English stemmed, and compounds (`index.text.compounds`) as additional words. *Grams* are for exact
matching:

- two consecutive Han characters (ignoring white space) form a gram: 发展经济 is 发展 展经 经济 济;
- a Han character before anything else is a gram by itself;
- a run of other letters and digits is one gram, and so is each of the SYMBOLS.

So a phrase of two characters is one term, and a single character is a prefix of its grams. Text is
folded first; offsets are code points of the original text.

Some terms share the position of a gram. Two Han characters separated by marks of a name
(“雪龙”号, 卡尔·马克思) also form a gram, so a query without the marks matches. Compounds are also
terms: see `alternatives`. The first gram of each sentence and paragraph shares its position with a
mark, SENTENCE or PARAGRAPH.
"""

import functools
import hashlib
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from index.system.package_version import package_version
from index.text import segmenter, sentence_ends
from index.text.compounds import MAX_SURROUNDING_CHARS, NUMBER_PART, Compound, compounds, may_join
from index.text.fold import HAN, HAN_CHARACTER, HAN_RUN, LETTERS, canonical
from index.text.lazy_pattern import lazy_pattern
from index.text.negative_numbers import negatives

SYMBOLS = "+#%‰°$€£¥×&@\u2600-\u27bf\U0001f000-\U0001faff"
"""Symbols with a meaning, and emoji, for a character class of a regular expression."""
SENTENCE = "\x02"
PARAGRAPH = "\x03"
COMPOUND_MARK = "\x0e"
"""Separates a compound from the number of its parts in its term at the first part."""
FURTHER = "\x0f"
"""Prefix of the term of a compound at each further part."""
CAPITALS = "\x0e"
"""Prefix of the term of an acronym in capitals, because US is not us.

It is the character of COMPOUND_MARK, which never begins a term."""
NAME_MARKS = "“”‘’\"'「」『』《》〈〉﹁﹂﹃﹄〝〞·•∙⋅・‧./()（）〔〕\\[\\]【】—–-"
"""Folded marks inside names, for a character class of a regular expression."""
MAX_MARKS = 3
"""The largest number of marks, with at most one dash, between two characters of a name."""
MAX_NAME_GAP_CHARS = 8
"""The longest gap between those two characters in code points, including spaces."""
CLOSERS = "”’\"')"
MAX_CLOSERS = 2
"""The largest number of closing marks between a full stop and the white space after it."""
VERSION = 12
"""Version of the analysis; increased when tokens change, so that older indexes are recognised."""
OWN_WORDS = "total held still"
"""Version of the weights of user words; part of the signature only with a user dictionary."""

_PIECE = lazy_pattern(
    rf"(?P<han>[{HAN}](?:\s*[{HAN}])*)|(?P<word>{LETTERS})|(?P<symbol>[{SYMBOLS}])"
)
_SPACED = lazy_pattern(rf"[{HAN}](?:\s+[{HAN}])+")

_NAMED = re.compile(rf"(?!.*[—–-].*[—–-])[{NAME_MARKS}]{{1,{MAX_MARKS}}}")
ACRONYM = (2, 5)
"""The least and the largest number of letters of an acronym."""
_CAPITALS = re.compile("[A-Z]+")
_SENTENCE_END = re.compile(
    rf"[。！？!?；;…]+[”’」』）)\"']*|\.(?=[{CLOSERS}]{{0,{MAX_CLOSERS}}}\s)|\n"
)


class Token(NamedTuple):
    """A token at code points `start` to `end` of the original text."""

    text: str
    start: int
    end: int


class TextPiece(NamedTuple):
    """A gram at `start` to `end` of a folded text; `word` if it is a run of letters or digits."""

    text: str
    start: int
    end: int
    word: bool = False


def grams(text: str) -> list[Token]:
    """The grams of a text in order, without terms that share their positions."""
    folded = canonical(text, alike=True)
    return [
        Token(piece.text, *folded.span(piece.start, piece.end)) for piece in pieces(folded.text)
    ]


def indexed_grams(text: str) -> list[Token]:
    """The grams of a text as they are indexed: parts of a number begin with NUMBER_PART."""
    folded = canonical(text, alike=True)
    grams_of = pieces(folded.text)
    return [
        Token(term, *folded.span(piece.start, piece.end))
        for term, piece in zip(indexed_terms(folded.text, grams_of), grams_of, strict=True)
    ]


def indexed_terms(folded: str, grams_of: list[TextPiece]) -> list[str]:
    """The term of each gram of a canonical text in an index."""
    parts = number_parts(folded, grams_of)
    return [
        NUMBER_PART + piece.text if at in parts else piece.text for at, piece in enumerate(grams_of)
    ]


def number_parts(folded: str, grams_of: list[TextPiece]) -> frozenset[int]:
    """The positions of the parts of decimals and of thousands."""
    return frozenset(
        at + step
        for at, compound in compounds_of(folded, grams_of)
        if compound.whole
        for step in range(compound.runs)
    )


def pieces(folded: str) -> list[TextPiece]:
    """The grams of a canonical text, with positions in it."""
    result: list[TextPiece] = []
    for piece in _PIECE.finditer(folded):
        if piece.lastgroup == "han":
            result.extend(_han_pieces(piece[0], piece.start()))
        else:
            result.append(TextPiece(piece[0], *piece.span(), word=piece.lastgroup == "word"))
    return result


def _han_pieces(run: str, offset: int) -> Iterator[TextPiece]:
    """Each character with the next one; the last one alone."""
    positions = _han_positions(run)
    for position, after in itertools.pairwise(positions):
        yield TextPiece(run[position] + run[after], offset + position, offset + after + 1)
    yield TextPiece(run[positions[-1]], offset + positions[-1], offset + positions[-1] + 1)


def _han_positions(run: str) -> list[int]:
    """The positions of the Han characters in a run with white space."""
    return [position for position, char in enumerate(run) if not char.isspace()]


def alternatives(text: str) -> list[tuple[int, str]]:
    """Terms that share the position of a gram: pairs across marks of a name, and compounds.

    A compound like e-mail has the term `email` + COMPOUND_MARK + its number of parts at the first
    part, and FURTHER + `email` at each further part. A decimal such as 3.5 is one term at its first
    part. A negative number and an acronym have an additional term with a prefix.
    """
    folded = canonical(text, alike=True)
    grams_of = pieces(folded.text)
    terms = [
        (at, gram.text + after.text[0])
        for at, (gram, after) in enumerate(itertools.pairwise(grams_of))
        if len(gram.text) == 1 and across(folded.text, gram, after)
    ]
    for at, compound in compounds_of(folded.text, grams_of):
        terms.extend((at + step, term) for step, term in enumerate(terms_of(compound)))
    if signed := dict(negatives(folded.text)):  # which few texts have
        terms.extend(
            (at, signed[piece.start]) for at, piece in enumerate(grams_of) if piece.start in signed
        )
    for at, piece in enumerate(grams_of):
        written = "".join(
            text[folded.positions[position]] for position in range(piece.start, piece.end)
        )
        if piece.word and acronym(written):
            terms.append((at, CAPITALS + piece.text))
    return terms


def across(folded: str, before: TextPiece, after: TextPiece) -> bool:
    """Whether only marks of a name separate two Han characters."""
    if not HAN_CHARACTER.match(before.text) or not HAN_CHARACTER.match(after.text):
        return False
    gap = folded[before.end : after.start]
    return len(gap) <= MAX_NAME_GAP_CHARS and bool(_NAMED.fullmatch(gap.replace(" ", "")))


def terms_of(compound: Compound) -> list[str]:
    """The terms of a compound, one for each position from its first part."""
    if compound.decimal:
        return [compound.text]
    further = [FURTHER + compound.text] * (compound.parts - 1)
    return [f"{compound.text}{COMPOUND_MARK}{compound.parts}", *further]


def compounds_of(
    folded: str, grams_of: list[TextPiece], *, items: bool = True
) -> Iterator[tuple[int, Compound]]:
    """The compounds of a text, each with the position of its first part.

    With `items`, a decimal at the beginning of a line may be the number of an item and another one.
    """
    words = [(at, piece) for at, piece in enumerate(grams_of) if piece.word]
    gaps = [
        folded[word.end : after.start] if second == first + 1 else None
        for (first, word), (second, after) in itertools.pairwise(words)
    ]

    def around(at: int) -> tuple[str, str]:
        start, end = words[at][1].start, words[at + 1][1].end
        return folded[max(0, start - MAX_SURROUNDING_CHARS) : start], folded[end : end + 1]

    for at, compound in compounds([piece.text for _, piece in words], gaps, around, items=items):
        yield words[at][0], compound


def scope_marks(text: str, tokens: list[Token]) -> list[tuple[int, str]]:
    """Positions (indices into `tokens`) that begin a sentence or paragraph, each with its mark."""
    result = [(0, SENTENCE), (0, PARAGRAPH)] if tokens else []
    position = 0
    for end in _SENTENCE_END.finditer(text):
        if end[0] == "." and not sentence_ends.ends_at(text, end.start()):
            continue
        while position < len(tokens) and tokens[position].start < end.end():
            position += 1
        if position == len(tokens):
            break
        if result[-1] != (position, SENTENCE) and result[-2:][0] != (position, SENTENCE):
            result.append((position, SENTENCE))
        if end[0] == "\n" and result[-1] != (position, PARAGRAPH):
            result.append((position, PARAGRAPH))
    return result


class Analyzer:
    """Splits text into words, with user words added to jieba's dictionary."""

    def __init__(self, dictionary: tuple[str, ...] = ()) -> None:
        self.dictionary = dictionary

    @functools.cached_property
    def signature(self) -> str:
        """Identifies the analysis: versions of code and data, and a hash of the user words."""
        lines = (OWN_WORDS, *self.dictionary) if self.dictionary else ()
        words_hash = hashlib.blake2b("\n".join(lines).encode(), digest_size=4).hexdigest()
        return f"{VERSION} {segmenter.name()} opencc-{package_version('opencc')} words-{words_hash}"

    @property
    def user_words(self) -> segmenter.UserWords:
        """The user words with their weights."""
        return self._segmenter.user_words

    def in_dictionary(self, word: str) -> bool:
        """Whether the segmenter knows a folded Chinese word; if not, it guessed its borders."""
        return len(self._segmenter.split(word)) == 1

    @functools.cached_property
    def _segmenter(self) -> segmenter.Segmenter:
        return segmenter.segmenter(self.dictionary)

    @functools.cached_property
    def _cut(self) -> Callable[[str], list[segmenter.Cut]]:
        return self._segmenter.cut

    @functools.cached_property
    def cut_runs(self) -> Callable[[str], list[str]]:
        """The words of folded runs of Han characters joined by line breaks.

        They are the words of `words` without their positions, for whole reports at a time; line
        breaks are returned too.
        """
        return self._segmenter.words

    @functools.cached_property
    def split_runs(self) -> Callable[[str], list[str]]:
        """The words of the dictionary that cover such runs, and single characters."""
        return self._segmenter.split

    def words(self, text: str, *, compounds: bool = True) -> list[Token]:
        """The words for ranking in order of position; some overlap, as in jieba's search mode.

        Decimals and thousands follow as single words instead of their parts; with `compounds`,
        other compounds too.
        """
        tokens, joined = self._plain_words(text)
        return _with_compounds(tokens, text, every=compounds) if joined else tokens

    def _plain_words(self, text: str) -> tuple[list[Token], bool]:
        """The words without compounds, and whether there may be compounds.

        Most texts have none, and looking for them takes as long again.
        """
        folded = canonical(text)
        tokens: list[Token] = []
        joined = False
        end_of_word = None
        for piece in _PIECE.finditer(folded.text):
            start, end = piece.span()
            if piece.lastgroup == "word":
                tokens.append(Token(stem(piece[0]), *folded.span(start, end)))
                joined = joined or (
                    end_of_word is not None
                    and may_join(folded.text[end_of_word:start], folded.text[start])
                )
                end_of_word = end
                continue
            end_of_word = None
            if piece.lastgroup == "han":
                for word, first, last in self._han_words(piece[0], start):
                    tokens.append(Token(word, *folded.span(first, last)))
        return tokens, joined

    def _han_words(self, run: str, offset: int) -> Iterator[tuple[str, int, int]]:
        """Words of a run of Han characters; single characters with spaces between are joined."""
        at = 0
        for part in [run] if _SPACED.fullmatch(run) else HAN_RUN.findall(run):
            at = run.index(part, at)
            spaced = HAN_RUN.fullmatch(part) is None
            positions = _han_positions(part) if spaced else range(len(part))
            joined = "".join(part[position] for position in positions) if spaced else part
            for word, start, end in self._cut(joined):
                yield word, offset + at + positions[start], offset + at + positions[end - 1] + 1
            at += len(part)


def _with_compounds(tokens: list[Token], text: str, *, every: bool) -> list[Token]:
    """The words of a text and its compounds, or only its numbers; without the parts of numbers."""
    folded = canonical(text, alike=True)
    grams_of = pieces(folded.text)
    further: list[Token] = []
    parts: set[int] = set()  # by their numbers, because 1 and 2 of ½ have one position
    for at, compound in compounds_of(folded.text, grams_of, items=every):
        runs = grams_of[at : at + compound.runs]
        if (every and compound.is_word) or compound.whole:
            span = folded.span(runs[0].start, runs[-1].end)
            further.append(Token(stem(compound.text), *span))
        if compound.whole:  # 5 in 3.5 is no word
            parts.update(range(at, at + compound.runs))
    inside = iter([at in parts for at, piece in enumerate(grams_of) if piece.word])
    kept = (token for token in tokens if HAN_CHARACTER.match(token.text) or not next(inside))
    return [*kept, *further]


def acronym(word: str) -> bool:
    """Whether a word as written is an acronym in capitals, such as US or WHO."""
    return ACRONYM[0] <= len(word) <= ACRONYM[1] and _CAPITALS.fullmatch(word) is not None


MAX_CACHED_WORD_CHARS = 64
"""The longest word whose stem is cached; longer words are rare and would fill memory."""


def stem(word: str) -> str:
    """The English stem of a folded word; a word with digits or other letters is unchanged."""
    return _cached_stem(word) if len(word) <= MAX_CACHED_WORD_CHARS else _stem(word)


def _stem(word: str) -> str:
    if word.isascii() and word.isalpha():
        stemmed: str = _stemmer().stemWord(word)
        return stemmed
    return word


_cached_stem = functools.lru_cache(maxsize=1 << 16)(_stem)


@functools.cache
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415 - only texts with Latin words need it

    return Stemmer.Stemmer("english")
