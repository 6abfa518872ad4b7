"""The home page: what it says about the archive is so, and its examples have results."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup

from index.api import DateUnit, FacetCount
from index.report import Report
from search.request import Request
from tests.archive_files import indexed
from web import archive_topics
from web.charts.timeline import timeline
from web.server.app import create_app

LANGUAGES = pytest.mark.parametrize("lang", ["en", "zh", "zh-Hant"])


def soup(client, address):
    return BeautifulSoup(client.get(address).get_data(as_text=True), "lxml")


def count(client, link):
    page = soup(client, link["href"] + "&lang=en")
    return int(re.search(r"\d+", page.select_one("#count").text)[0])


@LANGUAGES
def test_every_example_has_results(client, lang):
    examples = soup(client, f"/?lang={lang}").select(".try a:not(.more)")

    assert len(examples) >= 4
    for link in examples:
        assert count(client, link) > 0, link.text


def test_every_language_topic_and_source_has_as_many_reports_as_it_says(client):
    page = soup(client, "/?lang=en")
    rows = [(anchor, anchor.small.text) for anchor in page.select(".holdings a")]
    rows += [
        (row.a, row.select_one(".count").text)
        for row in page.select(".topics li, .shelves li:has(.count)")
    ]

    assert len(page.select(".topics li")) > 5
    for link, stated in rows:
        assert count(client, link) == int(stated), link.text


def test_topics_are_written_as_the_reports_write_them(client):
    names = [row.a.text for row in soup(client, "/?lang=en").select(".topics li")]

    assert "Yunhe Province" in names
    assert "municipal government" in names


def test_the_wording_of_a_kind_of_text_is_no_topic_of_an_archive(tmp_path):
    before = ["推进", "保障", "落实", "规范", "鼓励", "支持", "监督", "检查", "研究", "讨论"]
    after = ["工作", "制度", "规划", "资金", "人员", "设备", "标准", "活动", "合同", "档案"]
    topics = ["生活垃圾分类", "野生动物保护", "历史建筑修缮"]
    reports = [
        Report(
            id=f"{topic}{at}",
            title=f"{after[-at]}{topic}{before[at]}" if at < 4 else f"第{at}号文件",
            paragraphs=(
                f"{verb}{topic}{after[at]}。{after[-at]}有关部门{before[-at]}。",
                f"{after[at]}，{before[-at]}{topic}。{before[-at]}有关部门{after[at]}。",
            ),
        )
        for topic in topics
        for at, verb in enumerate(before)
    ]
    index = indexed(tmp_path, reports)
    found = archive_topics.topics(index, Request(text="", today=datetime.date(2026, 1, 1)))
    index.close()

    assert {topic.text for topic in found[:3]} == set(topics)


def test_the_newest_three_are_listed_newest_first(client):
    dates = [time["datetime"] for time in soup(client, "/").select(".newest time")]
    newest = client.get("/api/search?sort=newest&size=1").get_json()["hits"][0]["date"]

    assert len(dates) == 3
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == newest


def test_of_a_title_that_comes_again_the_newest_report_is_listed_in_its_place(tmp_path):
    days = {"每周要闻": (9, 1), "港口扩建": (8,), "小店开业": (7,), "新桥通车": (6,)}
    reports = [
        Report(
            id=f"{title}{day}",
            title=title,
            date=datetime.date(2024, 1, day),
            paragraphs=(f"{title}，{day}日的消息。",),
        )
        for title, written in days.items()
        for day in written
    ]
    indexed(tmp_path, reports).close()
    page = soup(create_app(str(tmp_path / "index")).test_client(), "/?lang=en")
    dates = [time["datetime"] for time in page.select(".newest time")]

    assert dates == ["2024-01-09", "2024-01-08", "2024-01-07"]


def test_an_example_of_a_source_with_quotation_marks_in_its_name_asks_for_that_source(tmp_path):
    reports = [
        Report(id=f"r{row}", title=f"题{row}", source="“周末”报", paragraphs=(f"第{row}号消息。",))
        for row in range(3)
    ]
    indexed(tmp_path, reports).close()
    client = create_app(str(tmp_path / "index")).test_client()
    for address, selector in (("/?lang=zh", ".try a"), ("/help?lang=zh", "code, kbd, a")):
        texts = {row.get_text() for row in soup(client, address).select(selector)}
        (example,) = {text for text in texts if "“周末”报" in text and text.startswith("来源:")}
        assert client.get("/api/search", query_string={"q": example}).get_json()["total"] == 3


def test_the_box_has_the_focus(client):
    assert soup(client, "/").select_one("#q").has_attr("autofocus")
    assert not soup(client, "/search?q=a").select_one("#q").has_attr("autofocus")


def test_the_archive_has_the_name_of_its_settings(client, tmp_path, monkeypatch):
    (tmp_path / "baogao.toml").write_text('name = "县报告库 <1>"', "utf-8")
    monkeypatch.setenv("BAOGAO_SETTINGS", str(tmp_path / "baogao.toml"))

    page = soup(client, "/")
    assert page.title.text == "县报告库 <1>"
    assert "县报告库 <1>" in page.h1.text
    assert soup(client, "/help").title.text.endswith("县报告库 <1>")


def bars(first, *years, covered=(None, None)):
    by_unit = {"year": [(str(year), 2) for year in (first, *years)]}
    counts = {name: tuple(FacetCount(*day) for day in some) for name, some in by_unit.items()}
    return timeline(counts, (None, None), lambda a, b: f"{a}/{b}", covered).bars


def test_ten_years_without_reports_take_the_place_of_one_bar():
    some = bars(1950, 1951, 1955, 1990, 1991)

    assert [bar.first.year for bar in some if bar.gap] == [1956]
    assert len(some) == 9
    assert len({bar.width for bar in some}) == 1


UNITS = {
    "only months": (["1965-03", "1965-04", "1985-02"], None, "month"),
    "a year alone beside its months": (["1965", "1965-03", "1985-02"], None, "month"),
    "years alone before the months": (["1857", "1909", "1965-03", "1985-02"], None, "year"),
    "a year alone after the months": (["1965-03", "1985-02", "1986"], None, "year"),
    "a year alone before the chosen range": (["1857", "1965-03", "1985-02"], 1960, "month"),
}


@pytest.mark.parametrize(("dates", "since", "unit"), UNITS.values(), ids=UNITS)
def test_a_chart_by_month_leaves_no_year_with_reports_without_a_bar(dates, since, unit):
    counts = {
        DateUnit.MONTH: tuple(FacetCount(date, 1) for date in dates),
        DateUnit.YEAR: tuple(FacetCount(year, 1) for year in sorted({date[:4] for date in dates})),
    }
    chosen = (datetime.date(since, 1, 1) if since else None, None)

    shown = timeline(counts, chosen, lambda first, last: f"{first}/{last}")
    years = {bar.first.year for bar in shown.bars if bar.count}
    assert shown.unit == unit
    assert years == {int(date[:4]) for date in dates if int(date[:4]) >= (since or 0)}


EDGES = {
    "the last year": (DateUnit.YEAR, "9999", "9999-01-01", "9999-12-31"),
    "the last month": (DateUnit.MONTH, "9999-12", "9999-12-01", "9999-12-31"),
    "the last day": (DateUnit.DAY, "9999-12-31", "9999-12-31", "9999-12-31"),
    "the first year": (DateUnit.YEAR, "0001", "0001-01-01", "0001-12-31"),
    "the first day": (DateUnit.DAY, "0001-01-01", "0001-01-01", "0001-01-01"),
    "a short month": (DateUnit.MONTH, "2023-02", "2023-02-01", "2023-02-28"),
}


@pytest.mark.parametrize(("unit", "value", "first", "last"), EDGES.values(), ids=EDGES)
def test_a_period_at_the_edge_of_the_calendar_has_a_bar(unit, value, first, last):
    first, last = map(datetime.date.fromisoformat, (first, last))
    shown = timeline({unit: (FacetCount(value, 3),)}, (first, last), lambda *days: str(days))

    assert [(bar.first, bar.last, bar.count) for bar in shown.bars] == [(first, last, 3)]


def test_bars_by_day_and_month_follow_each_other_to_the_last():
    days = tuple(FacetCount(day, 1) for day in ("9999-12-29", "9999-12-31"))
    months = tuple(FacetCount(month, 1) for month in ("2023-11", "2024-02"))
    chosen = datetime.date(9999, 12, 1), datetime.date(9999, 12, 31)
    by_day = timeline({DateUnit.DAY: days}, chosen, lambda *_: "").bars
    by_month = timeline({DateUnit.MONTH: months}, (None, None), lambda *_: "").bars

    assert [(bar.first.day, bar.last.day, bar.count) for bar in by_day] == [
        (29, 29, 1),
        (30, 30, 0),
        (31, 31, 1),
    ]
    assert [str(bar.last) for bar in by_month] == [
        "2023-11-30",
        "2023-12-31",
        "2024-01-31",
        "2024-02-29",
    ]


def test_a_year_in_which_the_archive_begins_or_ends_is_partial():
    covered = datetime.date(2020, 3, 1), datetime.date(2023, 12, 31)
    assert [bar.partial for bar in bars(2020, 2021, 2022, 2023, covered=covered)] == [
        True,
        False,
        False,
        False,
    ]


def test_a_query_in_the_address_of_the_home_page_leads_to_its_results(client):
    answer = client.get("/?q=物流&source=泽川在线")

    assert answer.status_code == 302
    assert client.get(answer.location).status_code == 200
    assert count(client, {"href": answer.location}) == 2
