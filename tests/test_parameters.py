"""Addresses that ask for what is not known, twice, or beyond what has pages; and cursors."""

import socket
from urllib.parse import quote

import pytest

from search.request import MAX_RESULT_OFFSET
from tests.tools import servers
from web.server.request_parser import escaped

UNKNOWN = {
    "another name of the query": "query=oil",
    "another name of the size": "q=oil&limit=5",
    "a year": "q=oil&year=1987",
    "a page": "q=oil&page=2",
    "a capital": "Q=oil",
    "a plural": "q=oil&sources=x",
    "an operator of another product": "q=oil&default_operator=AND",
    "a Chinese name": "q=oil&来源=x",
    "an empty value": "q=oil&limit=",
    "letters only": "q=oil&pretty",
}
BAD = {
    "strict is no yes": "strict=maybe",
    "undated is no yes": "undated=2",
    "fold is no yes": "fold=2",
    "an addition nobody knows": "also=nonsense",
    "a layer nobody knows": "layer=near",
    "a match nobody knows": "match=some",
    "a query given twice": "q=oil&q=gas",
    "a size given twice": "size=3&size=4",
    "a cursor that is none": "after=abc",
    "a cursor of another order": "sort=newest&after=WyJvbGRlc3QiLCJnIiwxLDAuMCwyMDIwMDEwMSwiYSJd",
    "a cursor with a beginning": "start=3&after=abc",
    "a cursor with stories": "fold=1&after=abc",
    "a place that has no page": f"start={MAX_RESULT_OFFSET + 1}",
    "a place far beyond": "start=500000",
}
PROGRAMS = ("/api/search", "/api/trend", "/api/facet", "/export.csv", "/feed.json", "/words.csv")


@pytest.mark.parametrize("path", PROGRAMS)
@pytest.mark.parametrize("case", UNKNOWN)
def test_a_parameter_that_is_not_known_is_refused_and_named(client, path, case):
    answer = client.get(f"{path}?{UNKNOWN[case]}", headers={"Accept": "application/json"})
    unknown = UNKNOWN[case].rpartition("&")[2].partition("=")[0]

    assert answer.status_code == 400
    assert f"“{unknown}”" in answer.json["error"]["message"]
    assert "from, to" in answer.json["error"]["message"]


MEANT = {"query": "q", "limit": "size", "offset": "start", "year": "from and to", "Sort": "sort",
         "sources": "source", "order-by": "sort", "cursor": "after"}  # fmt: skip


@pytest.mark.parametrize("name", MEANT)
def test_a_parameter_of_another_product_is_named_as_it_is_called_here(client, name):
    message = client.get(f"/api/search?{name}=1&lang=en").json["error"]["message"]

    assert f"“{name}” must be written as {MEANT[name]}; known are" in message


@pytest.mark.parametrize("case", BAD)
def test_a_value_that_cannot_be_is_refused(client, case):
    answer = client.get(f"/api/search?{BAD[case]}")
    name = BAD[case].rpartition("&")[2].partition("=")[0]

    assert answer.status_code == 400
    assert name in answer.json["error"]["message"]


def test_beyond_the_last_page_the_way_to_walk_on_is_named(client):
    answer = client.get(f"/api/search?start={MAX_RESULT_OFFSET + 1}&lang=en")

    assert "pass the “next” of each page as “after”" in answer.json["error"]["message"]


def test_a_page_tells_of_what_it_does_not_know(client):
    page = client.get("/search?q=logistics&limit=5&utm_source=x&lang=en").get_data(as_text=True)

    assert "Unknown parameters in the address were ignored: limit." in page


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("query", ["", "物流", "rural logistics", "port OR 物流", "-物流 2021"])
@pytest.mark.parametrize("size", [1, 4, 100])
def test_a_walk_by_cursors_gives_every_result_once(client, order, query, size):
    asked = f"/api/search?q={quote(query)}&sort={order}"
    whole = client.get(f"{asked}&size=100").json
    ids, page = [], client.get(f"{asked}&size={size}").json
    while True:
        assert page["total"] == whole["total"]
        assert page["start"] == len(ids)
        ids += [hit["id"] for hit in page["hits"] if hit["layer"] == "asked"]
        if page["next"] is None:
            break
        page = client.get(f"{asked}&size={size}&after={page['next']}").json

    assert len(ids) == whole["total"] <= 100
    assert ids == [hit["id"] for hit in whole["hits"] if hit["layer"] == "asked"]


SWAPPED = {
    "days": ("2023-02-09", "2021-01-01"),
    "months": ("2023-02", "2021-01"),
    "years": ("2023", "2020"),
    "a day and a month": ("2023-02-09", "2021-01"),
    "words": ("2023年2月", "2021年"),
}


@pytest.mark.parametrize("case", SWAPPED)
def test_a_range_the_wrong_way_round_is_turned_and_that_is_said(client, case):
    first, last = SWAPPED[case]
    turned = client.get(f"/api/search?from={first}&to={last}").json
    right = client.get(f"/api/search?from={last}&to={first}").json
    page = client.get(f"/search?from={first}&to={last}&lang=en").get_data(as_text=True)

    assert turned["total"] == right["total"] > 0
    assert "dates-swapped" in [note["code"] for note in turned["notes"]]
    assert "dates-swapped" not in [note["code"] for note in right["notes"]]
    assert "they were swapped" in page


@pytest.mark.parametrize("number", [2, 1001, 1200, 10**8])
def test_behind_the_last_page_there_is_a_sentence_and_no_number(client, number):
    page = client.get(f"/search?q=logistics&page={number}&lang=en").get_data(as_text=True)

    assert "This page is beyond the last one." in page
    assert f"page {number:,} of" not in page


def test_a_long_line_of_many_is_refused_by_its_number(client):
    queries = ["oil", "x" * 3000]
    answer = client.post("/api/batch", json={"queries": queries})
    answer.close()
    form = {"queries": "\n".join(queries)}
    page = client.post("/batch?lang=en", data=form, follow_redirects=True)

    assert answer.status_code == page.status_code == 400
    assert "queries[2]" in answer.json["error"]["message"]
    assert "Query 2 is longer than 2000 characters" in page.get_data(as_text=True)


def test_lines_of_a_form_come_back_as_they_were_typed(client):
    form = {"queries": "oil\r\ngas\r\n"}
    page = client.post("/batch", data=form, follow_redirects=True).get_data(as_text=True)

    assert "oil\ngas" in page
    assert "�" not in page


LINES = {
    "a query": "GET /api/search?q=物流 HTTP/1.1",
    "a query with two parameters": "GET /api/search?q=物流&source=云河日报 HTTP/1.1",
    "letters of other scripts": "GET /search?q=Zürich+バス+서울 HTTP/1.1",
    "a path": "GET /facet/来源 HTTP/1.1",
    "escaped already": "GET /search?q=%E7%89%A9%E6%B5%81 HTTP/1.1",
}


@pytest.mark.parametrize("case", LINES)
def test_an_address_as_it_is_typed_is_escaped(case):
    _, address, _ = LINES[case].split(" ")
    line = escaped(LINES[case].encode())

    assert line.isascii()
    assert line == f"GET {quote(address, safe='/?&=+%')} HTTP/1.1".encode()


def test_an_address_with_the_characters_as_they_are_is_answered(sample_index):
    with (
        servers.started(str(sample_index), "--workers", "1") as server,
        socket.create_connection((server.host, server.port)) as wire,
    ):
        ask = (
            "GET /api/search?q=物流&size=1 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        )
        wire.sendall(ask.encode())
        answer = b"".join(iter(lambda: wire.recv(65536), b"")).decode()

    assert answer.startswith("HTTP/1.1 200")
    assert '"query": "物流"' in answer
