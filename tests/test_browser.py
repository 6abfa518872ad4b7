"""The pages in a real Chromium: searching, narrowing, paging, reading, in both languages."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.pages import follow, reports_counted

pytestmark = pytest.mark.browser

SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["javascript", "plain"])
WIDTHS = pytest.mark.parametrize("width", [390, 1280])


Q = "q=" + quote("物流")
EVERYWHERE = (
    "/",
    f"/search?{Q}",
    "/search?q=",
    "/search?q=zzz",
    f"/trend?{Q}&with=a&with=b&with=c&by=month",
    f"/concordance?{Q}",
    f"/words?{Q}",
    f"/facet/source?{Q}",
    "/advanced?q=" + quote("农村 “物流” -港口"),
    "/help",
    "/kept",
    "/batch",
    "/trace",
    "/phrases",
    "/phrase?q=" + quote("农村物流"),
    "/collections",
)
WIDEST = """() => {
  const root = document.documentElement, blocks = [...document.querySelectorAll("details")];
  return Math.max(root.scrollWidth, ...blocks.map((block) => {
    block.open = true;
    return root.scrollWidth;
  }));
}"""
"""The width that a page takes as it comes, and with more and more of its blocks open."""
TITLES = ".results:not(.behind *) h3 a, .copies li > a"  # what was asked for, nothing behind it


def open_filters(page):
    """Unfold the filters, which are folded on a narrow page."""
    fold = page.locator(".fold")
    summary = fold.locator("> summary")
    if summary.is_visible() and fold.get_attribute("open") is None:
        summary.click()
        expect(fold).to_have_attribute("open", "")


def titles(page):
    return page.locator(TITLES).all_inner_texts()


@SCRIPTING
def test_a_search_from_the_home_page_lists_reports_with_their_matches_marked(visit, scripting):
    page = visit("/", scripting=scripting)
    page.locator("#q").fill("农村物流")
    follow(page, page.get_by_role("button", name="Search"))

    assert page.locator("#count").inner_text().startswith(str(len(titles(page))))
    assert titles(page)
    assert page.locator(".snippet mark").first.inner_text()
    assert "q=" in page.url


@SCRIPTING
@WIDTHS
def test_choosing_a_source_and_a_year_narrows_and_each_can_be_taken_back(visit, scripting, width):
    page = visit("/search?q=" + quote("物流"), scripting=scripting, width=width)
    everything = len(titles(page))
    open_filters(page)
    source = page.locator("[aria-labelledby=facet-source] .choose").first
    name = source.inner_text()
    follow(page, source)
    open_filters(page)

    assert set(page.locator(".results .source").all_inner_texts()) == {name}
    narrowed = len(titles(page))
    assert narrowed < everything

    follow(page, page.locator("[aria-labelledby=facet-date] .choose").first)
    year = page.locator(".piece.filter", has_text="Date").inner_text()
    assert all(
        re.search(r"\d{4}", year)[0] in date for date in page.locator("time").all_inner_texts()
    )

    follow(page, page.get_by_role("link", name="Clear all filters"))
    assert len(titles(page)) == everything


@SCRIPTING
def test_a_date_range_keeps_only_reports_inside_it(visit, scripting):
    page = visit("/search?sort=newest", scripting=scripting)
    page.get_by_label("from", exact=True).fill("2021-01-01")
    page.get_by_label("to", exact=True).fill("2021-12-31")
    follow(page, page.get_by_role("button", name="Apply", exact=True))

    dates = page.locator(".results time").all_inner_texts()
    assert dates
    assert all(date.endswith("2021") for date in dates)


@SCRIPTING
def test_paging_shows_every_report_once_and_ends(visit, scripting):
    page = visit("/search?sort=oldest&size=20", scripting=scripting)
    total = reports_counted(page)
    seen = page.locator(TITLES).evaluate_all("all => all.map(a => a.pathname)") if scripting else []
    while page.locator("a[rel=next]").count():
        follow(page, page.locator("a[rel=next]"))
        if scripting:
            seen += page.locator(TITLES).evaluate_all("all => all.map(a => a.pathname)")

    assert not scripting or len(seen) == len(set(seen)) == total
    assert page.locator(".paging [aria-current=page]").inner_text() == str(-(-total // 20))


@SCRIPTING
@pytest.mark.parametrize("width", [390, 1200])  # wider, a report opens beside the list
def test_a_report_is_read_with_its_metadata_and_its_matches_marked(visit, scripting, width):
    page = visit("/search?q=" + quote("物流"), scripting=scripting, width=width)
    title = titles(page)[0]
    follow(page, page.locator(".results h3 a").first)

    assert page.get_by_role("heading", level=1).inner_text() == title
    assert "物流" in page.locator(".report mark").all_inner_texts()
    assert page.locator(".card dt").first.inner_text() == "Source"
    follow(page, page.get_by_role("link", name="Back to the results"))
    assert titles(page)[0] == title


@SCRIPTING
def test_the_language_follows_the_browser_and_a_link_switches_it(visit, scripting):
    page = visit("/search?q=" + quote("物流"), scripting=scripting, locale="zh-CN")
    assert page.locator("html").get_attribute("lang") == "zh"
    assert "篇报告" in page.locator("#count").inner_text()

    follow(page, page.get_by_role("link", name="English"))
    assert page.locator("html").get_attribute("lang") == "en"
    assert "reports" in page.locator("#count").inner_text()
    follow(page, page.locator(".results h3 a").first)
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("width", [320, 390, 1280, 2560])
def test_no_page_is_wider_than_the_window_nor_is_what_opens_in_it(visit, width):
    page = visit("/", width=width)
    first = page.evaluate("fetch('/search?q=物流').then(a => a.text())")
    report = re.search(r'href="(/report/[^"]+)"', first)[1].replace("&amp;", "&")
    server = page.url.rstrip("/")
    for path in (*EVERYWHERE, report):
        page.goto(server + path)
        assert page.evaluate(WIDEST) <= width, path


def test_the_keyboard_reaches_the_content_first_and_focus_is_seen(visit):
    page = visit("/search?q=" + quote("物流"))
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("query", ["物流", "农村 物流", "rural logistics"])
@pytest.mark.parametrize("locale", ["en-GB", "zh-CN"])
def test_the_first_hit_is_within_the_first_300_pixels_of_a_phone(visit, query, locale):
    page = visit("/search?q=" + quote(query), width=390, locale=locale)
    above = page.locator(".hits > .head").inner_text()
    assert page.locator(".results > li").first.bounding_box()["y"] < 300, above
