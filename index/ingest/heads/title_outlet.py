"""Takes the outlet from the end of a title, as aggregators write it: Quay rebuilt - The Tide."""

import re

from index.ingest.draft import Draft
from index.ingest.heads import person_names

_SEPARATOR = re.compile(r"(?:\s[-–—|·•]|[-_|｜－—]{1,2})\s?$")
_MIN_TITLE = 5
"""The least length in code points of a title without its outlet."""


def named_in(title: str) -> str:
    """The outlet at the end of a title, if what stands there has the form of one; or empty."""
    before, _, last = title.rpartition(" - ")
    named = len(before) >= _MIN_TITLE and (
        person_names.is_outlet(last) or person_names.is_paper(last)
    )
    return last if named else ""


def take(draft: Draft) -> None:
    """Take the source of a draft from the end of its title, where a sign stands between them."""
    source, title = draft.values.get("source"), draft.values.get("title")
    if not isinstance(source, str) or not isinstance(title, str) or not title.endswith(source):
        return
    before = title[: -len(source)]
    separator = _SEPARATOR.search(before)
    if separator is not None and separator.start() >= _MIN_TITLE:
        draft.replace("title", before[: separator.start()], draft.origins["title"])
