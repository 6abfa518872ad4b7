"""What browser tests do on a page: whatever opens another page waits until it is loaded.

A click returns before the next page is there, so that a question asked at once may be answered by
the page before. `tests/test_page_waits.py` refuses such a question.
"""

import re

from playwright.sync_api import expect


def follow(page, link):
    """Click what opens another page, and wait until that is loaded."""
    with page.expect_navigation():
        link.click()


def send(page):
    """Press Enter, which sends a form or opens a link, and wait for the next page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def print_styles(page):
    """Show the page as it is printed, and wait until its styles are those of print."""
    page.emulate_media(media="print")
    expect(page.locator(".printed").first).to_be_visible()


def can_read_beside(page):
    """Wait for the script that opens a report beside its list, which comes after a page is loaded.

    Until it is there, as without scripts, a report opens on a page of its own.
    """
    page.evaluate("import(document.getElementById('words').dataset.reader)")


def reports_counted(page):
    """The number of reports that a page of results says it found."""
    count = page.locator("#count")
    expect(count).to_have_text(re.compile(r"\d"))
    return int(re.search(r"\d+", count.inner_text())[0])
