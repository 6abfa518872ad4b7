"""Finds authors by the form of the lines below a title: with marks of notes, one in each line."""

import re
from collections.abc import Iterator

from index.ingest.days import dates
from index.ingest.heads import field_labels, latin_names, name_order, note_marks, person_names
from index.ingest.heads.field_labels import BREAK
from index.ingest.origins import OriginKind
from index.ingest.webpage.bylines import byline_names, byline_text
from index.ingest.webpage.bylines.context import BylineContext

_MAX_LINE_CHARS = 200
_MAX_HINT_CHARS = 40
_MARKED = re.compile(r"[^\W\d_]{2}\s?[\d*†‡¹²³⁴]")
_INNER = re.compile(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff])\s{1,3}([\u3400-\u9fff])(?![\u3400-\u9fff])"
)
"""A name of two characters that a space sets as wide as one of three: 陆　远."""
_APART = re.compile(r"(?<=[\d*])\s{1,3}(?=[\u3400-\u9fff])")
"""The space between a mark and the next Chinese name."""


def candidates(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names in such lines, each with its origin."""
    for position in near.head[1:]:
        if names := names_in(near.text(position)):
            yield names, "byline"
    yield from _in_lines(near)
    for position in near.head[1:]:
        if near.page.tag(position) == "li" and (name := _beside_day(near, position)):
            yield name, "byline"


def names_in(text: str) -> str:
    """The names in a line that has nothing else but marks of notes; or empty."""
    return _numbered(text) or _family_first(text) or _employed(text) or _titled(text)


def _titled(text: str) -> str:
    """The names in a line of persons, each with a title: Dr Ada Quill and Prof. Tom Reed."""
    if not latin_names.HONORIFIC.match(text):
        return ""
    bare, titles = latin_names.HONORIFIC.subn("", text)
    names = latin_names.several(bare)
    return ", ".join(names) if titles >= len(names) > 1 else ""


_EMPLOYED = re.compile(
    r"(?P<name>[\u3400-\u9fff]{2,4})\s?"
    r"[（(][\u3400-\u9fff、，, \d.]{4,40}[）)][\s\x1f，,、；;]{0,4}"
)
"""A Chinese name with the employer in brackets."""


def _employed(text: str) -> str:
    """The names in a line of several persons, each with an employer in brackets; or empty."""
    if "（" not in text and "(" not in text:
        return ""
    names = [match["name"] for match in _EMPLOYED.finditer(text[:_MAX_LINE_CHARS])]
    only = len(names) > 1 and not _EMPLOYED.sub("", text).strip()
    return "，".join(names) if only and all(map(person_names.is_han_name, names)) else ""


def _numbered(text: str) -> str:
    """The names in a line in which marks of notes stand behind names: 池小鱼1，陆远2; or empty."""
    if len(text) > _MAX_LINE_CHARS:
        return ""
    if not (BREAK in text and latin_names.NOTE_MARK.search(text)) and not _MARKED.search(text):
        return ""
    line = latin_names.NOTE_MARK.sub("1", text).replace(BREAK, "").strip()
    line = _INNER.sub(r"\1\2", line)
    names = note_marks.removed(_APART.sub("，", line))
    if ", " not in names or re.search(r"\d", names):
        return ""
    return names.replace(", ", "，") if field_labels.has_han(names) else names


_FAMILY_FIRST = re.compile(
    r"[^\W\d_][^,;]{1,30}, [^,;]{1,30}(?:; [^\W\d_][^,;]{1,30}, [^,;]{1,30}){1,20}"
)
"""A line of several names as catalogues write them: Quill, Ada; Reed, Tom."""


def _family_first(text: str) -> str:
    """The names in such a line, if one at least has a known given name; or empty."""
    if len(text) > _MAX_LINE_CHARS or not _FAMILY_FIRST.fullmatch(text):
        return ""
    names = name_order.listed(text)
    known = any(map(person_names.has_given_name, names.split(", ")))
    return names if known and person_names.are_persons(names) else ""


def _in_lines(near: BylineContext) -> Iterator[tuple[str, str]]:
    """The names with which the lines of an element of authors begin, as in a list of them."""
    for mark in near.marks():
        several = "\n" in mark.text and len(mark.text) <= _MAX_LINE_CHARS * 2
        if several and mark.block in near.head and _lists_authors(mark.hint):
            lines = (line.strip(BREAK + " ") for line in mark.text.split("\n"))
            names = [line.split(BREAK)[0].strip() for line in lines if line]
            if all(map(_is_known, names)):
                yield (
                    ", ".join(dict.fromkeys(names)),
                    OriginKind.CLASS.of(mark.hint[:_MAX_HINT_CHARS]),
                )


def _lists_authors(hint: str) -> bool:
    """Whether the class of an element is one of authors, or of all who contributed."""
    return byline_names.AUTHOR_CLASS.search(hint) is not None or _OF_ALL.search(hint) is not None


_OF_ALL = re.compile(r"contributors?(?:$|\s)", re.IGNORECASE)


def _is_known(name: str) -> bool:
    """Whether a text is the name of a person, with a known part."""
    known = person_names.has_surname(name) or person_names.has_given_name(name)
    return known and person_names.are_persons(name)


def _beside_day(near: BylineContext, position: int) -> str:
    """The name in an item of a list whose neighbour has only a day, as builders of pages set it."""
    name = near.text(position).strip(BREAK + " ")
    if not _is_known(name):
        return ""
    parent = _parent(near, position)
    beside = (at for at in (position - 1, position + 1) if at in near.head)
    days = (near.text(at) for at in beside if _parent(near, at) == parent)
    dated = any(dates.find_dates(day) and not byline_text.undated(day).strip() for day in days)
    return name if dated else ""


def _parent(near: BylineContext, position: int) -> int:
    return near.page.nodes[near.page.blocks[position].node].parent
