"""Takes the picture in the README: a page of results of the sample corpus, by `make screenshot`."""

import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from index.operations.build import build
from tests.tools.servers import started

ROOT = Path(__file__).parent.parent.parent
PATH = "/search?lang=en&q=" + quote("码头 自动化")


def main():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        build([str(ROOT / "corpus")], folder + "/index")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 760}, device_scale_factor=1)
        with started(folder + "/index") as server:
            page.goto(server.address + PATH)
            page.screenshot(path=ROOT / "screenshot.png")
        browser.close()


if __name__ == "__main__":
    main()
