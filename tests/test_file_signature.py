"""Updates read what changed: a file that is as it was is not read again, whatever else happens."""

import os

import pytest

from index.embedded.write import file_cache
from index.indexing import extract, file_signature
from index.operations.build import build
from index.operations.opening import open_index

PAGE = """<html><head><title>{title}</title><meta name="PubDate" content="2023-02-0{day}"></head>
<body><h1>{title}</h1><p>{text}</p><p>The county has finished the first stage of its works.</p>
</body></html>"""


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    for day in range(1, 6):
        write(folder / f"p{day}.html", day)
    return folder


def write(path, day, text="Rural logistics reaches every village of the county."):
    path.write_text(PAGE.format(title=f"Report number {day}", day=day, text=text), "utf-8")


@pytest.fixture
def reading(monkeypatch, corpus, tmp_path):
    """Updates in this process, whatever changed last; gives the names of files that are read."""
    monkeypatch.setattr(file_signature, "RACY_SECONDS", -1.0)
    read = []
    whole = extract.read

    def noticed(entry, by=None):
        read.append(entry.path)
        return whole(entry, by)

    monkeypatch.setattr(extract, "read", noticed)
    build([str(corpus)], str(tmp_path / "index"))

    def update():
        read.clear()
        summary = build([str(corpus)], str(tmp_path / "index"), update=True)
        return list(read), summary

    return update


def texts(tmp_path):
    index = open_index(str(tmp_path / "index"))
    reports = index.reports([name for name, _ in index.fingerprints()])
    index.close()
    return {report.path: report.body for report in reports}


def test_an_update_reads_only_the_file_that_changed(reading, corpus, tmp_path):
    write(corpus / "p3.html", 3, "Grain reserves were checked in all twelve towns.")

    read, summary = reading()

    assert read == ["p3.html"]
    assert (summary.indexed, summary.unchanged, summary.removed) == (1, 4, 0)
    assert "Grain reserves" in texts(tmp_path)["p3.html"]
    assert reading()[0] == []


def test_a_file_that_changed_under_the_same_size_and_time_is_read(reading, corpus, tmp_path):
    before = (corpus / "p2.html").stat()
    (corpus / "p2.html").write_text(
        (corpus / "p2.html").read_text("utf-8").replace("village", "hamlets"), "utf-8"
    )
    os.utime(corpus / "p2.html", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (corpus / "p2.html").stat().st_size == before.st_size

    read, _ = reading()

    assert read == ["p2.html"]
    assert "hamlets" in texts(tmp_path)["p2.html"]


def test_a_file_that_vanished_is_removed_and_a_new_one_read(reading, corpus, tmp_path):
    (corpus / "p1.html").unlink()
    write(corpus / "p6.html", 6)

    read, summary = reading()

    assert read == ["p6.html"]
    assert (summary.indexed, summary.removed) == (1, 1)
    assert sorted(texts(tmp_path)) == ["p2.html", "p3.html", "p4.html", "p5.html", "p6.html"]


def test_rules_that_changed_have_every_file_read(reading, corpus):
    (corpus / "corrections.toml").write_text('["p1.html"]\nsource = "Ours"\n', "utf-8")

    read, summary = reading()

    assert len(read) == 5
    assert summary.indexed == 1


def test_pages_are_read_again_where_an_attachment_comes_to_lie_beside_them(reading, corpus):
    (corpus / "annex.docx").write_bytes(b"not a document")

    read, _ = reading()

    assert set(read) == {"annex.docx", *(f"p{day}.html" for day in range(1, 6))}


def test_a_report_without_a_date_is_read_each_time(reading, corpus):
    (corpus / "undated.txt").write_text(
        "A notice of the county.\n\nNothing else is known.", "utf-8"
    )
    reading()

    assert reading()[0] == ["undated.txt"]


def test_what_changed_just_now_is_read_again(monkeypatch, reading):
    monkeypatch.setattr(file_signature, "RACY_SECONDS", 3600.0)

    assert len(reading()[0]) == 5


def test_an_index_without_stamps_is_updated_by_reading_everything(monkeypatch, reading):
    monkeypatch.setattr(file_cache, "FILE_CACHE_NAME", "of-another-version.stamps")

    assert len(reading()[0]) == 5


def test_a_page_is_read_again_where_a_frame_of_it_changed_in_place(reading, corpus):
    write(corpus / "p1.html", 1, '</p><iframe src="p1_files/saved_resource.html"></iframe><p>.')
    frame = corpus / "p1_files" / "saved_resource.html"
    frame.parent.mkdir()
    frame.write_text("<p>The harbour is closed for repairs until the summer.</p>", "utf-8")
    assert reading()[0] == ["p1.html"]

    frame.write_text("<p>The harbour is opened for traffic before the summer.</p>", "utf-8")

    assert reading()[0] == ["p1.html"]
    assert reading()[0] == []
