"""Position blocks: the positions of each report begin at a multiple of a power of two.

The report of a position is then found with one table look-up.
"""

from index.arrays import Array

POSITION_SHIFTS = {"title_grams": 3, "body_grams": 7}
"""The exponent of the block length, by field."""


def blocks(lengths: Array, field: str) -> Array:
    """The number of blocks of reports with these lengths.

    Each report has at least one spare position.
    """
    return (lengths >> POSITION_SHIFTS[field]) + 1
