"""jieba with a user dictionary. An added word changes the segmentation only of texts containing it.

jieba weighs a word by its frequency divided by the total of all frequencies. Added words would
raise the total and change the segmentation of every text. So the total is kept constant: their
frequencies are taken from SPARE, characters in jieba's dictionary that no folded text contains. If
added words outweigh SPARE, the total rises by a FREQUENCY_STEP; only then is every text cut anew.
"""

import functools
import importlib.util
import sys
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.system import malloc
from index.system.package_version import package_version
from index.text.fold import IGNORED, fold

SPARE = (
    "紝鐨簡鏈鈥鍚鍒鏉購鏃諲乾鎵鐪篘備堝滄後細鍔閲魦鍥鎶鍛闃鮠嬪鎯拚氣鑰鍘嶈鎬閭繕闈鐫閬欏墮鏍欐鐒暱緱樺嶄裏鑷"
    "禰綋氬鐩繃紟鎸嶇撳彲鶴甯閫鎰鰁麽於鎷績龕鐐墠鑴幓鍊濆繬張紵滅樹欒錘闊嗚欑顣墜潰颯劍氭鍋婁鑲夥鎭氫"
)
"""The hundred most frequent characters in jieba's dictionary that fold to another character."""
SPARED_FREQUENCY = 99_106
"""The total frequency of SPARE in jieba's dictionary."""
FREQUENCY_STEP = 1 << 17
"""The first step of the total, 0.2 % of it; each further step is eight times as large."""
MAX_USER_FREQUENCY = 1 << 40
"""The largest frequency of a user word; larger values are reduced to it."""

_DICTIONARY_BYTES = 80 << 20
"""Bytes that rjieba needs while it loads its dictionary; lacking them, it ends the process."""

Cut = tuple[str, int, int]
"""A word with its start and end in the run, in code points."""


@dataclass(frozen=True, slots=True)
class UserWords:
    """Folded user words with their frequencies, and the step by which they raise the total."""

    words: Mapping[str, int]
    step: int = 0


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Segments runs of Han characters in jieba's search mode, where some words overlap.

    `cut` returns the words of a run with their positions. `words` returns the words of several runs
    joined by line breaks, including the line breaks. `split` returns the words of the dictionary
    that cover such runs, and single characters. `user_words` are the user words.
    """

    cut: Callable[[str], list[Cut]]
    words: Callable[[str], list[str]]
    split: Callable[[str], list[str]]
    user_words: UserWords


@functools.cache
def name() -> str:
    """Name and version of the segmenter: rjieba if it is installed, else jieba."""
    fast = package_version("rjieba")
    return f"rjieba-{fast}" if fast else f"jieba-{package_version('jieba')}"


@functools.lru_cache(maxsize=4)
def segmenter(dictionary: tuple[str, ...] = ()) -> Segmenter:
    """The segmenter for the lines of a user dictionary."""
    if name().startswith("rjieba"):
        return _fast_segmenter(dictionary)
    return _slow_segmenter(dictionary)


def _rjieba() -> Any:
    """The library, which loads its dictionary with it; MemoryError if there is no room for that."""
    if "rjieba" not in sys.modules:
        malloc.require(_DICTIONARY_BYTES)
    import rjieba  # noqa: PLC0415 - loading the dictionary takes 75 ms

    return rjieba


def word_tags(text: str) -> list[tuple[str, str]]:
    """The words of a text with their parts of speech in jieba's dictionary, such as `n` or `v`."""
    if name().startswith("rjieba"):
        tagged: list[tuple[str, str]] = _rjieba().tag(text)
        return tagged
    from jieba import posseg  # noqa: PLC0415 - loading the dictionary takes half a second

    return [(pair.word, pair.flag) for pair in posseg.cut(text)]


class _Jieba(Protocol):
    """The operations on jieba or rjieba that adding words needs."""

    def known(self, words: Collection[str]) -> dict[str, int]:
        """The frequencies of the words that its dictionary contains."""

    def add(self, word: str, frequency: int | None, tag: str | None) -> int:
        """Add a word or change its frequency; returns it. Without one, it is not split."""

    def keep_total(self, more: int, step: int) -> None:
        """Set the total to `step` above the initial one, after adding `more` frequency in words."""


class _Fast:
    """rjieba. Its total cannot be set, so the frequency of a spare character is changed."""

    def __init__(self) -> None:
        library = _rjieba()
        malloc.require(_DICTIONARY_BYTES)
        self.jieba = library.Jieba()
        for char in SPARE[1:]:
            self.jieba.add_word(char, 0, None)

    def known(self, words: Collection[str]) -> dict[str, int]:
        present = {word for word in words if self.jieba.has_word(word)}
        return _frequencies(present) if present else {}

    def add(self, word: str, frequency: int | None, tag: str | None) -> int:
        added: int = self.jieba.add_word(word, frequency, tag)
        return added

    def keep_total(self, more: int, step: int) -> None:
        self.jieba.add_word(SPARE[0], SPARED_FREQUENCY + step - more, None)


class _Slow:
    """jieba."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # invalid escapes in jieba's code
            warnings.simplefilter("ignore", UserWarning)  # its use of pkg_resources
            import jieba  # noqa: PLC0415 - loading the dictionary takes half a second

        self.jieba = jieba.Tokenizer()
        self.jieba.initialize()
        self._total: int = self.jieba.total

    def known(self, words: Collection[str]) -> dict[str, int]:
        return {word: self.jieba.FREQ[word] for word in words if self.jieba.FREQ.get(word)}

    def add(self, word: str, frequency: int | None, tag: str | None) -> int:
        self.jieba.add_word(word, frequency, tag)
        added: int = self.jieba.FREQ[word]
        return added

    def keep_total(self, more: int, step: int) -> None:
        del more
        self.jieba.total = self._total + step


def _fast_segmenter(dictionary: tuple[str, ...]) -> Segmenter:
    jieba = _rjieba()  # the module has a segmenter; another would load the dictionary again
    dictionary_words = UserWords({})
    if dictionary:
        fast = _Fast()
        dictionary_words = _add_words(fast, dictionary)
        jieba = fast.jieba
    return Segmenter(
        lambda run: jieba.tokenize(run, mode="search"),
        jieba.cut_for_search,
        lambda runs: jieba.cut(runs, hmm=False),
        dictionary_words,
    )


def _slow_segmenter(dictionary: tuple[str, ...]) -> Segmenter:
    slow = _Slow()
    dictionary_words = _add_words(slow, dictionary)
    jieba = slow.jieba
    return Segmenter(
        lambda run: list(jieba.tokenize(run, mode="search")),
        lambda runs: list(jieba.cut_for_search(runs)),
        lambda runs: list(jieba.cut(runs, HMM=False)),
        dictionary_words,
    )


def _add_words(jieba: _Jieba, dictionary: tuple[str, ...]) -> UserWords:
    """Add the lines in order, as jieba does, while keeping the total constant."""
    entries = [item for item in map(entry, dictionary) if item[0]]
    known = jieba.known({word for word, _, _ in entries})
    words: dict[str, int] = {}
    more = step = 0
    for word, frequency, tag in entries:
        added = jieba.add(word, frequency, tag)
        more += added - words.get(word, known.get(word, 0))
        words[word] = added
        step = _step(more)
        jieba.keep_total(more, step)
    return UserWords(words, step)


def _step(more: int) -> int:
    """The increase of the total for words with `more` frequency than jieba's dictionary."""
    step = 0
    while more > SPARED_FREQUENCY + step:
        step = max(step * 8, FREQUENCY_STEP)
    return step


def entry(line: str) -> tuple[str, int | None, str | None]:
    """Parses a line of jieba's dictionary format: a word, optionally a frequency and a tag."""
    word, *rest = fold(line).replace(IGNORED, "").split() or [""]
    frequency = next((_number(part) for part in rest if part.isdecimal()), None)
    return word, frequency, next((part for part in rest if not part.isdecimal()), None)


def _number(digits: str) -> int:
    """Parses a frequency, at most MAX_USER_FREQUENCY; Python refuses very long numbers."""
    return min(int(digits), MAX_USER_FREQUENCY) if len(digits) < 20 else MAX_USER_FREQUENCY


def _frequencies(words: Collection[str]) -> dict[str, int]:
    """The frequencies of words in jieba's dictionary; rjieba uses a copy of it."""
    spec = importlib.util.find_spec("jieba")
    assert spec is not None and spec.origin is not None  # noqa: S101, PT018 - a dependency
    lines = (Path(spec.origin).parent / "dict.txt").read_text("utf-8").splitlines()
    matches = (line.split(" ", 2) for line in lines if line[: line.find(" ")] in words)
    return {word: int(frequency) for word, frequency, *_ in matches}
