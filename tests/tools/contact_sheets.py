"""Every page and state in both themes, three interface languages and two widths, on contact sheets.

    python -m tests.tools.contact_sheets [--index INDEX] [--only NAME,NAME] [--in en-dark-390,…]

The pictures go into var/sheets/. What a person must not have to look for is printed: pages that are
too wide, words cut by their box, English in Chinese pages and Chinese in English ones, and texts
that lie over each other. Without an index the sample corpus is indexed.
"""

import argparse
import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

import click
from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

from index.operations.build import build
from tests.pages import follow
from tests.tools.servers import started

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "var" / "sheets"
LANGUAGES = {"en": "en-GB", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}
THEMES = ("light", "dark")
WIDTHS = {1280: 900, 390: 844}
COLUMNS = {1280: 3, 390: 6}
"""Pictures beside each other on a sheet."""
SHEET_WIDTH = 1900
HIGHEST = {1280: 1400, 390: 2000}
"""Pixels of a page that are kept."""

CHECK = Path(__file__).with_name("page_faults.js").read_text("utf-8")
QUERY = "物流"
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class State:
    """A page, by its address, and what is done there before it is looked at."""

    path: str
    act: Callable[[Page], None] | None = None


def _at(path: str, **values: str) -> State:
    return State(path + "?" + "&".join(f"{name}={quote(text)}" for name, text in values.items()))


def _opened(selector: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        if page.locator(selector).first.is_visible():
            page.locator(selector).first.click()

    return act


def _typed(page: Page) -> None:
    page.locator("#q").fill("")
    page.locator("#q").press_sequentially(QUERY)
    page.locator("[role=option]").first.wait_for()


def _ticked(page: Page) -> None:
    ticks = page.locator(".tick input")
    for number in range(min(ticks.count(), 2)):
        ticks.nth(number).check()


def _keys(page: Page) -> None:
    page.locator("[data-keys]").click()


def _beside(page: Page) -> None:
    page.evaluate("import(document.getElementById('words').dataset.reader)")
    link = page.locator(".results h3 a").first
    link.click()
    page.locator("article.report").first.wait_for()


def _first_hit(page: Page) -> None:
    links = page.locator(".results h3 a")
    href = (links.first.get_attribute("href") if links.count() else "") or "/"
    page.goto(page.url.split("/search")[0] + href)


def _second_step(selector: str) -> Callable[[Page], None]:
    """From the first hit on to what a link of its page leads to."""

    def act(page: Page) -> None:
        _first_hit(page)
        follow(page, page.locator(selector).first)

    return act


def _sent(text: str, what: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.fill("#text", text)
        page.check(f"input[value={what}]")
        follow(page, page.locator("form.tracing button").first)

    return act


def _several(page: Page) -> None:
    page.locator("main textarea").first.fill("物流\n农村 物流\nport\nzzzz")
    follow(page, page.locator("main form button").first)


def _collected(page: Page) -> None:
    """All reports of a search in a collection, and its page."""
    page.locator(".collect summary").first.click()
    page.locator(".collect input[type=text]").first.fill("A dossier 卷宗")
    with page.expect_response(lambda response: response.request.method == "POST"):
        page.locator(".collect-new button").first.click()
    page.wait_for_load_state("networkidle")
    page.goto(page.url.split("/search")[0] + "/collections")
    link = page.locator("main a[href*='/collections/']")
    if link.count():
        follow(page, link.first)


TEXT = (
    "望津港东港区自动化集装箱码头不正式开港。码头建有2个10万吨级泊位。"
    "市长说：“昨日上午10时，將第一只集装箱放到車上”。This sentence stands nowhere."
)
LONG = "关于进一步加强" + "农村物流与冷链基础设施建设" * 12
STATES = {
    "home": State("/"),
    "home typed": State("/", _typed),
    "results": _at("/search", q=QUERY),
    "results of two words": _at("/search", q="农村 物流"),
    "results English": _at("/search", q="port terminal"),
    "result one": _at("/search", q="“望津港自动化码头昨日开港”"),
    "results of all": _at("/search", q=""),
    "results narrowed": State(
        f"/search?q={QUERY}&from=2023&not-source=" + quote("云河日报") + "&language=zh"
    ),
    "range reversed": State(f"/search?q={QUERY}&from=2024-12-31&to=2020-01-01"),
    "nothing found": State("/search?q=zzqqzz&source=nobody"),
    "nothing misspelt": _at("/search", q="harbuor terminl"),
    "beyond": State(f"/search?q={QUERY}&page=900"),
    "long query": _at("/search", q=LONG),
    "export open": State(f"/search?q={QUERY}", _opened(".menu:not(.collect) summary")),
    "collect open": State(f"/search?q={QUERY}", _opened(".collect summary")),
    "filters open": State(f"/search?q={QUERY}", _opened(".fold > summary")),
    "ticked": State(f"/search?q={QUERY}", _ticked),
    "list typed": State(f"/search?q={QUERY}", _typed),
    "keys": State(f"/search?q={QUERY}", _keys),
    "beside": State(f"/search?q={QUERY}", _beside),
    "report": State(f"/search?q={QUERY}", _first_hit),
    "report English": State("/search?q=port", _first_hit),
    "report scan": State("/search?check=recognised&q=" + quote("补助资金"), _first_hit),
    "earlier": State(f"/search?q={QUERY}", _second_step("a[href*='/earlier']")),
    "compare": State("/search?q=" + quote("“望津港自动化码头昨日开港”"), _second_step(".differs")),
    "parallel": State("/search?q=Platform", _second_step("a.translated")),
    "trend": _at("/trend", q=QUERY),
    "trend of two": State(f"/trend?q={QUERY}&with=" + quote("农村")),
    "trend empty": _at("/trend", q="zzqqzz"),
    "concordance": _at("/concordance", q=QUERY),
    "concordance empty": _at("/concordance", q="zzqqzz"),
    "words": _at("/words", q=QUERY),
    "words empty": _at("/words", q="zzqqzz"),
    "facet": State(f"/facet/source?q={QUERY}"),
    "advanced": State("/advanced"),
    "phrases": State("/phrases"),
    "phrase": _at("/phrase", q="农村物流"),
    "phrases compared": State("/phrase?q=" + quote("农村物流") + "&with=" + quote("行动方案")),
    "phrase unknown": _at("/phrase", q="zzqqzz"),
    "like": State("/like"),
    "like text": _at("/like", text="新建冷链仓库"),
    "trace": State("/trace"),
    "traced": State("/trace", _sent(TEXT, "trace")),
    "verified": State("/trace", _sent(TEXT, "verify")),
    "verified nothing": State("/trace", _sent("没有引文的一句话。", "verify")),
    "batch": State("/batch"),
    "batch answered": State("/batch", _several),
    "feed": State(f"/feed.atom?q={QUERY}"),
    "help": State("/help"),
    "saved": State("/kept"),
    "collections": State("/collections"),
    "collection": State(f"/search?q={QUERY}", _collected),
    "gone": State("/report/none"),
    "no page": State("/nowhere"),
    "bad date": State("/search?from=x"),
}


def pictures(
    browser: Browser, address: str, names: list[str], wanted: list[str]
) -> Iterator[tuple[str, list[Path]]]:
    """The pictures of each language, theme and width; what is wrong is printed."""
    for language, theme, width in itertools.product(LANGUAGES, THEMES, WIDTHS):
        combination = f"{language}-{theme}-{width}"
        if wanted and combination not in wanted:
            continue
        context = browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            locale=LANGUAGES[language],
            color_scheme=theme,
            reduced_motion="reduce",
        )
        context.set_default_timeout(40_000)
        page = context.new_page()
        files = []
        for name in names:
            path = FOLDER / combination / (name.replace(" ", "-") + ".png")
            path.parent.mkdir(parents=True, exist_ok=True)
            for fault in _taken(page, address, STATES[name], path):
                click.echo(f"{combination}\t{name}\t{fault}")
            if path.exists():
                files.append(path)
        context.close()
        yield combination, files


def _taken(page: Page, address: str, state: State, path: Path) -> list[str]:
    """Takes one picture; what is wrong with the page."""
    try:
        page.goto(address + state.path)
        page.wait_for_load_state("networkidle")
        if state.act:
            state.act(page)
            page.wait_for_load_state("networkidle")
        page.screenshot(path=path, full_page=state.act not in (_keys, _typed, _beside))
        return list(page.evaluate(CHECK))
    except Error as error:
        return ["not reached: " + str(error).split("\n")[0]]


def _in_parts(items: Sequence[Item], size: int) -> list[Sequence[Item]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def sheets(combination: str, files: list[Path], rows: int = 2) -> None:
    """Contact sheets of pictures of one combination."""
    width = int(combination.rsplit("-", 1)[1])
    columns = COLUMNS[width]
    each = SHEET_WIDTH // columns
    for number, group in enumerate(_in_parts(files, columns * rows), start=1):
        sheet: list[Image.Image] = []
        for path in group:
            picture = Image.open(path).convert("RGB")
            picture = picture.crop((0, 0, width, min(picture.height, HIGHEST[width])))
            sheet.append(picture.resize((each - 8, picture.height * (each - 8) // width)))
        lines = _in_parts(sheet, columns)
        whole = Image.new(
            "RGB",
            (SHEET_WIDTH, sum(max(cell.height for cell in line) + 8 for line in lines)),
            "#c0c",
        )
        top = 0
        for line in lines:
            for column, picture in enumerate(line):
                whole.paste(picture, (column * each, top))
            top += max(cell.height for cell in line) + 8
        whole.save(FOLDER / f"{combination}-{number:02}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index")
    parser.add_argument("--only", default=",".join(STATES))
    parser.add_argument("--in", dest="wanted", default="")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        if not options.index:
            build([str(ROOT / "corpus")], folder + "/index")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        with started(options.index or folder + "/index", "--workers", "1") as server:
            names, wanted = options.only.split(","), list(filter(None, options.wanted.split(",")))
            for combination, files in pictures(browser, server.address, names, wanted):
                sheets(combination, files)
        browser.close()


if __name__ == "__main__":
    main()
