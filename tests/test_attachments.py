"""A file that a page links to and that lies beside it knows its page, and the page knows it."""

import urllib.parse
import zipfile
from email.message import EmailMessage

import pytest

from index.indexing import attachments, corpus, extract
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.report import Report, report_id
from tests.test_formats import pdf_file
from web.server.app import create_app

PDF = pdf_file([["The funds are shared out as the table says."]])
TEXT = "<h1>关于防汛的通知</h1><p>昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。</p>"

ZIP_OPENED = attachments.zip_files.opened


def read(folder):
    entries = [entry for entry in corpus.entries(str(folder)) if isinstance(entry, SourceFile)]
    items = [item for entry in entries for item in extract.read(entry)]
    return {item.path: item for item in items if isinstance(item, Report)}


def links(reports):
    """Who knows whom: (page, attachment) as the page says it, and as the attachment does."""
    down = {(path, name) for path, report in reports.items() for name in report.attachments}
    up = {(report.attached_to, path) for path, report in reports.items() if report.attached_to}
    return down, up


LINKS = {
    "by its name": "附件.pdf",
    "by a path": "./files/../附件.pdf",
    "by an escaped address": "https://example.org/P/" + urllib.parse.quote("附件.pdf") + "?x=1",
    "without quotes": None,
}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("name", LINKS)
def test_a_page_and_the_file_beside_it_know_each_other(tmp_path, name, encoding):
    folder = tmp_path / "通知"
    folder.mkdir()
    link = f'<a href="{LINKS[name]}">附件</a>' if LINKS[name] else "<a href=附件.pdf>附件</a>"
    (folder / "a.html").write_bytes(f"{TEXT}<p>{link}</p>".encode(encoding))
    (folder / "附件.pdf").write_bytes(PDF)
    (folder / "other.pdf").write_bytes(PDF)

    down, up = links(read(tmp_path))

    assert down == up == {("通知/a.html", "通知/附件.pdf")}


def test_a_link_to_what_is_not_there_is_no_attachment(tmp_path):
    (tmp_path / "a.html").write_text(f'{TEXT}<a href="gone.pdf">x</a>', "utf-8")

    assert links(read(tmp_path)) == (set(), set())


def test_pages_and_files_in_an_archive_know_each_other(tmp_path):
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as archive:
        archive.writestr("x/a.html", f'{TEXT}<a href="b.pdf">x</a>'.encode())
        archive.writestr("x/b.pdf", PDF)
        archive.writestr("b.pdf", PDF)

    down, up = links(read(tmp_path))

    assert down == up == {("saved.zip!x/a.html", "saved.zip!x/b.pdf")}


@pytest.mark.parametrize("folder", ["", "{number}/"], ids=["in one folder", "each in a folder"])
def test_an_archive_is_opened_once_for_all_pages_and_attachments(tmp_path, monkeypatch, folder):
    opened = []
    monkeypatch.setattr(
        attachments.zip_files, "opened", lambda source: opened.append(source) or ZIP_OPENED(source)
    )
    with zipfile.ZipFile(tmp_path / "saved.zip", "w") as archive:
        for number in range(20):
            inside = folder.format(number=number)
            archive.writestr(f"{inside}{number}.html", f'{TEXT}<a href="{number}.rtf">x</a>')
            archive.writestr(f"{inside}{number}.rtf", r"{\rtf1 The funds are shared out.}")
    entries = list(corpus.entries(str(tmp_path)))
    opened.clear()

    reports = [item for entry in entries for item in extract.read(entry)]

    assert sum(bool(report.attached_to) for report in reports) == 20
    assert len(opened) == 1


def test_what_is_attached_to_a_mail_is_a_report_of_its_own(tmp_path):
    mail = EmailMessage()
    mail["Subject"] = "Funds"
    mail.set_content("The table is attached, as was asked for at the meeting.")
    for name in ("table.pdf", "table.pdf", "picture.png", "../up.pdf"):
        data = b"\x89PNG\r\n\x1a\n" if name == "picture.png" else PDF
        mail.add_attachment(data, maintype="application", subtype="pdf", filename=name)
    (tmp_path / "a.eml").write_bytes(mail.as_bytes())

    reports = read(tmp_path)

    down, up = links(reports)
    assert down == up == {("a.eml", "a.eml!table.pdf"), ("a.eml", "a.eml!.._up.pdf")}
    assert "shared out" in reports["a.eml!table.pdf"].body


def test_a_damaged_attachment_is_skipped_and_its_mail_read():
    mail = EmailMessage()
    mail["Subject"] = "Funds"
    mail.set_content("The table is attached, as was asked for at the meeting.")
    mail.add_attachment(b"x", maintype="application", subtype="pdf", filename="table.pdf")
    data = mail.as_bytes()

    first, second = extract.read(SourceFile(path="a.eml", file="", kind="eml", data=data))

    assert isinstance(first, Report)
    assert second.path == "a.eml!table.pdf"
    assert "damaged" in second.reason


def test_the_pages_of_both_reports_show_the_other(tmp_path):
    corpus_ = tmp_path / "corpus"
    corpus_.mkdir()
    (corpus_ / "a.html").write_text(f'{TEXT}<a href="b.pdf">附件</a>', "utf-8")
    (corpus_ / "b.pdf").write_bytes(PDF)
    build([str(corpus_)], str(tmp_path / "index"))
    client = create_app(str(tmp_path / "index")).test_client()

    page, file = (
        client.get(f"/report/{report_id(path)}?lang=en").get_data(as_text=True)
        for path in ("a.html", "b.pdf")
    )

    assert "Attachments" in page
    assert report_id("b.pdf") in page
    assert "Attached to" in file
    assert report_id("a.html") in file
