"""Query translation: renderings of a line in the other language, for the translation layer.

A request must switch translation on by name. Lines with operators are never translated.
"""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.query_nodes import AtLeast
from index.text.analysis import Analyzer
from search import match_patterns
from search.match_patterns import Pattern
from search.query.exact_text.passage_count import passage_of, report_count
from search.query.other_language import translate
from search.query.other_language.loaded_cedict import cedict
from search.query.other_language.renderings import is_short, rendered, rendered_apart
from search.query.other_language.translate import RenderingGroup

TRANSLATION = "translation"
ADDITION_KINDS = (TRANSLATION,)
RENDERING_TITLE_WEIGHT = 0.1
"""Weight of a rendering in a title, relative to one in a body."""
MAX_SCORED_RENDERINGS = 240
"""Renderings that order passages: of each word the likeliest ones first."""
MAX_REQUIRED_WORDS = 6
"""Up to this many words, a report must contain a rendering of each; of more, of any."""

MIN_WORDS_APART = 2
"""Words of a line of which each is rendered by itself; a single one is rendered, or is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A line in the other language.

    `text` is the translation as a person would type it; a short line is searched by it alone. A
    sentence is searched by more words: `must` requires a rendering of each of its words (None if it
    has too many), and `fallback` matches any rendering. `patterns` are the highlight patterns. Of
    `words` words `must` requires `least`; both are 0 where the line was rendered as a whole.
    """

    text: str
    must: Query | None = None
    fallback: Query | None = None
    patterns: tuple[Pattern, ...] = ()
    words: int = 0
    least: int = 0


def translation(text: str, index: Index, analyzer: Analyzer) -> Addition | None:
    """The translation of a line without operators; None without a dictionary or a rendering."""
    dictionary = cedict()
    if dictionary is None:
        return None
    if is_short(text):
        renderings = rendered(text, index, analyzer, dictionary)
        return Addition(text=renderings[0]) if renderings else None
    groups = translate.groups(text, index, analyzer, dictionary)
    if not groups:
        return None
    return Addition(
        text=translate.likeliest(groups, index),
        must=_required(groups),
        fallback=query.Or([leaf for group in groups for leaf in _leaves(group)]),
        patterns=tuple(
            pattern for at, group in enumerate(groups) for pattern in _patterns(group, at)
        ),
    )


def translation_apart(text: str, index: Index, analyzer: Analyzer) -> Addition | None:
    """A short line rendered word by word, for a reader who asked for the other language.

    Words without a rendering are left out, and if no report contains the others, one more.
    """
    dictionary = cedict()
    if dictionary is None or not is_short(text):
        return None
    words = rendered_apart(text, index, analyzer, dictionary)
    known = [ways for ways in words if ways]
    if len(known) < MIN_WORDS_APART:
        return None
    parts = [query.Or([passage_of(index, way, whole_words=True) for way in ways]) for ways in known]
    every: Query = query.And(parts)
    least = len(known)
    if least > MIN_WORDS_APART and not report_count(index, every):
        least -= 1
        every = AtLeast(least, parts)
    return Addition(
        text=" ".join(ways[0] for ways in known),
        must=every,
        patterns=tuple(
            match_patterns.passage_pattern(way, at) for at, ways in enumerate(known) for way in ways
        ),
        words=len(words),
        least=least,
    )


def rendered_words(text: str, index: Index, analyzer: Analyzer) -> Query | None:
    """The query for any rendering of any word of a text; None without a dictionary or renderings.

    It is for scores: it matches far too much. Titles are left out: a report has its title's words.
    """
    dictionary = cedict()
    if dictionary is None:
        return None
    groups = translate.groups(text, index, analyzer, dictionary, translate.FOR_SCORES)
    ranks = itertools.zip_longest(*(group.renderings for group in groups))
    likeliest = (rendering for rank in ranks for rendering in rank if rendering is not None)
    leaves = [
        query.Term(translate.fields_of(rendering.word)[1], rendering.word, boost=rendering.weight)
        for rendering in itertools.islice(likeliest, MAX_SCORED_RENDERINGS)
    ]
    return query.Or(leaves) if leaves else None


def _leaves(group: RenderingGroup) -> list[Query]:
    return [
        query.Term(field, rendering.word, boost=rendering.weight * weight)
        for rendering in group.renderings
        for field, weight in zip(
            translate.fields_of(rendering.word), (RENDERING_TITLE_WEIGHT, 1.0), strict=True
        )
    ]


def _required(groups: Sequence[RenderingGroup]) -> Query | None:
    """The query for each word in one of its renderings, or in one of a phrase with the word."""
    phrases = [group for group in groups if " " in group.word]
    single = [group for group in groups if " " not in group.word]
    if len(single) > MAX_REQUIRED_WORDS:
        return None
    parts = []
    for group in single:
        containing = [phrase for phrase in phrases if group.word in phrase.word.split()]
        parts.append(query.Or([leaf for node in (group, *containing) for leaf in _leaves(node)]))
    return query.And(parts) if len(parts) > 1 else parts[0]


def _patterns(group: RenderingGroup, term: int) -> Iterator[Pattern]:
    """Highlight patterns: Chinese renderings as exact passages, English ones by their stems."""
    words = [rendering.word for rendering in group.renderings]
    yield match_patterns.stem_pattern([word for word in words if word.isascii()], term)
    for word in words:
        if not word.isascii():
            yield match_patterns.passage_pattern(word, term)
