"""Dates are read in every form that is plain, and not at all where they are not."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.ingest.days import address_dates, dates
from index.ingest.webpage.bylines import byline_dates

DAY = datetime.date(2023, 2, 9)

WRITTEN = {
    "iso": "2023-02-09",
    "iso with time": "2023-02-09T10:00:00+08:00",
    "slashes": "2023/2/9 10:00",
    "dots": "2023.02.09",
    "full width": "２０２３年２月９日",
    "Chinese": "2023年2月9日",
    "Chinese with spaces": "2023 年 02 月 09 日",
    "Han digits": "二〇二三年二月九日",
    "Han digits with a circle": "二○二三年二月九日",
    "Han zero": "二零二三年二月九日",
    "Han digits of cheques": "贰零贰叁年零贰月零玖日",
    "Republic of China": "民國112年2月9日",
    "English": "February 9, 2023",
    "English, short": "Feb. 9, 2023",
    "English, ordinal": "February 9th 2023",
    "English, no space": "Feb 9,2023 10:00",
    "British": "9 February 2023",
    "British, of": "9th of February, 2023",
    "as notices are dated": "Dated this 9th day of February, 2023",
    "ordinal and a short year": "Feb. 9th, '23",
    "with dashes": "09-Feb-2023",
    "day that can be no month": "13/02/2023",
    "compact": "20230209",
    "compact with time": "20230209103000",
    "German, with the month first": "Februar 9, 2023",
    "Arabic, with its digits": "٩ فبراير ٢٠٢٣",
    "Arabic digits": "٢٠٢٣/٠٢/٠٩",
    "Hebrew": "9 בפברואר 2023",
    "Vietnamese": "ngày 9 tháng 2 năm 2023",
    "Russian, short": "9 фев 2023",
    "Bulgarian": "9 февруари 2023 г.",
    "Greek, short": "Φεβ 9, 2023",
    "in a sentence": "（2023年2月9日，星期四）",
}
FORMS = ["{0}-{1:02}-{2:02}", "{0}年{1}月{2}日", "{0}/{1}/{2}", "{0}.{1:02}.{2:02}"]
NONE = {
    "no such day": "2023-02-30",
    "day and month could be swapped": "02/09/2023",
    "a version": "1.2.2023.4",
    "an amount": "12023.02元",
    "a range of years": "2021-2025",
    "before our time": "1523年2月9日",
    "no year": "2月9日",
    "a number": "123456789",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_date_is_read(name):
    date = dates.first_date(WRITTEN[name])

    assert date == (datetime.date(2023, 2, 13) if "no month" in name else DAY)


@pytest.mark.parametrize("name", NONE)
def test_what_is_no_plain_date_is_none(name):
    assert dates.first_date(NONE[name]) is None


@pytest.mark.parametrize(
    ("text", "day"), [("二十三", 23), ("三十", 30), ("十", 10), ("廿一", 21), ("九", 9)]
)
def test_days_in_han_are_read(text, day):
    assert dates.first_date(f"二〇一九年十月{text}日") == datetime.date(2019, 10, day)


def test_a_date_says_where_it_stands():
    text = "发布于2023-02-09，更新于2023年3月1日。"

    assert [text[match.start : match.end] for match in dates.find_dates(text)] == [
        "2023-02-09",
        "2023年3月1日",
    ]


def test_the_future_is_passed_over():
    assert dates.first_date("2199-01-01 2023-02-09", datetime.date(2030, 1, 1)) == DAY


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("1569302400", datetime.date(2019, 9, 24)),
        (1569302400000, datetime.date(2019, 9, 24)),
        (1569302400.5, datetime.date(2019, 9, 24)),
        ("Thu, 09 Feb 2023 10:00:00 GMT", DAY),
        ("99999999999", None),
        ("", None),
    ],
)
def test_machines_write_dates_their_own_way(value, date):
    assert dates.moment(value) == date


@pytest.mark.parametrize(
    ("url", "date"),
    [
        ("http://www.x.example/zhengce/content/2018-11/12/content_5339579.htm", (2018, 11, 12)),
        ("http://x.example/zw/202403/t20240312_88123.html", (2024, 3, 12)),
        ("http://x.example/2023/2/9/story.html", (2023, 2, 9)),
        ("http://x.example/a/733320600_429139", None),
        ("http://x.example/art/20231399.html", None),
    ],
)
def test_an_address_may_hold_the_date(url, date):
    assert address_dates.in_address(url) == (datetime.date(*date) if date else None)


def test_a_year_may_stand_apart():
    assert byline_dates.apart("2019 09/07 19:02") == datetime.date(2019, 9, 7)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.dates(dates.EARLIEST, datetime.date(2199, 12, 31)), st.sampled_from(FORMS))
def test_every_day_is_read_back(day, form):
    assert dates.first_date(form.format(day.year, day.month, day.day)) == day


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.text(st.sampled_from("0123456789年月日-/.二〇三十零 FebruaryMay,thof民國"), max_size=40))
def test_no_text_is_too_odd(text):
    for match in dates.find_dates(text):
        assert 0 <= match.start < match.end <= len(text)
        assert match.date >= dates.EARLIEST
