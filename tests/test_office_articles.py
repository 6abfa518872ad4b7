"""Office files of several articles, with hidden text, and sheets that name their text."""

import pytest

from index.indexing import extract
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.compound import Properties, put_properties
from index.ingest.source_file import SourceFile
from tests.made_files import odf_file, xlsx_file, zip_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FIRST = "The ferry returns to the Harrow on Monday after nine months in dry dock."
SECOND = "The town pays for a second boat, which is built in Shipley this winter."
BOATS = (
    ("h", "The ferry returns"),
    ("p", "By Ida Moor"),
    ("p", "Harrow Post, 3 March 2025"),
    ("p", FIRST),
)
TOWN = (("h", "A second boat is built"), ("p", "Quay News, 9 March 2025"), ("p", SECOND))


def read(name, data):
    kind = name.rpartition(".")[2]
    return list(extract.read(SourceFile(path=name, file="", kind=kind, data=data)))


def docx(lines):
    styles = {"h": '<w:pPr><w:pStyle w:val="heading 1"/></w:pPr>', "p": ""}
    styles["title"] = '<w:pPr><w:pStyle w:val="title"/></w:pPr>'
    body = "".join(f"<w:p>{styles[kind]}<w:r><w:t>{text}</w:t></w:r></w:p>" for kind, text in lines)
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return zip_file({"[Content_Types].xml": "<Types/>", "word/document.xml": document})


def odt(lines):
    tags = {"h": 'text:h text:outline-level="1"', "p": "text:p"}
    body = "".join(f"<{tags[kind]}>{text}</{tags[kind][:6]}>" for kind, text in lines)
    return odf_file(f"<office:text>{body}</office:text>")


def rtf(lines):
    names = {"p": "Normal", "h": "heading 1", "title": "Title"}
    sheet = "".join(rf"{{\s{at} {name};}}" for at, name in enumerate(names.values()))
    body = "".join(rf"\pard\s{list(names).index(kind)} {text}\par" for kind, text in lines)
    return rf"{{\rtf1\ansi{{\stylesheet{sheet}}}{body}}}".encode()


MADE = pytest.mark.parametrize(("name", "made"), [("a.docx", docx), ("a.odt", odt), ("a.rtf", rtf)])


@MADE
def test_headings_with_an_outlet_and_a_day_below_them_begin_articles(name, made):
    reports = read(name, made((*BOATS, *TOWN)))

    assert [(report.title, str(report.date), report.source) for report in reports] == [
        ("The ferry returns", "2025-03-03", "Harrow Post"),
        ("A second boat is built", "2025-03-09", "Quay News"),
    ]
    assert [report.paragraphs for report in reports] == [(FIRST,), (SECOND,)]
    assert [report.author for report in reports] == ["Ida Moor", ""]


@MADE
@pytest.mark.parametrize(
    "lines",
    [
        (("h", "Week one"), ("p", "3 March 2025"), ("p", FIRST), *TOWN),
        (*BOATS, ("h", "What it costs"), ("p", SECOND)),
        (("p", "Boats of the Harrow"), *BOATS, *TOWN),
        (*BOATS, ("p", SECOND)),
    ],
    ids=["a diary", "a section", "a text above", "one article"],
)
def test_headings_of_one_text_begin_no_articles(name, made, lines):
    [report] = read(name, made(lines))

    assert all(text in f"{report.title}\n{report.body}" for text in (lines[0][1], FIRST, SECOND))


@pytest.mark.parametrize(("name", "made"), [("a.docx", docx), ("a.rtf", rtf)])
def test_the_title_of_a_collection_stands_above_its_articles(name, made):
    first, second = read(name, made((("title", "Cuttings of March"), *BOATS, *TOWN)))

    assert (first.title, first.paragraphs) == ("The ferry returns", ("Cuttings of March", FIRST))
    assert (second.title, second.paragraphs) == ("A second boat is built", (SECOND,))


def test_the_name_of_a_style_in_chinese_letters_tells_its_level():
    styles = r"{\stylesheet{\s0 Normal;}{\s9 \u26631?\u-26472? 1;}}"
    body = rf"\pard\s9 The ferry returns\par\pard Harrow Post, 3 March 2025\par {FIRST}\par"
    body += rf"\pard\s9 A second boat is built\par\pard Quay News, 9 March 2025\par {SECOND}\par"
    reports = read("a.rtf", rf"{{\rtf1\ansi{styles}{body}}}".encode())

    assert [report.title for report in reports] == ["The ferry returns", "A second boat is built"]


def test_a_name_and_a_day_below_a_title_with_a_style_are_author_and_day():
    lines = (("title", "Survey of mills"), ("p", "Ada Moor"), ("p", "1 November 2024"))
    [report] = read("a.docx", docx((*lines, ("p", FIRST), ("p", SECOND))))

    assert (report.title, report.author, str(report.date)) == (
        "Survey of mills",
        "Ada Moor",
        "2024-11-01",
    )
    assert report.paragraphs == (FIRST, SECOND)


def test_text_that_a_style_hides_is_not_read():
    styles = (
        '<office:automatic-styles><style:style xmlns:style="s" style:name="T1">'
        '<style:text-properties text:display="none"/></style:style>'
        '<style:style xmlns:style="s" style:name="T2"><style:text-properties/></style:style>'
        "</office:automatic-styles>"
    )
    spans = '<text:span text:style-name="T1">secret</text:span>'
    spans += '<text:span text:style-name="T2">seen</text:span>'
    text = f"<office:text>{styles}<text:p>{FIRST}</text:p><text:p>It is {spans}.</text:p>"
    [report] = read("a.odt", odf_file(f"{text}</office:text>"))

    assert "It is seen." in report.body
    assert report.completeness == 1


@pytest.mark.parametrize(
    ("rows", "title", "paragraphs"),
    [
        ((("镇", "户数"), ("雾桥镇", 120)), "人口", ("镇 | 户数", "雾桥镇 | 120")),
        ((("雾桥日报 2025年3月9日",), ("渡口今年春天重新开航，居民可以乘船。",)), "人口",
         ("渡口今年春天重新开航，居民可以乘船。",)),
    ],
    ids=["a table", "a text"],
)  # fmt: skip
def test_the_name_of_a_sheet_is_its_title_and_stands_nowhere_else(rows, title, paragraphs):
    [report] = read("a.xlsx", xlsx_file(rows))

    assert (report.title, report.paragraphs) == (title, paragraphs)


BY_PROGRAMS = (
    *("PowerPoint Presentation", "PowerPoint 演示文稿", "Slide 1", "幻灯片 1", "Untitled"),
    *("Document1", "工作簿1"),
)
OF_PEOPLE = ("Presentation of the new ferry", "Slide rules", "Book of the year")


@pytest.mark.parametrize("title", [*BY_PROGRAMS, *OF_PEOPLE])
def test_a_title_that_a_program_wrote_into_a_new_file_is_none(title):
    draft = Draft(SourceFile(path="a.ppt", file="", kind="ppt", data=b""))
    put_properties(draft, ExtractionRules(), "PowerPoint", Properties(title))

    assert draft.text("title") == (title if title in OF_PEOPLE else "")


def test_a_day_in_a_table_at_the_head_is_the_day_whatever_else_the_table_says():
    cells = (("Date", "12 November 2024"), ("Apologies", "None"))
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>" for cell in row)
        + "</w:tr>"
        for row in cells
    )  # fmt: skip
    title = "<w:p><w:r><w:t>Minutes of the ferry committee</w:t></w:r></w:p>"
    text = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in (FIRST, SECOND))
    body = f"<w:body>{title}<w:tbl>{rows}</w:tbl>{text}</w:body>"
    document = f'<w:document xmlns:w="{W}">{body}</w:document>'
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": document}
    [report] = read("a.docx", zip_file(parts))

    assert str(report.date) == "2024-11-12"
    assert report.paragraphs[:2] == ("Date | 12 November 2024", "Apologies | None")
