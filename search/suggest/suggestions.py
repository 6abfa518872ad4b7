"""Did you mean, and completion: other words from the index itself, each with its count.

Nothing here changes a search. Chinese words are proposed for pinyin and initials typed in letters,
for homophones of what was typed (在建公程 for 在建工程), English words for misspelt ones, names in
letters for names in characters, the other language where CC-CEDICT is there. Every proposal was
counted; what would find nothing is not proposed.
"""

import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from whoosh import query

from index.api import Index, Question, TermPart
from index.deadline import current
from index.report import Report
from index.text.analysis import Analyzer, stem
from index.text.fold import HAN, fold
from search.dates.periods import period
from search.page import Suggestion
from search.query.cedict import cedict_for_all, loaded
from search.query.expansion import TRANSLATION, translation
from search.query.interpret import interpret
from search.query.phrase import phrase_query, phrase_slots
from search.request import Request
from search.suggest.bracket_glosses import bracket_glosses
from search.suggest.parallel_titles import rendered
from search.suggest.pinyin import readings
from search.suggest.vocabulary import KnownWord, Vocabulary, holding
from search.suggest.vocabulary_cache import left_to_another, ready, vocabulary

MAX_SUGGESTIONS = 5
MAX_SUGGESTED_CHARS = 40
"""Code points of a line up to which it is taken for words that could be meant otherwise."""
LONGEST_PART = 4
MAX_QUESTIONS = 8
"""Questions to the index for one line."""

MAX_HITS_TO_TRANSLATE = 50
"""A search that found more is not offered in the other language."""
MAX_SUGGESTION_TERMS = 200
_LETTERS = re.compile(r"[a-z]+(?:[ '’-][a-z]+)*")
_HAN = re.compile(rf"[{HAN}]{{2,12}}")
_LAST = re.compile(rf"(?<![{HAN}])[{HAN}]++$|(?<![^\W_{HAN}])[^\W_{HAN}]++$")


def suggestions(
    index: Index, request: Request, total: int, reports: Sequence[Report] = ()
) -> tuple[Suggestion, ...]:
    """Up to MAX_SUGGESTIONS other searches for a request with `total` hits, the likeliest first.

    `reports` are the first of them, which are read for what they put in brackets.
    While a large index has no vocabulary yet, only a search that found nothing waits for it, and
    not where another process makes it.
    """
    line = fold(request.text).strip()
    if not line or len(line) > MAX_SUGGESTED_CHARS or request.start or current().over():
        return ()
    if (total or left_to_another()) and not ready(index):
        return ()
    found: list[Suggestion] = []
    words = vocabulary(index)
    if _LETTERS.fullmatch(line):
        found.extend(_for_letters(index, words, line))
    elif _HAN.fullmatch(line):
        found.extend(_for_han(index, words, line))
    if total and (_LETTERS.fullmatch(line) or _HAN.fullmatch(line)):
        found.extend(_glossed(index, words, request.text.strip(), reports))
    found.extend(_translated(index, request, total))
    found.extend(_dated(index, request))
    best = {one.text: one for one in reversed(found) if one.count and one.text != line}
    return tuple(reversed(best.values()))[:MAX_SUGGESTIONS]


def complete(index: Index, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """What the last word of a line may become: by its beginning, by pinyin, by initials.

    `text` of a suggestion is the whole line with that word, `count` the reports with the word.
    """
    line = fold(text)
    last = _LAST.search(line)
    if last is None or len(text) > MAX_SUGGESTED_CHARS:
        return ()
    part, before = last[0], text[: last.start()]
    if not ready(index):
        terms = index.terms(
            "body_grams" if part.isascii() else "body", part, TermPart.PREFIX, limit
        )
        return tuple(
            Suggestion(kind="prefix", text=before + t.text, count=t.reports) for t in terms
        )
    found = list(_completions(vocabulary(index), part, limit))
    kinds = {known.word: kind for kind, known in reversed(found)}
    best = [
        Suggestion(kind=kinds[word], text=before + word, count=count)
        for word, count in zip(kinds, holding(index, list(kinds)), strict=True)
        if count
    ]
    ranked = sorted(best, key=lambda one: (one.kind != "prefix", -one.count, one.text))
    return tuple(ranked[:limit])


def preload() -> None:
    """Load what is the same for every index, so that processes forked from this one share it."""
    with cedict_for_all():
        Analyzer(()).words("词")
        readings("词")


def _completions(words: Vocabulary, part: str, limit: int) -> Iterator[tuple[str, KnownWord]]:
    for known in words.beginning(part, limit):
        yield "prefix", known
    if part.isascii() and part.isalpha() and len(part) > 1:
        for known in words.initialled(part, limit // 2):
            yield "initials", known
        for known in words.sounding_from(part, limit // 2):
            yield "pinyin", known


def _for_letters(index: Index, words: Vocabulary, line: str) -> Iterator[Suggestion]:
    """Chinese for pinyin and initials, and the nearest spelling of words nobody wrote."""
    joined = "".join(filter(str.isalpha, line))
    sounding = words.sounding(joined, 3)
    yield from _held("pinyin", index, sounding)
    if not sounding and len(joined) > 3:
        yield from _named(index, words, line)
    heard = any(_heard(index, [line]))
    if not heard and 2 <= len(joined) <= 6:
        yield from _held("initials", index, words.initialled(joined, 3))
    yield from _spelt(index, words, line)


def _held(kind: str, index: Index, words: list[KnownWord]) -> Iterator[Suggestion]:
    """Words with the numbers of reports that hold them now."""
    texts = [known.word for known in words]
    for text, count in zip(texts, holding(index, texts), strict=True):
        yield Suggestion(kind=kind, text=text, count=count)


def _named(index: Index, words: Vocabulary, line: str) -> Iterator[Suggestion]:
    """Names the segmenter cuts apart: a character or word for each word of letters."""
    parts = line.split()
    if len(parts) != 2:
        return
    first = [one for part in parts[:1] for one in words.surnames(part)]
    rest = [known.word for known in words.sounding(parts[1], 4)]
    for name in itertools.islice(map("".join, itertools.product(first, rest)), MAX_QUESTIONS):
        yield Suggestion(kind="pinyin", text=name, count=_count(index, name))


def _spelt(index: Index, words: Vocabulary, line: str) -> Iterator[Suggestion]:
    """The line with each unknown word replaced by the most frequent one a letter away."""
    parts = line.split()
    known = _heard(index, parts)
    better = [
        part if count or len(part) < 3 else next((k.word for k in words.like(part, 1)), part)
        for part, count in zip(parts, known, strict=True)
    ]
    if better != parts:
        terms = [_any_field(stem(part)) for part in better]
        count = index.ask(Question(query=query.And(terms), size=0)).total
        yield Suggestion(kind="spelling", text=" ".join(better), count=count)


def _heard(index: Index, words: list[str]) -> list[int]:
    """For each word whether reports hold it, as a count that is 0 where none does."""
    stems = [stem(word) for word in words]
    counts = (index.frequencies(field, stems) for field in ("title", "body"))
    return [max(pair) for pair in zip(*counts, strict=True)]


def _any_field(word: str) -> query.Query:
    return query.Or([query.Term("title", word), query.Term("body", word)])


def _for_han(index: Index, words: Vocabulary, line: str) -> Iterator[Suggestion]:
    """What sounds the same, and a short word in letters as English reports write it."""
    asked = 0
    if not _count(index, line):
        for length in range(min(LONGEST_PART, len(line)), 1, -1):
            for start in range(len(line) - length + 1):
                part = line[start : start + length]
                if part in words:
                    continue
                for known in _homophones(words, part):
                    if asked == MAX_QUESTIONS:
                        return
                    asked += 1
                    text = line[:start] + known + line[start + length :]
                    yield Suggestion(kind="homophone", text=text, count=_count(index, text))
    if len(line) <= LONGEST_PART:
        yield from _romanised(index, line)


def _homophones(words: Vocabulary, part: str) -> list[str]:
    said = readings(part)
    found = [known.word for one in said for known in words.sounding("".join(one), 2)]
    return [word for word in found if word != part and len(word) == len(part)]


def _romanised(index: Index, line: str) -> Iterator[Suggestion]:
    """Zhou Pengju for 周鹏举, Fuxin for 阜新: as names stand in English reports."""
    for said in readings(line)[:2]:
        first, rest = said[0], "".join(said[1:])
        written = (f"{first} {rest}", first + rest, f"{rest} {first}")
        parts = [first, rest, first + rest]
        known = {part for part, own in zip(parts, holding(index, parts), strict=True) if own}
        for text in written:
            if known.issuperset(text.split()) and (count := _count(index, text, whole=True)):
                yield Suggestion(kind="pinyin", text=text.title(), count=count)
                break


def _glossed(
    index: Index, words: Vocabulary, line: str, reports: Sequence[Report]
) -> Iterator[Suggestion]:
    """What the reports themselves say for it in the other language, in brackets and in titles."""
    said = [*bracket_glosses(line, reports, words), *rendered(line, reports, index)]
    for text in dict.fromkeys(said):
        yield Suggestion(kind="glossary", text=text, count=_count(index, text, whole=True))


def _dated(index: Index, request: Request) -> Iterator[Suggestion]:
    """The line with a date in it as a date: 近三个月 物流 as 日期:近三个月 物流."""
    parts = request.text.split()
    for at, part in enumerate(parts[:MAX_QUESTIONS]):
        if len(parts) == 1 or part.isdecimal() or period(part, request.today) is None:
            continue
        name = "date" if part.isascii() else "日期"
        text = " ".join([*parts[:at], f"{name}:{part}", *parts[at + 1 :]])
        asked = interpret(dataclasses.replace(request, text=text), index)
        question = Question(query=asked.query, filters=asked.filters, size=0)
        yield Suggestion(kind="date", text=text, count=index.ask(question).total)


def _translated(index: Index, request: Request, total: int) -> Iterator[Suggestion]:
    if (
        TRANSLATION in request.additions
        or total > MAX_HITS_TO_TRANSLATE
        or (total and not loaded())
    ):
        return
    found = translation(request.text, index, Analyzer(), 0)
    if found is not None and found.must is not None:
        count = index.ask(Question(query=found.must, size=0)).total
        yield Suggestion(kind=TRANSLATION, text=found.text, count=count)


def _count(index: Index, text: str, *, whole: bool = False) -> int:
    """How many reports hold a text as it stands."""
    return index.ask(Question(query=_passage(index, text, whole=whole), size=0)).total


def _passage(index: Index, text: str, *, whole: bool) -> query.Query:
    """The query for a text as it stands."""
    found = phrase_slots(text, whole=whole)

    def expand(field: str, part: str, where: TermPart) -> tuple[str, ...]:
        terms = index.terms(field, part, where, MAX_SUGGESTION_TERMS)
        return tuple(dict.fromkeys([part, *(term.text for term in terms)]))

    parts = [phrase_query(f"{field}_grams", found, expand) for field in ("title", "body")]
    return query.Or([part for part in parts if part != query.NullQuery])
