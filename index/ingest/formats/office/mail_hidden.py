"""Takes out of a mail what it hides: the preview that a list of mails shows beside the subject."""

import re

from index.ingest import character_references
from index.ingest.draft import tidy_line

_LEAF = re.compile(r"<(div|span|p|td|font)\b([^<>]{1,2000})>([^<]{1,2000})</\1\s*>", re.IGNORECASE)
"""An element with nothing but text in it."""
_UNSEEN = re.compile(r"display:none|mso-hide:all", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_FILLERS = re.compile("[\u00ad\u034f\u200b-\u200f\u2007\u2060\ufeff\xa0]+")
"""Characters without width, with which a preview is filled up."""
_MAX_SAID_CHARS = 200


def without(markup: str) -> tuple[str, str]:
    """The markup of a mail without the words that it hides, and those words.

    No program for mails unfolds them, as pages of the web do.
    """
    hidden: list[str] = []

    def left(leaf: re.Match[str]) -> str:
        if _UNSEEN.search(_SPACE.sub("", leaf[2])) is None:
            return leaf[0]
        hidden.append(_FILLERS.sub(" ", character_references.decoded(leaf[3])))
        return ""

    shown = _LEAF.sub(left, markup)
    return shown, tidy_line(" ".join(hidden))[:_MAX_SAID_CHARS].replace("; ", ", ")
