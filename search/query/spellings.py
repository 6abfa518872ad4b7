"""Words with several spellings: iPhone 15 and iPhone15, 15km and 15 km, US and U.S."""

import dataclasses
import datetime
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import assert_never

from whoosh import query
from whoosh.query import Query

from index.text.analysis import ACRONYM, CAPITALS, acronym, grams, stem, terms_of
from index.text.compounds import MAX_CODE_PARTS, MAX_COMPOUND_PARTS, Compound
from index.text.fold import NON_HAN_CHARACTER, fold
from search.query.clauses import Clauses, all_of, any_of
from search.query.exact_text.phrase_slots import PhraseSlot, phrase_slots
from search.query.syntax.parser import (
    All,
    AnyOf,
    FieldNode,
    Not,
    ProximityNode,
    QueryNode,
    Quoted,
    Word,
)
from search.query.written_dates import written_date
from search.sizes import SIZE

_MIXED = re.compile(r"[^\W\d_]+\d\w*|\d+[^\W\d_]\w*")
_LETTERS_OR_NUMBER = re.compile(r"[^\W_]+|\d+\.\d+")
_WITH_SLASH = re.compile(
    r"[A-Z]{1,5}\d{0,2}/[A-Z]{1,3} \d[\d.]{0,9}(?:[-—–]\d{4})?|\d{1,9} [A-Za-z]{1,4}/[A-Za-z]{1,4}"
)
"""A number and letters with a space that others leave out: GB/T 7714-2015, 60 km/h."""
_HANGUL = re.compile("[\uac00-\ud7a3]{2,}")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{2,}")
"""Thai, Lao, Burmese and Khmer."""
_CODE = re.compile(r"([a-z]{2,4})(\d{1,6})")
_DOTTED_CODE = re.compile(r"(?:[a-z]\.){2,4}\d{1,6}")
"""Letters of an acronym and a number, as bills and standards have them: HR3838, H.R.3838."""
_ENDINGS = ("s", "es", "ed", "ing", "er", "ers")
_HYPHENATED = re.compile(rf"[a-z]+(?:-[a-z]+){{1,{MAX_COMPOUND_PARTS - 1}}}")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3}){1,4}(?=[A-Za-z])")
"""A number in groups of three directly before a letter; texts have a space between, too."""
_LONG_ACRONYM = re.compile(f"[a-z]{{{MAX_COMPOUND_PARTS + 1},8}}")
_WORDS = re.compile("[A-Za-z]{2,}")
_GROUP, _NEXT_GROUP = re.compile("[0-9]{1,3}"), re.compile("[0-9]{3}(?![0-9])")
_SIGN, _NUMBER = "[$€£¥￥₩₹₽]", r"\d[\d.,]{0,20}(?<=\d)"
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})(?P<number>{_NUMBER})|(?P<number_2>{_NUMBER})(?P<sign_2>{_SIGN})"
)
"""An amount of money, with its sign on either side."""
_TIMES = re.compile("[x×*]")
_MAX_SIDES = 5
"""Parts of a size with three sides."""
MAX_JOINED_WORDS = 4
_MAX_ACRONYMS = 3


def has_latin(text: str) -> bool:
    """Whether a text has letters or digits other than Han characters."""
    return NON_HAN_CHARACTER.search(text) is not None


def mixed(word: str) -> bool:
    """Whether a word begins with letters and digits, or with digits and letters."""
    return _MIXED.fullmatch(word) is not None


def joined(parts: Sequence[QueryNode]) -> str:
    """Adjacent runs of letters and of digits as one folded word; empty for anything else."""
    texts = [part.text.rstrip(".") for part in parts if isinstance(part, Word)]
    texts = [text.replace(".", "") if _DOTTED.fullmatch(text) else text for text in texts]
    if len(texts) == len(parts) == 2 and _WITH_SLASH.fullmatch(" ".join(texts)):
        return fold("".join(texts))
    if len(texts) < max(len(parts), 2) or not all(
        _LETTERS_OR_NUMBER.fullmatch(text) for text in texts
    ):
        return ""
    turns = all(a[-1].isalpha() != b[0].isalpha() for a, b in itertools.pairwise(texts))
    return fold("".join(texts)) if turns else ""


def joined_words(parts: Sequence[QueryNode], report_count: Callable[[str], int]) -> tuple[str, int]:
    """The longest run of first parts that reports write as one word, joined, and its length.

    A word with a decimal (PM2.5) is a phrase in the index, so it is not looked up here.
    """
    for taken in range(min(len(parts), MAX_JOINED_WORDS), 1, -1):
        word = joined(parts[:taken])
        if word and (not word.isalnum() or report_count(word)):
            return word, taken
    return "", 1


def spaced_number(parts: Sequence[QueryNode]) -> tuple[str, int]:
    """The number whose groups of digits are the first parts, and how many: 1 000 km is 1,000 2."""
    texts = [part.text if isinstance(part, Word) else "" for part in parts[:MAX_JOINED_WORDS]]
    taken = 1
    for before, after in itertools.pairwise(texts):
        if not (_GROUP.fullmatch(before) and _NEXT_GROUP.match(after)):
            break
        taken += 1
    return (",".join(texts[:taken]), taken) if taken > 1 else ("", 1)


def whole_number(parts: Sequence[QueryNode]) -> tuple[str, int]:
    """The `spaced_number` of the first parts if they are no two numbers: 1 000."""
    number, taken = spaced_number(parts)
    return (number, taken) if ",0" in number else ("", 1)


def size(parts: Sequence[QueryNode]) -> tuple[str, int]:
    """The size of which the first parts are the sides, and how many: 3 x 4 is 3x4 3."""
    texts = [fold(part.text) if isinstance(part, Word) else "" for part in parts[:_MAX_SIDES]]
    taken = 1
    while taken + 1 < len(texts) and _TIMES.fullmatch(texts[taken]):
        taken += 2
    text = "".join(texts[:taken])
    return (text, taken) if taken > 1 and SIZE.match(text) else ("", 1)


def one_word(
    field: str, joined: str, exact: Callable[[str, Sequence[PhraseSlot], float], Query]
) -> Query:
    """The query for joined words in a field: one term, or a phrase if they have a decimal."""
    if joined.isalnum():
        return query.Term(field, stem(joined))
    return exact(field, phrase_slots(joined, whole_words=True), 1.0)


def with_particles(word: str, fields: Sequence[str]) -> list[Query]:
    """The queries for a Korean word with any particle attached: 서울에서 for 서울."""
    if not _HANGUL.fullmatch(word):
        return []
    return [query.Prefix(f"{name}_grams", word) for name in fields]


def unspaced(word: str) -> bool:
    """Whether a word is written in a script that has no spaces between words."""
    return _UNSPACED.fullmatch(word) is not None


def with_dots(word: str) -> str:
    """A folded acronym with a number as it is with full stops, h.r.3838; empty for other words."""
    code = _CODE.fullmatch(word)
    return f"{'.'.join(code[1])}.{code[2]}" if code else ""


def without_dots(word: str) -> str:
    """A folded acronym with full stops and a number as one word, hr3838; empty for others."""
    return word.replace(".", "") if _DOTTED_CODE.fullmatch(word) else ""


def without_hyphens(word: str) -> str:
    """A folded word with hyphens as one word, xray for x-ray, whose forms it has; "" for others."""
    return word.replace("-", "") if _HYPHENATED.fullmatch(word) else ""


def without_thousands(text: str) -> str:
    """The text without the commas of numbers with letters behind them: 876000TEU."""
    return _GROUPED.sub(lambda number: number[0].replace(",", ""), text)


def forms(word: str) -> list[str]:
    """A folded English word and the forms that its endings make: xrays and xray."""
    root = stem(word)
    bases = {word, *(word.removesuffix(ending) for ending in _ENDINGS)}
    texts = {base + ending for base in bases for ending in ("", *_ENDINGS)}
    return sorted(text for text in texts if stem(text) == root)


def has_forms(word: str) -> bool:
    """Whether a folded word is of Latin letters, so that endings make forms of it."""
    return _WORDS.fullmatch(word) is not None


def long_acronym(word: str) -> bool:
    """Whether a folded word may be an acronym of more letters than a compound has parts."""
    return _LONG_ACRONYM.fullmatch(word) is not None


def hangul(word: str) -> bool:
    """Whether a word is written in Hangul."""
    return _HANGUL.fullmatch(word) is not None


def in_capitals(node: QueryNode) -> bool:
    """Whether a line is a headline in capitals, rather than a few acronyms."""
    words = [word for text in texts_of(node) for word in _WORDS.findall(text)]
    shouted = all(word.isupper() for word in words)
    return shouted and (len(words) > _MAX_ACRONYMS or any(len(word) > ACRONYM[1] for word in words))


def texts_of(node: QueryNode) -> Iterator[str]:
    """The texts of the words and quotations of a line."""
    match node:
        case Word() | Quoted():
            yield node.text
        case FieldNode() | Not():
            yield from texts_of(node.child)
        case All() | AnyOf() | ProximityNode():
            for child in node.children:
                yield from texts_of(child)
        case _:
            assert_never(node)


def otherwise_written(word: str) -> list[str]:
    """The other way to write an amount, €5 and 5€; empty for others."""
    if amount := _AMOUNT.fullmatch(word):
        sign, number = (amount[name] or amount[f"{name}_2"] for name in ("sign", "number"))
        return [text for text in (f"{sign}{number}", f"{number}{sign}") if text != word]
    return []


def day_of(parts: Sequence[QueryNode]) -> tuple[datetime.date | None, int]:
    """The date that the first parts denote (Oct 25, 2021) or None, and the number of its parts."""
    for taken in (3, 1):
        words = parts[:taken]
        if len(words) == taken and all(isinstance(word, Word) for word in words):
            day = written_date(joined_text(words).rstrip(",，。."))
            if day is not None:
                return day, taken
    return None, 1


def joined_text(parts: Sequence[QueryNode]) -> str:
    """The texts of words, joined by spaces."""
    return " ".join(part.text for part in parts if isinstance(part, Word))


def compounds(
    words: Iterable[str], known: Callable[[str, Sequence[str]], frozenset[str]]
) -> list[str]:
    """Those of the folded words that some report writes as a compound, in parts."""
    terms = {
        word: [
            terms_of(Compound(word, parts))[0]
            for parts in range(2, (MAX_CODE_PARTS if word.isdecimal() else MAX_COMPOUND_PARTS) + 1)
        ]
        for word in words
    }
    asked = list(itertools.chain.from_iterable(terms.values()))
    there = known("title_grams", asked) | known("body_grams", asked)
    return [word for word, own in terms.items() if not there.isdisjoint(own)]


def either(parts: Sequence[Clauses], other: Query) -> Clauses:
    """The clauses of adjacent words, for which `other` may match instead of all of them."""
    both = Clauses.joined(parts)
    if not both.must:
        return both
    must = any_of([all_of(both.must), other])
    plain = tuple(any_of([clause, other]) for clause in both.plain)
    return dataclasses.replace(
        both, must=(must,), plain=plain, fallback=(*both.fallback, other), titled=()
    )


def capitals(text: str) -> list[str]:
    """The terms for the acronyms of a text in capitals, with full stops or without."""
    terms = []
    for token in grams(text):
        if acronym(text[token.start : token.end]):
            terms.append(CAPITALS + token.text)
            part_counts = range(2, MAX_COMPOUND_PARTS + 1)
            terms += [terms_of(Compound(token.text, parts))[0] for parts in part_counts]
    return terms
