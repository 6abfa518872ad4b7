"""Phrases over time: every number is what the search that it links to gives."""

import calendar
import dataclasses
import datetime
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from baogao import baogao
from index.api import Order, Question
from index.report import Report
from search.phrases import new_phrases as new_phrases_module
from search.phrases.curve import MAX_MONTHS, PhraseCurve, State, curve, gaps
from search.phrases.forms import Relation, forms
from search.phrases.heat import FEW_REPORTS, LIMITS, Grade, grade
from search.phrases.history import MAX_COMPARED, phrase_histories, phrase_history
from search.phrases.month_or_year import read_period
from search.phrases.neighbours import neighbours
from search.phrases.new_phrases import NewPhrase, new_phrases
from search.phrases.phrase_search import phrase_of
from search.query.run_query import run_query, total_reports
from search.request import Chosen, Request
from tests.archive_files import indexed
from tests.phrase_archive import (
    GAP,
    LATE,
    NEIGHBOUR,
    NEW_FORM,
    OLD_FORM,
    PER_MONTH,
    PHRASE,
    SCHEDULE,
    SMALL,
    USUAL,
    copies,
    dated,
    months,
    planted,
)

REQUEST = Request(text="", today=datetime.date(2024, 6, 1))


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    index = indexed(tmp_path_factory.mktemp("phrases"), [*planted(), *copies()])
    yield index
    index.close()


@pytest.fixture(scope="module")
def history(index):
    return phrase_history(index, REQUEST, PHRASE)


def month(history, name):
    return next(point for point in history.curve.months if point.month == name)


def days(name):
    year, number = map(int, name.split("-"))
    return (
        datetime.date(year, number, 1),
        datetime.date(year, number, calendar.monthrange(year, number)[1]),
    )


def test_a_phrase_has_its_first_report_its_peak_and_its_half_life(history):
    assert history.first.date.isoformat()[:7] == "2022-05"
    assert history.last.date.isoformat()[:7] == "2022-12"
    assert history.curve.peak.month == "2022-06"
    assert history.curve.rise.month == "2022-05"
    assert (history.curve.halved.month, history.curve.half_life) == ("2022-09", 3)
    assert history.curve.state is State.QUIET


@pytest.mark.parametrize("phrase", [PHRASE, NEIGHBOUR, USUAL, LATE, "金桥工程", "天"])
def test_the_reports_of_each_month_are_those_that_its_link_finds(index, phrase):
    history = phrase_history(index, REQUEST, phrase)

    assert history.total == total_reports(index, history.request)
    for point in history.curve.months:
        first, last = days(point.month)
        asked = dataclasses.replace(history.request, first=first, last=last)
        assert point.reports == total_reports(index, asked)
        everything = dataclasses.replace(asked, text="")
        assert point.everything == total_reports(index, everything)


def test_the_curve_ends_with_the_archive_and_leaves_no_month_out(history):
    assert [point.month for point in history.curve.months] == months()


def test_a_month_without_reports_is_a_gap_and_not_a_fall(history):
    gap = month(history, GAP)

    assert (gap.gap, gap.reports, gap.grade) == (True, 0, None)
    assert gaps(history.curve.months) == ((GAP, GAP),)
    assert history.curve.halved.month > GAP


def test_a_month_with_few_reports_has_no_grade_and_is_no_peak(history):
    small = month(history, SMALL)

    assert (small.few, small.grade) == (True, None)
    assert history.curve.peak.month != SMALL


def test_copies_of_a_story_count_once_at_their_first_report(index):
    history = phrase_history(index, REQUEST, "金桥工程")
    march = month(history, "2022-03")

    assert (history.total, history.stories, history.undated) == (5, 3, 1)
    assert (march.reports, march.stories) == (4, 2)
    assert march.share == pytest.approx(2 * 1000 / march.everything)
    assert [(adopter.source, adopter.copy) for adopter in history.adopters] == [
        ("甲报", False),
        ("乙报", True),
        ("丙报", True),
        ("丁报", False),
    ]


NOT_SURE = {
    "a year before its months": (("2021", "2021-03", "2022-03-09"), {"first-not-sure"}),
    "a month before its days": (("2021-03", "2021-03-09"), {"first-not-sure"}),
    "a year alone": (("2021", "2022-03-09"), set()),
    "a day before a month": (("2021-02-28", "2021-03"), set()),
    "a year of the last report": (("2021-03-09", "2023", "2023-02-01"), {"last-not-sure"}),
    "an earlier year": (("2021-03-09", "2022", "2023-02-01"), set()),
    "both": (("2021", "2021-03-09"), {"first-not-sure", "last-not-sure"}),
    "days alone": (("2021-03-09", "2021-03-10"), set()),
}


@pytest.mark.parametrize("name", NOT_SURE)
def test_that_a_first_or_last_report_is_not_sure_is_said(tmp_path, name):
    dates, codes = NOT_SURE[name]
    index = indexed(tmp_path, dated(*dates))
    history = phrase_history(index, REQUEST, "银渡精神")
    index.close()

    assert history.total == len(dates)
    assert {note.code for note in history.notes if note.code.endswith("not-sure")} == codes


def test_adopters_stand_in_the_order_of_their_first_reports(index, history):
    dates = [adopter.report.date for adopter in history.adopters]

    assert dates == sorted(dates)
    assert history.adopters[0].report == history.first
    assert len(history.adopters) == history.sources == 3
    for adopter in history.adopters:
        asked = dataclasses.replace(
            history.request, chosen=(("source", Chosen(values=(adopter.source,))),), size=1
        )
        run = run_query(index, asked)
        assert run.answer.total == adopter.reports
        assert run.answer.hits[0].id == adopter.report.id


def test_a_phrase_is_counted_within_what_is_chosen(index):
    chosen = dataclasses.replace(REQUEST, chosen=(("source", Chosen(values=("望津日报",))),))
    history = phrase_history(index, chosen, PHRASE)

    assert [adopter.source for adopter in history.adopters] == ["望津日报"]
    assert history.sources == 1
    assert 0 < history.total < sum(SCHEDULE[PHRASE].values())


def test_a_typed_phrase_that_nobody_uses_has_an_empty_history(index):
    history = phrase_history(index, REQUEST, "从未有过的提法")

    assert (history.total, history.first, history.last, history.adopters) == (0, None, None, ())
    assert history.curve.state is State.UNKNOWN
    assert neighbours(index, history) == forms(index, history) == ()


def test_a_phrase_of_the_first_months_may_be_older_and_that_is_said(index, history):
    codes = [note.code for note in phrase_history(index, REQUEST, USUAL).notes]

    assert "phrase-may-be-older" in codes
    assert "phrase-may-be-older" not in [note.code for note in history.notes]


def test_neighbours_rose_in_the_same_months(index, history):
    by_phrase = {neighbour.phrase: neighbour for neighbour in neighbours(index, history)}

    assert NEIGHBOUR in by_phrase
    assert USUAL not in by_phrase
    candidate = by_phrase[NEIGHBOUR]
    assert candidate.reports == total_reports(index, candidate.request)
    assert candidate.shared_reports == total_reports(index, candidate.both) == 34


def test_a_form_that_took_the_place_of_another_is_named_on_both(index):
    old, new = (phrase_history(index, REQUEST, phrase) for phrase in (OLD_FORM, NEW_FORM))

    after = {form.phrase: form for form in forms(index, old)}[NEW_FORM]
    before = {form.phrase: form for form in forms(index, new)}[OLD_FORM]
    assert (after.relation, before.relation) == (Relation.REPLACED_BY, Relation.REPLACED)
    assert after.first == "2023-01"
    assert before.reports == total_reports(index, before.request)


def test_what_is_new_has_no_earlier_report_and_exact_counts(index):
    news = new_phrases(index, REQUEST)
    late = {each.phrase: each for each in news.new}[LATE]

    assert (news.period, news.read, news.everything) == ("2024-02", PER_MONTH, PER_MONTH)
    assert (late.total, late.reports) == (7, 7)
    assert late.first.date >= datetime.date(2024, 2, 1)
    assert USUAL not in {each.phrase for each in (*news.new, *news.risen)}


@pytest.mark.parametrize("period", ["2022-05", "2022-06", "2022", "2023-01", "2024"])
def test_every_number_of_the_list_is_what_its_search_gives(index, period):
    news = new_phrases(index, REQUEST, period)

    for phrase in (*news.new, *news.risen):
        inside = run_query(index, phrase.request).answer
        assert phrase.total == inside.total
        begin = days(period if len(period) > 4 else f"{period}-01")[0]
        end = days(period if len(period) > 4 else f"{period}-12")[1]
        assert phrase.reports == total_reports(
            index, dataclasses.replace(phrase.request, first=begin, last=end)
        )
    for phrase in news.new:
        before = dataclasses.replace(phrase.request, last=begin - datetime.timedelta(days=1))
        assert total_reports(index, before) == 0


def test_a_phrase_of_a_period_with_few_reports_has_no_grade():
    phrase = NewPhrase(
        phrase="码头", request=REQUEST, total=2, reports=2, everything=10, share=200.0, before=0.0,
        first=Report(id="a"), new=True,
    )  # fmt: skip

    assert phrase.grade is None
    assert dataclasses.replace(phrase, everything=100).grade is Grade.BOILING


def test_nothing_is_called_new_at_the_start_of_an_archive(index):
    news = new_phrases(index, REQUEST, "2022-01")

    assert (news.new, news.earlier) == ((), 0)


def test_a_period_without_reports_is_empty(index):
    news = new_phrases(index, REQUEST, GAP)

    assert (news.everything, news.new, news.risen) == (0, (), ())


def test_up_to_six_phrases_are_compared_each_once(index):
    some = [PHRASE, NEIGHBOUR, PHRASE, USUAL, LATE, "甲", "乙", "丙"]

    histories = phrase_histories(index, REQUEST, some)
    assert [each.phrase for each in histories] == [PHRASE, NEIGHBOUR, USUAL, LATE, "甲", "乙"]
    assert len(histories) == MAX_COMPARED
    assert histories[0] == phrase_history(index, REQUEST, PHRASE)


@pytest.mark.parametrize("order", [Order.OLDEST, Order.NEWEST, Order.RELEVANCE])
def test_the_first_report_of_each_source_is_what_each_source_gives_alone(index, order):
    asked = phrase_history(index, REQUEST, PHRASE).request
    question = dataclasses.replace(run_query(index, asked).question, order=order, counts=())
    whole = index.ask(dataclasses.replace(question, size=1000))
    sources = [report.source for report in index.reports([hit.id for hit in whole.hits])]
    firsts = [whole.hits[sources.index(source)] for source in dict.fromkeys(sources)]

    answer = index.ask(dataclasses.replace(question, first_of="source", size=1000))
    assert list(answer.hits) == firsts
    assert answer.total == whole.total
    assert index.ask(Question(query=question.query, first_of="source", size=0)).hits == ()


CURVES = {
    "nothing": ((), None, State.UNKNOWN),
    "one month": ((5,), None, State.UNKNOWN),
    "at its height at the end": ((0, 0, 1, 2, 9), None, State.RISING),
    "steady": ((9, 5, 6, 7, 8, 5, 6), None, State.STEADY),
    "halved at once": ((0, 10, 2, 1, 2, 1, 2), 1, State.COOLING),
    "one dip is no fall": ((10, 2, 8, 7, 6, 7), None, State.STEADY),
    "two low months at the end do not tell yet": ((10, 9, 9, 4, 4), None, State.STEADY),
    "quiet": ((10, *[0] * 12), 1, State.QUIET),
    "too short to be quiet": ((10, 0, 0, 0), 1, State.COOLING),
}


@pytest.mark.parametrize(("counts", "half", "state"), CURVES.values(), ids=CURVES)
def test_a_curve_tells_its_half_life_and_its_state(counts, half, state):
    names = [f"2022-{number + 1:02}" for number in range(12)]
    names += [f"2023-{number + 1:02}" for number in range(12)]
    by_month = dict(zip(names, counts, strict=False))
    measured = curve(by_month, None, dict.fromkeys(by_month, 100))

    assert (measured.half_life, measured.state) == (half, state)


THIN = {
    "used in a thin month at the end": ([(10, 100), *[(0, 100)] * 12, (1, 5)], State.COOLING),
    "used in thin months alone for a year": ([(10, 100)] * 3 + [(1, 5)] * 12, State.UNKNOWN),
    "at its peak years before a thin end": ([(9, 100)] * 4 + [(0, 5)] * 30, State.UNKNOWN),
    "no longer used before and in thin months": (
        [(10, 100), *[(0, 100)] * 12, *[(0, 5)] * 9],
        State.QUIET,
    ),
    "thin months between, in which it was used": (
        [(10, 100), *[(0, 100), (1, 5)] * 12],
        State.COOLING,
    ),
    "an unfinished month at the end": ([(1, 100), (5, 100), (9, 100), (0, 5)], State.RISING),
    "reports in every third month alone": ([(9, 100), (0, 0), (0, 0)] * 5, State.STEADY),
    "months without reports at the end of a year": (
        [(10, 100), *[(0, 100)] * 11, *[(0, 0)] * 5, (0, 100)],
        State.QUIET,
    ),
}
"""The reports with the phrase and all reports of each month, and the state at the end."""


@pytest.mark.parametrize(("counts", "state"), THIN.values(), ids=THIN)
def test_months_with_few_reports_prove_a_use_but_no_end_and_no_peak(counts, state):
    names = [f"{2020 + at // 12}-{at % 12 + 1:02}" for at in range(len(counts))]
    measured = curve(
        {name: used for name, (used, _) in zip(names, counts, strict=True)},
        None,
        {name: everything for name, (_, everything) in zip(names, counts, strict=True)},
    )

    assert measured.state is state


def test_a_curve_of_a_thousand_years_is_cut_at_its_beginning():
    long = curve({"1000-01": 1}, None, {"1000-01": 1, "2024-12": 50})

    assert len(long.months) == MAX_MONTHS
    assert long.months[-1].month == "2024-12"


def test_grades_fall_with_the_share_and_end_with_nothing():
    shares = [1000, 50, 49.9, 12.5, 6, 3, 1, 0.9, 0.001]

    assert [grade(share) for share in shares] == [
        Grade.BOILING,
        Grade.BOILING,
        Grade.SCALDING,
        Grade.SCALDING,
        Grade.HOT,
        Grade.WARM,
        Grade.TEPID,
        Grade.COLD,
        Grade.COLD,
    ]
    assert grade(0) is None
    assert [level for level, _ in LIMITS] == list(Grade)
    assert PhraseCurve(()).reliable == ()
    assert FEW_REPORTS > 1


PERIODS = {
    "2023": "2023",
    "2023-02": "2023-02",
    " 2023-2 ": "2023-02",
    "2023/12": "2023-12",
    "2023-13": None,
    "2023-00": None,
    "0000": None,
    "去年": None,
    "": None,
    "2023-02-09": None,
}


@pytest.mark.parametrize(("text", "period"), PERIODS.items())
def test_a_period_is_a_month_or_a_year(text, period):
    assert read_period(text) == period


@pytest.mark.parametrize(
    "text", ['"星海战略"', "“星海战略”", " 星海战略 ", "「星海战略」", "星海战略"]
)
def test_quotation_marks_around_a_phrase_are_not_part_of_it(text):
    assert phrase_of(text) == PHRASE


def test_the_command_prints_a_history_and_a_list(tmp_path_factory):
    folder = tmp_path_factory.mktemp("command")
    indexed(folder, [*planted()]).close()
    where = str(folder / "index")
    run = CliRunner().invoke

    shown = run(baogao, ["phrases", PHRASE, "--index", where])
    assert shown.exit_code == 0
    assert f"{PHRASE}: 35 reports" in shown.output
    assert "Peak   2022-06" in shown.output
    assert f"{GAP}  no reports in the archive" in shown.output
    value = json.loads(run(baogao, ["phrases", PHRASE, "--json", "--index", where]).output)
    assert (value["total"], value["peak"]["month"], value["half_life"]) == (35, "2022-06", 3)
    listed = run(baogao, ["phrases", "--period", "2024-02", "--index", where])
    assert f"  {LATE}  7 reports" in listed.output
    assert run(baogao, ["phrases", "没有的", "--index", where]).exit_code == 1
    assert run(baogao, ["phrases", "--period", "x", "--index", where]).exit_code == 2


def test_every_documented_coinage_has_its_month_and_its_source():
    lines = (Path(__file__).parent / "data" / "coinages.jsonl").read_text("utf-8").splitlines()
    coinages = [json.loads(line) for line in lines]

    assert (
        len({(coinage["phrase"], coinage["archive"]) for coinage in coinages})
        == len(coinages)
        >= 60
    )
    for coinage in coinages:
        assert re.fullmatch(r"20[012][0-9]-(0[1-9]|1[0-2])", coinage["month"])
        assert coinage["archive"] in {"news", "work reports"}
        assert coinage["source"].startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("months", "period"),
    [
        ({}, ""),
        ({"2024-10": 90, "2024-11": 25}, "2024-11"),
        ({"2024-10": 90, "2024-11": 3}, "2024"),
    ],
)
def test_what_is_new_is_asked_of_a_month_with_enough_reports_else_of_its_year(months, period):
    assert new_phrases_module._latest(months) == period
