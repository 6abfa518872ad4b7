"""A short line in the other language, by the dictionary: phrases before words, nothing by halves.

Each word or phrase of the line is taken whole, the longest first, and only in a sense that the
dictionary gives for it as such: *inflation* is what 通胀 means, not one word of what 充气 does. A
sense that comes early in its entry, that few other words have, and that many reports use goes
before others. Where one word of the line has no rendering that the archive uses, the line has none;
nor has it where the renderings of its words never stand near one another.
"""

import itertools
import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from index.api import Index
from index.function_words import APART, SILENT
from index.text.analysis import Analyzer, stem
from index.text.fold import HAN, fold
from search.query.cedict import Cedict
from search.query.passage_count import near_count, passage_count
from search.query.senses import Sense

MOST_WORDS = 5
"""Words or characters' runs of a line; a longer one is a sentence."""
MOST_HAN = 12
LONGEST_PHRASE = 5
LONGEST_WORD = 8
MOST_WAYS = 3
TOGETHER = 0.01
"""The share of the reports of the rarest of several words in which they stand together."""
MOST_TRIED = 12
"""Renderings of one word whose reports are counted."""
LATER = 0.8
"""How much each earlier sense in an entry takes from a sense."""
SHARED = 0.1
"""How much each other word with the same sense takes from it."""
RARE = 0.05
"""The share of the reports that hold a character of the same sense up to which a word is rare."""
MOST_RANKS = 3
"""Senses of a Chinese word that stand for an English one."""
PART = 0.8
"""The share of a word's reports from which on it is taken for a part of a longer name."""
PROPER = 0.5
"""What a name is worth, where the same word means something else."""
QUALIFIED = 0.5
"""What a sense is worth that the dictionary limits to one use, in brackets."""

_RUN = re.compile(rf"[{HAN}]+")
_LINE = re.compile(rf"[\s{HAN}]+|[a-z0-9][a-z0-9 '’.-]*")
_SENTENCE = re.compile(r"[。！？!?；;，,]|\.\s*$")
_WRITTEN = re.compile(rf"[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)?")
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")


def rendered(text: str, index: Index, analyzer: Analyzer, dictionary: Cedict) -> tuple[str, ...]:
    """The line in the other language, the likeliest way first; () where there is none."""
    line = fold(text).strip()
    if not _LINE.fullmatch(line):
        return ()
    ways = _chinese(line, analyzer, dictionary) if _RUN.search(line) else _english(text)
    return _together(_whole(ways, index, dictionary), index)


def whole_line(text: str, index: Index, dictionary: Cedict) -> tuple[str, ...]:
    """What the dictionary says for the line as one word or phrase of its own."""
    line = fold(text).strip()
    part = text.strip() if text.strip().isupper() and line.isascii() else line
    if line in SILENT and part == line:
        return ()
    return _best(part, index, dictionary)[:MOST_WAYS]


def coverage(line: str, other: str, dictionary: Cedict) -> float:
    """The share of the words of a folded line that the dictionary links to a text in the other."""
    han, latin = (other, line) if line.isascii() else (line, other)
    stems = {stem(word) for word in _WORD.findall(latin) if word not in SILENT}
    words = [word for run in _RUN.findall(han) for word in _longest(run, dictionary)]
    if line.isascii():
        glosses = [gloss for word in (*words, *han) for gloss in dictionary.glosses(word)]
        return len(stems & set(itertools.chain(*glosses))) / max(len(stems), 1)
    linked = [not stems.isdisjoint(itertools.chain(*dictionary.glosses(word))) for word in words]
    return sum(linked) / max(len(linked), 1)


def is_short(text: str) -> bool:
    """Whether a line is a word or a few; a sentence is rendered in another way."""
    line = fold(text)
    if _SENTENCE.search(line):
        return False
    return sum(map(len, _RUN.findall(line))) <= MOST_HAN and len(_WORD.findall(line)) <= MOST_WORDS


def _together(parts: Sequence[Sequence[str]], index: Index) -> tuple[str, ...]:
    """The renderings of the parts as lines, those that stand near one another in most reports."""
    if len(parts) < 2:
        return tuple(parts[0][:MOST_WAYS]) if parts else ()
    ways = list(itertools.product(*(words[:MOST_WAYS] for words in parts)))[:MOST_TRIED]
    counts = [near_count(index, way) for way in ways]
    order = sorted(range(len(ways)), key=lambda at: -counts[at])[:MOST_WAYS]
    return tuple(" ".join(ways[at]) for at in order if _usual(ways[at], counts[at], index))


def _usual(way: Sequence[str], count: int, index: Index) -> bool:
    """Whether words stand together in more than a chance few of the reports that hold them."""
    return count > TOGETHER * min(_reports(word, index) for word in way)


def _chinese(line: str, analyzer: Analyzer, dictionary: Cedict) -> Sequence[Sequence[str]]:
    """Ways to cut a Chinese line: whole, by the dictionary's longest words, by the segmenter."""
    runs = _RUN.findall(line)
    if sum(map(len, runs)) > MOST_HAN:
        return ()
    longest = [word for run in runs for word in _longest(run, dictionary)]
    cut = [token.text for token in analyzer.words(line, compounds=False)]
    ways = ([one for one in way if one not in APART] for way in (runs, longest, cut))
    return [way for way in ways if all(len(word) > 1 for word in way)]


def _longest(run: str, dictionary: Cedict) -> Iterator[str]:
    at = 0
    while at < len(run):
        lengths = range(min(LONGEST_WORD, len(run) - at), 1, -1)
        length = next((n for n in lengths if run[at : at + n] in dictionary), 1)
        yield run[at : at + length]
        at += length


def _english(text: str) -> Sequence[Sequence[str]]:
    """Ways to cut an English line: the longest phrases first, down to its words.

    An acronym stays in capitals: WHO is not the pronoun.
    """
    written = [word.strip("'’") for word in _WRITTEN.findall(text)]
    acronyms = len(written) == 1 or not all(word.isupper() for word in written)
    words = [w if acronyms and w.isupper() and len(w) > 1 else fold(w) for w in written]
    return [] if len(words) > MOST_WORDS or SILENT.issuperset(words) else list(_cuts(words))


def _cuts(words: Sequence[str]) -> Iterator[list[str]]:
    """The words in one part, in two, and so on, those with a long first part first."""
    if not words:
        yield []
        return
    for size in range(min(LONGEST_PHRASE, len(words)), 0, -1):
        part = " ".join(words[:size])
        for rest in _cuts(words[size:]):
            yield [part, *rest] if part not in SILENT else rest


def _whole(
    ways: Sequence[Sequence[str]], index: Index, dictionary: Cedict
) -> Sequence[Sequence[str]]:
    """The renderings of each part of the first way of which every part has one."""
    known: dict[str, tuple[str, ...]] = {}
    for way in sorted(ways, key=len):
        if not way or len(way) > MOST_WORDS:
            continue
        for part in way:
            if part not in known:
                known[part] = _best(part, index, dictionary)
        if all(known[part] for part in way):
            return [known[part] for part in way]
    return ()


def _best(part: str, index: Index, dictionary: Cedict) -> tuple[str, ...]:
    """The renderings of a part that reports hold, the likeliest first."""
    if part.isascii():
        senses = [
            sense
            for base, worth, verb in _bases(part)
            for sense in _meant(base, worth, dictionary, verb=verb)
        ]
    else:
        senses = list(_said(part, dictionary))
    best: dict[str, float] = {}
    for text, worth in senses:
        best[text] = max(best.get(text, 0.0), worth)
    likely = sorted(best, key=lambda text: -best[text])[:MOST_TRIED]
    counts = [_reports(text, index) for text in likely]
    singles = [sense.word for sense in dictionary.meaning(part) if _single(sense)]
    least = RARE * max((_reports(char, index) for char in singles), default=0)
    worths = {
        text: best[text] * math.log(1 + count)
        for text, count in zip(likely, counts, strict=True)
        if count > least
    }
    held = dict(zip(likely, counts, strict=True))
    return tuple(
        _longer(text, worths, held) for text in sorted(worths, key=lambda text: -worths[text])
    )


def _longer(text: str, worths: Collection[str], held: Mapping[str, int]) -> str:
    """A longer name of which a text is nearly always a part: 世卫 of 世卫组织."""
    if text.isascii():
        return text
    longer = [one for one in worths if text in one and one != text]
    return next((one for one in longer if held[one] >= PART * held[text]), text)


def _said(word: str, dictionary: Cedict) -> Iterator[tuple[str, float]]:
    """What a Chinese word means in English."""
    for sense in dictionary.senses(word):
        others = len(dictionary.meaning(sense.text)) - 1
        worth = (QUALIFIED if sense.qualified else 1.0) / (1 + LATER * sense.rank)
        yield sense.text, worth / (1 + SHARED * others)


def _meant(
    text: str, worth: float, dictionary: Cedict, *, verb: bool | None
) -> Iterator[tuple[str, float]]:
    """The Chinese words, of two characters at least, that mean an English word or phrase.

    What a single character means before all else is not what a word means besides: 新, not 新奇.
    """
    senses = dictionary.meaning(text) or dictionary.meaning(text.upper())
    ranks = 1 if any(map(_single, senses)) else MOST_RANKS
    for sense in senses:
        fits = verb is None or sense.verb == verb
        if fits and len(sense.word) > 1 and not sense.qualified and sense.rank < ranks:
            yield sense.word, worth * _worth(sense)


def _single(sense: Sense) -> bool:
    return len(sense.word) == 1 and not sense.rank


def _worth(sense: Sense) -> float:
    """How likely a word is meant in a sense: first of few."""
    worth = QUALIFIED if sense.qualified else 1.0
    worth *= PROPER if sense.proper else 1.0
    return worth / ((1 + LATER * sense.rank) * (1 + SHARED * (sense.place + sense.senses - 1)))


def _bases(part: str) -> Iterator[tuple[str, float, bool | None]]:
    """A word or phrase, what its last word is a regular form of, and whether that is a verb."""
    yield part, 1.0, None
    for ending, other in (("ies", "y"), ("es", ""), ("s", ""), ("es", "e")):
        if part.endswith(ending) and len(part) > len(ending) + 2:
            yield part.removesuffix(ending) + other, 0.9, False
    if " " not in part:
        for ending, other in (("ing", ""), ("ing", "e"), ("ed", ""), ("ed", "e")):
            if part.endswith(ending) and len(part) > len(ending) + 2:
                yield part.removesuffix(ending) + other, 0.4, True
        yield f"{part} area", 0.5, None


def _reports(text: str, index: Index) -> int:
    """About how many reports hold a rendering: its rarest word, or the text as it stands."""
    if not text.isascii():
        return passage_count(index, text)
    stems = [stem(word) for word in _WORD.findall(text) if word not in SILENT]
    if not stems:
        return 0
    if len(_WORD.findall(text)) > 1:
        return passage_count(index, text, whole=True)
    return max(max(index.frequencies(field, stems)) for field in ("title", "body"))
