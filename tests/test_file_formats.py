"""Office files, OFD, books, mails and marked texts give reports; damaged ones give sentences."""

import bz2
import datetime
import gzip
import io
import json
import lzma
import random
import struct
import tarfile
import time

import pytest
import zstandard

from index.indexing import corpus, extract, file_types
from index.ingest.files import refused_formats
from index.ingest.files.format import Sample
from index.ingest.formats import package
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UNFORESEEN
from index.report import Report, Skipped
from tests import made_files
from tests.made_files import PARAGRAPHS, tar_file, zip_file
from tests.test_formats import pdf_file

DAY = datetime.date(2023, 2, 9)


def read_all(name, data):
    """What a run makes of a file with that name."""
    kind = file_types.kind_of(name, Sample(data)) or ""
    return list(extract.read(SourceFile(path=name, file="", kind=kind, data=data)))


def read(name, data):
    [item] = read_all(name, data)
    assert isinstance(item, Report), item
    return item


def text_of(report):
    return [report.title, *report.paragraphs]


RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset134 SimSun;}}{\info{\title North Quay}"
    rb"{\author Mei Lin}}{\*\generator Riched20;}\f0 The committee met on the north quay.\par"
     rb"\f1 " + "".join(f"\\'{byte:02x}" for byte in "会议通过了雾桥镇的规划。".encode("gbk")).encode()
    + rb"\par\uc1\u36825?\u26159?\u19977?\u26376?.\par{\field{\*\fldinst HYPERLINK x}{\fldrslt It ends in March.}}\par}"
)  # fmt: skip
ODT = made_files.odf_file(
    "<office:text>"
    "<text:tracked-changes><text:deletion><text:p>gone</text:p></text:deletion></text:tracked-changes>"
    "<text:h>North Quay</text:h><text:p>The committee met<text:s text:c='2'/>on the <text:span>north</text:span> quay."
    "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note></text:p>"
    "<table:table><table:table-row><table:table-cell><text:p>雾桥镇</text:p></table:table-cell>"
    "<table:table-cell table:number-columns-repeated='2'><text:p>120</text:p></table:table-cell></table:table-row></table:table>"
    "</office:text>",
    meta="<dc:title>North Quay</dc:title><meta:initial-creator>Mei Lin</meta:initial-creator><meta:creation-date>2023-02-09T10:00:00</meta:creation-date>",
)
FB2 = (
    b'<?xml version="1.0"?><FictionBook xmlns="f"><description><title-info><author><first-name>Mei</first-name>'
    b"<last-name>Lin</last-name></author><book-title>North Quay</book-title><date>2023-02-09</date></title-info></description>"
    b"<body><section><title><p>One</p></title><p>It opens in March.</p></section></body><binary>AAAA</binary></FictionBook>"
)
SRT = "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>The committee met</i>\r\non the north quay.\r\n\r\n2\r\n00:00:04,000 --> 00:00:06,000\r\n会议通过了规划。\r\n".encode()
VTT = b"WEBVTT - North Quay\n\nNOTE not said\n\n00:01.000 --> 00:03.000 align:start\n<v Mei>It opens in March.\n"
RIS = "TY  - JOUR\nTI  - North Quay\nAU  - Lin, Mei\nAU  - Wu, Bo\nPY  - 2023/02/09\nJO  - Quay Studies\nAB  - It opens in March.\nER  - \nTY  - RPRT\nTI  - 北码头\nAB  - 三月开放。\nER  - \n".encode()
BIB = '@article{lin2023,\n title = {North {Quay}},\n author = {Lin, Mei and Wu, Bo},\n year = 2023,\n journal = "Quay Studies",\n abstract = {It opens in March.}\n}\n@book{b, title={北码头}, note={三月开放。}}'.encode()
RST = b"North Quay\n==========\n\n:Author: Mei Lin\n:Date: 2023-02-09\n\nThe *committee* met on the north quay and agreed\nto **rebuild** it with `new stones <http://a.b>`_.\n\n.. image:: a.png\n\nIt ends in March.\n"
ORG = b"#+TITLE: North Quay\n#+AUTHOR: Mei Lin\n#+DATE: 2023-02-09\n\n* Opening\nThe committee met on the [[http://a.b][north quay]].\n\n# a remark\nIt ends in March.\n"
ADOC = b"= North Quay\nMei Lin\n:toc:\n\n== Opening\n\nThe committee met on the http://a.b[north quay].\n\n// a remark\nIt ends in March.\n"
TEX = (
    r"\documentclass{article}\title{North Quay}\author{Mei Lin}\date{2023-02-09}\begin{document}\maketitle\section{Opening} The committee met on the \emph{north} quay.% a remark"
    "\n\nIt ends in March.\\end{document}"
)
WORD_XML = (
    b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
    b'<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>The committee met on the north quay.</w:t></w:r></w:p>'
    b"<w:p><w:r><w:t>It ends in March.</w:t></w:r></w:p></w:body></w:wordDocument>"
)
EXCEL_XML = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    '<Worksheet ss:Name="人口"><Table><Row><Cell><Data>镇</Data></Cell><Cell><Data>户数</Data></Cell></Row>'
    '<Row><Cell><Data>雾桥镇</Data></Cell><Cell ss:Index="2"><Data>120</Data></Cell></Row></Table></Worksheet></Workbook>'
).encode()

FILES = {
    "a.rtf": (RTF, "rtf", ["North Quay", *PARAGRAPHS[:2], "这是三月.", PARAGRAPHS[2]]),
    "a.doc": (made_files.doc_file(), "doc", PARAGRAPHS),
    "a.wps": (made_files.doc_file(), "doc", PARAGRAPHS),
    "word.xml": (WORD_XML, "docx", ["The committee met on the north quay.", "It ends in March."]),
    "a.ppt": (made_files.ppt_file(), "ppt", ["Opening", "北码头重建", "Closing"]),
    "a.dps": (made_files.ppt_file(), "ppt", ["Opening", "北码头重建", "Closing"]),
    "remarks.ppt": (made_files.ppt_file(comment="请核对吞吐量"), "ppt", ["Opening", "北码头重建", "请核对吞吐量", "Closing"]),
    "a.pptx": (made_files.pptx_file(), "pptx", ["Opening", "北码头重建", "Closing"]),
    "a.xls": (made_files.xls_file(), "xls", ["镇 | 户数", "雾桥镇 | 120"]),
    "a.et": (made_files.xls_file(), "xls", ["镇 | 户数", "雾桥镇 | 120"]),
    "xml.xls": (EXCEL_XML, "xls", ["镇 | 户数", "雾桥镇 | 120"]),
    "a.xlsx": (made_files.xlsx_file(), "xlsx", ["镇 | 户数", "雾桥镇 | 120"]),
    "a.xlsb": (made_files.xlsb_file(), "xlsx", ["镇 | 户数", "雾桥镇 | 120"]),
    "a.odt": (ODT, "odt", ["North Quay", "The committee met on the north quay.", "A note.", "雾桥镇 | 120 | 120"]),
    "a.ofd": (made_files.ofd_file(), "ofd", ["北码头重建", "工程于三月开工。", "第二页内容。"]),
    "a.xps": (made_files.xps_file(), "xps", ["North Quay", "It opens in March."]),
    "a.vsdx": (made_files.vsdx_file(), "vsdx", ["North Quay", "It opens in March."]),
    "a.fb2": (FB2, "fb2", ["North Quay", "One", "It opens in March."]),
    "a.mobi": (made_files.mobi_file(), "mobi", ["North Quay", "It opens in March.", "三月开放。"]),
    "a.msg": (made_files.msg_file(), "msg", ["North quay", "The quay opens.", "码头开放。"]),
    "a.srt": (SRT, "srt", ["The committee met on the north quay.", "会议通过了规划。"]),
    "a.vtt": (VTT, "srt", ["North Quay", "It opens in March."]),
    "a.rst": (RST, "rst", ["North Quay", "The committee met on the north quay and agreed to rebuild it with new stones.", "It ends in March."]),
    "a.org": (ORG, "org", ["North Quay", "Opening", "The committee met on the north quay.", "It ends in March."]),
    "a.adoc": (ADOC, "adoc", ["North Quay", "Opening", "The committee met on the north quay.", "It ends in March."]),
    "a.tex": (TEX.encode(), "tex", ["North Quay", "Opening", "The committee met on the north quay.", "It ends in March."]),
}  # fmt: skip
UNDER_OTHER_NAMES = {
    "a page in RTF that is called Word": ("a.doc", RTF, "rtf"),
    "a Word file that is called text": ("a.txt", made_files.doc_file(), "doc"),
    "a new Word's sheet that is called old": ("a.xls", made_files.xlsx_file(), "xlsx"),
    "slides without an ending": ("slides", made_files.ppt_file(), "ppt"),
    "an OFD file that is called an archive": ("a.zip", made_files.ofd_file(), "ofd"),
    "a table in HTML that is called a sheet": ("a.xls", b"<html><body><table><tr><td>a</td></tr></table></body></html>", "xls-html"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_kind_gives_its_text_in_its_order(name):
    data, kind, expected = FILES[name]

    report = read(name, data)

    kept = [line for line in text_of(report) if line in expected]
    assert report.kind == kind
    assert list(dict.fromkeys(kept)) == expected, text_of(report)
    assert not any(
        "gone" in line or "remark" in line or "HYPERLINK" in line for line in text_of(report)
    )


@pytest.mark.parametrize("case", UNDER_OTHER_NAMES)
def test_the_content_says_what_a_file_is(case):
    name, data, kind = UNDER_OTHER_NAMES[case]

    assert file_types.kind_of(name, Sample(data)) == kind


@pytest.mark.parametrize("name", ["a.rtf", "a.odt", "a.fb2", "a.rst", "a.org", "a.tex"])
def test_what_a_file_states_about_itself_is_kept(name):
    report = read(name, FILES[name][0])

    assert (report.title, report.author) == ("North Quay", "Mei Lin")
    assert name == "a.rtf" or report.date == DAY


def test_a_mail_of_outlook_has_sender_day_and_a_plain_subject():
    report = read("a.msg", made_files.msg_file())

    assert (report.title, report.author, report.date) == (
        "North quay",
        "Mei Lin",
        datetime.date(2023, 2, 8),
    )


def test_deleted_and_hidden_words_and_field_codes_of_a_word_file_are_left_out():
    text = "\x13 HYPERLINK x \x14The quay\x15 opens.\rA\x07B\x07\x07\rIt ends\x0bin March.\r"

    assert text_of(read("a.doc", made_files.doc_file(text)))[:3] == [
        "The quay opens",
        "The quay opens.",
        "A | B",
    ]


def test_characters_outside_the_first_plane_survive_a_word_file():
    report = read("a.doc", made_files.doc_file("𠮷野家在雾桥镇开业。\r第二段。\r"))

    assert report.paragraphs[0] == "𠮷野家在雾桥镇开业。"


@pytest.mark.parametrize("make", [made_files.xlsx_file, made_files.xlsb_file])
def test_numbers_of_a_sheet_are_written_as_their_reader_sees_them(make):
    rows = (("日期", "比例", "金额"), ((44966, 1), (0.125, 2), (1234567.5, 3)), ("x", (0.1, 0), 3))

    report = read("a.xlsx", make(rows))

    assert report.title == "人口"  # the name of the sheet, which the text does not repeat
    assert report.paragraphs == (
        "日期 | 比例 | 金额", "2023年2月9日 | 12.50% | 1,234,567.50", "x | 0.1 | 3",
    )  # fmt: skip


@pytest.mark.parametrize("make", [made_files.xlsx_file, made_files.xlsb_file, made_files.xls_file])
def test_a_sheet_whose_rows_are_reports_is_an_export(make):
    rows = (
        ("标题", "来源", "正文"),
        ("北码头", "雾桥日报", "三月开放。"),
        ("南码头", "雾桥日报", "四月开放。"),
    )

    first, second = read_all("a.xlsx", make(rows))

    assert (first.title, first.source, first.paragraphs) == ("北码头", "雾桥日报", ("三月开放。",))
    assert second.title == "南码头"
    assert first.path.startswith("a.xlsx!")


def test_a_report_has_the_joined_cells_beside_it_and_the_link_of_its_title():
    rows = (
        ("来源", "标题", "正文"),
        ("雾桥日报", "北码头", "三月开放。"),
        ("", "南码头", "四月开放。"),
        ("", "", "五月开放。"),
    )
    made = made_files.xlsx_file(
        rows, joined=("A2:A3", "B3:B4"), links=(("B3", "https://w.example/2"),)
    )

    first, second, _ = read_all("a.xlsx", made)

    assert (first.source, first.url) == ("雾桥日报", "")
    assert (second.source, second.url) == ("雾桥日报", "https://w.example/2")
    assert second.paragraphs == ("四月开放。", "五月开放。")


def test_joined_cells_of_a_table_that_is_a_text_stay_empty():
    rows = (("地区", "年份", "人口"), ("青岚县", "2021", "120"), ("", "2022", "130"))

    [report] = read_all("a.xlsx", made_files.xlsx_file(rows, joined=("A2:A3",)))

    assert report.body.count("青岚县") == 1


def test_the_names_of_columns_may_stand_again_below_a_heading():
    names = ("标题", "媒体", "日期", "正文")
    rows = (
        ("一、市级媒体", "", "", ""),
        names,
        ("北码头", "雾桥日报", "2023-02-09", "三月开放。"),
        ("二、县级媒体", "", "", ""),
        names,
        ("南码头", "青岚报", "2023-02-10", "四月开放。"),
    )

    first, second = read_all("a.xlsx", made_files.xlsx_file(rows))

    assert (first.title, first.source) == ("北码头", "雾桥日报")
    assert (second.title, second.source, str(second.date)) == ("南码头", "青岚报", "2023-02-10")


def test_the_columns_of_a_sheet_may_be_its_reports():
    rows = (
        ("标题", "北码头", "南码头"),
        ("媒体", "雾桥日报", "青岚报"),
        ("正文", "三月开放。", "四月开放。"),
    )

    first, second = read_all("a.xlsx", made_files.xlsx_file(rows))

    assert (first.title, first.source, first.body) == ("北码头", "雾桥日报", "三月开放。")
    assert (second.title, second.source, second.body) == ("南码头", "青岚报", "四月开放。")


def test_a_sheet_of_reports_may_have_no_names_of_columns(tmp_path):
    text = "The harbour board agreed on Thursday to rebuild the eastern quay this year."
    rows = tuple(
        (f"https://tide.example/{number}", title, f"{title}. {text}", f"2023-02-0{number}")
        for number, title in enumerate(("Larkford rebuilds its quay", "Boats move north"), start=1)
    )
    (tmp_path / "a.xlsx").write_bytes(made_files.xlsx_file(rows))

    said, first, second = [
        item for entry in corpus.entries(str(tmp_path)) for item in extract.read(entry)
    ]

    assert "no row with the names of its columns" in said.reason
    assert (first.title, first.url) == ("Larkford rebuilds its quay", "https://tide.example/1")
    assert str(second.date) == "2023-02-02"


DESCRIBED = {
    "a table": (
        "posts.csv",
        "post_id,post_date,title\n101.quay,2023-02-09,Quay\n102.boats,2023-02-10,Boats\n",
    ),
    "a list": (
        "metadata_0_to_20.json",
        (
            '[{"slug": "101.quay", "title": "Quay", "publishedAt": "2023-02-09"},'
            ' {"slug": "102.boats", "title": "Boats", "publishedAt": "2023-02-10"}]'
        ),
    ),
    "names of files in Chinese": (
        "索引.csv",
        "文件名,标题,日期\n101.quay.html,Quay,2023-02-09\n102.boats.html,Boats,2023-02-10\n",
    ),
}


ARCHIVES = {"a.zip": zip_file, "a.tar.gz": tar_file}


@pytest.mark.parametrize("archive", ARCHIVES)
@pytest.mark.parametrize("name", DESCRIBED)
def test_files_without_a_head_have_what_the_list_beside_them_says(name, archive):
    file, text = DESCRIBED[name]
    pages = {"posts/101.quay.html": "<p>It is rebuilt.</p>", "posts/102.boats.html": "<p>Go.</p>"}

    first, second = read_all(archive, ARCHIVES[archive]({file: text, **pages}))

    assert (first.title, str(first.date), first.body) == ("Quay", "2023-02-09", "It is rebuilt.")
    assert (second.title, str(second.date), second.body) == ("Boats", "2023-02-10", "Go.")
    assert first.path == f"{archive}!posts/101.quay.html"


SNAPSHOT = {
    "index.json": '{"url": "https://tide.example/1", "timestamp": "1675901400", "history": {}}',
    "index.html": "<title>Archive</title><p>Saved by a program.</p>",
    "output.html": "<title>Quay</title><p>It is rebuilt.</p>",
    "singlefile.html": "<title>Quay</title><p>It is rebuilt.</p>",
    "media/1.txt": "",
}


@pytest.mark.parametrize("archive", ARCHIVES)
@pytest.mark.parametrize("above", ["", "archive/1675901400/"])
def test_a_snapshot_in_an_archive_is_one_report(above, archive):
    members = {f"{above}{name}": text for name, text in SNAPSHOT.items()}

    [report] = read_all(archive, ARCHIVES[archive](members))

    assert report.path == f"{archive}!{above}singlefile.html"
    assert (report.title, report.url) == ("Quay", "https://tide.example/1")


@pytest.mark.parametrize("archive", ARCHIVES)
def test_snapshots_in_an_archive_leave_out_only_what_describes_the_archive(archive):
    members = {f"data/archive/1/{name}": text for name, text in SNAPSHOT.items()}
    members |= {"data/ArchiveBox.conf": "[A]", "data/index.html": "<p>All."}
    members |= {"b/index.html": "<p>B."}

    items = read_all(archive, ARCHIVES[archive](members))

    assert [item.path for item in items if isinstance(item, Report)] == [
        f"{archive}!data/archive/1/singlefile.html",
        f"{archive}!b/index.html",
    ]


def test_what_stands_before_the_damage_of_a_tar_archive_is_read():
    members = {"index.json": "{}", "a.txt": "The quay opens.\n", "b.txt": LONG_TEXT}
    whole = gzip.decompress(tar_file(members))

    items = read_all("a.tar", whole[:-20_000])

    assert "a.tar!a.txt" in {item.path for item in items if isinstance(item, Report)}
    assert any("damaged" in item.reason for item in items if isinstance(item, Skipped))


LONG_TEXT = "The boats go.\n" * 4_000


@pytest.mark.parametrize("index", ["{", "[]", '{"url": "https://tide.example/1"}'])
def test_pages_beside_another_index_are_all_read(index):
    members = {"index.json": index, "output.html": "<p>It is.", "singlefile.html": "<p>So it is."}

    paths = {report.path for report in read_all("a.zip", zip_file(members))}

    assert paths >= {"a.zip!output.html", "a.zip!singlefile.html"}


def test_a_record_of_no_file_stays_a_report():
    text = "id,title,date\n1,Quay,2023-02-09\n2,Boats,2023-02-10\n3,Lock,2023-02-11\n"
    members = {"posts.csv": text, "1.html": "<p>It is rebuilt.</p>", "2.html": "<p>Go.</p>"}

    assert [report.title for report in read_all("a.zip", zip_file(members))] == [
        "Lock",
        "Quay",
        "Boats",
    ]


def test_whole_pages_keep_their_own_heads_beside_a_list():
    page = "<html><head><title>Another quay</title></head><body><p>It is rebuilt.</p></body></html>"
    members = {"posts.csv": "id,title,date\n1,Quay,2023-02-09\n", "1.html": page}

    titles = [report.title for report in read_all("a.zip", zip_file(members))]

    assert titles == ["Quay", "Another quay"]


QUAY_PAGE = (
    "<html><head><title>Quay</title></head><body><h1>Quay</h1><p>It opens.</p></body></html>"
)
NOTION_PAGE = "# Quay\n\nDate: February 9, 2023\nOutlet: Larkford Tide\n\nIt opens in March.\n"
BESIDE_TEXTS = {
    "a file beside each text": {
        "a/1.json": '{"title": "Quay", "date": "2023-02-09"}',
        "a/1.txt": "It opens in March.",
    },
    "a file in XML beside each text": {
        "a/1.xml": "<record><title>Quay</title><date>2023-02-09</date></record>",
        "a/1.txt": "It opens in March.",
    },
    "a text and what describes it in a folder": {
        "1/meta.xml": "<record><title>Quay</title><date>2023-02-09</date></record>",
        "1/text.txt": "It opens in March.",
    },
    "a list of pages with the same titles": {
        "posts.csv": "file,title,date\n1.html,Quay,2023-02-09\n",
        "1.html": QUAY_PAGE,
    },
    "a table of Notion and its pages": {
        "Press.csv": 'Name,Date,Outlet\nQuay,"February 9, 2023",Larkford Tide\n',
        f"Press/Quay {'1' * 32}.md": NOTION_PAGE,
    },
}


@pytest.mark.parametrize("members", BESIDE_TEXTS.values(), ids=BESIDE_TEXTS)
def test_a_text_and_what_describes_it_are_one_report(members):
    (report,) = read_all("a.zip", zip_file(members))

    assert (report.title, str(report.date)) == ("Quay", "2023-02-09")
    assert report.paragraphs[0].startswith("It opens")


NOT_BESIDE_TEXTS = {
    "a report beside a text": {
        "1.json": '{"title": "Boats", "body": "They move."}',
        "1.txt": "It opens in March.",
    },
    "a document in XML beside a text": {
        "1.xml": f"<tei><title>Boats</title><date>2023-02-09</date><p>{LONG_TEXT * 20}</p></tei>",
        "1.txt": "It opens in March.",
    },
    "a program's file beside its text": {
        "a/package.json": '{"title": "boats", "version": "1.0"}',
        "a/read.txt": "It opens in March.",
    },
}


@pytest.mark.parametrize("members", NOT_BESIDE_TEXTS.values(), ids=NOT_BESIDE_TEXTS)
def test_a_file_beside_a_text_that_does_not_describe_it_stays_one(members):
    assert len(read_all("a.zip", zip_file(members))) == 2


def test_pages_of_a_packed_list_with_the_same_titles_are_one_report_each():
    members = {"posts.csv": "file,title,date\n1.html,Quay,2023-02-09\n", "1.html": QUAY_PAGE}

    (report,) = read_all("a.tar.gz", tar_file(members))

    assert (report.title, str(report.date)) == ("Quay", "2023-02-09")


def test_entries_of_bibliographies_are_reports():
    for name, data in (("a.ris", RIS), ("a.bib", BIB)):
        first, second = read_all(name, data)

        assert (first.title, first.author, first.source) == (
            "North Quay",
            "Mei Lin, Bo Wu",
            "Quay Studies",
        )
        assert first.paragraphs == ("It opens in March.",)
        assert (second.title, second.paragraphs) == ("北码头", ("三月开放。",))


def test_parts_of_an_ofd_file_that_are_named_many_times_are_read_once():
    def page(words, named=""):
        return (
            f'<Page>{named}<Content><TextObject Boundary="0 10 9 9" Size="4"><TextCode X="0" Y="4" '
            f'DeltaX="{"g 99999999 1 " * 50}">{words}</TextCode></TextObject></Content></Page>'
        )

    data = zip_file(
        {
            "OFD.xml": f"<OFD><DocBody>{'<DocRoot>D/Document.xml</DocRoot>' * 50}</DocBody></OFD>",
            "D/Document.xml": "<Document><CommonData>"
            + "".join(f'<TemplatePage ID="{n}" BaseLoc="T.xml"/>' for n in range(50))
            + "<PublicRes>R.xml</PublicRes>" * 50
            + '</CommonData><Pages><Page BaseLoc="P.xml"/></Pages></Document>',
            "D/R.xml": '<Res><MultiMedia ID="1"><MediaFile>a.png</MediaFile></MultiMedia></Res>',
            "D/T.xml": page("北码头验收单"),
            "D/P.xml": page(
                "验收合格。", "".join(f'<Template TemplateID="{n}"/>' for n in range(50))
            ),
        }
    )

    text = "".join(text_of(read("a.ofd", data)))
    assert (text.count("北码头验收单"), text.count("验收合格。")) == (1, 1)


def test_documents_of_an_xps_file_that_are_named_many_times_are_read_once():
    data = zip_file(
        {
            "_rels/.rels": made_files.relations(a=("fixedrepresentation", "F.fdseq")),
            "F.fdseq": "<S>" + '<DocumentReference Source="D.fdoc"/>' * 50 + "</S>",
            "D.fdoc": '<D><PageContent Source="1.fpage"/></D>',
            "1.fpage": '<FixedPage><Glyphs UnicodeString="北码头三月开放。" OriginX="9" OriginY="9"/></FixedPage>',
        }
    )

    assert "".join(text_of(read("a.xps", data))).count("北码头三月开放。") == 1


def test_a_package_of_more_tags_than_any_document_has_is_refused(monkeypatch):
    monkeypatch.setattr(package, "_MAX_TAGS", 1_000)
    pages = (("北码头重建",), *((f"第{number}页内容。",) for number in range(99)))

    [item] = read_all("a.ofd", made_files.ofd_file(pages))

    assert isinstance(item, Skipped)
    assert item.reason == "Its parts together have more than 1,000 tags."


def test_a_form_and_what_is_filled_in_are_read_line_by_line():
    data = zip_file(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>/D/Document.xml</DocRoot></DocBody></OFD>",
            "D/Document.xml": '<Document><CommonData><TemplatePage ID="9" BaseLoc="T.xml"/></CommonData>'
            '<Pages><Page BaseLoc="P.xml"/></Pages></Document>',
            "D/T.xml": '<Page><Content><TextObject Boundary="0 10 9 9" Size="4"><TextCode X="0" Y="4">开票人：</TextCode></TextObject></Content></Page>',
            "D/P.xml": '<Page><Template TemplateID="9"/><Content><TextObject Boundary="20 10 9 9" Size="4"><TextCode X="0" Y="4">林梅</TextCode></TextObject>'
            '<TextObject Boundary="0 30 9 9" Size="4"><TextCode X="0" Y="4">第二行文字。</TextCode></TextObject></Content></Page>',
        }
    )

    assert any(
        "开票人： 林梅" in line or "开票人：林梅" in line for line in text_of(read("a.ofd", data))
    )


_NAME = struct.pack("<HBBHHHI", 0, 0, 1, 9, 0, 0, 0) + b"\0a" + b"\x2d" + bytes(8)
_NOTE = struct.pack("<HHHHH", 0, 0, 0, 1, 200) + b"\0ab" + bytes(90)
DAMAGED_WORKBOOKS = {
    "nothing": {},
    "the name of a range that is no formula": {
        "front": struct.pack("<HH", 0x18, len(_NAME)) + _NAME
    },
    "a note without its author": {"cells": struct.pack("<HH", 0x1C, len(_NOTE)) + _NOTE},
}


@pytest.mark.parametrize("damage", DAMAGED_WORKBOOKS)
def test_damage_to_what_is_not_read_costs_no_cell_of_a_workbook(damage):
    data = made_files.xls_of_97(**DAMAGED_WORKBOOKS[damage])

    assert text_of(read("a.xls", data))[-2:] == ["镇 | 户数", "雾桥镇 | 一百二十"]


COLUMNS = {
    "headings that are buttons elsewhere": ("Line 1", "Line 2", "Print 3"),
    "days of which the first is that of the report": ("渡口日志", "2021-05-06 08:00", "2021-05-06 08:00", "2021-05-07 08:30"),
    "addresses": ("Ferries", "https://ferry.example/", "https://ferry.example/", "https://quay.example/"),
}  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_a_sheet_of_one_column_loses_none_of_its_texts(column):
    lines = COLUMNS[column]

    text = "\n".join(text_of(read("a.xlsx", made_files.xlsx_file([(line,) for line in lines]))))

    assert [line for line in lines if line not in text] == []


PAGE_OF_A_NUMBER = {
    "a.ofd": made_files.ofd_file((("12",),), title=""),
    "a.xps": made_files.xps_file(("12",)),
    "a.pdf": pdf_file([["12"]]),
}


def test_a_drawing_has_the_title_that_its_file_says():
    drawing = read("a.vsdx", made_files.vsdx_file(("Return the book",), "How books come back"))

    assert (drawing.title, drawing.body) == ("How books come back", "Return the book")


@pytest.mark.parametrize("name", PAGE_OF_A_NUMBER)
def test_a_number_is_the_text_of_a_page_that_has_no_other(name):
    assert read(name, PAGE_OF_A_NUMBER[name]).body == "12"


def _tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_names_in_a_tar_are_read_in_the_encoding_of_their_country(tmp_path):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", encoding="gbk", format=tarfile.GNU_FORMAT) as archive:
        info = tarfile.TarInfo("新闻/澜溪码头.txt")
        info.size = 6
        archive.addfile(info, io.BytesIO("重建".encode()))
    (tmp_path / "a.tar").write_bytes(out.getvalue())

    [entry] = corpus.entries(str(tmp_path))

    assert entry.path == "a.tar!新闻/澜溪码头.txt"


def test_a_zstandard_stream_may_begin_with_what_is_no_data(tmp_path):
    rows = b'{"title": "Quay", "content": "It is rebuilt."}\n'
    skipped = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"size"
    (tmp_path / "a.jsonl.zst").write_bytes(skipped + zstandard.compress(rows))

    [entry] = corpus.entries(str(tmp_path))

    assert [report.title for report in extract.read(entry)] == ["Quay"]


PACKED = {
    ".tar": bytes,
    ".tar.gz": gzip.compress,
    ".tgz": gzip.compress,
    ".tar.bz2": bz2.compress,
    ".tar.xz": lzma.compress,
    ".tar.zst": lambda data: zstandard.ZstdCompressor().compress(data),
}


@pytest.mark.parametrize("ending", PACKED)
def test_archives_of_tar_are_streamed_whatever_packed_them(tmp_path, ending):
    page = (
        b"<html><head><title>North Quay</title></head><body><p>It opens in March.</p></body></html>"
    )
    members = {
        "a/one.html": page,
        "../out.html": page,
        ".hidden.html": page,
        "two.caj": b"x",
        "b.doc": made_files.doc_file(),
    }
    (tmp_path / f"a{ending}").write_bytes(PACKED[ending](_tar(members)))

    files = list(corpus.entries(str(tmp_path)))

    assert [entry.path.partition("!")[2] for entry in files if isinstance(entry, SourceFile)] == [
        "a/one.html",
        "b.doc",
    ]
    assert [
        "outside" in item.reason or "closed form" in item.reason
        for item in files
        if isinstance(item, Skipped)
    ] == [True, True]


@pytest.mark.parametrize("ending", [".gz", ".bz2", ".xz", ".zst"])
def test_a_single_packed_report_is_read(tmp_path, ending):
    (tmp_path / f"a.txt{ending}").write_bytes(
        PACKED[f".tar{ending}"](b"Title: North Quay\nIt opens in March.\n" * 3)
    )

    [entry] = corpus.entries(str(tmp_path))

    assert entry.kind == "txt"


def test_what_is_not_read_is_refused_with_what_helps(tmp_path):
    for name in ("a.caj", "b.kdh", "c.pst", "d.rar", "e.7z", "f.mp3", "g.unknown"):
        (tmp_path / name).write_bytes(b"\x00\x01\x02 closed")

    reasons = [item.reason for item in corpus.entries(str(tmp_path))]

    assert all(
        "Export" in reason or "pack" in reason or "transcript" in reason for reason in reasons[:6]
    )
    assert reasons[6] == refused_formats.sentence(".unknown")


LOCKED = {
    "a.doc": made_files.doc_file(flags=0x0300),
    "a.ppt": made_files.ppt_file(encrypted=3),
    "a.xlsx": made_files.compound_file({"EncryptedPackage": b"x"}),
    "a.mobi": made_files.mobi_file(locked=2),
    "a.odt": zip_file({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": b"\x9f\x01", "META-INF/manifest.xml": "<m><encryption-data/></m>"}),
}  # fmt: skip


@pytest.mark.parametrize("name", LOCKED)
def test_locked_files_say_so(name):
    [item] = read_all(name, LOCKED[name])

    assert isinstance(item, Skipped)
    assert "encrypted" in item.reason or "protected" in item.reason


def _bomb():
    return zip_file({"xl/workbook.xml": "<w/>", "xl/worksheets/sheet1.xml": b"\0" * (200 << 20)})


def _repeated():
    """Cells that all name one long text."""
    row = '<row r="1">' + '<c t="s"><v>0</v></c>' * 16_000 + "</row>"
    return zip_file(
        {
            "_rels/.rels": made_files.relations(a=("officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns:r="{made_files.RELATIONS}"><sheets><sheet name="a" r:id="s"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": made_files.relations(
                s=("worksheet", "sheet1.xml"), t=("sharedStrings", "strings.xml")
            ),
            "xl/strings.xml": "<sst><si><t>" + "x y " * 1_000_000 + "</t></si></sst>",
            "xl/sheet1.xml": "<worksheet><sheetData>" + row * 60 + "</sheetData></worksheet>",
        }
    )


def _looped_doc():
    """A Word file whose table of properties names one page of runs again and again."""
    main = bytearray(made_files.word_stream())
    page = bytearray(512)
    page[511] = 100
    struct.pack_into("<101I", page, 0, *range(0, 1_010_000, 10_000))
    page[404:504] = bytes([252]) * 100
    page[504:508] = bytes((3, 0x3C, 0x08, 1))
    main[1_024:1_536] = page
    bins = struct.pack("<500001I", *range(500_001)) + struct.pack("<I", 2) * 500_000
    table = made_files.word_table() + bins
    struct.pack_into("<II", main, 0xFA, len(made_files.word_table()), len(bins))
    return made_files.compound_file({"WordDocument": bytes(main), "1Table": table})


HOSTILE = {
    "a drawing without text": ("a.vsdx", made_files.vsdx_file(()), "no text"),
    "a sheet with one cell at its far end": ("a.xlsx", made_files.xlsx_file().replace(b"A1", b"A1"), "report"),
    "an archive that unpacks to too much": ("a.xlsx", _bomb(), "unpacks"),
    "groups of RTF that never end": ("a.rtf", b"{\\rtf1" + b"{" * 3_000, "groups"),
    "a megabyte of open fields": ("a.doc", made_files.doc_file("\x13" * 500_000 + "x\r"), ""),
    "entities that multiply": ("a.fb2", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "' + b"x" * 1_000 + b'"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><FictionBook><body><p>' + b"&b;" * 1_000 + b"</p></body></FictionBook>", ""),
    "elements a hundred thousand deep": ("a.fb2", b"<FictionBook>" + b"<section>" * 100_000, "nested deeper"),
    "frames nested in frames": ("a.odt", made_files.odf_file("<office:text>" + "<text:section>" * 300 + "<text:p>x</text:p>" + "</text:section>" * 300 + "</office:text>"), "nested deeper"),
    "cells repeated a million times": ("a.ods", made_files.odf_file("<table:table><table:table-row><table:table-cell table:number-columns-repeated='1000000'><text:p>x</text:p></table:table-cell></table:table-row></table:table>", "spreadsheet"), "report"),
    "spaces without end": ("a.odt", made_files.odf_file("<office:text><text:p>a<text:s text:c='999999999'/>b</text:p></office:text>"), "report"),
    "steps of letters without end": ("a.ofd", made_files.ofd_file().replace(b"Size", b"Size"), "report"),
    "a long text in a million cells": ("a.xlsx", _repeated(), "report"),
    "properties that lead to one page again and again": ("a.doc", _looped_doc(), "report"),
    "a binary workbook that is none": ("a.xlsb", zip_file({"_rels/.rels": made_files.relations(a=("officeDocument", "xl/workbook.bin")), "xl/workbook.bin": b"x"}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_end_in_a_report_or_a_sentence(case):
    name, data, expected = HOSTILE[case]
    begun = time.process_time()

    items = read_all(name, data)

    assert time.process_time() - begun < 10
    assert items
    assert all(UNFORESEEN not in item.reason for item in items if isinstance(item, Skipped))
    if expected == "report":
        assert isinstance(items[0], Report)
    elif expected:
        assert expected in items[0].reason


MANY = {name: data for name, (data, _, _) in FILES.items()} | {"a.ris": RIS, "a.bib": BIB}


@pytest.mark.parametrize("name", MANY)
def test_cut_and_spoilt_files_end_in_a_report_or_a_sentence(name):
    data = MANY[name]
    chance = random.Random(name)
    spoilt = [data[: len(data) * part // 8] for part in range(1, 8)]
    for _ in range(25):
        changed = bytearray(data)
        for _ in range(8):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        spoilt.append(bytes(changed))

    for version in spoilt:
        for item in read_all(name, version):
            assert isinstance(item, (Report, Skipped))
            assert not isinstance(item, Skipped) or UNFORESEEN not in item.reason, item


def test_the_same_bytes_give_the_same_reports():
    for name, data in MANY.items():
        assert read_all(name, data) == read_all(name, data)


@pytest.mark.parametrize("length", [100, 70_000, 300_000])
def test_lines_of_json_are_lines_however_long_the_first_is(tmp_path, length):
    rows = [{"id": str(line), "title": "长文", "body": "字" * length} for line in range(3)]
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "laws.jsonl").write_text(text, "utf-8")

    assert [entry.path for entry in corpus.entries(str(tmp_path))] == [
        "laws.jsonl!1",
        "laws.jsonl!2",
        "laws.jsonl!3",
    ]


def test_a_member_larger_than_any_archive_ends_the_reading_of_it(tmp_path):
    info = tarfile.TarInfo("a.txt")
    info.size = 1 << 40
    (tmp_path / "a.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_240))

    [item] = corpus.entries(str(tmp_path))

    assert isinstance(item, Skipped)
    assert "unpacks to more than" in item.reason


def test_zeros_that_are_named_as_a_web_archive_are_refused_at_once(tmp_path):
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(bytes(1 << 16)))

    [item] = corpus.entries(str(tmp_path))

    assert isinstance(item, Skipped)
    assert "does not begin as a web archive" in item.reason
