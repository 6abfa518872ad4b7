"""Reads lightweight markup (.rst, .org, .adoc): text without markup, fields at the top."""

import itertools
import re
from collections.abc import Iterator

from index.ingest import line_joins
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.plain_text import plain
from index.ingest.heads import header_lines
from index.ingest.structured import json_fields

_RULE = re.compile(r"^\s*([=\-~^\"'`#*+_:.<>])\1{2,}\s*$")
_RST_FIELD = re.compile(r"^:([\w-]{1,30}( [\w-]{1,30})?): (?=\S)")
_RST_ROLE = re.compile(r":[a-z][\w:-]{0,40}:`([^`]{1,300})`")
_RST_ROLE_TARGET = re.compile(r":[a-z][\w:-]{0,40}:`([^`<]{1,300}) <[^<>`]{1,300}>`")
_RST_LINK = re.compile(r"`([^`<]{1,300}) <[^<>`]{1,1000}>`__?")
_RST_MARK = re.compile(
    r"(?<!\\)\*\*([^*\n]{1,300})\*\*|(?<!\\)\*([^*\n]{1,300})\*|``([^`\n]{1,300})``|\|([^|\n]{1,100})\|_?"
)
_RST_DIRECTIVE = re.compile(r"^\s*\.\. (?!\[)(?P<rest>.*)$")
_RST_TITLED = re.compile(
    r"(?:note|warning|tip|important|caution|danger|hint|attention|error|admonition|topic|sidebar|"
    r"rubric|epigraph|versionadded|versionchanged|deprecated|(?:csv-|list-)?table)::[ \t]+"
    r"(?P<title>\S.*)$"
)
"""The text beside the name of a directive, as the title of a note."""
_RST_KNOWN = re.compile(r"[\w:+.-]{1,60}::|\||_|__|\[")
"""The beginning of a directive or a target; any other line of two full stops is a comment."""
_RST_OPTION = re.compile(r"^\s+:[a-z-]{2,30}:(?:\s|$)")
_RST_GRID = re.compile(r"^\s*\+[-=+]{3,}\+\s*$|^\s*[=-]{2,}(?: +[=-]{2,})+\s*$")
_RST_NOTE = re.compile(r"^[ \t]{0,20}\.\. \[[^\]\n]{1,40}\][ \t]*", re.MULTILINE)
_RST_NOTED = re.compile(r"[ \t]?\[(?:\d{1,3}|#[\w-]{0,30}|\*)\]_")
_RST_ROW = re.compile(r"^ {0,40}\* - |^ {2,40}- ")
_ORG_KEYWORD = re.compile(r"^#\+(TITLE|AUTHOR|DATE|SOURCE|KEYWORDS|DESCRIPTION):\s*", re.IGNORECASE)
_ORG_DROPPED = re.compile(
    r"^\s*(?:#\+|# |#$|\|[-+]{3,}|CLOCK: |(?:SCHEDULED|DEADLINE|CLOSED): [<\[][^>\]]{1,60}[>\]])"
)
_ORG_DRAWER = re.compile(r"^\s*:([A-Z][A-Z_-]{1,30}):\s*$", re.IGNORECASE)
_ORG_COMMENT = re.compile(r"^\s*#\+(begin|end)_(?:comment|export\b).*$", re.IGNORECASE)
_ORG_CAPTION = re.compile(r"^\s*#\+caption:[ \t]*", re.IGNORECASE)
_ORG_HEAD = re.compile(
    r"^\*{1,9} (?:(?:TODO|DONE|WAIT|WAITING|NEXT|CANCELLED) )?(?:\[#[A-C]\] )?"
    r"(.*)$"
)
_ORG_TAGS = re.compile(r"(?<![ \t])[ \t]++:[\w@#%:]{1,100}:[ \t]*+$")
_ORG_MARK = re.compile(
    r"(?<![^\s(\"'{—-])([*/_=~+])(?=[^\s])([^\n]{1,300}?)(?<=[^\s])\1(?![^\s.,;:!?'\")}\]—-])"
)
_ORG_NOTED = re.compile(r"\[fn:[\w-]{1,40}\]")
_ORG_ROW = re.compile(r"^\|(.*)\|$", re.MULTILINE)
_ORG_LINK = re.compile(r"\[\[[^\[\]]{1,1000}\]\[([^\[\]]{1,500})\]\]")
_ADOC_HEAD = re.compile(r"^={1,6} (.*)$")
_ADOC_DROPPED = re.compile(
    r"^:!?[\w-]{1,40}:.*$|^\[[^\]]{0,200}\]$|^(?:----|====|\*\*\*\*|____|\+\+\+\+|\|===|--)\s*$|^//"
)
_ADOC_ATTRIBUTE = re.compile(r"^:([a-z][\w-]{1,30}):[ \t]+(\S.{0,300})$")
"""An attribute of a document, as :author: Ada Quill."""
_ADOC_NAMES = {"revdate": "date", "docdate": "date"}
_ADOC_TOP = 40
"""The number of first lines that may have attributes."""
_ADOC_AUTHOR = re.compile(r"^([^\W\d][^<>:;\d=]{2,60}?)[ \t]*(?:<[^<>\s]{1,200}>)?$")
_ADOC_REVISION = re.compile(r"^(?:v?\d[\w.]{0,20},[ \t]*)?([^:,]{4,30}\d[^:,]{0,20})(?::.*|,.*)?$")
_ADOC_NOTE = re.compile(r"footnote(?:ref)?:[\w-]{0,40}\[([^\[\]]{1,1000})\]")
_ADOC_MACRO = re.compile(
    r"^(?:image|video|audio|include|toc)::?[^\[\]\s]{0,300}\[([^\[\]]{0,300})\]$", re.MULTILINE
)
_ADOC_MARK = re.compile(
    r"(?<![\w*_`#])([*_`#]{1,2})(?=[^\s*_`#])([^\n*`#]{1,300}?)(?<=[^\s])\1(?![\w*_`#])"
)
_ADOC_CELL = re.compile(r"^[\d.+<>^]{0,8}[aehlmsv]?\|[ \t]*+|(?<![ \t])[ \t]++\|[ \t]*+")
_ADOC_LINK = re.compile(r"(?:link:|https?://)\S{1,1000}?\[([^\[\]]{1,300})\]")
_ADOC_INSIDE = re.compile(r"([*_`#])\1(?=[^\s*_`#])([^\n*`#]{1,300}?)(?<=\S)\1\1")
"""Text that is marked inside a word, with two marks."""
_RST_ESCAPE = re.compile(r"\\(?:[ \t]|([^\w\s]))")
"""A backslash before a mark that is text, or before a space that only ends other marks."""
_HEADING = r"\n\1\n"
"""A heading as a paragraph of its own."""

_ITEM_START = re.compile(r"[-*+|] |\d{1,3}[.)] |\|")
"""The beginning of a line that starts a new item or row."""


def read_rst(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read a reStructuredText file into the draft."""
    lines = _rst_lines(text)
    title = next(
        (
            line.strip()
            for line, below in itertools.pairwise(lines)
            if line.strip() and not _RULE.match(line) and _RULE.match(below)
        ),
        "",
    )
    draft.put("title", title, "first heading")
    shown_lines = ["" if _RULE.match(line) else _RST_FIELD.sub(r"\1: ", line) for line in lines]
    shown_lines = _with_all_authors(shown_lines)
    text = _RST_NOTED.sub("", _RST_NOTE.sub("\n", "\n".join(shown_lines)))
    text = _RST_LINK.sub(r"\1", _RST_ROLE.sub(r"\1", _RST_ROLE_TARGET.sub(r"\1", text)))
    text = _RST_MARK.sub(lambda match: next(filter(None, match.groups()), ""), text)
    plain.read(draft, unwrapped(_RST_ESCAPE.sub(r"\1", text)), rules)


def _with_all_authors(lines: list[str]) -> list[str]:
    """The lines with the authors of a file, each in a field of its own, in one."""
    authors = [line[8:] for line in lines if line.startswith("Author: ")]
    first = next((at for at, line in enumerate(lines) if line.startswith("Author: ")), 0)
    if len(authors) < 2:
        return lines
    others = [line for line in lines if not line.startswith("Author: ")]
    return [*others[:first], f"Author: {', '.join(authors)}", *others[first:]]


def _rst_lines(text: str) -> list[str]:
    """The lines that a reader sees: without comments, and directives with their titles only."""
    shown_lines: list[str] = []
    comment = option = False
    for line in _lines(text):
        indented = line[:1] in {" ", "\t"}
        comment = comment and (indented or not line.strip())
        option = option and _RST_OPTION.match(line) is not None
        directive = None if comment else _RST_DIRECTIVE.match(line)
        if directive is not None:
            comment = not _RST_KNOWN.match(directive["rest"])
            option = not comment
            titled = _RST_TITLED.match(directive["rest"])
            shown_lines += ["", titled["title"] if titled else "", ""]
        elif not comment and not option:
            shown_lines.append("" if _RST_GRID.match(line) else _RST_ROW.sub("- ", line))
    return shown_lines


def read_org(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read an Org file into the draft."""
    lines = [
        _ORG_KEYWORD.sub(lambda match: f"{match[1].capitalize()}: ", _ORG_CAPTION.sub("", line))
        for line in _org_lines(text)
    ]
    for line in lines:
        if line.startswith("Title: "):
            draft.put("title", line[7:], "title of the file")
    shown_lines = [
        _ORG_HEAD.sub(_HEADING, _ORG_TAGS.sub("", line) if line.startswith("*") else line)
        for line in lines
        if not _ORG_DROPPED.match(line) and not line.startswith("Title: ")
    ]
    text = _ORG_NOTED.sub("", _ORG_LINK.sub(r"\1", "\n".join(shown_lines)))
    text = unwrapped(_ORG_MARK.sub(r"\2", text))
    plain.read(draft, _ORG_ROW.sub(lambda match: match[1].strip(), text), rules)


def _org_lines(text: str) -> Iterator[str]:
    """The lines of a text without drawers and comment blocks."""
    until = None
    for line in _lines(text):
        drawer, comment = _ORG_DRAWER.match(line), _ORG_COMMENT.match(line)
        if until is not None:
            ended = comment is not None if until == "comment" else drawer is not None
            until = None if ended else until
        elif drawer is not None:
            until = "drawer"
        elif comment is not None:
            until = "comment"
        else:
            yield line


def read_adoc(draft: Draft, text: str, rules: ExtractionRules) -> None:
    """Read an AsciiDoc file into the draft."""
    lines = [line for line in _adoc_lines(text) if not _ADOC_DROPPED.match(line)]
    first = next((at for at, line in enumerate(lines[:20]) if line.startswith("= ")), None)
    if first is not None:
        draft.put("title", lines[first][2:], "first heading")
        lines[first + 1 : first + 3] = _adoc_head(lines[first + 1 : first + 3])
    attributes = {
        _ADOC_NAMES.get(match[1], match[1]): match[2].strip()
        for line in text.splitlines()[:_ADOC_TOP]
        if (match := _ADOC_ATTRIBUTE.match(line)) is not None
    }
    json_fields.fields(draft, attributes, rules.latest)
    body = "\n".join(_ADOC_HEAD.sub(_HEADING, line) for line in lines)
    body = _ADOC_NOTE.sub(r" \1", _ADOC_LINK.sub(r"\1", _ADOC_MACRO.sub(r"\1", body)))
    plain.read(draft, unwrapped(_ADOC_MARK.sub(r"\2", _ADOC_INSIDE.sub(r"\2", body))), rules)


def _adoc_lines(text: str) -> Iterator[str]:
    """The lines of a text without comment blocks; the cells of a table are separated."""
    comment = table = False
    for line in _lines(text):
        if line.rstrip() == "////":
            comment = not comment
        elif line.startswith("|==="):
            table = not table
        elif not comment:
            yield _ADOC_CELL.sub(" | ", line).strip(" |") if table else line


def _adoc_head(lines: list[str]) -> list[str]:
    """The lines of author and revision below a title, with labels."""
    authors = [_ADOC_AUTHOR.match(name.strip()) for name in lines[0].split(";")] if lines else []
    names = [author[1] for author in authors if author is not None]
    if not names or len(names) < len(authors):
        return lines
    revision = _ADOC_REVISION.match(lines[1]) if len(lines) > 1 else None
    dated = revision is not None and dates.find_dates(revision[1])
    below = [f"Date: {revision[1]}"] if revision is not None and dated else lines[1:]
    return [f"Author: {', '.join(names)}", *below]


def _lines(text: str) -> list[str]:
    return re.sub(r"\r\n?", "\n", text).split("\n")


def unwrapped(text: str) -> str:
    """The text with one line per paragraph; an empty line ends a paragraph."""
    paragraphs: list[str] = []
    fresh = True
    for line in text.split("\n"):
        stripped = line.strip()
        new_item = bool(_ITEM_START.match(stripped)) or header_lines.is_header(stripped)
        if not stripped:
            fresh = True
        elif fresh or new_item:
            paragraphs.append(stripped)
            fresh = new_item and not _ITEM_START.match(stripped)
        else:
            paragraphs[-1] = line_joins.joined(paragraphs[-1], stripped, mixed=" ")
    return "\n".join(paragraphs)


RST = Format(kind="rst", endings=(".rst",), read_text=read_rst)
ORG = Format(kind="org", endings=(".org",), read_text=read_org)
ADOC = Format(kind="adoc", endings=(".adoc", ".asciidoc"), read_text=read_adoc)
