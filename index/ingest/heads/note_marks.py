"""Takes the marks of notes from a line of names: Mary Oakes¹, Daniel Pike²˒*."""

import re

from index.ingest.heads import field_labels, person_names, spread_names

_MARKS = re.compile(
    r"(?:[¹²³⁰⁴-⁹ᵃ-ᵏᶜᶠʰⁱʲ*†‡§¶#˒]|(?<=[^\W\d_]{2})\d{1,2}(?:,\d{1,2}){0,5}(?!\d)){1,8}$"
)
"""Marks behind a name, which refer to its institute below."""
_BETWEEN = re.compile(r"[,，]\s{1,3}|[，、;；]|\s{1,3}(?:and|und|et|y|&)\s{1,3}")
_MAX_LINE_CHARS = 200


def removed(line: str) -> str:
    """A line of names without marks of notes; another line, or one without marks, as it is."""
    if len(line) > _MAX_LINE_CHARS:
        return line
    parts = filter(None, map(str.strip, _BETWEEN.split(line)))
    names = list(map(spread_names.closed, parts))
    bare = [_MARKS.sub("", name).strip() for name in names]
    if bare == names or not all(map(_is_name, bare)):
        return line
    return ", ".join(bare)


def _is_name(name: str) -> bool:
    if field_labels.has_han(name):
        return person_names.is_han_name(name)
    return " " in name and person_names.are_persons(name)
