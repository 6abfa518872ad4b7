"""Edit distance between two spellings."""


def is_within_distance(word: str, other: str, distance: int) -> bool:
    """Whether the edit distance is at most `distance`; two letters that change places are one edit.

    The other edits are an insertion, a deletion and a change of one letter.
    """
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - few queries need it

    return OSA.distance(word, other, score_cutoff=distance) <= distance
