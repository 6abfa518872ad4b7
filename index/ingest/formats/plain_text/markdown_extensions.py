"""Removes what programs add to Markdown: shortcodes, attributes, comments, marks of contents."""

import re

_QUOTED = r"\"[^\"\n]{0,300}\""
_SHORTCODE = re.compile(
    r"\{\{[<%](?:[^{\n]|\{(?!\{[<%])){0,2000}?[%>]\}\}|\{%(?:[^{\n]|\{(?!%)){0,2000}?%\}"
    r"|\{\{ [^{}\n]{0,200} \}\}"
)
"""A sign that a program replaces; none stands inside another, so each begin is looked at once."""
_CAPTION = re.compile(rf"\b(?:title|caption|alt|attr)=({_QUOTED})")
_ATTRIBUTE = rf"(?:[#.][\w:.-]{{1,60}}|[\w-]{{1,30}}=(?:{_QUOTED}|[^\s{{}}\"]{{1,100}}))"
_ATTRIBUTES = re.compile(rf"[ \t]?\{{:?[ \t]?{_ATTRIBUTE}(?: {{1,3}}{_ATTRIBUTE}){{0,8}}[ \t]?\}}")
_COMMENT = re.compile(r"^%%[^%]{0,20000}%%[ \t]*$|(?<=\s)%%[^%\n]{1,500}%%", re.MULTILINE)
_DIV = re.compile(r"^[ \t]{0,8}:{3,}[ \t]*(?:\{[^{}\n]{0,200}\}|[\w-]{1,40})?[ \t]*", re.MULTILINE)
_CONTENTS = re.compile(
    r"^[ \t]*(?:\[\[?_?TOC_?\]\]?|\{:toc\}|@\[toc\].*)[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_PROPERTY = re.compile(
    r"^[ \t]{0,40}(?:- )?(?:id|collapsed|heading|created-at|updated-at|card-[\w-]{1,30})::"
    r"[^\n]{0,300}$",
    re.MULTILINE,
)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)
_ID = re.compile(r"^(?:19|20)\d{10}(?:\d\d)?[\s_–—:-]{1,3}(?=\S)")
"""The number of a note in a slip box, a time up to the minute or the second."""


def removed(text: str) -> str:
    """The text without the additions; code between fences is unchanged."""
    pieces = _FENCE.split(text)
    marks = _FENCE.findall(text)
    if not marks:
        return _without(text)
    for position in range(0, len(pieces), 2):
        pieces[position] = _without(pieces[position])
    return "".join(piece + mark for piece, mark in zip(pieces, [*marks, ""], strict=True))


def _without(text: str) -> str:
    if "{" in text:
        text = _ATTRIBUTES.sub("", _SHORTCODE.sub(_captions, text))
    if "%%" in text:
        text = _COMMENT.sub("", text)
    if ":: " in text:
        text = _PROPERTY.sub("", text)
    if ":::" in text:
        text = _DIV.sub("\n\n", text)
    return _CONTENTS.sub("", text)


def _captions(match: re.Match[str]) -> str:
    """The visible text of a shortcode: the caption of a picture."""
    shown = [caption[1:-1] for caption in _CAPTION.findall(match[0])]
    return f"\n\n{' '.join(shown)}\n\n" if shown else "\n" if match[0][2:3] in "<%" else ""


def without_id(title: str) -> str:
    """A title without the number of a note in a slip box, as 202302091230."""
    return _ID.sub("", title)
