"""What was cut by its time, or lacks a part of the index, never looks whole."""

import dataclasses
import datetime
import json

import pytest

from index.operations.build import build
from index.operations.index_manager import IndexManager
from index.operations.opening import open_index
from index.system.deadline import Deadline, answering_within, current_deadline, mark_partial
from search.request import Request
from search.suggest import vocabulary_cache
from search.views.engine import search
from search.views.scan import iter_results
from search.views.trend import by_source
from web.answer_cache import AnswerCache
from web.context import Census
from web.server.mcp_answering import ToolRunner
from web.server.rate_limit import Allowance, Limits
from web.server.registry import COSTS
from web.timed_index import TimedIndex

TODAY = datetime.date(2026, 11, 24)
SAID = "The search timed out; there may be more reports."
DOWN = "A part of the index did not respond; there are more reports than shown."


@pytest.fixture(scope="module")
def index(sample_index):
    index = open_index(str(sample_index))
    yield index
    index.close()


@pytest.fixture(autouse=True)
def nothing_kept(app, monkeypatch):
    """The site keeps no answer of a test before, so that each asks and is cut."""
    context = app.extensions["baogao"]
    fresh = dataclasses.replace(context, census=Census(), answers=AnswerCache())
    monkeypatch.setitem(app.extensions, "baogao", fresh)


def request(text, **given):
    return Request(text=text, today=TODAY, **given)


class Hurried:
    """An index that has no time for the questions after the first ones."""

    def __init__(self, inner, whole):
        self.inner = inner
        self.whole = whole

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def ask(self, question):
        self.whole -= 1
        return self.inner.ask(
            question if self.whole >= 0 else dataclasses.replace(question, seconds=0.0)
        )


def codes(page):
    return [note.code.value for note in page.notes]


PAGES = {
    "results": "/search?q=物流",
    "results of a pattern": "/search?q=物*",
    "results of words": "/search?q=农村 物流",
    "trend": "/trend?q=物流",
    "trend by source": "/trend?q=物流&split=source",
    "trend as a file": "/trend.csv?q=物流",
    "trend as a picture": "/trend.svg?q=物流",
    "trend for programs": "/api/trend?q=物流",
    "facet": "/facet/source?q=物流",
    "facet for programs": "/api/facet?name=source&q=物流",
    "search for programs": "/api/search?q=物流",
    "feed": "/feed.atom?q=物流",
    "feed in JSON": "/feed.json?q=物流",
    "phrase": "/phrase?q=物流",
    "phrase for programs": "/api/phrase?q=物流",
    "phrases": "/phrases",
}


@pytest.fixture
def out_of_time(monkeypatch):
    """The time of every query is up at once."""
    monkeypatch.setattr("web.context.QUERY_SECONDS", 0.0)
    monkeypatch.setattr("web.views.phrases.QUERY_SECONDS", 0.0)


@pytest.mark.usefixtures("out_of_time")
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_whatever_is_cut_by_its_time_says_so(client, path):
    answer = client.get(path)
    text = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert SAID in text
    assert "No report" not in text


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_what_is_whole_says_nothing_of_it(client, path):
    assert "timed out" not in client.get(path).get_data(as_text=True)


ONE_SERIES = {
    "trend": "/trend?q=物流",
    "trend without a period": "/trend?q=物流&from=1950&to=1951",
    "phrase": "/phrase?q=物流",
    "results": "/search?q=物流",
    "facet": "/facet/source?q=物流",
}


@pytest.mark.usefixtures("out_of_time")
@pytest.mark.parametrize("path", ONE_SERIES.values(), ids=ONE_SERIES.keys())
def test_a_page_says_once_that_it_was_cut(client, path):
    assert client.get(path).get_data(as_text=True).count(SAID) == 1


def test_of_several_phrases_that_were_cut_the_page_says_it_once(client, monkeypatch):
    monkeypatch.setattr("web.views.phrases.QUERY_SECONDS", 0.0)
    path = "/phrase?q=物流&with=港口"

    assert client.get(path).get_data(as_text=True).count(SAID) == 1


def test_of_several_curves_each_says_whether_it_was_cut(client, monkeypatch):
    monkeypatch.setattr("web.context.QUERY_SECONDS", 0.0)
    text = client.get("/trend?q=物流&with=港口").get_data(as_text=True)

    assert text.count(f"<small>{SAID}") == 2


TOOLS = {
    "search": {"query": "物流"},
    "count": {"query": "物流"},
    "count by": {"query": "物流", "by": "source"},
    "trend": {"queries": ["物流"]},
    "trend by source": {"queries": ["物流"], "split_by_source": True},
}


def called(where, name, arguments):
    """The answer of a tool for programs."""
    manager = IndexManager(str(where))
    runner = ToolRunner(manager, Limits(Allowance(), COSTS), today=lambda: TODAY)
    result = runner.answer(name.split()[0], arguments, "someone", lambda: False)
    runner.close()
    assert not result.failed, result.value
    return result.value["data"]


@pytest.mark.parametrize(("name", "arguments"), TOOLS.items(), ids=TOOLS.keys())
def test_tools_for_programs_say_what_was_cut_by_its_time(
    sample_index, monkeypatch, name, arguments
):
    assert "timed-out" not in json.dumps(called(sample_index, name, arguments))
    monkeypatch.setattr("web.server.mcp_answering.QUERY_SECONDS", 0.0)
    first = called(sample_index, name, arguments)["notes"][0]

    assert first == {"code": "timed-out", "text": SAID}


def test_tools_for_programs_say_that_a_part_is_missing_before_anything_else(
    sample_index, monkeypatch
):
    arguments = {"query": "物流 2023年 (港口 “ 2024-13-45 近期 foo:bar"}
    assert len(called(sample_index, "search", arguments)["notes"]) > 1
    ask = TimedIndex.ask
    monkeypatch.setattr(
        TimedIndex, "ask", lambda self, question: (mark_partial(), ask(self, question))[1]
    )
    notes = called(sample_index, "search", arguments)["notes"]

    assert notes[0] == {"code": "parts-missing", "text": DOWN}
    assert [note["code"] for note in notes].count("parts-missing") == 1


LACKING = {
    "concordance": "/concordance?q=物流",
    "concordance as a file": "/concordance.csv?q=物流",
    "concordance for programs": "/api/concordance?q=物流",
    "words": "/words?q=物流",
    "words as a file": "/words.csv?q=物流",
    "words for programs": "/api/words?q=物流",
    "home": "/",
    "results": "/search?q=物流",
    "trend": "/trend?q=物流",
    "trend as a file": "/trend.csv?q=物流",
    "facet": "/facet/source?q=物流",
    "facet for programs": "/api/facet?name=source&q=物流",
    "search for programs": "/api/search?q=物流",
    "feed as a file": "/feed.json?q=物流",
    "phrase": "/phrase?q=物流",
}


@pytest.mark.parametrize("path", LACKING.values(), ids=LACKING.keys())
def test_whatever_lacks_a_part_of_the_index_says_so(app, path):
    with app.test_request_context(path), answering_within(Deadline()):
        mark_partial()  # as a cluster does whose nodes are not all there
        text = app.full_dispatch_request().get_data(as_text=True)

    assert DOWN in text


class Lacking:
    """An index that lacks a part: for terms, or for reports as a cluster says it."""

    def __init__(self, inner, what):
        self.inner = inner
        self.what = what

    def __getattr__(self, name):
        return getattr(self.inner, name)

    def terms(self, *asked):
        terms = self.inner.terms(*asked)
        return () if self.what == "terms" and mark_partial() else terms

    def ask(self, question):
        answer = self.inner.ask(question)
        missing = ("parts-missing",) if self.what == "reports" else ()
        return dataclasses.replace(answer, notes=(*answer.notes, *missing))


@pytest.mark.parametrize("cut", ["terms", "reports", "time"])
def test_a_vocabulary_that_was_cut_is_not_kept_for_the_next_answer(index, monkeypatch, cut):
    kept = {}
    monkeypatch.setattr(vocabulary_cache, "_cache", lambda: kept)
    seconds = 0.0 if cut == "time" else None
    with answering_within(Deadline(seconds)):
        vocabulary_cache.vocabulary(Lacking(index, cut), ())
    assert kept == {}

    with answering_within(Deadline()):
        vocabulary_cache.vocabulary(index, ())
    assert len(kept) == 1


@pytest.mark.parametrize("text", ["港口", "物*", "exce*", "“望津港”", "rural", "农村 物流"])
def test_a_cut_answer_knows_of_no_absence(index, text):
    assert search(index, request(text)).total
    page = search(index, request(text, seconds=0.0))

    assert not page.exact
    assert codes(page)[-1] == "timed-out"
    assert not {"nothing-of-it", "nothing-fits"} & {*codes(page)}


def test_a_layer_that_was_cut_before_its_first_report_is_said(index):
    assert [layer.total for layer in search(index, request("码头 港口")).layers] == [8]
    asked = Hurried(index, 1)
    page = search(asked, request("码头 港口"))

    assert (asked.whole < 0, page.layers, codes(page)) == (True, (), ["late-parts"])
    assert page.exact


def test_suggestions_whose_reports_could_not_be_counted_are_left_out_and_that_is_said(index):
    with answering_within(Deadline()):
        whole = search(index, request("学校"))
    assert ([suggestion.count for suggestion in whole.suggestions], codes(whole)) == (
        [6],
        ["nothing-of-it"],
    )
    with answering_within(Deadline()):
        page = search(Hurried(index, 1), request("学校"))

    assert (page.suggestions, codes(page), page.exact) == (
        (),
        ["nothing-of-it", "late-parts"],
        True,
    )


def test_completions_that_were_cut_say_so_to_programs(client, monkeypatch):
    whole = json.loads(client.get("/api/suggest?q=物").data)
    assert (bool(whole["completions"]), whole["notes"]) == (True, [])
    monkeypatch.setattr("web.context.QUERY_SECONDS", 0.0)
    cut = json.loads(client.get("/api/suggest?q=物").data)

    assert (cut["completions"], [note["code"] for note in cut["notes"]]) == ([], ["timed-out"])


def test_a_page_of_stories_says_that_a_further_answer_was_cut(tmp_path):
    for number in range(60):
        (tmp_path / f"{number}.txt").write_text("港口建成，全市欢迎。" * 9, "utf-8")
    build([str(tmp_path)], str(tmp_path / "index"))
    index = open_index(str(tmp_path / "index"))
    whole = search(index, request("港口", collapse_copies=True))
    page = search(Hurried(index, 1), request("港口", collapse_copies=True))
    index.close()

    assert (whole.total, codes(whole)) == (60, [])
    assert page.total == 60
    assert page.hits
    assert "timed-out" in codes(page)


def test_a_walk_over_the_results_says_why_some_are_missing(index):
    walk = iter_results(Hurried(index, 1), request("物流"))
    assert list(walk) == []
    assert walk.cut == "timed-out"
    whole = iter_results(index, request("物流"))
    assert len(list(whole)) == 9
    assert whole.cut is None


def test_a_split_by_source_says_that_its_sources_were_cut(index):
    assert by_source(index, request("物流")).series
    assert by_source(index, request("物流", seconds=0.0)).series == ()


@pytest.mark.parametrize(
    "path", ["/trend?q=zzqqzz&split=source", "/trend.svg?q=zzqqzz&split=source"]
)
def test_a_split_without_a_source_is_no_error(client, path):
    assert client.get(path).status_code == 200


def test_a_mark_of_a_missing_part_is_of_one_answer_only():
    assert not mark_partial()
    assert not current_deadline().partial
    with answering_within(Deadline()) as first:
        assert mark_partial()
    with answering_within(Deadline()) as second:
        assert (first.partial, second.partial) == (True, False)


def test_programs_are_told_the_code_of_what_is_missing(client, monkeypatch):
    monkeypatch.setattr("web.context.QUERY_SECONDS", 0.0)
    answer = json.loads(client.get("/api/facet?name=source&q=物流").data)

    assert [note["code"] for note in answer["notes"]] == ["timed-out"]
