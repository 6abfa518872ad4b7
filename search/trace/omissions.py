"""Quotations that say with dots that they leave something out: each part is looked up by itself.

In brackets a word says it too: （略）, [snip].
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.text.lazy_pattern import lazy_pattern
from search.trace.alignment import align
from search.trace.carrier_finder import CarrierFinder
from search.trace.carriers import Carrier, Located, oldest_first
from search.trace.comparison import MIN_SIMILARITY, carries
from search.trace.differences import Difference, DifferenceKind
from search.trace.passage import Passage, TargetText

_DOTS = r"(?:…+|\.{3,}|。{3,}|·{3,}|⋯+|\.(?:\s\.){2,3})"
_OPENING, _CLOSING = r"[\[［(（〔【]", r"[\]］)）〕】]"
_OMISSION = lazy_pattern(
    rf"{_OPENING}?{_DOTS}{_CLOSING}?|{_OPENING}(?:[中下前后後]?略|[节節]略|snip|omitted){_CLOSING}",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"\w")
MIN_PART_LETTERS = 4
"""A part with fewer letters says too little of its place."""
MAX_QUOTED_PARTS = 6
MAX_ANCHORS = 60
"""Reports with the rarest part in which the others are looked up."""
MAX_LEFT_OUT_CHARS = 1_500
"""Code points of the report from the first part to the last."""


def with_omissions(finder: CarrierFinder, text: str, located: Located) -> Located:
    """The carriers of a quotation, with those that have all of its parts in their order.

    Nothing changes if the quotation is verbatim somewhere or has no dots inside.
    """
    parts = _parts(text)
    if not 1 < len(parts) <= MAX_QUOTED_PARTS or (located.best and not located.best.differences):
        return located
    texts = [text[start:end] for start, end in parts]
    parts_located = finder.locate(texts, thorough=True)
    carriers = {carrier.report.id: carrier for carrier in located.carriers}
    for chain in _chains(finder, parts_located, texts):
        carrier = _joined(finder, chain, parts)
        if carrier and (
            carrier.kind is not DifferenceKind.WORDS or carrier.report.id not in carriers
        ):
            carriers[carrier.report.id] = carrier
    return Located(
        carriers=oldest_first(list(carriers.values())),
        more=located.more,
        cut=located.cut or any(verdict.cut for verdict in parts_located),
    )


def without_omitted_ends(text: str) -> str:
    """A text without the dots at its beginning and end, which say that it goes on."""
    begins = _OMISSION.match(text)
    rest = text[begins.end() :].lstrip() if begins else text
    ends = next(
        (omission for omission in _OMISSION.finditer(rest) if omission.end() == len(rest)), None
    )
    return rest[: ends.start()].rstrip() if ends else rest


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
    short = any(len(_LETTERS.findall(text, *span)) < MIN_PART_LETTERS for span in parts)
    return [] if short else parts


def _chains(
    finder: CarrierFinder, parts_located: Sequence[Located], texts: Sequence[str]
) -> Iterator[list[Carrier]]:
    """The carriers of all parts in one report, in the order of the parts.

    The rarest part is there with its words; others may be altered. They are looked up in the
    reports that have it, near to it: a common part has more carriers than are read, and more than
    one place in a report.
    """
    known = [at for at, located in enumerate(parts_located) if located.carriers]
    if not known:
        return
    rarest = min(known, key=lambda at: (parts_located[at].more, parts_located[at].total))
    for anchor in parts_located[rarest].carriers[:MAX_ANCHORS]:
        if anchor.kind is DifferenceKind.WORDS or finder.over():
            continue
        body = finder.text_of(anchor.report.id, in_title=anchor.in_title)
        chain: list[Carrier] | None = [anchor]
        for text in texts[rarest + 1 :]:
            chain = chain and _with(chain, text, body, behind=True)
        for text in reversed(texts[:rarest]):
            chain = chain and _with(chain, text, body, behind=False)
        if chain:
            yield chain


def _with(chain: list[Carrier], text: str, body: str, *, behind: bool) -> list[Carrier] | None:
    """The chain with a part behind or before it; None if the part is not near."""
    low = chain[-1].end if behind else max(0, chain[0].start - MAX_LEFT_OUT_CHARS)
    high = low + MAX_LEFT_OUT_CHARS if behind else chain[0].start
    passage, target = Passage(text), body[low:high]
    aligned = align(passage, TargetText(target))
    if aligned is None or not carries(passage, aligned, target, MIN_SIMILARITY):
        return None
    start, end = aligned.start + low, aligned.end + low
    differences = tuple(
        difference._replace(
            other_start=difference.other_start + low, other_end=difference.other_end + low
        )
        for difference in aligned.differences
    )
    part = replace(chain[0], text=body[start:end], start=start, end=end, differences=differences)
    return [*chain, part] if behind else [part, *chain]


def _joined(
    finder: CarrierFinder, chain: Sequence[Carrier], parts: Sequence[tuple[int, int]]
) -> Carrier | None:
    """One carrier from its parts; None if too much is left out."""
    first, last = chain[0], chain[-1]
    if last.end - first.start > MAX_LEFT_OUT_CHARS:
        return None
    differences: list[Difference] = []
    for at, (block, (start, _)) in enumerate(zip(chain, parts, strict=True)):
        if at:
            before = chain[at - 1].end
            differences.append(
                Difference(DifferenceKind.OMISSION, parts[at - 1][1], start, before, block.start)
            )
        differences += [
            difference._replace(start=difference.start + start, end=difference.end + start)
            for difference in block.differences
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
