"""Recognises the web pages that newspaper databases export, which hold articles as their texts do.

Nexis writes 1 of 2 DOCUMENTS above each article, Factiva Document NRTHC0002023… below it.
"""

import re

from index.ingest import visible_text

_NUMBERED = re.compile(r">\s{0,9}\d{1,5} of \d{1,5} DOCUMENTS?\s{0,9}<")
_FACTIVA = re.compile(
    r"class=[\"']?[\w ]{0,40}\bart?icleParagraph\b|class=[\"']?enHeadline\b", re.IGNORECASE
)
_IDENTIFIED = re.compile(r">\s{0,9}Document [A-Z]{2,8}[0-9][0-9a-z]{12,24}\s{0,9}<")
_NAMES = ("Document ", "DOCUMENT")
"""Characters in the signs of a database; a cheap first test."""
_HEAD_CHARS = 20_000
"""The part of a page in which the signs of a database begin, in code points."""


def text_of(page: str) -> str | None:
    """The articles of an export as text, with a blank line behind each block; None for others."""
    if not any(name in page for name in _NAMES):
        return None
    if _NUMBERED.search(page, 0, _HEAD_CHARS) is None and (
        _FACTIVA.search(page, 0, _HEAD_CHARS) is None or _IDENTIFIED.search(page) is None
    ):
        return None
    return visible_text.of_page(page).replace("\n", "\n\n")
