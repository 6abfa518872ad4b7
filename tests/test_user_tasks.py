"""A stranger's tasks, done only by what the pages offer, with the clicks each takes.

The table is in MEASUREMENTS.md; a task that begins to take other clicks than it says fails here.
"""

import csv
import re
from pathlib import Path

import pytest

from tests.pages import follow, send

pytestmark = pytest.mark.browser


def said(task):
    """The clicks that MEASUREMENTS.md says a task takes."""
    table = Path("MEASUREMENTS.md").read_text("utf-8")
    return int(re.search(rf"^\| {task}.* \| (\d+) \|$", table, re.MULTILINE)[1])


class Stranger:
    """Somebody who has never been here; counts clicks (typing into a field is one, Enter none)."""

    def __init__(self, page):
        self.page = page
        self.clicks = 0

    def search(self, text):
        self.click(self.page.locator("#q"))
        self.page.locator("#q").fill(text)
        send(self.page)

    def click(self, what):
        self.clicks += 1
        what.click()

    def open(self, what):
        """Click what opens another page."""
        self.clicks += 1
        follow(self.page, what)

    def follow(self, name):
        self.open(self.page.get_by_role("link", name=name, exact=True).first)

    def fill(self, label, text):
        self.clicks += 1
        self.page.get_by_label(label, exact=True).fill(text)


@pytest.fixture
def stranger(visit):
    return Stranger(visit("/"))


def test_who_reported_it_first(stranger):
    stranger.search("自动化 集装箱 码头")
    stranger.follow("Oldest")
    first = stranger.page.locator(".results li").first

    assert first.locator("time").first.inner_text() == "3 Nov 2023"
    assert first.locator(".source").first.inner_text() == "云河新闻网"
    assert stranger.clicks == said("find who reported something first")


def test_how_often_per_month_since_2020_and_by_which_source(stranger):
    stranger.search("物流")
    stranger.follow("Over time")
    stranger.fill("from", "2020-01-01")
    stranger.click(stranger.page.locator("select[name=by]"))
    stranger.page.locator("select[name=by]").select_option("month")
    stranger.open(stranger.page.get_by_role("button", name="Show"))
    page = stranger.page
    counts = page.locator(".numbers tbody td:nth-of-type(2)").all_text_contents()
    assert sum(map(int, counts)) == 6
    stranger.click(page.get_by_label("the first search by source"))
    stranger.open(page.get_by_role("button", name="Show"))

    assert page.locator(".legend-list li").count() == 4
    assert stranger.clicks == said("how often something was written of")


def test_all_reports_of_one_source_in_one_week_as_csv(stranger):
    stranger.follow("望津晚报")
    stranger.fill("from", "2023-11-01")
    stranger.fill("to", "2023-11-07")
    stranger.open(stranger.page.get_by_role("button", name="Apply", exact=True))
    stranger.click(stranger.page.locator("summary", has_text="Export").first)
    with stranger.page.expect_download() as download:
        stranger.click(stranger.page.get_by_role("link", name="Reports: CSV", exact=True).first)
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))

    assert {row["source"] for row in rows} == {"望津晚报"}
    assert all("2023-11-01" <= row["date"] <= "2023-11-07" for row in rows)
    assert len(rows) == 2
    assert stranger.clicks == said("all reports of one source")


def test_the_sentence_that_differs_between_two_carriers(stranger):
    stranger.search("望津港 自动化码头 开港")
    stranger.follow("Differences")
    differing = stranger.page.locator("ins").all_inner_texts()

    assert "原有的夜间货车限行时段不变。" in differing
    assert stranger.clicks == said("the sentence that differs")


def test_what_an_english_reader_finds_about_a_chinese_topic(stranger):
    stranger.search("typhoon")
    stranger.follow("Search in the other language")
    page = stranger.page

    assert "台风" in page.locator(".layers").inner_text()
    assert "台风" in page.locator(".results mark").all_inner_texts()
    assert page.locator(".results h3 a").first.inner_text().startswith("台风")
    assert stranger.clicks == said("what an English reader can find")
