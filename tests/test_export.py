"""All results of a search taken along: complete, in order, harmless, and streamed."""

import csv
import datetime
import functools
import hashlib
import io
import json
import re
import zipfile
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from index.operations.build import build
from index.report import Report
from index.report_date import PartialDate
from index.system.deadline import Deadline, answering_within
from search.request import Request
from search.views.scan import HITS_PER_SCAN, iter_results
from tests.archive_files import indexed
from web import spreadsheet
from web.exports import EXPORTS
from web.server.app import create_app
from web.views.export import results_file

ATOM = "{http://www.w3.org/2005/Atom}"
CELLS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
QUERY = "q=" + quote("物流") + "&sort=oldest"


def cells(data):
    book = zipfile.ZipFile(io.BytesIO(data))
    assert book.testzip() is None
    for name in book.namelist():
        ElementTree.fromstring(book.read(name))
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        ["".join(cell.itertext()) for cell in row.iter(f"{CELLS}c")]
        for row in sheet.iter(f"{CELLS}row")
    ]


def hits(client):
    return client.get(f"/api/search?{QUERY}&size=100").json["hits"]


TITLES = {
    "csv": lambda data: [
        row["title"] for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    ],
    "xlsx": lambda data: [row[1] for row in cells(data)[1:]],
    "jsonl": lambda data: [json.loads(line)["title"] for line in data.splitlines()],
    "gbt.txt": lambda data: re.findall(r"(?m)^\[\d+\] (.+)", data.decode()),
    "apa.txt": lambda data: re.findall(r"(?m)^\[\d+\] (.+)", data.decode()),
    "ris": lambda data: re.findall(r"(?m)^TI  - (.+?)\r?$", data.decode()),
    "bib": lambda data: [
        re.sub(r"\\(.)", r"\1", title)
        for title in re.findall(r"(?m)^\s*title\s*=\s*\{+(.+?)\}+,?$", data.decode())
    ],
}
"""The titles in an export, or the citations that hold them, by its name."""


@pytest.mark.parametrize("name", EXPORTS)
def test_every_export_holds_the_title_of_every_result_in_order(client, name):
    response = client.get(f"/export.{name}?{QUERY}")
    titles = TITLES[name](response.data)

    assert response.mimetype == EXPORTS[name].mimetype.partition(";")[0]
    assert len(titles) == len(hits(client))
    for title, hit in zip(titles, hits(client), strict=True):
        assert hit["title"] in title


def test_csv_holds_every_result_in_order_and_opens_in_excel(client):
    data = client.get(f"/export.csv?{QUERY}").data
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))

    assert data.startswith(b"\xef\xbb\xbf")
    assert [row["id"] for row in rows] == [hit["id"] for hit in hits(client)]
    assert [row["date"] or None for row in rows] == [hit["date"] for hit in hits(client)]


def test_json_lines_hold_the_whole_text(client):
    lines = [json.loads(line) for line in client.get(f"/export.jsonl?{QUERY}").data.splitlines()]

    assert [line["id"] for line in lines] == [hit["id"] for hit in hits(client)]
    assert all("物流" in line["text"] + line["title"] for line in lines)


def test_a_workbook_holds_every_result_with_real_dates(client):
    rows = cells(client.get(f"/export.xlsx?{QUERY}").data)

    assert rows[0][:3] == ["id", "title", "date"]
    assert [row[0] for row in rows[1:]] == [hit["id"] for hit in hits(client)]
    first = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(rows[1][2]))
    assert first.isoformat() == hits(client)[0]["date"]


def test_the_keys_of_bibtex_entries_differ_whatever_the_ids_are(tmp_path):
    names = ("新闻", "通知", "新闻-1", "通知-1", "a-1", "a1", "report", "report-2")
    reports = [Report(id=name, title=name, paragraphs=("农村物流",)) for name in names]
    indexed(tmp_path, reports).close()
    client = create_app(str(tmp_path / "index")).test_client()
    text = client.get("/export.bib?q=物流").data.decode()
    keys = re.findall(r"(?m)^@misc\{([^,]+),$", text)

    assert len(keys) == len(names)
    assert len(set(keys)) == len(names)


def test_filters_and_dates_hold_in_an_export(client):
    data = client.get("/export.csv?from=2023-01-01&to=2023-12-31").data.decode("utf-8-sig")

    assert {row["date"][:4] for row in csv.DictReader(io.StringIO(data))} == {"2023"}


def test_a_walk_longer_than_a_stride_passes_every_report_once(tmp_path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    number = HITS_PER_SCAN * 2 + 7
    lines = [
        json.dumps({"id": str(row), "title": "站", "text": "农村物流"}) for row in range(number)
    ]
    (corpus / "all.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(corpus)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"))
    serving = app.extensions["baogao"].index_manager
    request = Request(text="物流", today=datetime.date(2024, 1, 1))
    with serving.borrowed() as index:
        ids = [result.report.id for result in iter_results(index, request)]
    serving.close()

    assert sorted(ids, key=int) == [str(row) for row in range(number)]


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1", "\r=1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_never_begins_a_formula(text):
    (row,) = list(
        csv.reader(
            io.StringIO(
                b"".join(spreadsheet.csv_of(["a"], [[text]])).decode("utf-8-sig"), newline=""
            )
        )
    )[1:]

    assert row == [f"'{text}"]
    assert b"<f>" not in b"".join(spreadsheet.xlsx_of(["a"], [[text]], "full"))


INSIDE = {
    "x;=1+1;y": "x;'=1+1;y",
    "x; @SUM(A1)": "x;' @SUM(A1)",
    "x;-1+1": "x;'-1+1",
    "x\n=1+1\ny": "x\n'=1+1\ny",
    "a; b = c": "a; b = c",
    "- one\n- two; three": "'- one\n- two; three",
    "https://a.example/?a=1;b=-2": "https://a.example/?a=1;b=-2",
}


@pytest.mark.parametrize(("text", "expected"), INSIDE.items())
def test_no_formula_begins_where_semicolons_and_lines_part_cells(text, expected):
    data = b"".join(spreadsheet.csv_of(["a", "b"], [["", text]])).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(data, newline="")))[1] == ["", expected]


@pytest.mark.parametrize("text", ["\ud800", "\x00\x01", "a\u202eb", "<b>&\"'", "x" * 40_000])
def test_a_workbook_takes_any_text(text):
    rows = cells(b"".join(spreadsheet.xlsx_of(["a"], [[text]], "full")))

    assert len(rows) == 2
    assert len(rows[1][0]) <= spreadsheet.MAX_CELL_CHARS


DAYS = {
    datetime.date(1899, 12, 31): "1899-12-31",
    datetime.date(1900, 1, 1): "1900-01-01",
    datetime.date(1900, 1, 15): "1900-01-15",
    datetime.date(1900, 2, 28): "1900-02-28",
    datetime.date(1900, 3, 1): "61",
    datetime.date(1900, 3, 2): "62",
    datetime.date(2023, 2, 9): "44966",
    PartialDate(1900, 2): "1900-02",
}


@pytest.mark.parametrize(("day", "written"), DAYS.items(), ids=map(str, DAYS))
def test_a_day_is_a_number_where_all_spreadsheets_count_alike(day, written):
    assert cells(b"".join(spreadsheet.xlsx_of(["a"], [[day]], "full")))[1] == [written]


def test_a_sheet_that_is_full_says_so(monkeypatch):
    monkeypatch.setattr(spreadsheet, "MAX_SHEET_ROWS", 3)
    rows = cells(b"".join(spreadsheet.xlsx_of(["a"], [[str(row)] for row in range(9)], "too many")))

    assert len(rows) == 4
    assert rows[-1] == ["too many"]


def test_rows_are_sent_before_the_last_is_read():
    read = []

    def rows():
        for row in range(100_000):
            read.append(row)
            yield ["", hashlib.sha256(str(row).encode()).hexdigest() * 3]

    for make in (spreadsheet.csv_of, functools.partial(spreadsheet.xlsx_of, full="")):
        read.clear()
        parts = make(["a", "b"], rows())
        assert sum(len(next(parts)) for _ in range(3)) > 10_000
        assert len(read) < 20_000


def test_the_feed_holds_the_newest_results_first(client):
    tree = ElementTree.fromstring(client.get("/feed.atom?q=" + quote("物流")).data)
    dates = [updated.text for updated in tree.iter(f"{ATOM}updated")][1:]

    assert dates == sorted(dates, reverse=True)
    assert len(dates) == len(hits(client))
    for entry in tree.iter(f"{ATOM}entry"):
        link = entry.find(f"{ATOM}link").get("href")
        assert client.get(re.sub(r"^https?://[^/]+", "", link)).status_code == 200


def test_the_json_feed_says_the_same(client):
    feed = client.get("/feed.json?q=" + quote("物流")).json

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert len(feed["items"]) == len(hits(client))
    assert all(item["url"].startswith("http://localhost/report/") for item in feed["items"])


def test_results_announce_their_feed_and_the_site_its_search(client):
    page = client.get("/search?q=" + quote("物流")).get_data(as_text=True)

    assert 'type="application/atom+xml"' in page
    assert 'href="/opensearch.xml"' in page
    description = ElementTree.fromstring(client.get("/opensearch.xml").data)
    template = description.find("{http://a9.com/-/spec/opensearch/1.1/}Url").get("template")
    assert template == "http://localhost/search?q={searchTerms}"


def test_an_export_under_way_ends_with_the_state_it_began_with(tmp_path):
    lines = [json.dumps({"id": f"r{n}", "body": f"第{n}篇报告。"}) for n in range(1500)]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.jsonl").write_text("\n".join(lines), "utf-8")
    where = str(tmp_path / "index")
    build([str(tmp_path / "corpus")], where)
    app = create_app(where)
    serving = app.extensions["baogao"].index_manager
    with app.test_client() as client:
        answer = client.get("/export.jsonl?q=报告", buffered=False)
        parts = answer.iter_encoded()
        begun = next(parts)
        (tmp_path / "corpus" / "a.jsonl").write_text(lines[0], "utf-8")
        build([str(tmp_path / "corpus")], where, update=True)
        serving.refresh()
        rest = b"".join(parts)
        answer.close()

        assert len((begun + rest).splitlines()) == 1500
        assert len(client.get("/export.jsonl?q=报告").data.splitlines()) == 1
    serving.close()


def test_an_export_whose_time_is_over_says_so_in_its_last_line(sample_index):
    app = create_app(str(sample_index))
    with app.test_request_context("/export.csv?q=a"), answering_within(Deadline(0.0)):
        (head, last) = csv.reader(io.StringIO(results_file("csv").get_data(as_text=True)))
    with app.test_request_context("/export.jsonl?q=a"), answering_within(Deadline(0.0)):
        record = json.loads(results_file("jsonl").get_data(as_text=True))
    app.extensions["baogao"].index_manager.close()

    assert len(last) < len(head)
    assert "timed out" in last[0]
    assert record["error"] == "timed-out"
