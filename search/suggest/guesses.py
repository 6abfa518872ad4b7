"""Corrections of a line: words of the archive that sound, look or are spelt like its words."""

import heapq
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence

from index.api import Index
from index.system.deadline import current_deadline
from index.text.analysis import stem
from index.text.fold import HAN
from index.text.function_words import FUNCTION_WORDS
from index.text.lazy_pattern import lazy_pattern
from search.page import SuggestionKind
from search.query.exact_text.passage_count import passage_count
from search.suggest.continuations import continuations, with_other_character
from search.suggest.lookalikes import lookalikes
from search.suggest.pinyin import confused, readings
from search.suggest.vocabulary import Vocabulary, report_counts

MAX_PART_CHARS = 10
"""Han characters of a part of the line that is looked up as a word."""
MAX_GUESSED_NAME_CHARS = 4
"""Han characters of a name."""
MAX_CONFUSED_CHARS = 3
"""Han characters of a word for which words with a similar sound are offered."""
MIN_JOINED_CHARS = 6
"""Letters of a word that is offered for two."""
SLIP_REPORTS = 20
"""A line that at most this many reports contain may be a typing error."""
MAX_PARTED_CHARS = 24
"""Letters of a word that may be two words."""
MIN_FREQUENCY_FACTOR = 20
"""A correction must be this many times as frequent as the line."""
MAX_CHECKED_GUESSES = 8
"""Guesses about one line whose reports are counted."""
BEAM_WIDTH = 3
"""Beam width when a line of pinyin is split into words."""
SPLIT_COST_NATS = 6.0
"""Cost of each word of a split, in nats."""
MAX_PINYIN_CHARS = 24
"""Letters of a line of pinyin."""
MAX_GUESSED_WORD_CHARS = 18
"""Letters of one word of pinyin."""
MIN_TWO_EDIT_LETTERS = 7
"""Letters from which on a word may differ from its correction by two edits."""
LATIN = re.compile(r"[a-z]+(?:[ '’-][a-z]+)*")
HAN_WORD = lazy_pattern(rf"[{HAN}]{{2,16}}")
"""Folded lines that are guessed about as a whole."""
_POSSESSIVE = "'s"
_OTHER_SPELLINGS = (SuggestionKind.SPELLING, SuggestionKind.HOMOPHONE, SuggestionKind.PINYIN)
Guess = tuple[SuggestionKind, str]
"""The kind of a suggestion, and its line."""


def for_letters(index: Index, words: Vocabulary, line: str, *, total: int = 0) -> Iterator[Guess]:
    """Guesses for a Latin line: Chinese for pinyin and initials, corrected English spellings.

    `total` are the reports that the line finds, in any of its spellings.
    """
    parts = re.findall(r"[^\W\d_]+", line)
    joined = "".join(parts)
    reports = max(_report_counts(index, [line]))
    sounding = words.by_pinyin(joined, 3, parts)
    yield from ((SuggestionKind.PINYIN, known.word) for known in sounding)
    if not sounding and len(joined) > 3 and reports <= SLIP_REPORTS:
        yield from _names_in_pinyin(index, words, line)
        yield from _composed(index, words, line)
    if not reports and 2 <= len(joined) <= 10:
        yield from ((SuggestionKind.INITIALS, known.word) for known in words.by_initials(joined, 3))
    yield from _respelt(index, words, line, total)


def corrections(index: Index, words: Vocabulary, part: str) -> Iterator[Guess]:
    """Guesses for a word or quotation that is a part of a line: other spellings of the same."""
    if LATIN.fullmatch(part):
        guesses = for_letters(index, words, part)
    elif HAN_WORD.fullmatch(part):
        guesses = for_han(index, words, part)
    else:
        return
    yield from (guess for guess in guesses if guess[0] in _OTHER_SPELLINGS)


def _names_in_pinyin(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """Names of people in pinyin: a surname, and a word for the given name."""
    parts = line.split()
    if len(parts) == 2:
        rest = [known.word for known in words.by_pinyin(parts[1], 4)]
        names = map("".join, itertools.product(words.surnames(parts[0]), rest))
        for name in itertools.islice(names, MAX_CHECKED_GUESSES):
            if passage_count(index, name):
                yield SuggestionKind.PINYIN, name


def _composed(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """Several words of pinyin, with or without spaces, split by a beam search."""
    parts = line.split()
    joined = "".join(parts)
    if len(joined) > MAX_PINYIN_CHARS or not joined.isalpha():
        return
    borders = set(itertools.accumulate(map(len, parts))) if len(parts) > 1 else None
    best: dict[int, list[tuple[float, str]]] = {0: [(0.0, "")]}
    for end in range(2, len(joined) + 1):
        candidates = []
        for start in range(max(0, end - MAX_GUESSED_WORD_CHARS), end - 1):
            crossed = borders and borders & set(range(start + 1, end))
            if start not in best or (crossed and borders and end not in borders):
                continue
            for known in words.by_pinyin(joined[start:end], 2):
                worth = math.log(known.reports + 1) - SPLIT_COST_NATS
                candidates += [(score + worth, text + known.word) for score, text in best[start]]
        if candidates:
            best[end] = heapq.nlargest(BEAM_WIDTH, candidates)
    texts = [text for _, text in best.get(len(joined), ())]
    counts = [passage_count(index, text) for text in texts]
    for count, text in sorted(zip(counts, texts, strict=True), reverse=True):
        if count:
            yield SuggestionKind.PINYIN, text
    if len(parts) > 1 and not any(counts):
        yield from _separate_words(words, parts)


def _separate_words(words: Vocabulary, parts: Sequence[str]) -> Iterator[Guess]:
    """The most frequent word for each part of a line of pinyin, if every part is one."""
    best = [words.by_pinyin(part, 1) for part in parts]
    if all(best):
        yield SuggestionKind.PINYIN, " ".join(word.word for (word,) in best)


def _respelt(index: Index, words: Vocabulary, line: str, total: int) -> Iterator[Guess]:
    """The line with each rare word replaced by its likeliest correction."""
    parts = line.split()
    counts = _report_counts(index, parts)
    if len(parts) == 1:
        counts = [max(total, *counts)]
    corrected = [
        _likeliest_correction(words, part, count) for part, count in zip(parts, counts, strict=True)
    ]
    if (
        len(parts) == 1
        and counts[0] <= SLIP_REPORTS
        and (apart := _two_words(index, line, counts[0]))
    ):
        yield SuggestionKind.SPELLING, apart
    if not total:
        yield from ((SuggestionKind.SPELLING, text) for text in _in_one_word(index, parts))
    if corrected != parts:
        yield SuggestionKind.SPELLING, " ".join(corrected)
        there = [
            word
            for word, part, count in zip(corrected, parts, counts, strict=True)
            if count or word != part
        ]
        if len(there) < len(parts):  # of the other words no report has anything like it
            yield SuggestionKind.SPELLING, " ".join(there)


def _in_one_word(index: Index, parts: Sequence[str]) -> Iterator[str]:
    """The line with two words as the one that reports have: semiconductor for semi conductor."""
    pairs = [first + second for first, second in itertools.pairwise(parts)]
    counts = _report_counts(index, pairs) if pairs else []
    for at, (pair, count) in enumerate(zip(pairs, counts, strict=True)):
        if count and pair.isalpha() and len(pair) >= MIN_JOINED_CHARS:
            yield " ".join([*parts[:at], pair, *parts[at + 2 :]])


def _two_words(index: Index, word: str, count: int) -> str:
    """The two words that reports write apart, and next to each other: wind farm for windfarm.

    Reports that do so are not fewer than the `count` with one word.
    """
    if not word.isalpha() or len(word) > MAX_PARTED_CHARS:
        return ""
    cuts = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
    counts_left = iter(
        _report_counts(index, [part for cut in cuts for part in cut]) if cuts else ()
    )
    known = [" ".join(cut) for cut in cuts if min(next(counts_left), next(counts_left))]
    counts = {text: passage_count(index, text, whole_words=True) for text in known[:3]}
    if not any(counts.values()):  # windfarm where reports have wind farms
        counts = {text: passage_count(index, text) for text in known[:3]}
    best = max(counts, key=lambda text: counts[text], default="")
    return best if counts.get(best, 0) >= max(count, 1) else ""


def _likeliest_correction(words: Vocabulary, part: str, count: int) -> str:
    """The likeliest correction of a word; the word itself if none is much more frequent."""
    if len(part) < 3 or count > SLIP_REPORTS or part in FUNCTION_WORDS:
        return part
    if not count and part.endswith(_POSSESSIVE):
        base = part.removesuffix(_POSSESSIVE)
        corrected = _likeliest_correction(words, base, count)
        return part if corrected == base else corrected
    parted = [f"{part[:at]} {part[at:]}" for at in range(2, len(part) - 1)] if not count else []
    for text in parted:
        if text in words:
            return text
    own_words = {*FUNCTION_WORDS, *re.findall(r"[^\W_]+", part)}  # brien is a part of o'brien
    near = [known for known in words.like(part, 5) if known.word not in own_words]
    if not near and not count and len(part) >= MIN_TWO_EDIT_LETTERS:
        near = words.like(part, 5, distance=2)
    if count:
        near = [k for k in near if len(part) > 4 and stem(k.word) != stem(part)]
    best = next(iter(near), None)
    return best.word if best and best.reports >= MIN_FREQUENCY_FACTOR * count else part


def _report_counts(index: Index, words: list[str]) -> list[int]:
    """Reports that contain each word, in the field with more of them."""
    counts = (index.frequencies(field, words) for field in ("title_grams", "body_grams"))
    return [max(pair) for pair in zip(*counts, strict=True)]


def for_han(index: Index, words: Vocabulary, line: str) -> Iterator[Guess]:
    """Guesses for a Chinese line: homophones, look-alikes, longer phrases, romanised names."""
    count = passage_count(index, line)
    if count <= SLIP_REPORTS:
        texts = itertools.islice(
            dict.fromkeys(_one_part_replaced(words, line)), MAX_CHECKED_GUESSES
        )
        checked = [(passage_count(index, text), kind, text) for kind, text in texts]
        checked += [
            (reports, SuggestionKind.HOMOPHONE, text)
            for text, reports in _homophones_in_texts(index, line)
        ]
        there = any(reports for reports, *_ in checked)
        if not count and not there and len(line) >= MAX_GUESSED_NAME_CHARS:
            others = with_other_character(index, line, lambda text: passage_count(index, text))
            checked += [
                (passage_count(index, text), SuggestionKind.SPELLING, text) for text in others
            ]
        checked.sort(key=lambda guess: -guess[0])
        yield from (
            (kind, text)
            for reports, kind, text in checked
            if reports > MIN_FREQUENCY_FACTOR * count
        )
    for known in words.beginning(line, 3) if count else ():
        if known.word != line and 2 * known.reports >= count and not current_deadline().over():
            yield SuggestionKind.PHRASE, known.word
    if len(line) <= MAX_GUESSED_NAME_CHARS:
        yield from _romanised(index, line)


def _homophones_in_texts(index: Index, line: str) -> Iterator[tuple[str, int]]:
    """Homophones of the same length in the texts that differ in the last character only."""
    start = line[:-1]
    if len(start) > MAX_GUESSED_NAME_CHARS or len(start) < 2:
        return
    syllables = readings(line)
    for text in itertools.islice(continuations(index, start), MAX_CHECKED_GUESSES):
        if len(text) == len(line) and text != line and set(syllables) & set(readings(text)):
            yield text, passage_count(index, text)


def _one_part_replaced(words: Vocabulary, line: str) -> Iterator[Guess]:
    """The line with one part replaced by a homophone or look-alike, the longest parts first."""
    for length in range(min(MAX_PART_CHARS, len(line)), 1, -1):
        for start in range(len(line) - length + 1):
            part = line[start : start + length]
            if len(part) < len(line) and words.reports_of(part) > SLIP_REPORTS:
                continue
            for kind, word in _lookalikes_and_homophones(words, part):
                yield kind, line[:start] + word + line[start + length :]


def _lookalikes_and_homophones(words: Vocabulary, part: str) -> Iterator[Guess]:
    sounding = list(_sounding(words, part, readings(part)))
    if not sounding and len(part) <= MAX_CONFUSED_CHARS:
        near = itertools.chain.from_iterable(map(confused, readings(part)))
        sounding = list(_sounding(words, part, near))
    yield from ((SuggestionKind.HOMOPHONE, word) for word in sounding)
    for at, char in enumerate(part):
        for other in lookalikes().get(char, ""):
            word = part[:at] + other + part[at + 1 :]
            if word in words:
                yield SuggestionKind.SPELLING, word
    if len(part) >= MAX_GUESSED_NAME_CHARS:
        yield from (
            (SuggestionKind.SPELLING, known.word) for known in words.one_character_off(part, 1)
        )


def _sounding(words: Vocabulary, part: str, spoken: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The words of the archive with one of these readings, other than the part, and as long."""
    for syllables in spoken:
        for known in words.by_pinyin("".join(syllables), 2):
            if known.word != part and len(known.word) == len(part):
                yield known.word


def _romanised(index: Index, line: str) -> Iterator[Guess]:
    """A Chinese name as English reports write it: Zhou Pengju for 周鹏举, Fuxin for 阜新."""
    for syllables in readings(line)[:2]:
        first, rest = syllables[0], "".join(syllables[1:])
        written = (f"{first} {rest}", first + rest, f"{rest} {first}")
        parts = [first, rest, first + rest]
        known = {
            part
            for part, reports in zip(parts, report_counts(index, parts), strict=True)
            if reports
        }
        for text in written:
            if known.issuperset(text.split()) and passage_count(index, text, whole_words=True):
                yield SuggestionKind.PINYIN, text.title()
                break
