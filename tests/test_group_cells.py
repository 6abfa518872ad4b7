"""Lists kept by hand, in which a day and an outlet stand once for several rows below each other."""

import pytest

from index.indexing import extract
from index.ingest.source_file import SourceFile
from index.report import Report
from tests.made_files import xlsx_file

NAMES = ("序号", "日期", "媒体", "标题", "内容")
TITLES = ("东码头将重建", "渔船转移西码头", "渔网博物馆开馆", "渡船停航三日")
TEXT = "澜溪市港务局周四决定，在冬季风暴到来之前重建东码头，工程将分两期进行。"


def read(groups, names=NAMES):
    """The reports of a list with these days and outlets, a row each."""
    rows = [
        (str(number), *cells, title, TEXT)
        for number, (cells, title) in enumerate(zip(groups, TITLES, strict=False), start=1)
    ]
    data = xlsx_file((names, *rows))
    items = extract.read(SourceFile(path="a.xlsx", file="", kind="xlsx", data=data))
    return [item for item in items if isinstance(item, Report)]


def stated(reports):
    return [(str(report.date or ""), report.source) for report in reports]


GROUPS = {
    "a day and its outlet stand once for the rows below": (
        [("2023-02-09", "澜溪日报"), ("", ""), ("2023-02-11", "雾桥晚报"), ("", "")],
        [("2023-02-09", "澜溪日报")] * 2 + [("2023-02-11", "雾桥晚报")] * 2,
    ),
    "a day has several outlets": (
        [("2023-02-09", "澜溪日报"), ("", "雾桥晚报"), ("", ""), ("2023-02-11", "澜溪日报")],
        [
            ("2023-02-09", "澜溪日报"),
            ("2023-02-09", "雾桥晚报"),
            ("2023-02-09", "雾桥晚报"),
            ("2023-02-11", "澜溪日报"),
        ],
    ),
    "a day without an outlet has not that of the day before": (
        [("2023-02-09", "澜溪日报"), ("", ""), ("2023-02-11", ""), ("", "")],
        [("2023-02-09", "澜溪日报")] * 2 + [("2023-02-11", "")] * 2,
    ),
    "a day that is written again leaves an empty cell without one": (
        [("2023-02-09", "澜溪日报"), ("2023-02-09", "雾桥晚报"), ("", ""), ("2023-02-11", "")],
        [("2023-02-09", "澜溪日报"), ("2023-02-09", "雾桥晚报"), ("", ""), ("2023-02-11", "")],
    ),
    "the first row has no day": (
        [("", ""), ("2023-02-09", "澜溪日报"), ("", ""), ("2023-02-11", "")],
        [("", ""), ("2023-02-09", "澜溪日报"), ("", ""), ("2023-02-11", "")],
    ),
}


@pytest.mark.parametrize("name", GROUPS)
def test_an_empty_cell_has_the_day_above_where_groups_are_written_once(name):
    groups, right = GROUPS[name]

    assert stated(read(groups)) == right


def test_a_day_of_the_rows_above_says_so():
    _, report, *_ = read([("2023-02-09", "澜溪日报"), ("", ""), ("2023-02-11", "雾桥晚报")])

    assert "of the rows above" in dict(report.origins)["date"]


def test_a_sheet_of_papers_with_the_year_alone_has_a_report_per_row():
    names = ("序号", "题名", "作者", "刊名", "年", "卷(期)", "摘要")
    row = ("1", "码头重建的经济影响", "池小鱼; 林海", "港口经济", "2023", "44(2)", TEXT)
    items = extract.read(
        SourceFile(path="a.xlsx", file="", kind="xlsx", data=xlsx_file((names, row, row)))
    )
    first, _ = (item for item in items if isinstance(item, Report))

    assert (first.title, first.author, first.source) == (row[1], "池小鱼, 林海", "港口经济")
    assert str(first.date) == "2023"
