"""What Word files, sheets, slides and PDF pages say in unusual places is read as people see it."""

import io
import zipfile

import pytest

from index.indexing import extract
from index.ingest import hyphens
from index.ingest.files import zip_files
from index.ingest.formats import xml_elements
from index.ingest.formats.printed import symbol_fonts
from index.ingest.formats.records.tabular import cell_numbers
from index.ingest.source_file import SourceFile
from index.report import Skipped
from tests.made_files import doc_file, odf_file, pptx_file, relations, xlsx_file, zip_file
from tests.test_formats import pdf_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINE = "The harbour board of Larkford agreed on Thursday to rebuild the quay."


def read(name, data):
    return list(
        extract.read(SourceFile(path=name, file="", kind=name.rpartition(".")[2], data=data))
    )


def docx(body, **parts):
    """A Word file; each further part is a kind of relation, a name and its bytes."""
    related = {key: (kind, name) for key, (kind, name, _) in parts.items()}
    return zip_file(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relations(a=("officeDocument", "word/document.xml")),
            "word/document.xml": f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}'
            f"<w:p><w:r><w:t>{LINE}</w:t></w:r></w:p></w:body></w:document>",
            "word/_rels/document.xml.rels": relations(**related),
            **{f"word/{name}": data for _, name, data in parts.values()},
        }
    )


RTF = r"{\rtf1\ansi Words of rich text.\par}"
MIME = (
    "MIME-Version: 1.0\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
    "<p>Words of an arch=\nive.</p>\n"
)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.htm", "<html><p>Words of a page.</p></html>", "Words of a page."),
        ("a.rtf", RTF, "Words of rich text."),
        ("a.mht", MIME, "Words of an archive."),
    ],
)
def test_a_file_inside_a_word_file_is_read_as_its_kind(name, data, words):
    [report] = read("a.docx", docx('<w:altChunk r:id="h"/>', h=("aFChunk", name, data)))

    assert words in report.body
    assert "rtf1" not in report.body
    assert "MIME" not in report.body


def test_a_part_that_is_named_many_times_is_read_once():
    words = '<w:altChunk r:id="h"/>' * 50
    [report] = read("a.docx", docx(words, h=("aFChunk", "a.htm", "<p>Words of a page.</p>")))

    assert report.body.count("Words of a page.") == 1


@pytest.mark.parametrize(("depth", "is_read"), [(1, True), (6, True), (30, False)])
def test_a_word_file_in_word_files_is_read_or_said_to_lie_too_deep(depth, is_read):
    data = docx("<w:p><w:r><w:t>Words far inside.</w:t></w:r></w:p>")
    for _ in range(depth):
        data = docx('<w:altChunk r:id="h"/>', h=("aFChunk", "a.docx", data))
    [report] = read("a.docx", data)

    assert ("Words far inside." in report.body) is is_read
    assert report.cut is not is_read
    note = dict(report.origins).get("paragraphs", "")
    assert ("parts that lie too deep in others were not read" in note) is not is_read


def test_words_below_elements_without_end_are_said_to_be_too_deep():
    deep = "<w:sdt>" * 300 + "<w:p><w:r><w:t>Far below.</w:t></w:r></w:p>" + "</w:sdt>" * 300
    [skipped] = read("a.docx", docx(deep))
    [report] = read("a.docx", docx(f"<w:p><w:r><w:t>{LINE}</w:t></w:r></w:p>{deep}"))

    assert skipped == Skipped("a.docx", xml_elements.TOO_DEEP)
    assert LINE in report.body


NUMBERING = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def test_a_legal_number_is_arabic_on_every_level():
    listed = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        f"<w:r><w:t>渡船应当检验{level}。</w:t></w:r></w:p>"
        for level in (0, 1)
    )
    [report] = read("a.docx", docx(listed, n=("numbering", "numbering.xml", NUMBERING)))

    assert "第一条 渡船应当检验0。" in report.body
    assert "1.1 渡船应当检验1。" in report.body


@pytest.mark.parametrize(
    ("code", "font", "drawn"),
    [
        ("F061", "Symbol", "α"),
        ("F057", "Symbol", "Ω"),
        ("F0B3", "Symbol", "≥"),
        ("F0FC", "Wingdings", "✓"),
        ("F0FE", "Wingdings", "☑"),
        ("F099", "Wingdings", "•"),
        ("0041", "Arial", "A"),
        ("zz", "Symbol", ""),
    ],
)
def test_a_character_of_a_symbol_font_is_what_it_draws(code, font, drawn):
    assert symbol_fonts.symbol(code, font) == drawn


@pytest.mark.parametrize(
    ("value", "number", "code", "shown"),
    [
        ("44966", 31, "", "2023年2月9日"),
        ("44966", 164, 'yyyy"年"m"月"d"日";@', "2023年2月9日"),
        ("44966", 57, "", "2023年2月"),
        ("44966", 164, "m月d日", "2月9日"),
        ("44966", 14, "", "2023-02-09"),
        ("0.5", 14, "", "12:00"),
        ("1", 14, "", "1900-01-01"),
        ("15", 14, "", "1900-01-15"),
        ("15.25", 14, "", "1900-01-15 06:00"),
        ("15", 31, "", "1900年1月15日"),
        ("59", 14, "", "1900-02-28"),
        ("60", 14, "", "60"),
        ("61", 14, "", "1900-03-01"),
        ("1.0833333333", 164, "[h]:mm", "26:00"),
        ("0.125", 10, "", "12.50%"),
        ("1.23456789012345e+15", 0, "", "1234567890123450"),
        ("6.22848040256489e+18", 0, "", "6228480402564890000"),
        ("1.5e+300", 0, "", "1.5e+300"),
        ("1e-07", 0, "", "1e-07"),
        ("0.0001157407", 19, "", "00:00:10"),
        ("44966.50001157407", 164, "yyyy-mm-dd hh:mm:ss", "2023-02-09 12:00:01"),
        ("44966.50001157407", 164, "yyyy-mm-dd hh:mm", "2023-02-09 12:00"),
        ("0.5000115741", 164, "[h]:mm:ss", "12:00:01"),
        ("1.26805", 164, "0.0000", "1.2681"),
        ("2.5", 1, "", "3"),
        ("-0.001", 2, "", "0.00"),
        ("0.00125", 10, "", "0.13%"),
        ("1234567.125", 4, "", "1,234,567.13"),
    ],
)
def test_a_number_of_a_sheet_is_written_in_its_own_form(value, number, code, shown):
    assert cell_numbers.number_text(value, cell_numbers.number_format(number, code)) == shown


def test_a_sheet_that_counts_from_1904_has_no_other_day_before_march_1900():
    assert cell_numbers.number_text("15", "date", cell_numbers.EPOCH_MAC) == "1904-01-16"


def test_the_line_above_a_table_is_the_title_and_the_sheet_is_named():
    [report] = read("a.xlsx", xlsx_file((("东码头重建预算",), ("项目", "金额"), ("木桩", 400))))

    assert report.title == "东码头重建预算"
    assert report.paragraphs == ("人口", "项目 | 金额", "木桩 | 400")


def test_rows_below_a_title_are_reports_and_the_title_is_none():
    rows = (("2023年新闻汇编",), ("标题", "日期", "内容"), ("码头", "2023-02-09", LINE))
    [report] = read("a.xlsx", xlsx_file(rows))

    assert (report.title, report.paragraphs) == ("码头", (LINE,))
    assert "2023年新闻汇编" in dict(report.origins)["paragraphs"]


def test_slides_are_pages():
    [report] = read("a.pptx", pptx_file((("Opening", LINE), ("Closing", "It opens in March."))))

    assert len(report.pages) == 2
    assert report.page_at(report.body.index("It opens")) == 2


def test_a_heading_of_a_section_is_no_title_and_comments_come_last():
    body = (
        "<office:text><text:h>Costs</text:h><text:p>"
        f"{LINE}<office:annotation><dc:creator xmlns:dc='d'>Ada</dc:creator>"
        "<text:p>Is it so?</text:p></office:annotation></text:p></office:text>"
    )
    [report] = read("a.odt", odf_file(body, meta="<dc:title>The quay of Larkford</dc:title>"))

    assert report.title == "The quay of Larkford"
    assert report.paragraphs == ("Costs", LINE, "Ada: Is it so?")
    assert report.completeness == 1


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_lines_of_a_turned_page_come_from_the_top(turn):
    lines = [f"Line {name} of the quay is here." for name in ("one", "two", "three", "four")]
    data = pdf_file([lines]).replace(b"/Type /Page ", b"/Type /Page /Rotate %d " % turn)
    [report] = read("a.pdf", data)

    positions = [report.body.index(f"Line {name}") for name in ("two", "three", "four")]
    assert positions == sorted(positions)


@pytest.mark.parametrize(
    ("before", "after", "text", "joined"),
    [
        ("the east-", "ern quay", "the east-\nern quay", "the eastern quay"),
        ("a well-", "known report", "a well-\nknown report", "a well-known report"),
        ("could be ex-", "pected", "", "could be expected"),
        ("an ex-", "minister said", "the minister", "an ex-minister said"),
        ("the re\u00ad", "build", "", "the rebuild"),
        ("the harbour-", "master", "the harbour-master said", "the harbour-master"),
        ("the harbour-", "master", "the harbourmaster said", "the harbourmaster"),
    ],
)
def test_a_word_divided_at_the_end_of_a_line_is_one_word(before, after, text, joined):
    assert hyphens.is_divided(before, after)
    assert hyphens.joined(before, after, hyphens.words_of(text)) == joined


def test_a_zip_file_under_another_name_is_unpacked():
    [report] = read("a.doc", zip_file({"in.txt": f"The quay\n\n{LINE}"}))

    assert report.path == "a.doc!in.txt"


def test_an_archive_that_lists_too_many_files_is_refused_before_they_are_read(monkeypatch):
    monkeypatch.setattr(zip_files, "MAX_DIRECTORY_BYTES", 100)
    data = zip_file({f"{number}.txt": LINE for number in range(9)})

    assert read("a.zip", data) == [Skipped("a.zip", zip_files.TOO_MANY)]


def test_what_a_system_keeps_beside_files_is_no_file():
    data = zip_file({"a.txt": LINE, "b/Thumbs.db": "x" * 100, "desktop.ini": "[a]"})

    assert [item.path for item in read("a.zip", data)] == ["a.zip!a.txt"]


def test_a_sheet_of_text_is_read_as_text():
    [report] = read("a.xls", "泊位\t长度\n东一\t120米\n东二\t90米\n".encode("utf-16"))

    assert "东一 120米" in report.body


@pytest.mark.parametrize("name", ["a.txt.bak", "a.txt_", "a.txt.old", "a.log", "a.nfo", "a.asc"])
def test_text_is_read_under_the_endings_of_backups_and_programs(name):
    entry = SourceFile(path=name, file="", kind="", data=f"The quay\n\n{LINE}\n".encode())

    [report] = extract.read(entry)

    assert report.paragraphs == (LINE,)


@pytest.mark.parametrize("name", ["a.pages", "a.numbers", "a.key"])
def test_a_package_of_iwork_is_refused_with_what_to_export_instead(name):
    data = zip_file({"Index/Document.iwa": "x", "preview.jpg": "x"})
    entry = SourceFile(path=name, file="", kind="", data=data)

    [skipped] = extract.read(entry)

    assert "Save it as" in skipped.reason


def test_what_an_object_of_an_rtf_file_shows_and_its_comments_are_text():
    data = rb"{\rtf1 Larkford\par {\object{\*\objdata 0105}{\result Words of it.}}\par "
    data += rb"{\*\atnauthor Ada}{\*\annotation Is it so?}{\*\objclass Word}}"

    [report] = read("a.rtf", data)

    assert "Words of it." in report.body
    assert "Is it so?" in report.body
    assert "0105" not in report.body


def odf_sheet(*rows):
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return odf_file(
        f'<office:spreadsheet><table:table table:name="预算">{cells}</table:table>'
        "</office:spreadsheet>",
        "spreadsheet",
    )


def test_rows_of_an_open_document_sheet_are_reports_where_its_columns_say_so():
    rows = (("标题", "日期", "内容"), ("码头", "2023-02-09", LINE), ("渡轮", "2019-01-03", LINE))
    reports = read("a.ods", odf_sheet(*rows))

    assert [(report.title, str(report.date)) for report in reports] == [
        ("码头", "2023-02-09"),
        ("渡轮", "2019-01-03"),
    ]


def test_an_open_document_sheet_is_a_table_below_its_title():
    [report] = read("a.ods", odf_sheet(("东码头预算",), ("项目", "金额"), ("木桩", "400")))

    assert report.title == "东码头预算"
    assert report.paragraphs == ("预算", "项目 | 金额", "木桩 | 400")


def test_a_unit_above_a_table_is_no_title():
    [report] = read("a.xlsx", xlsx_file((("单位：吨",), ("年份", "总量"), ("2021", 100))))

    assert report.title == "人口"
    assert "单位：吨" in report.paragraphs


def test_a_row_of_labels_with_their_values_in_a_word_file_is_a_header():
    labels = ("发文单位：澜溪县交通局", "发文日期：2023-02-09")
    cells = "".join(f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>" for text in labels)
    body = (
        f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p><w:r><w:t>关于重建东码头的通知</w:t></w:r></w:p>"
    )

    [report] = read("a.docx", docx(body))

    assert (report.title, report.issuer) == ("关于重建东码头的通知", "澜溪县交通局")
    assert str(report.date) == "2023-02-09"


MEMOS = {
    "with colons": ("To:", "From:", "Date:", "Subject:"),
    "without colons": ("To", "From", "Date", "Subject"),
    "with wide colons": ("收件人：", "发件人：", "日期：", "主题："),
}


@pytest.mark.parametrize("labels", MEMOS.values(), ids=MEMOS)
def test_labels_and_values_in_cells_of_a_word_file_are_its_head(labels):
    values = ("All heads of department", "Ada Quill", "9 May 2024", "Closing of the accounts")
    rows = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p><w:r><w:t>{cell}</w:t></w:r></w:p></w:tc>' for cell in row)}"
        "</w:tr>"
        for row in zip(labels, values, strict=True)
    )

    [report] = read("a.docx", docx(f"<w:tbl>{rows}</w:tbl>"))

    assert (report.title, report.author) == ("Closing of the accounts", "Ada Quill")
    assert str(report.date) == "2024-05-09"


def test_labels_below_a_table_are_read_and_days_in_its_notes_are_not():
    below = (("Note: figures of 3 May 2022 are estimates",), ("Source: Larkford Harbour Board",))
    rows = (("Launches by month",), ("Month", "Count"), ("May", 98), *below)

    [report] = read("a.xlsx", xlsx_file((*rows, ("Released: 9 February 2023",))))

    assert (str(report.date), report.source) == ("2023-02-09", "Larkford Harbour Board")
    [undated] = read("a.xlsx", xlsx_file(rows))
    assert undated.date is None


def test_the_day_to_which_figures_count_is_that_of_their_table():
    rows = (("座位统计",), ("统计时间：2023年3月31日",), ("馆名", "座位"), ("新馆", "680"))
    [report] = read("a.xlsx", xlsx_file(rows))

    assert (report.title, str(report.date)) == ("座位统计", "2023-03-31")


def test_a_control_without_a_value_shows_no_text():
    shown = "<w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>"
    prompt = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + shown
    filled = '<w:sdt><w:sdtPr><w:showingPlcHdr w:val="0"/></w:sdtPr><w:sdtContent>' + shown
    line = f"{prompt.format('Choose an item.')}{filled.format('Gate three')}"
    [report] = read("a.docx", docx(f"<w:p>{line}</w:p>"))

    assert "Choose" not in f"{report.title}{report.body}"
    assert "Gate three" in f"{report.title}{report.body}"


def test_labels_in_the_cells_above_a_table_are_header_lines():
    head = ("填报单位：澜溪县统计局", "", "填报日期：2023年2月9日")
    rows = (("澜溪县2022年渔获统计表",), head, ("年份", "总量"), ("2021", 100))

    [report] = read("a.xlsx", xlsx_file(rows))

    assert report.title == "澜溪县2022年渔获统计表"
    assert str(report.date) == "2023-02-09"
    assert report.issuer == "澜溪县统计局"
    assert "年份 | 总量" in report.paragraphs


def test_comments_on_slides_and_replies_name_their_authors():
    with zipfile.ZipFile(io.BytesIO(pptx_file())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    slide = next(name for name in parts if name.endswith("slide1.xml"))
    parts[slide.replace("slides/", "slides/_rels/") + ".rels"] = relations(
        c=("comments", "../comments/comment1.xml")
    )
    parts["ppt/commentAuthors.xml"] = (
        '<cmAuthorLst><cmAuthor id="1" name="Ada Quill"/></cmAuthorLst>'
    )
    parts["ppt/authors.xml"] = '<authorLst><author id="{2}" name="Mei Lin"/></authorLst>'
    parts["ppt/comments/comment1.xml"] = (
        '<cmLst><cm authorId="1"><text>Which quay?</text></cm><cm authorId="{2}"><replyLst>'
        '<reply authorId="1"><txBody><p><r><t>The third.</t></r></p></txBody></reply></replyLst>'
        "<txBody><p><r><t>Who agreed?</t></r></p></txBody></cm></cmLst>"
    )

    [report] = read("a.pptx", zip_file(parts))

    for line in ("Ada Quill: Which quay?", "Mei Lin: Who agreed?", "Ada Quill: The third."):
        assert line in report.paragraphs


HEADER = "Draft for the commissioners"


def odt_with_header():
    styles = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    body = f"<office:text><text:p>The quay opens</text:p><text:p>{LINE}</text:p></office:text>"
    with zipfile.ZipFile(io.BytesIO(odf_file(body))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    page = f"<p xmlns='{text}'>{HEADER}</p></s:header><s:footer><p xmlns='{text}'>Page 1 of 3</p>"
    parts["styles.xml"] = (
        f"<x xmlns:s='{styles}'><s:master-page><s:header>{page}</s:footer></s:master-page></x>"
    )
    return zip_file(parts)


def doc_with_header():
    comment = "Who wrote this?\r"
    parts = ("The quay opens\r", LINE + "\r", HEADER + "\r", comment)
    return doc_file("".join(parts), behind=(0, len(parts[2]), 0, len(comment)))


@pytest.mark.parametrize(
    ("name", "data", "behind"),
    [
        ("a.odt", odt_with_header(), (HEADER,)),
        ("a.doc", doc_with_header(), ("Who wrote this?", HEADER)),
    ],
    ids=["odt", "doc"],
)
def test_headers_of_pages_stand_behind_the_text_and_are_no_title(name, data, behind):
    [report] = read(name, data)

    assert report.title == "The quay opens"
    assert report.paragraphs == (LINE, *behind)
    assert "page headers and footers begin at paragraph" in dict(report.origins)["paragraphs"]


WATCHED = ("序号", "标题", "媒体", "发布时间", "摘要")
PROJECTS = ("编号", "标题", "负责部门", "日期", "摘要")


@pytest.mark.parametrize(
    ("names", "reports"), [(WATCHED, 2), (PROJECTS, 1)], ids=["of media", "of projects"]
)
def test_a_sheet_of_summaries_is_an_export_if_it_says_who_published_them(names, reports):
    rows = (
        ("2023年2月汇总",), names,
        (1, "码头重建", "澜溪日报", "2023/2/9 10:15", LINE),
        (2, "渡轮停航", "澜溪晚报", "2023/2/10 8:00", LINE),
    )  # fmt: skip
    read_reports = read("a.xlsx", xlsx_file(rows))

    assert len(read_reports) == reports
    if reports > 1:
        assert read_reports[0].title == "码头重建"
        assert (str(read_reports[1].date), read_reports[1].source) == ("2023-02-10", "澜溪晚报")


def test_controls_in_the_cells_of_excel_are_no_text():
    rows = (("项目", "说明"), ("码头", "第一行_x000D_第二行"), ("桩", "a_x005F_x000D_b"))
    [report] = read("a.xlsx", xlsx_file(rows))

    assert report.paragraphs[-2:] == ("码头 | 第一行 第二行", "桩 | a_x000D_b")
