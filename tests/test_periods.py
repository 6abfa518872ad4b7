"""Dates as people write them, in both languages, counted from a Tuesday in November 2026."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.periods import Period, period

TODAY = datetime.date(2026, 11, 24)

WRITTEN = {
    "2023": "2023-01-01 2023-12-31",
    "2023年": "2023-01-01 2023-12-31",
    "2023年2月": "2023-02-01 2023-02-28",
    "２０２４年２月": "2024-02-01 2024-02-29",
    "二〇二三年二月九日": "2023-02-09 2023-02-09",
    "二零二二年十二月三十一日": "2022-12-31 2022-12-31",
    "2023 年 2 月 9 日": "2023-02-09 2023-02-09",
    "2023-02-09": "2023-02-09 2023-02-09",
    "2023/2/9": "2023-02-09 2023-02-09",
    "2023.2.9": "2023-02-09 2023-02-09",
    "20230209": "2023-02-09 2023-02-09",
    "2023-02": "2023-02-01 2023-02-28",
    "23年2月": "2023-02-01 2023-02-28",
    "98年": "1998-01-01 1998-12-31",
    "Feb 9, 2023": "2023-02-09 2023-02-09",
    "9 February 2023": "2023-02-09 2023-02-09",
    "Sept. 2023": "2023-09-01 2023-09-30",
    "2023年2月中旬": "2023-02-11 2023-02-20",
    "2024年2月下旬": "2024-02-21 2024-02-29",
    "2023年第三季度": "2023-07-01 2023-09-30",
    "2023年二季度": "2023-04-01 2023-06-30",
    "2023Q1": "2023-01-01 2023-03-31",
    "Q3 2024": "2024-07-01 2024-09-30",
    "the second quarter of last year": "2025-04-01 2025-06-30",
    "2023年上半年": "2023-01-01 2023-06-30",
    "first half of 2023": "2023-01-01 2023-06-30",
    "去年下半年": "2025-07-01 2025-12-31",
    "十四五期间": "2021-01-01 2025-12-31",
    "“十三五”时期": "2016-01-01 2020-12-31",
    "一五": "1953-01-01 1957-12-31",
    "三五": "1966-01-01 1970-12-31",
    "14th Five-Year Plan": "2021-01-01 2025-12-31",
    "上世纪90年代": "1990-01-01 1999-12-31",
    "2010年代": "2010-01-01 2019-12-31",
    "1990s": "1990-01-01 1999-12-31",
}

RELATIVE = {
    "今天": "2026-11-24 2026-11-24",
    "yesterday": "2026-11-23 2026-11-23",
    "三天前": "2026-11-21 2026-11-21",
    "3 days ago": "2026-11-21 2026-11-21",
    "本周": "2026-11-23 2026-11-29",
    "上周": "2026-11-16 2026-11-22",
    "上上周": "2026-11-09 2026-11-15",
    "本月": "2026-11-01 2026-11-30",
    "上个月": "2026-10-01 2026-10-31",
    "previous month": "2026-10-01 2026-10-31",
    "last quarter": "2026-07-01 2026-09-30",
    "上季度": "2026-07-01 2026-09-30",
    "去年": "2025-01-01 2025-12-31",
    "前年": "2024-01-01 2024-12-31",
    "last year": "2025-01-01 2025-12-31",
    "近三个月": "2026-08-25 2026-11-24",
    "最近7天": "2026-11-18 2026-11-24",
    "近半年": "2026-05-25 2026-11-24",
    "过去一年": "2025-11-25 2026-11-24",
    "last 30 days": "2026-10-26 2026-11-24",
    "past year": "2025-11-25 2026-11-24",
    "2月": "2026-02-01 2026-02-28",
    "12月": "2025-12-01 2025-12-31",
    "2月9日": "2026-02-09 2026-02-09",
    "11月25日": "2025-11-25 2025-11-25",
    "30日": "2026-10-30 2026-10-30",
    "April": "2026-04-01 2026-04-30",
}

RANGES = {
    "2023年5月至7月": "2023-05-01 2023-07-31",
    "2023年5月1日至3日": "2023-05-01 2023-05-03",
    "2023年1-3月": "2023-01-01 2023-03-31",
    "2023年3月—2024年2月": "2023-03-01 2024-02-29",
    "2023-02..2023-05": "2023-02-01 2023-05-31",
    "2023-05-01-2023-06-01": "2023-05-01 2023-06-01",
    "2021-2023": "2021-01-01 2023-12-31",
    "May to July 2023": "2023-05-01 2023-07-31",
    "from 2021 to 2023": "2021-01-01 2023-12-31",
    "between May 2022 and June 2023": "2022-05-01 2023-06-30",
    "11月至2月": "2025-11-01 2026-02-28",
    "2023年11月至2月": "2023-11-01 2024-02-28",
    "2022年至今": "2022-01-01 2026-11-24",
    "since March 2022": "2022-03-01 -",
    "2020年以来": "2020-01-01 -",
    "2022年3月起": "2022-03-01 -",
    "2023-02..": "2023-02-01 -",
    ">=2023": "2023-01-01 -",
    "after 2020": "2021-01-01 -",
    "2020年之后": "2021-01-01 -",
    "..2023-05": "- 2023-05-31",
    "截至2023年6月": "- 2023-06-30",
    "until 2023": "- 2023-12-31",
    "before 2020": "- 2019-12-31",
    "2020年以前": "- 2019-12-31",
}

NO_DATES = ("", " ", "物流", "xyz", "2023-13", "2023-02-30", "99999999", "0000", "0年", "去年同期")


def _period(text):
    first, last = (None if day == "-" else datetime.date.fromisoformat(day) for day in text.split())
    return Period(first, last)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_date_is_read_as_it_is_written(text):
    assert period(text, TODAY) == _period(WRITTEN[text])


@pytest.mark.parametrize("text", RELATIVE)
def test_a_relative_date_is_counted_from_today(text):
    assert period(text, TODAY) == _period(RELATIVE[text])


@pytest.mark.parametrize("text", RANGES)
def test_a_range_shares_what_one_end_leaves_out(text):
    assert period(text, TODAY) == _period(RANGES[text])


@pytest.mark.parametrize("text", NO_DATES)
def test_what_names_no_date_is_no_period(text):
    assert period(text, TODAY) is None


@pytest.mark.parametrize("today", ["2024-02-29", "2023-01-01", "2023-12-31", "2023-03-31"])
@pytest.mark.parametrize("text", RELATIVE)
def test_a_relative_date_has_days_in_order_on_every_day(text, today):
    found = period(text, datetime.date.fromisoformat(today))
    assert found.first <= found.last


def test_a_month_back_from_a_long_month_ends_where_the_short_one_does():
    assert period("近一个月", datetime.date(2023, 3, 31)) == _period("2023-03-01 2023-03-31")


@given(
    st.text(
        st.sampled_from(
            "0123456789年月日季度上下半前去今至到~-./.. 近个周第一二三十零〇两以来起and"
        ),
        max_size=16,
    )
)
def test_no_text_makes_the_reader_of_dates_fail(text):
    found = period(text, TODAY)
    assert found is None or found.first or found.last
