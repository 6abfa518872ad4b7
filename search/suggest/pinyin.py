"""Readings of Chinese words: pinyin without tones.

pypinyin reads a word as a whole if it knows the word, else character by character. A surname that
has a pronunciation of its own has both readings (仇 qiu, 单 shan).
"""

import functools
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from index.text.surnames import COMMON_SURNAMES

SURNAMES = MappingProxyType(
    {
        "仇": "qiu", "单": "shan", "曾": "zeng", "翟": "zhai", "朴": "piao", "盖": "ge",
        "查": "zha", "区": "ou", "解": "xie", "缪": "miao", "乐": "yue", "员": "yun",
        "折": "she", "种": "chong", "重": "chong", "秘": "bi", "冼": "xian", "尉": "yu",
        "令": "ling", "华": "hua", "任": "ren", "繁": "po", "那": "na", "覃": "qin",
        "谌": "chen", "逄": "pang", "召": "shao", "长": "zhang",
    }
)  # fmt: skip
"""Characters whose pronunciation as a surname differs, with that pronunciation."""

_RETROFLEX = tuple("zcs")
"""Initials that have a retroflex form beside them: z and zh."""
_NASAL_OR_LIQUID = str.maketrans("ln", "nl")


def readings(word: str) -> tuple[tuple[str, ...], ...]:
    """The syllables of a word in each of its readings, the likeliest first; () for other text."""
    known = _phrases().get(word)
    first = tuple(_plain(part[0]) for part in known) if known else _single(word)
    if not all(first):
        return ()
    surname = SURNAMES.get(word[0])
    if surname is None or surname == first[0]:
        return (first,)
    return (first, (surname, *first[1:]))


def confused(syllables: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The syllables with one of them as speakers of many dialects confuse it: xin and xing."""
    for at, syllable in enumerate(syllables):
        initials = _other_start(syllable)
        finals = _other_end(syllable)
        both = _other_end(initials) if initials else ""
        for other in filter(None, (finals, initials, both)):
            yield (*syllables[:at], other, *syllables[at + 1 :])


def _other_start(syllable: str) -> str:
    """A syllable with the other one of two initials, "" without any: zhan and zan, nan and lan."""
    if syllable[:1] in _RETROFLEX:
        plain = syllable[1:2] == "h"
        return syllable[0] + syllable[2:] if plain else f"{syllable[0]}h{syllable[1:]}"
    return syllable[:1].translate(_NASAL_OR_LIQUID) + syllable[1:] if syllable[:1] in "ln" else ""


def _other_end(syllable: str) -> str:
    """A syllable with the other one of two nasal endings, "" without any."""
    if syllable.endswith(("ang", "eng", "ing")):
        return syllable[:-1]
    return f"{syllable}g" if syllable.endswith(("an", "en", "in")) else ""


def sort_key(text: str) -> tuple[str, ...]:
    """The key that sorts names from A to Z: Chinese by pinyin, among the Latin letters."""
    known = readings(text)
    return known[0] if known else tuple(_character(char) or char.casefold() for char in text)


@functools.cache
def _phrases() -> Mapping[str, list[list[str]]]:
    # Imported late: loading takes as long as a search on the command line, which needs no pinyin.
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415

    phrases: Mapping[str, list[list[str]]] = PHRASES_DICT
    return phrases


@functools.cache
def _characters() -> Mapping[int, str]:
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415 - as above

    characters: Mapping[int, str] = PINYIN_DICT
    return characters


def _single(word: str) -> tuple[str, ...]:
    return tuple(map(_character, word))


@functools.lru_cache(maxsize=1 << 14)
def _character(char: str) -> str:
    return _plain(_characters().get(ord(char), "").partition(",")[0])


@functools.lru_cache(maxsize=1 << 12)
def _plain(syllable: str) -> str:
    """A syllable without its tone; ü becomes v, as people type it."""
    letters = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
    return "".join(letter for letter in letters if "a" <= letter <= "z")


def _surname(char: str) -> str:
    return SURNAMES.get(char) or _character(char)


@functools.cache
def common_surnames() -> Mapping[str, str]:
    """The most common surnames of each reading, the most common first."""
    surnames: dict[str, str] = {}
    for char in COMMON_SURNAMES:
        surnames[_surname(char)] = surnames.get(_surname(char), "") + char
    return MappingProxyType(surnames)
