"""Folds text to one canonical form for matching, and maps positions back to the original.

Each code point folds to one or a few code points regardless of its neighbours. Therefore a folded
part of a text always occurs in the folded text. OpenCC's phrase rules depend on neighbours (乾 in
乾坤 and in 乾燥), so OpenCC converts one character at a time. Folding removes differences of width,
case, accents of Latin letters, ligatures, units in one character (ﬁ, ㎏, Ⅳ) and invisible marks; of
an enclosed number it keeps what encloses it (`index.text.enclosed`). It converts traditional,
Japanese and old forms to simplified Chinese. A voiced kana becomes its plain kana and a mark, as in
half-width kana. Users always see the original text.

There are two degrees. `fold` yields the spelling of dictionaries, for words. `fold_alike` also
equates characters that converters confuse (瞭解 is 了解, 瞭望 is itself), for exact matching.
"""

import functools
import itertools
import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import opencc

from index.text.enclosed import spelled_out
from index.text.variants import OLD, RADICALS

if TYPE_CHECKING:
    from index.text.fold_lookup import FoldLookup

HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00016ff0-\U00016ff6\U00020000-\U0003ffff"
)
"""Ranges of Han characters, for a character class of a regular expression."""
HAN_CHARACTER = re.compile(f"[{HAN}]")
HAN_RUN = re.compile(f"[{HAN}]+")
NON_HAN = rf"[^\W_{HAN}]"
"""A character class of a regular expression: any letter or digit but a Han character."""
NON_HAN_CHARACTER = re.compile(NON_HAN)
NON_HAN_RUN = re.compile(f"{NON_HAN}+")

HIRAGANA = r"\u3041-\u3096\u309d-\u309f"
KATAKANA = r"\u30a1-\u30fa\u30fc-\u30ff"
"""Ranges of kana, for a character class; the middle dot between names is not included."""
VOICED = "\uff9e\uff9f"
"""The folded voicing marks of kana."""
LETTERS = (
    rf"[{HIRAGANA}][{HIRAGANA}{VOICED}]*|[{KATAKANA}{VOICED}]+"
    rf"|[^\W_{HAN}{HIRAGANA}{KATAKANA}{VOICED}]+"
)
"""A pattern for a run of folded letters and digits other than Han characters. Hiragana and katakana
are separate runs, because Japanese has no spaces between words."""

IGNORED = "\u0300"
"""The folded form of marks to be ignored: combining accents, joiners, soft hyphens, selectors."""

_RARE = (
    "衞卫敍叙簷檐揹背伕夫痺痹暱昵睪睾甦苏澂澄麹曲𫫇恶侭尽甯宁𬭭戚唚吣镟旋䌽彩潨潀鲶鲇缐线蘗檗鎗枪燄焰"
    "斲斫穞稆𬞟苹䙓摆䦆镢䩄腼麺面菓果粧妆糭粽衹只㓰划㳽弥縆緪𢧐战𢭏捣𧹒买𧹔账𩨂骢𪠽当𪨧仑𪪏庐𫍝谏"
    "𫍿谫𫔀炼𫔭开𫔮闲𫖕鞲𫖸愿𫗫糊𫗭喂𫗯糇𫛲雕𫜩啮"
)
"""Variants that simplified dictionaries do not use, each followed by the character they use."""
_ALIKE = (
    "著着覆复藉借座坐枱台瞭了具俱沉沈渖沈幺么钜巨迳径锺钟薰熏链炼谘咨像象讬托馀余哩里颚腭彷仿濬浚"
    "坯坏拏拿浜滨帐账甚什画划祗只"
)
"""Pairs of characters that OpenCC confuses when it converts the words of jieba and CC-CEDICT to
traditional Chinese and back (s2t, s2tw, s2hk, tw2s, hk2s), and 浜, in Japanese names for 濱; 画 is
in 計畫, which Taiwan and Japan write for 计划. Both characters are also used alone."""

_LETTERS = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "ĸ": "k",
    "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ɨ": "i", "ƀ": "b", "ƶ": "z", "ɫ": "l", "ς": "σ",
    "\u2044": "/", "\u2010": "-", "\u2011": "-", "\u266f": "#",
    "\u2715": "×", "\u2716": "×", "\u2a2f": "×", "\u2217": "*", "\u25cb": "〇", "\u25ef": "〇",
}  # fmt: skip
"""Letters and signs without a Unicode decomposition, with what keyboards have instead (C#), and the
circles that years are written with (二○二三年)."""
_VOICING = {0x3099: 0xFF9E, 0x309B: 0xFF9E, 0x309A: 0xFF9F, 0x309C: 0xFF9F}
"""Voicing marks of kana, folded to those of half-width kana."""
_KANA = range(0x3041, 0x3100)
_HANGUL = range(0xAC00, 0xD7A4)
_SKIN = range(0x1F3FB, 0x1F400)
_UNTOUCHED = frozenset("™℠…‥")
"""Symbols whose Unicode decomposition is not used, because iPhone™ is not iphonetm."""

FOLD_BLOCK_CHARS = 256
"""The number of code points whose folding is computed at once, on first use. A first search needs a
few hundred; computing all takes 0.1 s."""
MIN_LOOKED_UP_CHARS = 128
"""A shorter text is folded as fast without an array."""
_SIMPLE = (
    (0x0, 0x3400), (0xA600, 0xD800), (0xF900, 0x10000), (0x1D400, 0x1D800), (0x1F100, 0x1F400)
)  # fmt: skip
"""Ranges of code points in which folding of width, case or accents has an effect."""
_TRADITIONAL = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x32400))
_TAGS = (0xE0000, 0xE01F0)


def fold(text: str) -> str:
    """The text in canonical form; `original_positions` maps positions back."""
    return _translated(text, _plain)


def fold_alike(text: str) -> str:
    """The text in the canonical form for exact matching; it has the same length as `fold`."""
    return _translated(text, _alike)


def fold_in_place(text: str) -> str:
    """`fold_alike` with one code point for each: of several only the first is kept.

    Positions in it are those of the text. It finds stretches of a text; it does not decide.
    """
    return _translated(text, _in_place)


def original_positions(text: str, folded: str) -> Sequence[int]:
    """For each code point of a folded text, its position in the original.

    Both degrees have the same positions. The part `start` to `end` of the folded text comes from
    `positions[start]` to `positions[end - 1] + 1`.
    """
    if len(folded) == len(text):
        return range(len(text))
    met = _plain()
    sizes = (1 if isinstance(to := met[ord(char)], int) else len(to) for char in text)
    return [at for at, size in enumerate(sizes) for _ in itertools.repeat(None, size)]


class Canonical(NamedTuple):
    """A folded text without invisible marks, and the original position of each code point.

    The part `start` to `end` of `text` comes from `positions[start]` to `positions[end - 1] + 1`.
    """

    text: str
    positions: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original start and end of a non-empty part of the folded text."""
        return self.positions[start], self.positions[end - 1] + 1


def canonical(text: str, *, alike: bool = False) -> Canonical:
    """A text folded by `fold` or `fold_alike`, without ignored marks."""
    folded = fold_alike(text) if alike else fold(text)
    at = original_positions(text, folded)
    if IGNORED not in folded:
        return Canonical(folded, at)
    at = [position for position, char in zip(at, folded, strict=True) if char != IGNORED]
    return Canonical(folded.replace(IGNORED, ""), at)


class _LazyFolding(dict[int, int | str]):
    """Maps code points to their folded form, computed on first use."""

    def __init__(self, block: Callable[[int], dict[int, int]]) -> None:
        super().__init__()
        self._block = block

    def __missing__(self, code: int) -> int | str:
        number = code // FOLD_BLOCK_CHARS
        longer = expansions(number).get(code)
        to = self[code] = longer or self._block(number).get(code, code)
        return to


def _translated(text: str, folding: Callable[[], dict[int, int | str]]) -> str:
    if len(text) < MIN_LOOKED_UP_CHARS:
        return text.translate(folding())
    return _lookup(folding).translate(text)


@functools.cache
def _lookup(folding: Callable[[], dict[int, int | str]]) -> "FoldLookup":
    from index.text.fold_lookup import FoldLookup  # noqa: PLC0415 - numpy takes 0.1 s to load

    return FoldLookup(folding())


@functools.cache
def _plain() -> _LazyFolding:
    return _LazyFolding(changes)


@functools.cache
def _alike() -> _LazyFolding:
    return _LazyFolding(_folded_alike)


class _FirstOnly(dict[int, int | str]):
    """Maps code points to the first code point of their folded form."""

    def __missing__(self, code: int) -> int | str:
        to = _alike()[code]
        self[code] = to if isinstance(to, int) else to[0]
        return self[code]


@functools.cache
def _in_place() -> _FirstOnly:
    return _FirstOnly()


@functools.cache
def table() -> dict[int, int]:
    """All one-to-one changes of `fold`, about 9,000."""
    return _settled(_codes())


@functools.cache
def alike_table() -> dict[int, int]:
    """All one-to-one changes of `fold_alike`."""
    return _followed(table(), _ALIKE, _codes())


@functools.cache
def longer_table() -> dict[int, str]:
    """The code points that fold to several, in both degrees, about 1,300."""
    return {code: to for number in _blocks() for code, to in expansions(number).items()}


@functools.cache
def _codes() -> Sequence[int]:
    """The code points of `_blocks`."""
    return [code for number in _blocks() for code in _block(number)]


def _block(number: int) -> range:
    """The code points of a block."""
    return range(number * FOLD_BLOCK_CHARS, (number + 1) * FOLD_BLOCK_CHARS)


def _blocks() -> Iterator[int]:
    """The blocks in which anything is folded."""
    for first, last in sorted((*_SIMPLE, *_TRADITIONAL, _TAGS)):
        yield from range(first // FOLD_BLOCK_CHARS, -(-last // FOLD_BLOCK_CHARS))


@functools.cache
def _folded_alike(block: int) -> dict[int, int]:
    return _followed(changes(block), _ALIKE, _block(block))


@functools.cache
def changes(block: int) -> dict[int, int]:
    """The one-to-one changes of `fold` in one block of code points."""
    return _settled(_block(block))


def _settled(codes: Sequence[int]) -> dict[int, int]:
    """The one-to-one changes of some code points; they fold to what folds to itself."""
    first = _once(codes)
    then = _once(sorted(set(first.values())))
    return {code: then.get(to, to) for code, to in first.items()}


def _once(codes: Sequence[int]) -> dict[int, int]:
    """Folds width, case and accents, then traditional to simplified, then old and rare to usual."""
    first, last = _TAGS
    blocks = sorted({code // FOLD_BLOCK_CHARS for code in codes})
    simple = {code: to for block in blocks for code, to in _changes(block)[0].items()}
    if len(blocks) > 1:
        simple = {code: simple[code] for code in codes if code in simple}
    simple |= dict.fromkeys((code for code in codes if first <= code < last), ord(IGNORED))
    simple |= _of(RADICALS, codes)
    then = _simplified(sorted(set(simple.values())))
    plain = {code: then.get(to, to) for code, to in simple.items()}
    usual = _followed(_simplified(codes) | plain, OLD, codes) | _of(OLD, codes)
    return _followed(usual, _RARE, codes)


@functools.cache
def expansions(block: int) -> dict[int, str]:
    """The code points of one block that fold to several."""
    return {
        code: "".join(
            chr(changes(ord(char) // FOLD_BLOCK_CHARS).get(ord(char), ord(char))) for char in to
        )
        for code, to in _changes(block)[1].items()
    }


def _in(block: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(
        first <= block * FOLD_BLOCK_CHARS + FOLD_BLOCK_CHARS - 1 and block * FOLD_BLOCK_CHARS < last
        for first, last in ranges
    )


def _followed(first: dict[int, int], pairs: str, codes: Iterable[int]) -> dict[int, int]:
    """The changes of some code points, followed by those of pairs."""
    then = _pairs(pairs)
    return _of(pairs, codes) | {code: then.get(to, to) for code, to in first.items()}


def _of(pairs: str, codes: Iterable[int]) -> dict[int, int]:
    """The pairs of some code points."""
    then = _pairs(pairs)
    return {code: then[code] for code in then.keys() & codes}


@functools.cache
def _pairs(text: str) -> dict[int, int]:
    return {ord(text[at]): ord(text[at + 1]) for at in range(0, len(text), 2)}


@functools.cache
def _changes(block: int) -> tuple[dict[int, int], dict[int, str]]:
    """Changes of width, case and accents: to one code point, and to several."""
    single: dict[int, int] = {}
    several: dict[int, str] = {}
    codes = _block(block) if _in(block, _SIMPLE) else ()
    for code in itertools.filterfalse(_HANGUL.__contains__, codes):
        base = _base(code)
        if len(base) > 1:
            several[code] = base
        elif base != chr(code):
            single[code] = ord(base)
    return single, several


def _base(code: int) -> str:
    """The folded form of a code point; unchanged if it has several without a letter."""
    char = chr(code)
    if code in _VOICING:
        return chr(_VOICING[code])
    if unicodedata.category(char) in ("Mn", "Me", "Cf") or code in _SKIN:
        return IGNORED
    if char in _UNTOUCHED or code in _VOICING.values():
        return char
    base = spelled_out(char) or unicodedata.normalize("NFKC", char)
    base = unicodedata.normalize("NFD", base.lower())
    if ord(base[0]) in _KANA:
        return "".join(chr(_VOICING.get(ord(letter), ord(letter))) for letter in base)
    base = "".join(
        _LETTERS.get(letter, letter) for letter in base if not unicodedata.combining(letter)
    )
    if len(base) < 2:
        return base or char
    if "/" in base and unicodedata.category(char) == "No":
        base = f" {base}"  # 3½ is 3 1/2
    return base if any(letter.isalnum() for letter in base) else char


def _simplified(codes: Iterable[int]) -> dict[int, int]:
    """Changes from traditional to simplified."""
    (a, b), (c, d), (e, f) = _TRADITIONAL
    codes = [code for code in codes if a <= code < b or c <= code < d or e <= code < f]
    chars = list(map(chr, codes))
    lines = _converted("t2s", _chinese(chars))
    differ = map(operator.ne, chars, lines)
    changed = itertools.compress(zip(codes, lines, strict=True), differ)
    return {code: ord(line) for code, line in changed if len(line) == 1}


def _chinese(chars: Sequence[str]) -> list[str]:
    """Converts Japanese forms to the traditional ones, unless they are also simplified Chinese.

    芸 is a Chinese character too, 経 is not.
    """
    chinese = set("".join(chars).encode("gb2312", "ignore").decode("gb2312"))
    other = [char for char in chars if char not in chinese]
    lines = _converted("jp2t", other)
    changed = itertools.compress(zip(other, lines, strict=True), map(operator.ne, other, lines))
    variants = {char: line for char, line in changed if len(line) == 1}
    return list(map(variants.get, chars, chars))


def _converted(way: str, chars: Sequence[str]) -> list[str]:
    """Each character converted by itself, because of the line breaks, and all in one call."""
    return _converter(way).convert("\n".join(chars)).split("\n") if chars else []


@functools.cache
def _converter(way: str) -> opencc.OpenCC:
    return opencc.OpenCC(way)
