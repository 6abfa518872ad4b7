"""jieba with a user's own words, which change how those texts are cut that hold them, and no other.

jieba weighs a word by its frequency over the total of all frequencies. Words of one's own would
make the total larger, and with it longer words likelier in every text there is. So the total is
held still: what they weigh is taken from SPARE, characters of jieba's dictionary that folding
leaves in no text. Words that weigh more than all of those move the total, a STEP at a time; only
then is every text to be cut anew.
"""

import functools
import importlib.util
import warnings
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.package_version import package_version
from index.text.fold import IGNORED, fold

SPARE = (
    "紝鐨簡鏈鈥鍚鍒鏉購鏃諲乾鎵鐪篘備堝滄後細鍔閲魦鍥鎶鍛闃鮠嬪鎯拚氣鑰鍘嶈鎬閭繕闈鐫閬欏墮鏍欐鐒暱緱樺嶄裏鑷"
    "禰綋氬鐩繃紟鎸嶇撳彲鶴甯閫鎰鰁麽於鎷績龕鐐墠鑴幓鍊濆繬張紵滅樹欒錘闊嗚欑顣墜潰颯劍氭鍋婁鑲夥鎭氫"
)
"""The hundred most frequent characters of jieba's dictionary that fold to another."""
SPARED = 99_106
"""What SPARE weighs there."""
STEP = 1 << 17
"""The first step of the total, two thousandths of it; each that follows is eight times as large."""
HEAVIEST = 1 << 40
"""The largest frequency that is taken as it is written."""

Cut = tuple[str, int, int]
"""A word with where it starts and ends in its run."""


@dataclass(frozen=True, slots=True)
class Own:
    """A user's words, folded, with the frequency each has, and by how much they move the total."""

    words: Mapping[str, int]
    step: int = 0


@dataclass(frozen=True, slots=True)
class Segmenter:
    """Cuts runs of Han characters in jieba's search mode, where some words overlap.

    `cut` gives the words of a run with their places, `words` those of runs joined by line breaks,
    which come back too; `own` are the user's words it was made with.
    """

    cut: Callable[[str], list[Cut]]
    words: Callable[[str], list[str]]
    own: Own


@functools.cache
def name() -> str:
    """The segmenter that is used, with its version: rjieba where it is installed, else jieba."""
    fast = package_version("rjieba")
    return f"rjieba-{fast}" if fast else f"jieba-{package_version('jieba')}"


@functools.lru_cache(maxsize=4)
def segmenter(dictionary: tuple[str, ...] = ()) -> Segmenter:
    """The segmenter for lines of a user dictionary."""
    if name().startswith("rjieba"):
        return _fast(dictionary)
    return _slow(dictionary)


class _Jieba(Protocol):
    """What filling in words asks of either jieba."""

    def known(self, words: Collection[str]) -> dict[str, int]:
        """The frequencies that its own dictionary gives to those of the words it has."""

    def add(self, word: str, frequency: int | None, tag: str | None) -> int:
        """Add a word, or give it another frequency: without one, enough that it stays whole."""

    def hold(self, more: int, step: int) -> None:
        """Set the total to `step` more than at first, after words that weigh `more` were added."""


class _Fast:
    """rjieba, whose total nobody can set: what changes is the frequency of a spare character."""

    def __init__(self) -> None:
        import rjieba  # noqa: PLC0415 - loading the dictionary takes 75 ms

        self.jieba = rjieba.Jieba()
        for char in SPARE[1:]:
            self.jieba.add_word(char, 0, None)

    def known(self, words: Collection[str]) -> dict[str, int]:
        held = {word for word in words if self.jieba.has_word(word)}
        return _frequencies(held) if held else {}

    def add(self, word: str, frequency: int | None, tag: str | None) -> int:
        added: int = self.jieba.add_word(word, frequency, tag)
        return added

    def hold(self, more: int, step: int) -> None:
        self.jieba.add_word(SPARE[0], SPARED + step - more, None)


class _Slow:
    """jieba itself."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # jieba's own old escapes
            warnings.simplefilter("ignore", UserWarning)  # and its pkg_resources
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

    def hold(self, more: int, step: int) -> None:
        del more
        self.jieba.total = self._total + step


def _fast(dictionary: tuple[str, ...]) -> Segmenter:
    import rjieba  # noqa: PLC0415 - loading the dictionary takes 75 ms

    jieba: Any = rjieba  # it holds a segmenter of its own: a second would load the words again
    own = Own({})
    if dictionary:
        fast = _Fast()
        own = _filled(fast, dictionary)
        jieba = fast.jieba
    return Segmenter(lambda run: jieba.tokenize(run, mode="search"), jieba.cut_for_search, own)


def _slow(dictionary: tuple[str, ...]) -> Segmenter:
    slow = _Slow()
    own = _filled(slow, dictionary)
    jieba = slow.jieba
    return Segmenter(
        lambda run: list(jieba.tokenize(run, mode="search")),
        lambda runs: list(jieba.cut_for_search(runs)),
        own,
    )


def _filled(jieba: _Jieba, dictionary: tuple[str, ...]) -> Own:
    """Add the lines in their order, as jieba does; the total stays where it is all the while."""
    entries = [entry for entry in map(_entry, dictionary) if entry[0]]
    known = jieba.known({word for word, _, _ in entries})
    words: dict[str, int] = {}
    more = step = 0
    for word, frequency, tag in entries:
        added = jieba.add(word, frequency, tag)
        more += added - words.get(word, known.get(word, 0))
        words[word] = added
        step = _step(more)
        jieba.hold(more, step)
    return Own(words, step)


def _step(more: int) -> int:
    """How far the total moves for words that weigh so much more than jieba's own."""
    step = 0
    while more > SPARED + step:
        step = max(step * 8, STEP)
    return step


def _entry(line: str) -> tuple[str, int | None, str | None]:
    """A line of jieba's dictionary format: word, then maybe a frequency, then maybe a tag."""
    word, *rest = fold(line).replace(IGNORED, "").split() or [""]
    frequency = next((_number(part) for part in rest if part.isdecimal()), None)
    return word, frequency, next((part for part in rest if not part.isdecimal()), None)


def _number(digits: str) -> int:
    """A frequency as it is taken; Python reads no number of thousands of digits."""
    return min(int(digits), HEAVIEST) if len(digits) < 20 else HEAVIEST


def _frequencies(words: Collection[str]) -> dict[str, int]:
    """The frequencies of words in jieba's dictionary, which rjieba's is a copy of."""
    found = importlib.util.find_spec("jieba")
    assert found is not None and found.origin is not None  # noqa: S101, PT018 - a dependency
    lines = (Path(found.origin).parent / "dict.txt").read_text("utf-8").splitlines()
    held = (line.split(" ", 2) for line in lines if line[: line.find(" ")] in words)
    return {word: int(frequency) for word, frequency, *_ in held}
