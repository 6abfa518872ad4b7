"""Blocks of positions: each report's positions begin at a multiple of a power of two.

So the report of a position is a table look-up away.
"""

from index.arrays import Array

POSITION_SHIFTS = {"title_grams": 3, "body_grams": 7}
"""The exponent of the block length, by field."""


def blocks(lengths: Array, field: str) -> Array:
    """How many blocks reports of these lengths take: with room for one position more at least."""
    return (lengths >> POSITION_SHIFTS[field]) + 1
