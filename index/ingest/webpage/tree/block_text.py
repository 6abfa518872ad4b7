"""Tidies the text of a block of a page: white space, soft breaks and marks without width."""

import re

from index.ingest.heads.field_labels import BREAK

BLANK = BREAK + " \t\r\n\xa0\u3000\u200b\ufeff"
"""Characters that are no text, alone in a block or at its ends."""
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]")
"""Marks of the direction of writing; they have no width, and hide where a sentence ends."""
_IN_NUMBER = re.compile("(?<=[\\d-])\u200b|\u200b(?=[\\d-])")
"""A space without width in a number, which hides a day."""
_SIGNS = re.compile(r"\W+")
_RUNS = re.compile(r"[ \t\r\n\xa0]+")
_BREAKS = re.compile(rf"{BREAK}(?:[\s\u3000]*{BREAK})+")


def tight(text: str) -> str:
    """Collapses runs of white space and of soft breaks; full-width spaces are kept."""
    text = _RUNS.sub(" ", text)
    if not text.isascii():
        text = _DIRECTIONS.sub("", text)
        text = _IN_NUMBER.sub("", text) if "\u200b" in text else text
    if BREAK in text:
        text = _BREAKS.sub(
            lambda match: BREAK + " " + BREAK if match[0].strip(BREAK) else BREAK, text
        )
    return text.strip(BLANK)


_SPREAD = re.compile(r"(?:[\u3400-\u9fff\d][ \u3000]){5,40}[\u3400-\u9fff\d]")
"""A line with a space behind each character, as a title or the day of a letter is spread out."""
_MIN_HAN = 4


def unspread(text: str) -> str:
    """A line without the spaces behind each of its Chinese characters; other lines unchanged."""
    if text[1:2] not in {" ", "\u3000"} or not _SPREAD.fullmatch(text):
        return text
    letters = text[::2]
    return letters if sum(not letter.isdecimal() for letter in letters) >= _MIN_HAN else text


def key_of(text: str) -> str:
    """A short text for comparison: its letters and digits, in small letters."""
    return _SIGNS.sub("", text).lower()
