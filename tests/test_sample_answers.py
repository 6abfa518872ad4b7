"""The sample corpus, read, indexed and asked: what a reader would expect, and exactly that."""

import datetime
import json
from pathlib import Path

import pytest

from index.api import Order
from index.operations.build import build
from index.operations.opening import open_index
from index.report import report_id
from search.request import Chosen, Match, Request
from search.views.engine import search

ROOT = Path(__file__).parent.parent
SAMPLE = json.loads((ROOT / "tests" / "data" / "sample_corpus.json").read_text("utf-8"))
TODAY = datetime.date(2024, 12, 1)
NAMES = {report_id(report["path"]): report["path"] for report in SAMPLE["reports"]}


@pytest.fixture(scope="module", params=["folder", "cluster"])
def index(request, tmp_path_factory):
    """The sample corpus in each of the two engines."""
    where = str(tmp_path_factory.mktemp("sample") / "index")
    if request.param == "cluster":
        where = request.getfixturevalue("anew_on_cluster")()
    summary = build([str(ROOT / "corpus")], where)
    assert summary.skipped == ()
    opened = open_index(where)
    yield opened
    opened.close()


def ask(index, text, **choices):
    return search(index, Request(text=text, today=TODAY, size=1000, **choices))


def paths(page):
    return [NAMES.get(hit.id, hit.id) for hit in page.hits]


def asked(index, case, **choices):
    days = {
        name: datetime.date.fromisoformat(case[key])
        for name, key in (("first", "from"), ("last", "to"))
        if key in case
    }
    return ask(index, case["query"], **days, **choices)


def names(report):
    return report.get("id") or report["path"]


@pytest.mark.parametrize("expected", SAMPLE["reports"], ids=names)
def test_a_sample_report_is_read_as_a_person_reads_it(index, expected):
    (report,) = index.reports([expected.get("id") or report_id(expected["path"])])

    assert report is not None
    read = {
        "date": report.date.isoformat() if report.date else None,
        "views": report.views,
        "language": report.language,
    }
    assert read == {name: expected[name] for name in read}
    for name in ("title", "source", "editor", "number"):
        if expected.get(name):
            assert getattr(report, name) == expected[name]
    if "title_begins" in expected:
        assert report.title.startswith(expected["title_begins"])
    assert [text for text in expected["has"] if text not in report.body] == []
    assert [text for text in expected["lacks"] if text in report.body] == []


@pytest.mark.parametrize("case", SAMPLE["queries"], ids=lambda case: case["query"])
def test_a_query_finds_what_a_reader_expects_and_the_best_first(index, case):
    page = asked(index, case, match=Match.ALL)

    assert set(paths(page)) == set(case["all"])
    assert page.total == len(case["all"])
    assert page.exact
    assert case["top"] == [] or paths(page)[0] in case["top"]


@pytest.mark.parametrize("case", SAMPLE["fields"], ids=lambda case: case["query"])
def test_a_field_query_finds_exactly_its_reports(index, case):
    assert set(paths(ask(index, case["query"]))) == set(case["all"])


@pytest.mark.parametrize("case", SAMPLE["queries"], ids=lambda case: case["query"])
def test_marks_cover_what_was_asked(index, case):
    page = asked(index, case, match=Match.ALL)

    for hit in page.hits:
        texts = [
            (hit.title, hit.title_marks),
            *((snippet.text, snippet.marks) for snippet in hit.snippets),
        ]
        assert any(marks for _, marks in texts)
        for text, marks in texts:
            assert all(text[mark.start : mark.end].strip() for mark in marks)


@pytest.mark.parametrize("text", ["物流", "logistics", "云河省 OR Yunhe", "开港"])
def test_each_count_is_what_filtering_by_it_returns(index, text):
    page = ask(index, text)
    facets = {facet.name: facet.counts for facet in page.facets}

    for name in ("source", "language", "kind", "editor"):
        for value in facets[name]:
            chosen = ask(index, text, chosen=((name, Chosen(values=(value.value,))),))
            assert chosen.total == value.count
            again = {facet.name: facet.counts for facet in chosen.facets}
            assert again[name] == facets[name]
    for value in facets["year"]:
        if value.value:
            first, last = (datetime.date(int(value.value), *day) for day in ((1, 1), (12, 31)))
            assert ask(index, text, first=first, last=last).total == value.count
        else:
            assert ask(index, text, undated=True).total == value.count


def test_two_values_of_a_facet_add_up_and_an_excluded_one_is_left_out(index):
    counts = {
        count.value: count.count
        for facet in ask(index, "云河省").facets
        if facet.name == "source"
        for count in facet.counts
    }
    first, second = list(counts)[:2]
    total = sum(counts.values())

    both = ask(index, "云河省", chosen=(("source", Chosen(values=(first, second))),))
    without = ask(index, "云河省", chosen=(("source", Chosen(excluded=(first,))),))

    assert both.total == counts[first] + counts[second]
    assert without.total == total - counts[first]


@pytest.mark.parametrize("order", ["relevance", "newest", "oldest"])
def test_pages_are_stable_and_end_without_breaking(index, order):
    whole = ask(index, "云河省 OR Yunhe", order=Order(order))
    pieces = []
    for start in range(0, whole.total + 15, 7):
        page = search(
            index,
            Request(text="云河省 OR Yunhe", today=TODAY, start=start, size=7, order=Order(order)),
        )
        assert page.total == whole.total
        pieces += paths(page)

    assert pieces == paths(whole)
    assert len(set(pieces)) == whole.total


def test_the_undated_come_last_in_both_orders_of_date(index):
    for order in (Order.NEWEST, Order.OLDEST):
        dates = [hit.date for hit in ask(index, "云河省 OR Yunhe", order=order).hits]
        dated = [date for date in dates if date]
        assert dates[: len(dated)] == dated
        assert dated == sorted(dated, reverse=order is Order.NEWEST)
