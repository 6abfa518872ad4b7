"""Edit distance between two spellings."""


def within(word: str, other: str, distance: int) -> bool:
    """Whether the Levenshtein distance is at most `distance`: insertions, deletions, changes."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - few queries need it

    return Levenshtein.distance(word, other, score_cutoff=distance) <= distance
