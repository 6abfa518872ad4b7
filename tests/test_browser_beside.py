"""Reading beside the list in a wide window, in a real Chromium."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.pages import can_read_beside
from tests.test_browser_access import violations

pytestmark = pytest.mark.browser

LIST = "/search?q=" + quote("物流")
WIDE, NARROW = 1280, 1279


def wide(visit):
    """The list in a wide window, once a report can be opened beside it."""
    page = visit(LIST, width=WIDE)
    can_read_beside(page)
    return page


def hit(page, number):
    return page.locator(".results:not(.behind *) h3 a").nth(number)


def heading(page):
    return page.locator(".reader .report h1")


def opened(page, number):
    """Open a hit beside the list; its title."""
    title = hit(page, number).inner_text()
    hit(page, number).click()
    expect(heading(page)).to_have_text(title)
    return title


def test_a_report_opens_beside_the_list_under_its_own_address(visit):
    page = wide(visit)
    title = opened(page, 1)

    expect(page).to_have_title(re.compile("^" + re.escape(title)))
    expect(page).to_have_url(re.compile(r"/report/.+at=1$"))
    expect(hit(page, 0)).to_be_visible()
    expect(hit(page, 1)).to_have_attribute("aria-current", "true")
    list_box, report_box = (
        page.locator(selector).bounding_box() for selector in (".found-list", ".reader")
    )
    assert list_box["x"] + list_box["width"] <= report_box["x"]
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE
    within = page.get_by_label("Search within these results")
    expect(within).to_be_hidden()
    page.get_by_text("Narrow down", exact=True).click()
    expect(within).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


@pytest.mark.parametrize(
    ("width", "scripting"), [(NARROW, True), (WIDE, False)], ids=["narrow", "plain"]
)
def test_elsewhere_a_report_opens_on_a_page_of_its_own(visit, width, scripting):
    page = visit(LIST, width=width, scripting=scripting)
    title = hit(page, 1).inner_text()
    hit(page, 1).click()

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.locator(".found-list")).to_have_count(0)


def test_back_and_forward_walk_through_what_was_read(visit):
    page = wide(visit)
    first, second = opened(page, 0), opened(page, 1)

    page.go_back()
    expect(heading(page)).to_have_text(first)
    page.go_back()
    expect(page.locator(".reader")).to_be_hidden()
    expect(page).to_have_title(re.compile("^物流"))
    page.go_forward()
    expect(heading(page)).to_have_text(first)
    page.go_forward()
    expect(heading(page)).to_have_text(second)


def test_back_from_another_search_shows_the_list_that_was_read_from(visit):
    page = wide(visit)
    title = opened(page, 0)
    page.locator("#q").fill("港口")
    expect(page).to_have_title(re.compile("^港口"))
    expect(page.locator(".reader")).to_be_hidden()

    page.go_back()
    expect(heading(page)).to_have_text(title)
    expect(page.locator("#q")).to_have_value("物流")
    expect(hit(page, 0)).to_have_attribute("aria-current", "true")


def test_a_report_chosen_while_an_answer_is_on_its_way_stays_beside_its_own_list(visit):
    page = wide(visit)
    late = []
    page.route("**/search?**", lambda route: late.append(route))  # noqa: PLW0108 - Playwright
    with page.expect_request("**/search?**") as asked:
        page.locator("#q").fill("物流 港口")
    chosen = opened(page, 1)
    if not asked.value.failure:
        late[0].continue_()
    page.keyboard.press("k")
    expect(heading(page)).not_to_have_text(chosen)

    expect(page.locator("body.list")).to_be_visible()
    expect(page.locator(".pieces")).to_have_count(0)
    expect(page).to_have_url(re.compile("/report/"))


def test_back_from_a_report_that_was_loaded_anew_shows_the_list(visit):
    page = wide(visit)
    opened(page, 0)
    page.reload()
    expect(page.locator("body.reading")).to_be_visible()
    page.go_back()

    expect(page.locator(".found-list")).to_be_visible()


def test_a_back_that_is_quicker_than_the_scripts_shows_the_list_too(visit):
    page = wide(visit)
    opened(page, 0)
    late = []
    page.route("**/reader.js*", lambda route: late.append(route))  # noqa: PLW0108 - Playwright
    with page.expect_request("**/reader.js*"):
        page.reload()
    expect(page.locator("body.reading")).to_be_visible()
    page.go_back()
    expect(page).to_have_url(re.compile("/search"))
    late[0].continue_()

    expect(page.locator(".found-list")).to_be_visible()


def test_the_keyboard_opens_goes_on_and_closes(visit):
    page = wide(visit)
    titles = page.locator(".results:not(.behind *) h3 a").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(heading(page)).to_have_text(titles[0])
    page.keyboard.press("j")
    expect(heading(page)).to_have_text(titles[1])
    page.keyboard.press("k")
    expect(heading(page)).to_have_text(titles[0])
    page.keyboard.press("n")
    expect(page.locator(".reader mark.now")).to_have_attribute("id", "m1")

    page.keyboard.press("Escape")
    expect(page.locator(".reader")).to_be_hidden()
    expect(hit(page, 0)).to_be_focused()
    expect(page).to_have_url(re.compile("/search"))


def test_the_next_report_opens_beside_the_list_too(visit):
    page = wide(visit)
    titles = page.locator(".results:not(.behind *) h3 a").all_inner_texts()
    opened(page, 0)
    page.locator(".reader a[rel=next]").click()
    expect(heading(page)).not_to_have_text(titles[0])
    expect(page.locator(".found-list")).to_be_visible()

    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator(".reader")).to_be_hidden()


def test_passages_are_copied_and_noted_in_each_report_that_is_read(visit):
    page = wide(visit)
    for number in (0, 1):
        opened(page, number)
        expect(page.locator(".cite pre + button")).to_have_count(4)
        page.evaluate("getSelection().selectAllChildren(document.querySelector('.report .text p'))")
        expect(page.locator(".quote > *")).to_have_count(3)
        words = page.locator(".report .text p").first.inner_text().strip()
        page.get_by_role("button", name="Note this passage").click()
        expect(page.locator("#field-quote")).to_have_value(words)


def test_a_window_made_narrower_shows_the_report_alone(visit):
    page = wide(visit)
    opened(page, 0)
    page.set_viewport_size({"width": 800, "height": 900})

    expect(heading(page)).to_be_visible()
    expect(page.locator(".found-list")).to_be_hidden()
    page.emulate_media(media="print")
    expect(heading(page)).to_be_visible()
    expect(page.locator(".reader-bar")).to_be_hidden()


@pytest.mark.parametrize(
    ("scheme", "locale"), [("light", "en-GB"), ("dark", "zh-CN"), ("light", "zh-TW")]
)
def test_axe_finds_nothing_beside_the_list_with_everything_open(visit, scheme, locale):
    page = visit(LIST, width=WIDE, scheme=scheme, locale=locale)
    can_read_beside(page)
    opened(page, 1)
    for summary in (".reader .collect > summary", ".reader .quote-form > summary"):
        page.locator(summary).click()
    menu = page.locator(".actions .menu").last
    menu.locator("summary").click()
    expect(menu).to_have_attribute("open", "")

    assert violations(page) == []


def test_what_can_be_tapped_in_a_hit_is_large_enough(visit):
    page = visit(LIST, width=390)
    boxes = [line.bounding_box() for line in page.locator(".matches > summary").all()]

    assert boxes
    assert min(box["height"] for box in boxes) >= 24
