"""A passage of a paged file says its page: in its text, its citation and the original's link."""

import csv
import datetime
import io
import json
import re
import zipfile

import pytest
from bs4 import BeautifulSoup

from index.operations.build import build
from index.operations.opening import open_index
from index.report import Report, report_id
from search.views.citation import page_list
from tests.test_formats import pdf_file
from web.citation_formats import CITATION_FORMATS
from web.desk.reader import DeskPlan
from web.desk.records import ReportCard
from web.highlight_html import original_url
from web.server.app import create_app

PAGES = [
    ["The harbour board of Larkford met on Thursday.", "It spoke of the old quay."],
    ["The piles were driven in nineteen sixty one.", "They have lost a third of it."],
    ["The ferry moves to the northern basin in May.", "The market stays open."],
]
WITH_SOURCE = {"title": "航道", "source": "潮汐报", "author": "李禾"}
DAY = datetime.date(2026, 11, 29)


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paged")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name in ("a.pdf", "own.pdf", "elsewhere.pdf"):
        (corpus / name).write_bytes(pdf_file(PAGES))
    (corpus / "b.txt").write_text("The ferry of Larkford\n\nThe ferry is old.\n", "utf-8")
    (corpus / "page.html").write_text("<title>A page</title><p>A page with a ferry.</p>", "utf-8")
    (corpus / "corrections.toml").write_text(
        '["a.pdf"]\nurl = "https://tide.example/a.pdf"\n', "utf-8"
    )
    build([str(corpus)], str(folder / "index"))
    plan = DeskPlan(path=folder / "desk.sqlite")
    app = create_app(str(folder / "index"), desk=plan, today=lambda: DAY)
    index = open_index(str(folder / "index"))
    reports = index.reports([report_id("a.pdf"), report_id("b.txt")])
    index.close()
    desk = plan.desk()
    number = desk.create_collection("", "Quays", "")
    desk.add("", number, [*map(ReportCard.of, reports)])
    paged, plain = desk.items("", number)
    desk.keep_passage("", paged.id, "The ferry moves", 0, "why")
    desk.keep_passage("", paged.id, "The piles were driven", 0, "")
    desk.keep_passage("", plain.id, "The ferry is old", 0, "")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)  # where the settings name corpus/ as the folder of reports
        yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def page_of(client, name, query=""):
    answer = client.get(f"/report/{report_id(name)}{query}")
    return BeautifulSoup(answer.text, "lxml")


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("a.pdf", "https://tide.example/a.pdf"),
        ("own.pdf", f"/original/{report_id('own.pdf')}"),
    ],
)
def test_each_page_is_marked_where_it_begins_and_leads_to_the_original_there(client, name, address):
    page = page_of(client, name)
    marks = page.select(".text .page")

    assert [mark.get_text(strip=True) for mark in marks] == ["p. 1", "p. 2", "p. 3"]
    assert [mark.a["href"] for mark in marks] == [f"{address}#page={n}" for n in (1, 2, 3)]
    assert "The piles were driven" in marks[1].find_next("p").get_text()
    assert page.select_one("a.original")["href"] == address
    assert page_of(client, name, "?q=ferry").select_one("a.original")["href"] == f"{address}#page=3"


def test_the_original_of_a_report_without_an_address_is_its_own_file(client):
    address = f"/original/{report_id('own.pdf')}"
    whole = client.get(address)
    part = client.get(address, headers={"Range": "bytes=5-12"})

    assert (whole.status_code, whole.content_type) == (200, "application/pdf")
    assert whole.data == pdf_file(PAGES)
    assert whole.headers["Content-Disposition"] == "inline; filename*=UTF-8''own.pdf"
    assert (part.status_code, part.data) == (206, whole.data[5:13])


@pytest.mark.parametrize("name", ["b.txt", "page.html", "nobody.pdf", "../desk.sqlite"])
def test_no_other_file_is_handed_out_as_an_original(client, name):
    assert client.get(f"/original/{report_id(name)}").status_code == 404
    assert client.get(f"/original/{name}").status_code == 404
    assert not page_of(client, name).select("a.original")


def test_a_file_that_became_another_is_not_handed_out(client, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)  # whose settings name no folder of these reports

    assert client.get(f"/original/{report_id('own.pdf')}").status_code == 404


def test_a_report_without_pages_has_no_marks(client):
    assert not page_of(client, "b.txt", "?q=ferry").select(".text .page")


def test_a_hit_names_its_page_and_leads_to_the_original_there(client):
    page = BeautifulSoup(client.get("/search?q=ferry").text, "lxml")
    links = {a["href"] for a in page.select(".snippet .page a")}
    answer = client.get("/api/search?q=ferry").json["hits"]
    pages = {hit["id"]: [piece["page"] for piece in hit["snippets"]] for hit in answer}

    assert links == {"https://tide.example/a.pdf#page=3"}
    assert pages[report_id("a.pdf")] == [3]
    assert pages[report_id("b.txt")] == [None] * len(pages[report_id("b.txt")])


@pytest.mark.parametrize(
    ("url", "page", "address"),
    [
        ("https://a.example/b.pdf", 7, "https://a.example/b.pdf#page=7"),
        ("https://a.example/b.PDF?x=1", 7, "https://a.example/b.PDF?x=1#page=7"),
        ("https://a.example/b.pdf", None, "https://a.example/b.pdf"),
        ("https://a.example/b.pdf#page=2", 7, "https://a.example/b.pdf#page=2"),
        ("https://a.example/b.html", 7, "https://a.example/b.html"),
        ("javascript:a.pdf", 7, ""),
    ],
)
def test_only_the_address_of_a_pdf_takes_a_page(url, page, address):
    assert original_url(url, page) == address


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""), ([None], ""), ([3], "3"), ([7, 3, 7], "3, 7"), ([8, 3, 7, 9, None], "3, 7-9"),
    ],
)  # fmt: skip
def test_pages_are_listed_once_and_in_order(numbers, text):
    assert page_list(numbers) == text


@pytest.mark.parametrize(
    ("form", "fields", "piece"),
    [
        ("gbt7714", WITH_SOURCE | {"url": "https://a.example/b"}, "航道[EB/OL]. 潮汐报: 3, 7-9. ["),
        ("gbt7714", {"title": "航道", "url": "https://a.example/b"}, "航道[EB/OL]: 3, 7-9. ["),
        ("gbt7714", WITH_SOURCE, "航道[Z]. 潮汐报: 3, 7-9."),
        ("apa", {"title": "The Quay", "source": "Tide"}, "The Quay (pp. 3, 7-9)."),
        ("bibtex", {"title": "The Quay"}, "  pages = {3, 7--9},"),
        ("ris", {"title": "The Quay"}, "\r\nSP  - 3, 7-9\r\n"),
    ],
)  # fmt: skip
def test_each_citation_names_its_pages_where_its_form_has_them(form, fields, piece):
    report = Report(id=report_id("r"), **fields)

    assert piece in CITATION_FORMATS[form].cite(report, DAY, "3, 7-9")
    assert "3, 7-9" not in CITATION_FORMATS[form].cite(report, DAY)


def test_the_citations_of_a_report_name_the_page_of_its_first_match(client):
    page = page_of(client, "own.pdf", "?q=ferry")
    texts = [citation.get_text() for citation in page.select("pre[data-copy]")]
    files = [client.get(a["href"]).text for a in page.select(".cite a[download]")]

    for some in (texts, files):
        assert [bool(re.search(r": 3\.|\(p\. 3\)|\{3\}|SP  - 3", text)) for text in some] == [
            True
        ] * 4
    assert all("\ufffc" in citation["data-paged"] for citation in page.select("pre[data-copy]"))


@pytest.mark.parametrize(
    ("ending", "piece"),
    [
        ("gbt.txt", ": 3."), ("apa.txt", "(p. 3)"), ("ris", "SP  - 3"), ("bib", "pages = {3}"),
        ("csv", ",3,\r\n"), ("jsonl", '"page":3'),
    ],
)  # fmt: skip
def test_exports_of_a_search_name_the_page_of_the_first_match(client, ending, piece):
    text = client.get(f"/export.{ending}?q=ferry").data.decode("utf-8-sig")

    assert text.replace('"page": 3', '"page":3').count(piece) == 3


@pytest.mark.parametrize(
    ("ending", "pieces"),
    [
        ("gbt7714", [": 2-3."]),
        ("apa", ["(pp. 2-3)"]),
        ("ris", ["SP  - 2-3", "“The ferry moves” (p. 3) why"]),
        ("bib", ["pages = {2--3}"]),
    ],
)
def test_exports_of_a_collection_name_the_pages_of_the_noted_passages(client, ending, pieces):
    text = client.get(f"/export/collection.{ending}?id=1").data.decode("utf-8-sig")

    assert all(text.count(piece) == 1 for piece in pieces)


def test_tables_and_word_files_of_a_collection_name_the_pages(client):
    table = client.get("/export/collection.csv?id=1").data.decode("utf-8-sig")
    items = json.loads(client.get("/export/collection.csl?id=1").data)
    with zipfile.ZipFile(io.BytesIO(client.get("/export/collection.docx?id=1").data)) as file:
        words = re.sub("<[^>]+>", "", file.read("word/document.xml").decode())
    rows = list(csv.DictReader(io.StringIO(table)))

    assert [row["pages"] for row in rows] == ["2-3", ""]
    assert "The ferry moves (p. 3)\n(why)" in rows[0]["passages"]
    assert [item.get("page") for item in items] == ["2-3", None]
    assert "The ferry moves (p. 3)" in words
    assert ": 2-3." in words or "(pp. 2-3)" in words
