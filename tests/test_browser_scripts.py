"""What scripts add to the pages: results as you type, keys, dragging, copying and keeping."""

import contextlib
import json
import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, expect

from tests.pages import follow, print_styles, send

pytestmark = pytest.mark.browser
LIST = "/search?q=" + quote("物流")
NARROW = 1200  # in a wider window a report opens beside its list


def count(page):
    return page.locator("#count").inner_text()


def searches(page):
    """The searches a page asks for from now on."""
    asked = []
    page.on("request", lambda request: "/search?" in request.url and asked.append(request.url))
    return asked


def test_results_follow_the_typing_and_the_address_follows_them(visit):
    page = visit(LIST)
    before = count(page)
    page.locator("#q").fill("物流 港")
    expect(page.locator("#count")).not_to_have_text(before)

    assert quote("物流 港", safe="").replace("%20", "+") in page.url
    assert page.evaluate("document.activeElement.id") == "q"
    expect(page.locator("#live")).to_have_text(count(page))
    page.reload()
    assert page.locator("#q").input_value() == "物流 港"


def test_typing_fast_asks_once_for_the_last(visit):
    page = visit(LIST)
    asked = searches(page)
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # so that a busy machine types as fast as any
    page.locator("#q").press_sequentially(" 港口码头")
    page.clock.run_for(1000)
    expect(page).to_have_title(re.compile("港口码头"))

    assert len(asked) == 1


def test_nothing_is_searched_while_an_input_method_composes(visit):
    page = visit(LIST)
    asked = searches(page)
    page.locator("#q").fill("")
    page.locator("#q").focus()
    page.wait_for_timeout(300)
    asked.clear()
    keyboard = page.context.new_cdp_session(page)
    for text in ("g", "ga", "gan", "gang"):
        keyboard.send(
            "Input.imeSetComposition", {"text": text, "selectionStart": 4, "selectionEnd": 4}
        )
        page.wait_for_timeout(200)
    assert asked == []

    keyboard.send("Input.insertText", {"text": "港"})
    expect(page).to_have_title(re.compile("^港"))
    assert len(asked) == 1


def test_at_home_the_first_titles_are_offered_below_the_box(visit):
    page = visit("/")
    page.locator("#q").fill("码头")  # at once: what is typed letter by letter is offered twice
    title = page.locator("#offers li:has(.facts) a").first.inner_text()
    follow(page, page.locator("#offers li:has(.facts) a").first)

    assert page.get_by_role("heading", level=1).inner_text() == title


def test_completions_are_offered_by_pinyin_and_reached_by_arrow(visit):
    page = visit(LIST)
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially("wuliu")
    expect(page).to_have_title(re.compile("^wuliu"))  # no answer is on its way any more
    offer = page.locator("#offers a", has_text="物流").first
    expect(offer).to_be_visible()
    for _ in range(10):
        page.keyboard.press("ArrowDown")
        active = page.locator("#offers [aria-selected=true]")
        expect(page.locator("#q")).to_have_attribute(
            "aria-activedescendant", active.get_attribute("id")
        )
        if active.inner_text().startswith("物流"):
            break
    assert page.evaluate("document.activeElement.id") == "q"
    send(page)

    assert "q=%E7%89%A9%E6%B5%81" in page.url
    assert "物流" in page.locator(".results mark").all_inner_texts()


def test_escape_closes_the_list_then_clears_the_box_then_brings_the_text_back(visit):
    page = visit("/")
    box, offers = page.locator("#q"), page.locator("#offers")
    box.press_sequentially("码头")
    expect(offers).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(offers).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("码头")
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.keyboard.press("Escape")
    expect(box).to_have_value("码头")
    expect(offers).to_be_hidden()
    page.keyboard.press("Escape")
    expect(box).to_have_value("")
    page.keyboard.press("Control+z")
    expect(box).to_have_value("码头")


def test_a_list_closed_by_escape_is_not_opened_again_by_an_answer_on_its_way(visit):
    page = visit("/")
    box, offers, waiting = page.locator("#q"), page.locator("#offers"), []
    box.fill("码")
    expect(offers).to_be_visible()
    page.route("**/search?**", lambda route: waiting.append(route))  # noqa: PLW0108 - Playwright
    with page.expect_request("**/search?**"):
        box.fill("码头")
    page.keyboard.press("Escape")
    expect(offers).to_be_hidden()
    page.evaluate("document.getElementById('live').textContent = ''")
    waiting[0].continue_()
    expect(page.locator("#live")).not_to_be_empty()
    expect(offers).to_be_hidden()

    page.unroute_all()
    box.fill("码")
    expect(offers).to_be_visible()


def test_going_back_twice_shows_the_search_that_the_box_has_however_slow_the_first_was(visit):
    page = visit(LIST)
    counts = []
    for text in ("港口", "码头 港口", "学校"):
        page.wait_for_timeout(1300)
        page.locator("#q").fill(text)
        expect(page).to_have_title(re.compile(f"^{text}"))
        counts.append(count(page))
    late = []
    page.route("**/search?**", lambda route: late.append(route) if not late else route.continue_())
    with page.expect_request("**/search?**"):
        page.go_back()
    page.go_back()
    expect(page).to_have_title(re.compile("^港口"))
    with contextlib.suppress(Error):  # the browser has cancelled it
        late[0].continue_()
    page.wait_for_timeout(300)

    expect(page.locator("#q")).to_have_value("港口")
    expect(page).to_have_title(re.compile("^港口"))
    expect(page.locator("#count")).to_have_text(counts[0])


def test_back_and_forward_walk_through_every_search_typed(visit):
    page = visit(LIST)
    texts = ["港口", "码头 港口", "学校"]
    counts = []
    for text in texts:
        page.wait_for_timeout(1300)
        page.locator("#q").fill(text)
        expect(page).to_have_title(re.compile(f"^{text}"))
        counts.append(count(page))
    with page.expect_navigation():
        page.keyboard.press("Enter")  # what is shown already has no second place in the history
    for text, expected in list(zip(texts, counts, strict=True))[-2::-1]:
        page.go_back()
        expect(page.locator("#q")).to_have_value(text)
        expect(page.locator("#count")).to_have_text(expected)
    page.go_forward()
    expect(page.locator("#q")).to_have_value(texts[1])
    expect(page.locator("#count")).to_have_text(counts[1])


def test_the_empty_box_offers_the_searches_of_before(visit):
    page = visit(LIST)
    page.goto(page.url.replace(quote("物流"), quote("港口")))
    page.locator("#q").fill("")
    page.keyboard.press("ArrowDown")
    assert page.locator("#offers a").all_inner_texts()[:2] == ["港口", "物流"]


def test_the_first_hit_is_at_most_twelve_tab_stops_away(visit):
    page = visit("/search?q=" + quote("农村 物流 来源:望津晚报"))
    page.goto(page.url.split("?")[0] + "?q=" + quote("农村 物流"))
    stops = 0
    while not page.evaluate("!!document.activeElement.closest('.results h3')"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops <= 12


def test_a_chart_is_one_tab_stop_with_arrow_keys_and_says_its_values(visit):
    page = visit(LIST)
    bars = page.locator(".over-time svg a")
    assert bars.count() > 2
    assert [bar.get_attribute("tabindex") for bar in bars.all()].count("0") == 1
    bars.first.focus()
    output = page.locator(".over-time output")
    for position in (1, 2):
        page.keyboard.press("ArrowRight")
        expect(output).to_have_text(bars.nth(position).get_attribute("aria-label"))
    page.keyboard.press("Home")
    expect(output).to_have_text(bars.first.get_attribute("aria-label"))
    bars.nth(1).hover()
    expect(output).to_have_text(bars.nth(1).get_attribute("aria-label"))


def test_a_menu_closes_by_escape_and_by_a_click_elsewhere(visit):
    page = visit(LIST)
    menu = page.locator(".menu", has_text="Cite")
    for leave in (lambda: page.keyboard.press("Escape"), lambda: page.mouse.click(5, 600)):
        menu.locator("summary").click()
        expect(menu.get_by_text("RIS")).to_be_visible()
        leave()
        expect(menu.get_by_text("RIS")).to_be_hidden()


def test_what_came_since_the_last_visit_is_counted_by_the_browser_alone(visit):
    page = visit("/")
    assert page.locator(".grown").is_hidden()
    visits = [{"day": "2020-01-02", "reports": 5}]
    page.evaluate(
        "(visits) => localStorage.setItem('baogao.visit', JSON.stringify(visits))", visits
    )
    for _ in range(2):
        page.reload()
        text = page.locator(".grown").inner_text()
        assert text.startswith("More reports than at your last visit on 2 January 2020: ")
        assert int(text.split()[-1]) > 20
    visits = [{"day": "2020-01-02", "reports": 5, "arrival": 0}]
    page.evaluate(
        """(visits) => {
          localStorage.setItem('baogao.visit', JSON.stringify(visits));
          document.querySelector('.grown').dataset.arrivals = '7:2 4:3';
        }""",
        visits,
    )
    page.evaluate("import('/static/home.js?again')")
    expect(page.locator(".grown")).to_have_text("New since your last visit on 2 January 2020: 5")
    expect(page.locator(".grown")).to_have_attribute("href", "/search?arrived-after=1&sort=arrival")
    assert page.context.cookies() == []


def test_keys_lead_through_results_matches_and_into_the_next_report(visit):
    page = visit(LIST, width=NARROW)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    title = page.evaluate("document.activeElement.innerText")
    send(page)
    assert "/report/" in page.url
    assert page.get_by_role("heading", level=1).inner_text() == title

    matches = page.locator(".report mark").count()
    for _ in range(matches):
        page.keyboard.press("n")
    expect(page.locator("mark.now")).to_have_attribute("id", f"m{matches}")
    with page.expect_navigation():
        page.keyboard.press("n")
    assert "at=1" in page.url
    assert page.get_by_role("heading", level=1).inner_text() != title
    with page.expect_navigation():
        page.keyboard.press("p")
    assert "at=0" in page.url
    expect(page.locator("mark.now")).to_have_attribute("id", f"m{matches}")


def test_a_slash_goes_to_the_box_and_keys_there_are_only_letters(visit):
    page = visit(LIST)
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("End")
    page.keyboard.type("jkn?")

    assert page.locator("#q").input_value() == "物流jkn?"


def test_the_list_of_keys_opens_and_can_switch_them_off(visit):
    page = visit(LIST)
    page.keyboard.press("?")
    page.get_by_label("Enable single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("j")

    assert page.evaluate("document.activeElement.closest('.results')") is None


def test_dragging_over_the_chart_narrows_to_the_periods_between(visit):
    page = visit("/search?sort=newest")
    bars = page.locator(".chart a .ground")
    first, last = bars.nth(2).bounding_box(), bars.nth(6).bounding_box()
    hrefs = page.locator(".chart a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    page.mouse.move(first["x"] + first["width"] / 2, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] / 2, last["y"] + 20, steps=8)
    with page.expect_navigation():
        page.mouse.up()

    start = hrefs[2].partition("from=")[2].partition("&")[0]
    end = hrefs[6].partition("to=")[2].partition("&")[0]
    assert f"from={start}" in page.url
    assert f"to={end}" in page.url


def test_a_passage_is_copied_with_its_citation(visit):
    page = visit(LIST, width=NARROW)
    follow(page, page.locator(".results h3 a").first)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.report .text p'))")
    page.get_by_role("button", name="Copy with citation").click()
    page.wait_for_selector("text=Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    passage = page.locator(".report .text p").first.inner_text().strip()

    assert copied.startswith(passage[:20])
    assert copied.endswith(page.locator("pre[data-copy]").first.text_content())


def test_a_passage_chosen_before_the_scripts_are_there_is_copied_and_noted(visit):
    page = visit(LIST, width=NARROW)
    late = []
    for script in ("notes", "quote"):
        page.route(f"**/{script}.js*", lambda route: late.append(route))  # noqa: PLW0108 - Playwright
    page.locator(".results h3 a").first.click()
    passage = page.locator(".report .text p").first
    expect(passage).to_be_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.report .text p'))")
    for route in late:
        route.continue_()

    expect(page.get_by_role("button", name="Copy with citation")).to_be_visible()
    page.get_by_role("button", name="Note this passage").click()
    expect(page.locator("#field-quote")).to_have_value(passage.inner_text().strip())


def test_a_button_that_copies_has_its_name_again_however_often_it_is_clicked(visit):
    page = visit(LIST, width=NARROW)
    follow(page, page.locator(".results h3 a").first)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".cite summary").first.click()
    button = page.locator(".cite pre + button").first
    for _ in range(3):
        button.click()
        expect(button).to_have_text("Copied")

    expect(button).to_have_text("Copy")


def save(page, what):
    """Keep this search or this report in the browser."""
    button = page.locator(f"[data-keep={what}] button")
    expect(button).to_have_text(f"Save this {what}")
    button.click()
    expect(button).to_have_text("Saved – remove")


def test_what_is_kept_is_listed_and_can_be_forgotten_and_saved(visit_without_desk):
    page = visit_without_desk(LIST, width=NARROW)
    save(page, "search")
    follow(page, page.locator(".results h3 a").first)
    title = page.get_by_role("heading", level=1).inner_text()
    save(page, "report")
    follow(page, page.get_by_role("link", name="Saved"))

    assert page.locator("[data-shelf=search] a").inner_text() == "物流"
    assert page.locator("[data-shelf=report] a").inner_text() == title
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    kept = json.loads(download.value.path().read_text("utf-8"))
    assert kept["reports"][0]["title"] == title
    page.locator("[data-shelf=search] button").click()
    expect(page.locator("[data-shelf=search] li")).to_have_count(0)


def test_without_scripts_nothing_is_offered_that_needs_them(visit):
    page = visit(LIST, scripting=False)
    assert page.locator(".scripted:visible").count() == 0
    follow(page, page.locator(".results h3 a").first)

    assert page.locator(".scripted:visible").count() == 0
    assert page.locator("pre[data-copy]").count() == 4


def test_the_scripts_of_a_page_of_results_are_small(client):
    page = client.get("/search?q=a").get_data(as_text=True)
    sizes = []
    for part in page.split('src="')[1:]:
        with client.get(part.partition('"')[0]) as answer:
            sizes.append(len(answer.data))

    assert len(sizes) >= 4
    assert sum(sizes) < 20_000


def test_a_search_found_by_typing_can_be_kept(visit):
    page = visit(LIST)
    page.locator("#q").fill("港口")
    expect(page).to_have_title(re.compile("^港口"))
    save(page, "search")
    follow(page, page.get_by_role("link", name="Saved"))

    assert page.locator("[data-shelf=search] a").inner_text() == "港口"


SHIFTS = """() => new Promise((done) => {
  const sum = (list) => list.getEntries().reduce((all, one) => all + one.value, 0);
  new PerformanceObserver((list) => done(sum(list)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(0), 300);
})"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_loads(visit, width):
    page = visit(LIST, width=width)
    assert 0 in shifts_of_loads(page)
    follow(page, page.locator(".results h3 a").first)

    assert 0 in shifts_of_loads(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_with_ticked_hits_loads(visit, width):
    page = visit(LIST, width=width)
    page.locator(".tick input").first.check()
    page.reload()
    expect(page.locator("[data-ticked]")).to_have_text("1")

    assert 0 in shifts_of_loads(page)


def shifts_of_loads(page):
    """How much moves in up to three loads; a busy machine may paint before a page is whole."""
    for _ in range(3):
        moved = page.evaluate(SHIFTS)
        yield moved
        if not moved:
            return
        page.reload()


def kept_file(folder, text):
    path = folder / "kept.json"
    path.write_text(text, "utf-8")
    return path


def read_back(page, path):
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Import a saved file").press("Enter")
    chooser.value.set_files(path)


@pytest.mark.parametrize("width", [390, 1280])
def test_what_was_saved_is_read_back_by_another_browser(visit_without_desk, width):
    page = visit_without_desk(LIST, width=width)
    save(page, "search")
    follow(page, page.locator(".results h3 a").first)
    save(page, "report")
    follow(page, page.get_by_role("link", name="Saved"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    links = page.locator(".shelf a").evaluate_all("all => all.map(a => a.href + a.text)")
    other = visit_without_desk("/kept", width=width)
    read_back(other, download.value.path())
    expect(other.locator("p[role=status]:not(#live)")).to_contain_text("1 searches and 1 reports")

    assert other.locator(".shelf a").evaluate_all("all => all.map(a => a.href + a.text)") == links
    read_back(other, download.value.path())
    expect(other.locator("p[role=status]:not(#live)")).to_contain_text("0 searches and 0 reports")
    assert other.locator(".shelf a").count() == 2
    assert other.evaluate("document.documentElement.scrollWidth") <= width


def two(*hrefs, **others):
    searches = [{"href": href, "title": "a"} for href in ("/search?q=a", *hrefs)]
    return json.dumps({"searches": [*searches, *others.values()], "reports": []})


BAD = {
    "no JSON": "kept",
    "nothing": "",
    "another list": "[1, 2]",
    "null": "null",
    "half of it": '{"searches": []}',
    "another site": two("//x.example/"),
    "another site, behind a tab": two("/\t/x.example/"),
    "another site, behind a line break": two("/\n/x.example/search"),
    "another site, with a stroke the other way": two("/\\x.example/search"),
    "another site, behind both": two("/\t\\x.example/search"),
    "another site, behind a page of ours": two("/search/..//x.example/"),
    "a page that is neither a search nor a report": two("/export.csv?q=a"),
    "a script": two("javascript:alert(1)"),
    "a slash that turns": two("/\\x.example"),
    "no title": two(bad={"href": "/search"}),
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD.keys())
def test_a_file_that_was_not_saved_here_adds_nothing_and_says_so(visit, tmp_path, text):
    page = visit("/kept")
    read_back(page, kept_file(tmp_path, text))
    expect(page.locator("p[role=status]:not(#live)")).to_contain_text("Nothing was added")

    assert page.locator(".shelf a").count() == 0


def test_a_list_that_something_else_spoilt_in_the_browser_is_an_empty_one(visit):
    page = visit("/kept")
    page.evaluate("localStorage.setItem('baogao.searches', '{oops')")
    page.reload()

    assert page.locator(".shelf a").count() == 0
    expect(page.locator(".none").first).to_be_visible()


def test_a_passage_is_copied_with_the_citation_of_ones_choice_which_is_remembered(visit):
    page = visit(LIST, width=NARROW)
    follow(page, page.locator(".results h3 a").first)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for chosen in ("BibTeX", None):
        page.evaluate("getSelection().selectAllChildren(document.querySelector('.report .text p'))")
        if chosen:
            page.get_by_label("Citation format").select_option(chosen)
        page.get_by_role("button", name="Copy with citation").click()
        expect(page.get_by_text("Copied", exact=True)).to_be_visible()
        assert "@" in page.evaluate("navigator.clipboard.readText()").rpartition("\n\n")[2]
        page.reload()


def test_a_printed_report_says_where_it_is_from_and_nothing_of_the_page(visit):
    page = visit(LIST, width=NARROW)
    follow(page, page.locator(".results h3 a").first)
    print_styles(page)

    assert "[" in page.locator(".printed").inner_text()
    for part in (".top", ".bottom", ".beside", ".keep", ".way", ".rail"):
        assert not page.locator(part).first.is_visible()
    white = page.locator(".report mark").evaluate_all(
        "all => all.every(one => getComputedStyle(one).backgroundColor === 'rgba(0, 0, 0, 0)')"
    )
    assert white


def test_a_printed_chart_has_its_values_its_query_and_its_source_and_no_controls(visit):
    page = visit("/trend?q=" + quote("物流") + "&by=month")
    print_styles(page)
    assert not page.locator(".compare-form, .views, .actions, .bottom").first.is_visible()
    assert page.locator(".numbers tbody tr").first.is_visible()
    printed = page.locator(".printed").inner_text()
    assert "物流" in printed
    assert page.url.split("?")[0] in printed
