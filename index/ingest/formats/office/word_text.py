"""Extracts the visible text of a Word file: paragraphs, tables, boxes, fields, equations.

Tracked deletions, hidden text and prompts of empty controls are left out; insertions and the
results of fields are text.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.ingest.formats.office import equations, hidden_parts
from index.ingest.formats.office.word_numbers import Numbering, list_of_paragraph
from index.ingest.formats.office.word_package import (
    WordPackage,
    attribute_value,
    child_at,
    reference,
)
from index.ingest.formats.printed.symbol_fonts import symbol
from index.ingest.formats.xml_elements import XmlElement, local_name

_UNSEEN = frozenset(
    (
        *("pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "tblGrid"),
        *("del", "moveFrom", "delText", "instrText", "delInstrText", "fldData", "rt"),
        *("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "permStart"),
        *("annotationRef", "footnoteRef", "endnoteRef", "softHyphen", "lastRenderedPageBreak"),
        *("permEnd", "smartTagPr", "customXmlPr", "oMathParaPr", "proofErr", "binData"),
    )
)
"""Elements without visible text; the children of all others are read."""
_BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_MATHS = frozenset({"oMath", "oMathPara"})
_DRAWN = frozenset({"drawing", "pict", "object", "shape", "wsp", "wgp"})
MAX_SIZED_LINES = 200
"""The largest number of paragraphs of a part of which the size of letters is looked up."""
_LONG_ROW = 200
"""From this length in code points, the cells of a row stay separate paragraphs."""


@dataclass(frozen=True, slots=True)
class WordLine:
    """A line of text with the name of its style in lower case.

    `size` is that of its first letters in points, 0 if it is unknown; `page` counts the breaks of
    pages that somebody put above it.
    """

    text: str
    style: str = ""
    size: float = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, one line each."""

    rows: tuple[str, ...]


Part = WordLine | Table


class Styles:
    """The names of styles, and the lists that number their paragraphs."""

    def __init__(self, root: XmlElement | None) -> None:
        self._style = {
            attribute_value(node, "styleId"): node
            for node in (root if root is not None else ())
            if local_name(node) == "style"
        }
        self._default = _size(child_at(root, "docDefaults", "rPrDefault", "rPr"))

    def name(self, style_id: str) -> str:
        """The name of a style in lower case, else its id."""
        return (attribute_value(child_at(self._style.get(style_id), "name")) or style_id).lower()

    def hidden(self, style_id: str) -> bool:
        """Whether a style or one it is based on hides its text."""
        marks = (child_at(style, "rPr", "vanish") for style in self._line(style_id))
        return hidden_parts.is_on(next((mark for mark in marks if mark is not None), None))

    def size(self, style_id: str) -> float:
        """The size of letters of a style or of a style it is based on, in points."""
        sizes = (_size(child_at(style, "rPr")) for style in self._line(style_id))
        return next(filter(None, sizes), self._default)

    def listed(self, style_id: str) -> tuple[str, int] | None:
        """The list and level of a style or of a style it is based on."""
        lists = (list_of_paragraph(child_at(style, "pPr")) for style in self._line(style_id))
        return next((level for level in lists if level is not None), None)

    def _line(self, style_id: str) -> Iterator[XmlElement]:
        """A style, the one it is based on, and so on; a file may base one on itself."""
        for _ in range(_MAX_BASES):
            style = self._style.get(style_id)
            if style is None:
                return
            yield style
            style_id = attribute_value(child_at(style, "basedOn"))


_MAX_BASES = 20
"""The largest number of styles that are looked at for what one of them says."""


def _size(properties: XmlElement | None) -> float:
    """The size of letters in points, 0 without one; Word writes half points."""
    half = attribute_value(child_at(properties, "sz"))
    return int(half) / 2 if half.isascii() and half.isdecimal() and len(half) < 5 else 0.0


class Story:
    """The text of one part of a file: the document, a header, the notes."""

    def __init__(
        self,
        package: WordPackage,
        part: str,
        styles: Styles,
        numbering: Numbering,
        inserted: Callable[[str], list[str]],
    ) -> None:
        """`inserted` returns the lines of a file embedded as a paragraph."""
        self._package = package
        self._related = package.related(part)
        self._styles = styles
        self._numbering = numbering
        self._inserted = inserted
        self._carried = ""
        self._page = 0
        self._sized = 0
        self._unseen = False
        self._code: list[list[str]] = []

    def parts(self, parent: XmlElement) -> Iterator[Part]:
        """The lines and tables in an element, in order."""
        for node in parent:
            name = local_name(node)
            if name == "p":
                yield from self._paragraph(node)
            elif name == "tbl":
                yield from self._table(node)
            elif name in _MATHS:
                yield WordLine(equations.text(node))
            elif name == "altChunk":
                for target in reference(node):
                    if target in self._related:
                        yield from map(WordLine, self._inserted(self._related[target].target))
            elif name not in _UNSEEN and not hidden_parts.is_prompt(node):
                yield from self.parts(hidden_parts.shown(node))

    def _paragraph(self, paragraph: XmlElement) -> Iterator[Part]:
        out: list[str] = []
        boxes: list[XmlElement] = []
        before = self._page
        properties = child_at(paragraph, "pPr")
        style = attribute_value(child_at(properties, "pStyle"))
        self._unseen = bool(style) and self._styles.hidden(style)
        self._inline(paragraph, out, boxes)
        text = self._carried + "".join(out)
        mark = child_at(properties, "rPr")
        if child_at(mark, "del") is not None or child_at(mark, "moveFrom") is not None:
            self._carried = (
                text  # its paragraph mark was deleted, so the next paragraph continues it
            )
        else:
            self._carried = ""
            number = self._number(properties, style) if text.strip() else ""
            name = self._styles.name(style) if style else ""
            lines = f"{number} {text}".strip(" ").split("\n") if number else text.split("\n")
            size = self._size(paragraph, style) if text.strip() else 0.0
            page = self._page_of(text, properties, before)
            yield from (WordLine(line.strip(), name, size, page) for line in lines if line.strip())
        for box in boxes:
            yield from self.parts(box)

    def _size(self, paragraph: XmlElement, style: str) -> float:
        """The size of the first letters of one of the first paragraphs in points."""
        self._sized += 1
        if self._sized > MAX_SIZED_LINES:
            return 0.0
        for node in paragraph.iter():
            if local_name(node) == "r" and child_at(node, "t") is not None:
                return _size(child_at(node, "rPr")) or self._styles.size(style or "Normal")
        return 0.0

    def _page_of(self, text: str, properties: XmlElement | None, before: int) -> int:
        """The page of a paragraph: that above it, unless a break precedes the text."""
        own = child_at(properties, "pageBreakBefore")
        begins = hidden_parts.is_on(own)
        self._page += begins
        page = self._page if text.startswith("\n") else before + begins
        self._page += child_at(properties, "sectPr") is not None
        return page

    def _number(self, properties: XmlElement | None, style: str) -> str:
        list_level = list_of_paragraph(properties) or (
            self._styles.listed(style) if style else None
        )
        return self._numbering.next(*list_level).strip() if list_level is not None else ""

    def _inline(self, element: XmlElement, out: list[str], boxes: list[XmlElement]) -> None:
        """Collect the text of a paragraph or run, and the text boxes anchored in it."""
        for node in element:
            name = local_name(node)
            if name == "r" and self._hidden(child_at(node, "rPr")):
                self._inline_fields(node)
            elif name in _DRAWN:
                self._drawn(node, out, boxes)
            elif (text := self._character(node, name)) is not None:
                out.append(text)
            elif name and name not in _UNSEEN and not hidden_parts.is_prompt(node):
                self._inline(hidden_parts.shown(node), out, boxes)

    def _character(self, node: XmlElement, name: str) -> str | None:
        """The text that an element represents; None if it contains other elements."""
        if name == "t":
            return node.text or ""
        if name in _BREAKS:
            self._page += name == "br" and attribute_value(node, "type") == "page"
            return _BREAKS[name]
        if name in _MATHS:
            return equations.text(node)
        if name == "fldChar":
            return self._field(node)
        if name == "instrText" and self._code:
            self._code[-1].append(node.text or "")
        return (
            symbol(attribute_value(node, "char"), attribute_value(node, "font"))
            if name == "sym"
            else None
        )

    def _inline_fields(self, run: XmlElement) -> None:
        """Track the fields that begin or end in a hidden run."""
        for node in run:
            if local_name(node) == "fldChar":
                self._field(node)

    def _hidden(self, properties: XmlElement | None) -> bool:
        """Whether a run is hidden, itself or by its style, or the prompt of an empty control."""
        own = child_at(properties, "vanish")
        if own is not None:
            return hidden_parts.is_on(own)
        style = attribute_value(child_at(properties, "rStyle"))
        if style and self._styles.name(style) in {"placeholder text", "placeholdertext"}:
            return True
        return self._unseen or (bool(style) and self._styles.hidden(style))

    def _field(self, mark: XmlElement) -> str:
        """The text of a field itself: a choice, a check box, a formula without result."""
        kind = attribute_value(mark, "fldCharType")
        if kind == "begin":
            self._code.append([])
            data = child_at(mark, "ffData")
            return _choice(child_at(data, "ddList")) + _checked(child_at(data, "checkBox"))
        if kind == "separate" and self._code:
            self._code[-1] = ["="]
        elif kind == "end" and self._code:
            return formula_text("".join(self._code.pop()))
        return ""

    def _drawn(self, drawing: XmlElement, out: list[str], boxes: list[XmlElement]) -> None:
        """The texts in a drawing: text boxes, WordArt, diagrams, charts."""
        for node in drawing:
            name = local_name(node)
            if name == "txbxContent":
                boxes.append(node)
            elif name == "textpath":
                out.append(attribute_value(node, "string"))
            elif name in {"relIds", "chart"}:
                for target in reference(node):
                    related = self._related.get(target)
                    if related is not None and related.type in {"diagramData", "chart"}:
                        out.append(_diagram(self._package.root(related.target)))
            elif name and name not in _UNSEEN:
                self._drawn(hidden_parts.shown(node), out, boxes)

    def _table(self, table: XmlElement) -> Iterator[Part]:
        """A table as rows; a row with a single cell, as in layouts, as lines."""
        rows: list[str] = []
        for row in _inside(table, "tr"):
            properties = child_at(row, "trPr")
            hidden = hidden_parts.is_on(child_at(properties, "hidden"))
            if hidden or child_at(properties, "del") is not None:
                continue
            cells = [self._cell(cell) for cell in _inside(row, "tc")]
            filled = [cell for cell in cells if cell]
            size = sum(
                len(block.text) for cell in filled for block in cell if isinstance(block, WordLine)
            )
            several = any(len(cell) > 1 for cell in filled)
            if len(filled) > 1 and not (several and size > _LONG_ROW):
                rows += _row(cells)
                continue
            if rows:
                yield Table(tuple(rows))
                rows = []
            yield from (block for cell in filled for block in cell)
        if rows:
            yield Table(tuple(rows))

    def _cell(self, cell: XmlElement) -> list[Part]:
        merged = child_at(cell, "tcPr", "vMerge")
        if merged is not None and attribute_value(merged) != "restart":
            return []
        return list(self.parts(cell))


def _row(cells: list[list[Part]]) -> Iterator[str]:
    """The cells in one line, then the rows of nested tables."""
    texts = [
        " ".join(block.text for block in cell if isinstance(block, WordLine)) for cell in cells
    ]
    yield " | ".join(texts).rstrip(" |").replace("\t", " ")
    for cell in cells:
        for block in cell:
            if isinstance(block, Table):
                yield from block.rows


def _inside(element: XmlElement, name: str) -> Iterator[XmlElement]:
    """The rows of a table or cells of a row, including those in controls and insertions."""
    for node in element:
        if local_name(node) == name:
            yield node
        elif local_name(node) not in _UNSEEN and local_name(node) not in {"p", "tbl", "tr", "tc"}:
            yield from _inside(hidden_parts.shown(node), name)


def _choice(menu: XmlElement | None) -> str:
    """The chosen item of a drop-down list."""
    if menu is None:
        return ""
    entries = [attribute_value(node) for node in menu if local_name(node) == "listEntry"]
    chosen = (
        attribute_value(child_at(menu, "result"))
        or attribute_value(child_at(menu, "default"))
        or "0"
    )
    position = int(chosen) if chosen.isdecimal() and len(chosen) < 5 else 0
    return entries[position] if position < len(entries) else ""


def _checked(box: XmlElement | None) -> str:
    """A check box, ticked or not."""
    if box is None:
        return ""
    mark = child_at(box, "checked")
    mark = child_at(box, "default") if mark is None else mark
    return "☑" if mark is not None and attribute_value(mark) not in {"0", "false"} else "☐"


_MAX_FORMULA_CHARS = 500


def formula_text(code: str) -> str:
    """The base characters of an EQ field without result: 字 for 字 with 拼音 above."""
    code = code.strip()
    if not code.upper().startswith("EQ ") or len(code) > _MAX_FORMULA_CHARS:
        return ""
    last = re.split(r"[,;，](?![^()]*\([^()]*\)\))", code[3:])[-1]
    return re.sub(r"\\\*? ?\w{1,12}|[()\"]", "", last).strip()


def _diagram(root: XmlElement | None) -> str:
    """The words and values of a diagram or chart, one per line."""
    if root is None:
        return ""
    lines: list[str] = []
    for node in root.iter():
        name = local_name(node)
        if name == "p":
            lines.append(
                "".join(part.text or "" for part in node.iter() if local_name(part) == "t")
            )
        elif name in {"cat", "val", "tx", "xVal", "yVal"}:
            lines.append(
                " | ".join(part.text or "" for part in node.iter() if local_name(part) == "v")
            )
    return "\n" + "\n".join(dict.fromkeys(line for line in lines if line.strip())) + "\n"
