"""The times that are named below a chart: round, few, and clear of both ends."""

import datetime
import itertools

import pytest

from index.api import DateUnit
from web.charts.time_axis import axis, axis_marks
from web.server.app import create_app


@pytest.fixture
def english(sample_index):
    app = create_app(str(sample_index))
    with app.test_request_context("/?lang=en"):
        yield
    app.extensions["baogao"].index_manager.close()


def months(first, number):
    return [datetime.date(first + month // 12, month % 12 + 1, 1) for month in range(number)]


def days(number):
    start = datetime.date(2024, 1, 20)
    return [start + datetime.timedelta(days=day) for day in range(number)]


@pytest.mark.parametrize(
    ("beginnings", "unit", "labels"),
    [
        ([], DateUnit.MONTH, []),
        (months(2023, 1), DateUnit.MONTH, []),
        (months(2020, 48), DateUnit.MONTH, ["2021", "2022", "2023"]),
        (months(1990, 240), DateUnit.MONTH, ["1995", "2000", "2005"]),
        ([datetime.date(year, 1, 1) for year in range(1954, 2027)], DateUnit.YEAR,
         ["1970", "1980", "1990", "2000", "2010"]),
        ([datetime.date(1790, 1, 1), None, datetime.date(1946, 1, 1), datetime.date(1950, 1, 1),
          datetime.date(1951, 1, 1)], DateUnit.YEAR, ["1946", "1950"]),
        (days(100), DateUnit.DAY, ["Mar 2024", "Apr 2024"]),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("english")
def test_round_times_are_named(beginnings, unit, labels):
    assert [mark.label for mark in axis_marks(beginnings, unit)] == labels


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("number", [2, 7, 30, 78, 132])
def test_names_stay_clear_of_both_ends_and_of_each_other(number):
    marks = axis_marks(months(2001, number), DateUnit.MONTH)
    central = [mark.at for mark in marks if mark.central]

    assert all(0.16 <= mark.at <= 0.84 for mark in marks)
    assert all(0.35 <= at <= 0.65 for at in central)
    assert all(second - first >= 0.16 for first, second in itertools.pairwise(central))


@pytest.mark.usefixtures("english")
def test_both_ends_are_named_and_the_strokes_are_not_read_out():
    drawn = axis(months(2020, 48), DateUnit.MONTH)

    assert drawn.startswith("<figcaption><span>January 2020</span><span>December 2023</span><svg")
    assert 'class="axis" aria-hidden="true"' in drawn
