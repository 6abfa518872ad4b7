"""Reads the pictures inside a file as its pages, where they are all of its text."""

from collections.abc import Sequence

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.printed.page_text import put_pages
from index.ingest.scans import pictures, recogniser
from index.ingest.scans.pages import WAITING, most_scans
from index.ingest.scans.store import content_key

MAX_PICTURES_INSIDE = 200
"""The largest number of pictures of a file that are read; the rest is cut and reported."""
_MIN_TEXT_LETTERS = 40
"""A file with fewer letters and digits is its pictures."""


def is_needed(lines: Sequence[str]) -> bool:
    """Whether a text is so short that the pictures beside it must be the text."""
    return sum(character.isalnum() for line in lines for character in line) < _MIN_TEXT_LETTERS


def read(draft: Draft, files: Sequence[bytes], data: bytes, rules: ExtractionRules) -> bool:
    """Append the text of pictures to the draft; `data` is the file that they are in.

    Returns whether there was any text. Pictures that wait for the extra are noted.
    """
    wanted = [file for file in files if not pictures.decorates(file)]
    if wanted and not recogniser.installed():
        draft.cut_off(f"{len(wanted)} pictures that may be pages: the file {WAITING[:-1]}")
        return False
    key, most = content_key(data), min(most_scans(len(data)), MAX_PICTURES_INSIDE)
    numbered = dict(enumerate(wanted[:most], start=1))
    scanned = pictures.pages_inside(numbered, key, rules)
    texts = [scanned[number].paragraphs() if number in scanned else [] for number in numbered]
    lines = [line for page in texts for line in page]
    if not lines:
        return False
    draft.add_visible("\n".join(lines))
    draft.paragraphs += lines
    put_pages(draft, texts, scanned, key)
    if len(wanted) > most:
        draft.cut_off(f"only the first {most} pictures were read")
    return True
