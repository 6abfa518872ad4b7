"""Finds the authors on the cover of slides or of a paper, where no text follows their names."""

import itertools
import re
from collections.abc import Sequence

from index.ingest.days import dates, partial_dates
from index.ingest.draft import Draft
from index.ingest.formats.plain_text.edges import organs
from index.ingest.heads import field_labels, job_titles, lone_names, note_marks, person_names

_MAX_COVER_LINES, _MAX_COVER_CHARS = 8, 300
"""The largest number of lines and of characters of a cover."""


def put_authors(draft: Draft, pages: Sequence[Sequence[str]]) -> None:
    """Put the names on a line of their own below the title on a cover into the draft.

    A page alone is no cover.
    """
    cover = pages[0] if len(pages) > 1 else ()
    few = len(cover) <= _MAX_COVER_LINES and sum(map(len, cover)) <= _MAX_COVER_CHARS
    for line, below in itertools.pairwise([*cover[1:], ""] if few else ()):
        names = _AND.sub(", ", note_marks.removed(line))
        persons = _without_bodies([name.strip() for name in _BETWEEN.split(names)])
        dated = dates.find_dates(below) or partial_dates.read(below) is not None
        alone = all(lone_names.is_only_a_name(name, draft.paragraphs) for name in persons)
        known = (dated and alone) or any(map(person_names.has_given_name, persons))
        if known and all(map(_is_latin_name, persons)):
            draft.put("author", ", ".join(persons), "line on the cover")


_AND = re.compile(r",? (?:and|&) ")
_BETWEEN = re.compile(r",\s| [·•|–—] ")


def _without_bodies(names: list[str]) -> list[str]:
    """The names before the bodies for which their bearers speak: Una Reid · Harbour Trust."""
    bodies = itertools.takewhile(organs.is_organ, reversed(names))
    return names[: -sum(1 for _ in bodies) or None] or names


def _is_latin_name(name: str) -> bool:
    """Whether a text may be a name in Latin letters; it is one with a known name or above a day."""
    latin = " " in name and not field_labels.has_han(name) and not organs.is_organ(name)
    return latin and person_names.are_persons(name) and not job_titles.is_job(name)
