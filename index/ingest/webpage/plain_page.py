"""Recognises the page that a browser makes of a file of plain text, once it is saved."""

import re

from index.ingest import character_references

_OPENING = re.compile(r"<(pre|xmp|plaintext)\b[^<>]{0,500}>", re.IGNORECASE)
_HEAD_CHARS = 4_000
"""The part of a page in which its only element begins, in code points."""
_TITLE = re.compile(r"<title[^<>]{0,200}>([^<]{0,500})</title>", re.IGNORECASE)
_NAME = re.compile(r"\s*(?:\S{0,300}[/\\])?[^\s/\\]{0,200}\.\w{1,5}\s*|\s*\w+://\S{0,500}\s*|\s*")
"""The name or the address of a file, which a browser takes for its title."""
_OF_HEAD = re.compile(
    r"\s{1,200}+|(?:<!doctype[^<>]{0,200}>|<!--(?:(?!-->)[^\0]){0,500}-->|</?(?:html|head|body|meta|link)\b"
    r"[^<>]{0,500}>|<title\b[^<>]{0,200}>[^<]{0,500}</title>|<style\b[^<>]{0,200}>[^<]{0,2000}</style>)",
    re.IGNORECASE,
)
_OF_END = re.compile(
    r"\s{1,200}+|</(?:body|html|pre|xmp)>|<div\b[^<>]{0,200}></div>", re.IGNORECASE
)
_MARKUP = re.compile(r"</?[a-z][a-z0-9]{0,15}\b[^<>]{0,500}>", re.IGNORECASE)


def text_of(page: str) -> str | None:
    """The text that a page shows and that is all of it; None for other pages."""
    opening = _OPENING.search(page, 0, _HEAD_CHARS)
    if opening is None or not _is_only(_OF_HEAD, page[: opening.start()]):
        return None
    title = _TITLE.search(page, 0, opening.start())
    if title is not None and _NAME.fullmatch(character_references.decoded(title[1])) is None:
        return None
    end = page.lower().rfind(f"</{opening[1].lower()}>", opening.end())
    end = end if end >= 0 else len(page)
    text = page[opening.end() : end]
    if not _is_only(_OF_END, page[end:]) or _MARKUP.search(text):
        return None
    return text if opening[1].lower() == "xmp" else character_references.decoded(text)


def _is_only(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text is made of matches of a pattern and blanks."""
    at = 0
    while (match := pattern.match(text, at)) is not None:
        at = match.end()
    return at == len(text)
