"""Markdown: front matter of any names, a heading as title, and then what a text copy says.

Marks are taken out of paragraphs where they only paint (emphasis, links, images); lists and tables
keep their lines.
"""

import datetime
import itertools
import re

from index.ingest import header_lines
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import Format
from index.ingest.formats import json_records, plain

_FRONT = re.compile(
    r"\A\ufeff?\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<front>.*?)\r?\n(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_FIELD = re.compile(r"^([\w\u3400-\u9fff -]{1,30}?)\s*[:=：]\s*(.*)$")
_ITEM = re.compile(r"^\s*-\s+(.*)$")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s++(?P<text>.+)$")
#: A rule, the line below the head of a table, or a fence of code, without its white space.
_RULE = re.compile(r"[-*_]{3,}|\|?:?-{3,}:?(?:\|:?-{3,}:?)*\|?|(?:```|~~~).*")
_IMAGE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\([^()]{0,600}\)|<(https?://[^<>\s]{1,500})>")
_EMPHASIS = re.compile(
    r"\*\*(?=\S)((?:[^*]|\*(?!\*)){1,2000}?)(?<=\S)\*\*|__(?=\S)((?:[^_]|_(?!_)){1,2000}?)(?<=\S)__"
    r"|~~(?=\S)((?:[^~]|~(?!~)){1,2000}?)(?<=\S)~~|`(?=\S)([^`]{1,2000}?)(?<=\S)`"
    r"|(?<![\w*])\*(?=\S)([^*]{1,2000}?)(?<=\S)\*(?![\w*])"
)
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_BULLET = re.compile(r"^(\s*)[*+-]\s+")
_STARTS = re.compile(r"^\s*(?:[*+-]\s|\d{1,3}[.)]\s|#{1,6}\s|>|\|)")


def read(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Put what a Markdown text says into the draft."""
    match = _FRONT.match(text)
    if match is not None:
        _front(draft, match["front"], guide.latest)
        text = text[match.end() :]
    lines: list[str] = []
    for line in _paragraphs(text):
        heading = _heading(line)
        if heading and not draft.has("title") and not any(map(_is_body, lines)):
            draft.put("title", _unmarked(heading), "heading")
            continue
        lines.append(_unmarked(heading or line))
    title = draft.text("title")
    lines = [line for number, line in enumerate(lines) if number > 3 or line != title]
    plain.read(draft, "\n".join(lines), guide)


def _heading(line: str) -> str:
    """What a heading says, without the marks that may close it; empty where a line is none."""
    match = _HEADING.match(line)
    return match["text"].rstrip().rstrip("#").rstrip() if match is not None else ""


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch("".join(line.split())) is not None


def _is_body(line: str) -> bool:
    return not header_lines.is_header(line) and not header_lines.is_noise(line)


def _front(draft: Draft, front: str, latest: datetime.date) -> None:
    """Fields of front matter: simple YAML or TOML, lists in either of their forms."""
    fields: dict[str, str | list[str]] = {}
    last = ""
    for line in front.splitlines():
        item = _ITEM.match(line)
        if item is not None and last:
            before = fields[last]
            items = before if isinstance(before, list) else []
            items.append(_value(item[1]))
            fields[last] = items
        elif (match := _FIELD.match(line)) is not None:
            last = match[1].strip()
            fields[last] = _value(match[2])
    json_records.fields(draft, dict(fields), latest)


def _value(text: str) -> str:
    text = text.strip()
    if text[:1] in "\"'" and text[-1:] == text[:1]:
        return text[1:-1]
    return text.strip("[]") if text.startswith("[") else text


def _paragraphs(text: str) -> list[str]:
    """Lines that belong together are one paragraph; items, headings, rows and code stay apart."""
    paragraphs: list[list[str]] = []
    open_paragraph = code = False
    for written in text.splitlines()[: plain.MAX_TEXT_LINES]:
        if written.lstrip().startswith(("```", "~~~")):
            code = not code
        line = _QUOTE.sub("", written)
        if not line.strip() or _is_rule(line):
            open_paragraph = False
        elif (
            open_paragraph
            and not code
            and not _STARTS.match(line)
            and not header_lines.is_header(line)
        ):
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([line.strip()])
            open_paragraph = (
                not line.endswith("  ") and not header_lines.is_header(line) and not _heading(line)
            )
    return list(map(_joined, paragraphs))


def _joined(lines: list[str]) -> str:
    """The lines of a paragraph as one; between Han characters a line break is nothing."""
    pieces = lines[:1]
    for before, line in itertools.pairwise(lines):
        wide = before[-1:] > "\u2e7f" or line[:1] > "\u2e7f"
        pieces += (line,) if wide else (" ", line)
    return "".join(pieces)


def _unmarked(line: str) -> str:
    line = _LINK.sub(lambda match: match[1] or match[2], _IMAGE.sub(r"\1", line))
    line = _EMPHASIS.sub(lambda match: match[match.lastindex or 0], line)
    if line.startswith("|"):
        return " | ".join(cell.strip() for cell in line.strip("|").split("|"))
    return _BULLET.sub(r"\1• ", line)


FORMAT = Format(kind="md", endings=(".md", ".markdown"), read_text=read)
