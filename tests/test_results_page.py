"""The list of results: what each hit shows, and what can be done with the list."""

import re

import pytest
from bs4 import BeautifulSoup

QUERIES = ("物流", "农村 物流", "rural logistics", "“物流”", "report", "logist*", "zzz 物流", "《")


def soup(client, address):
    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


@pytest.mark.parametrize("query", QUERIES)
def test_a_hit_has_one_snippet_and_counts_the_matches_its_report_shows(client, query):
    page = soup(client, f"/search?q={query}&size=50&lang=en")
    for hit in page.select(".results article"):
        assert len(hit.select(".words > .snippet")) <= 1
        told = hit.select_one("p.matches, .matches > summary")
        report = soup(client, hit.select_one("h3 a")["href"]).select_one(".report")
        shown = int(report["data-matches"])
        assert shown == (int(re.search(r"\d+", told.text)[0]) if told else 0)


def test_pages_have_ten_twenty_or_fifty_results(client):
    page = soup(client, "/search?sort=newest&lang=en")
    assert [one.text for one in page.select(".sizes a")] == ["20", "50"]
    fifty = soup(client, page.select(".sizes a")[1]["href"])
    assert len(fifty.select("ol.results > li")) > 10


def test_ticked_reports_are_compared_if_they_are_two(client):
    ticks = [one["value"] for one in soup(client, "/search?q=物流").select(".tick input")][:3]
    two = soup(client, f"/compare?id={ticks[0]}&id={ticks[1]}&lang=en")
    assert len(two.select(".compare thead th")) == 2
    for chosen in (ticks[:1], ticks):
        answer = client.get("/compare?lang=en&" + "&".join(f"id={one}" for one in chosen))
        assert answer.status_code == 400
        assert "exactly two" in answer.get_data(as_text=True)


CITED = {"gbt.txt": r"^\[\d+\] ", "apa.txt": r"^\[\d+\] ", "ris": r"^TY  - ", "bib": r"^@misc\{"}


@pytest.mark.parametrize(("ending", "entry"), CITED.items())
def test_all_results_are_cited_in_one_file(client, ending, entry):
    total = client.get("/api/search?q=物流").get_json()["total"]
    text = client.get(f"/export.{ending}?q=物流").get_data(as_text=True)
    assert len(re.findall(entry, text, re.MULTILINE)) == total > 5
