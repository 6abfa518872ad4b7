"""Results seen as a whole: trends, concordances, telling words, and their tables and files."""

import csv
import dataclasses
import datetime
import io
import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from index.operations.opening import open_index
from index.report import Report
from search.request import Request
from search.views.concordance import ConcordanceLine, Sort, concordance
from search.views.significant_terms import significant_terms
from search.views.trend import by_source, trend

TODAY = datetime.date(2024, 5, 6)
QUERY = Request(text="物流", today=TODAY)


@pytest.fixture(scope="module")
def index(sample_index):
    index = open_index(str(sample_index))
    yield index
    index.close()


def soup(client, address):
    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


def rows(client, address):
    return list(csv.reader(io.StringIO(client.get(address).data.decode("utf-8-sig"))))


@pytest.mark.parametrize("unit", ["year", "month", "day"])
def test_a_trend_adds_up_to_its_dated_results_without_gaps(index, unit):
    first = datetime.date(2023, 6, 1) if unit == "day" else None
    drawn = trend(index, dataclasses.replace(QUERY, first=first), ("物流", "农村"), unit)

    assert drawn.unit == unit

    assert sum(drawn.series[0].counts) == drawn.series[0].total
    assert list(drawn.periods) == sorted(set(drawn.periods))
    assert all(
        count <= total
        for count, total in zip(drawn.series[0].counts, drawn.everything, strict=True)
    )
    if unit == "year":
        years = [int(period) for period in drawn.periods]
        assert years == list(range(years[0], years[-1] + 1))


def test_too_many_days_for_one_picture_become_months(index, monkeypatch):
    monkeypatch.setattr("search.views.trend.MAX_PERIODS", 100)

    assert trend(index, QUERY, ("物流",), "day").unit == "month"


def test_a_share_is_of_all_reports_of_the_time_under_the_same_filters(index):
    drawn = trend(index, QUERY, ("物流",), "year")
    for position, total in enumerate(drawn.everything):
        expected = drawn.series[0].counts[position] * 1000 / total if total else 0
        assert drawn.series[0].share(position) == pytest.approx(expected)


def test_a_trend_keeps_to_its_dates(index):
    request = Request(
        text="物流", today=TODAY, first=datetime.date(2021, 1, 1), last=datetime.date(2022, 12, 31)
    )

    assert set(trend(index, request, ("物流",), "year").periods) <= {"2021", "2022"}


def test_a_trend_by_source_counts_each_source_alone(index):
    drawn = by_source(index, QUERY, "year")

    assert len(drawn.series) > 1
    for series in drawn.series:
        assert dict(series.request.chosen)["source"].values == (series.label,)
        assert sum(series.counts) == series.total


def test_the_numbers_of_a_trend_lead_to_the_reports_they_count(client):
    page = soup(client, "/trend?q=" + quote("物流") + "&by=year")
    links = page.select(".numbers td a")
    assert links
    for link in links:
        assert (
            soup(client, link["href"]).select_one("#count").get_text().split()[0] == link.get_text()
        )


def test_the_file_of_a_trend_says_what_its_table_says(client):
    address = "q=" + quote("物流") + "&with=" + quote("农村") + "&by=year"
    page = soup(client, f"/trend?{address}")
    table = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.select(".numbers tbody tr")
    ]
    file = rows(client, f"/trend.csv?{address}")

    assert [row[0] for row in file[1:]] == [row[0] for row in table]
    assert [row[2] for row in file[1:]] == [row[2] for row in table]


def test_the_file_of_a_trend_adds_up_to_its_total(client):
    address = "q=" + quote("工作") + "&by=month"
    series = client.get(f"/api/trend?{address}").json["series"][0]
    file = rows(client, f"/trend.csv?{address}")

    assert sum(int(row[2]) for row in file[1:]) == series["total"]


def test_a_concordance_holds_every_match_with_its_own_context_and_says_where_it_is_cut(index):
    lines = concordance(index, QUERY)
    for line in lines.lines:
        (report,) = index.reports([line.report.id])
        body = " ".join(report.body.split("\n"))
        assert body[line.start : line.start + len(line.match)] == line.match
        assert line.before + line.match + line.after in body
        assert line.cut_before == (body[: line.start] != line.before)
        assert line.cut_after == (body[line.start + len(line.match) :] != line.after)
    assert lines.complete
    assert len({(line.report.id, line.start) for line in lines.lines}) == len(lines.lines)


def test_a_line_is_the_mark_of_its_number_on_the_page_of_its_report(index, client):
    lines = concordance(index, QUERY)
    for line in lines.lines[:20]:
        page = soup(client, f"/report/{quote(line.report.id)}?q=" + quote("物流"))
        marks = page.select("main article mark")
        assert marks[line.number - 1].get_text() == line.match


CONTEXTS = {
    "Chinese text": ("前" * 90, "后" * 90, 40, 40),
    "English text": ("word " * 30, " word" * 30, 80, 80),
    "half of each": ("中" * 60 + "a" * 20, "中" * 21 + "a" * 60, 40, 40),
    "the edges of the body": ("", "", 0, 0),
    "line breaks": ("一中\n" * 30, "\u3000二\n" * 30, 40, 40),
}


@pytest.mark.parametrize("case", CONTEXTS.values(), ids=CONTEXTS)
def test_a_line_has_more_latin_than_chinese_text_beside_its_match(case):
    before, after, left, right = case
    first = max(0, len(before) - 80)
    line = ConcordanceLine(
        f"{before[first:]}港\n口{after[:80]}", len(before) - first, 3, 0, 0, Report(id="r"), 1, ()
    )

    assert line.before == re.sub(r"\s", " ", before[len(before) - left :])
    assert line.match == "港 口"
    assert line.after == re.sub(r"\s", " ", after[:right])


def test_a_concordance_is_put_in_order_by_either_side(index):
    right = [line.after for line in concordance(index, QUERY, Sort.RIGHT).lines]
    left = [line.before[::-1] for line in concordance(index, QUERY, Sort.LEFT).lines]

    twins = [text[:10] for text in right]
    for text in set(twins):
        positions = [position for position, other in enumerate(twins) if other == text]
        assert positions == list(range(positions[0], positions[-1] + 1))
    twins = [text[:10] for text in left]
    for text in set(twins):
        positions = [position for position, other in enumerate(twins) if other == text]
        assert positions == list(range(positions[0], positions[-1] + 1))


def test_the_file_of_a_concordance_has_all_its_lines(client, index):
    file = rows(client, "/concordance.csv?q=" + quote("物流"))

    assert len(file) - 1 == len(concordance(index, QUERY).lines)


def test_telling_words_are_more_frequent_in_the_results_than_elsewhere(index):
    terms = significant_terms(index, QUERY)
    total = index.about().reports

    assert terms.words
    assert "物流" not in [word.word for word in terms.words]
    for word in terms.words:
        assert word.results / terms.read > word.reports / total


EDGES = [
    "q=",
    "q=zzzzqq",
    "q=" + quote("物流") + "&from=1700-01-01&to=1700-12-31",
    "undated=1",
    "q=" + quote("…"),
]


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize(
    "path", ["/trend", "/concordance", "/words", "/trend.csv", "/concordance.csv", "/words.csv"]
)
def test_nothing_to_see_is_a_page_too(client, path, edge):
    assert client.get(f"{path}?{edge}").status_code == 200


BAD = [
    "/trend?by=week",
    "/trend?split=language",
    "/trend?q=a&with=" + "x" * 2001,
    "/concordance?order=up",
    "/concordance?page=0",
]


@pytest.mark.parametrize("address", BAD, ids=range(len(BAD)))
def test_what_cannot_be_read_is_said(client, address):
    assert client.get(address).status_code == 400


def test_the_chart_of_a_trend_is_a_file_with_its_colours_values_and_legend(client):
    answer = client.get("/trend.svg?q=物流&with=港口&by=year&lang=en")
    picture = BeautifulSoup(answer.get_data(as_text=True), "xml")
    table = client.get("/api/trend?q=物流&with=港口&by=year").get_json()

    assert answer.mimetype == "image/svg+xml"
    assert len(picture.select("circle")) == sum(
        bool(count) for series in table["series"] for count in series["counts"]
    )
    assert {"物流", "港口"} <= {label.text.split()[0] for label in picture.select("text")}
    assert "var(" not in answer.get_data(as_text=True)


def test_a_curve_is_broken_where_the_archive_has_no_report_and_part_years_are_hatched(client):
    page = BeautifulSoup(
        client.get("/trend?q=物流&by=month&lang=en").get_data(as_text=True), "lxml"
    )
    table = client.get("/api/trend?q=物流&by=month").get_json()

    lines = page.select("figure.trend path.line")
    assert lines[0]["d"].count("M") > 1
    assert lines[0]["d"].count("M") + lines[0]["d"].count("L") == sum(
        bool(count) for count in table["everything"]
    )
    assert page.select("figure.trend .part-of")
