"""The day, month or year that lines above and below a text name without a label."""

import datetime

import pytest

from index.ingest.formats.plain_text.edges import edge_dates

TEXT = (
    "The ferry returns to the Harrow on Monday after nine months in dry dock.",
    "The town pays for a second boat, which is built in Shipley this winter.",
)

DATED = {
    "a day in an imprint": ([*TEXT, "The Larkford Crier No. 41 5 October 2023"], "2023-10-05"),
    "a day in two languages": ([*TEXT, "2023年10月4日 4 October 2023"], "2023-10-04"),
    "a day in a cell": (["Claimant: | A. Quill", "On: | 6 March 2023", *TEXT], "2023-03-06"),
    "a day in a line above": (["日期：2023年9月25日（星期三）", *TEXT], "2023-09-25"),
    "the day of a decision": (
        ["Heard: 2 July 2023", "Decided: 9 August 2023", *TEXT],
        "2023-08-09",
    ),
    "a day above counts more": (["9 May 2023", *TEXT, "Drawn on 3 June 2023"], "2023-05-09"),
    "a month with the issue": (["Policy brief no. 14 · May 2023", *TEXT], "2023-05"),
    "a month in two languages": (["第31卷第5期 Vol.31", "2023年10月 Oct. 2023", *TEXT], "2023-10"),
    "a month of revision": ([*TEXT, "Harbour Trust · Leaflet 3 · revised May 2023"], "2023-05"),
    "a month of printing": ([*TEXT, "青岚县农业农村局 2023年2月印"], "2023-02"),
    "a month behind printing": ([*TEXT, "青岚县农业局编印 2023年2月"], "2023-02"),
    "a station that printed": ([*TEXT, "青岚县果树站 编印 2023年2月"], "2023-02"),
    "a publisher": ([*TEXT, "Published by Quayside Ferries, November 2023"], "2023-11"),
    "a body and its month": (
        [*TEXT, "Larkford Parish Council, April 2023. Also in large print."],
        "2023-04",
    ),
    "a year on the cover": (["（2023）", "2023年12月", *TEXT], "2023-12"),
    "a month in brackets": (
        ["青嵐文獻 第十二期（2023年6月），頁 45–72", *TEXT],
        "2023-06",
    ),
    "a year of a choice": ([*TEXT, "（选自《青岚文艺》2023年第2期）"], "2023"),
    "a season": (["Number 88 Spring 2023", *TEXT], "2023"),
    "a year of an issue": ([*TEXT, "（原载《青岚文艺》2023年第2期）"], "2023"),
}
UNDATED = {
    "a dateline below": [*TEXT, "The ferry returned to Larkford, April 2023"],
    "a month of figures": ["Ferry passengers · May 2023", *TEXT],
    "a beginning": [*TEXT, "这项工程从2023年2月"],
    "two days": ["Received 3 March 2023; accepted 9 May 2023", *TEXT],
    "a deadline": [*TEXT, "Deadline for answers: 4 June 2023"],
    "a meeting to come": [*TEXT, "Next meeting: Tuesday 9 April 2024"],
    "an end": [*TEXT, "报名截止：2023年6月4日"],
    "a hearing to come": ["时间：2023年2月19日", "地点：澜溪县政府三楼", *TEXT],
    "an end of applications": [*TEXT, "Applications close on 31 August 2023"],
    "the journal of a whole": [*TEXT, "——摘自《港口研究》2023年第2期"],
    "a birth": ["Date of birth: 3 May 1979", *TEXT],
    "a diary": ["3 May 2023", *TEXT, "4 May 2023", *TEXT],
    "a diary of months": ["2023年3月", *TEXT, "2023年4月", *TEXT],
    "a sentence": [*TEXT, "The boat that was built in Shipley left there on 3 May 2023."],
    "a day in the middle": [*TEXT, *TEXT, "Harrow, 3 May 2023", *TEXT, *TEXT, *TEXT],
    "a day to come": [*TEXT, "3 May 2031"],
    "a note": [*TEXT, "Note: as counted on 3 May 2022"],
    "a note with a mark": [*TEXT, "* counted on 3 May 2022"],
    "a note in Chinese": [*TEXT, "注：数据为2022年5月3日的统计"],
    "a clause": [*TEXT, "The figures of 3 May 2022 are estimates"],
}


@pytest.mark.parametrize(("lines", "date"), DATED.values(), ids=DATED)
def test_the_only_date_above_or_below_a_text_is_its_own(lines, date):
    found = edge_dates.read(lines, datetime.date(2026, 1, 1))

    assert found is not None
    assert found.isoformat() == date


@pytest.mark.parametrize("lines", UNDATED.values(), ids=UNDATED)
def test_another_date_near_an_end_of_a_text_is_not_its_own(lines):
    assert edge_dates.read(lines, datetime.date(2026, 1, 1)) is None
