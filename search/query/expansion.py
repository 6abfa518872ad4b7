"""The renderings of a query in the other language, for the layer behind what was asked for.

A translation is switched on by name in a request. Only lines of plain words have one: operators
are never translated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.text.analysis import Analyzer
from search import highlight
from search.highlight import Pattern
from search.query import translate
from search.query.cedict import cedict
from search.query.renderings import is_short, rendered
from search.query.translate import RenderingGroup

TRANSLATION = "translation"
ADDITION_KINDS = (TRANSLATION,)
TITLE_WEIGHT = 0.1
"""How much a rendering in a title weighs, where one in a body weighs 1."""
MOST_REQUIRED = 6
"""Words of a query up to which each must be rendered in a report; of more, most will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A line in the other language.

    `text` is as a person would type it. A short line is that text and nothing else. Of a sentence
    `must` and `some` ask for more words than `text` names, as in `clauses.Clauses`; `must` is None
    where only `some` makes sense, and `needles` are what to mark.
    """

    text: str
    must: Query | None = None
    some: Query | None = None
    needles: tuple[Pattern, ...] = ()


def translation(text: str, index: Index, analyzer: Analyzer) -> Addition | None:
    """A line of plain words in the other language; None without dictionary or rendering."""
    dictionary = cedict()
    if dictionary is None:
        return None
    if is_short(text):
        ways = rendered(text, index, analyzer, dictionary)
        return Addition(text=ways[0]) if ways else None
    found = translate.groups(text, index, analyzer, dictionary)
    if not found:
        return None
    return Addition(
        text=translate.likeliest(found, index),
        must=_required(found),
        some=query.Or([leaf for group in found for leaf in _leaves(group)]),
        needles=tuple(one for at, group in enumerate(found) for one in _needles(group, at)),
    )


def _leaves(group: RenderingGroup) -> list[Query]:
    return [
        query.Term(field, rendering.word, boost=rendering.weight * weight)
        for rendering in group.renderings
        for field, weight in zip(
            translate.fields_of(rendering.word), (TITLE_WEIGHT, 1.0), strict=True
        )
    ]


def _required(found: Sequence[RenderingGroup]) -> Query | None:
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


def _needles(group: RenderingGroup, term: int) -> Iterator[Pattern]:
    """Mark Chinese renderings as they stand and English ones by their stems."""
    words = [rendering.word for rendering in group.renderings]
    yield highlight.stem_pattern([word for word in words if word.isascii()], term)
    for word in words:
        if not word.isascii():
            yield highlight.passage_pattern(word, term)
