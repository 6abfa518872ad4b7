"""The encoding that a file means with the name that it declares."""

import codecs
import functools

_READ_AS = {
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "x-big5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "utf8": "utf-8",
    "unicode": "utf-16-le",
}
"""Names under which programs write a larger encoding."""
_OF_NO_TEXT = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "charmap"})
"""Codecs of names and of source code; some fail with any text, or take a quadratic time."""


@functools.lru_cache(maxsize=256)
def codec_of(name: str) -> str:
    """The name of the codec that decodes texts in a declared encoding; empty if there is none.

    Python has codecs that compress or escape, and fail with an error when a text is decoded.
    """
    read_as = name.strip().lower()
    read_as = _READ_AS.get(read_as, read_as)
    try:
        known = codecs.lookup(read_as)
        b"-".decode(read_as, "replace")
    except (LookupError, ValueError):
        return ""
    return "" if known.name.replace("_", "-") in _OF_NO_TEXT else read_as
