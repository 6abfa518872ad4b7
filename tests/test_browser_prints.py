"""What browsers print at the edges of a web page's pages is no text, but tells its address."""

import pytest

from index.ingest.formats.printed import browser_print

TEXT = [
    "Larkford rebuilds its eastern quay",
    "2023-02-09 08:30 来源：澜溪日报",
    "The board agreed.",
]
ADDRESS = "https://larkford.example/news/1?id=2"
EDGES = {
    "Chrome": ([], ["2/11/23, 9:15 PM Quay | Larkford Tide", f"{ADDRESS} 1/2"]),
    "Chrome in Chinese": ([], ["2023/2/11 09:15 东码头将重建 - 澜溪网", f"{ADDRESS} 1/2"]),
    "Firefox": ([f"Quay | Larkford Tide {ADDRESS}", "1 of 2 2/11/2023, 9:15 PM"], []),
    "Firefox in Chinese": (
        [f"东码头将重建 _ 澜溪网{ADDRESS}", "第 1 页，共 2 页2023/2/11 下午3:22"], [],
    ),
    "Safari": (["11/02/2023, 15:22"], [f"{ADDRESS} Page 1 of 2"]),
}  # fmt: skip


@pytest.mark.parametrize("browser", EDGES)
def test_the_lines_of_a_browser_are_taken_away(browser):
    above, below = EDGES[browser]

    printed = browser_print.without_edges([[*above, *TEXT, *below], [*above, "More.", *below]])

    assert printed.pages == [TEXT, ["More."]]
    assert printed.address == ADDRESS


@pytest.mark.parametrize(
    "page",
    [
        TEXT,
        [*TEXT, ADDRESS],
        [*TEXT, "2/11/23, 9:15 PM Quay | Larkford Tide"],
        ["2023-02-09 08:30 澜溪日报", *TEXT, f"See {ADDRESS} for the plans of the board."],
    ],
    ids=["no edges", "an address alone", "a time alone", "an address in a sentence"],
)
def test_a_page_that_no_browser_printed_stays_as_it_is(page):
    assert browser_print.without_edges([page]).pages == [page]


def test_a_file_is_a_print_only_if_each_page_is():
    above, below = EDGES["Chrome"]
    pages = [[*above, *TEXT, *below], TEXT]

    assert browser_print.without_edges(pages).pages == pages
