"""Did you mean: other searches, each with the number of reports that it would find.

Nothing here changes a search. Chinese words are proposed for pinyin and initials typed in letters,
for homophones and look-alikes of what was typed (在建公程 for 在建工程), English words for misspelt
ones, names in letters for names in characters, dates as dates, and the other language. Every
proposal was asked for, with the filters of the request; what would find nothing is not proposed.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from index.api import Index
from index.deadline import current
from index.report import Report
from index.settings import Settings
from index.text.analysis import Analyzer
from index.text.fold import HAN, fold
from search.dates.periods import period
from search.page import Suggestion
from search.query.cedict import cedict, cedict_for_all, loaded
from search.query.expansion import TRANSLATION, translation
from search.query.renderings import whole_line
from search.query.user_words import user_words
from search.request import Layer, Request
from search.run_query import total as total_of
from search.suggest.bracket_glosses import bracket_glosses
from search.suggest.guesses import Guess, for_han, for_letters
from search.suggest.other_writings import other_writings
from search.suggest.parallel_texts import rendered_in_texts
from search.suggest.parallel_titles import rendered
from search.suggest.pinyin import readings
from search.suggest.vocabulary_cache import left_to_another, ready, vocabulary

MAX_SUGGESTIONS = 5
MAX_SUGGESTED_CHARS = 40
"""Code points of a line up to which it is taken for words that could be meant otherwise."""
MAX_QUESTIONS = 10
"""Proposals whose reports are counted."""
MAX_HITS_TO_TRANSLATE = 50
"""A search that found more is not offered in the other language."""
SURE = 0.9
"""The share of the words of a line that the dictionary links to what translations have for it."""
DATE_WORDS = 5
"""Words of a line that may be one date."""
_LETTERS = re.compile(r"[a-z]+(?:[ '’-][a-z]+)*")
_HAN = re.compile(rf"[{HAN}]{{2,16}}")
_PLAIN = re.compile(rf"[a-z0-9 '’.-]+|[{HAN} ]+")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


def suggestions(
    index: Index,
    request: Request,
    total: int,
    reports: Sequence[Report] = (),
    settings: Settings | None = None,
) -> tuple[Suggestion, ...]:
    """Up to MAX_SUGGESTIONS other searches for a request with `total` hits, the likeliest first.

    `reports` are the first of them, which are read for what they put in brackets. While a large
    index has no vocabulary yet, only a search that found nothing waits for it, and not where
    another process makes it. Without `settings` those of the working folder hold.
    """
    line = fold(request.text).strip()
    if not line or len(line) > MAX_SUGGESTED_CHARS or request.start or current().over():
        return ()
    if (total or left_to_another()) and not ready(index):
        return ()
    found: dict[str, Suggestion] = {}
    asked = 0
    for kind, text in _proposals(index, request, total, reports, settings or user_words()):
        if len(found) == MAX_SUGGESTIONS or asked == MAX_QUESTIONS or current().over():
            break
        if text not in found and fold(text) != line:
            asked += 1
            count = total_of(index, dataclasses.replace(request, text=text, layer=Layer.ASKED))
            if count:
                found[text] = Suggestion(kind=kind, text=text, count=count)
    return tuple(found.values())


def preload() -> None:
    """Load what is the same for every index, so that processes forked from this one share it."""
    with cedict_for_all():
        Analyzer(()).words("词")
        readings("词")


def _proposals(
    index: Index, request: Request, total: int, reports: Sequence[Report], settings: Settings
) -> Iterator[Guess]:
    line = fold(request.text).strip()
    words = vocabulary(index)
    yield from _dated(request)
    yield from (("writing", text) for text in other_writings(line))
    plain = bool(_LETTERS.fullmatch(line) or _HAN.fullmatch(line))
    if line.isascii() and plain:
        yield from for_letters(index, words, line)
    elif plain:
        yield from for_han(index, words, line)
    if plain or _PLAIN.fullmatch(line):
        yield from _rendered(index, request, total, reports, settings)


def _rendered(
    index: Index, request: Request, total: int, reports: Sequence[Report], settings: Settings
) -> Iterator[Guess]:
    """The line in the other language: what the archive says for it before the dictionary.

    In brackets, in titles, and in the translations that lie beside reports; these last may have
    more than the line in common, so that what the dictionary says for it as a whole is surer.
    """
    line = request.text.strip()
    named = [*bracket_glosses(line, reports, vocabulary(index)), *rendered(line, reports, index)]
    if named:
        yield from (("glossary", text) for text in named)
        return
    offered = TRANSLATION not in request.additions and total <= MAX_HITS_TO_TRANSLATE
    dictionary = cedict() if loaded() or (offered and not total) else None
    whole = whole_line(line, index, dictionary) if dictionary else ()
    if whole and offered:
        yield TRANSLATION, whole[0]
        return
    found = rendered_in_texts(line, reports, index, dictionary)
    if found and found.linked >= (SURE if dictionary else 0.0):
        yield "glossary", found.text
        return
    other = translation(line, index, Analyzer(settings.dictionary)) if dictionary else None
    if other is not None and offered:
        yield TRANSLATION, other.text
    elif found and not whole:
        yield "glossary", found.text


def _dated(request: Request) -> Iterator[Guess]:
    """The line with a date in it as a date: 近三个月 物流 as 日期:近三个月 物流."""
    parts = request.text.split()[:MAX_QUESTIONS]
    for size in range(min(len(parts), DATE_WORDS), 0, -1):
        for at in range(len(parts) - size + 1):
            text = " ".join(parts[at : at + size])
            if not _is_date(text, request):
                continue
            name, shown = "date" if text.isascii() else "日期", f'"{text}"' if size > 1 else text
            yield "date", " ".join([*parts[:at], f"{name}:{shown}", *parts[at + size :]])
            return


def _is_date(text: str, request: Request) -> bool:
    if text.isdecimal() and not _YEAR.fullmatch(text):
        return False
    return period(text, request.today) is not None
