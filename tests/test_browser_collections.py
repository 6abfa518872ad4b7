"""Collections in a real Chromium: ticking, saving, noting, passages, with and without scripts."""

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.pages import follow
from tests.test_browser_access import open_all, violations
from tests.test_user_tasks import Stranger, said

pytestmark = pytest.mark.browser

SCRIPTING = pytest.mark.parametrize("scripting", [True, False], ids=["javascript", "plain"])
LIST = "/search?q=" + quote("物流")
TICKS = "input[form=ticked][name=id]"


def tick(page, *numbers):
    for number in numbers:
        page.locator(TICKS).nth(number).check()


def save_to(page, name):
    """Save the ticked hits, up to the Enter; a page with scripts then says so, another follows."""
    page.locator(".collect > summary").click()
    page.locator(".collect-panel input[name=name]").fill(name)
    page.keyboard.press("Enter")


def open_saved(page, saved):
    """Open the collection by the link that says what was saved."""
    follow(page, page.get_by_role("link", name=saved))


@SCRIPTING
@pytest.mark.parametrize("width", [390, 1280])
def test_ticked_hits_are_saved_noted_and_found_again(visit, scripting, width):
    name = f"ports {scripting} {width}"
    page = visit(LIST, scripting=scripting, width=width)
    tick(page, 0, 2)
    save_to(page, name)
    if scripting:
        page.get_by_role("link", name="2 reports saved").click()
    page.wait_for_url("**/collections/**")
    expect(page.locator(".dossier-items > li")).to_have_count(2)
    page.get_by_label("Note", exact=True).first.fill("为什么重要")
    if scripting:
        page.keyboard.press("Tab")
        expect(page.locator("[data-item-said]").first).to_have_text("Saved.")
    else:
        follow(page, page.get_by_role("button", name="Save notes"))
    page.goto(page.url.partition("?")[0])

    assert page.get_by_label("Note", exact=True).first.input_value() == "为什么重要"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    follow(page, page.get_by_role("link", name="Collections").first)
    assert page.get_by_role("link", name=name).is_visible()


def test_ticks_last_from_page_to_page_and_are_saved_together(visit):
    page = visit("/search?q=&sort=newest&size=10")
    tick(page, 0)
    follow(page, page.locator("a[rel=next]"))
    assert "page=2" in page.url
    tick(page, 1)
    expect(page.locator("[data-ticked]")).to_have_text("2")
    save_to(page, "two pages")

    expect(page.locator("[data-said]")).to_have_text("2 reports saved to “two pages”.")
    assert page.locator(f"{TICKS}:checked").count() == 0
    assert not page.locator("[data-ticked]").is_visible()


@SCRIPTING
def test_a_passage_is_noted_highlighted_and_leads_back(visit, scripting):
    page = visit(LIST, scripting=scripting, width=1200)  # a report opens on a page of its own
    follow(page, page.locator(".results h3 a").first)
    number = 1 if scripting else 2  # what is noted is marked, and its text is in pieces
    paragraph = page.locator(".report .text p").nth(number)
    words = paragraph.inner_text()[4:14]
    if scripting:
        page.evaluate(
            """(number) => {
              const walker = document.createTreeWalker(
                document.querySelectorAll('.report .text p')[number], NodeFilter.SHOW_TEXT);
              const node = walker.nextNode();
              getSelection().setBaseAndExtent(node, 4, node, 14);
            }""",
            number,
        )
        page.get_by_role("button", name="Note this passage").click()
        expect(page.get_by_label("Words of the report")).to_have_value(words)
    else:
        page.get_by_text("Note a passage", exact=True).click()
        page.get_by_label("Words of the report").fill(words)
        expect(page.get_by_label("Words of the report")).to_have_value(words)
    form = page.locator("[data-quote-form]")
    form.get_by_label("Note on this passage").fill("the point")
    buttons = form.locator("button[name=collection], button[name=quote_in]")
    if buttons.count():
        follow(page, buttons.first)
    else:
        form.get_by_label("Collection", exact=True).fill("passages")
        follow(page, form.get_by_role("button", name="Save", exact=True))
    assert "#note-" in page.url

    assert words in page.locator(".report .passage").all_inner_texts()
    follow(page, page.locator(".reader-notes h3 a").first)
    follow(page, page.locator(".noted blockquote a").first)
    assert page.locator(".report .passage").first.is_visible()


@pytest.mark.parametrize("under_way", [False, True], ids=["nothing", "an earlier save"])
def test_a_note_is_saved_though_the_page_is_left_at_once(visit, under_way):
    page = visit(LIST)
    tick(page, 1)
    save_to(page, f"left at once, under way: {under_way}")
    open_saved(page, "1 report saved")
    address = page.url.partition("?")[0]
    note = page.get_by_label("Note", exact=True)
    if under_way:
        saved = []  # the server gets the first save at once, the page its answer never
        page.route(
            re.compile(r"/collections/\d+$"),
            lambda route: route.continue_() if saved else saved.append(route.fetch().status),
        )
        note.fill("typed before")
        page.keyboard.press("Tab")
        while not saved:
            page.wait_for_timeout(20)
    note.fill("just typed")
    page.goto(address.rsplit("/", 1)[0])
    for _ in range(20):  # the page may be faster than the disk
        page.goto(address)
        if note.input_value() == "just typed":
            break

    assert note.input_value() == "just typed"


def test_two_windows_never_overwrite_each_other_in_silence(visit):
    page = visit(LIST)
    tick(page, 1)
    save_to(page, "two windows")
    open_saved(page, "1 report saved")
    other = page.context.new_page()
    other.goto(page.url)
    page.get_by_label("Note", exact=True).fill("mine")
    page.keyboard.press("Tab")
    expect(page.locator("[data-item-said]")).to_have_text("Saved.")
    other.get_by_label("Note", exact=True).fill("theirs")
    follow(other, other.get_by_role("button", name="Save notes"))

    expect(other.locator("[role=alert]")).to_be_visible()
    assert "mine" in other.locator(".trouble .written").inner_text()
    assert other.get_by_label("Note", exact=True).input_value() == "theirs"
    other.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_collections(visit, scheme):
    page = visit(LIST, scheme=scheme, width=390 if scheme == "dark" else 1280)
    tick(page, 0, 1)
    open_all(page.locator(".collect > summary"))
    assert violations(page) == []
    page.locator(".collect-panel input[name=name]").fill("seen by axe")
    page.keyboard.press("Enter")
    open_saved(page, "reports saved")
    open_all(page.locator("main details > summary"))
    assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".dossier-items h2").first).to_be_visible()
    expect(page.locator(".dossier-items textarea").first).to_be_visible()
    page.emulate_media(media="screen")
    expect(page.locator("form.search")).to_be_visible()
    follow(page, page.locator(".dossier-items h2 a").first)
    open_all(page.locator("[data-quote-form] summary"))
    assert violations(page) == []
    page.goto(page.url.split("/report")[0] + "/collections")
    assert violations(page) == []


def test_the_panel_is_opened_and_closed_by_keys(visit):
    page = visit(LIST)
    page.locator(".collect > summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".collect-panel input[name=name]")).to_be_focused()
    page.keyboard.press("Escape")

    expect(page.locator(".collect > summary")).to_be_focused()
    expect(page.locator(".collect-panel")).to_be_hidden()


def test_a_dossier_of_twenty_reports_with_notes(visit):
    stranger = Stranger(visit("/"))
    stranger.search("的")
    stranger.follow("20")
    page = stranger.page
    stranger.click(page.locator(".collect > summary"))
    page.locator(".collect-panel input[name=name]").fill("dossier")
    page.keyboard.press("Enter")
    stranger.open(page.get_by_role("link", name="reports saved"))
    notes = page.locator(".dossier-items .item-notes > .note-field textarea")
    for number in range(20):
        stranger.clicks += 1
        notes.nth(number).click()
        page.keyboard.type(f"note {number}")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Saved.", exact=True)).to_have_count(20)
    with page.expect_download() as download:
        stranger.click(page.get_by_role("link", name="Word", exact=True).first)

    assert download.value.path().stat().st_size > 5_000
    page.reload()
    kept = [note.input_value() for note in notes.all()][:20]
    assert kept == [f"note {number}" for number in range(20)]
    assert stranger.clicks == said("a dossier of twenty reports, a note on each")
    assert stranger.clicks <= 26


def test_a_dossier_of_twenty_reports_ticked_one_by_one(visit):
    stranger = Stranger(visit("/"))
    stranger.search("的")
    stranger.follow("50")
    page = stranger.page
    for number in range(20):
        stranger.click(page.locator(TICKS).nth(number))
    stranger.click(page.locator(".collect > summary"))
    page.locator(".collect-panel input[name=name]").fill("ticked dossier")
    page.keyboard.press("Enter")
    stranger.open(page.get_by_role("link", name="20 reports saved"))
    stranger.click(page.locator(".dossier-items textarea").first)
    for number in range(20):
        page.keyboard.type(f"note {number}")
        page.keyboard.press("Control+Enter" if number < 19 else "Tab")
    expect(page.get_by_text("Saved.", exact=True)).to_have_count(20)
    page.reload()

    values = [note.input_value() for note in page.locator(".dossier-items textarea").all()]
    assert values == [f"note {number}" for number in range(20)]
    assert stranger.clicks == said("a dossier of twenty reports, each ticked")
    assert stranger.clicks <= 26


def drag(page, row, onto, share):
    """Drags a row by its handle to a share of the height of something that is in view."""
    box = onto.bounding_box()
    row.locator("[data-drag]").hover()
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] * share, steps=5)
    page.mouse.up()


def test_reports_are_put_in_order_by_drag_and_drop(visit):
    page = visit(LIST)
    tick(page, 0, 1, 2)
    save_to(page, "Dragged")
    page.get_by_role("link", name="3 reports saved").click()
    rows = page.locator(".dossier-items > li")
    expect(rows).to_have_count(3)
    before = page.locator(".dossier-items h2 bdi").all_inner_texts()
    page.locator("#field-note-" + rows.nth(1).get_attribute("id").removeprefix("item-")).fill(
        "kept"
    )
    page.get_by_role("button", name="Save notes").click()
    expect(page.locator(".notice", has_text="Saved.")).to_be_visible()

    page.set_viewport_size({"width": 1280, "height": 1200})
    titles = page.locator(".dossier-items h2 bdi")
    drag(page, rows.nth(0), rows.nth(2), 0.8)
    expect(titles).to_have_text([before[1], before[2], before[0]])
    expect(page.locator(".dossier-items textarea").first).to_have_value("kept")
    drag(page, rows.nth(2), rows.nth(0), 0.1)
    expect(titles).to_have_text(before)

    page.set_viewport_size({"width": 1280, "height": 650})  # the bar lies over the second row
    drag(page, rows.nth(0), page.locator(".save-row"), 0.5)
    expect(titles).to_have_text([before[1], before[0], before[2]])


def test_what_the_browser_kept_goes_into_a_collection_with_one_click(visit):
    page = visit(LIST)
    links = page.locator(".results:not(.behind *) h3 a")
    kept = links.evaluate_all(
        """all => all.slice(0, 2).map((a) =>
             ({href: a.getAttribute("href"), title: a.innerText, facts: "", kept: ""}))"""
    )
    page.goto(page.url.split("/search")[0] + "/kept")
    expect(page.get_by_role("button", name="Save all to a collection")).to_be_hidden()
    page.evaluate("(all) => localStorage.setItem('baogao.reports', JSON.stringify(all))", kept)
    page.reload()
    page.get_by_label("Collection", exact=True).fill("From the browser")
    page.get_by_role("button", name="Save all to a collection").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("From the browser")
    expect(page.locator(".dossier-items h2 bdi")).to_have_text([card["title"] for card in kept])
