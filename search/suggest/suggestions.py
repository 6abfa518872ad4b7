"""Suggestions ("did you mean"): other searches, each with the number of reports it finds.

A suggestion never changes the search itself. The kinds are:
- Chinese words for pinyin, initials, homophones and look-alikes (在建工程 for 在建公程),
- corrected English spellings, and names in letters for names in characters,
- dates and names of sources as fields, numbers in another notation, the words of a quotation that
  no report has, and the other language.

Each suggestion is run under the filters of the request; one that finds nothing is dropped.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence

from index.api import Index
from index.report import Report, host_of
from index.system.deadline import current_deadline
from index.text.analysis import Analyzer, stem
from index.text.fold import HAN, fold
from index.text.lazy_pattern import lazy_pattern
from search.dates.periods import period
from search.page import Suggestion, SuggestionKind
from search.query.exact_text.passage_count import passage_count
from search.query.field_values import fields_with_value, values_containing
from search.query.other_language.expansion import TRANSLATION, translation
from search.query.other_language.loaded_cedict import cedict, cedict_for_all, is_cedict_loaded
from search.query.other_language.renderings import whole_line
from search.query.run_query import total_reports as total_of
from search.query.syntax.dialects import in_our_syntax
from search.query.syntax.lexer import tokens_of
from search.query.syntax.operators import TokenKind
from search.request import Layer, Request
from search.suggest.as_fields import as_fields
from search.suggest.bracket_glosses import bracket_glosses
from search.suggest.guesses import HAN_WORD, LATIN, SLIP_REPORTS, Guess, for_han, for_letters
from search.suggest.other_writings import other_writings, with_operators, with_wildcards
from search.suggest.parallel_texts import rendered_in_texts
from search.suggest.parallel_titles import rendered
from search.suggest.part_guesses import (
    filtered_words,
    part_guesses,
    plain_parts,
    with_part,
    words_only,
)
from search.suggest.pinyin import readings
from search.suggest.small_operators import with_small_operators
from search.suggest.vocabulary_cache import built_by_helper, is_available, is_behind, vocabulary

_IN_CHARACTERS = (SuggestionKind.PINYIN, SuggestionKind.INITIALS)
MAX_SUGGESTIONS = 5
MAX_SUGGESTED_CHARS = 40
"""Code points of a line; a longer one gets no suggestions."""
MAX_QUESTIONS = 10
"""Candidates whose reports are counted."""
MAX_HITS_TO_TRANSLATE = 50
"""A search with more hits gets no translation by the dictionary."""
SURE_LINKED_SHARE = 0.9
"""Share of a line's words that the dictionary must link to a rendering from parallel texts."""
DATE_WORDS = 5
"""Words of one date."""
_PLAIN = lazy_pattern(rf"[a-z0-9 '’.-]+|[{HAN} ]+")
_ADDRESS = re.compile(r"(?:https?://)?[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/[!-~]{0,2000}")
_FORM = re.compile("[a-z]{3,}")
_CHUNK = lazy_pattern(rf"(?=[^{HAN}]*[{HAN}]{{2}})[{HAN}\w.%]{{3,}}")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORD_MARKS = re.compile(r"(?<=\w)[-'’,](?=\w)")
_QUOTATION = re.compile(r"[\"“”„‟＂「『]([^\"“”„‟＂「」『』]{3,80})[\"“”„‟＂」』]")
"""A line that is one quotation; without its marks its words may stand anywhere."""
_BEFORE = lazy_pattern(rf"[{HAN}]?[^\s{HAN}]{{0,20}}$")
_AFTER = lazy_pattern(rf"[^\s{HAN}]{{0,20}}[{HAN}]?")
"""The rest of a word or number whose middle was changed, and the character beside it."""
_DATE_AND_WORDS = lazy_pattern(
    r"(?<!\S)(\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?|[上下]半年|第?[一二三四]季度)?)"
    rf"(?:的|(?=[{HAN}]{{2}}))(?=[{HAN}])(?![年月日上下第末初底中来度前后以之起至到和与及的])"
)
"""A date with Chinese words directly behind it: 2019年8月的台风."""
_EITHER_WAY = re.compile(r"(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-](\d{4})")
_SPELT_OUT = re.compile(r"\w(?!\d{0,2}[dwmyDWMY]$)")
_CUT_YEAR = re.compile(r"(?<!\d)\d{1,3}[?*]")
"""A year of which a wildcard is a part: 199?."""


def suggestions(
    index: Index,
    request: Request,
    total: int,
    reports: Sequence[Report] = (),
) -> tuple[Suggestion, ...]:
    """Up to MAX_SUGGESTIONS other searches for a request with `total` hits, the likeliest first.

    `reports` are the first hits; their texts are read for glosses. If a large index has no
    vocabulary yet, only a search without hits waits for it, unless another process makes it.
    """
    if not _gets_suggestions(request) or current_deadline().over():
        return ()
    if (total or built_by_helper()) and not is_available(index):
        return ()
    suggested: dict[str, Suggestion] = {}
    tried = 0
    for kind, text in _proposals(index, request, total, reports):
        if len(suggested) == MAX_SUGGESTIONS or tried == MAX_QUESTIONS or current_deadline().over():
            break
        if text not in suggested and _is_other(text, request.text) and _says_something(kind, text):
            tried += 1
            count = total_of(index, dataclasses.replace(request, text=text, layer=Layer.ASKED))
            if count:
                suggested[text] = Suggestion(kind=kind, text=text, count=count)
    return tuple(suggested.values())


def lacks_newest_words(index: Index, request: Request) -> bool:
    """Whether the same request may get other suggestions soon, as an update was just made."""
    return _gets_suggestions(request) and is_behind(index)


def _gets_suggestions(request: Request) -> bool:
    line = fold(request.text).strip()
    short = len(line) <= MAX_SUGGESTED_CHARS or _ADDRESS.fullmatch(line)
    return bool(line) and bool(short) and not request.start


def preload() -> None:
    """Load the data that every index uses, so that processes forked later share its memory."""
    with cedict_for_all():
        Analyzer(()).words("词")
        readings("词")


def _proposals(
    index: Index, request: Request, total: int, reports: Sequence[Report]
) -> Iterator[Guess]:
    line = fold(request.text).strip()
    if _ADDRESS.fullmatch(line):
        yield from _site(index, line, total)
        return
    words = vocabulary(index, request.settings.dictionary)
    yield from _dated(request)
    yield from ((SuggestionKind.WRITING, text) for text in _in_our_syntax(request.text, total))
    yield from ((SuggestionKind.WRITING, text) for text in _written(index, request.text))
    yield from _with_or_without_marks(index, request.text.strip(), total)
    yield from ((SuggestionKind.FIELD, text) for text in as_fields(index, request.text, total))
    plain = bool(LATIN.fullmatch(line) or HAN_WORD.fullmatch(line)) and words_only(request.text)
    if line.isascii() and plain:
        named = any(fields_with_value(index, line))  # an author is spelt as reports spell him
        guesses = for_letters(index, words, line, total=total)
        yield from (guess for guess in guesses if not named or guess[0] in _IN_CHARACTERS)
    elif plain:
        yield from for_han(index, words, line)
    elif total <= SLIP_REPORTS:
        yield from part_guesses(index, words, request.text)
    if plain or (_PLAIN.fullmatch(line) and words_only(request.text)):
        yield from _rendered(index, request, total, reports)
    elif filtered := filtered_words(request.text):
        words_alone = dataclasses.replace(request, text=filtered.text)
        for kind, text in _rendered(index, words_alone, total, ()):
            yield kind, with_part(request.text, filtered, text)


def _site(index: Index, line: str, total: int) -> Iterator[Guess]:
    """For an address that no report has, the site of it, if there are reports of it."""
    host = "" if total else host_of(line)
    if host and values_containing(index, "site", host):
        yield SuggestionKind.FIELD, f"site:{host}"


def _with_or_without_marks(index: Index, line: str, total: int) -> Iterator[Guess]:
    """Chinese words without a space as a quotation, or a quotation that no report has as words.

    The former only if some reports have the words apart, the latter also if it is the author or
    number of reports, which need not contain it.
    """
    quoted = None if words_only(line) else _QUOTATION.fullmatch(line)
    if quoted is not None and (not total or any(fields_with_value(index, quoted[1]))):
        yield SuggestionKind.UNQUOTED, quoted[1].strip()
    apart = total and words_only(line) and _CHUNK.fullmatch(line)
    if apart and 0 < passage_count(index, line, whole_words=True) < total:
        yield SuggestionKind.EXACT, f"“{line}”"


def _is_other(text: str, line: str) -> bool:
    """Whether a line asks for something else than another: a different word, or an operator."""
    return _kinds(text) != _kinds(line) or not _same_words(fold(text), fold(line).strip())


def _kinds(line: str) -> list[TokenKind]:
    """The kinds of the tokens of a line."""
    return [token.kind for token in in_our_syntax(tokens_of(line))]


def _says_something(kind: SuggestionKind, text: str) -> bool:
    """Whether a rendering in the other language is more than a number."""
    rendered = kind in (SuggestionKind.TRANSLATION, SuggestionKind.GLOSSARY)
    return not rendered or any(map(str.isalpha, text))


def _same_words(text: str, line: str) -> bool:
    """Whether two folded lines differ in marks inside words, or in forms of one stem, only."""

    def key(written: str) -> list[str]:
        return [stem(word) for word in _WORD_MARKS.sub("", written).split()]

    return key(text) == key(line)


def _in_our_syntax(text: str, total: int) -> Iterator[str]:
    """The line with words and signs that are operators elsewhere as ours."""
    yield from with_small_operators(text)
    if words_only(text):
        yield from with_operators(text)
    if not total:
        yield from with_wildcards(text)


def _written(index: Index, text: str) -> Iterator[str]:
    """The line in other notations; operators and fields stay as they are written."""
    if words_only(text):
        line = fold(text).strip()
        yield from (other for other in other_writings(text) if _fits(index, line, other))
    else:
        for token in plain_parts(text):
            part = fold(token.text).strip()
            writings = (other for other in other_writings(token.text) if _fits(index, part, other))
            yield from (with_part(text, token, other) for other in writings)


def _fits(index: Index, line: str, other: str) -> bool:
    """Whether the texts have the changed words of a line beside their neighbours.

    Else 20届 would be offered for 二十届, where other reports have a 20 and a 届. An English word
    alone may be in any of its forms: sells for sell.
    """
    start = _shared(line, other)
    end = _shared(line[start:][::-1], other[start:][::-1])
    stop = len(other) - end
    head, tail = _BEFORE.search(other[:start]), _AFTER.match(other[stop:])
    passage = f"{head[0] if head else ''}{other[start:stop]}{tail[0] if tail else ''}"
    if passage_count(index, passage, whole_words=True):
        return True
    if not _FORM.fullmatch(other):
        return False
    return any(any(index.frequencies(field, [stem(other)])) for field in ("title", "body"))


def _shared(first: str, other: str) -> int:
    """The number of characters with which both texts begin."""
    pairs = zip(first, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(first), len(other)))


def _rendered(
    index: Index, request: Request, total: int, reports: Sequence[Report]
) -> Iterator[Guess]:
    """The line in the other language. The archive's own renderings come before the dictionary.

    Glosses in brackets and parallel titles come first. Parallel texts are less certain, because
    they may share more than the line; an entry of the dictionary for the whole line precedes them.
    """
    line = request.text.strip()
    own_usage = [
        *bracket_glosses(line, reports, vocabulary(index, request.settings.dictionary)),
        *rendered(line, reports, index),
    ]
    if own_usage:
        yield from ((SuggestionKind.GLOSSARY, text) for text in own_usage)
        return
    offered = TRANSLATION not in request.additions and total <= MAX_HITS_TO_TRANSLATE
    dictionary = cedict() if is_cedict_loaded() or (offered and not total) else None
    if dictionary and offered and (renderings := whole_line(line, index, dictionary)):
        yield SuggestionKind.TRANSLATION, renderings[0]
        return
    parallel = rendered_in_texts(line, reports, index, dictionary)
    if parallel and parallel.linked >= (SURE_LINKED_SHARE if dictionary else 0.0):
        yield SuggestionKind.GLOSSARY, parallel.text
        return
    other = None
    if dictionary and offered:
        other = translation(line, index, Analyzer(request.settings.dictionary))
    if other is not None:
        yield SuggestionKind.TRANSLATION, other.text
    elif parallel and (offered or dictionary is None or not whole_line(line, index, dictionary)):
        yield SuggestionKind.GLOSSARY, parallel.text


def _dated(request: Request) -> Iterator[Guess]:
    """The line with its date as a date field: 日期:近三个月 物流 for 近三个月 物流."""
    if any(token.value == "date" for token in tokens_of(request.text)):
        return
    written = _DATE_AND_WORDS.sub(r"\1 ", request.text)
    parts = written.split()[:MAX_QUESTIONS]
    for size in range(min(len(parts), DATE_WORDS), 0, -1):
        for at in range(len(parts) - size + 1):
            text = " ".join(parts[at : at + size])
            if not _is_date(text, request):
                continue
            name, shown = "date" if text.isascii() else "日期", f'"{text}"' if size > 1 else text
            yield (
                SuggestionKind.DATE,
                " ".join([*parts[:at], f"{name}:{shown}", *parts[at + size :]]),
            )
            if american := _month_first(text):
                yield (
                    SuggestionKind.DATE,
                    " ".join([*parts[:at], f"date:{american}", *parts[at + size :]]),
                )
            return


def _month_first(text: str) -> str:
    """The other day that 5/6/2024 may mean, 2024-05-06; empty if it means one."""
    written = _EITHER_WAY.fullmatch(text)
    if written is None or written[1].zfill(2) == written[2].zfill(2):
        return ""
    return f"{written[3]}-{written[1].zfill(2)}-{written[2].zfill(2)}"


def _is_date(text: str, request: Request) -> bool:
    """Whether a text by itself is a date; 3M and -1950 are dates only after `date:`."""
    if (text.isdecimal() and not _YEAR.fullmatch(text)) or not _SPELT_OUT.match(text):
        return False
    if _CUT_YEAR.search(text):
        return False
    return period(text, request.today) is not None
