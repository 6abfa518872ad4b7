"""The sizes of letters and the breaks of pages of a Word file show its title and its cover."""

import struct

import pytest

from tests import made_files, packages
from tests.test_office_words import LINE, docx, read

TEXT = "Nine boats lie beside it in winter, and the oldest of them has never left the river."
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="22"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:styleId="Big"><w:name w:val="Big"/><w:rPr><w:sz w:val="52"/></w:rPr></w:style>'
    '<w:style w:styleId="Bigger"><w:name w:val="Bigger"/><w:basedOn w:val="Big"/></w:style>'
    "</w:styles>"
)
BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def paragraph(text, size=0, style=""):
    sized = f'<w:rPr><w:sz w:val="{size * 2}"/></w:rPr>' if size else ""
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r>{sized}<w:t>{text}</w:t></w:r></w:p>"


def report_of(*paragraphs):
    body = "".join(paragraphs)
    [report] = read("a.docx", docx(body, s=("styles", "styles.xml", STYLES)))
    return report


@pytest.mark.parametrize(
    "head",
    [
        (paragraph("Options for the", 26), paragraph("North Wall", 26)),
        (paragraph("Options for the", style="Big"), paragraph("North Wall", style="Bigger")),
    ],
    ids=["chosen", "from styles"],
)
def test_lines_in_the_largest_letters_are_one_title(head):
    report = report_of(*head, *[paragraph(TEXT)] * 4)

    assert report.title == "Options for the North Wall"
    assert report.paragraphs == (TEXT,) * 4 + (LINE,)


def test_lines_in_the_letters_of_the_text_are_no_part_of_the_title():
    report = report_of(
        paragraph("Options for the North Wall"), paragraph("A plan"), paragraph(TEXT)
    )

    assert report.title == "Options for the North Wall"
    assert report.paragraphs[0] == "A plan"


def test_the_line_in_the_largest_letters_is_the_title_below_a_smaller_one_that_stays_text():
    head = paragraph("Draft for the trustees", 10), paragraph("Options for the North Wall", 26)

    report = report_of(*head, *[paragraph(TEXT)] * 4)

    assert report.title == "Options for the North Wall"
    assert report.paragraphs[0] == "Draft for the trustees"


def test_a_heading_in_large_letters_below_a_sentence_is_no_title():
    report = report_of(paragraph(LINE), paragraph("Boats in winter", 26), *[paragraph(TEXT)] * 4)

    assert report.title.startswith("The harbour board of Larkford")
    assert "Boats in winter" in report.paragraphs


def test_a_body_in_the_largest_letters_is_no_title_above_that_of_its_document():
    head = paragraph("盐泉县文化局文件", 32), paragraph("盐文发〔2023〕31号", 12)
    title = paragraph("盐泉县文化局关于印发", 20), paragraph("《影印本阅览办法》的通知", 20)

    report = report_of(*head, *title, *[paragraph("各乡镇文化站要在年底前完成登记。")] * 3)

    assert report.title.replace(" ", "") == "盐泉县文化局关于印发《影印本阅览办法》的通知"


def test_a_cover_ends_at_the_break_of_a_page():
    cover = paragraph("Options for the North Wall", 26), paragraph("Tarin Slade")
    rest = paragraph("Contents"), paragraph("A plan"), paragraph("Costs")

    report = report_of(*cover, BREAK, *rest)

    assert (report.title, report.author) == ("Options for the North Wall", "Tarin Slade")


@pytest.mark.parametrize(
    ("paragraphs", "title"),
    [
        (
            (
                r"\plain\fs22 Papers of the harbour",
                r"\plain\fs48 Options for the",
                r"\fs48 North Wall",
            ),
            "Options for the North Wall",
        ),
        ((r"\fs22 Papers of the harbour", r"\dbch\afs48 Options", r"\loch\fs22 a plan"), "Options"),
        (
            (r"\fs22 Papers of the harbour", r"\rtlch\afs48\ltrch\fs22 Options"),
            "Papers of the harbour",
        ),
    ],
    ids=["two lines", "as LibreOffice writes Chinese", "the size of another script"],
)
def test_the_title_of_an_rtf_file_is_in_the_largest_letters(paragraphs, title):
    body = "".join(f"\\pard {text}\\par\n" for text in (*paragraphs, *[rf"\fs22 {TEXT}"] * 4))

    [report] = read("a.rtf", b"{\\rtf1\\ansi " + body.encode() + b"}")

    assert report.title == title
    assert all(line in "\n".join((report.title, *report.paragraphs)) for line in ("Papers", TEXT))


def opendocument(paragraphs):
    """Paragraphs of a text, each with the name of its style and perhaps a span in it."""
    sizes = {"Standard": "", "P1": "24pt", "P2": "150%", "T1": "200%"}
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name='
        f'"{"" if name == "Standard" else "Standard"}">'
        f'<style:text-properties fo:font-size="{size}" style:font-size-asian="{size}"/>'
        "</style:style>"
        for name, size in sizes.items()
    )
    default = (
        '<style:default-style style:family="paragraph">'
        '<style:text-properties fo:font-size="11pt" style:font-size-asian="10.5pt"/>'
        "</style:default-style>"
    )
    spans = {"T1": '<text:span text:style-name="T1">{}</text:span>'}
    body = "".join(
        f'<text:p text:style-name="{"Standard" if style in spans else style}">'
        f"{spans.get(style, '{}').format(text)}</text:p>"
        for style, text in paragraphs
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in {"office": "office", "style": "style", "fo": "xsl-fo-compatible"}.items()
    )
    sheet = f"<office:document-styles {names}>{default}{styles}</office:document-styles>"
    return packages.odt(body, {"styles.xml": sheet})


def word_file(lines, *, in_style=False):
    """A Word file of lines with the sizes of their letters; `in_style` the large ones are in it."""
    text = "".join(f"{line}\r" for line, _ in lines)
    main = bytearray(made_files.word_stream(text))
    begin, page, borders = 2_048, bytearray(512), [2_048]
    for line, _ in lines:
        begin += 2 * len(line) + 2
        borders.append(begin)
    offsets = 4 * len(borders)
    struct.pack_into(f"<{len(borders)}I", page, 0, *borders)
    for number, (_, size) in enumerate(lines):
        at = 400 - 10 * number
        page[offsets + number] = 0 if in_style else at // 2
        struct.pack_into("<BHH", page, at, 4, 0x4A43, 2 * size)
    page[511] = len(lines)
    main[1_024:1_536] = page
    table = made_files.word_table(text)
    bins = struct.pack("<III", 2_048, begin, 2)
    struct.pack_into("<II", main, 0xFA, len(table), len(bins))
    table += bins
    if in_style:
        paragraphs = bytearray(512)
        struct.pack_into(f"<{len(borders)}I", paragraphs, 0, *borders)
        for number in range(len(lines)):
            paragraphs[offsets + 13 * number] = 240 if lines[number][1] > 12 else 244
        struct.pack_into("<BBH", paragraphs, 480, 0, 1, 2)
        struct.pack_into("<BBH", paragraphs, 488, 0, 1, 0)
        paragraphs[511] = len(lines)
        main[1_536:2_048] = paragraphs
        bins = struct.pack("<III", 2_048, begin, 3)
        struct.pack_into("<II", main, 0x102, len(table), len(bins))
        table += bins
        sheet = style_sheet(12, 0, 24)
        struct.pack_into("<II", main, 0xA2, len(table), len(sheet))
        table += sheet
    return made_files.compound_file({"WordDocument": bytes(main), "1Table": table})


def style_sheet(*sizes):
    """The styles of paragraphs with these sizes; one without a size is based on the first."""
    styles = b""
    for size in sizes:
        name = "Style".encode("utf-16-le")
        letters = struct.pack("<HH", 0x4A43, 2 * size) if size else b""
        head = struct.pack("<HHHHH", 0, 1 | (0xFFF0 if size else 0), 2, 0, 0)
        named = struct.pack("<H", len(name) // 2) + name + b"\0\0"
        properties = struct.pack("<HH", 2, 0) + struct.pack("<H", len(letters)) + letters
        style = head + named + properties
        styles += struct.pack("<H", len(style)) + style
    return struct.pack("<HHH", 4, len(sizes), 10) + styles


TITLE = "Options for the North Wall"
SMALL = "Papers of the harbour"


@pytest.mark.parametrize(
    "head",
    [
        [("Standard", SMALL), ("P1", "Options for the"), ("P1", "North Wall")],
        [("Standard", SMALL), ("P2", TITLE)],
        [("Standard", SMALL), ("T1", TITLE)],
    ],
    ids=["two lines", "a share of the size", "in a span"],
)
def test_the_title_of_an_opendocument_text_is_in_the_largest_letters(head):
    [report] = read("a.odt", opendocument([*head, *[("Standard", TEXT)] * 4]))

    assert (report.title, report.paragraphs) == (TITLE, (SMALL, *(TEXT,) * 4))


def test_chinese_characters_of_an_opendocument_text_have_sizes_of_their_own():
    text = "各乡镇文化站要在年底前完成登记，逾期不再受理。"
    head = [("Standard", "水乡散记"), ("P1", "渔网晾在风里")]

    [report] = read("a.odt", opendocument([*head, *[("Standard", text)] * 4]))

    assert report.title == "渔网晾在风里"


@pytest.mark.parametrize("in_style", [False, True], ids=["chosen", "from a style"])
def test_the_title_of_a_binary_word_file_is_in_the_largest_letters(in_style):
    head = [(SMALL, 11), ("Options for the", 24), ("North Wall", 24)]

    [report] = read("a.doc", word_file([*head, *[(TEXT, 11)] * 4], in_style=in_style))

    assert (report.title, report.paragraphs) == (TITLE, (SMALL, *(TEXT,) * 4))
