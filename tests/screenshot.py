"""Takes the picture in the README: a page of results of the sample corpus, by `make screenshot`."""

import contextlib
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from index.build import build

ROOT = Path(__file__).parent.parent
PATH = "/search?lang=en&q=" + quote("码头 自动化")


@contextlib.contextmanager
def served():
    """The address of a site over the sample corpus."""
    with tempfile.TemporaryDirectory() as folder:
        build([str(ROOT / "corpus")], folder + "/index")
        command = [sys.executable, "-m", "baogao", "web", "--index", folder + "/index"]
        with subprocess.Popen(
            [*command, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as server:
            yield server.stdout.readline().split()[0].rstrip("/")
            server.terminate()


def main():
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 760}, device_scale_factor=1)
        page.goto(address + PATH)
        page.screenshot(path=ROOT / "screenshot.png")
        browser.close()


if __name__ == "__main__":
    main()
