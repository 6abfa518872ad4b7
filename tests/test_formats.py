"""Every form of file gives reports: exports, feeds, mail, books, Word, PDF."""

import datetime
import io
import json
import zipfile
from email.message import EmailMessage

import docx
import pytest

from index.indexing import extract
from index.ingest.formats import epub, package
from index.ingest.formats.printed import page_text
from index.ingest.formats.records import feeds
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UNFORESEEN
from index.report import Report, Skipped

DAY = datetime.date(2023, 2, 9)


def read_all(kind, data, **more):
    text = data.encode() if isinstance(data, str) else data
    return list(extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=text, **more)))


def read(kind, data, **more):
    [item] = read_all(kind, data, **more)
    return item


def pdf_file(pages, extra=b""):
    """A PDF with lines of text, as small as one can be."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, lines in enumerate(pages):
        drawn = " ".join(f"({line}) Tj T*" for line in lines)
        stream = f"BT /F1 12 Tf 50 750 Td 14 TL {drawn} ET"
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number),
            f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream".encode(),
        ]
    out = io.BytesIO(b"%PDF-1.4\n")
    out.seek(0, io.SEEK_END)
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + content + b"\nendobj\n")
    start = out.tell()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    out.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R ".encode() + extra)
    out.write(f">>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


@pytest.mark.parametrize("end", [b"xref", b"trailer", b"startxref"])
def test_a_pdf_whose_end_is_missing_is_read_as_far_as_it_goes(end):
    whole = pdf_file([["Rural Logistics Report", "The meeting approved the plan."], ["It ends."]])
    report = read("pdf", whole[: whole.index(end)])

    assert report.title == "Rural Logistics Report"
    assert "It ends." in report.body
    assert "the end of the file is missing" in dict(report.origins)["paragraphs"]


def test_a_pdf_whose_end_is_missing_and_that_is_encrypted_is_refused():
    whole = pdf_file([["Rural Logistics Report"]]).replace(b"xref", b"% /Filter /Standard xref", 1)
    item = read("pdf", whole[: whole.index(b"trailer")])

    assert isinstance(item, Skipped)
    assert "damaged" in item.reason


def test_a_pdf_gives_its_text_with_where_pages_begin():
    report = read(
        "pdf",
        pdf_file(
            [
                [
                    "Rural Logistics Report",
                    "Date: 2023-02-09",
                    "Source: Qiyuan News Network",
                    "The meeting approved the plan.",
                ],
                ["It takes effect in March.", "2"],
            ]
        ),
    )

    assert (report.title, report.date, report.source) == (
        "Rural Logistics Report",
        DAY,
        "Qiyuan News Network",
    )
    assert report.paragraphs == ("The meeting approved the plan.", "It takes effect in March.")
    assert report.pages == (1, 2)


def test_an_encrypted_pdf_and_an_empty_one_are_said():
    locked = b"/Encrypt << /Filter /Standard /V 1 /R 2 /O (%s) /U (%s) /P -4 >> /ID [(a) (b)] " % (
        b"a" * 32,
        b"b" * 32,
    )

    assert read("pdf", pdf_file([["secret"]], locked)).reason == "The PDF is encrypted."
    assert read("pdf", pdf_file([[]])).reason.startswith("There is no text in the PDF")
    assert "damaged" in read("pdf", pdf_file([["x"]])[:40]).reason


def test_lines_of_a_pdf_page_become_paragraphs():
    page = (
        "会 议 强 调 ， 要 推 进 农 村 寄 递 物 流 体 系 建 设 ， 完 善\r\n"
        "三级网络，年底前实现全覆盖。\r\n"
        "The second paragraph of this delib-\r\nerately short page.\r\n- 12 -"
    )

    assert page_text.paragraphs(page) == [
        "会议强调，要推进农村寄递物流体系建设，完善三级网络，年底前实现全覆盖。",
        "The second paragraph of this deliberately short page.",
    ]


def word_file():
    document = docx.Document()
    document.core_properties.author = "谷雨桐"
    document.add_heading("关于农村物流的报告", 0)
    document.add_paragraph("发布时间：2023-02-09 来源：栖原新闻网")
    document.add_paragraph("会议强调，要推进农村寄递物流体系建设。")
    table = document.add_table(2, 2)
    for number, text in enumerate(("市", "件", "栖原", "12")):
        table.cell(number // 2, number % 2).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_word_file_gives_title_paragraphs_and_tables():
    report = read("docx", word_file())

    assert (report.title, report.date, report.source) == ("关于农村物流的报告", DAY, "栖原新闻网")
    assert report.author == "谷雨桐"
    assert report.paragraphs == ("会议强调，要推进农村寄递物流体系建设。", "市 | 件", "栖原 | 12")


def test_an_office_file_that_unpacks_to_too_much_is_skipped(monkeypatch):
    monkeypatch.setattr(package, "MAX_ARCHIVE_BYTES", 1_000)

    assert "unpacks to more than" in read("docx", word_file()).reason


def book(chapter="<html><body><h1>第一章</h1><p>江水很宽。</p></body></html>"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "META-INF/container.xml",
            '<container><rootfiles><rootfile full-path="O/c.opf"/></rootfiles></container>',
        )
        archive.writestr(
            "O/c.opf",
            '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>漪江记</dc:title><dc:creator>沈知微</dc:creator>'
            "<dc:date>2020-01-02</dc:date><dc:subject>江河</dc:subject></metadata>"
            '<manifest><item id="a" href="ch%201.xhtml"/></manifest>'
            '<spine><itemref idref="a"/><itemref idref="gone"/></spine></package>',
        )
        archive.writestr("O/ch 1.xhtml", chapter)
    return out.getvalue()


def test_a_book_gives_its_chapters():
    report = read("epub", book())

    assert (report.title, report.author, report.date) == (
        "漪江记",
        "沈知微",
        datetime.date(2020, 1, 2),
    )
    assert report.paragraphs == ("第一章", "江水很宽。")
    assert report.keywords == ("江河",)


def test_a_book_of_very_many_tags_is_cut_and_that_is_said(monkeypatch):
    monkeypatch.setattr(epub, "MAX_BOOK_TAGS", 5)

    report = read("epub", book())

    assert report.cut
    assert "第一章" in report.body
    assert "江水很宽" not in report.body
    assert "the first 5 tags" in dict(report.origins)["paragraphs"]


def test_a_file_without_text_in_the_part_that_was_read_says_so():
    [item] = read_all("html", b"<div>" * 100_000 + b"<img src=quay.png>")

    assert item.reason == "There is no text in the part of it that was read."


ONE_LINE = {
    "a day": ("txt", "2023年7月15日\n", "2023年7月15日"),
    "a source": ("txt", "来源：澜溪日报\n", "来源：澜溪日报"),
    "an address": ("txt", "https://larkford.example/1\n", "https://larkford.example/1"),
    "a day on a page": ("html", "<p>2023年7月15日</p>", "2023年7月15日"),
    "a line behind too many elements": ("html", "<div>" * 100_000 + "Quay", "Quay"),
}


@pytest.mark.parametrize(("kind", "text", "line"), ONE_LINE.values(), ids=ONE_LINE)
def test_a_file_that_is_only_a_field_has_it_as_its_text(kind, text, line):
    [report] = read_all(kind, text.encode())

    assert (report.title, report.paragraphs) == (line, (line,))
    assert "all text was taken" in dict(report.origins)["paragraphs"]


@pytest.mark.parametrize("name", ["Unknown Title", "Untitled", "无标题", "Unknown"])
def test_a_book_that_its_program_could_not_name_has_the_title_of_its_file_or_text(name):
    data = book()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts.items():
            archive.writestr(part, content.decode().replace("漪江记", name))

    assert name not in read("epub", out.getvalue()).title


def message(*, html=False):
    mail = EmailMessage()
    mail["Subject"] = "转发：会议纪要"
    mail["From"] = "阚松年 <kan@qiyuan.example>"
    mail["Date"] = "Thu, 09 Feb 2023 10:00:00 +0800"
    mail.set_content("正文第一段，内容如下。\n\n第二段。")
    if html:
        mail.add_alternative("<p>正文第一段，内容如下。</p><p>第二段。</p>", subtype="html")
    return mail.as_bytes()


@pytest.mark.parametrize("html", [False, True])
def test_a_mail_gives_its_text(html):
    report = read("eml", message(html=html))

    assert (report.title, report.date, report.author) == ("会议纪要", DAY, "阚松年")
    assert report.paragraphs == ("正文第一段，内容如下。", "第二段。")


def test_a_page_saved_as_one_file_keeps_its_address():
    page = EmailMessage()
    page["Subject"] = "物流会议"
    page["Snapshot-Content-Location"] = "http://x.example/2023/0209/a.html"
    page.set_content(
        "<h1>物流会议</h1><p>会议强调，推进物流体系建设，覆盖全部乡镇。</p>",
        subtype="html",
        charset="gb18030",
    )

    report = read("mhtml", page.as_bytes())

    assert (report.title, report.url) == ("物流会议", "http://x.example/2023/0209/a.html")
    assert report.date == DAY
    assert report.paragraphs == ("会议强调，推进物流体系建设，覆盖全部乡镇。",)


RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>栖原新闻</title><item><title>物流会议召开</title>
 <link>http://x.example/1</link><pubDate>Thu, 09 Feb 2023 10:00:00 +0800</pubDate>
 <dc:creator>谷雨桐</dc:creator>
 <category>物流</category><description>摘要</description>
 <content:encoded><![CDATA[<p>会议强调，推进物流。</p><p>第二段。</p>]]></content:encoded></item>
 <item><title>二</title><description>只有摘要。</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry>
 <title>A &amp; B</title>
 <link href="http://x.example/2"/><published>2023-02-09T10:00:00Z</published>
 <author><name>Bo Li</name></author>
 <content type="html">&lt;p&gt;Hello world text.&lt;/p&gt;</content></entry></feed>"""


def test_a_feed_gives_a_report_for_each_item():
    first, second = read_all("xml", RSS)

    assert (first.path, first.title, first.date) == ("a.xml!1", "物流会议召开", DAY)
    assert (first.source, first.author, first.url) == ("栖原新闻", "谷雨桐", "http://x.example/1")
    assert first.paragraphs == ("会议强调，推进物流。", "第二段。")
    assert second.paragraphs == ("只有摘要。",)
    assert first.id != second.id


def test_an_atom_feed_is_read_too():
    report = read("xml", ATOM)

    assert (report.title, report.date, report.author, report.url) == (
        "A & B",
        DAY,
        "Bo Li",
        "http://x.example/2",
    )
    assert report.paragraphs == ("Hello world text.",)


def test_a_feed_that_is_too_long_says_so(monkeypatch):
    monkeypatch.setattr(feeds, "_MAX_ITEMS", 1)

    report, skipped = read_all("xml", RSS)

    assert report.title == "物流会议召开"
    assert "too long" in skipped.reason


def test_other_xml_is_one_text():
    report = read("xml", "<doc><title>公告</title><p>第一段。</p><p>第二段。</p></doc>")

    assert report.title == "公告"
    assert "第二段。" in report.body


def test_entities_that_grow_are_no_danger():
    bomb = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><a><p>&b;&c;</p>x</a>'

    assert all("root:" not in getattr(item, "body", "") for item in read_all("xml", bomb))


EXPORTS = {
    "plain names": {"title": "T", "body": "One.\nTwo.", "date": "2023-02-09", "source": "S"},
    "Chinese names": {"标题": "T", "正文": "One.\r\nTwo.", "发布时间": "2023年2月9日", "来源": "S"},
    "other names": {
        "headline": "T",
        "content_html": "<p>One.</p><p>Two.</p>",
        "publishedAt": "2023-02-09T10:00:00Z",
        "source": {"id": None, "name": "S"},
    },
    "a list of paragraphs": {
        "name": "T",
        "text": ["One.", "Two."],
        "time": 1675908000,
        "site": "S",
    },
}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_read_under_the_names_they_use(name):
    report = read("json", json.dumps(EXPORTS[name]))

    assert (report.title, report.date, report.source) == ("T", DAY, "S")
    assert report.paragraphs == ("One.", "Two.")


def test_a_json_file_may_hold_many_reports():
    items = read_all("json", json.dumps({"articles": [{"title": "A"}, {"title": "B"}, {"x": 1}]}))

    assert [(item.path, item.title) for item in items] == [("a.json!1", "A"), ("a.json!2", "B")]


@pytest.mark.parametrize(
    "data",
    [
        "[" * 100_000,
        '{"title": ' * 5_000,
        "nul",
        '{"title": 1e999, "body": [[[]]]}',
        '"text"',
        "{}",
    ],
)
def test_json_of_any_shape_raises_nothing(data):
    assert all(isinstance(item, Report | Skipped) for item in read_all("json", data))


FRONT = (
    '---\ntitle: "Cranes"\ndate: 2024-02-02\nauthor: Gu Yutong\ntags:\n  - birds\n  - lakes\n---\n'
)


def test_markdown_with_front_matter():
    report = read(
        "md",
        FRONT
        + "# Cranes\n\nThree thousand **cranes** came,\nand [stayed](http://x).\n\n- one\n- two\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
    )

    assert (report.title, report.date, report.author) == (
        "Cranes",
        datetime.date(2024, 2, 2),
        "Gu Yutong",
    )
    assert report.keywords == ("birds", "lakes")
    assert report.paragraphs == (
        "Three thousand cranes came, and stayed.",
        "• one",
        "• two",
        "a | b",
        "1 | 2",
    )


def test_markdown_with_header_lines():
    report = read(
        "md", "# 白鹤越冬\n\n来源：云河日报\n日期：2024-02-02\n\n明漪湖来了三千只\n白鹤。\n"
    )

    assert (report.title, report.source, report.date) == (
        "白鹤越冬",
        "云河日报",
        datetime.date(2024, 2, 2),
    )
    assert report.paragraphs == ("明漪湖来了三千只白鹤。",)


@pytest.mark.parametrize(
    "make", [word_file, book, message, lambda: pdf_file([["Some text in a file."]])]
)
def test_damaged_files_of_each_form_raise_nothing(make):
    whole = make()
    kinds = {b"PK": ("docx", "epub"), b"%P": ("pdf",)}.get(whole[:2], ("eml", "mhtml"))
    for cut in range(0, len(whole), max(len(whole) // 40, 1)):
        broken = whole[:cut] + bytes([whole[cut] ^ 0xFF]) + whole[cut + 1 :]
        for kind in kinds:
            for data in (whole[:cut], broken):
                for item in read_all(kind, data):
                    assert isinstance(item, Report) or not item.reason.startswith(UNFORESEEN)


def test_a_row_of_an_export_is_known_by_its_id_or_address_whatever_stands_above_it():
    rows = [
        ({"id": 7, "title": "x", "body": "y"}, "a.jsonl!7"),
        ({"url": "https://example.org/1", "title": "x"}, "a.jsonl!https://example.org/1"),
        ({"title": "x", "body": "y"}, "a.jsonl!3"),
    ]
    for row, path in rows:
        data = json.dumps(row).encode()
        sources = [
            SourceFile(path=f"a.jsonl!{number}", file="", kind="json", data=data)
            for number in (3, 4)
        ]
        first, second = (next(extract.read(entry)) for entry in sources)

        assert first.path == path
        assert (first == second) is (path != "a.jsonl!3")
