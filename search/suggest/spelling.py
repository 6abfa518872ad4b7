"""How far two spellings are apart."""


def within(word: str, other: str, distance: int) -> bool:
    """Whether `other` is at most `distance` edits away: letters put in, left out, changed."""
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - few queries need it

    return Levenshtein.distance(word, other, score_cutoff=distance) <= distance
