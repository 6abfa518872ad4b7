"""Demand 17 of the field: the Enter that ends a composition of an input method does not search."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def compose(page, letters):
    """A session of the keyboard, in the middle of composing these letters in the search box."""
    keyboard = page.context.new_cdp_session(page)
    page.locator("#q").fill("")
    page.locator("#q").focus()
    caret = {"selectionStart": len(letters), "selectionEnd": len(letters)}
    keyboard.send("Input.imeSetComposition", {"text": letters, **caret})
    return keyboard


def enter(keyboard):
    key = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})


@pytest.mark.parametrize("path", ["/", "/help", "/search?q=zzz"], ids=["home", "help", "results"])
def test_demand_17_enter_that_ends_a_composition_does_not_search(visit, path):
    page = visit(path)
    sent = []
    page.on("request", lambda request: sent.append(request.is_navigation_request()))
    keyboard = compose(page, "gangkou")
    enter(keyboard)
    page.wait_for_timeout(300)
    assert not any(sent)

    keyboard.send("Input.insertText", {"text": "港口"})
    assert page.locator("#q").input_value() == "港口"
    enter(keyboard)
    expect(page).to_have_url(re.compile("q=%E6%B8%AF%E5%8F%A3"), timeout=30_000)
    assert any(sent)
