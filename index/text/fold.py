"""One canonical form for matching, offset for offset with the original.

Every code point maps to exactly one code point, whatever stands beside it: only so can any part
of a text, folded by itself, be found in the folded whole, and only so do positions survive.
OpenCC's phrase rules see the neighbours (乾 in 乾坤 and in 乾燥), so its characters are used one by
one. Folded are width, case, accents of Latin letters, traditional to simplified Chinese, and
marks nobody sees. What people see is always the original.

There are two degrees: `fold` yields what dictionaries spell, for words; `fold_alike` also takes for
one the characters that converters confuse (瞭解 is 了解, 瞭望 is itself), for exact matching.
"""

import functools
import sys
import unicodedata
from collections.abc import Callable

import opencc

HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00016ff0-\U00016ff6\U00020000-\U0003ffff"
)
"""Ranges of Han characters, to stand inside the brackets of a regular expression."""


IGNORED = "\u0300"
"""What every mark folds to that is no letter: accents apart, joiners, soft hyphens, selectors."""

_RARE = (
    "衞卫敍叙簷檐揹背伕夫痺痹暱昵睪睾甦苏澂澄麹曲𫫇恶侭尽甯宁𬭭戚唚吣镟旋䌽彩潨潀鲶鲇缐线蘗檗鎗枪燄焰"
    "斲斫穞稆𬞟苹䙓摆䦆镢䩄腼麺面菓果粧妆糭粽衹只㓰划㳽弥縆緪𢧐战𢭏捣𧹒买𧹔账𩨂骢𪠽当𪨧仑𪪏庐𫍝谏"
    "𫍿谫𫔀炼𫔭开𫔮闲𫖕鞲𫖸愿𫗫糊𫗭喂𫗯糇𫛲雕𫜩啮"
)
"""Pairs: a variant that simplified dictionaries do not use, and the character they do use."""
_ALIKE = (
    "著着覆复藉借座坐枱台瞭了具俱沉沈渖沈幺么钜巨迳径锺钟薰熏链炼谘咨像象讬托馀余哩里颚腭彷仿濬浚"
    "坯坏拏拿"
)
"""Pairs that conversion there and back mixes up: what differs over jieba's and CC-CEDICT's words
when OpenCC converts them (s2t, s2tw, s2hk, tw2s, hk2s). Each of a pair is a word of its own."""

FOLD_BLOCK_CHARS = 256
"""Code points whose changes are worked out together, when one of them is first met: a search from
a cold start meets a few hundred, and all of them take a tenth of a second."""
_SIMPLE = ((0x0, 0x3400), (0xA600, 0xD800), (0xF900, 0x10000), (0x1D400, 0x1D800))
"""Where width, case and accents change something."""
_TRADITIONAL = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400))
_TAGS = (0xE0000, 0xE01F0)


def fold(text: str) -> str:
    """The text in canonical form; the same number of code points."""
    return text.translate(_plain())


def fold_alike(text: str) -> str:
    """The text in the canonical form for exact matching; the same number of code points."""
    return text.translate(_alike())


class _Met(dict[int, int]):
    """Code point to code point, of those that were met."""

    def __init__(self, block: Callable[[int], dict[int, int]]) -> None:
        super().__init__()
        self._block = block

    def __missing__(self, code: int) -> int:
        to = self[code] = self._block(code // FOLD_BLOCK_CHARS).get(code, code)
        return to


@functools.cache
def _plain() -> _Met:
    return _Met(changes)


@functools.cache
def _alike() -> _Met:
    return _Met(_folded_alike)


@functools.cache
def table() -> dict[int, int]:
    """What `fold` changes, code point to code point: about 8,000 of them."""
    return _all(changes)


@functools.cache
def alike_table() -> dict[int, int]:
    """The same for `fold_alike`."""
    return _all(_folded_alike)


def _all(block: Callable[[int], dict[int, int]]) -> dict[int, int]:
    numbers = range(-(-(sys.maxunicode + 1) // FOLD_BLOCK_CHARS))
    return {code: to for number in numbers for code, to in block(number).items()}


@functools.cache
def _folded_alike(block: int) -> dict[int, int]:
    return _followed(changes(block), _ALIKE, block)


@functools.cache
def changes(block: int) -> dict[int, int]:
    """What `fold` changes among the code points of one block."""
    return {code: _once(to // FOLD_BLOCK_CHARS).get(to, to) for code, to in _once(block).items()}


@functools.cache
def _once(block: int) -> dict[int, int]:
    """Width, case and accents, then traditional to simplified, then rare to usual."""
    simple = _changes(block) if _in(block, _SIMPLE) else {}
    if _in(block, (_TAGS,)):
        first, last = _TAGS
        simple = dict.fromkeys(
            range(
                max(block * FOLD_BLOCK_CHARS, first),
                min(block * FOLD_BLOCK_CHARS + FOLD_BLOCK_CHARS, last),
            ),
            ord(IGNORED),
        )
    plain = {code: _simplified(to // FOLD_BLOCK_CHARS).get(to, to) for code, to in simple.items()}
    return _followed(_simplified(block) | plain, _RARE, block)


def _in(block: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(
        first <= block * FOLD_BLOCK_CHARS + FOLD_BLOCK_CHARS - 1 and block * FOLD_BLOCK_CHARS < last
        for first, last in ranges
    )


def _followed(first: dict[int, int], pairs: str, block: int) -> dict[int, int]:
    """The changes of a block and after them those of pairs."""
    then = _pairs(pairs)
    return _by_block(pairs).get(block, {}) | {code: then.get(to, to) for code, to in first.items()}


@functools.cache
def _pairs(text: str) -> dict[int, int]:
    return {ord(text[at]): ord(text[at + 1]) for at in range(0, len(text), 2)}


@functools.cache
def _by_block(pairs: str) -> dict[int, dict[int, int]]:
    blocks: dict[int, dict[int, int]] = {}
    for code, to in _pairs(pairs).items():
        blocks.setdefault(code // FOLD_BLOCK_CHARS, {})[code] = to
    return blocks


def _changes(block: int) -> dict[int, int]:
    """Width, case and accents: each code point that has another single one as its base."""
    changes = {}
    for code in range(block * FOLD_BLOCK_CHARS, block * FOLD_BLOCK_CHARS + FOLD_BLOCK_CHARS):
        if unicodedata.category(chr(code)) in ("Mn", "Me", "Cf"):
            changes[code] = ord(IGNORED)
            continue
        base = unicodedata.normalize("NFKC", chr(code))
        base = unicodedata.normalize("NFD", base.lower())
        letter = base[0] if base else ""
        if letter and all(unicodedata.combining(mark) for mark in base[1:]) and ord(letter) != code:
            changes[code] = ord(letter)
    return changes


@functools.cache
def _simplified(block: int) -> dict[int, int]:
    """Traditional to simplified, character by character; line breaks keep OpenCC from pairing."""
    if not _in(block, _TRADITIONAL):
        return {}
    codes = range(block * FOLD_BLOCK_CHARS, block * FOLD_BLOCK_CHARS + FOLD_BLOCK_CHARS)
    lines = _converter().convert("\n".join(map(chr, codes))).split("\n")
    return {
        code: ord(line)
        for code, line in zip(codes, lines, strict=True)
        if len(line) == 1 and ord(line) != code
    }


@functools.cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
