"""Reads the text of a record: lines, a list of texts, a piece of HTML, or Markdown."""

import re

from index.ingest import character_references
from index.ingest.draft import Draft, letters
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.plain_text import markdown
from index.ingest.formats.plain_text.layout import forum_codes
from index.ingest.formats.records import further_texts
from index.ingest.prose import ANY_TAG
from index.ingest.structured import json_values
from index.ingest.webpage import page

_ESCAPED = re.compile(r"&lt;(?:p|br|div|span|table|ul|h[1-6])\b", re.IGNORECASE)
"""The tag of a paragraph, escaped once more than needed."""


def fullest(bodies: list[tuple[str, object]]) -> tuple[str, object]:
    """The most specific body, or the same text with markup if that alone has paragraphs."""
    name, value = bodies[0] if bodies else ("", "")
    text = value if isinstance(value, str) else "\n"
    if "\n" in text or further_texts.MARKUP.search(text):
        return name, value
    begin = letters(text)[: further_texts.BEGINNING_COMPARED_CHARS]
    for other, markup in bodies[1:]:
        marked_up = isinstance(markup, str) and further_texts.MARKUP.search(markup) is not None
        if marked_up and letters(ANY_TAG.sub("", str(markup))).startswith(begin):
            return other, markup
    return name, value


_MARKDOWN = "<!--markdown-->"
"""The beginning of a text in Markdown in the databases of Typecho."""
_MARKDOWN_SIGN = re.compile(
    r"\[[^\[\]\n]{1,300}\]\(https?://[^\s()]{1,600}\)|^#{2,6} (?=\S)", re.MULTILINE
)
"""A link or a lower heading of Markdown, which other texts do not have."""
_LONE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
"""A break inside a paragraph, which ends a line in an export."""
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])")
r"""A line break that an export wrote as two characters; not that in C:\\new."""


def put_body(draft: Draft, value: object) -> None:
    """Add the body: a text with line breaks, a list of texts, or a piece of HTML."""
    text = json_values.body_of(value)
    if text.startswith(_MARKDOWN):
        draft.paragraphs = markdown.paragraphs(text.removeprefix(_MARKDOWN))
        return
    if "[/" in text:
        text = forum_codes.plain_text(text)
    if ":" in text and _PREFIXED.search(text):
        text = _PREFIXED.sub(r"<\1", text)
    if "<" not in text and _ESCAPED.search(text):
        text = character_references.decoded(text)
    if _WHOLE_PAGE.match(text):
        page.read(draft, text, ExtractionRules())
        return
    if further_texts.MARKUP.search(text):
        page.read_all(draft, text)
        return
    if "\\n" in text and "\n" not in text:
        text = _WRITTEN_BREAK.sub("\n", text)
    if any(mark in text for mark in "\r\u2028\u2029\x0b\x0c"):
        text = re.sub(r"[\r\u2028\u2029\x0b\x0c]", "\n", text)
    if ("](" in text or "##" in text) and _MARKDOWN_SIGN.search(text):
        text = "\n".join(markdown.paragraphs(_LONE_BREAK.sub("  \n", text))) or text
    draft.paragraphs = [line for line in text.split("\n") if line.strip()]


_WHOLE_PAGE = re.compile(r"\s{0,50}(?:<!doctype html[^<>]{0,200}>\s{0,50})?<html\b", re.IGNORECASE)
"""The beginning of a whole page, as crawlers keep it: its head says what the record does not."""
_PREFIXED = re.compile(r"<(/?)[a-z]{1,10}:(?=(?:p|title|sec|italic|bold|list|list-item|sub|sup)\b)")
"""The prefix of the elements of a text in XML, as in <jats:p>."""
