"""What a part of a cluster that does not respond takes from an answer is said."""

import datetime

import pytest
from whoosh import query

from index.api import Question, TermPart
from index.cluster.ids import document_id
from index.cluster.index import ClusterIndex
from index.cluster_options import ClusterOptions
from index.errors import ClusterError
from index.operations.build import build
from index.query_nodes import EVERYTHING
from index.system.deadline import Deadline, answering_within
from search.request import Request
from search.views.engine import search
from search.views.scan import iter_results
from tests.tools.cluster_proxy import proxy

pytestmark = pytest.mark.cluster
TODAY = datetime.date(2026, 11, 24)
TEXTS = {"一": "农村物流", "二": "农产品上行", "三": "港口物流"}


class Shaky:
    """What a proxy answers to requests with `broken` in their path: as if one shard had failed."""

    def __init__(self):
        self.broken = ""
        self.unreadable = ""
        """The document of the report that cannot be read."""

    def __call__(self, asked):
        if not self.broken or self.broken not in asked:
            return None
        if "_mget" in asked:
            gone = {"type": "no_shard_available_action_exception", "reason": "gone"}
            return 200, {"docs": [{"_id": self.unreadable, "error": gone}]}
        parts = {"total": 3, "successful": 2, "skipped": 0, "failed": 1}
        empty = {"total": {"value": 1}, "hits": []}
        dates = {"doc_count": 1, "first": {"value": None}, "last": {"value": None}}
        counts = {
            "dated": dates,
            "sources": {"values": {"value": 1}},
            "passages": {"value": 0},
            "values": {"buckets": []},
        }
        return 200, {
            "timed_out": False,
            "_shards": parts,
            "hits": empty,
            "aggregations": counts,
        }


@pytest.fixture
def cluster_index(on_cluster, tmp_path):
    """An index through a proxy, and what breaks it."""
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(f"{name}题\n\n{text}", "utf-8")
    build([str(folder)], on_cluster)
    nodes, name = on_cluster.removeprefix("http://").rsplit("/", 1)
    shaky = Shaky()
    with proxy(nodes.split(",")[0], trouble=shaky) as address:
        index = ClusterIndex.open(f"{address}/{name}", ClusterOptions())
        yield index, shaky
        index.close()


def test_terms_that_lack_a_part_are_said_by_the_answer_made_of_them(cluster_index):
    index, shaky = cluster_index
    question = Question(query=query.Term("body", "物流"))
    shaky.broken = "terms/_search"
    with answering_within(Deadline()):
        assert index.terms("body", "农", TermPart.PREFIX, 5) == ()
        answer = index.ask(question)
    assert (answer.exact, answer.notes) == (False, ("parts-missing",))

    shaky.broken = ""
    with answering_within(Deadline()):
        assert index.terms("body", "农", TermPart.PREFIX, 5)
        assert index.ask(question).exact


@pytest.mark.parametrize(
    "ask",
    [
        lambda index: index.terms("body", "农", TermPart.PREFIX, 5),
        lambda index: index.frequencies("body", ["物流"]),
        lambda index: index.frequencies("source", ["云河日报"]),
        ClusterIndex.about,
    ],
    ids=["terms", "frequencies", "values", "about"],
)
def test_where_nothing_would_say_so_it_is_an_error(cluster_index, ask):
    index, shaky = cluster_index
    shaky.broken = "_search"
    with pytest.raises(ClusterError, match=r"A part of .* is down"):
        ask(index)


def test_a_page_made_of_partial_terms_says_so_and_denies_nothing(cluster_index):
    index, shaky = cluster_index
    index.about()
    shaky.broken = "terms/_search"
    with answering_within(Deadline()):
        page = search(index, Request(text="zzqqzz", today=TODAY))
    codes = [note.code.value for note in page.notes]

    assert "parts-missing" in codes
    assert "nothing-of-it" not in codes
    assert not page.exact


def test_numbers_that_lack_a_part_are_not_kept(cluster_index):
    index, shaky = cluster_index
    shaky.broken = "_search"
    with answering_within(Deadline()):
        assert index.about().reports == 1
    shaky.broken = ""

    assert index.about().reports == len(TEXTS)


def test_a_report_that_cannot_be_read_is_not_called_gone(cluster_index):
    index, shaky = cluster_index
    (hit,) = index.ask(Question(query=EVERYTHING, size=1)).hits
    assert index.reports([hit.id, "no such report"])[1] is None
    shaky.broken, shaky.unreadable = "_mget", document_id(hit.id)
    with pytest.raises(ClusterError, match=r"A part of .* is down"):
        index.reports([hit.id])


def test_a_file_of_results_that_lacks_a_part_says_so(cluster_index):
    index, shaky = cluster_index
    walk = iter_results(index, Request(text="物流", today=TODAY))
    shaky.broken = "_search"
    with answering_within(Deadline()):
        assert list(walk) == []
    assert walk.cut == "parts-missing"
