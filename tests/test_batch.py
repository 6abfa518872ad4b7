"""Many queries at once, and all the values of a facet."""

import csv
import datetime
import io
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from index.operations.opening import open_index
from index.system.deadline import Deadline, answering_within
from search.request import Request
from web.batch_search import MAX_QUERIES, batch_answers

QUERIES = ["物流", "“农村物流”", "zzqqzz", "", "  港口  "]


def soup(answer):
    return BeautifulSoup(answer.get_data(as_text=True), "lxml")


def total(client, text, more=""):
    return client.get(f"/api/search?q={quote(text)}{more}").json["total"]


def test_each_line_of_a_form_is_answered_with_its_count_and_first_reports(client):
    page = soup(client.post("/batch", data={"queries": "\n".join(QUERIES)}, follow_redirects=True))
    rows = page.select(".answers tbody tr")

    assert [row.th.get_text(strip=True) for row in rows] == ["物流", "“农村物流”", "zzqqzz", "港口"]
    for row in rows:
        results = soup(client.get(row.th.a["href"]))
        assert (
            results.select_one("#count").get_text().split()[0]
            == row.select_one(".count").get_text()
        )
    assert len(rows[0].select("li")) == 3


def test_a_file_of_queries_comes_back_as_a_table(client):
    file = (io.BytesIO("\ufeff物流\n=1+1\n港口\n".encode()), "queries.txt")
    answer = client.post("/batch", data={"file": file, "as": "csv"})
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))

    assert [row[0] for row in rows[1:]] == ["物流", "'=1+1", "港口"]
    assert int(rows[1][1]) == total(client, "物流")


def test_filters_hold_for_every_query(client):
    answers = client.post("/api/batch?from=2023&to=2023", json={"queries": ["物流"]}).json[
        "answers"
    ]

    assert answers[0]["total"] == total(client, "物流", "&from=2023&to=2023")
    assert all(hit["date"].startswith("2023") for hit in answers[0]["hits"])


def test_too_many_queries_are_refused_with_a_sentence(client):
    many = ["物流"] * (MAX_QUERIES + 1)
    page = client.post("/batch", data={"queries": "\n".join(many)})

    assert page.status_code == 413
    assert str(MAX_QUERIES) in soup(page).select_one(".notes").get_text()
    assert client.post("/api/batch", json={"queries": many}).status_code == 413


def test_an_empty_query_keeps_its_place_and_is_noted(client):
    answers = client.post("/api/batch", json={"queries": ["物流", " ", "港口"]}).json["answers"]

    assert [answer["query"] for answer in answers] == ["物流", "", "港口"]
    assert (answers[1]["total"], answers[1]["notes"][0]["code"]) == (0, "nothing-to-find")


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/api/batch", {"queries": ["物流"], "size": 5}),
        ("/api/trace", {"text": "物流", "lang": "en"}),
        ("/api/verify", {"text": "物流", "date": "2023"}),
    ],
)
def test_a_name_that_the_body_of_a_request_does_not_take_is_refused(client, address, body):
    answer = client.post(address, json=body)

    assert answer.status_code == 400
    assert list(body)[1] in answer.json["error"]["message"]


BAD = {"nothing": None, "a list": [], "no list": {"queries": "物流"}, "numbers": {"queries": [1]}}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_what_is_no_list_of_texts_is_refused_with_a_sentence(client, body):
    answer = client.post("/api/batch", json=body)

    assert answer.status_code == 400
    assert "queries" in answer.json["error"]["message"]


def test_a_long_facet_is_searched_and_its_links_lead_back_to_the_results(client):
    address = "/facet/source?q=" + quote("物流")
    everything = soup(client.get(address)).select(".facet .choose")
    choices = soup(client.get(f"{address}&find=" + quote("雲河"))).select(".facet .choose")

    assert 0 < len(choices) < len(everything)
    assert all("云河" in link.get_text() for link in choices)
    assert choices[0]["href"].startswith("/search?q=")
    assert client.get("/facet/nothing").status_code == 400


def test_the_facet_of_the_api_is_counted_like_the_page(client):
    answer = client.get("/api/facet?name=source&q=" + quote("物流")).json

    assert sum(value["count"] for value in answer["values"]) == total(client, "物流")


def test_queries_for_which_there_is_no_time_are_said_not_to_be_answered(sample_index):
    index = open_index(str(sample_index))
    request = Request(text="", today=datetime.date(2024, 1, 1))
    with answering_within(Deadline(0.0)):
        (first, _) = batch_answers(index, request, ["物流", "农村"])
    index.close()

    assert (first.total, first.exact, [note.code for note in first.notes]) == (
        0,
        False,
        ["not-answered"],
    )
