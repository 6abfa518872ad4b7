"""Function words of a line (the, of, what; 的, 与) and signs: a report need not contain them.

They still rank. They are required in a line of nothing but function words, in quotes, and where
they alone stand beside an operator.
"""

import dataclasses
import itertools
import re
from collections.abc import Sequence

from index.text.function_words import NOT_REQUIRED
from search.query.exact_text.contractions import contracted
from search.query.query_terms import says_little
from search.query.syntax.parser import All, FieldNode, Not, QueryNode, Word
from search.query.word_patterns import word_pattern

ACRONYMS = frozenset({"am", "as", "can", "i", "it", "its", "who"})
"""Function words that may be acronyms or names, if a line has no other function words."""
PINYIN_SURNAMES = frozenset({"an", "he", "she", "so", "you"})
"""Function words that are surnames beside one other word, or before a capitalised word."""
_LABEL = re.compile(r"[A-Za-z]{2,12}:")
"""A name that is no field, before a quotation or bracket: insource:"rural roads"."""
_WORD = re.compile(r"[^\w*~@#$+]*([^\W\d_]+(?:['’ʼ/][^\W\d_]+)*)[^\w*~@#$+]*")
_APART = re.compile(r"['’ʼ/]")
_TITLES = frozenset(
    f"{title}." for title in re.findall(r"\w+", "Mr Mrs Ms Dr Gen Sen Gov Pres Prof Rep Lt Col")
)
"""Titles of people as texts shorten them, with their full stop."""
_SHORT = frozenset({"d", "ll", "m", "re", "s", "t", "ve"})
_NEGATED = frozenset(
    re.findall(r"\w+", "are ca do does did has have had is was were wo would could should")
)


def with_optional(parts: Sequence[QueryNode], *, shouted: bool) -> tuple[QueryNode, ...]:
    """The parts of a line, with its function words marked as optional.

    `shouted`: the whole line is in capitals.
    """
    words = [
        _label(parts, at) or _title_of_person(parts, at) or _function_word(part)
        for at, part in enumerate(parts)
    ]
    if all(words) or not any(_asks(part, word) for part, word in zip(parts, words, strict=True)):
        return tuple(parts)
    sentence = any(word and word not in ACRONYMS for word in words)
    return tuple(
        dataclasses.replace(part, optional=True)
        if isinstance(part, Word)
        and word
        and not (word in PINYIN_SURNAMES and _names(parts, at, shouted=shouted))
        and _small(word, part.text, at, len(parts), shouted=shouted and sentence)
        else part
        for at, (part, word) in enumerate(zip(parts, words, strict=True))
    )


def with_optional_in_runs(node: All, *, shouted: bool) -> tuple[QueryNode, ...]:
    """The children of a node with operators, with the function words of each run as optional."""
    children = iter(node.children)
    runs = [list(itertools.islice(children, size)) for size in node.runs]
    return tuple(part for run in runs for part in with_optional(run, shouted=shouted))


def _asks(part: QueryNode, word: str) -> bool:
    """Whether a part is a word or phrase that a report must contain."""
    if isinstance(part, Word):
        return not word and any(char.isalnum() for char in part.text)
    return not isinstance(part, Not | FieldNode)


def _label(parts: Sequence[QueryNode], at: int) -> str:
    """The unknown name of a field before a part that is glued to it; empty for any other part."""
    part, after = parts[at], parts[at + 1 : at + 2]
    if not isinstance(part, Word) or not after or after[0].start != part.end:
        return ""
    return part.text if _LABEL.fullmatch(part.text) else ""


def _title_of_person(parts: Sequence[QueryNode], at: int) -> str:
    """The shortened title before the name of a person, Gen. Gordon; empty for any other part."""
    part, after = parts[at], parts[at + 1 : at + 2]
    if not isinstance(part, Word) or not after or not isinstance(after[0], Word):
        return ""
    return part.text if part.text in _TITLES else ""


def _function_word(part: QueryNode) -> str:
    """The function word in lower case, without punctuation; empty for any other part."""
    if not isinstance(part, Word) or word_pattern(part.text):
        return ""
    if says_little(part.text) or part.optional:
        return part.text
    match = _WORD.fullmatch(part.text)
    if match is None:
        return ""
    word = match[1].lower()
    first, *rest = _APART.split(word)
    known = (
        first in NOT_REQUIRED
        or bool(contracted(word))
        or (rest == ["t"] and first.removesuffix("n") in _NEGATED)
    )
    return word if known and all(suffix in NOT_REQUIRED | _SHORT for suffix in rest) else ""


def _names(parts: Sequence[QueryNode], at: int, *, shouted: bool) -> bool:
    """Whether a word is used as a surname: He Lifeng, lifeng he."""
    if len(parts) == 2:
        return True
    pair = parts[at : at + 2]
    initials = [part.text[:1].isupper() for part in pair if isinstance(part, Word)]
    return initials == [True, True] and not shouted


def _small(word: str, text: str, at: int, length: int, *, shouted: bool) -> bool:
    """Whether a word is used as a function word, not as an acronym or a letter of a name."""
    if says_little(word) or _LABEL.fullmatch(word) or text in _TITLES:
        return True
    if len(word) == 1:
        return at == 0 or (at < length - 1 and (shouted or text.strip(".,;:!?()").islower()))
    capitals = sum(char.isupper() for char in text)
    return capitals < 2 or shouted
