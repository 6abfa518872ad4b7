"""Reads the lines above the title of a page together with it, as the head of any text is read."""

from collections.abc import Sequence

from index.fields import IMPRINT_FIELDS
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import plain

_MAX_LINES = 40
"""The first lines from the title on that are read with those above it."""


def put_fields(
    draft: Draft, above: Sequence[str], lines: Sequence[str], rules: ExtractionRules
) -> None:
    """Put the fields of the lines above a title into the draft.

    Where they make another line the title they are no head of it, and say nothing.
    """
    if not above:
        return
    inner = Draft(draft.entry, begins=draft.begins, headline=draft.headline)
    text = plain.without_gaps("\n".join([*above, *lines[:_MAX_LINES]]))
    plain.read_lines(inner, text, rules, flowing=False)
    if inner.text("title") != draft.text("title"):
        return
    for name in ("date", "author", *IMPRINT_FIELDS):
        draft.put(name, inner.values.get(name), inner.origins.get(name, ""))
    if inner.partial is not None:
        draft.put("date", *inner.partial)
