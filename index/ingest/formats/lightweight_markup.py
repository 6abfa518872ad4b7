"""Reads lightweight markup (.rst, .org, .adoc, .tex): text without markup, fields at the top."""

import itertools
import re

from index.ingest import header_lines
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import Format
from index.ingest.formats import plain

_RULE = re.compile(r"^\s*([=\-~^\"'`#*+_:.<>])\1{2,}\s*$")
_RST_FIELD = re.compile(r"^:([\w-]{1,30}( [\w-]{1,30})?): (?=\S)")
_RST_ROLE = re.compile(r":[a-z][\w:-]{0,40}:`([^`]{1,300})`")
_RST_LINK = re.compile(r"`([^`<]{1,300}) <[^<>`]{1,1000}>`__?")
_RST_MARK = re.compile(
    r"\*\*([^*\n]{1,300})\*\*|\*([^*\n]{1,300})\*|``([^`\n]{1,300})``|\|([^|\n]{1,100})\|_?"
)
_RST_DIRECTIVE = re.compile(r"^\s*\.\. .*$")
_ORG_KEYWORD = re.compile(r"^#\+(TITLE|AUTHOR|DATE|SOURCE|KEYWORDS|DESCRIPTION):\s*", re.IGNORECASE)
_ORG_DROPPED = re.compile(r"^\s*(?:#\+|# |:[A-Z_]{2,30}:|\|[-+]{3,})")
_ORG_HEAD = re.compile(r"^\*{1,9} (?:(?:TODO|DONE) )?(?:\[#[A-C]\] )?(.*)$")
_ORG_LINK = re.compile(r"\[\[[^\[\]]{1,1000}\]\[([^\[\]]{1,500})\]\]")
_ADOC_HEAD = re.compile(r"^={1,6} (.*)$")
_ADOC_ATTRIBUTE = re.compile(
    r"^:!?[\w-]{1,40}:.*$|^\[[^\]]{0,200}\]$|^(?:----|====|\*\*\*\*|____|\+\+\+\+|\|===|--)\s*$|^//"
)
_ADOC_LINK = re.compile(r"(?:link:|https?://)\S{1,1000}?\[([^\[\]]{1,300})\]")
_TEX_COMMENT = re.compile(r"(?<!\\)%.*$", re.MULTILINE)
_TEX_FIELD = re.compile(r"\\(title|author|date)\s?\{([^{}]{1,500})\}")
_TEX_DROPPED = re.compile(
    r"\\(?:begin|end|label|ref|cite[pt]?|usepackage|documentclass|bibliography|bibliographystyle|"
    r"includegraphics|input|include|vspace|hspace|pagestyle|setlength|newcommand|ref|eqref)\*?"
    r"(?:\[[^\]]{0,300}\])?(?:\{[^{}]{0,500}\}){0,2}"
)
_TEX_HEAD = re.compile(
    r"\\(?:part|chapter|section|subsection|subsubsection|paragraph)\*? ?\{([^{}]{1,500})\}"
)
_TEX_ITEM = re.compile(r"\\item\b ?")
_TEX_COMMAND = re.compile(r"\\[a-zA-Z]{1,40}\*? ?(?:\[[^\]\n]{0,200}\])?")
#: A heading as a paragraph of its own.
_HEADING = r"\n\1\n"
_TEX_LABELS = {"title": "Title", "author": "Author", "date": "Date"}


#: The beginning of a line that starts a new item or row.
_APART = re.compile(r"[-*+|] |\d{1,3}[.)] |\|")


def read_rst(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Read a reStructuredText file into the draft."""
    lines = [line for line in _lines(text) if not _RST_DIRECTIVE.match(line)]
    title = next(
        (
            line.strip()
            for line, below in itertools.pairwise(lines)
            if line.strip() and not _RULE.match(line) and _RULE.match(below)
        ),
        "",
    )
    draft.put("title", title, "first heading")
    kept = ["" if _RULE.match(line) else _RST_FIELD.sub(r"\1: ", line) for line in lines]
    text = _RST_LINK.sub(r"\1", _RST_ROLE.sub(r"\1", "\n".join(kept)))
    text = _RST_MARK.sub(lambda match: next(filter(None, match.groups()), ""), text)
    plain.read(draft, _unwrapped(text), guide)


def read_org(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Read an Org file into the draft."""
    lines = [
        _ORG_KEYWORD.sub(lambda match: f"{match[1].capitalize()}: ", line) for line in _lines(text)
    ]
    for line in lines:
        if line.startswith("Title: "):
            draft.put("title", line[7:], "title of the file")
    kept = [
        _ORG_HEAD.sub(_HEADING, line)
        for line in lines
        if not _ORG_DROPPED.match(line) and not line.startswith("Title: ")
    ]
    plain.read(draft, _unwrapped(_ORG_LINK.sub(r"\1", "\n".join(kept))), guide)


def read_adoc(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Read an AsciiDoc file into the draft."""
    lines = [line for line in _lines(text) if not _ADOC_ATTRIBUTE.match(line)]
    title = next((line[2:] for line in lines[:20] if line.startswith("= ")), "")
    draft.put("title", title, "first heading")
    kept = "\n".join(_ADOC_HEAD.sub(_HEADING, line) for line in lines)
    plain.read(draft, _unwrapped(_ADOC_LINK.sub(r"\1", kept)), guide)


def read_tex(draft: Draft, text: str, guide: ExtractionRules) -> None:
    """Read a TeX file into the draft."""
    text = _TEX_COMMENT.sub("", "\n".join(_lines(text)))
    head = [
        f"{_TEX_LABELS[match[1]]}: {_without_tex(match[2])}" for match in _TEX_FIELD.finditer(text)
    ]
    for line in head:
        if line.startswith("Title: "):
            draft.put("title", line[7:], "title of the file")
    head = [line for line in head if not line.startswith("Title: ")]
    start = text.find("\\begin{document}")
    body = _TEX_FIELD.sub("", text[max(start, 0) :])
    plain.read(draft, "\n".join((*head, "", _unwrapped(_without_tex(body)))), guide)


def _without_tex(text: str) -> str:
    text = re.sub(r"\\\\|\\par\b", "\n\n", text)
    text = _TEX_HEAD.sub(r"\n\n\1\n\n", _TEX_DROPPED.sub("", text))
    text = _TEX_ITEM.sub("\n\n", text)
    text = _TEX_COMMAND.sub("", text)
    text = text.replace("~", " ").replace("---", "—").replace("--", "–")
    text = text.replace("``", "“").replace("''", "”")
    return re.sub(r"(?<!\\)[{}$]|\\(?=[%&$#_{}])", "", text)


def _lines(text: str) -> list[str]:
    return re.sub(r"\r\n?", "\n", text).split("\n")


def _unwrapped(text: str) -> str:
    """The text with one line per paragraph; an empty line ends a paragraph."""
    paragraphs: list[str] = []
    fresh = True
    for line in text.split("\n"):
        stripped = line.strip()
        apart = bool(_APART.match(stripped)) or header_lines.is_header(stripped)
        if not stripped:
            fresh = True
        elif fresh or apart:
            paragraphs.append(stripped)
            fresh = apart and not _APART.match(stripped)
        else:
            wide = paragraphs[-1][-1:] > "\u2e7f" and stripped[:1] > "\u2e7f"
            paragraphs[-1] += stripped if wide else f" {stripped}"
    return "\n".join(paragraphs)


RST = Format(kind="rst", endings=(".rst",), read_text=read_rst)
ORG = Format(kind="org", endings=(".org",), read_text=read_org)
ADOC = Format(kind="adoc", endings=(".adoc", ".asciidoc"), read_text=read_adoc)
TEX = Format(kind="tex", endings=(".tex", ".latex"), read_text=read_tex)
