"""One rule of the page reader at a time, on pages as small as can show it.

tests/data/page_rules.json holds them: in `fields` a page with what must be read from it, in
`above` and `below` what stands around a text and is no part of it.
"""

import json
from pathlib import Path

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile

RULES = json.loads((Path(__file__).parent / "data" / "page_rules.json").read_text("utf-8"))
ZH = (
    "<p>昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。</p>"
    "<p>水利部门表示，未来三天仍有降雨，将加密巡查，确保堤防安全。</p>"
    "<p>受灾群众已在学校和体育馆安置，食品、饮水供应充足。</p>"
)
EN = (
    "<p>The river rose fast during the night, and three villages on its banks were cleared.</p>"
    "<p>Officials said that more rain was expected, and that dykes would be watched closely.</p>"
    "<p>People found shelter in schools, where food and water were handed out, they said.</p>"
)


def read(page):
    data = page.replace("{ZH}", ZH).replace("{EN}", EN).encode()
    [report] = extract.read(SourceFile(path="a.html", file="", kind="html", data=data))
    return report


def shown(value):
    """A field's value as the data file writes it."""
    return "" if value is None else value if isinstance(value, int) else str(value)


@pytest.mark.parametrize("name", RULES["fields"])
def test_a_field_of_a_page(name):
    expected = dict(RULES["fields"][name])
    report = read(expected.pop("page"))

    assert {key: shown(getattr(report, key)) for key in expected} == expected


@pytest.mark.parametrize("name", RULES["below"])
@pytest.mark.parametrize("body", [ZH, EN], ids=["zh", "en"])
def test_what_stands_below_a_text_and_is_no_part_of_it(name, body):
    report = read(f"<h1>谷地 The Valley</h1><div>{body}{RULES['below'][name]}</div>")

    assert len(report.paragraphs) == 3


@pytest.mark.parametrize("name", RULES["above"])
def test_what_stands_above_a_text_and_is_no_part_of_it(name):
    report = read(f"<title>谷地水灾</title><div>{RULES['above'][name]}{ZH}</div>")

    assert len(report.paragraphs) == 3


def test_the_day_below_a_document_stays_in_it():
    report = read("<title>谷地水灾</title><h1>谷地水灾</h1>{ZH}<p>云河县</p><p>2022年8月23日</p>")

    assert report.paragraphs[-2:] == ("云河县", "2022年8月23日")


def newsroom(name, second):
    """A page with its report and below it another, whose heading has a class and a text."""
    stories = (("Flood in the valley", EN), (second, EN.replace("river", "lake")))
    parts = (
        f"<div class=story><h1 class='{name} left'>{title}</h1><div class=text>{text}</div></div>"
        for title, text in stories
    )
    return f"<title>Flood in the valley - Larkford Tide</title>{''.join(parts)}"


def test_whole_reports_below_a_report_are_left_out_and_that_is_said():
    report = read(newsroom("post-title", "Tram line faces delay"))

    assert (report.title, len(report.paragraphs)) == ("Flood in the valley", 3)
    assert "other reports below" in dict(report.origins)["paragraphs"]


@pytest.mark.parametrize(
    ("name", "second"),
    [
        ("chapter", "Tram line faces delay"),
        ("", "Tram line faces delay"),
        ("post-title", "the valley"),
    ],
    ids=["of another class", "without a class", "of words of the title"],
)
def test_headings_of_the_first_rank_that_begin_no_other_report(name, second):
    assert len(read(newsroom(name, second)).paragraphs) > 3


def test_a_link_to_another_report_within_a_text_is_left_out():
    teaser = "<p><b>READ MORE: <a href=x>Tram line faces delay</a></b></p>"
    report = read("<h1>Flood in the valley</h1>{EN}" + teaser + "{EN}")

    assert len(report.paragraphs) == 6


UNSEEN = [
    *("display:none", "visibility: hidden", "opacity:0", "OPACITY:.0;x:y", "font-size:0"),
    *("color:transparent", "position:absolute;left:-9999px", "text-indent:-9999px"),
    *("clip:rect(0,0,0,0)", "clip-path: inset(50%)", "height:0;overflow:hidden"),
    *("transform:scale(0)", "width:1px;height:1px;overflow:hidden", "mso-hide:all"),
    "display:\\6eone",
]
SEEN = [
    *("opacity:0.9", "font-size:0.9em", "left:-9px", "height:0.5em;overflow:hidden", "height:0"),
    *("overflow:hidden", "background-color:transparent", "max-height:100px;overflow:hidden"),
]


@pytest.mark.parametrize("style", [*UNSEEN, *SEEN])
def test_a_byline_that_nobody_sees_is_not_believed(style):
    byline = f"<div style='{style}'>来源：谷地日报 作者：佟树生 2001年1月1日</div>"
    report = read("<h1>谷地水灾</h1>" + byline + "{ZH}")

    assert (report.source, report.author) == (
        ("", "") if style in UNSEEN else ("谷地日报", "佟树生")
    )


@pytest.mark.parametrize("style", UNSEEN[1:-1])
def test_a_report_that_a_script_will_show_is_read(style):
    byline = "<div>来源：谷地日报 作者：佟树生 2024年5月6日</div>"
    report = read(f"<div style='{style}'><h1>谷地水灾</h1>{byline}" + "{ZH}</div>")

    assert (report.source, report.author, len(report.paragraphs)) == ("谷地日报", "佟树生", 3)
