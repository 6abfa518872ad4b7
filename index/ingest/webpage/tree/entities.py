"""Decodes what was escaped once too often: entities that remain after parsing, and elements."""

import re

from index.ingest import character_references

_ENTITY = re.compile(
    r"&amp;(?:[a-z]{2,8};|#\d{2,6};)?"
    r"|&(?:quot|apos|nbsp|[lr][ds]quo|hellip|[mn]dash|middot|bull|[lr]aquo|times|deg|lt|gt|ensp|emsp"
    r"|#\d{2,6}|#[xX][\dA-Fa-f]{2,5});"
)
"""An entity that remains after parsing; one whose & is an entity itself is whole."""


def unescaped(text: str) -> str:
    """The text with entities decoded that were escaped twice."""
    if "&" not in text or not _ENTITY.search(text):
        return text
    return _ENTITY.sub(
        lambda match: character_references.decoded(character_references.decoded(match[0])), text
    )


_ESCAPED = re.compile(
    r">\s{0,20}(?P<text>&lt;(?:p|div|section|span|strong)\b[^<>]{0,4000000}&lt;/(?:p|div|section)&gt;[^<>]{0,1000})",
    re.IGNORECASE,
)
"""The content of an element that begins with an escaped tag."""
_SIGN = "&lt;/"
_SHOWS_CODE = re.compile(r"<(?:pre|code|xmp|textarea|kbd|samp)\b", re.IGNORECASE)
"""Elements of pages that write about tags."""


def with_elements(page: str) -> str:
    """A page whose text is an escaped fragment of HTML, with the elements of that."""
    if _SIGN not in page or _SHOWS_CODE.search(page) is not None:
        return page
    return _ESCAPED.sub(lambda match: f">{character_references.decoded(match['text'])}", page)
