"""Quotations that say with dots that they leave something out: each part is looked up by itself."""

import itertools
import re
from collections.abc import Iterator, Sequence

from search.trace.carrier_finder import CarrierFinder
from search.trace.carriers import Carrier, Located, in_order
from search.trace.differences import Difference, DifferenceKind

_OMISSION = re.compile(r"[\[［(（]?(?:…+|\.{3,}|。{3,})[\]］)）]?")
_LETTERS = re.compile(r"\w")
MIN_PART_LETTERS = 4
"""A part with fewer letters says too little of its place."""
MAX_QUOTED_PARTS = 6
MAX_LEFT_OUT_CHARS = 1_500
"""Code points of the report from the first part to the last."""


def with_omissions(finder: CarrierFinder, text: str, located: Located) -> Located:
    """The carriers of a quotation, with those that have all of its parts in their order.

    Nothing changes if the quotation is verbatim somewhere or has no dots inside.
    """
    parts = _parts(text)
    if not 1 < len(parts) <= MAX_QUOTED_PARTS or (located.best and not located.best.differences):
        return located
    found = finder.locate([text[start:end] for start, end in parts], thorough=True)
    carriers = {one.report.id: one for one in located.carriers}
    for chain in _chains([one.carriers for one in found]):
        carrier = _joined(finder, chain, parts)
        if carrier:
            carriers[carrier.report.id] = carrier
    return Located(
        carriers=in_order(list(carriers.values())),
        more=located.more,
        cut=located.cut or any(one.cut for one in found),
    )


def _parts(text: str) -> list[tuple[int, int]]:
    """Start and end of the parts between dots; none if one of them is too short."""
    ends = [(match.start(), match.end()) for match in _OMISSION.finditer(text)]
    starts = [0, *(end for _, end in ends)]
    stops = [*(start for start, _ in ends), len(text)]
    parts = []
    for start, stop in zip(starts, stops, strict=True):
        part = text[start:stop]
        begin = start + len(part) - len(part.lstrip())
        parts.append((begin, begin + len(part.strip())))
    short = any(len(_LETTERS.findall(text, *one)) < MIN_PART_LETTERS for one in parts)
    return [] if short else parts


def _chains(found: Sequence[Sequence[Carrier]]) -> Iterator[list[Carrier]]:
    """The carriers of all parts in one report, in the order of the parts and with their words."""
    for first in found[0]:
        chain = [first]
        for carriers in found[1:]:
            chain += [
                carrier
                for carrier in carriers
                if carrier.report.id == first.report.id and carrier.in_title == first.in_title
            ][:1]
        words = any(one.kind is DifferenceKind.WORDS for one in chain)
        ordered = all(one.end <= after.start for one, after in itertools.pairwise(chain))
        if len(chain) == len(found) and ordered and not words:
            yield chain


def _joined(
    finder: CarrierFinder, chain: Sequence[Carrier], parts: Sequence[tuple[int, int]]
) -> Carrier | None:
    """One carrier from its parts; None if too much is left out."""
    first, last = chain[0], chain[-1]
    if last.end - first.start > MAX_LEFT_OUT_CHARS:
        return None
    differences: list[Difference] = []
    for at, (one, (start, _)) in enumerate(zip(chain, parts, strict=True)):
        if at:
            before = chain[at - 1].end
            differences.append(
                Difference(DifferenceKind.OMISSION, parts[at - 1][1], start, before, one.start)
            )
        differences += [
            each._replace(start=each.start + start, end=each.end + start)
            for each in one.differences
        ]
    return Carrier(
        report=first.report,
        in_title=first.in_title,
        text=finder.text_of(first.report.id, in_title=first.in_title)[first.start : last.end],
        start=first.start,
        end=last.end,
        similarity=1.0,
        differences=tuple(differences),
    )
