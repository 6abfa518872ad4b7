"""The list of results: what each hit shows, and what can be done with the list."""

import datetime
import re
from urllib.parse import quote, urlencode

import pytest
from bs4 import BeautifulSoup

from search.suggest.pinyin import sort_key

QUERIES = ("物流", "农村 物流", "rural logistics", "“物流”", "report", "logist*", "zzz 物流", "《")


def soup(client, address):
    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


def number(text):
    return int(re.search(r"\d+", text)[0])


@pytest.mark.parametrize("query", QUERIES)
def test_a_hit_has_one_snippet_and_counts_the_matches_its_report_shows(client, query):
    page = soup(client, f"/search?q={query}&size=50&lang=en")
    for hit in page.select(".results article"):
        assert len(hit.select(".words > .snippet")) <= 1
        matches = hit.select_one("p.matches, .matches > summary")
        report = soup(client, hit.select_one("h3 a")["href"]).select_one(".report")
        shown = int(report["data-matches"])
        assert shown == (int(re.search(r"\d+", matches.text)[0]) if matches else 0)


NOTHING_TRANSLATED = "In the other language no report was found."


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/search?q=zzqqzz&also=translation&lang=en", True),
        ("/search?q=port&also=translation&lang=en", False),
        ("/search?q=zzqqzz&lang=en", False),
        ("/search?q=zzqqzz&also=translation&match=all&lang=en", False),
        ("/search?q=zzqqzz&also=translation&layer=some&lang=en", False),
    ],
)
def test_that_nothing_was_found_in_the_other_language_is_said(client, address, said):
    assert (NOTHING_TRANSLATED in client.get(address).get_data(as_text=True)) == said


def test_pages_have_ten_twenty_or_fifty_results(client):
    page = soup(client, "/search?sort=newest&lang=en")
    assert [size.text for size in page.select(".sizes a")] == ["20", "50"]
    fifty = soup(client, page.select(".sizes a")[1]["href"])
    assert len(fifty.select("ol.results > li")) > 10


def test_ticked_reports_are_compared_if_they_are_two(client):
    ticks = [box["value"] for box in soup(client, "/search?q=物流").select(".tick input")][:3]
    two = soup(client, f"/compare?id={ticks[0]}&id={ticks[1]}&lang=en")
    assert len(two.select(".compare thead th")) == 2
    for chosen in (ticks[:1], ticks):
        answer = client.get("/compare?lang=en&" + "&".join(f"id={name}" for name in chosen))
        assert answer.status_code == 400
        assert "exactly two" in answer.get_data(as_text=True)


CITED = {"gbt.txt": r"^\[\d+\] ", "apa.txt": r"^\[\d+\] ", "ris": r"^TY  - ", "bib": r"^@misc\{"}


@pytest.mark.parametrize(("ending", "entry"), CITED.items())
def test_all_results_are_cited_in_one_file(client, ending, entry):
    total = client.get("/api/search?q=物流").get_json()["total"]
    text = client.get(f"/export.{ending}?q=物流").get_data(as_text=True)
    assert len(re.findall(entry, text, re.MULTILINE)) == total > 5


def test_several_values_of_a_facet_are_ticked_at_once(client):
    page = soup(client, "/search?sort=newest&from=2015-01-01&lang=en")
    form = page.select_one("[aria-labelledby=facet-source] form")
    boxes = [ticked["value"] for ticked in form.select("[type=checkbox]")][:2]
    hidden = [(field["name"], field["value"]) for field in form.select("[type=hidden]")]
    asked = urlencode([*hidden, *(("source", box) for box in boxes)])
    chosen = soup(client, f"/search?{asked}&size=100&lang=en")

    assert {source.text for source in chosen.select(".results .source")} == set(boxes)
    assert ("from", "2015-01-01") in hidden
    assert [ticked["value"] for ticked in chosen.select("[name=source][checked]")] == boxes


def test_the_values_of_a_facet_are_sorted_from_a_to_z_with_chinese_by_pinyin(client):
    page = soup(client, "/facet/source?order=name&lang=en")
    names = [name.text for name in page.select(".choose bdi")]

    assert names == sorted(names, key=sort_key)
    assert len(names) > 3
    assert sort_key("Baogao") < sort_key("北京") < sort_key("Changsha") < sort_key("重庆")


DAYS = {"a day with reports": "2023-02-09", "a day without": "2023-02-11"}


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS)
def test_a_chosen_day_leads_to_the_days_before_and_after_it(client, day):
    page = soup(client, f"/search?from={day}&to={day}&lang=en")
    links = page.select(".days a")

    assert [anchor["rel"] for anchor in links] == [["prev"], ["next"]]
    for link in links:
        there = soup(client, link["href"] + "&lang=en")
        assert number(there.select_one("#count").text) == number(link.text) > 0


def test_a_neighbouring_day_is_named_by_its_distance(client):
    (day,) = {time["datetime"] for time in soup(client, "/search?sort=newest").select("time")[:1]}
    after = datetime.date.fromisoformat(day) + datetime.timedelta(days=1)
    page = soup(client, f"/search?from={after}&to={after}&lang=en")

    assert re.fullmatch(r".*\d+ the day before", page.select_one(".days a").text.strip())


@pytest.mark.parametrize("query", ["物流", "农村 物流", "logistics"])
def test_the_way_back_from_a_report_leads_to_its_place_in_the_list(client, query):
    page = soup(client, f"/search?q={query}&size=5&page=2&lang=en")
    for hit in page.select("ol.results > li"):
        report = soup(client, hit.select_one("h3 a")["href"])
        address, _, fragment = report.select_one(".way .back")["href"].partition("#")
        back = soup(client, address).select_one(f"#{fragment} h3 a")
        assert back["href"] == hit.select_one("h3 a")["href"]


@pytest.mark.parametrize("order", ["found", "left", "right"])
def test_a_line_in_context_opens_the_report_at_the_match_and_leads_back_to_the_line(client, order):
    page = soup(client, f"/concordance?q=农村 物流&order={order}")
    rows = page.select(".kwic tbody tr")
    for row in rows[:: max(1, len(rows) // 12)]:
        address, _, match = row.select_one(".match a")["href"].partition("#")
        report = soup(client, address)
        assert report.select_one(f"#{match}").text == row.select_one(".match").text
        back, _, line = report.select_one(".way .back")["href"].partition("#")
        assert soup(client, back).select_one(f"#{line}").text == row.text


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READERS = ("*/*", "application/atom+xml, application/rss+xml;q=0.9, */*;q=0.1", "")


def test_a_feed_opened_in_a_browser_is_a_page_with_its_address(client):
    answer = client.get("/feed.atom?q=物流&lang=en", headers={"Accept": BROWSER})
    page = BeautifulSoup(answer.get_data(as_text=True), "lxml")

    assert answer.mimetype == "text/html"
    assert "Accept" in answer.headers["Vary"]
    assert page.select_one(".feed-address").text.endswith("&lang=en")
    dates = [time["datetime"] for time in page.select(".results time")]
    assert dates == sorted(dates, reverse=True)
    assert len(page.select(".results > li")) > 5


@pytest.mark.parametrize("accept", READERS)
def test_a_feed_reader_gets_the_feed(client, accept):
    headers = {"Accept": accept} if accept else {}
    assert client.get("/feed.atom?q=物流", headers=headers).mimetype == "application/atom+xml"


def test_the_answers_of_a_short_list_of_queries_have_an_address(client):
    sent = client.post("/batch?source=望津晚报", data={"queries": "物流\r\n港口"})
    assert sent.status_code == 303
    page = soup(client, sent.location)
    assert [query.text for query in page.select(".answers th bdi")] == ["物流", "港口"]
    assert page.textarea.text == "物流\n港口"
    assert "source" in page.select_one(".answers th a")["href"]
    long = client.post("/batch", data={"queries": "\n".join(["物流"] * 300)})
    assert long.status_code == 200


@pytest.mark.parametrize("line", ["{day}", "date:{day}", "日期：{day}"])
def test_a_line_that_is_a_day_leads_to_the_days_before_and_after(client, line):
    newest = client.get("/api/search?q=&sort=newest&size=50").get_json()["hits"]
    days = sorted({hit["date"] for hit in newest if hit["date"]})
    page = soup(client, "/search?q=" + quote(line.format(day=days[-2])))
    later = page.select_one(".days a[rel=next]")

    assert f"from={days[-1]}&to={days[-1]}" in later["href"]
    assert page.select_one(".days a[rel=prev]")
    assert "q=" not in later["href"]
    assert not soup(client, "/search?q=" + quote(days[-2][:4])).select(".days a")
