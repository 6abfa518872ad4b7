"""Reads links of Markdown that lead to the page of which a note is a copy."""

import re

from index.ingest.draft import Draft
from index.ingest.heads import label_names, person_names

_LINKED = re.compile(
    r"^#{1,3}[ \t]+\[(?P<title>[^\[\]\n]{2,300})\]\((?P<url>https?://[^()\s]{4,600})\)[ \t]*$",
    re.MULTILINE,
)
"""A heading that is a link to its page."""


_ORIGINAL = re.compile(
    r"(?:原文(?:地址|链接|鏈接|網址|网址|连结|連結)?|original(?: link| url| article)?|source)"
    r"\s?[:：]?\s?\[[^\[\]\n]{1,300}\]"
    r"\((?P<url>https?://[^()\s]{4,600})\)"
    r"|\[(?:(?:read|view) (?:the )?original|阅读原文|閱讀原文|原文链接|原文連結|查看原文)\]"
    r"\((?P<link>https?://[^()\s]{4,600})\)"
    r"|^[>*_ \t-]{0,6}\[(?:原文|源[网網]址|[来來]源[链鏈連][接結]"
    r"|original(?: (?:article|post|page))?|source|link)\]"
    r"\((?P<alone>https?://[^()\s]{4,600})\)[*_]{0,3}[ \t]{0,9}$",
    re.IGNORECASE | re.MULTILINE,
)
"""A link to the page of which a note is a copy."""
_BEGINNING = 2_000
"""The beginning of a note, in code points, that may link to its page."""
_LABELLED = re.compile(
    r"^(?P<before>[>*_ \t-]{0,6}(?P<label>[^\W\d_][^\[\]\n:：*]{1,20})[*_]{0,3}[:：][*_ \t]{0,5})"
    r"\[(?P<name>[^\[\]\n]{1,200})\]\((?P<url>https?://[^()\s]{4,600})\)[ \t]{0,9}$",
    re.MULTILINE,
)
"""A label with a link for its value: **原文链接：** [澜溪日报](https://lanxi.example/1)."""


def taken(draft: Draft, text: str) -> str:
    """The text with addresses for the words of labelled links; a paper there is the source."""
    return _LABELLED.sub(lambda link: _address(draft, link), text[:_BEGINNING]) + text[_BEGINNING:]


def _address(draft: Draft, link: re.Match[str]) -> str:
    label = re.sub(r"[\s_-]", "", link["label"]).lower()
    if label_names.FIELDS_BY_LABEL.get(label) != "url":
        return link[0]
    named = person_names.is_paper(link["name"])
    draft.put("source", link["name"] if named else "", "link to the original")
    return f"{link['before']}{link['url']}"


def put(draft: Draft, text: str) -> None:
    """Put the address to which the heading, or a link to the original, leads into the draft."""
    linked = _LINKED.search(text)
    if linked is not None and linked["title"] == draft.text("title"):
        draft.put("url", linked["url"], "link of the heading")
    original = _ORIGINAL.search(text[:_BEGINNING])
    if original is not None:
        draft.put("url", next(filter(None, original.groups())), "link to the original")
