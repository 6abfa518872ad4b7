"""The renderings of a query in the other language, for the layer behind what was asked for.

A translation is switched on by name in a request. Only lines of plain words have one: operators
are never translated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from whoosh import query

from index.analysis import Analyzer
from index.store import Index
from search import needles, translate
from search.cedict import cedict
from search.needles import Needle
from search.translate import Group

TRANSLATION = "translation"
KINDS = (TRANSLATION,)
TITLE = 0.1
"""How much a rendering in a title weighs, where one in a body weighs 1."""
MOST_REQUIRED = 6
"""Words of a query up to which each must be rendered in a report; of more, most will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Other words for a query.

    `text` is as a person would type them, `must` and `some` are as in `search.wanted.Reading`,
    `must` is None where only `some` makes sense; `needles` are what to mark.
    """

    kind: str
    text: str
    must: Any
    some: Any
    needles: tuple[Needle, ...]


def translation(text: str, index: Index, analyzer: Analyzer, term: int) -> Addition | None:
    """The query in the other language, None without dictionary or renderings.

    `term` is the number of the first needle.
    """
    dictionary = cedict()
    found = translate.groups(text, index, analyzer, dictionary) if dictionary else ()
    if not found:
        return None
    return Addition(
        kind=TRANSLATION,
        text=translate.likeliest(found, index),
        must=_required(found),
        some=query.Or([leaf for group in found for leaf in _leaves(group)]),
        needles=tuple(one for at, group in enumerate(found) for one in _needles(group, term + at)),
    )


def _leaves(group: Group) -> list[Any]:
    return [
        query.Term(field, rendering.word, boost=rendering.weight * weight)
        for rendering in group.renderings
        for field, weight in zip(translate.fields_of(rendering.word), (TITLE, 1.0), strict=True)
    ]


def _required(found: Sequence[Group]) -> Any:
    """Each word in one of its renderings, or those of the phrase that it belongs to."""
    phrases = [group for group in found if " " in group.word]
    single = [group for group in found if " " not in group.word]
    if len(single) > MOST_REQUIRED:
        return None
    parts = []
    for group in single:
        whole = [phrase for phrase in phrases if group.word in phrase.word.split()]
        parts.append(query.Or([leaf for one in (group, *whole) for leaf in _leaves(one)]))
    return query.And(parts) if len(parts) > 1 else parts[0]


def _needles(group: Group, term: int) -> Iterator[Needle]:
    """Mark Chinese renderings as they stand and English ones by their stems."""
    words = [rendering.word for rendering in group.renderings]
    yield needles.stems([word for word in words if word.isascii()], term)
    for word in words:
        if not word.isascii():
            yield needles.passage(word, term)
