"""A passage of a paged file says its page: in its text and in the link to the original."""

import pytest
from bs4 import BeautifulSoup

from index.build import build
from index.report import report_id
from tests.test_formats import pdf_file
from web.app import create_app
from web.highlight_html import outside

PAGES = [
    ["The harbour board of Larkford met on Thursday.", "It spoke of the old quay."],
    ["The piles were driven in nineteen sixty one.", "They have lost a third of it."],
    ["The ferry moves to the northern basin in May.", "The market stays open."],
]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("paged")
    (folder / "in").mkdir()
    (folder / "in" / "a.pdf").write_bytes(pdf_file(PAGES))
    (folder / "in" / "b.txt").write_text("The ferry of Larkford\n\nThe ferry is old.\n", "utf-8")
    (folder / "in" / "corrections.toml").write_text(
        '["a.pdf"]\nurl = "https://tide.example/a.pdf"\n', "utf-8"
    )
    build([str(folder / "in")], str(folder / "index"))
    app = create_app(str(folder / "index"))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def page_of(client, name, query=""):
    answer = client.get(f"/report/{report_id(name)}{query}")
    return BeautifulSoup(answer.text, "lxml")


def test_each_page_is_marked_where_it_begins_and_leads_to_the_original_there(client):
    page = page_of(client, "a.pdf")
    marks = page.select(".text .page")

    assert [mark.get_text(strip=True) for mark in marks] == ["p. 1", "p. 2", "p. 3"]
    assert [mark.a["href"] for mark in marks] == [
        f"https://tide.example/a.pdf#page={number}" for number in (1, 2, 3)
    ]
    assert "The piles were driven" in marks[1].find_next("p").get_text()


def test_the_original_opens_at_the_page_of_the_first_match(client):
    original = page_of(client, "a.pdf", "?q=ferry").select_one("a.original")
    elsewhere = page_of(client, "a.pdf").select_one("a.original")

    assert original["href"] == "https://tide.example/a.pdf#page=3"
    assert elsewhere["href"] == "https://tide.example/a.pdf"


def test_a_report_without_pages_has_no_marks(client):
    assert not page_of(client, "b.txt", "?q=ferry").select(".text .page")


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
    assert outside(url, page) == address
