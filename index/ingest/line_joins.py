"""Joins two lines of a paragraph; a space separates words, but not wide characters."""

WIDE = "\u2e7f"
"""The characters above it take two columns: Han and Kana, and their punctuation."""


def joined(before: str, line: str, *, mixed: str = "") -> str:
    """Two lines as one; `mixed` separates a wide character from one that is not."""
    wide_ends = (before[-1:] > WIDE) + (line[:1] > WIDE)
    return f"{before}{(' ', mixed, '')[wide_ends]}{line}"
