"""Aligns a passage with the stretch of a text that is most like it, and lists what differs."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel, LCSseq

from index.text.fold import fold_in_place
from search.trace.comparison_units import Unit
from search.trace.differences import Difference, DifferenceKind, differences_of, gravest_kind
from search.trace.edges import EDGE_CHARS, cuts_at_edges
from search.trace.equal_blocks import (
    EqualUnits,
    centred_blocks,
    equal_blocks,
    exact_block,
    window_of,
)
from search.trace.passage import MAX_RUN_OCCURRENCES, Passage, TargetText, stretch_of, units_in

LIKE_ENOUGH = 0.9
"""A less similar stretch is compared with another one, found by sliding over the text."""
RUN_SHARE = 0.75
"""Runs of three units stay whole where all three do: three quarters of the cube of a similarity is
a safe bound of the share of runs."""
MUCH_LIKER = 0.1
"""The other stretch is taken if it is more similar by this."""
MUCH_UNLIKER = 0.2
"""Another stretch is looked for if the first is less similar than wanted by no more than this."""
MAX_SLID_UNITS = 600
LATIN_WEIGHT = 0.6
"""The weight per code point of a text, below which it mostly consists of words of letters."""
SPARE_LETTERS = 2
"""Letters that units have in common though folding in place cuts them: ½ is 1/2."""
SPARE_SHARE = 0.1
"""The share of letters that marks and words of several letters may make up."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """A passage in a text, at code points `start` to `end` of the text.

    `similarity` is the share of common letters, 0 to 1; punctuation does not count.
    """

    start: int
    end: int
    similarity: float
    differences: tuple[Difference, ...]

    @property
    def kind(self) -> DifferenceKind | None:
        """The gravest kind of difference; None for a verbatim passage."""
        return gravest_kind(self.differences)


def align(
    passage: Passage, target: TargetText, least: float = 0.0, *, fold: bool = True
) -> Alignment | None:
    """The best alignment of a passage with a text; None if they share too few runs.

    Alignments of a similarity below `least` may be left out, and without `fold` those in another
    script.
    """
    if not passage.text:
        return None
    verbatim = _whole(passage, target)
    if verbatim is not None and verbatim.kind is not DifferenceKind.WORDS:
        return verbatim
    stretch = (
        stretch_of(passage, target, least**3 * RUN_SHARE, fold=fold) if passage.units else None
    )
    if stretch is None or not _may_reach(passage, target, stretch, least):
        return verbatim
    others = units_in(target, *stretch)
    exact = exact_block(passage.units, others)
    blocks = [exact] if exact else centred_blocks(passage.units, others)
    if not blocks:
        return verbatim
    alignment = _aligned(passage, target, others, blocks)
    if alignment.similarity < LIKE_ENOUGH:
        alignment = max(
            alignment,
            _aligned(passage, target, others, equal_blocks(passage.units, others)),
            key=_likeness,
        )
    if (
        least - MUCH_UNLIKER < alignment.similarity < LIKE_ENOUGH
        and len(passage.units) <= MAX_SLID_UNITS
    ):
        slid = _slid(passage, target, others, alignment)
        alignment = slid if slid.similarity > alignment.similarity + MUCH_LIKER else alignment
    return max(filter(None, (verbatim, alignment)), key=_likeness)


def _may_reach(
    passage: Passage, target: TargetText, stretch: tuple[int, int], least: float
) -> bool:
    """Whether a stretch has enough letters of the passage, close together, for a similarity.

    Equal units have equal letters, at least as many as their weight. So the similarity is at most
    2c / (w + v) for `c` letters in the same order in both, the weight `w` of the passage and `v`
    letters of the window that has them; a window of the passage's size has `c / v` of them then.
    It costs a tenth of comparing units.
    """
    if not least:
        return True
    folded, window = passage.folded, target.folded[stretch[0] : stretch[1]]
    common = min(LCSseq.similarity(folded, window) + SPARE_LETTERS, len(folded))
    if _latin(passage):
        return 4 * common >= (1 + least) * (len(folded) + common)
    most = 2 * common / least - passage.weight + passage.inserted
    if most < common:
        return False
    dense = 100 * (min(1.0, common / most) - SPARE_SHARE)
    return fuzz.partial_ratio(folded, window, score_cutoff=dense) > 0


def _likeness(alignment: Alignment) -> float:
    return alignment.similarity


def _slid(
    passage: Passage, target: TargetText, others: Sequence[Unit], alignment: Alignment
) -> Alignment:
    """The alignment with the most similar units of the passage's own number.

    It helps where a text repeats itself, and common units are in both repetitions.
    """
    own_keys, keys = ([unit.key for unit in some] for some in (passage.units, others))
    best = fuzz.partial_ratio_alignment(own_keys, keys)
    if best is None or best.dest_end - best.dest_start < 1:
        return alignment
    start = best.dest_start
    blocks = centred_blocks(passage.units, others[start : best.dest_end])
    moved = [(at, target_start + start, size) for at, target_start, size in blocks]
    return _aligned(passage, target, others, moved) if moved else alignment


def _whole(passage: Passage, target: TargetText) -> Alignment | None:
    """The first occurrence of the passage, character by character, that cuts no word or number.

    Otherwise the first occurrence that cuts one; None if there is none.
    """
    text, size = target.text, len(passage.text)
    cut = None
    start = text.find(passage.text)
    for _ in range(MAX_RUN_OCCURRENCES):
        if start < 0:
            break
        end = start + size
        if not cuts_at_edges(text, start, end):
            return Alignment(start, end, 1.0, ())
        others = units_in(target, max(0, start - EDGE_CHARS), end + EDGE_CHARS)
        exact = exact_block(passage.units, others)
        if exact:
            alignment = _aligned(passage, target, others, [exact])
            if not alignment.differences:
                return alignment
            cut = cut or alignment
        start = text.find(passage.text, start + 1)
    return cut


def _aligned(
    passage: Passage, target: TargetText, others: Sequence[Unit], blocks: Sequence[EqualUnits]
) -> Alignment:
    """The alignment with the units that the blocks enclose."""
    passage_units = passage.units
    first, last = window_of(passage_units, target.text, others, blocks)
    inside = others[first:last]
    if len(blocks) == 1 and blocks[0][2] == len(passage_units):
        inner = [(0, blocks[0][1] - first, len(passage_units))]
    else:
        inner = equal_blocks(passage_units, inside)
    matched = sum(unit.weight for at, _, size in inner for unit in passage_units[at : at + size])
    total = passage.weight - passage.inserted + sum(unit.weight for unit in inside)
    start, end = inside[0].start, inside[-1].end
    similarity = min(1.0, 2 * matched / total) if total else 1.0
    if similarity < LIKE_ENOUGH and _latin(passage):
        window = fold_in_place(target.text[start:end])
        likeness = Indel.normalized_similarity(passage.folded, window)
        similarity = max(similarity, 2 * likeness - 1)
    return Alignment(
        start, end, similarity, tuple(differences_of(passage, target.text, inside, inner))
    )


def _latin(passage: Passage) -> bool:
    """Whether a passage mostly consists of words of letters, which change letter by letter.

    Two unrelated texts share half of their letters by chance, so shares are counted from there.
    """
    return passage.weight < len(passage.folded) * LATIN_WEIGHT
