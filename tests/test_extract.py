"""Pages and text copies of many kinds give the reports that a reader sees in them.

tests/data/extract/ holds pages as portals, newspapers, agencies, counties, blogs and campuses
write them, written for this project; expected.json says what is right. A name counts without
its separators.
"""

import json
import re
from pathlib import Path

import pytest

from index.indexing import corpus, extract
from index.ingest.decode import decode
from index.ingest.source_file import SourceFile
from index.report import Report, Skipped, report_id

DATA = Path(__file__).parent / "data" / "extract"
EXPECTED = json.loads((DATA / "expected.json").read_text("utf-8"))
SAMPLE = Path(__file__).parent.parent / "corpus"
TABLE = json.loads((DATA.parent / "sample_corpus.json").read_text("utf-8"))["reports"]
FIELDS = (
    "title",
    "date",
    "source",
    "author",
    "editor",
    "views",
    "number",
    "issuer",
    "language",
    "url",
)


def read(data, kind="html", **more):
    text = data.encode() if isinstance(data, str) else data
    [report] = extract.read(SourceFile(path=f"a.{kind}", file="", kind=kind, data=text, **more))
    return report


def shown(value):
    """A field's value as the tables write it."""
    if value is None:
        return ""
    text = value.isoformat() if hasattr(value, "isoformat") else value
    return re.sub(r"[\s、,\u3000]", "", text) if isinstance(text, str) else text


def check(report, expected):
    read_fields = {name: shown(getattr(report, name)) for name in FIELDS if name in expected}
    wanted = {name: shown(expected[name]) for name in FIELDS if name in expected}
    assert read_fields == wanted, dict(report.origins)
    for snippet in expected["has"]:
        assert snippet in report.body
    for snippet in expected["lacks"]:
        assert snippet not in report.body


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_is_read_as_its_reader_sees_it(name):
    check(read((DATA / name).read_bytes()), EXPECTED[name])


@pytest.fixture(scope="module")
def sample():
    entries = [entry for entry in corpus.entries(str(SAMPLE)) if isinstance(entry, SourceFile)]
    return {report.id: report for entry in entries for report in extract.read(entry)}


@pytest.mark.parametrize("expected", TABLE, ids=lambda row: row.get("id", row["path"]))
def test_the_sample_corpus_is_read_as_its_table_says(sample, expected):
    check(sample[expected.get("id", report_id(expected["path"]))], expected)


ENCODINGS = [
    ("gb18030", "gb2312"),
    ("gb18030", "utf-8"),
    ("gb18030", ""),
    ("big5hkscs", "big5"),
    ("big5hkscs", "utf-8"),
    ("big5hkscs", ""),
    ("utf-16", "gb2312"),
    ("utf-16-le", "utf-8"),
    ("utf-8", "gb2312"),
    ("utf-8", "big5"),
]


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
def test_a_page_says_the_same_in_every_encoding(encoding, declared):
    compared = 0
    for name in EXPECTED:
        text = decode((DATA / name).read_bytes()).text
        text = re.sub(r"<meta[^>]*charset[^>]*>", "", text)
        try:
            other = (f'<meta charset="{declared}">{text}' if declared else text).encode(encoding)
        except UnicodeEncodeError:
            continue
        report, same = read(text), read(other)
        assert (same.title, same.paragraphs, same.date) == (
            report.title,
            report.paragraphs,
            report.date,
        )
        compared += 1
    assert compared >= 5


def test_each_field_says_where_it_was_found():
    origins = dict(read((DATA / "county.html").read_bytes()).origins)

    assert origins["date"] == "label 发布日期"
    assert origins["source"] == "label 来源"
    assert origins["language"] == "guessed from the script"


def test_a_date_from_the_address_is_called_a_guess():
    report = read((DATA / "urlonly.html").read_bytes())

    assert dict(report.origins)["date"] == "guessed from the address"


def test_a_date_in_the_future_is_not_believed():
    page = "<h1>Flood</h1><p>Date: 2199-01-01</p><p>The river rose fast, and the village left.</p>"

    assert read(page).date is None


def test_dates_of_links_beside_the_report_are_not_its_date():
    page = (
        "<title>河水上涨</title><h1>河水上涨</h1><p>昨夜河水上涨，沿岸居民已全部转移，无人员伤亡。</p>"
        "<ul><li><a href=x>另一条新闻</a> 2024-03-02</li>"
        "<li><a href=x>再一条</a> 2024-03-01</li></ul>"
    )

    assert read(page).date is None


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (b"", "html", "empty"),
        (b" \n\t ", "txt", "empty"),
        (b"<html><body></body></html>", "html", "no text"),
        (b"<script>alert(1)</script>", "html", "no text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(200)), "html", "picture is damaged"),
        (bytes(range(256)) * 9, "txt", "not text"),
        (b"{", "json", "not JSON"),
        (b"[1, 2]", "json", "no object"),
        (b"x", "pdf", "damaged"),
        (b"x", "docx", "damaged"),
        (b"x", "epub", "damaged"),
        (b"Subject: x\n\n", "eml", "no text"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_a_sentence(data, kind, reason):
    skipped = read(data, kind)

    assert isinstance(skipped, Skipped)
    assert reason in skipped.reason
    assert skipped.reason.endswith(".")


def test_a_missing_file_is_skipped():
    [skipped] = extract.read(SourceFile(path="gone.txt", file="/nowhere/gone.txt", kind="txt"))

    assert "cannot be read" in skipped.reason


@pytest.mark.slow
def test_a_page_that_is_too_long_is_cut_and_says_so():
    report = read("<p>The river rose fast, and the village left.</p>" * 60_000)

    assert isinstance(report, Report)
    assert "cut" in dict(report.origins)["paragraphs"]


def test_a_report_is_named_by_its_path_unless_its_export_names_it():
    assert read("<p>Hello there, reader.</p>").id == report_id("a.html")
    assert read('{"id": 7, "title": "x"}', "json").id == "7"
