"""Lists of authors that a page declares or prints, and persons whom only its JSON-LD names."""

import re
from collections.abc import Iterator

from index.ingest import name_placeholders
from index.ingest.heads import job_titles, latin_names, name_order, person_names
from index.ingest.webpage.bylines import authors
from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.tree import meta
from index.ingest.webpage.tree.block_text import key_of

_LISTED = re.compile(r"[、,，;；]|\s(?:and|&)\s")
_MAX_LINE_CHARS = 200
"""The longest byline with several names, in code points."""


def completed(name: str, near: BylineContext, declared: meta.Declared) -> str:
    """The list of authors in which a name stands; the name itself if it stands in none.

    Such lists are declared in JSON-LD or a meta, or printed in one line or in elements of one
    class above the text.
    """
    several = latin_names.several(name)
    name = ", ".join(several) if len(several) > 1 else name
    names = several or [part.strip() for part in _LISTED.split(name)]
    keys = {key_of(part) for part in names}
    if any(keys == {key_of(person) for person in people} for people in declared.persons()):
        return name  # JSON-LD names no others
    groups = list(_lists(near, declared))
    if full := next((group for group in groups if _is_short(names, group)), None):
        return ", ".join(full[: authors.MAX_AUTHORS])
    lists = (group for group in groups if keys <= {key_of(part) for part in group})
    longest = max((names, *lists), key=len)[: authors.MAX_AUTHORS]
    return name if len(longest) <= len(names) else ", ".join(longest)


_INITIALS = re.compile(
    r"(?P<family>[^\W\d_][\w'’-]{1,30}),? (?P<after>[A-Z]{1,3}|(?:[A-Z]\. ?){1,3})"
    r"|(?P<before>(?:[A-Z]\.? ?){1,3}) (?P<last>[^\W\d_][\w'’-]{1,30})"
)
"""A name without its given names, as libraries write it: Quill A, A. Quill."""


def _is_short(names: list[str], group: list[str]) -> bool:
    """Whether names have initials in place of the given names that a list of as many has."""
    short = list(map(_INITIALS.fullmatch, names))
    if len(names) != len(group) or not all(short) or all(map(_INITIALS.fullmatch, group)):
        return False
    return all(
        (match["family"] or match["last"], (match["after"] or match["before"])[0])
        == (name.split()[-1], name[0])
        for match, name in zip(short, group, strict=True)
        if match is not None
    )


def _lists(near: BylineContext, declared: meta.Declared) -> Iterator[list[str]]:
    """The lists of authors of a page."""
    for people in declared.persons():
        named = [name_order.given_first(name, listed=True) for name in people]
        yield [name for name in dict.fromkeys(named) if not person_names.is_outlet(name)]
    metas = (value for value, _ in authors.in_metas(declared))
    elements = (value for value, _ in authors.in_elements(near))
    lines = [near.unlabelled(position) for position in (*near.head[1:], *near.below)]
    lines += map(", ".join, near.rows())
    for text in (*metas, *elements):
        yield _persons(latin_names.several(text))
    yield from (_printed_list(line) for line in lines if len(line) <= _MAX_LINE_CHARS)


def _persons(names: list[str]) -> list[str]:
    """The names without jobs, outlets, and capitals among names that are not in capitals."""
    shouted = all(name.isupper() for name in names)
    return [
        name
        for name in names
        if (shouted or not name.isupper())
        and not (person_names.is_outlet(name) or job_titles.is_job(name))
    ]


def _printed_list(text: str) -> list[str]:
    """The names in a line; empty if some may be offices, as in Ada Quill, Secretary of State."""
    names = latin_names.several(text)
    joined = latin_names.AND.search(text) or latin_names.NOTE_MARK.search(text)
    if _persons(names) != names:
        return []
    known = sum(map(person_names.has_given_name, names))
    several = len(names) >= _SEVERAL and 2 * known >= len(names)
    return names if joined or several or known == len(names) else []


_SEVERAL = 3
"""The least number of names in a line, of which half have known given names, that are a list."""


_NAME = re.compile(r"[^\W\d_](?:\w|[ .'’·-]){1,39}")


def people(near: BylineContext, declared: meta.Declared) -> Iterator[str]:
    """The names of the persons that JSON-LD declares as authors, in any writing."""
    sites = {key_of(value) for value, _ in declared.all("site")}
    sites |= {key_of(value) for value, _ in declared.structured_text("publisher")}
    sites |= {key_of(part) for part in re.split(r"\s[-–—|]\s", near.page.title)[1:]}
    for name in (name for names in declared.persons() for name in names):
        short = name.isupper() and " " not in name  # an agency
        outlet = short or person_names.is_outlet(name) or name_placeholders.is_nobody(name)
        nobody = outlet or name.casefold() in authors.NO_NAMES or key_of(name) in sites
        if _NAME.fullmatch(name) and not nobody:
            yield name


def in_other_writings(near: BylineContext, declared: meta.Declared) -> str:
    """The names of `people` that are neither in Latin letters nor in Han characters."""
    names = (name for name in people(near, declared) if _OTHER.fullmatch(name))
    return ", ".join(dict.fromkeys(names))


_OTHER = re.compile(r"[^A-Za-z\u3400-\u9fff]{2,40}")
