"""Decodes references to characters (&amp;, &#38;) in texts of strangers."""

import html
import re

_ENDLESS = re.compile(r"&#[0-9]{9,}+;?")
"""A number that may be of no character; Python refuses to read one of thousands of digits."""


def decoded(text: str) -> str:
    """The text with the characters that references stand for."""
    return html.unescape(_ENDLESS.sub(_shorter, text) if "&#" in text else text)


def _shorter(reference: re.Match[str]) -> str:
    """A reference without the zeros before its number, of no character where it is too long."""
    digits = reference[0][2:].rstrip(";").lstrip("0") or "0"
    return f"&#{digits};" if len(digits) < _MAX_DIGITS else "\ufffd"


_MAX_DIGITS = 8
"""The digits of a number that is of no character; the last character has seven."""
