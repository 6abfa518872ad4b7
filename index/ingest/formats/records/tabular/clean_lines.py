"""Removes from the lines of a table what is no part of a cell: marks of encodings, entities."""

import re
from collections.abc import Iterable, Iterator

from index.ingest import character_references

_ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][\dA-Fa-f]{2,5});")


def cleaned(lines: Iterable[str], *, entities: bool) -> Iterator[str]:
    """Lines without NUL characters and without the byte order mark of a file, or of one behind it.

    With `entities` those of HTML are decoded, as their semicolons would separate cells.
    """
    for line in lines:
        clean = line.lstrip("\ufeff").replace("\0", "")
        yield _ENTITY.sub(_decoded, clean) if entities and "&" in clean else clean


def _decoded(entity: re.Match[str]) -> str:
    """A decoded entity; one for a sign of the table loses its semicolon, an unknown one nothing."""
    char = character_references.decoded(entity[0])
    if len(char) > 1:
        return entity[0]
    return entity[0].rstrip(";") if char in '";' or char < " " else char
