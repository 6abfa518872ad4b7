"""Completion of the last word of a query line, each completion with its number of reports.

The last word is completed as
- the beginning of a word or phrase of the archive, also of its later words (`crude o`, crude oil),
- the end of Chinese typed without spaces (经济发, 经济发展),
- pinyin or its initials,
- the value of a field (`source:Reu`), a person's name also without it (Nora Q).
"""

import dataclasses
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from index.api import Index, IndexInfo, TermPart
from index.fields import FIELDS, KEYWORD_FIELDS, QUERY_FIELDS
from index.system.deadline import current_deadline
from index.text.analysis import stem
from index.text.fold import HAN, HAN_RUN, NON_HAN, fold
from index.text.function_words import APART, EDGES, FUNCTION_WORDS
from index.text.lazy_pattern import lazy_pattern
from search.page import Suggestion, SuggestionKind
from search.query.exact_text.passage_count import passage_count
from search.query.field_values import as_typed, value_key, values_of
from search.query.run_query import total_reports
from search.query.syntax.lexer import tokens_of
from search.query.syntax.operators import TokenKind
from search.request import Layer, Request
from search.suggest.continuations import continuations, latin_continuations
from search.suggest.vocabulary import KnownWord, Vocabulary
from search.suggest.vocabulary_cache import is_available, vocabulary

MAX_COMPLETED_CHARS = 80
"""Code points of a line; a longer one is not completed."""
MAX_COMPLETIONS = 8
LATIN_WORDS = 4
"""Latin words at the end of a line that are completed as one phrase."""
WORDS_BEFORE = 2
"""Latin words before the last one that its completion follows in the texts."""
HAN_CHARACTERS = 8
"""Han characters at the end of a line that are completed as one word."""
MAX_COMPLETED_VALUES = 5_000
"""Values of one field (sources, authors …) that are searched."""
MAX_YEARS = 12
MAX_CONTINUATIONS = 4
"""Continuations read from the texts, for a word that the vocabulary cannot complete."""
MIN_HAN_NAME, MIN_LATIN_NAME, MAX_PEOPLE = 2, 3, 2
"""Code points of a line that may begin a person's name, and people who are offered."""
MAX_RARER_RATIO = 100
"""A completion this many times rarer than the most frequent one is left out."""

_OPERATORS = (TokenKind.AND, TokenKind.OR, TokenKind.NOT, TokenKind.PROXIMITY)
_YEAR = re.compile(r"\d{4}")
_DIGIT = re.compile(r"\d")
_LAST = lazy_pattern(rf"(?<![{HAN}])[{HAN}]++$|(?<!{NON_HAN}){NON_HAN}++$")
_LATIN_TAIL = lazy_pattern(
    rf"(?<!{NON_HAN})(?:{NON_HAN}++[ '’-]){{0,{LATIN_WORDS - 1}}}{NON_HAN}+$"
)
_FIELD = re.compile(
    r"(?:^|(?<=[\s(（]))(-?)([^\W\d_]{1,6}|[a-z]{1,8})([:：])([\"“]?)([^\s:：\"”()（）]*)$"
)
_VALUE_WORD = r"[^\s:：\"“”()（）]"
_FIELD_WORDS = lazy_pattern(
    r"(?:^|(?<=[\s(（-]))(?P<name>[^\W\d_]{1,6}|[a-z]{1,8})[:：]"
    rf"(?P<value>{_VALUE_WORD}+(?: {_VALUE_WORD}*){{1,4}})$"
)
_NAMES = {fold(name): field for field, names in QUERY_FIELDS.items() for name in names}

Completion = tuple[SuggestionKind, str]
"""The kind of a completion, and the completed line."""


def complete(
    index: Index, request: Request, limit: int = MAX_COMPLETIONS
) -> tuple[Suggestion, ...]:
    """Up to `limit` completions of the line of a request, sorted by kind, words by frequency.

    `Suggestion.count` is the number of reports that the completed line finds under the filters of
    the request. While a large index has no vocabulary yet, the index lists the terms itself.
    """
    text = request.text
    if len(text) > MAX_COMPLETED_CHARS or not text.strip():
        return ()
    field = _FIELD.search(fold(text))
    name = _NAMES.get(field[2]) if field else None
    if field and name:
        return _counted(index, request, _values(index, request, field, name), limit)
    if values := list(_values_of_words(index, text)):
        return _counted(index, request, values, limit)
    candidates = (
        _by_term_prefix(index, text)
        if not is_available(index)
        else _completions(vocabulary(index, request.settings.dictionary), index, text)
    )
    return _counted(index, request, candidates, limit)


def _counted(
    index: Index, request: Request, candidates: Iterable[Completion], limit: int
) -> tuple[Suggestion, ...]:
    """The completions that find reports, sorted by kind, words by their count."""
    kinds: dict[str, SuggestionKind] = {}
    for kind, text in candidates:
        kinds.setdefault(text, kind)
    completions = []
    for text, kind in itertools.islice(kinds.items(), limit + limit // 2):
        if current_deadline().over():
            break
        completed = dataclasses.replace(request, text=text, layer=Layer.ASKED)
        count = total_reports(index, completed)
        if count is not None:
            completions.append(Suggestion(kind=kind, text=text, count=count))
    answered = [
        counted for counted in completions if counted.count and counted.text != request.text
    ]

    def rank(completion: Suggestion) -> tuple[int, int]:
        return _ORDER.index(
            completion.kind
        ), -completion.count if completion.kind in _BY_NUMBER else 0

    return tuple(sorted(answered, key=rank)[:limit])


_CLAUSE = frozenset("是将把被")
"""Characters that make a phrase a part of a sentence, not a name."""
SHORT_PHRASE = 4
"""Characters from which a word that ends with a function character is a phrase cut short."""
_ORDER = (
    SuggestionKind.PHRASE,
    SuggestionKind.PREFIX,
    SuggestionKind.FIELD,
    SuggestionKind.PINYIN,
    SuggestionKind.INITIALS,
)
_BY_NUMBER = (SuggestionKind.PREFIX, SuggestionKind.PINYIN)


def _by_term_prefix(index: Index, text: str) -> Iterator[Completion]:
    """Completions of the last word from the terms of the index, while there is no vocabulary."""
    last = _LAST.search(fold(text))
    if last is not None:
        before, field = text[: last.start()], "body_grams" if last[0].isascii() else "body"
        for term in index.terms(field, last[0], TermPart.PREFIX, MAX_COMPLETIONS):
            if term.text.isprintable():  # others are marks of compounds and acronyms
                yield SuggestionKind.PREFIX, before + term.text


def _completions(words: Vocabulary, index: Index, text: str) -> Iterator[Completion]:
    line = fold(text)
    last = _LAST.search(line)
    if last is None or tokens_of(text)[-1].kind in _OPERATORS:
        return
    yield from _people(index, line)
    if last[0].isascii():
        yield from _latin(words, index, text, line)
    else:
        yield from _han(words, index, text, last[0])
    yield from _fields(index, text, last[0])


def _latin(words: Vocabulary, index: Index, text: str, line: str) -> Iterator[Completion]:
    """Completions of Latin text: phrases, then words, then Chinese by pinyin."""
    tail = _LATIN_TAIL.search(line)
    starts = (
        [tail.start(), *(m.end() for m in re.finditer("[ '’-]", line) if m.end() > tail.start())]
        if tail
        else []
    )
    yield from _following(index, text, line, starts)
    syllables = re.findall(r"[^\W\d_]+", line[starts[0] :]) if starts else []
    if len(syllables) > 1:
        sounding = words.by_pinyin("".join(syllables), 2, syllables)
        if any(part not in words for part in syllables[:-1]):  # jingji fa is no English
            sounding += words.by_pinyin_prefix("".join(syllables), 4, syllables)
        for known in sounding:
            yield SuggestionKind.PINYIN, text[: starts[0]] + known.word
    for start in starts:
        part = " ".join(re.findall(r"[^\W_]+", line[start:]))
        first_word = start == starts[-1]
        for known in _merged(words.beginning(part, 2 * MAX_COMPLETIONS), first_word=first_word):
            yield (
                SuggestionKind.PREFIX if first_word else SuggestionKind.PHRASE,
                text[:start] + known.word,
            )
    for start in starts:
        syllables = re.findall(r"[^\W\d_]+", line[start:])
        letters = "".join(syllables)
        if letters.isascii() and len(letters) > 1 and not _DIGIT.search(line, start):
            yield from (
                (SuggestionKind.PINYIN, text[:start] + k.word)
                for k in words.by_pinyin(letters, 2, syllables)
            )
            if start == starts[-1]:
                yield from (
                    (SuggestionKind.INITIALS, text[:start] + k.word)
                    for k in words.by_initials(letters, 4)
                )
            yield from (
                (SuggestionKind.PINYIN, text[:start] + k.word)
                for k in words.by_pinyin_prefix(letters, 4, syllables)
            )


def _following(index: Index, text: str, line: str, starts: Sequence[int]) -> Iterator[Completion]:
    """Completions of the last word that follow the words before it in the texts."""
    if len(starts) < 2:
        return
    before = re.findall(r"[^\W_]+", line[starts[0] : starts[-1]])[-WORDS_BEFORE:]
    if FUNCTION_WORDS.issuperset(before):
        return
    words = latin_continuations(index, " ".join(before), line[starts[-1] :])
    for word in itertools.islice(words, MAX_CONTINUATIONS):
        yield SuggestionKind.PHRASE, text[: starts[-1]] + word


def _merged(words: list[KnownWord], *, first_word: bool) -> Iterator[KnownWord]:
    """The most frequent word of each stem; every phrase."""
    seen = set()
    for known in words:
        if " " not in known.word and not first_word:
            continue
        key = known.word if " " in known.word else stem(known.word)
        if key not in seen:
            seen.add(key)
            yield known


def _han(words: Vocabulary, index: Index, text: str, run: str) -> Iterator[Completion]:
    """Words that begin with the longest possible suffix of the run, the most frequent first."""
    for size in range(min(len(run), HAN_CHARACTERS), 0, -1):
        part, context = run[-size:], run[-size - 2 : -size]
        if size == len(run):  # 年轻 does not go on after 2023
            before = text[: len(text) - size]
            context = before[len(before.rstrip("0123456789")) :]
        candidates = [
            known.word
            for known in words.beginning(part, 2 * MAX_COMPLETIONS)
            if known.word != part and _is_complete(known.word)
        ]
        counts = [passage_count(index, context + word) for word in candidates]
        least = max(counts, default=0) / MAX_RARER_RATIO
        ranked = sorted(zip(counts, candidates, strict=True), key=lambda pair: -pair[0])
        frequent = [word for count, word in ranked if count > least]
        yield from ((SuggestionKind.PHRASE, text[: len(text) - size] + word) for word in frequent)
        if len(frequent) < 2 and size == len(run) and size > 1:
            more = list(
                itertools.islice(
                    filter(_is_complete, continuations(index, part)), MAX_CONTINUATIONS
                )
            )
            yield from ((SuggestionKind.PHRASE, text[: len(text) - size] + word) for word in more)
            frequent += more
        if frequent or current_deadline().over():
            return


def _is_complete(word: str) -> bool:
    """Whether a phrase does not end with a character that leads to another word: 安全是."""
    finished = word[-1] not in APART | EDGES and not _CLAUSE & set(word)
    return len(word) < SHORT_PHRASE or finished


def _fields(index: Index, text: str, last: str) -> Iterator[Completion]:
    """The two most frequent values of the field whose name begins with the last word."""
    before = text[: len(text) - len(last)]
    if len(last) < 2 or (before and not before[-1].isspace()):
        return
    for name, field in _NAMES.items():
        if name.startswith(last) and field in KEYWORD_FIELDS:
            colon = ":"
            for value in _matching_values(index, field, "")[:2]:
                yield SuggestionKind.FIELD, f"{before}{name}{colon}{as_typed(value)}"
            return


def _people(index: Index, line: str) -> Iterator[Completion]:
    """People of whom a line begins a name, as their field: author:"Nora Quist" for Nora Q."""
    typed = value_key(line)
    if len(typed) < (MIN_HAN_NAME if HAN_RUN.fullmatch(typed) else MIN_LATIN_NAME):
        return
    for row in FIELDS:
        known = values_of(index, row.name) if row.people and row.alone else None
        begun = (known.keys[number] for number in known.lines.containing(typed)) if known else ()
        names = (value for key, value in begun if key.startswith(typed) or f" {typed}" in key)
        for name in itertools.islice(names, MAX_PEOPLE):
            label = row.name if name.isascii() else row.chinese_name
            yield SuggestionKind.FIELD, f"{label}:{as_typed(name)}"


def _values(
    index: Index, request: Request, field: re.Match[str], name: str
) -> Iterator[Completion]:
    """The values of a field that begin with the typed text, then those that contain it."""
    text, dictionary = request.text, request.settings.dictionary
    before = text[: field.start(3)] + text[field.start(3)]
    if name in KEYWORD_FIELDS:
        for value in _matching_values(index, name, field[5])[: 2 * MAX_COMPLETIONS]:
            yield SuggestionKind.FIELD, before + as_typed(value)
    elif name == "date":
        for period in _periods(index.about(), field[5]):
            yield SuggestionKind.FIELD, before + period
    else:
        rest = text[field.start(5) :]
        words = vocabulary(index, dictionary) if is_available(index) and rest else None
        for kind, line in _completions(words, index, rest) if words else ():
            yield kind, text[: field.start(5)] + line


def _values_of_words(index: Index, text: str) -> Iterator[Completion]:
    """The values of a field that begin with several typed words: source:New York T."""
    field = _FIELD_WORDS.search(fold(text))
    name = _NAMES.get(field["name"]) if field else None
    if field and name in KEYWORD_FIELDS:
        for value in _matching_values(index, name, field["value"]):
            if fold(value).startswith(field["value"]):
                yield SuggestionKind.FIELD, text[: field.start("value")] + as_typed(value)


def _periods(about: IndexInfo, typed: str) -> Iterator[str]:
    """The years that begin with the typed text, or the months of a year, latest first."""
    if not about.first or not about.last:
        return
    first, last = about.first.isoformat()[:7], about.last.isoformat()[:7]
    if not _YEAR.match(typed):
        years = map(str, range(about.last.year, about.first.year - 1, -1))
        yield from itertools.islice((year for year in years if year.startswith(typed)), MAX_YEARS)
        return
    for month in range(12, 0, -1):
        written = f"{typed[:4]}-{month:02}"
        if first <= written <= last and written.startswith(typed) and written != typed:
            yield written


def _matching_values(index: Index, field: str, typed: str) -> list[str]:
    values = [
        term.text
        for term in index.terms(field, "", TermPart.PREFIX, MAX_COMPLETED_VALUES)
        if term.text
    ]
    folded = [fold(value) for value in values]
    begins = [v for v, key in zip(values, folded, strict=True) if key.startswith(typed)]
    contains = [v for v, key in zip(values, folded, strict=True) if typed in key]
    matching = [*begins, *(contains if typed else ())]
    twins: dict[str, str] = {}
    for value in matching:
        twins.setdefault(value_key(value), value)
    return list(twins.values())
