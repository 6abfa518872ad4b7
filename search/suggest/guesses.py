"""What a line may have meant: other words of the archive that sound, look or are spelt like it."""

import heapq
import itertools
import math
from collections.abc import Iterator

from index.api import Index
from index.deadline import current
from index.function_words import SILENT
from index.text.analysis import stem
from search.query.passage_count import passage_count
from search.suggest.continuations import continuations
from search.suggest.lookalikes import lookalikes
from search.suggest.pinyin import readings
from search.suggest.vocabulary import Vocabulary, holding

LONGEST_PART = 10
"""Characters of a part of a line that is looked up as a word."""
LONGEST_NAME = 4
RARE = 20
"""Reports up to which a line that somebody wrote may be a slip all the same."""
TIMES = 20
"""How many times as frequent what was meant has to be then."""
MOST_CHECKED = 8
"""Guesses about one line that are looked for in the texts."""
BEST = 3
"""Readings of the beginning of a line of pinyin that are followed."""
SPLIT = 6.0
"""What one word more takes from a reading, in nats."""
LONGEST_PINYIN = 24
LONGEST_WORD = 18
FAR = 7
"""Letters of a word from which on it may be two letters away from what was meant."""
Guess = tuple[str, str]
"""The kind of a suggestion and its line."""


def for_letters(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """Chinese for pinyin and initials, and the nearest spelling of words nobody wrote."""
    joined = "".join(filter(str.isalpha, line))
    heard = max(_heard(index, [line]))
    sounding = words.sounding(joined, 3)
    yield from (("pinyin", known.word) for known in sounding)
    if not sounding and len(joined) > 3 and heard <= RARE:
        yield from _named(index, words, line)
        yield from _composed(index, words, line)
    if not heard and 2 <= len(joined) <= 10:
        yield from (("initials", known.word) for known in words.initialled(joined, 3))
    yield from _spelt(index, words, line)


def _named(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """Names the segmenter cuts apart: a character or word for each word of letters."""
    parts = line.split()
    if len(parts) == 2:
        rest = [known.word for known in words.sounding(parts[1], 4)]
        names = map("".join, itertools.product(words.surnames(parts[0]), rest))
        for name in itertools.islice(names, MOST_CHECKED):
            if passage_count(index, name):
                yield "pinyin", name


def _composed(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """Several words of pinyin, with or without spaces between them."""
    parts = line.split()
    joined = "".join(parts)
    if len(joined) > LONGEST_PINYIN or not joined.isalpha():
        return
    borders = set(itertools.accumulate(map(len, parts))) if len(parts) > 1 else None
    best: dict[int, list[tuple[float, str]]] = {0: [(0.0, "")]}
    for end in range(2, len(joined) + 1):
        found = []
        for start in range(max(0, end - LONGEST_WORD), end - 1):
            crossed = borders and borders & set(range(start + 1, end))
            if start not in best or (crossed and borders and end not in borders):
                continue
            for known in words.sounding(joined[start:end], 2):
                worth = math.log(known.reports + 1) - SPLIT
                found += [(score + worth, text + known.word) for score, text in best[start]]
        if found:
            best[end] = heapq.nlargest(BEST, found)
    texts = [text for _, text in best.get(len(joined), ())]
    counts = [passage_count(index, text) for text in texts]
    for count, text in sorted(zip(counts, texts, strict=True), reverse=True):
        if count:
            yield "pinyin", text


def _spelt(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """The line with each word that hardly anybody wrote replaced by the likeliest one near it."""
    parts = line.split()
    held = _heard(index, parts)
    better = [_meant(words, part, count) for part, count in zip(parts, held, strict=True)]
    if better != parts:
        yield "spelling", " ".join(better)


def _meant(words: Vocabulary, part: str, count: int) -> str:
    """What a word was meant to be; itself where that is as likely."""
    if len(part) < 3 or count > RARE or part in SILENT:
        return part
    parted = [f"{part[:at]} {part[at:]}" for at in range(2, len(part) - 1)] if not count else []
    for text in parted:
        if text in words:
            return text
    near = [known for known in words.like(part, 5) if known.word not in SILENT]
    if not near and not count and len(part) >= FAR:
        near = words.like(part, 5, distance=2)
    if count:
        near = [k for k in near if len(part) > 4 and stem(k.word) != stem(part)]
    best = next(iter(near), None)
    return best.word if best and best.reports >= TIMES * count else part


def _heard(index: Index, words: list[str]) -> list[int]:
    """How many reports hold each word, the higher number of its fields."""
    counts = (index.frequencies(field, words) for field in ("title_grams", "body_grams"))
    return [max(pair) for pair in zip(*counts, strict=True)]


def for_han(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """What sounds or looks the same, the phrase it begins, a name in letters."""
    count = passage_count(index, line)
    if count <= RARE:
        texts = itertools.islice(dict.fromkeys(_others(words, line)), MOST_CHECKED)
        checked = [(passage_count(index, text), kind, text) for kind, text in texts]
        checked += [(held, "homophone", text) for text, held in _continued(index, line)]
        checked.sort(key=lambda one: -one[0])
        yield from ((kind, text) for held, kind, text in checked if held > TIMES * count)
    for known in words.beginning(line, 3) if count else ():
        if known.word != line and 2 * known.reports >= count and not current().over():
            yield "phrase", known.word
    if len(line) <= LONGEST_NAME:
        yield from _romanised(index, line)


def _continued(index: Index, line: str) -> Iterator[tuple[str, int]]:
    """Names as long as the line that begin and sound like it, as the texts have them."""
    start = line[:-1]
    if len(start) > LONGEST_NAME or len(start) < 2:
        return
    said = readings(line)
    for text in itertools.islice(continuations(index, start), MOST_CHECKED):
        if len(text) == len(line) and text != line and set(said) & set(readings(text)):
            yield text, passage_count(index, text)


def _others(words: Vocabulary, line: str) -> Iterator[Guess]:
    """The line with one part of it replaced, the longest parts first."""
    for length in range(min(LONGEST_PART, len(line)), 1, -1):
        for start in range(len(line) - length + 1):
            part = line[start : start + length]
            if len(part) < len(line) and words.reports_of(part) > RARE:
                continue
            for kind, word in _alike(words, part):
                yield kind, line[:start] + word + line[start + length :]


def _alike(words: Vocabulary, part: str) -> Iterator[Guess]:
    for said in readings(part):
        for known in words.sounding("".join(said), 2):
            if known.word != part and len(known.word) == len(part):
                yield "homophone", known.word
    for at, char in enumerate(part):
        for other in lookalikes().get(char, ""):
            word = part[:at] + other + part[at + 1 :]
            if word in words:
                yield "spelling", word
    if len(part) >= LONGEST_NAME:
        yield from (("spelling", known.word) for known in words.but_one(part, 1))


def _romanised(index: Index, line: str) -> Iterator[Guess]:
    """Zhou Pengju for 周鹏举, Fuxin for 阜新: as names stand in English reports."""
    for said in readings(line)[:2]:
        first, rest = said[0], "".join(said[1:])
        written = (f"{first} {rest}", first + rest, f"{rest} {first}")
        parts = [first, rest, first + rest]
        known = {part for part, own in zip(parts, holding(index, parts), strict=True) if own}
        for text in written:
            if known.issuperset(text.split()) and passage_count(index, text, whole=True):
                yield "pinyin", text.title()
                break
