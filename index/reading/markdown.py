"""Markdown: front matter of any names, a heading as title, and then what a text copy says.

Marks are taken out of paragraphs where they only paint (emphasis, links, images); lists and tables
keep their lines.
"""

import datetime
import re

from index.reading import headers, plain, records
from index.reading.draft import Draft
from index.reading.guide import Guide

_FRONT = re.compile(
    r"\A\ufeff?\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<front>.*?)\r?\n(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_FIELD = re.compile(r"^([\w\u3400-\u9fff -]{1,30}?)\s*[:=：]\s*(.*)$")
_ITEM = re.compile(r"^\s*-\s+(.*)$")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*$")
_RULE = re.compile(
    r"^\s*(?:[-*_]\s*){3,}$|^\s*\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?\s*$|^\s*(?:```|~~~).*$"
)
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()]{0,600}\)|<(https?://[^>\s]{1,500})>")
_EMPHASIS = re.compile(
    r"(\*\*|__|~~|`)(?=\S)(.{1,2000}?)(?<=\S)\1|(?<![\w*])\*(?=\S)([^*]{1,2000}?)(?<=\S)\*(?![\w*])"
)
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_BULLET = re.compile(r"^(\s*)[*+-]\s+")
_STARTS = re.compile(r"^\s*(?:[*+-]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\|)")


def read(draft: Draft, text: str, guide: Guide) -> None:
    """Put what a Markdown text says into the draft."""
    match = _FRONT.match(text)
    if match is not None:
        _front(draft, match["front"], guide.latest)
        text = text[match.end() :]
    lines: list[str] = []
    for line in _paragraphs(text):
        heading = _HEADING.match(line)
        if heading is not None and not draft.has("title") and not any(map(_is_body, lines)):
            draft.put("title", _unmarked(heading[2]), "heading")
            continue
        lines.append(_unmarked(heading[2] if heading else line))
    title = draft.text("title")
    lines = [line for number, line in enumerate(lines) if number > 3 or line != title]
    plain.read(draft, "\n".join(lines), guide)


def _is_body(line: str) -> bool:
    return not headers.is_header(line) and not headers.is_noise(line)


def _front(draft: Draft, front: str, latest: datetime.date) -> None:
    """Fields of front matter: simple YAML or TOML, lists in either of their forms."""
    fields: dict[str, str | list[str]] = {}
    last = ""
    for line in front.splitlines():
        item = _ITEM.match(line)
        if item is not None and last:
            before = fields[last]
            fields[last] = [*(before if isinstance(before, list) else []), _value(item[1])]
        elif (match := _FIELD.match(line)) is not None:
            last = match[1].strip()
            fields[last] = _value(match[2])
    records.fields(draft, dict(fields), latest)


def _value(text: str) -> str:
    text = text.strip()
    if text[:1] in "\"'" and text[-1:] == text[:1]:
        return text[1:-1]
    return text.strip("[]") if text.startswith("[") else text


def _paragraphs(text: str) -> list[str]:
    """Lines that belong together are one paragraph; items, headings, rows and code stay apart."""
    paragraphs: list[str] = []
    open_paragraph = code = False
    for written in text.splitlines()[: plain.MOST_LINES]:
        if written.lstrip().startswith(("```", "~~~")):
            code = not code
        line = _QUOTE.sub("", written)
        if not line.strip() or _RULE.match(line):
            open_paragraph = False
        elif (
            open_paragraph and not code and not _STARTS.match(line) and not headers.is_header(line)
        ):
            paragraphs[-1] = _joined(paragraphs[-1], line.strip())
        else:
            paragraphs.append(line.strip())
            open_paragraph = (
                not line.endswith("  ") and not headers.is_header(line) and not _HEADING.match(line)
            )
    return paragraphs


def _joined(before: str, line: str) -> str:
    """Two lines of a paragraph; between Han characters a line break is nothing."""
    wide = before[-1:] > "\u2e7f" or line[:1] > "\u2e7f"
    return f"{before}{'' if wide else ' '}{line}"


def _unmarked(line: str) -> str:
    line = _LINK.sub(lambda match: match[1] or match[2], _IMAGE.sub(r"\1", line))
    line = _EMPHASIS.sub(lambda match: match[2] or match[3], line)
    if line.startswith("|"):
        return " | ".join(cell.strip() for cell in line.strip("|").split("|"))
    return _BULLET.sub(r"\1• ", line)
