"""Every number that a page, an answer, a file or a feed shows is what asking for it gives."""

import datetime
import json

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from search.request import Chosen, Request
from search.views.concordance import concordance
from search.views.trend import by_source, trend
from tests.tools.crawler import Crawler, number, seeded

TODAY = datetime.date(2026, 11, 24)
SEARCHES = 40
"""Searches of each seed: 20 seconds on one core."""


@pytest.mark.parametrize("seed", [1])
def test_every_link_with_a_number_gives_that_number(app, sample_index, seed):
    index = open_index(str(sample_index))
    searches = list(seeded(index, seed, SEARCHES))
    index.close()
    crawler = Crawler(app.test_client(), most_links=5)
    crawler.home()
    for query, choices in searches:
        crawler.search(query, **choices)
        crawler.completions(query)
    crawler.batch([query for query, _ in searches])

    assert crawler.differing == []
    assert sum(crawler.checked.values()) > 10 * SEARCHES
    assert set(crawler.checked) >= {"headline", "facet", "bar", "layer", "point", "csv", "batch"}


@pytest.mark.parametrize("asked", ["", "&split=source"])
def test_a_lone_minus_is_read_alike_behind_every_number(app, asked):
    crawler = Crawler(app.test_client())
    total = crawler.total("/search?q=-物流")
    page = crawler.soup(f"/trend?q=-物流&lang=en{asked}")
    for link in page.select("figure.trend a"):
        crawler.bar("point", link)
    for row in page.select(".legend-list li"):
        address = row.select_one("a")["href"]
        counted = crawler.total(address)
        crawler.compare("series", address, number(row.select_one(".count").text), counted)
    for row in crawler.soup("/facet/source?q=-物流").select(".facet li"):
        crawler.choice(row, total)

    assert total == crawler.total("/search?q=物流")
    assert set(crawler.checked) >= {"point", "series", "facet"}
    assert crawler.differing == []


BODIES = {
    "a": ("云河日报", "2021-01-05", "港口建成，port of call."),
    "b": ("云河日报", "2021-02-10", "港口扩建。The airport opened."),
    "c": ("云河日报", "2022-02-20", "别的事情。"),
    "d": ("泽川日报", "2022-02-25", "港口停运，a report."),
    "e": ("泽川日报", "", "港口无日期。"),
    "f": ("", "2022-03-01", "港口没有来源。"),
    "g": ("望津日报", "2022-03-02", "港口。"),
    "h": ("鹿泽日报", "2022-03-02", "港口。"),
    "i": ("青崖日报", "2022-03-02", "港口。"),
    "j": ("青崖日报", "2022-03-31", "什么也没有。"),
}


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    folder = tmp_path_factory.mktemp("numbers")
    lines = [
        json.dumps(
            {"id": name, "title": f"第{name}篇", "body": body, "source": source, "date": date}
        )
        for name, (source, date, body) in BODIES.items()
    ]
    (folder / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder)], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


def request(text, **choices):
    return Request(text=text, today=TODAY, **choices)


@pytest.mark.parametrize(
    "text", ["量子咖啡馆", "infaltion", '"port of nowhere"', "港口 AND 不存在", "eport"]
)
def test_over_time_nothing_is_drawn_of_what_no_report_has(index, text):
    drawn = trend(index, request(text), (text,))

    assert (drawn.periods, drawn.series[0].total) == ((), 0)


def test_a_share_by_source_is_of_the_reports_of_that_source(index):
    drawn = by_source(index, request("港口"), "year")
    shares = {
        series.label: [series.share(at) for at in range(len(drawn.periods))]
        for series in drawn.series
    }

    assert drawn.periods == ("2021", "2022")
    assert shares["云河日报"] == [1000.0, 0.0]
    assert shares["青崖日报"] == [0.0, 500.0]


def test_what_a_trend_by_source_leaves_out_is_said(index):
    drawn = by_source(index, request("港口"))

    assert [(note.code, note.values) for note in drawn.notes] == [
        ("sources-not-drawn", ("1", "1")),
        ("no-source-not-drawn", ("1",)),
    ]
    undated = {series.label: series.undated for series in drawn.series}
    assert undated["泽川日报"] == 1
    codes = [note.code for series in drawn.series for note in series.notes]
    assert codes == ["undated-not-drawn"]


def test_of_more_searches_than_are_drawn_it_is_said(index):
    drawn = trend(index, request("港口"), ("港口", "a", "b", "c", "d"))

    assert len(drawn.series) == 4
    assert [note.code for note in drawn.notes] == ["series-cut"]


RANGES = {
    "the middle of months": ("2021-01-06", "2022-02-22", "month", {"2021-02": 1}),
    "the middle of years": ("2021-02-01", "2022-02-28", "year", {"2021": 1, "2022": 1}),
    "an open end": ("2022-02-25", None, "month", {"2022-02": 1, "2022-03": 4}),
    "an open beginning": (None, "2021-01-05", "year", {"2021": 1}),
    "days": ("2022-03-01", "2022-03-02", "day", {"2022-03-01": 1, "2022-03-02": 3}),
}


@pytest.mark.parametrize("case", RANGES)
def test_a_trend_counts_what_is_inside_its_dates(index, case):
    first, last, unit, expected = RANGES[case]
    day = datetime.date.fromisoformat
    asked = request("港口", first=day(first) if first else None, last=day(last) if last else None)
    (series,) = (drawn := trend(index, asked, ("港口",), unit)).series
    counts = dict(zip(drawn.periods, series.counts, strict=True))

    assert {period: count for period, count in counts.items() if count} == expected
    assert sum(series.counts) == series.total


def test_a_trend_of_undated_reports_has_no_period(index):
    drawn = trend(index, request("港口", undated=True), ("港口",))

    assert (drawn.periods, drawn.series[0].total, drawn.series[0].undated) == ((), 1, 1)


def test_a_concordance_tells_of_how_many_reports_its_lines_are(index, monkeypatch):
    monkeypatch.setattr("search.views.concordance.MAX_CONCORDANCE_REPORTS", 3)
    lines = concordance(index, request("第a篇 OR 港口"))

    assert (lines.total, lines.reports, lines.complete) == (8, 3, False)


@pytest.mark.parametrize("text", ["port", '"port"', "港口", "港口 OR port"])
def test_one_search_has_one_total_everywhere(index, text):
    asked = request(text)
    totals = {
        "over time": trend(index, asked, (text,)).series[0].total,
        "in context": concordance(index, asked).total,
    }
    chosen = request(text, chosen=(("source", Chosen(excluded=("云河日报",))),))

    assert set(totals.values()) == {len([body for body in BODIES if holds(body, text)])}
    assert trend(index, chosen, (text,)).series[0].total == concordance(index, chosen).total


def holds(name, text):
    """Whether a report holds what is asked for: port as a word, 港口 anywhere."""
    body = BODIES[name][2]
    words = body.replace(".", " ").replace("，", " ").split()
    return any(part in words or (part == "港口" and part in body) for part in ASKED[text])


ASKED = {"port": ["port"], '"port"': ["port"], "港口": ["港口"], "港口 OR port": ["港口", "port"]}


def test_a_second_value_of_a_facet_says_how_many_it_adds(client):
    from bs4 import BeautifulSoup  # noqa: PLC0415 - only here a page is read

    facet = client.get("/api/facet?name=source&q=logistics").json["values"]
    first, second = (value["value"] for value in facet[:2])
    page = BeautifulSoup(
        client.get(f"/search?q=logistics&source={first}&lang=en").get_data(as_text=True), "lxml"
    )
    counts = {
        row.select_one("bdi").text: row.select_one(".count").text
        for row in page.select("[aria-labelledby=facet-source] li")
    }

    assert counts[first] == str(facet[0]["count"])
    assert counts[second] == f"+{facet[1]['count']}"


def pages_of(client, address):
    from bs4 import BeautifulSoup  # noqa: PLC0415 - as above

    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


@pytest.mark.parametrize(
    ("first", "last"), [("2020-01-10", "2021-03-18"), ("2018-06-20", ""), ("", "2022-07-04")]
)
def test_bars_of_a_range_count_what_is_inside_it(client, first, last):
    asked = f"from={first}&to={last}"
    total = client.get(f"/api/search?{asked}").json["total"]
    bars = pages_of(client, f"/search?{asked}&lang=en").select(".over-time svg a")
    counts = [int(bar["aria-label"].rpartition(": ")[2].replace(",", "")) for bar in bars]

    assert sum(counts) == total > 0
    for bar, count in zip(bars, counts, strict=True):
        address = bar["href"].replace("/search?", "/api/search?")
        assert client.get(address).json["total"] == count


def test_where_a_day_has_no_such_report_the_nearest_that_have_are_named(client):
    hits = client.get("/api/search?q=logistics&size=100").json["hits"]
    days = sorted({hit["date"] for hit in hits if hit["date"]})[:2]
    missed = datetime.date.fromisoformat(days[0]) + datetime.timedelta(days=1)
    page = pages_of(client, f"/search?q=logistics&from={missed}&to={missed}&lang=en")
    links = [link["href"] for link in page.select(".days a")]

    assert page.select_one("#count").text.split()[0] == "0"
    assert [f"from={day}&to={day}" in link for day, link in zip(days, links, strict=False)] == [
        True,
        True,
    ]
