"""English stems of one family of words, which the stemmer keeps apart: emit and emission."""

from collections.abc import Iterator

_ALTERNATIONS = (
    ("abl", "abil"),
    ("er", ""),
    ("ain", "en"),
    ("ed", "ess"),
    ("eed", "ess"),
    ("enc", "ent"),
    ("ens", "enc"),
    ("i", ""),
    ("ib", "ipt"),
    ("id", "is"),
    ("it", "iss"),
    ("iv", "ept"),
    ("nd", "ns"),
    ("olv", "olut"),
    ("quir", "quisit"),
    ("rg", "rs"),
    ("rt", "rs"),
    ("sum", "sumpt"),
    ("uc", "uct"),
    ("ud", "us"),
    ("yz", "ys"),
    ("", "th"),
)
"""Endings of a verb or adjective and of its noun, as stems: reduc(e) and reduct(ion)."""
_MIN_STEM = 4


def relatives(stem: str) -> Iterator[str]:
    """The stems that may be of the same family; most of them are no word."""
    if len(stem) < _MIN_STEM:
        return
    for pair in _ALTERNATIONS:
        for ending, other in (pair, pair[::-1]):
            relative = stem.removesuffix(ending) + other
            if stem.endswith(ending) and len(relative) >= _MIN_STEM:
                yield relative
