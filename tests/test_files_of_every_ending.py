"""Each ending of a file that people keep is read, or refused by a sentence that says what helps."""

import contextlib
import gzip
import io
import json
import mailbox
import sqlite3
import struct
import tarfile
import zipfile

import pytest
import zstandard
from PIL import Image, ImageDraw, ImageFont

from index.indexing import corpus, extract
from index.indexing.file_types import FORMATS
from index.ingest.files import refused_formats
from index.ingest.formats.office import workbook_shapes
from index.ingest.source_file import SourceFile
from index.report import Report
from tests import made_files
from tests.made_books import help_book
from tests.made_files import zip_file
from tests.made_stores import pst_file, wide
from tests.test_file_formats import FILES
from tests.test_formats import pdf_file

TEXT = "Quay\n\nThe harbour opens in March, said the board."
PAGE = f"<html><title>Quay</title><body><p>{TEXT}</p></body></html>"
MARK = "opens in March"


def packed(mode):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{mode}") as file:
        info = tarfile.TarInfo("a.txt")
        info.size = len(TEXT)
        file.addfile(info, io.BytesIO(TEXT.encode()))
    return out.getvalue()


def picture(kind):
    page = Image.new("RGB", (900, 300), "white")
    font = ImageFont.load_default(size=40)
    ImageDraw.Draw(page).text(
        (50, 90), "The board met.\nIt opens in March.", fill="black", font=font
    )
    out = io.BytesIO()
    page.save(out, kind)
    return out.getvalue()


def docx():
    word = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    return zip_file(
        {
            "_rels/.rels": made_files.relations(a=("officeDocument", "word/document.xml")),
            "word/document.xml": f"{word}<w:p><w:r><w:t>It {MARK}.</w:t></w:r></w:p></w:body></w:document>",
        }
    )


def epub():
    return zip_file(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
            "a.opf": '<package><metadata/><manifest><item id="a" href="a.xhtml"/></manifest><spine><itemref idref="a"/></spine></package>',
            "a.xhtml": PAGE,
        }
    )


def page_in_a_zip():
    """A page of SingleFile that is a ZIP archive at the same time."""
    out = io.BytesIO(
        b"<!DOCTYPE html> <html data-sfz><meta charset=utf-8><body hidden>x</body><!--"
    )
    out.seek(0, io.SEEK_END)
    with zipfile.ZipFile(out, "a") as file:
        file.writestr("index.html", PAGE)
    return out.getvalue()


def database():
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE reports (title, body)")
    connection.execute("INSERT INTO reports VALUES ('Quay', ?)", (f"It {MARK}.",))
    connection.commit()
    with contextlib.closing(connection):
        return connection.serialize()


def mbox(folder):
    box = mailbox.mbox(folder / "made")
    message = mailbox.mboxMessage()
    message["Subject"] = "Quay"
    message.set_payload(TEXT)
    box.add(message)
    box.close()
    return (folder / "made").read_bytes()


ODP = made_files.odf_file(
    f"<office:presentation><draw:page><draw:frame><draw:text-box><text:p>It {MARK}.</text:p></draw:text-box></draw:frame></draw:page></office:presentation>",
    "presentation",
)
ODS = made_files.odf_file(
    f"<office:spreadsheet><table:table><table:table-row><table:table-cell><text:p>It {MARK}.</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet>",
    "spreadsheet",
)
MHTML = (
    f"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PAGE}"
)
OPML = f'<?xml version="1.0"?><opml version="2.0"><head><title>Quays</title></head><body><outline text="Quay" _note="It {MARK}."/></body></opml>'
ENEX = f'<?xml version="1.0"?><en-export><note><title>Quay</title><content><![CDATA[<en-note><p>It {MARK}.</p></en-note>]]></content></note></en-export>'
SHEET = ((f"It {MARK}", "x"), ("雾桥镇", 120))
READ = {
    ".doc": made_files.doc_file(f"It {MARK}.\r"), ".dot": made_files.doc_file(f"It {MARK}.\r"),
    ".wps": made_files.doc_file(f"It {MARK}.\r"), ".docx": docx(), ".docm": docx(), ".dotx": docx(),
    ".rtf": FILES["a.rtf"][0].replace(b"ends in", b"opens in"),
    ".odt": made_files.odf_file(f"<office:text><text:p>It {MARK}.</text:p></office:text>"),
    ".xls": made_files.xls_file(SHEET), ".et": made_files.xls_file(SHEET),
    ".xlsx": made_files.xlsx_file(SHEET), ".xlsm": made_files.xlsx_file(SHEET), ".xlsb": made_files.xlsb_file(SHEET),
    ".ods": ODS, ".trs": f"<REC>\n<标题>=Quay\n<正文>=It {MARK}.\n".encode(), ".csv": f"title,text\nQuay,It {MARK}.\n".encode(),
    ".ppt": made_files.ppt_file((("Quay", f"It {MARK}."),)), ".dps": made_files.ppt_file((("Quay", f"It {MARK}."),)),
    ".pptx": made_files.pptx_file((("Quay", f"It {MARK}."),)), ".odp": ODP,
    ".ofd": made_files.ofd_file((("Quay", f"It {MARK}."),)), ".xps": FILES["a.xps"][0],
    ".vsdx": made_files.vsdx_file(("Quay", f"It {MARK}.")),
    ".epub": epub(), ".fb2": FILES["a.fb2"][0], ".mobi": FILES["a.mobi"][0], ".azw3": FILES["a.mobi"][0],
    ".msg": made_files.msg_file(body=f"It {MARK}."), ".eml": f"Subject: Quay\n\n{TEXT}\n".encode(), ".mbox": mbox,
    ".enex": ENEX.encode(), ".opml": OPML.encode(),
    ".ris": f"TY  - JOUR\nTI  - Quay\nAB  - It {MARK}.\nER  - \n".encode(),
    ".bib": f"@article{{a, title={{Quay}}, abstract={{It {MARK}.}}}}".encode(),
    ".rst": TEXT.encode(), ".org": TEXT.encode(), ".adoc": TEXT.encode(), ".md": TEXT.encode(), ".txt": TEXT.encode(),
    ".tex": f"\\documentclass{{article}}\\begin{{document}}It {MARK}.\\end{{document}}".encode(),
    ".srt": f"1\n00:00:01,000 --> 00:00:03,000\nIt {MARK}.\n".encode(), ".vtt": FILES["a.vtt"][0],
    ".html": PAGE.encode(), ".xhtml": PAGE.encode(), ".mht": MHTML.encode(), ".mhtml": MHTML.encode(),
    ".u.zip.html": page_in_a_zip(), ".zip": zip_file({"a.txt": TEXT}), ".pdf": pdf_file([[f"It {MARK}."]]),
    ".tar": packed(""), ".tar.gz": packed("gz"), ".tgz": packed("gz"), ".tar.bz2": packed("bz2"), ".tar.xz": packed("xz"),
    ".tar.zst": zstandard.compress(packed("")),
    ".pst": pst_file([({0x0037: wide("Quay"), 0x1000: wide(f"It {MARK}.")}, {}, ())]),
    ".chm": lambda folder: help_book(folder, {"a.html": PAGE}),
    ".db": lambda _: database(), ".sqlite": lambda _: database(),
    ".tif": picture("TIFF"),  # other pictures are in test_scans.py
}  # fmt: skip
READ |= {
    ".json": json.dumps([{"title": "Quay", "text": f"It {MARK}."}]).encode(),
    ".jsonl": json.dumps({"title": "Quay", "text": f"It {MARK}."}).encode() + b"\n",
    ".tsv": f"title\ttext\nQuay\tIt {MARK}.\n".encode(),
    ".yaml": f"- title: Quay\n  text: It {MARK}.\n".encode(),
    ".cff": f"title: Quay\nabstract: It {MARK}.\nauthors:\n- name: Ada\ndate-released: 2023-02-09\n".encode(),
    ".gz": gzip.compress(TEXT.encode()),
    ".wiki": f"== Quay ==\n'''It''' {MARK}.\n".encode(),
    ".ipynb": json.dumps(
        {"cells": [{"cell_type": "markdown", "source": [f"# Quay\n\nIt {MARK}."]}], "nbformat": 4}
    ).encode(),
    ".sql": f"INSERT INTO news (title, content) VALUES ('Quay', 'It {MARK}.');\n".encode(),
}
ALIASES = {
    ending: next(READ[known] for known in file_format.endings if known in READ)
    for file_format in FORMATS
    for ending in file_format.endings
    if ending not in READ and READ.keys() & set(file_format.endings) - {".tif"}
}
"""The other endings of a format are read as the one whose file stands above."""
ELSEWHERE = {
    *(
        "arc",
        "dbf",
        "har",
        "marc",
        "ruled-table",
        "table-json",
        "wacz",
        "warc",
        "webarchive",
        "xls-html",
    ),
}
"""Formats whose files take more to make; other tests make them."""
REFUSED = {
    ".caj": "PDF", ".nh": "PDF", ".kdh": "PDF", ".ceb": "PDF", ".pdg": "PDF",
    ".7z": ".zip", ".rar": ".zip", ".ost": ".mbox",
    ".pages": ".docx", ".hwp": ".docx", ".numbers": ".xlsx", ".mdb": ".csv", ".parquet": ".csv", ".djvu": "PDF", ".mp3": "transcript",
}  # fmt: skip


def items_of(folder):
    for entry in corpus.entries(str(folder)):
        yield from extract.read(entry, None) if isinstance(entry, SourceFile) else (entry,)


def test_every_format_is_read_under_one_of_its_endings():
    """So that no format is forgotten here; `file_types.FORMATS` lists them."""
    untested = {
        file_format.kind for file_format in FORMATS if not set(file_format.endings) & READ.keys()
    }

    assert untested == ELSEWHERE


@pytest.mark.parametrize("ending", [*READ, *ALIASES])
def test_a_file_of_this_ending_is_read(tmp_path, ending):
    made = (READ | ALIASES)[ending]
    data = made(tmp_path) if callable(made) else made
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / f"a{ending}").write_bytes(data)

    reports = list(items_of(tmp_path / "corpus"))

    assert all(isinstance(report, Report) for report in reports), reports
    assert any(MARK in f"{piece.description}\n{piece.body}" for piece in reports), reports


@pytest.mark.parametrize("ending", REFUSED)
def test_a_file_of_this_ending_is_refused_by_what_helps(tmp_path, ending):
    (tmp_path / f"a{ending}").write_bytes(b"\x00\x01\x02 closed" * 40)

    [item] = items_of(tmp_path)

    assert item.reason == refused_formats.sentence(ending)
    assert REFUSED[ending] in item.reason


ALMOST_NOTHING = {
    "a comment": b"#-",
    "a space": b" ",
    "a line": b"\n\n",
    "a mark": b"\xef\xbb\xbf",
    "signs": b"{}",
}


@pytest.mark.parametrize("content", ALMOST_NOTHING)
@pytest.mark.parametrize("ending", READ)
def test_a_file_with_almost_nothing_in_it_is_not_passed_over(tmp_path, ending, content):
    (tmp_path / f"a{ending}").write_bytes(ALMOST_NOTHING[content])

    assert list(items_of(tmp_path))


def record(kind, data):
    return struct.pack("<HH", kind, len(data)) + data


def box(text, *, parts=1, wide=True):
    """The records of a box whose text is in several parts."""
    size = -(-len(text) // parts)
    out = record(0x01B6, struct.pack("<HH6xHHHH", 0, 0, len(text), 16, 0, 0))
    for start in range(0, len(text), size):
        piece = text[start : start + size]
        out += record(0x3C, bytes((wide,)) + piece.encode("utf-16-le" if wide else "latin-1"))
    return out + record(0x3C, b"\0" * 16)


@pytest.mark.parametrize(
    ("stream", "lines"),
    [
        (box("北码头\n重建"), ["北码头", "重建"]),
        (box("The quay", wide=False) + record(0x0A, b"") + box("opens", parts=2), ["The quay", "opens"]),
        (record(0x01B6, b"\0" * 18), []),
        (box("cut off here")[:40], []),
        (record(0x01B6, b"\0"), []),
    ],
)  # fmt: skip
def test_boxes_on_the_sheets_of_old_workbooks_are_text(stream, lines):
    assert workbook_shapes.box_lines(stream) == lines


def test_characters_with_readings_above_them_stay_in_an_old_word_file():
    code = r"EQ \* jc2 \* hps11 \o\ad(\s\up 10(とうきょう),東京)"
    text = f"会议在\x13{code}\x15召开。\x13 PAGE \x15\r"

    [report] = extract.read(
        SourceFile(path="a.doc", file="", kind="doc", data=made_files.doc_file(text))
    )

    assert "会议在東京召开。" in report.body
