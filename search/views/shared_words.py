"""How much two sentences in different languages share: numbers, names, and words of a dictionary.

A word of a sentence is shared if the other sentence has it or, in the dictionary, one of its
glosses. Each shared word is evidence that the two translate each other, the more the fewer
sentences have it: the logarithm of how much likelier it is in a translation than by chance. A
word that only other sentences have is evidence against. Words of no sentence on the other side
say nothing: the dictionary may lack them.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np

from index.arrays import Array
from index.system.deadline import current_deadline
from index.text.analysis import stem
from index.text.fold import HAN_RUN, fold
from index.text.function_words import FUNCTION_WORDS
from search.query.other_language.cedict import SILENT_GLOSS_WORDS, Cedict
from search.query.other_language.loaded_cedict import cedict

SHARED_IN_TRANSLATION: Final = 0.45
"""The share of the known words of a sentence that its translation shares (NTREX: .4 to .5)."""
RARE_WORD_CHANCE: Final = 0.05
"""The share of sentences taken to have a number or name, at most: a short text tells too little."""
MAX_COMPARED_CHARS: Final = 2_000
"""Characters of a sentence whose words are looked for: time is checked between sentences alone.
Measured: one sentence of 100,000 times 的 takes 2.6 s."""
_WORD: Final = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")
_SILENT: Final = SILENT_GLOSS_WORDS | FUNCTION_WORDS

StepSize = tuple[int, int]
"""How many sentences of each side."""
SharedWord = str | int
"""A number, a stem of Latin letters, or the number of a stem in the dictionary."""


def evidence(
    left: Sequence[str], right: Sequence[str], sizes: Iterable[StepSize]
) -> Mapping[StepSize, Array]:
    """For each size the evidence of every pair of so many adjacent sentences, as a matrix.

    A row is the first sentence on the left, a column the first on the right; values are natural
    logarithms, above 0 for a translation. A size of more sentences than a side has is left out.
    """
    words = _Words(cedict())
    sides = [list(words.of_sentences(texts)) for texts in (left, right)]
    if _han_characters(left) > _han_characters(right):  # a gloss may be any of several words
        turned = _evidence(sides[1], sides[0], [(b, a) for a, b in sizes])
        return {(b, a): matrix.T for (a, b), matrix in turned.items()}
    return _evidence(sides[0], sides[1], sizes)


def _han_characters(texts: Sequence[str]) -> int:
    return sum(len(run) for text in texts for run in HAN_RUN.findall(text))


class _Words:
    """The words of sentences, comparable between languages as far as the dictionary goes."""

    def __init__(self, dictionary: Cedict | None) -> None:
        self._dictionary = dictionary
        self._glosses: dict[str, frozenset[int]] = {}
        self._stems: dict[str, SharedWord] = {}
        self._silent = frozenset(
            () if dictionary is None else map(dictionary.stem_number, map(stem, _SILENT))
        )

    def of_sentences(self, texts: Iterable[str]) -> Iterator[frozenset[SharedWord]]:
        """The words of the beginning of each sentence; none of those for which there is no time."""
        deadline = current_deadline()
        for text in texts:
            yield frozenset(() if deadline.over() else self._of(fold(text[:MAX_COMPARED_CHARS])))

    def _of(self, text: str) -> Iterator[SharedWord]:
        for word in _WORD.findall(text):
            if word[0].isdigit():
                yield word.replace(",", "")
            elif word not in _SILENT:
                yield self._stem(word)
        if self._dictionary is not None:
            for word in self._dictionary.words_of(text):
                yield from self._of_glosses(word, self._dictionary)

    def _stem(self, word: str) -> SharedWord:
        if word not in self._stems:
            part = stem(word)
            number = -1 if self._dictionary is None else self._dictionary.stem_number(part)
            self._stems[word] = part if number < 0 else number
        return self._stems[word]

    def _of_glosses(self, word: str, dictionary: Cedict) -> frozenset[int]:
        if word not in self._glosses:
            self._glosses[word] = frozenset(dictionary.stem_numbers(word)) - self._silent
        return self._glosses[word]


def _evidence(
    left: Sequence[frozenset[SharedWord]],
    right: Sequence[frozenset[SharedWord]],
    sizes: Iterable[StepSize],
) -> Mapping[StepSize, Array]:
    known = frozenset(itertools.chain(*left)) & frozenset(itertools.chain(*right))
    numbers = {word: number for number, word in enumerate(sorted(known, key=str))}
    rows, columns = _matrix(left, numbers), _matrix(right, numbers)
    chance = (columns.sum(axis=0) + 0.5) / (len(right) + 1)
    exact = np.fromiter((isinstance(word, str) for word in numbers), np.bool_, len(numbers))
    chance[exact] = np.minimum(chance[exact], RARE_WORD_CHANCE)
    shared = np.maximum(np.log(SHARED_IN_TRANSLATION / chance), 0)
    missing = np.minimum(np.log((1 - SHARED_IN_TRANSLATION) / (1 - chance)), 0)
    return {
        (a, b): np.asarray(
            _adjacent(rows, a) @ (_adjacent(columns, b) * (shared - missing)).T
            + (_adjacent(rows, a) @ missing)[:, None]
        )
        for a, b in sizes
        if a <= len(left) and b <= len(right)
    }


def _matrix(sentences: Sequence[frozenset[SharedWord]], numbers: Mapping[SharedWord, int]) -> Array:
    """Which sentence (row) has which word (column): 1 or 0."""
    matrix = np.zeros((len(sentences), len(numbers)), dtype=np.float32)
    for row, sentence in enumerate(sentences):
        matrix[row, [numbers[word] for word in sentence if word in numbers]] = 1
    return matrix


def _adjacent(matrix: Array, count: int) -> Array:
    """The words of every `count` adjacent sentences together."""
    if count == 1:
        return matrix
    return np.asarray(
        np.maximum.reduce([matrix[at : len(matrix) - count + 1 + at] for at in range(count)])
    )
