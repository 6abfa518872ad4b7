"""Values of fields, compared as people type them: any form of brackets and dots, 中文 for zh."""

import functools
import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType

from whoosh.query import Term

from index.api import Index, IndexState, TermPart
from index.fields import FIELDS_FOUND_ALONE, NAMED_FIELDS, PEOPLE_FIELDS
from index.report import address_key_of
from index.system.deadline import current_deadline
from index.text.fold import HAN, HAN_RUN, fold
from index.text.lazy_pattern import lazy_pattern
from search.query.text_lines import TextLines, numbered

MAX_LOOKED_THROUGH_VALUES = 50_000
"""Values of one field that are compared."""
MAX_LISTED_VALUES = 16
"""Texts between commas that are compared one by one with every value."""
MIN_SQUASHED_CHARS = 3
"""Characters of a text that is compared without spaces and punctuation."""
LANGUAGE_NAMES = MappingProxyType(
    {
        "zh": ("chinese", "中文", "汉语", "汉文", "华语", "国语", "普通话"),
        "en": ("english", "英文", "英语"),
        "ja": ("japanese", "日文", "日语"),
        "ko": ("korean", "韩文", "韩语", "朝鲜语"),
        "fr": ("french", "法文", "法语"),
        "de": ("german", "德文", "德语"),
        "es": ("spanish", "西班牙文", "西班牙语"),
        "ru": ("russian", "俄文", "俄语"),
        "ar": ("arabic", "阿拉伯文", "阿拉伯语"),
        "pt": ("portuguese", "葡萄牙文", "葡萄牙语"),
        "it": ("italian", "意大利文", "意大利语"),
    }
)
"""The names of each language, folded, by the code in reports."""

_SAME = str.maketrans("’‘ʼ`〔〕[]【】{}〈〉《》•・‧∙", "''''()()()()()()····")
_SPACES = re.compile(r"\s+")
SHORT_NAME_CHARS = 2
"""Characters of a Chinese name that many set with a space between: 李 明."""
_PUNCTUATION = re.compile(r"[\s'’.,·-]")
_WORDS = re.compile(r"\w+")
_DOCUMENT = lazy_pattern(
    rf"([{HAN}]{{2,20}}?) ?(?:\(?((?:19|20)\d\d)\)?年?[ -]?)?第?(\d{{1,5}})号?"
)
"""A folded document number: 国发(2023)1号, 国务院令第405号."""
_BARE = re.compile(r"[\w.-]+")
_NAME = re.compile(
    r"(?P<by>by )?(?:(?P<last>[a-z'-]+), (?P<rest>[a-z'. -]+)"
    r"|(?P<first>[a-z'-]+) (?P<second>[a-z'-]+))"
)
_BYLINE = lazy_pattern(
    rf"(?:本报|本刊|本台)?(?:特约|特派)?(?:记者|通讯员|评论员|作者)[ :]?([{HAN}]{{2,4}})"
)
"""A Chinese name behind what bylines have before it: 本报记者白露."""
_QUOTATION_MARKS = ('""', "“”", "「」", "《》")
_SHARED = re.compile(r"(?<=\.htm)\?.{0,500}$|(?<=\.html)\?.{0,500}$|(?<=\.shtml)\?.{0,500}$")
_LISTED = re.compile(r"[,，、;；/|]")
_SEVERAL = lazy_pattern(rf"[、,;/]|(?<=[{HAN}])\s+(?=[{HAN}])")
_PEOPLE = re.compile(r";| and | & ")
"""Signs between names of which each may have a comma: Fenwick, Nora and Ashby, Paul."""

MAX_CACHED_FIELDS = 16
"""Fields whose values are kept in memory, of all indexes and generations together."""
_ROLES = frozenset(
    ("记者", "通讯员", "本报记者", "编辑", "责任编辑", "作者", "实习生", "by", "staff")
)
"""Words beside names that are none."""


def value_key(text: str) -> str:
    """The normalised form of a value, in which values are compared."""
    return _SPACES.sub(" ", fold(text).translate(_SAME)).strip(" ='")


def values_containing(index: Index, field: str, text: str) -> list[str]:
    """The values of a field, as they are stored, that contain a text.

    Dots, spaces and apostrophes say nothing (ONeill, 李 明), nor does the order of a person's two
    names, and a letter stands for a name (A. Lee). If no value does: those that match its `*`, that
    have all its words (Post York), or that contain one of several texts between commas.
    """
    wanted = value_key(text)
    if field == "language":
        wanted = next((code for code, names in LANGUAGE_NAMES.items() if wanted in names), wanted)
    if not wanted:
        return []
    known = values_of(index, field)
    whole = field == "number" and wanted not in known.lines.text
    numbers = (
        (whole and known.documents.get(document_key(wanted)))
        or _written(field, wanted, known)
        or _wildcard(wanted, known)
        or _all_words(wanted, known)
    )
    if numbers:
        return [known.keys[number][1] for number in sorted(numbers)]
    parts = [part for part in _LISTED.split(text) if part.strip()]
    if not 1 < len(parts) <= MAX_LISTED_VALUES:
        return []
    values = [value for part in parts for value in values_containing(index, field, part)]
    return list(dict.fromkeys(values))


def _written(field: str, wanted: str, known: "FieldValues") -> set[int]:
    """The numbers of the values that contain the text in one of its writings.

    Of the number of a document each sign counts, if some number has it so.
    """
    bare, turned = _PUNCTUATION.sub("", wanted), _turned(wanted) if field in NAMED_FIELDS else ""
    plain = known.lines.text.count(wanted)
    exact = plain and field == "number"
    loose = not exact and known.bare_lines.text.count(bare) > plain
    return {
        *(known.lines.containing(wanted) if plain else ()),
        *(_squashed(bare, known) if loose else ()),
        *(known.lines.containing(turned) if turned else ()),
        *(_initials(wanted, known) if field in PEOPLE_FIELDS else ()),
    }


def squashed(text: str) -> str:
    """The normalised form of a value without spaces and punctuation."""
    return _PUNCTUATION.sub("", value_key(text))


def _squashed(bare: str, known: "FieldValues") -> Iterator[int]:
    """The numbers of the values that contain the text, marks aside."""
    if len(bare) >= MIN_SQUASHED_CHARS:
        yield from known.bare_lines.containing(bare)
    elif len(bare) == SHORT_NAME_CHARS and HAN_RUN.fullmatch(bare):
        for name in (bare, " ".join(bare)):
            found = known.lines.containing(name)
            yield from (number for number in found if _stands_alone(name, known.keys[number][0]))


def _stands_alone(name: str, key: str) -> bool:
    """Whether a key has a name with no Chinese character beside it."""
    at = key.find(name)
    while at >= 0:
        end = at + len(name)
        if not any(map(HAN_RUN.match, (key[at - 1 : at], key[end : end + 1]))):
            return True
        at = key.find(name, end)
    return False


def address_term(index: Index, text: str) -> Term | None:
    """The term for the reports at an address; None if there are none.

    If none is at exactly this one, those count whose address is the same in small letters, or
    without what an application added to that of a page when it was shared (….html?from=timeline).
    """
    shared = _SHARED.sub("", text.strip())
    keys = list(dict.fromkeys(map(address_key_of, (text, text.lower(), shared))))
    found = zip(keys, index.frequencies("address", keys), strict=True)
    return next((Term("address", key) for key, reports in found if key and reports), None)


def is_value(index: Index, field: str, text: str) -> bool:
    """Whether a text is a value of a field, or one of several names in it, marks aside."""
    wanted = squashed(text)
    return len(wanted) > 1 and wanted in values_of(index, field).names


def document_key(text: str) -> tuple[str, ...]:
    """The issuer's letters, year and number of a document number, without the signs between.

    () for other texts. 国办发〔2020〕24号, 国办发2020年24号 and 国办发 2020-24 have one key.
    """
    parts = _DOCUMENT.fullmatch(text)
    return tuple(part.lstrip("0") for part in parts.groups("") if part) if parts else ()


def _wildcard(wanted: str, known: "FieldValues") -> list[int]:
    """The values in which the pieces between the `*` follow one another, from a word's start."""
    pieces = [piece for piece in wanted.split("*") if piece]

    def match(key: str) -> bool:
        at = 0
        for number, piece in enumerate(pieces):
            if number == 0 and not wanted.startswith("*"):
                start = f" {key}".find(f" {piece}")
            else:
                start = key.find(piece, at)
            if start < 0:
                return False
            at = start + len(piece)
        return wanted.endswith("*") or key.endswith(pieces[-1])

    some = pieces and "*" in wanted
    return [number for number, (key, _) in enumerate(known.keys) if match(key)] if some else []


def _all_words(wanted: str, known: "FieldValues") -> set[int]:
    words = set(_WORDS.findall(wanted))
    return known.with_words(words) if len(words) > 1 else set()


def _initials(wanted: str, known: "FieldValues") -> Iterator[int]:
    """The values with the words of a text and other words for its single letters: A. Lee."""
    parts = set(_WORDS.findall(wanted))
    letters = {part for part in parts if len(part) == 1 and part.isascii() and part.isalpha()}
    words = parts - letters
    for number in known.with_words(words) if letters and words else ():
        others = set(_WORDS.findall(known.keys[number][0])) - words
        if letters <= {word[0] for word in others}:
            yield number


def as_typed(value: str) -> str:
    """A value as it is written after the name of its field: in quotation marks if it needs them."""
    return value if _BARE.fullmatch(value) else in_marks(value)


def in_marks(value: str) -> str:
    """A value in a pair of quotation marks that it does not have itself."""
    pairs = (pair for pair in _QUOTATION_MARKS if not set(pair) & set(value))
    marks = next(pairs, _QUOTATION_MARKS[0])
    return f"{marks[0]}{value}{marks[1]}"


def fields_with_value(index: Index, text: str) -> Iterator[tuple[str, str]]:
    """Fields and values that equal a text, or that list it among several names."""
    wanted = value_key(text)
    if not wanted:
        return
    turned = _turned(wanted)
    for field in FIELDS_FOUND_ALONE:
        known = values_of(index, field)
        numbers = {
            number
            for name in {wanted, turned, _turned(turned), _spaced(wanted)}
            for number in (*known.equal(name), *known.listing(name))
        }
        if field == "number":
            numbers.update(known.documents.get(document_key(wanted), ()))
        yield from ((field, known.keys[number][1]) for number in sorted(numbers))


def _spaced(name: str) -> str:
    """A Chinese name of two characters with a space between, or without it; empty for others."""
    bare = name.replace(" ", "")
    if len(bare) != SHORT_NAME_CHARS or not HAN_RUN.fullmatch(bare):
        return ""
    return " ".join(bare) if name == bare else bare


def _turned(name: str) -> str:
    """A folded name as values have it: without by or 记者, a Latin one in the other order."""
    match = _NAME.fullmatch(name)
    if match is None:
        byline = _BYLINE.fullmatch(name)
        return byline[1] if byline else ""
    if match["last"]:
        return f"{match['rest']} {match['last']}"
    return f"{match['second']}, {match['first']}" if not match["by"] else name.removeprefix("by ")


class FieldValues:
    """The values of a field with their keys, most frequent first."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.keys = [(value_key(text), text) for text in texts]

    @functools.cached_property
    def lines(self) -> TextLines:
        """All keys: a quick look which contain a text."""
        return TextLines(key for key, _ in self.keys)

    @functools.cached_property
    def bare_lines(self) -> TextLines:
        """The same without marks and spaces."""
        return TextLines(_PUNCTUATION.sub("", key) for key, _ in self.keys)

    def equal(self, name: str) -> tuple[int, ...]:
        """The numbers of the values with this key; none for an empty one, which names nobody."""
        return self._numbers.get(name, ()) if name else ()

    def listing(self, name: str) -> tuple[int, ...]:
        """The numbers of the values that list this name among others."""
        return self._listed.get(name, ())

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """The values and the names that they list, squashed."""
        parts = [part for key, _ in self.keys for part in (key, *_SEVERAL.split(key))]
        return frozenset(_PUNCTUATION.sub("", part) for part in parts) - _ROLES

    @functools.cached_property
    def words(self) -> dict[str, tuple[int, ...]]:
        """The numbers of the values with each word of all keys."""
        return numbered(
            (word, number)
            for number, (key, _) in enumerate(self.keys)
            for word in set(_WORDS.findall(key))
        )

    def with_words(self, words: set[str]) -> set[int]:
        """The numbers of the values that have all these words."""
        return set.intersection(*(set(self.words.get(word, ())) for word in words))

    @functools.cached_property
    def documents(self) -> dict[tuple[str, ...], tuple[int, ...]]:
        """The numbers of the values that name a document, by its key, also without its year."""
        return numbered(
            (form, number)
            for number, (key, _) in enumerate(self.keys)
            if (document := document_key(key))
            for form in {document, (document[0], document[-1])}
        )

    @functools.cached_property
    def spellings(self) -> tuple[tuple[str, str], ...]:
        """The keys with their values, and the names that values list, each with its writing."""
        return tuple(dict.fromkeys(pair for known in self.keys for pair in _namings(*known)))

    @functools.cached_property
    def _numbers(self) -> dict[str, tuple[int, ...]]:
        return numbered((key, number) for number, (key, _) in enumerate(self.keys))

    @functools.cached_property
    def _listed(self) -> dict[str, tuple[int, ...]]:
        return numbered(
            (name, number)
            for number, (key, _) in enumerate(self.keys)
            for name in {part.strip() for part in (*_SEVERAL.split(key), *_PEOPLE.split(key))}
            - {key, ""}
        )


def _namings(key: str, value: str) -> Iterator[tuple[str, str]]:
    """A key and its value, and each name that it lists, as Iain Dunn too if it is Dunn, Iain."""
    yield key, value
    if HAN_RUN.match(key):
        yield _PUNCTUATION.sub("", key), value
    names = _PEOPLE.split(key)
    if len(names) == 1:
        names = [part for part in _SEVERAL.split(key) if not part.isascii() or " " in part.strip()]
    for name in filter(None, map(str.strip, names)):
        at = key.find(name)
        written = value[at : at + len(name)] if len(key) == len(value) else value
        yield name, written
        if "," in name and (turned := _turned(name)):
            yield turned, written


_CACHED: dict[tuple[IndexState, str], FieldValues] = {}


def values_of(index: Index, field: str) -> FieldValues:
    """The values of a field, cached by the state of the index, whichever request asks."""
    key = index.about().state, field
    values = _CACHED.get(key)
    if values is None:
        terms = index.terms(field, "", TermPart.PREFIX, MAX_LOOKED_THROUGH_VALUES)
        values = FieldValues(term.text for term in terms)
        if not (current_deadline().partial or current_deadline().over()):
            _CACHED[key] = values
        while len(_CACHED) > MAX_CACHED_FIELDS:
            _CACHED.pop(next(iter(_CACHED)), None)
    return values
