"""An answer never holds the whole texts of many reports: one of them may have megabytes."""

import datetime
import json

import pytest

from index.api import Question
from index.operations.build import build
from index.operations.opening import open_index
from index.query_nodes import EVERYTHING
from index.report import Report
from index.settings import Settings
from search.more_like_this import more_like_this
from search.phrases.history import phrase_history
from search.phrases.new_phrases import new_phrases
from search.report_beginnings import BEGINNING_CHARS, READ_TOGETHER, full_report, read_beginnings
from search.request import Request
from search.suggest.completion import complete
from search.trace.trace import trace
from search.trace.verify import verify
from search.views.collapse import collapsed_page
from search.views.concordance import Sort, concordance
from search.views.engine import search
from search.views.significant_terms import significant_terms
from tests.archive_files import indexed
from web.batch_search import batch_answers
from web.timed_index import TimedIndex

REPORTS = 60
LONG = 30_000
"""Code points of each report; the phrase that all of them hold is at its end too."""
TODAY = datetime.date(2024, 1, 1)
PHRASE = "绿色云河行动"


class ReadingIndex(TimedIndex):
    """Notes how many reports each call reads."""

    def __init__(self, index):
        super().__init__(index)
        self.most = 0

    def reports(self, ids):
        self.most = max(self.most, len(ids))
        return super().reports(ids)


@pytest.fixture(scope="module")
def long_reports(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long")
    (folder / "corpus").mkdir()
    lines = []
    for number in range(REPORTS):
        text = "".join(chr(0x4E00 + number * 131 + column * 7) for column in range(40))
        middle = f"{text}，" * (LONG // 41)
        body = f"{PHRASE}第{number}号。\n{middle}。\n只在末尾的{PHRASE}。"
        fields = {"id": f"r{number}", "title": f"{PHRASE}{number}", "body": body}
        fields |= {"date": f"2023-{number % 12 + 1:02}-09", "source": f"来源{number % 40}"}
        lines.append(json.dumps(fields))
    (folder / "corpus" / "long.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder / "corpus")], str(folder / "index"))
    index = open_index(str(folder / "index"))
    yield index
    index.close()


def request(text, **more):
    return Request(text=text, today=TODAY, seconds=20.0, **more)


ANSWERS = {
    "a folded page": lambda index: search(
        index, request(PHRASE, collapse_copies=True, start=40, size=20)
    ),
    "a page of all": lambda index: search(index, request(PHRASE, size=60)),
    "a translation": lambda index: search(index, request("green Yunhe action", size=60)),
    "similar reports": lambda index: more_like_this(index, *index.reports(["r1"]), Settings()),
    "completions": lambda index: complete(index, request("绿色云")),
    "a history": lambda index: phrase_history(index, request(""), PHRASE),
    "what is new": lambda index: new_phrases(index, request(""), "2023"),
    "a concordance": lambda index: concordance(index, request(PHRASE), Sort.FOUND),
    "distinctive words": lambda index: significant_terms(index, request(PHRASE)),
    "a batch": lambda index: batch_answers(index, request(""), [PHRASE] * 3),
    "a trace": lambda index: trace(index, f"只在末尾的{PHRASE}。" * 3),
    "a verdict": lambda index: verify(index, f"只在末尾的{PHRASE}。"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_reads_few_reports_at_once(long_reports, name):
    index = ReadingIndex(long_reports)
    ANSWERS[name](index)

    assert index.most <= READ_TOGETHER


def test_hits_before_and_behind_the_page_are_kept_as_beginnings(long_reports):
    page = collapsed_page(long_reports, request(PHRASE, collapse_copies=True, start=10, size=20))

    assert page.hits
    assert all(hit.report.chars <= BEGINNING_CHARS for hit in page.hits)


@pytest.mark.parametrize("before", [-2, -1, 0, 1], ids="{} from the limit".format)
def test_a_report_that_was_cut_at_any_place_is_read_again(tmp_path, before):
    at = BEGINNING_CHARS + before
    report = Report(id="r", title="题", paragraphs=("甲" * at, "只在末尾的词"))
    index = indexed(tmp_path, [report])
    (beginning,) = read_beginnings(index, [index.ask(Question(query=EVERYTHING)).hits[0].id])

    assert beginning.chars <= BEGINNING_CHARS
    assert full_report(index, beginning).body.endswith("只在末尾的词")
    index.close()


def test_snippets_come_from_the_whole_text(long_reports):
    page = search(long_reports, request(f"“只在末尾的{PHRASE}”", size=60, collapse_copies=True))

    assert len(page.hits) == 60
    for hit in page.hits:
        assert any(f"只在末尾的{PHRASE}" in snippet.text for snippet in hit.snippets)
        assert max(snippet.start for snippet in hit.snippets) > BEGINNING_CHARS


def test_histories_that_are_kept_hold_no_texts(long_reports):
    history = phrase_history(long_reports, request(""), PHRASE)

    reports = [history.first, history.last, *(adopter.report for adopter in history.adopters)]
    assert len(reports) > 10
    assert [report for report in reports if report.paragraphs] == []


@pytest.mark.parametrize(
    ("paragraphs", "chars", "kept"),
    [
        ((), 5, ()),
        (("abc", "def"), 7, ("abc", "def")),
        (("abc", "def"), 6, ("abc", "de")),
        (("abc", "def"), 4, ("abc",)),
        (("abc", "def"), 3, ("abc",)),
        (("abc", "def"), 2, ("ab",)),
        (("abc", "def"), 0, ()),
    ],
)
def test_a_beginning_has_the_first_characters_of_the_body(paragraphs, chars, kept):
    report = Report(id="r", paragraphs=paragraphs)
    beginning = report.beginning(chars)

    assert beginning.paragraphs == kept
    assert report.body.startswith(beginning.body)
    assert report.chars == len(report.body)


def test_a_report_that_was_cut_is_read_again_and_no_other(long_reports):
    index = ReadingIndex(long_reports)
    short = Report(id="gone", paragraphs=("short",))
    (long,) = index.reports(["r3"])
    index.most = 0

    assert full_report(index, short) is short
    assert index.most == 0
    assert full_report(index, long.beginning(BEGINNING_CHARS)) == long
