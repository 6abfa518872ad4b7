"""Extracts the pages of a PDF as text in reading order, with forms and notes.

Costs are limited in pages and characters, never in seconds, so the result is the same anywhere.
"""

import ctypes
import itertools
import logging
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from index.ingest.formats.printed import (
    divided_lines,
    drawing_order,
    drop_caps,
    line_pieces,
    line_shapes,
    macintosh_letters,
    pdf_appearances,
    pdf_columns,
    pdf_pictures,
    pdf_unseen,
    raised_marks,
    vertical_lines,
)
from index.ingest.formats.printed.line_shapes import LineShape
from index.ingest.formats.printed.pdf_objects import Handle
from index.ingest.formats.printed.pdf_unseen import ALL_SEEN, UnseenText
from index.ingest.scans.row_text import is_marked, without_scanner_marks

# It warns that its build has no JavaScript for forms, which a user cannot change.
logging.getLogger("pypdfium2").setLevel(logging.ERROR)
MAX_PAGES, MAX_PDF_CHARS = 5_000, 20_000_000
"""The largest number of pages, and of characters and drawn objects together, that are read; the
rest is cut and reported."""
_MAX_REPEATED = 300
"""The largest number of pages with the text of an earlier one: a small file may name one page
thousands of times."""
_SAMPLED = 200
"""The number of characters per page that are checked for a Unicode mapping."""
_UNMAPPED = 0.3
"""From this share of unmapped characters, a page counts as without text."""
_MAX_NOTES = 2_000
"""The largest number of notes and form fields of a page that are read."""
_LETTER = re.compile(r"[^\W_]")
_NO_LETTER = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1f\x7f-\x9f]")
_UNMAPPED_LETTER = re.compile(
    "(?<=[^\\W\\d_])[\x00\x01\x03-\x08\x0e-\x1f]|[\x00\x01\x03-\x08\x0e-\x1f](?=[^\\W\\d_])"
)
"""The number of a letter beside others, which PDFium writes where a font does not say which it is:
a ligature most often."""
_WHITE = re.compile("[\\s\ufffe\u00ad]+")
_GAP = re.compile(
    r"(?<=[\u3400-\u9fff\u3000-\u303f\uff00-\uffef]) (?=[0-9A-Za-z])"
    r"|(?<=[0-9A-Za-z%]) (?=[\u3400-\u9fff\u3000-\u303f\uff00-\uffef])"
)
_MAX_GAP = 0.6
"""From this gap on, in heights of a letter, figures stand in another cell of a table."""
_MAX_GAPS = 20_000
"""The largest number of spaces of a page that are asked for."""
_KEY_LETTERS = 12
"""The number of letters of a line by which it is found in the text of its page."""
_STAMP = 150
"""The largest number of letters of a stamp, as courts and archives put on each page of a scan."""
_FREE_TEXT, _TEXT_NOTE, _WIDGET = 3, 1, 20
_WRITTEN, _TICKED = frozenset({4, 5, 6}), frozenset({2, 3})


@dataclass(slots=True)
class PdfPage:
    """A page: its text, why it is unusable, and the `notes` from forms and annotations.

    A `stamped` page is a picture whose text layer says little, perhaps no more than a stamp.
    A `heavy` page shows pictures of more pixels than are drawn. `unseen` says what was done with
    text that nobody sees, `shapes` has those of its lines that were measured.
    """

    text: str
    unmapped: bool = False
    damaged: bool = False
    mark: bool = False
    drawn: bool = False
    stamped: bool = False
    heavy: bool = False
    unseen: UnseenText = ALL_SEEN
    shapes: dict[str, list[LineShape]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        """Whether the text layer is the text of the page; true for an empty page."""
        if self.unmapped or self.mark or self.damaged:
            return False
        return usable(self.text) or not (self.drawn or is_marked(self.text))


def usable(text: str) -> bool:
    """Whether a text layer is real text: not empty, not a scanner's mark, not unmapped."""
    text = without_scanner_marks(text[:200_000])
    letters = len(_LETTER.findall(text))
    return letters > 3 and len(_NO_LETTER.findall(text)) <= _UNMAPPED * len(text)


def unmapped_letters(text: str) -> int:
    """The number of letters within words of a page that its fonts draw and do not tell."""
    return len(_UNMAPPED_LETTER.findall(text))


def read(document: pypdfium2.PdfDocument) -> list[PdfPage]:
    """The pages up to the limits."""
    form = _form(document)
    pages: list[PdfPage] = []
    texts: set[str] = set()
    left, repeated = MAX_PDF_CHARS, 0
    for number in range(min(len(document), MAX_PAGES)):
        try:
            page, parts = _page(document, number, form)
        except (PdfiumError, ValueError, OverflowError):
            page, parts = PdfPage("", damaged=True), 0
        pages.append(page)
        left -= parts
        repeated += page.text in texts
        if left < 0 or repeated > _MAX_REPEATED:
            break
        if len(page.text) > _STAMP:  # scans may all have the same few words
            texts.add(page.text)
    _without_marks(pages)
    return pages


def waits_for_another_reader(document: pypdfium2.PdfDocument, pages: list[PdfPage]) -> bool:
    """Whether the only page says that another program is needed, as in XFA forms."""
    dynamic = int(pdfium.FPDF_GetFormType(document.raw)) in {2, 3}
    return dynamic and len(pages) <= 1 and any("Please wait" in page.text for page in pages)


def _without_marks(pages: list[PdfPage]) -> None:
    """Mark all pages as without text if each has the same few words beside its picture."""
    texts = {page.text.strip() for page in pages}
    if len(pages) > 2 and len(texts) == 1 and len(next(iter(texts))) < 60:
        for page in pages:
            page.mark = page.drawn or page.stamped


def _form(document: pypdfium2.PdfDocument) -> Handle:
    """The form environment, which has the values of fields; None without a form."""
    if pdfium.FPDF_GetFormType(document.raw) == 0:
        return None
    try:
        document.init_forms()
    except (PdfiumError, RuntimeError):
        return None
    return document.formenv.raw if document.formenv is not None else None


_UNMEASURED = itertools.repeat(None)


def _page(document: pypdfium2.PdfDocument, number: int, form: Handle) -> tuple[PdfPage, int]:
    """A page and the number of its characters and drawn objects."""
    page = document[number]
    rotation = page.get_rotation()
    unseen = pdf_unseen.without_unseen(document, page)
    text_page = page.get_textpage()
    if turned := _turned(text_page, rotation):
        text_page.close()
        page.set_rotation((rotation + turned) % 360)
        page.close()
        page = document[number]
        pdf_unseen.without_unseen(document, page)
        text_page = page.get_textpage()
    try:
        chars = text_page.count_chars()
        ordered = pdf_columns.ordered(text_page, page.get_width())
        written = str(text_page.get_text_range(errors="replace"))
        whole = _without_gaps(text_page, written)
        shapes: dict[str, list[LineShape]] = {}
        if not ordered and not rotation and not turned:
            measured = itertools.chain(line_shapes.measured(text_page, written), _UNMEASURED)
            drawn = map(drawing_order.DrawnLine, line_shapes.lines_of(whole), measured)
            from_top = divided_lines.joined(drawing_order.from_top(drawn))
            lines = drop_caps.joined(line_pieces.joined(vertical_lines.joined(from_top)))
            whole = "\r\n".join(line.text for line in lines)
            for line in lines:
                if line.shape is not None:
                    shapes.setdefault(line.text, []).append(line.shape)
        text = ordered or _shown(text_page, whole)
        marked = raised_marks.written(text_page, written) if number == 0 else {}
        if marked:
            text = "\r\n".join(marked.get(line, line) for line in text.split("\r\n"))
            shapes = {marked.get(line, line): shapes[line] for line in shapes}
        if macintosh_letters.are_in(text):
            text = macintosh_letters.repaired(text)
            shapes = {macintosh_letters.repaired(line): shapes[line] for line in shapes}
        pdf_page = PdfPage(text, unmapped=_unmapped(text_page, chars), unseen=unseen, shapes=shapes)
    finally:
        text_page.close()
    if not usable(text):
        pdf_page.drawn = pdf_pictures.is_drawn(page)
    elif len(_LETTER.findall(text[: 20 * _STAMP])) <= _STAMP:
        pdf_page.stamped = pdf_pictures.is_covered(page)
    if pdf_page.drawn or pdf_page.stamped or pdf_page.unmapped:
        pdf_page.heavy = pdf_pictures.has_too_many_pixels(page)
    pdf_page.notes = [note for note in _notes(page, form) if note not in text]
    page.set_rotation(rotation)
    objects = int(pdfium.FPDFPage_CountObjects(page.raw))
    page.close()
    known = "\n".join((text, *pdf_page.notes))
    pdf_page.notes += pdf_appearances.texts(document, number, known)
    return pdf_page, chars + objects


def _turned(text_page: pypdfium2.PdfTextPage, rotation: int) -> int:
    """By how many degrees a page is turned so that its letters are upright.

    PDFium reads the lines of a page that is turned to the right from the last to the first.
    """
    chars = text_page.count_chars()
    angles = Counter(
        round(math.degrees(pdfium.FPDFText_GetCharAngle(text_page.raw, position)) / 90) % 4 * 90
        for position in range(0, chars, max(chars // _SAMPLED, 1))
    )
    angle, _ = max(angles.items(), key=lambda pair: pair[1], default=(0, 0))
    return -(angle + rotation) % 360


def _without_gaps(text_page: pypdfium2.PdfTextPage, text: str) -> str:
    """The whole text of a page without spaces that are only gaps beside Han characters.

    Office programs set figures and Latin words apart from Han characters; PDFium takes each such
    gap for a space, which it marks as its own.
    """
    gaps = (match.start() for match in itertools.islice(_GAP.finditer(text), _MAX_GAPS))
    own = [
        at
        for at in gaps
        if pdfium.FPDFText_IsGenerated(text_page.raw, line_shapes.char_index(text_page, at)) == 1
        and line_shapes.gap_at(text_page, at) < _MAX_GAP
    ]
    if not own:
        return text
    starts, stops = [0, *(at + 1 for at in own)], [*own, len(text)]
    return "".join(text[start:stop] for start, stop in zip(starts, stops, strict=True))


def _shown(text_page: pypdfium2.PdfTextPage, text: str) -> str:
    """The lines of the whole text of a page without those that lie beside its edges.

    PDFium's text within bounds leaves out some line breaks and hyphens, so it only says which lines
    are on the page.
    """
    within = _WHITE.sub("", text_page.get_text_bounded().replace("\x02", ""))
    if _WHITE.sub("", text) == within:
        return text
    return "\r\n".join(line for line in text.split("\r\n") if _is_within(line, within))


def _is_within(line: str, shown: str) -> bool:
    """Whether a part of a line is in the text of the page."""
    letters = _WHITE.sub("", line)
    middle = max(len(letters) - _KEY_LETTERS, 0) // 2
    parts = (
        letters[:_KEY_LETTERS],
        letters[middle : middle + _KEY_LETTERS],
        letters[-_KEY_LETTERS:],
    )
    return any(part in shown for part in parts)


def _unmapped(text_page: pypdfium2.PdfTextPage, chars: int) -> bool:
    """Whether the fonts of a page lack a mapping to Unicode."""
    sampled = range(0, chars, max(chars // _SAMPLED, 1))
    wrong = sum(
        pdfium.FPDFText_HasUnicodeMapError(text_page.raw, position) == 1 for position in sampled
    )
    return int(wrong) > _UNMAPPED * max(len(sampled), 1)


def _notes(page: pypdfium2.PdfPage, form: Handle) -> Iterator[str]:
    """The values of fields, text annotations and notes, each once."""
    seen: set[str] = set()
    for number in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), _MAX_NOTES)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        kind = pdfium.FPDFAnnot_GetSubtype(annotation)
        if kind == _WIDGET and form is not None:
            text = _value(form, annotation)
        elif kind in {_FREE_TEXT, _TEXT_NOTE}:
            text = _string(pdfium.FPDFAnnot_GetStringValue, annotation, b"Contents")
        else:
            text = ""
        pdfium.FPDFPage_CloseAnnot(annotation)
        text = text.strip()
        if text and text not in seen:
            seen.add(text)
            yield text


def _value(form: Handle, annotation: Handle) -> str:
    """The value of a form field, after its label if it has one."""
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    label = _string(pdfium.FPDFAnnot_GetFormFieldAlternateName, form, annotation)
    if kind in _WRITTEN:
        value = _string(pdfium.FPDFAnnot_GetFormFieldValue, form, annotation)
        return f"{label}: {value}" if label and value.strip() else value
    if kind in _TICKED and label and pdfium.FPDFAnnot_IsChecked(form, annotation):
        return f"☑ {label}"
    return ""


def _string(read: Callable[..., int], *arguments: Handle) -> str:
    """A string that PDFium writes in UTF-16 into a buffer."""
    size = read(*arguments, None, 0)
    if not 2 < size < 1 << 22:
        return ""
    buffer = ctypes.create_string_buffer(size)
    wide = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    read(*arguments, wide, size)
    return buffer.raw.decode("utf-16-le", "replace").rstrip("\0")
