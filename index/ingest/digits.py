"""Reads whole numbers that files write in digits, however many digits there are."""

import re

_NUMBER = re.compile(r"\d{1,18}")
"""A number that can be a position, a size or a count; Python refuses one of 5,000 digits."""


def number_of(text: str, otherwise: int = 0) -> int:
    """The number that the digits of a text are; `otherwise` for any other text."""
    return int(text) if _NUMBER.fullmatch(text) else otherwise
