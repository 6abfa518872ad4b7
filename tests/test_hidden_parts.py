"""What an Office file hides is no text, or is said to be hidden; what it shows is never lost."""

import io
import zipfile

import pytest

from index.report import Report, Skipped
from tests.made_files import odf_file, pptx_file, xlsx_file
from tests.test_office_words import LINE, W, docx, read

SEEN, HIDDEN = "The market stays open all year.", "Nobody reads this sentence here."
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
STYLES = f"""<w:styles xmlns:w="{W}">
<w:style w:type="paragraph" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heir"><w:basedOn w:val="Gone"/></w:style>
<w:style w:type="paragraph" w:styleId="Back"><w:basedOn w:val="Gone"/>
<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>
<w:style w:type="character" w:styleId="Away"><w:rPr><w:vanish/></w:rPr></w:style>
</w:styles>"""


def paragraph(text, style="", run=""):
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        f"<w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
    )


def alternatives(requires, choice, fallback):
    return (
        f'<w:p><w:r><mc:AlternateContent xmlns:mc="{MC}" xmlns:odd="http://larkford.example/odd" '
        f'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<mc:Choice Requires="{requires}"><w:t>{choice}</w:t></mc:Choice>'
        f"<mc:Fallback><w:t>{fallback}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def control(text):
    return (
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>"
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )


ROWS = (
    f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{paragraph(HIDDEN)}</w:tc></w:tr>"
    f"<w:tr><w:tc>{paragraph(SEEN)}</w:tc></w:tr></w:tbl>"
)
LONG = "Residents asked for a footbridge across the lock, and were promised an answer in June."
WORD = {
    "a style": (paragraph(HIDDEN, "Gone"), ""),
    "the style of a style": (paragraph(HIDDEN, "Heir"), ""),
    "a style of letters": (paragraph(HIDDEN, run='<w:rStyle w:val="Away"/>'), ""),
    "a style that shows again": (paragraph(SEEN, "Back"), SEEN),
    "letters that show again": (paragraph(SEEN, "Gone", '<w:vanish w:val="false"/>'), SEEN),
    "a style of itself": (paragraph(SEEN, "Loop"), SEEN),
    "a row": (ROWS, SEEN),
    "a prompt": (control("Click here to enter text."), ""),
    "a long text in place of a value": (control(LONG), LONG),
    "an alternative of a known program": (alternatives("wps", SEEN, HIDDEN), SEEN),
    "an alternative of an unknown program": (alternatives("odd", HIDDEN, SEEN), SEEN),
    "an alternative of an unnamed program": (alternatives("zzz", HIDDEN, SEEN), SEEN),
}


@pytest.mark.parametrize(("body", "seen"), WORD.values(), ids=WORD)
def test_a_word_file_has_the_text_that_it_shows(body, seen):
    [report] = read("a.docx", docx(body, s=("styles", "styles.xml", STYLES)))

    assert report.paragraphs == (*filter(None, [seen]), LINE)


def changed(data, name, old, new):
    """A package with other text in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(out, "w") as copy:
        for part in package.namelist():
            text = package.read(part)
            copy.writestr(part, text.replace(old, new) if part == name else text)
    return out.getvalue()


def test_a_shape_that_its_slide_hides_is_no_text():
    shape = b'<sp><nvSpPr><cNvPr id="1" name="a" hidden="1"/></nvSpPr>'
    data = changed(pptx_file((("Opening", HIDDEN),)), "ppt/slides/slide0.xml", b"<sp>", shape)
    [skipped] = read("a.pptx", data)

    assert skipped.reason == "There is no text in it."


def test_hidden_slides_are_read_and_named():
    slides = (("Opening", LINE), ("Closing", SEEN))
    data = changed(pptx_file(slides), "ppt/slides/slide1.xml", b"<sld>", b'<sld show="0">')
    [report] = read("a.pptx", data)

    assert SEEN in report.paragraphs
    assert "the file hides slides 2" in dict(report.origins)["paragraphs"]


SHEETS = {
    "a sheet": (b'r:id="s"', b'r:id="s" state="veryHidden"', "sheets Towns"),
    "a row": (b'<row r="2">', b'<row r="2" hidden="1">', "1 rows"),
    "a row without height": (b'<row r="2">', b'<row r="2" ht="0" customHeight="1">', "1 rows"),
    "a column": (
        b"<sheetData>",
        b'<cols><col min="2" max="16384" hidden="1"/></cols><sheetData>',
        "1 columns",
    ),
    "a column without cells": (
        b"<sheetData>",
        b'<cols><col min="5" max="16384" hidden="1"/></cols><sheetData>',
        "",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), SHEETS.values(), ids=SHEETS)
@pytest.mark.parametrize(
    "rows",
    [(("Town", "Houses"), ("Larkford", 120)), (("Title", "Text"), ("Quay", LINE))],
    ids=["a table", "an export"],
)
def test_hidden_cells_of_excel_are_read_and_that_is_said(rows, old, new, said):
    part = "xl/workbook.xml" if b"state" in new else "xl/worksheets/sheet1.xml"
    items = read("a.xlsx", changed(xlsx_file(rows, "Towns"), part, old, new))

    reports = [item for item in items if isinstance(item, Report)]
    remarks = [item.reason for item in items if isinstance(item, Skipped)]
    remarks += [dict(report.origins).get("paragraphs", "") for report in reports]
    assert str(rows[1][1]) in reports[0].body
    assert said in " ".join(remarks)
    assert ("hides cells" in " ".join(remarks).lower()) == bool(said)


NAMES = (
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0"'
)
STYLE = f'<style:style {NAMES} style:name="gone"><style:{{}}/></style:style>'
SECTION = f"<text:section {{}}><text:p>{HIDDEN}</text:p></text:section><text:p>{SEEN}</text:p>"
OPEN_DOCUMENTS = {
    "a section": ('text:display="none"', [SEEN]),
    "a section whose condition holds": ('text:display="condition"', [HIDDEN, SEEN]),
    "a section whose condition hides it": (
        'text:display="condition" text:is-hidden="true"',
        [SEEN],
    ),
}


@pytest.mark.parametrize(("how", "lines"), OPEN_DOCUMENTS.values(), ids=OPEN_DOCUMENTS)
def test_an_open_document_has_the_sections_that_it_shows(how, lines):
    [report] = read("a.odt", odf_file(f"<office:text>{SECTION.format(how)}</office:text>"))

    assert list(report.paragraphs) == lines


def test_a_paragraph_that_says_so_is_hidden():
    mark = '<text:hidden-paragraph text:is-hidden="true"/>'
    body = f"<office:text><text:p>{mark}{HIDDEN}</text:p><text:p>{SEEN}</text:p></office:text>"
    [report] = read("a.odt", odf_file(body))

    assert report.paragraphs == (SEEN,)


def test_hidden_slides_of_an_open_document_are_read_and_named():
    style = STYLE.format('drawing-page-properties presentation:visibility="hidden"')
    page = '<draw:page draw:style-name="{}"><text:p>{}</text:p></draw:page>'
    slides = page.format("", LINE) + page.format("gone", SEEN)
    body = f"{style}<office:presentation>{slides}</office:presentation>"
    [report] = read("a.odp", odf_file(body, "presentation"))

    assert SEEN in report.paragraphs
    assert "the file hides slides 2" in dict(report.origins)["paragraphs"]


def test_hidden_cells_of_an_open_document_are_read_and_that_is_said():
    style = STYLE.format('table-properties table:display="false"')
    cell = f"<table:table-cell><text:p>{LINE}</text:p></table:table-cell>"
    row = f'<table:table-row table:visibility="filter">{cell}</table:table-row>'
    table = f'<table:table table:name="Towns" table:style-name="gone">{row}</table:table>'
    body = f"{style}<office:spreadsheet>{table}</office:spreadsheet>"
    [report] = read("a.ods", odf_file(body, "spreadsheet"))

    assert LINE in report.paragraphs
    assert "which were read: sheets Towns, 1 rows" in dict(report.origins)["paragraphs"]
