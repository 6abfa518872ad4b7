"""Takes the lines above a title that are no part of a text: section, kind, where it is from.

Local; TRANSCRIPT; Copied from https://…; Translated from Chinese by machine.
"""

import re

from index.ingest import header_lines
from index.ingest.draft import Draft
from index.ingest.formats import field_lines

_KIND = re.compile(
    r"(?:press |media |official |full |news )?(?:transcript|speech|remarks|statement|fact sheet"
    r"|media advisory|briefing|press release|release|editorial|opinion|interview|analysis"
    r"|commentary|feature)s?:?",
    re.IGNORECASE,
)
"""The kind of a text as its first line, above the title."""
_SAVED_WITH = re.compile(
    r"(?i:saved|shared|clipped|sent|exported) (?:from|to|with|via|by) [A-Z]\w{2,20}"
)
"""The program that a text was saved with."""
_SECTION = re.compile(r"[A-Z][a-z]{2,13}|[A-Z]{3,14}")
"""One word above a title: Local, WATER."""
_TITLE_WORDS = 4
"""The least number of words of a title below one word."""
_SAVED_FROM = re.compile(
    r"[(\[]?(?:copied|saved|retrieved|downloaded|taken|archived|clipped|scraped|accessed) "
    r"(?:from|at):? (?P<url>https?://[^\s<>)\]]{4,500})(?P<rest>[^。]{0,60})",
    re.IGNORECASE,
)
"""Where a text was copied from, perhaps with the day of copying."""
_TRANSLATED = re.compile(
    r"[(\[]?(?:(?:machine|automatic(?:ally)?|google|unofficial) )?translat(?:ed|ion)\b.{0,60}",
    re.IGNORECASE,
)
_FEW = 2
"""The least number of lines below such a line."""


def take(draft: Draft, lines: list[str]) -> list[str]:
    """Put the address of such lines into the draft; returns the other lines.

    A remark about the translation stands behind the text then.
    """
    if len(lines) <= _FEW:
        return lines
    first, second = lines[0], lines[1]
    saved = _SAVED_FROM.fullmatch(first)
    if saved is not None:
        draft.put("url", saved["url"].rstrip(".,;"), "address above the text")
        return take(draft, lines[1:])
    if _TRANSLATED.fullmatch(first) is not None and not first.endswith("."):
        return [*take(draft, lines[1:]), first]
    if header_lines.is_header(second) or not field_lines.is_title(second):
        return lines
    kind = _KIND.fullmatch(first) is not None or _SAVED_WITH.fullmatch(first) is not None
    section = _SECTION.fullmatch(first) is not None and len(second.split()) >= _TITLE_WORDS
    return lines[1:] if kind or section else lines
