"""Decodes HTML entities that remain after parsing because a text was escaped twice."""

import html
import re

_ENTITY = re.compile(
    r"&(?:amp|quot|apos|nbsp|[lr][ds]quo|hellip|[mn]dash|middot|bull|[lr]aquo|times|deg|lt|gt|ensp|emsp"
    r"|#\d{2,6}|#[xX][\dA-Fa-f]{2,5});(?:quot;|nbsp;|amp;|#39;)?"
)
"""An entity that remains after parsing."""


def unescaped(text: str) -> str:
    """The text with entities decoded that were escaped twice."""
    if "&" not in text or not _ENTITY.search(text):
        return text
    return _ENTITY.sub(lambda match: html.unescape(html.unescape(match[0])), text)
