"""One of three nodes is killed under load: what is missing is said, and comes back by itself."""

import threading
import time

import pytest
from whoosh import query

from index.api import Question, RefusedError
from index.cluster.address import parse_address
from index.cluster.connection import Connection
from index.cluster.documents import prepared_document
from index.cluster.generations import ClusterGenerationInfo
from index.cluster.index import ClusterIndex
from index.cluster.writing import new_generation
from index.cluster_options import ClusterOptions
from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.meaning import wants_vectors
from index.report import Report
from index.text.analysis import Analyzer
from tests.tools.cluster_nodes import Nodes

pytestmark = pytest.mark.cluster
REPORTS = 300
ALL = Question(query=query.Term("body", "物流"), size=3, counts=("source",))


@pytest.fixture(scope="module")
def own_nodes(cluster):
    """Three nodes of these tests' own, without the k-NN plugin."""
    del cluster  # only where there is a cluster at all
    nodes = Nodes(3, plugin=False)
    try:
        nodes.start()
        yield nodes
    finally:
        nodes.stop()


@pytest.fixture
def nodes(own_nodes):
    """The same, which a test may kill: those that it did not start again are started after it."""
    yield own_nodes
    if dead := own_nodes.ports.keys() - own_nodes.processes.keys():
        own_nodes.start(*dead)


def filled(nodes, name, replicas):
    """An index of three shards, one on each node, open through all of them."""
    options = ClusterOptions(shards=3, replicas=replicas)
    where = f"{nodes.url}/{name}"
    connection = Connection(parse_address(where, options), options)
    analyzer = Analyzer()
    with new_generation(
        connection, ClusterGenerationInfo(analysis=analyzer.signature), None
    ) as fresh:
        for number in range(REPORTS):
            report = Report(id=f"r{number}", paragraphs=("农村物流",), source=f"第{number % 7}报")
            fresh.put(report.id, report.path, prepared_document(report, analyzer), known=False)
        fresh.finish(())
    if replicas:
        health = f"/_cluster/health/{fresh.name}?wait_for_status=green&timeout=25s"
        connection.ask("GET", health)
    connection.close()
    return ClusterIndex.open(where, options)


class Load:
    """Asks the same from two threads until it is ended, and keeps every answer."""

    def __init__(self, index):
        self.index = index
        self.answers = []
        self.ended = threading.Event()
        self.threads = [threading.Thread(target=self.ask) for _ in range(2)]

    def ask(self):
        while not self.ended.is_set():
            self.answers.append(self.index.ask(ALL))
            time.sleep(0.02)

    def more_than(self, count):
        """Wait, up to two minutes, until there are more answers than so many."""
        end = time.monotonic() + 120
        while len(self.answers) <= count:
            assert time.monotonic() < end, len(self.answers)
            time.sleep(0.2)

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        for thread in self.threads:
            thread.join()


def until(index, complete):
    """The first answer that is complete, or is not, within two minutes."""
    end = time.monotonic() + 120
    while (answer := index.ask(ALL)).exact != complete:
        assert time.monotonic() < end, answer
        time.sleep(0.2)
    return answer


def whole(answer):
    """Whether an answer has everything, and says so."""
    counted = sum(value.count for value in answer.count("source"))
    return answer.exact and (answer.total, counted, len(answer.hits)) == (REPORTS, REPORTS, 3)


def true(answer):
    """Whether an answer has everything, or says that it has not."""
    if answer.exact:
        return whole(answer)
    return answer.total < REPORTS and answer.notes == ("parts-missing",)


def test_with_replicas_nothing_is_lost_when_a_node_is_killed(nodes):
    index = filled(nodes, "kept", replicas=1)
    with Load(index) as load:
        time.sleep(0.5)
        before = len(load.answers)
        nodes.kill(1)
        assert until(index, complete=True).total == REPORTS
        load.more_than(before + 10)

    assert [answer for answer in load.answers if not whole(answer)] == []


def test_without_replicas_what_is_missing_is_said_until_the_node_is_back(nodes):
    index = filled(nodes, "single", replicas=0)
    assert until(index, complete=True).total == REPORTS
    with Load(index) as load:
        nodes.kill(2)
        part = until(index, complete=False)
        assert 0 < part.total < REPORTS
        nodes.start(2)
        assert until(index, complete=True).total == REPORTS

    assert [answer for answer in load.answers if not true(answer)] == []


def test_without_the_k_nn_plugin_vectors_are_refused_by_its_name(nodes, tmp_path):
    (tmp_path / "a.txt").write_text("村民在村里的小店就能取包裹。", "utf-8")
    where = f"{nodes.url}/meaning"

    assert not wants_vectors(None, None, where, update=False)
    with pytest.raises(RefusedError, match="opensearch-knn"):
        build([str(tmp_path)], where, meaning=no_progress)
