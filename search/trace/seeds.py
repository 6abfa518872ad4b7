"""Chooses seeds of a passage: rare pairs of grams, by which the index finds reports that share it.

The index has every gram with its positions, so seeds need no file of their own. A seed is a phrase
of two grams: three Han characters, or two words. A passage is divided evenly and gives the rarest
seed of each part, so a change of a few characters leaves the seeds of the other parts.
"""

import itertools
import math
from collections.abc import Sequence

from whoosh import query
from whoosh.query import Query

from index.api import Index
from index.query_nodes import AtLeast
from index.text.analysis import indexed_grams, indexed_terms, pieces
from index.text.compounds import NUMBER_PART
from index.text.fold import canonical

GRAMS_PER_SEED = 5
MAX_SEEDS = 8
"""Seeds of one passage."""
MAX_RARE_REPORTS = 64
"""Grams of at most this many reports are equally good: the rarest of all are those that only one
carrier has, and would miss the others."""
NEAREST_PAIRS = 6
"""Pairs of a passage, and pairs with a number, by which reports with one formula are told apart."""
_NUMERALS = frozenset("0123456789〇零一二三四五六七八九十百千万亿")
MANY_REPORTS = 50_000
"""Reports with the grams of a seed from which it takes long to look up. A passage has such seeds
only if it has fewer than ENOUGH_SEEDS others: of a million reports they cost four fifths of the
time, though they are a fifth of the seeds."""
ENOUGH_SEEDS = 4
MIN_SEEDS = 3
"""A passage with fewer grams than seeds is looked up as an exact phrase."""

Seed = tuple[str, str]
"""Two consecutive grams."""


def candidate_seeds(text: str) -> list[Seed]:
    """All seeds of a text in its order; none across a mark between Han characters."""
    folded = canonical(text, alike=True).text
    grams = pieces(folded)
    terms = zip(indexed_terms(folded, grams), grams, strict=True)
    return [
        (term, next_term)
        for (term, gram), (next_term, next_gram) in itertools.pairwise(terms)
        if (gram.word or len(gram.text) > 1) and (next_gram.word or len(next_gram.text) > 1)
    ]


def chosen_seeds(index: Index, texts: Sequence[str]) -> list[tuple[Seed, ...]]:
    """The seeds of each text; the frequencies of all grams are looked up at once."""
    offered = [candidate_seeds(text) for text in texts]
    grams = sorted({gram for seeds in offered for seed in seeds for gram in seed})
    counts = dict(zip(grams, index.frequencies("body_grams", grams), strict=True))
    return [_rarest(seeds, counts) for seeds in offered]


def _rarest(seeds: Sequence[Seed], counts: dict[str, int]) -> tuple[Seed, ...]:
    """The rarest seed of each part of a text; seeds with a gram that no report has are left out."""
    number = min(MAX_SEEDS, max(MIN_SEEDS, len(seeds) // GRAMS_PER_SEED))
    chosen: dict[Seed, int] = {}
    for part in range(number):
        part_seeds = seeds[len(seeds) * part // number : len(seeds) * (part + 1) // number]
        there = {
            seed: max(MAX_RARE_REPORTS, counts[seed[0]] + counts[seed[1]])
            for seed in part_seeds
            if min(counts[seed[0]], counts[seed[1]])
        }
        if there:
            rarest = min(there, key=lambda seed: there[seed])
            chosen[rarest] = there[rarest]
    least = sorted(chosen.values())[:ENOUGH_SEEDS]
    return tuple(seed for seed, cost in chosen.items() if cost <= max(MANY_REPORTS, least[-1]))


def seed_query(seeds: Sequence[Seed], field: str) -> Query:
    """Matches reports with any of the seeds; the score is the number of seeds."""
    parts = [query.ConstantScoreQuery(_phrase(seed, field), 1.0) for seed in seeds]
    return parts[0] if len(parts) == 1 else query.Or(parts)


def joint_query(passages: Sequence[Sequence[Seed]], field: str) -> Query:
    """Matches reports with a seed of any passage; the score is the number of such passages."""
    parts = [query.ConstantScoreQuery(seed_query(seeds, field), 1.0) for seeds in passages]
    return query.Or(parts)


def shared_query(seeds: Sequence[Seed], field: str, least: int) -> Query:
    """Matches reports with at least `least` of the seeds."""
    return AtLeast(least, [_phrase(seed, field) for seed in seeds])


def nearest_query(index: Index, text: str, shared: Query, field: str) -> Query:
    """Matches the same reports as `shared`; the score counts pairs of grams, rare ones more.

    It tells apart the many reports with a formula: their numbers and names differ.
    """
    scored = _scored_pairs(index, text, field)
    return query.And([shared, query.Or(scored)]) if scored else shared


def loose_query(index: Index, text: str, field: str) -> Query:
    """Matches reports with any of the pairs that `nearest_query` counts."""
    scored = _scored_pairs(index, text, field)
    return query.Or(scored) if scored else query.NullQuery


def _scored_pairs(index: Index, text: str, field: str) -> list[Query]:
    """The rarest pairs of grams of a text, and those with a number, each with a weight.

    Pairs across marks are among them, as in （六）法律 or in a list of names.
    """
    grams = [gram.text for gram in indexed_grams(text)]
    counts = dict(zip(grams, index.frequencies(field, grams), strict=True))
    pairs = dict.fromkeys(itertools.pairwise(grams))
    there = [pair for pair in pairs if min(counts[pair[0]], counts[pair[1]])]
    there.sort(key=lambda pair: (counts[pair[0]] + counts[pair[1]], pair))
    numbered = [
        pair for pair in there if any(gram.lstrip(NUMBER_PART)[0] in _NUMERALS for gram in pair)
    ]
    chosen = dict.fromkeys([*there[:NEAREST_PAIRS], *numbered[:NEAREST_PAIRS]])
    everything = index.about().reports + 1
    scored: list[Query] = []
    for pair in chosen:
        rarer = min(counts[pair[0]], counts[pair[1]])
        weight = round(math.log(everything / rarer) + 1, 3)
        scored.append(query.ConstantScoreQuery(_phrase(pair, field), weight))
    return scored


def _phrase(seed: Seed, field: str) -> Query:
    return query.Phrase(field, list(seed))
