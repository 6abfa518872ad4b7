"""Mails in mails and parts in parts, which Python's parser reads and writes by recursion."""

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile
from index.report import Report, Skipped

SAID = "The ferry office at Larkford opens its new counter on Monday."


def nested(depth, kind):
    """A mail with parts in each other, the innermost of which says something."""
    inner = f"Content-Type: text/plain; charset=utf-8\n\n{SAID}\n"
    for level in range(depth):
        part = inner
        if kind == "message/rfc822":
            part = f"Content-Type: {kind}\n\nSubject: Counter {level}\n{inner}"
        edge = f"edge{level}"
        inner = f"Content-Type: multipart/mixed; boundary={edge}\n\n--{edge}\n{part}--{edge}--\n"
    data = f"From: Ada Quill <ada@larkford.example>\nSubject: Counter\n{inner}".encode()
    return list(extract.read(SourceFile(path="a.eml", file="", kind="eml", data=data)))


@pytest.mark.parametrize("depth", [1, 8, 50, 90])
def test_a_part_in_many_others_is_read(depth):
    (report,) = nested(depth, "multipart/mixed")

    assert report.paragraphs == (SAID,)
    assert not report.cut


@pytest.mark.parametrize("depth", [300, 5_000])
def test_parts_that_lie_too_deep_are_said(depth):
    (item,) = nested(depth, "multipart/mixed")

    said = item.reason if isinstance(item, Skipped) else dict(item.origins)["paragraphs"]
    assert "too deep" in said


@pytest.mark.parametrize("depth", [12, 100, 300])
def test_the_first_of_many_mails_in_each_other_are_read(depth):
    *reports, last = nested(depth, "message/rfc822")

    assert len(reports) == extract.MAX_PART_DEPTH + 1
    assert all(isinstance(report, Report) for report in reports)
    assert "too deep" in last.reason


def test_a_mail_in_a_mail_in_a_mail_is_read():
    *_, report = nested(3, "message/rfc822")

    assert report.paragraphs == (SAID,)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a%00.txt", "a.txt"), ("..%2F..%2Fa.txt", ".._.._a.txt"), ("%E6%B8%A1.txt", "渡.txt")],
)
def test_the_name_of_an_attachment_is_clean(name, shown):
    data = (
        "Content-Type: multipart/mixed; boundary=edge\n\n--edge\n"
        f"Content-Disposition: attachment; filename*=utf-8''{name}\n\n{SAID}\n--edge--\n"
    ).encode()
    mail = SourceFile(path="a.eml", file="", kind="eml", data=data)

    assert [report.path for report in extract.read(mail)][-1] == f"a.eml!{shown}"
