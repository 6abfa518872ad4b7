"""Prepares XML for lxml, which fails on three things.

A declared encoding is wrong for text that is already decoded. A reference to half of a surrogate
pair, which XML forbids, makes lxml stop with an error; a control character, which it forbids too,
makes it lose the whole section around it.
"""

import re

from bs4 import BeautifulSoup

_DECLARATION = re.compile(r"^\ufeff?\s*<\?xml[^>]*\?>")
_REFERENCE = re.compile(r"&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));?", re.IGNORECASE)
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATES = range(0xD800, 0xE000)


def parsed(text: str) -> BeautifulSoup:
    """A parsed XML document; a damaged one as far as it is readable."""
    return BeautifulSoup(whole_references(undeclared(text)), "xml")


_TAG = re.compile(r"<(?P<end>/)?[^\W\d][^<>]*+>")
_MAX_DEPTH = 2_000
"""The number of elements around one that is read: the parser's time grows with its square."""


def without_depths(text: str) -> str:
    """A document that has no sections of other markup, up to what lies too deep in others."""
    depth = 0
    for tag in _TAG.finditer(text):
        depth = max(depth - 1, 0) if tag["end"] else depth + (text[tag.end() - 2] != "/")
        if depth > _MAX_DEPTH:
            return text[: tag.start()]
    return text


def whole_references(text: str) -> str:
    """The text without references to halves of surrogate pairs, and without forbidden controls."""
    return _REFERENCE.sub(_valid_reference, _FORBIDDEN.sub(" ", text))


def _valid_reference(reference: re.Match[str]) -> str:
    """The reference, or the replacement character for half of a surrogate pair."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return "\ufffd" if number in _SURROGATES else reference[0]


def undeclared(text: str) -> str:
    """The text without the XML declaration."""
    return _DECLARATION.sub("", text)
