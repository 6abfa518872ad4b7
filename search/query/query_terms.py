"""Query terms: a chunk of the query line split into units, each of which a report must contain.

A unit is an English word (matched by its stem), a Chinese word (matched as a substring, so also
inside longer words), or mixed text without white space: 3.6.3, gen-itgc后, 2.27亿, GB/T. Single
characters that the segmenter leaves over are joined to each other or to the word before them, so
that a name missing in the dictionary (周 鹏举) is not matched character by character.
"""

import dataclasses
import itertools
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from index.text.analysis import SYMBOLS, Analyzer, Token, stem
from index.text.fold import HAN, HAN_CHARACTER, HAN_RUN, NON_HAN, Canonical, canonical
from index.text.lazy_pattern import lazy_pattern
from index.text.negative_numbers import NUMBER_MINUS
from search.query.counted_units import UNIT

PARTICLES = frozenset(
    "的了和与同及在是有又之以为对将把被从由于而且或等也都就不个这那着过吗呢吧啊哪什么谁"
)
"""Characters with little meaning of their own; a report need not contain them."""
QUESTION_WORDS = frozenset(
    re.findall(
        r"\w+",
        "什么 时候 几时 为啥 怎么 怎样 怎么样 为什么 为何 如何 哪里 哪儿 哪些 哪个 哪位 "
        "哪年 哪一年 何时 何地 何处 何人 多少 是否 是谁 几年 几月 几天 几个 几次 几岁 几点 "
        "多久 多长 多大 多高 多远 多长时间",
    )
)
"""Chinese question words, which a report that answers need not contain."""
ASKING = "谁"
"""The only question word of one character; a run with it is no name."""
CONNECTIVES = frozenset(("并且", "而且", "以及", "或者", "还有", "及其"))
"""Chinese words that join others without a meaning of their own; a report need not contain them."""
PRONOUNS = frozenset("我你您他她它")
NEGATIONS = frozenset("不未没非无")
"""Characters that belong to the word behind them: 内部未发现 is 内部 and 未发现."""
EDGE_PARTICLES = frozenset("的了是有又也在吗呢吧啊被把叫谁很还更")
"""Particles that begin or end no name: in 王沈是哪里人 the name is 王沈, in 谁是茶王 it is 茶王."""
_OPTIONAL = PARTICLES | EDGE_PARTICLES | PRONOUNS
MIN_NAME_LETTERS, MAX_TWO_NAMES_CHARS = 3, 12
"""Characters of one of two names in a word, and of both."""
_ASPECTS = frozenset("了着过")
"""Particles behind a verb: in 防波堤花了多少钱 the 花 is no end of a name."""
_HOW_MANY = ("多少", "几")
"""Question words before what they ask for: 多少钱."""
_OPTIONAL_WORDS = QUESTION_WORDS | CONNECTIVES
_NEVER_JOINED = _OPTIONAL_WORDS | EDGE_PARTICLES

JOINING_SIGNS = frozenset("&+/=-~<>^#@$")
"""Signs between and around words (农村+物流, oil & gas, #物流#); a report need not contain them."""
_LIST_SIGNS = ("+", "&")
_TAG_SIGNS = "#@"
"""Signs before the word of a tag; those behind a letter belong to it, as in C#."""
_PICTURES = "\u2600-\u27bf\U0001f000-\U0001faff"
_EMOJI = re.compile(rf"[{_PICTURES}][{_PICTURES}\u200d\ufe0e\ufe0f]*")
"""Pictures beside words, 大豆🌱; a report need not contain them."""

_PART = rf"(?:{NON_HAN}+|(?![{_PICTURES}])[{SYMBOLS}])"
_BETWEEN = r"(?:[-–./'’_:∶@+#·•∙⋅・‧]*|(?<=\d),(?=\d{3})|(?<=[\da-z])\*(?=\d)|(?<=[\d%])[—―](?=\d))"
"""Signs between two parts of a word; a long dash only between numbers."""
_NAME = lazy_pattern(
    rf"[{HAN}]{{1,8}}(?:[·•∙⋅・‧][{HAN}]{{1,8}}){{1,5}}"
    rf"|(?<![{HAN}\d])[{HAN}]{{1,4}}-\d{{1,4}}(?![{HAN}\d%‰°]|[.,]\d)"
)
"""Chinese words with dots between, as names of other languages have them (卡尔·马克思), and with a
hyphen before a number (歼-20)."""
_RUN = lazy_pattern(
    rf"[{HAN}](?:\s*[{HAN}])*|[{_PICTURES}]+|(?:{NUMBER_MINUS})?{_PART}(?:{_BETWEEN}{_PART})*"
)
_APART = re.compile(r"[^\W\d_]{3,}(?:[+/&=][^\W\d_]{3,})+")
"""Whole words with a sign between are words of their own (rural+logistics), unlike A+B and R&D."""
_WORD = re.compile(r"[^\W\d_]+")
_ORDINAL_SIGN = "第"
_ORDINAL = re.compile("第[〇零一二三四五六七八九十百千万两]{2,12}[条款项号章节编届次期册卷页]?")
_NOT_STEMMED = lazy_pattern(rf"[{HAN}\u3041-\u30ff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerm:
    """A unit: its folded `text`, and its range in the query line.

    `words` rank. If `stemmed`, the only word of `words` also matches; if not, the exact text does.
    A report need not contain an `optional` unit. `shown` is the text with the marks that folding
    drops (กรุงเทพ), "" for a unit without any.
    """

    text: str
    start: int
    end: int
    words: tuple[str, ...]
    stemmed: bool = False
    optional: bool = False
    shown: str = ""


class _Run(NamedTuple):
    """A run of one script at `start` to `end` of a folded chunk."""

    text: str
    start: int
    end: int


def says_little(text: str) -> bool:
    """Whether a text is nothing but particles, a connective, signs between words, or emoji."""
    chars = set(text)
    if _EMOJI.fullmatch(text) or text in CONNECTIVES:
        return True
    return bool(chars) and (chars <= PARTICLES or chars <= JOINING_SIGNS)


def names_of(word: str, analyzer: Analyzer) -> tuple[str, ...]:
    """The two names of which a long Chinese word consists, if texts list them: 中共中央、国务院."""
    if not 2 * MIN_NAME_LETTERS <= len(word) <= MAX_TWO_NAMES_CHARS or not HAN_RUN.fullmatch(word):
        return ()
    for at in range(len(word) - MIN_NAME_LETTERS, MIN_NAME_LETTERS - 1, -1):
        names = word[:at], word[at:]
        if all(map(analyzer.in_dictionary, names)):
            return names
    return ()


def query_terms(
    text: str,
    offset: int,
    analyzer: Analyzer,
    *,
    optional: bool = False,
    is_name: Callable[[str], bool] | None = None,
) -> list[QueryTerm]:
    """The units of a chunk that begins at position `offset` of the query line.

    With `optional` all of them are optional. `is_name` says which Chinese words with dots between
    or before a hyphen are one name; without it none is.
    """
    canon = canonical(text)
    folded = canon.text
    units: list[QueryTerm] = []
    names = [name.span() for name in _NAME.finditer(folded) if is_name and is_name(name[0])]
    spans = _glued([part for run in _RUN.finditer(folded) for part in _parts(run)])
    runs = _with_names(list(_with_ordinals(spans, folded)), names)
    for start, end in runs:
        piece = folded[start:end]
        if HAN_CHARACTER.match(piece) and all(
            HAN_CHARACTER.match(char) or char.isspace() for char in piece
        ):
            numbered = bool(units) and units[-1].end == start and units[-1].text[-1].isdecimal()
            words = list(_han_units(piece, start, analyzer, numbered=numbered))
            if _counted(units, words):
                number = units.pop().start
                words[0] = _glued_unit(folded[number : words[0].end], number, analyzer)
            units += words
        else:
            units.append(_glued_unit(piece, start, analyzer))
            if piece == "+" and is_name and _ends_with_plus(units, folded, is_name):
                first = units[-2].start
                units[-2:] = [_glued_unit(folded[first:end], first, analyzer)]
    needed = not all(unit.optional for unit in units)
    return [
        _at_line_positions(
            unit, canon, offset, text, optional=optional or (unit.optional and needed)
        )
        for unit in units
    ]


def _ends_with_plus(units: list[QueryTerm], folded: str, is_name: Callable[[str], bool]) -> bool:
    """Whether a chunk ends with a Chinese word and a plus that reports have so: 人工智能+."""
    if len(units) < 2 or units[-1].end != len(folded) or units[-2].end != units[-1].start:
        return False
    return bool(HAN_CHARACTER.match(units[-2].text)) and is_name(folded[units[-2].start :])


def _with_names(
    spans: list[tuple[int, int]], names: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """The ranges of runs, those inside a name replaced by the name."""
    for first, last in names:
        outside = [(start, end) for start, end in spans if end <= first or start >= last]
        spans = sorted([*outside, (first, last)])
    return spans


def _with_ordinals(spans: list[tuple[int, int]], folded: str) -> Iterator[tuple[int, int]]:
    """The ranges of runs, with 第 before a number as a part of it: 渔业法 and 第43条."""
    moved = False
    for (start, end), after in zip(spans, (*spans[1:], None), strict=True):
        first = start - moved
        moved = after is not None and after[0] == end and folded[end].isdecimal()
        moved = moved and end - first > 1 and folded[end - 1] == _ORDINAL_SIGN
        yield first, end - moved


def _counted(before: list[QueryTerm], words: list[QueryTerm]) -> bool:
    """Whether the first Chinese word belongs to the number before it.

    It is a unit (300亿元), or one character of several words, as the 年 of 3年以下.
    """
    if not (before and words and before[-1].end == words[0].start):
        return False
    if not before[-1].text[-1].isdecimal() or words[0].optional:
        return False
    first = words[0].text
    return bool(UNIT.fullmatch(first)) or (len(first) == 1 and len(words) > 1)


def _at_line_positions(
    unit: QueryTerm, canon: Canonical, offset: int, text: str, *, optional: bool
) -> QueryTerm:
    """A unit of the folded text with its range in the query line."""
    start, end = canon.span(unit.start, unit.end)
    while unicodedata.category(text[end : end + 1] or " ").startswith("M"):
        end += 1
    written = text[start:end].lower()
    return dataclasses.replace(
        unit,
        start=offset + start,
        end=offset + end,
        optional=optional,
        shown="" if unit.text.isascii() or len(written) == len(unit.text) else written,
    )


def _parts(run: re.Match[str]) -> Iterator[_Run]:
    """A run, or its words if signs separate whole words; the word of a tag (#wheat, @wheat#)."""
    if not _APART.fullmatch(run[0]):
        tag = run[0].lstrip(_TAG_SIGNS)
        signs = len(run[0]) - len(tag)
        if signs and len(tag) > 1 and tag[:2].isalnum() and not tag.isdecimal():
            start, tag = run.start() + signs, tag.rstrip("#")
            yield _Run(tag, start, start + len(tag))
        else:
            yield _Run(run[0], *run.span())
        return
    for word in _WORD.finditer(run[0]):
        yield _Run(word[0], run.start() + word.start(), run.start() + word.end())


def _glued(runs: list[_Run]) -> list[tuple[int, int]]:
    """The ranges of runs; a single Han character joins adjacent text of another script.

    A particle does not, but 个 counts with the number before it, and + between two Chinese words
    joins nothing: 茶+咖啡.
    """
    spans: list[tuple[int, int]] = []
    joins = False
    for before, run, after in zip((None, *runs), runs, (*runs[1:], None), strict=False):
        if _lists(before, run, after) or _EMOJI.fullmatch(run.text):
            spans.append((run.start, run.end))
            joins = False
            continue
        alone = len(run.text) == 1 and bool(HAN_CHARACTER.match(run.text))
        counting = run.text == "个" and joins and spans[-1][1] == run.start
        alone = alone and (counting or run.text not in PARTICLES)
        latin = not HAN_CHARACTER.match(run.text)
        if spans and spans[-1][1] == run.start and (joins if latin else alone and joins):
            spans[-1] = (spans[-1][0], run.end)
        else:
            spans.append((run.start, run.end))
        joins = latin or alone
    return spans


def _lists(before: _Run | None, run: _Run, after: _Run | None) -> bool:
    """Whether a run is a sign between two Chinese words: 茶+咖啡."""
    if before is None or after is None or run.text not in _LIST_SIGNS:
        return False
    beside = before.end == run.start and run.end == after.start
    return beside and all(HAN_CHARACTER.match(other.text) for other in (before, after))


def _glued_unit(piece: str, start: int, analyzer: Analyzer) -> QueryTerm:
    words = tuple(token.text for token in analyzer.words(piece, compounds=False))
    stemmed = piece.isalnum() and not _NOT_STEMMED.search(piece)
    return QueryTerm(
        text=piece,
        start=start,
        end=start + len(piece),
        words=(stem(piece),) if stemmed else words,
        stemmed=stemmed,
        optional=says_little(piece),
    )


def _han_units(run: str, offset: int, analyzer: Analyzer, *, numbered: bool) -> Iterator[QueryTerm]:
    tokens = sorted(analyzer.words(run), key=lambda token: token.start)
    starts = [token.start for token in tokens]
    units = _longest([*tokens, *_ordinals(run, tokens)])
    for start, end, optional in _spans(_peeled(units, analyzer), numbered=numbered):
        text = "".join(run[start:end].split())
        words = tuple(
            token.text
            for token in tokens[bisect_left(starts, start) : bisect_left(starts, end)]
            if token.end <= end
        )
        yield QueryTerm(
            text=text,
            start=offset + start,
            end=offset + end,
            words=words or (text,),
            optional=optional,
        )


def _ordinals(run: str, tokens: list[Token]) -> Iterator[Token]:
    """Ordinals that the segmenter cuts, as one token each: 第二百三十二条, 第一千零一条."""
    for ordinal in _ORDINAL.finditer(run):
        start, end = ordinal.span()
        if not any(token.start < edge < token.end for token in tokens for edge in (start, end)):
            yield Token(ordinal[0], start, end)


def _longest(tokens: list[Token]) -> list[Token]:
    """The tokens that are not inside longer ones, in order."""
    longest: list[Token] = []
    for token in sorted(tokens, key=lambda token: (token.start, -token.end)):
        if not longest or token.end > longest[-1].end:
            longest.append(token)
    return longest


def _peeled(tokens: list[Token], analyzer: Analyzer) -> list[Token]:
    """The tokens, with particles cut off from the ends of words that the segmenter guessed."""
    peeled: list[Token] = []
    for token in tokens:
        first, last = token.text[0] in EDGE_PARTICLES, token.text[-1] in EDGE_PARTICLES
        guessed = (first or last) and len(token.text) > 2 and not analyzer.in_dictionary(token.text)
        if not guessed or len(token.text) != token.end - token.start:
            peeled.append(token)
            continue
        cuts = [token.start, *[token.start + 1] * first, *[token.end - 1] * last, token.end]
        peeled += [
            Token(token.text[start - token.start : end - token.start], start, end)
            for start, end in itertools.pairwise(cuts)
        ]
    return peeled


def _spans(tokens: list[Token], *, numbered: bool) -> Iterator[tuple[int, int, bool]]:
    """The range of each unit, and whether it is optional; single characters are joined.

    The first one of a run behind a number (`numbered`) belongs to the number: 3年以下.
    """
    at = 0
    words = any(len(token.text) > 1 or token.text == ASKING for token in tokens)
    asks = any(token.text in QUESTION_WORDS for token in tokens)
    while at < len(tokens):
        stop = at
        while stop < len(tokens) and len(tokens[stop].text) == 1:
            stop += 1
        if words:
            stop = at + _stripped(tokens[at:stop])
        singles = tokens[at:stop]
        if not singles:
            yield tokens[at].start, tokens[at].end, tokens[at].text in _OPTIONAL_WORDS
            at += 1
            continue
        optional = all(token.text in _OPTIONAL for token in singles)
        single = len(singles) == 1 and not optional
        verb = single and stop < len(tokens) and tokens[stop].text in _ASPECTS
        asked = (verb and asks) or (single and at and tokens[at - 1].text in _HOW_MANY)
        begins = single and stop < len(tokens) and tokens[stop].text not in _NEVER_JOINED
        begins = begins and (singles[0].text in NEGATIONS if at else not numbered)
        apart = begins or verb or (at and tokens[at - 1].text in _NEVER_JOINED)
        joins = at and single and not apart
        before = tokens[at - 1].end - 1 if joins else None
        after = tokens[stop].start + 1 if begins else singles[-1].end
        yield singles[0].start if before is None else before, after, bool(optional or asked)
        at = stop


def _stripped(singles: list[Token]) -> int:
    """How many single characters form the next unit: particles at the edges are apart."""
    particle = [token.text in EDGE_PARTICLES for token in singles]
    if all(particle):
        return len(singles)
    if particle[0]:
        return particle.index(False)
    return len(singles) - particle[::-1].index(False)
