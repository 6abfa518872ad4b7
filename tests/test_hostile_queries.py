"""Whatever an adversary asks in 2,000 characters gets an answer, and what was left out is said."""

import datetime
import json
import re
from urllib.parse import quote

import pytest

from index.api import FacetCount
from search.request import Chosen, Request
from tests.tools.adversary import LENGTH, queries
from web.facet_links import facet_links
from web.links import Links
from web.server.registry import COSTS
from web.views.facets import SHOWN_VALUES

QUERIES = queries()


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("path", ["/search", "/api/search"])
def test_an_adversarys_query_gets_a_page_or_a_sentence(client, name, path):
    text = QUERIES[name].encode("utf-8", "surrogatepass")
    answer = client.get(f"{path}?q=" + "".join(f"%{byte:02x}" for byte in text))
    body = answer.get_data(as_text=True)

    assert len(QUERIES[name]) <= LENGTH
    assert answer.status_code in {200, 400, 414}
    if path == "/api/search" and answer.status_code == 200:
        page = json.loads(body)
        assert page["exact"] or page["notes"]
    elif answer.status_code != 200:
        assert re.search(r"\w{3,}.*[.。]", body)


@pytest.mark.parametrize("path", ["/search", "/api/search", "/export.csv", "/feed.atom", "/words"])
def test_one_character_more_than_2000_is_refused_with_a_sentence(client, path):
    answer = client.get(path, query_string={"q": "a" * (LENGTH + 1)})

    assert answer.status_code == 400
    assert "2000" in answer.get_data(as_text=True)


def test_the_adversary_is_nearly_always_kept_in_the_lane_of_the_costly():
    cheap = {name for name, text in QUERIES.items() if not COSTS.costly("/search", "q=" + text)}

    assert not cheap - {"NULs and controls"}


def test_a_place_beyond_the_deepest_is_refused_to_programs(client):
    assert client.get("/api/search?q=a&start=999999999").status_code == 400
    assert client.get("/api/search?q=a&start=9999").get_json()["hits"] == []


@pytest.mark.parametrize("where", ["page=99999999", "page=1001&size=100"])
def test_a_page_beyond_the_deepest_is_a_sentence(client, where):
    answer = client.get(f"/search?q=a&{where}&lang=en")

    assert answer.status_code == 200
    assert "This page is beyond the last one." in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "query",
    [
        "size=101",
        "size=0",
        "size=-1",
        "page=0",
        "page=1e9",
        "from=" + "9" * 50,
        "sort=" + "x" * 999,
    ],
)
def test_a_parameter_out_of_its_range_is_refused_with_what_it_may_be(client, query):
    assert client.get(f"/search?q=a&{query}").status_code == 400


def test_a_body_is_refused_or_ignored(client):
    assert client.post("/search", data=b"x" * 100).status_code == 405
    assert client.post("/api/search", data=b"x" * (2 << 20)).status_code in {405, 413}


@pytest.mark.parametrize("chars", [2, 200, LENGTH])
def test_the_links_of_a_facet_are_fewer_where_the_search_is_long(client, chars):
    counts = tuple(FacetCount(f"source {number}", 1) for number in range(600))
    chosen = (("source", Chosen(values=("x",))),)
    page_links = Links(Request(text="农" * chars, today=datetime.date(2026, 1, 1), chosen=chosen))
    with client.application.test_request_context():
        facet = facet_links("source", counts, page_links, SHOWN_VALUES)
    size = sum(len(choice.href) + len(choice.exclude) for choice in facet.choices)

    assert size < 2_500_000
    assert len(facet.choices) == (SHOWN_VALUES + 1 if chars < LENGTH else 56)
    assert len(facet.choices) + facet.hidden == 601


@pytest.mark.parametrize("path", ["/search", "/facet/source", "/trend", "/words"])
def test_as_many_long_values_as_an_address_may_choose_make_no_large_page(client, path):
    values = [f"{'农' * 24}{number}" for number in range(99)]
    chosen = "&".join(f"source={quote(value)}" for value in values)
    page = client.get(f"{path}?q=a&{chosen}&not-source=b").get_data(as_text=True)

    assert len(page) < 3_500_000
    assert all(f"<bdi>{value}</bdi>" in page for value in values)
    assert path != "/facet/source" or page.count(" checked>") == len(values)


def test_few_values_have_their_links_however_the_address_is_written(client):
    page = client.get("/search?q=a&source=Quay,West&not-source=Pier").get_data(as_text=True)
    removing = ("/search?q=a&amp;not-source=Pier", "/search?q=a&amp;source=Quay%2CWest")

    assert all(f'href="{address}"' in page for address in removing)
