"""Decodes HTML entities that remain after parsing because a text was escaped twice."""

import html
import re

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
    return _ENTITY.sub(lambda match: html.unescape(html.unescape(match[0])), text)
