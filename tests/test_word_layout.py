"""The sizes of letters and the breaks of pages of a Word file show its title and its cover."""

import pytest

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
