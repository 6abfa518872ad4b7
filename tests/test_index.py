"""The contract of the seam, the same on every engine: nothing here knows which one answers."""

import datetime
import json

import pytest
from whoosh import query

from index.api import (
    COUNTABLE_FIELDS,
    DateFilter,
    Order,
    Question,
    RefusedError,
    TermPart,
    ValueFilter,
)
from index.operations.build import build
from index.operations.opening import open_index
from index.query_nodes import Near, SameScope
from index.text.analysis import SENTENCE
from tests.tools import corpora

ENGINES = ("embedded",)
REPORTS = corpora.reports(11, 60)


@pytest.fixture(scope="module", params=ENGINES)
def index(request, tmp_path_factory):
    """An index of REPORTS on each engine."""
    assert request.param == "embedded"
    folder = tmp_path_factory.mktemp("contract")
    corpora.write(folder / "corpus", REPORTS)
    build([str(folder / "corpus")], str(folder / "index"))
    opened = open_index(str(folder / "index"))
    yield opened
    opened.close()


def read(index):
    """The reports as they are stored, by id."""
    names = [name for name, _ in index.fingerprints()]
    return dict(zip(names, index.reports(names), strict=True))


def ids(answer):
    return [hit.id for hit in answer.hits]


EVERY = query.Every()
WORD = query.Term("body", "经济")


def test_every_report_is_listed_once_with_its_fingerprint(index):
    pairs = list(index.fingerprints())

    assert [name for name, _ in pairs] == sorted(report.id for report in REPORTS)
    assert all(read(index)[name].fingerprint() == mark for name, mark in pairs)


def test_reports_come_in_the_order_asked_and_none_for_what_is_not_there(index):
    first, missing, again = index.reports(["r003", "nothing", "r001"])

    assert (first.id, missing, again.id) == ("r003", None, "r001")


def test_a_page_of_hits_continues_the_one_before(index):
    whole = ids(index.ask(Question(query=EVERY, size=60)))
    pages = [ids(index.ask(Question(query=EVERY, start=at, size=7))) for at in range(0, 70, 7)]

    assert [name for page in pages for name in page] == whole
    assert len(whole) == len(set(whole)) == 60


@pytest.mark.parametrize(("start", "size"), [(0, 0), (60, 10), (1000, 10), (59, 10)])
def test_a_page_beyond_the_end_is_empty_and_the_total_stays(index, start, size):
    answer = index.ask(Question(query=EVERY, start=start, size=size))

    assert answer.total == 60
    assert len(answer.hits) == max(0, min(size, 60 - start))


def test_ties_fall_to_the_newer_date_then_to_the_smaller_id(index):
    stored = read(index)
    order = sorted(
        stored, key=lambda name: (-(stored[name].date or datetime.date.min).toordinal(), name)
    )

    assert ids(index.ask(Question(query=EVERY, size=60))) == order
    assert ids(index.ask(Question(query=EVERY, size=60, order=Order.NEWEST))) == order


def test_the_oldest_come_first_and_the_undated_last(index):
    stored = read(index)
    order = sorted(stored, key=lambda name: (stored[name].date or datetime.date.max, name))

    assert ids(index.ask(Question(query=EVERY, size=60, order=Order.OLDEST))) == order


def test_hits_by_relevance_fall_and_have_no_score_by_date(index):
    scores = [hit.score for hit in index.ask(Question(query=WORD, size=60)).hits]
    dated = index.ask(Question(query=WORD, size=60, order=Order.NEWEST)).hits

    assert scores == sorted(scores, reverse=True)
    assert scores[0] > scores[-1] > 0
    assert {hit.score for hit in dated} == {0.0}


def value_of(report, name):
    if name in ("year", "month", "day"):
        length = {"year": 4, "month": 7, "day": 10}[name]
        return report.date.isoformat()[:length] if report.date else ""
    return getattr(report, name)


@pytest.mark.parametrize("name", COUNTABLE_FIELDS)
def test_counts_are_of_all_that_match(index, name):
    stored = read(index)
    answer = index.ask(Question(query=WORD, size=60, counts=(name,)))
    expected = {}
    for hit in ids(answer):
        value = value_of(stored[hit], name)
        expected[value] = expected.get(value, 0) + 1

    assert dict(answer.count(name)) == expected
    assert sum(expected.values()) == answer.total
    dated = name in ("year", "month", "day")
    order = sorted(expected) if dated else sorted(expected, key=lambda v: (-expected[v], v))
    assert [count.value for count in answer.count(name)] == order


FILTERS = {
    "one value": (ValueFilter("source", ("新华社",)),),
    "several values": (ValueFilter("source", ("新华社", "Reuters")),),
    "none of a value": (ValueFilter("source", ("",)),),
    "an excluded value": (ValueFilter("source", ("新华社",), exclude=True),),
    "a value nobody has": (ValueFilter("source", ("无",)),),
    "a period": (DateFilter(datetime.date(2022, 3, 1), datetime.date(2023, 2, 28)),),
    "since a day": (DateFilter(first=datetime.date(2023, 1, 1)),),
    "until a day": (DateFilter(last=datetime.date(2022, 6, 1)),),
    "a period the wrong way round": (
        DateFilter(datetime.date(2023, 1, 1), datetime.date(2022, 1, 1)),
    ),
    "undated": (DateFilter(undated=True),),
    "two fields": (ValueFilter("source", ("新华社",)), ValueFilter("editor", ("李", "王"))),
}


def passes(report, stored_report):
    if isinstance(stored_report, ValueFilter):
        return (
            getattr(report, stored_report.field) in stored_report.values
        ) != stored_report.exclude
    if stored_report.undated:
        return report.date is None
    first, last = stored_report.first or datetime.date.min, stored_report.last or datetime.date.max
    return report.date is not None and first <= report.date <= last


@pytest.mark.parametrize("case", FILTERS)
def test_filters_keep_what_passes_all_of_them(index, case):
    stored = read(index)
    answer = index.ask(Question(query=EVERY, filters=FILTERS[case], size=60))

    expected = {n for n, report in stored.items() if all(passes(report, f) for f in FILTERS[case])}
    assert set(ids(answer)) == expected
    assert answer.total == len(expected)


@pytest.mark.parametrize("name", ["source", "editor", "month"])
def test_a_count_ignores_the_filters_on_its_own_field(index, name):
    filters = (
        ValueFilter("source", ("新华社",)),
        ValueFilter("editor", ("李", "")),
        DateFilter(first=datetime.date(2022, 6, 1)),
    )
    own_filters = {"source": filters[:1], "editor": filters[1:2], "month": filters[2:]}[name]
    others = tuple(condition for condition in filters if condition not in own_filters)

    counted = index.ask(Question(query=EVERY, filters=filters, counts=(name,)))
    without = index.ask(Question(query=EVERY, filters=others, counts=(name,)))

    assert counted.count(name) == without.count(name)


def test_any_part_of_a_text_finds_its_report(index):
    for report in read(index).values():
        text = report.paragraphs[0]
        grams = [
            t for t in index.terms("body_grams", "", TermPart.PREFIX, 10_000) if t.text in text
        ]
        assert grams, text


@pytest.mark.parametrize("part", TermPart)
def test_terms_hold_the_text_where_it_was_asked_for(index, part):
    all_terms = {
        term.text: term.reports for term in index.terms("body_grams", "", TermPart.PREFIX, 10_000)
    }
    has_text = {
        TermPart.PREFIX: str.startswith,
        TermPart.SUFFIX: str.endswith,
        TermPart.ANYWHERE: str.__contains__,
    }
    expected = {text: count for text, count in all_terms.items() if has_text[part](text, "展")}
    terms = index.terms("body_grams", "展", part, 10_000)

    assert {term.text: term.reports for term in terms} == expected
    assert [term.reports for term in terms] == sorted(expected.values(), reverse=True)
    assert index.terms("body_grams", "展", part, 2) == terms[:2]


def test_frequencies_are_of_reports_and_none_for_what_is_not_there(index):
    total = index.ask(Question(query=WORD)).total

    assert index.frequencies("body", ["经济", "没有"]) == (total, 0)


def test_parts_near_each_other_and_in_one_sentence_are_found(index):
    slots = [query.Term("body_grams", "经济"), query.Term("body_grams", "发展")]
    near = {*ids(index.ask(Question(query=Near("body_grams", slots, 3), size=60)))}
    together = {*ids(index.ask(Question(query=SameScope("body_grams", slots, SENTENCE), size=60)))}
    both = {*ids(index.ask(Question(query=query.And(slots), size=60)))}

    assert near
    assert near <= both
    assert together <= both


@pytest.mark.parametrize("field", ["date", "fingerprint", "nowhere"])
def test_terms_of_a_field_without_any_are_refused_by_name(index, field):
    with pytest.raises(RefusedError, match=field):
        index.terms(field, "", TermPart.PREFIX, 10)


def test_what_is_indexed_is_told(index):
    stored = read(index).values()
    dates = sorted(report.date for report in stored if report.date)
    about = index.about()

    assert about.reports == len(stored)
    assert about.undated == len(stored) - len(dates)
    assert (about.first, about.last) == (dates[0], dates[-1])
    assert about.sources == len({report.source for report in stored} - {""})
    assert about.bytes > 0
    assert index.is_current()


def test_marks_between_kana_are_no_letters(tmp_path):
    """A middle dot of a name in Chinese is one of the kana block, and once stopped a build."""
    signs = [chr(code) for code in range(0x3040, 0x3100)]
    lines = [
        json.dumps({"id": f"{ord(sign):x}", "title": f"卡尔{sign}马克思", "body": f"在{sign}。"})
        for sign in [*signs, "゠", "･", "ﾞ", "·", "‧"]
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(lines), "utf-8")

    assert build([str(tmp_path)], str(tmp_path / "index")).indexed == len(lines)
