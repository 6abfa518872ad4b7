"""Accessibility of every page, by axe, in both themes and at both widths."""

from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.pages import can_read_beside, follow

pytestmark = pytest.mark.browser

Q = "q=" + quote("物流")
PAGES = {
    "home": "/",
    "results": f"/search?{Q}",
    "narrowed": f"/search?{Q}&from=2023&not-source=" + quote("云河日报"),
    "nothing found": "/search?q=zzqqzz&source=nobody",
    "nothing asked": "/search?q=",
    "trend": f"/trend?{Q}&with=" + quote("农村"),
    "concordance": f"/concordance?{Q}",
    "words": f"/words?{Q}",
    "phrases": "/phrases",
    "phrase": "/phrase?q=" + quote("农村物流"),
    "phrases compared": "/phrase?q=" + quote("农村物流") + "&with=" + quote("行动方案"),
    "facet": f"/facet/source?{Q}",
    "help": "/help",
    "kept": "/kept",
    "batch": "/batch",
    "trace": "/trace",
    "advanced": "/advanced",
    "like": "/like",
    "feed": f"/feed.atom?{Q}",
    "collections": "/collections",
}
BROKEN = {"gone": "/report/none", "no page": "/nowhere", "bad": "/search?from=x"}


def open_all(summaries):
    """Open the blocks that are closed."""
    for summary in summaries.all():
        if summary.locator("..").get_attribute("open") is None:
            summary.click()
        expect(summary.locator("..")).to_have_attribute("open", "")


def violations(page):
    axe_violations = Axe().run(page).response["violations"]
    return [
        (
            violation["id"],
            [node["html"][:120] + str(node["any"][:1])[:300] for node in violation["nodes"]][:3],
        )
        for violation in axe_violations
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing(visit, path, scheme):
    page = visit(path, scheme=scheme, width=390 if scheme == "dark" else 1280)

    assert violations(page) == []


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_axe_finds_nothing_with_every_menu_and_block_open(visit, path):
    page = visit(path, width=390, locale="zh-CN")
    page.evaluate("document.querySelectorAll('details').forEach((block) => { block.open = true })")

    assert violations(page) == []


@pytest.mark.parametrize("path", BROKEN.values(), ids=BROKEN.keys())
def test_axe_finds_nothing_where_something_is_wrong(browser, address, path):
    page = browser.new_page()
    page.goto(address + path)

    assert violations(page) == []
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_report_and_beside_another(visit, scheme):
    page = visit("/search?q=" + quote("“望津港自动化码头昨日开港”"), scheme=scheme)
    can_read_beside(page)
    page.locator(".results h3 a").first.click()
    expect(page.locator(".reader .cite summary").first).to_be_visible()
    open_all(page.locator(".cite summary"))
    assert violations(page) == []
    follow(page, page.locator(".differs").first)
    assert violations(page) == []


def test_axe_finds_nothing_in_what_opens(visit):
    page = visit(f"/search?{Q}", width=390)
    open_all(page.locator(".fold > summary"))
    assert violations(page) == []
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("what", ["trace", "verify"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_traced_text_and_nothing_is_too_wide(visit, scheme, what):
    page = visit("/trace", scheme=scheme, width=390 if scheme == "dark" else 1280)
    page.fill(
        "#text", "望津港东港区自动化集装箱码头不正式开港。“昨日上午10时，將第一只集装箱放到車上”"
    )
    page.check(f"input[value={what}]")
    follow(page, page.locator("form.tracing button").first)
    open_all(page.locator(".traced summary"))

    assert page.locator(".sentences > li").count()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
