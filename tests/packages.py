"""Packages made in code: ZIP archives of parts, as office programs write them."""

from index.indexing import extract
from index.ingest.source_file import SourceFile
from index.report import Skipped
from tests.made_files import RELATIONS, relations, zip_file

SAID = "The ferry office at Larkford opens its new counter on Monday."
RELATION = f'xmlns:r="{RELATIONS}"'
SHEETS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SLIDES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
SHAPE = f"<p:sp><p:txBody><a:p><a:r><a:t>{SAID}</a:t></a:r></a:p></p:txBody></p:sp>"
OPEN_DOCUMENT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {"office": "office", "text": "text", "draw": "drawing"}.items()
)
OPEN_DOCUMENT += ' xmlns:xlink="http://www.w3.org/1999/xlink"'


def xlsx(rows, *, sheets=1, styles="", comments=""):
    """A workbook that names one sheet of these rows so often."""
    named = '<sheet name="Quay" sheetId="1" r:id="s"/>' * sheets
    return zip_file(
        {
            "_rels/.rels": relations(a=("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f"<workbook {SHEETS} {RELATION}><sheets>{named}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                s=("worksheet", "worksheets/a.xml"), t=("styles", "styles.xml")
            ),
            "xl/worksheets/a.xml": f"<worksheet {SHEETS}><sheetData>{rows}</sheetData></worksheet>",
            "xl/worksheets/_rels/a.xml.rels": relations(c=("comments", "../c.xml")),
            "xl/c.xml": f"<comments {SHEETS}>{comments}</comments>",
            "xl/styles.xml": f"<styleSheet {SHEETS}>{styles}</styleSheet>",
        }
    )


def cells(number, texts):
    """A row of a sheet."""
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{inner}</row>'


def pptx(slide, *, slides=1, notes=""):
    """A presentation that names one slide so often."""
    named = '<p:sldId id="256" r:id="s"/>' * slides
    return zip_file(
        {
            "_rels/.rels": relations(a=("officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {SLIDES} {RELATION}>{named}</p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(s=("slide", "a.xml")),
            "ppt/a.xml": f"<p:sld {SLIDES}>{slide}</p:sld>",
            "ppt/_rels/a.xml.rels": relations(n=("notesSlide", "n.xml")),
            "ppt/n.xml": f"<p:notes {SLIDES}>{notes}</p:notes>",
        }
    )


def odt(text, parts=None):
    """A text of OpenDocument, with these parts beside it."""
    return zip_file(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": document(text),
            **(parts or {}),
        }
    )


def document(text):
    """The content of a text of OpenDocument."""
    body = f"<office:body><office:text>{text}</office:text></office:body>"
    return f"<office:document-content {OPEN_DOCUMENT}>{body}</office:document-content>"


def items(kind, data):
    """What is read from a file: reports, and reasons for what is not."""
    return list(extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=data)))


def text(kind, data):
    """The text of all reports of a file."""
    return "\n".join(item.body for item in items(kind, data) if not isinstance(item, Skipped))
