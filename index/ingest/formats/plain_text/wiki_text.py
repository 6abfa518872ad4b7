"""Reads the markup of MediaWiki: in files of its own, and in the pages of a dump."""

import re

from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.plain_text import plain

_NOTE = re.compile(r"<ref\b[^<>/]{0,200}>([^<]{0,4000})</ref>", re.IGNORECASE)
_SIGN = re.compile(
    r"</?(?:ref|nowiki|small|big|center|references|poem|section|noinclude|onlyinclude)\b[^<>]{0,200}>"
    r"|__[A-Z]{3,20}__|'{2,5}",
    re.IGNORECASE,
)
_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{0,300}\|){0,8}([^\[\]|\n]{1,500})\]\]")
_ADDRESS = re.compile(r"\[(?:https?:)?//[^\s\[\]]{1,1000} ([^\[\]\n]{1,500})\]")
_HEADING = re.compile(r"^(={1,6})(?!=)[ \t]{0,8}+([^=\n]{1,300})\1[ \t]{0,8}$", re.MULTILINE)
_ITEM = re.compile(r"^[*#:;]{1,8}[ \t]*", re.MULTILINE)


def plain_text(text: str) -> str:
    """The text that a page shows, with its notes; templates and tables stay as they are written."""
    text = _NOTE.sub(r" \1", _without_comments(text))
    text = _SIGN.sub("", text)
    for _ in range(2):  # a link in the caption of a picture
        text = _LINK.sub(r"\1", text)
    text = _ADDRESS.sub(r"\1", text)
    return _ITEM.sub("", _HEADING.sub(r"\n\2\n", text))


def _without_comments(text: str) -> str:
    """The text without comments; one without an end goes on to the end of the text."""
    first, *others = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in others)


def read(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read a file in this markup into the draft."""
    plain.read(draft, plain_text(text), rules)


FORMAT = Format(kind="wiki", endings=(".wiki", ".mediawiki"), read_text=read)
