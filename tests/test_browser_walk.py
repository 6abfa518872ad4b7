"""A walk past what the pages offer, in Chromium, narrow and wide, with scripts and without."""

import csv
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.pages import follow, reports_counted
from tests.test_browser import open_filters

pytestmark = pytest.mark.browser

EVERY_WAY = pytest.mark.parametrize(
    ("width", "scripting"),
    [(390, True), (390, False), (1280, True), (1280, False)],
    ids=["narrow", "narrow-plain", "wide", "wide-plain"],
)


class Walker:
    """Somebody before a page; on a narrow one the filters have to be opened first."""

    def __init__(self, page):
        self.page = page

    def count(self):
        return reports_counted(self.page)

    def open_filters(self):
        open_filters(self.page)

    def follow(self, what):
        self.open_filters()
        follow(self.page, what)


@pytest.fixture
def walker(visit):
    return lambda path, width, scripting: Walker(visit(path, width=width, scripting=scripting))


@EVERY_WAY
def test_the_filters_narrow_the_results_and_are_cleared(walker, width, scripting):
    reader = walker("/search?sort=newest", width, scripting)
    page, everything = reader.page, reader.count()
    reader.follow(page.locator("[aria-labelledby=facet-source] .exclude").first)
    fewer = reader.count()
    assert fewer < everything
    reader.follow(page.get_by_role("link", name="Clear all filters"))

    reader.follow(page.locator("[aria-labelledby=facet-date]").get_by_role("link", name="no date"))
    assert reader.count() == 1
    reader.follow(page.get_by_role("link", name="Clear all filters"))

    reader.follow(page.locator("[aria-labelledby=facet-kind] .choose").first)
    first = reader.count()
    reader.follow(page.locator("[aria-labelledby=facet-kind] .choose").nth(1))
    assert first < reader.count() <= everything
    reader.open_filters()
    page.get_by_label("Search within these results").fill("物流")
    follow(page, page.get_by_role("button", name="Narrow", exact=True))
    assert reader.count() < first
    assert page.locator("#q").input_value() == "物流"


@EVERY_WAY
def test_a_long_facet_is_searched_and_a_value_of_it_chosen(walker, width, scripting):
    reader = walker("/search?sort=newest", width, scripting)
    page = reader.page
    reader.follow(page.locator("[aria-labelledby=facet-source] .more a").first)
    page.get_by_label("Only values that contain").fill("晚报")
    follow(page, page.get_by_role("button", name="Show"))
    names = page.locator(".facet .choose").all_inner_texts()
    assert names
    assert all("晚报" in name for name in names)
    follow(page, page.locator(".facet .choose").first)
    assert set(page.locator(".results .source").all_inner_texts()) == {names[0]}


@EVERY_WAY
def test_the_chart_leads_from_years_to_days(walker, width, scripting):
    reader = walker("/search?sort=newest", width, scripting)
    page = reader.page
    for _ in range(3):
        bars = page.locator(".chart a")
        if not bars.count():
            break
        tallest = bars.evaluate_all(
            "all => all.map(a => Number(a.querySelector('.bar').getAttribute('height')))"
        )
        reader.follow(bars.nth(tallest.index(max(tallest))).locator(".ground"))

    first, last = (re.search(rf"{name}=([\d-]+)", page.url)[1] for name in ("from", "to"))
    assert first[:7] == last[:7]
    assert page.locator(".facet .level-1.chosen").count() == 1


@EVERY_WAY
def test_the_ways_to_see_results(walker, width, scripting):
    reader = walker("/search?q=" + quote("物流"), width, scripting)
    page = reader.page
    reader.follow(page.get_by_role("link", name="In context"))
    after = page.locator(".kwic .after").all_inner_texts()
    reader.follow(page.get_by_role("link", name="By the words after"))
    sorted_after = page.locator(".kwic .after").all_inner_texts()
    assert sorted(after) == sorted(sorted_after) != sorted_after[::-1]
    follow(page, page.locator(".kwic .match a").first)
    assert page.locator(".report mark").count()
    page.go_back()
    page.wait_for_url("**/concordance?**")

    reader.follow(page.get_by_role("link", name="Distinctive words"))
    word = page.locator(".telling th[scope=row] a").first
    text = word.inner_text()
    follow(page, word)
    assert page.locator("#q").input_value() == f"物流 {text}"

    reader.follow(page.get_by_role("link", name="Over time", exact=True))
    page.locator("select[name=as]").select_option("share")
    page.locator("select[name=by]").select_option("year")
    follow(page, page.get_by_role("button", name="Show"))
    assert page.locator("figure.trend .line").count() == 1
    page.locator(".menu > summary", has_text="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="This view: CSV").click()
    with download.value.path().open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.reader(file))) > 2


@EVERY_WAY
def test_a_file_of_queries_is_answered(walker, tmp_path, width, scripting):
    reader = walker("/help", width, scripting)
    page = reader.page
    follow(page, page.get_by_role("link", name="Many queries at once"))
    (tmp_path / "queries.txt").write_text("物流\n学校 或 医院\n", "utf-8")
    page.get_by_label("or a text file of queries").set_input_files(tmp_path / "queries.txt")
    follow(page, page.get_by_role("button", name="Run"))

    assert page.locator(".answers tbody tr").count() == 2
    follow(page, page.locator(".answers th a").first)
    assert page.locator("#q").input_value() == "物流"


def test_the_browser_can_search_here_from_its_own_box(visit):
    page = visit("/")
    address = page.locator("link[rel=search]").get_attribute("href")
    text = page.evaluate("address => fetch(address).then(a => a.text())", address)

    assert 'template="http://127.0.0.1' in text
    assert "{searchTerms}" in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_left_to_the_reader_who_forces_them_and_nothing_moves(browser, address, scheme):
    context = browser.new_context(
        forced_colors="active", reduced_motion="reduce", color_scheme=scheme, locale="en-GB"
    )
    page = context.new_page()
    page.goto(address + "/search?q=" + quote("物流"))
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    mark = page.locator(".results mark").first
    ground = "one => getComputedStyle(one).backgroundColor"
    assert mark.evaluate(ground) != page.locator("html").evaluate(ground)
    chosen = (
        "one => { one.style.background = 'Mark'; return getComputedStyle(one).backgroundColor }"
    )
    assert mark.evaluate(ground) == mark.evaluate(chosen)
    expect(page.locator(".chart .bar").first).to_be_visible()
    context.close()
