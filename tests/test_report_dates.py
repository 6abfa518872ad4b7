"""Reports dated by a month or a year alone: shown as known, found if all of it is asked for."""

import calendar
import datetime
import io
import json
import random
import re
import zipfile

import pytest

from index.api import DateFilter, DateUnit, Order, Question
from index.day_number import date_of, day_number, day_ranges
from index.ingest.days import partial_dates
from index.operations.build import build
from index.operations.opening import open_index
from index.query_nodes import EVERYTHING
from index.report import Report, from_json, to_json
from index.report_date import PartialDate, first_day, from_iso, last_day
from search.dates.date_names import Period, days_query
from search.request import Request
from search.views import citation
from search.views.trend import trend
from tests.archive_files import written
from tests.tools.crawler import Crawler
from web.desk.records import ReportCard
from web.server.app import create_app

TODAY = datetime.date(2026, 11, 24)
DATES = {
    "y23": "2023",
    "m2312": "2023-12",
    "d231231": "2023-12-31",
    "y24": "2024",
    "m2401": "2024-01",
    "d240101": "2024-01-01",
    "m2403": "2024-03",
    "d240305": "2024-03-05",
    "d240331": "2024-03-31",
    "m2412": "2024-12",
    "none": None,
}
"""In the order of dates: what is known less stands before."""
TEXT = "澜溪东码头的重建工程今天完成，港口的渔船又可以靠岸，市民在码头上看热闹。"


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    """An archive of reports whose dates are known more or less exactly."""
    folder = tmp_path_factory.mktemp("dates")
    reports = [
        Report(
            id=name,
            title=f"码头 {name}",
            paragraphs=(TEXT,),
            source="澜溪日报",
            date=date and from_iso(date),
        )
        for name, date in DATES.items()
    ]
    build([str(written(folder / "corpus", reports))], str(folder / "index"))
    return str(folder / "index")


@pytest.fixture(scope="module")
def index(where):
    """The archive, opened."""
    opened = open_index(where)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(where):
    """The pages over the archive."""
    return create_app(where, today=lambda: TODAY).test_client()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


def inside(date, first, last):
    return (first is None or first <= first_day(date)) and (last is None or last_day(date) <= last)


def ranges(number):
    """Pairs of days, many of them edges of months and years."""
    chance = random.Random(7)
    for _ in range(number):
        edges = []
        for last in (False, True):
            day = datetime.date(2023, 1, 1) + datetime.timedelta(chance.randrange(800))
            length = calendar.monthrange(day.year, day.month)[1]
            edges.append(
                chance.choice(
                    [
                        day,
                        None,
                        day.replace(day=length if last else 1),
                        datetime.date(day.year, 12 if last else 1, 31 if last else 1),
                    ]
                )
            )
        yield tuple(edges)


def test_the_numbers_of_a_period_are_those_of_the_dates_that_lie_in_it():
    days_of_years = [datetime.date(2023, 1, 1) + datetime.timedelta(at) for at in range(0, 800, 7)]
    months = [PartialDate(year, month) for year in (2023, 2024, 2025) for month in range(1, 13)]
    dates = [*days_of_years, *months, *map(PartialDate, range(2022, 2027))]
    for first, last in ranges(400):
        numbers = day_ranges(first, last)
        for date in dates:
            number = day_number(date)
            assert any(begin <= number <= end for begin, end in numbers) == inside(
                date, first, last
            ), (first, last, date)


@pytest.mark.parametrize("text", ["2024-03-05", "2024-03", "2024", "0001", "9999-12-31"])
def test_a_date_survives_its_number_its_text_and_a_stored_report(text):
    date = from_iso(text)

    assert str(date) == text
    assert date_of(day_number(date)) == date
    assert from_json(to_json(Report(id="a", date=date))).date == date
    assert ReportCard.of(Report(id="a", date=date)).as_report().date == date


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "0000", "2024-3", "24", "2024-03-", ""])
def test_other_texts_are_no_stored_date(text):
    with pytest.raises(ValueError, match=r"."):
        from_iso(text)


def test_a_filter_and_a_date_in_the_query_find_what_lies_in_the_range(index):
    for first, last in ranges(60):
        wanted = {
            name for name, date in DATES.items() if date and inside(from_iso(date), first, last)
        }
        filtered = Question(query=EVERYTHING, filters=(DateFilter(first, last),), size=20)
        if (first, last) != (None, None):
            assert {hit.id for hit in index.ask(filtered).hits} == wanted, (first, last)
        asked = Question(query=days_query(Period(first, last)), size=20)
        assert {hit.id for hit in index.ask(asked).hits} == wanted, (first, last)


def test_the_order_of_dates_has_a_month_before_its_days(index):
    oldest = index.ask(Question(query=EVERYTHING, order=Order.OLDEST, size=20)).hits
    newest = index.ask(Question(query=EVERYTHING, order=Order.NEWEST, size=20)).hits

    assert [hit.id for hit in oldest] == list(DATES)
    assert [hit.id for hit in newest] == [*[name for name in DATES if DATES[name]][::-1], "none"]


def test_dates_are_counted_as_far_as_they_are_known(index):
    answer = index.ask(Question(query=EVERYTHING, counts=tuple(DateUnit), size=0))

    assert answer.count("year") == (("", 1), ("2023", 3), ("2024", 7))
    assert answer.count("month") == (
        *(("", 1), ("2023", 1), ("2023-12", 2), ("2024", 1), ("2024-01", 2), ("2024-03", 3)),
        ("2024-12", 1),
    )
    assert dict(answer.count("day"))["2024-03"] == 1
    assert (index.about().undated, index.about().first) == (1, PartialDate(2023))
    assert index.about().covered[0] == datetime.date(2023, 1, 1)


def test_a_chart_says_what_is_less_exact_than_its_periods(index):
    whole = Request(today=TODAY, text="码头")
    year = Request(
        today=TODAY, text="码头", first=datetime.date(2024, 1, 1), last=datetime.date(2024, 12, 31)
    )
    drawn = {
        (unit.value, asked.first): trend(index, asked, ("码头",), unit).series[0]
        for asked in (whole, year)
        for unit in DateUnit
    }

    left = {key: (series.undated, series.imprecise) for key, series in drawn.items()}
    assert left == {
        ("year", None): (1, 0),
        ("month", None): (1, 2),
        ("day", None): (1, 6),
        ("year", year.first): (0, 0),
        ("month", year.first): (0, 1),
        ("day", year.first): (0, 4),
    }
    for series in drawn.values():
        assert series.total == sum(series.counts) + series.undated + series.imprecise
    codes = [note.code for note in drawn["month", None].notes]
    assert codes == ["undated-not-drawn", "imprecise-not-drawn"]


def test_every_number_of_the_pages_is_what_its_link_gives(site):
    crawler = Crawler(site, most_links=20)
    crawler.home()
    crawler.search("码头")
    crawler.search("码头 日期:2024年")
    crawler.search("码头", **{"from": "2024-03-01", "to": "2024-03-31"})

    assert crawler.differing == []
    assert set(crawler.checked) >= {"headline", "facet", "bar"}


def test_pages_show_the_month_and_no_day(site):
    for language, month, year, extent in (
        ("en", "March 2024", "2023", "2023 to December 2024"),
        ("zh-Hans", "2024年3月", "2023年", "2023年至2024年12月"),
    ):
        page = text_of(site.get(f"/report/m2403?lang={language}"))
        assert month in page
        assert not re.search(r"2024年3月1日|\b1 March 2024|2024-03-01", page)
        assert year in text_of(site.get(f"/report/y23?lang={language}"))
        assert extent in text_of(site.get(f"/?lang={language}"))
    results = text_of(site.get("/search?q=码头&from=2024-03-01&to=2024-03-31&lang=en"))
    assert "Mar 2024" in results


def test_files_and_feeds_have_the_date_as_it_is_known(site):
    rows = site.get("/export.csv?q=码头&sort=oldest").get_data(as_text=True)
    assert re.findall(r",(20[\d-]{2,8}),", rows) == [date for date in DATES.values() if date]
    book = zipfile.ZipFile(io.BytesIO(site.get("/export.xlsx?q=码头").get_data()))
    assert b">2024-03</t>" in book.read("xl/worksheets/sheet1.xml")
    answer = json.loads(site.get("/api/search?q=码头&from=2024-03-01&to=2024-03-31").get_data())
    assert {hit["date"] for hit in answer["hits"]} == {"2024-03", "2024-03-05", "2024-03-31"}
    atom = site.get("/feed.atom?q=码头&lang=en").get_data(as_text=True)
    published = re.findall(r"<published>(.{10})", atom)
    assert sorted(published) == sorted(date for date in DATES.values() if date and len(date) == 10)
    assert "March 2024" in atom
    feed = json.loads(site.get("/feed.json?q=码头&lang=en").get_data())
    items = {item["title"]: item for item in feed["items"]}
    assert "date_published" not in items["码头 m2403"]
    assert items["码头 m2403"]["content_text"].startswith("March 2024")


CITED = {
    "2024-03-05": ("2024-03-05", "(2024, March 5)", "2024/03/05", [2024, 3, 5]),
    "2024-03": ("2024-03", "(2024, March)", "2024/03/", [2024, 3]),
    "2024": ("2024", "(2024)", "2024//", [2024]),
}


@pytest.mark.parametrize("text", CITED)
def test_a_citation_has_the_date_as_it_is_known(text):
    report = Report(id="a", title="Quay", source="Tide", date=from_iso(text))
    plain, apa, ris, parts = CITED[text]

    assert f", {plain}." in citation.gbt7714(report, TODAY)
    assert apa in citation.apa(report, TODAY)
    assert f"date = {{{plain}}}" in citation.bibtex(report, TODAY)
    assert f"DA  - {ris}\r" in citation.ris(report, TODAY)
    assert citation.csl_item(report, TODAY)["issued"] == {"date-parts": [parts]}


WRITTEN = {
    "2024年3月": "2024-03",
    "2024 年 03 月份": "2024-03",
    "二〇二四年三月": "2024-03",
    "二○二四年十二月": "2024-12",
    "民國113年3月": "2024-03",
    "2024-03": "2024-03",
    "2024/3": "2024-03",
    "2024-03-00": "2024-03",
    "2024-00-00": "2024",
    "2024/03//": "2024-03",
    "202403": "2024-03",
    "3/2024": "2024-03",
    "March 2024": "2024-03",
    "Sept. 2024": "2024-09",
    "marzo de 2024": "2024-03",
    "2024 Mar": "2024-03",
    "（2024年3月）": "2024-03",
    "2024年": "2024",
    "1949": "1949",
    "1970-01": None,
    "202413": None,
    "Table 2024": None,
    "2024年3月5日": None,
    "2024年第3期": None,
    "2099-01": None,
    "1,949": None,
    "十月": None,
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_whole_value_is_a_month_or_a_year(text):
    date = partial_dates.read(text, TODAY)

    assert (date and str(date)) == WRITTEN[text]
