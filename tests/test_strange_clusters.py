"""Somebody answers in the place of a cluster, anything: a sentence, in the time of the answer."""

import base64
import contextlib
import functools
import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from whoosh import query

from index.api import PassageQuestion, Question, TermPart
from index.cluster import bounded_body, generations, pagination
from index.cluster.dsl import Translator
from index.cluster.ids import document_id
from index.cluster.index import ClusterIndex
from index.cluster_options import ClusterOptions
from index.errors import ClusterError, OperatorError
from index.indexing.loss import LossPolicy
from index.operations.build import build
from index.report import Report, ReportId, to_json
from index.system.deadline import Deadline, answering_within
from index.text import encoder
from index.text.analysis import Analyzer

GENERATION = "archive-g000001"
META = generations.meta(
    generations.ClusterGenerationInfo(
        built="2026-01-01T00:00:00+00:00", analysis=Analyzer(()).signature
    )
)
REPORT = to_json(Report(id=ReportId("r"), path="r.txt", title="物流", paragraphs=("物流。",)))
STORED = {"found": True, "_source": {"report": REPORT, "fingerprint": "0" * 32}}
SHARDS = {"total": 1, "successful": 1}


def counted(name, asked):
    if name == "dated":
        return {"doc_count": 1, "first": {"value": 20240101}, "last": {"value": 20240101}}
    if name == "sources":
        return {"doc_count": 1, "values": {"value": 1}}
    if name == "each":
        return {"buckets": [{"doc_count": 1}] * len(asked["filters"]["filters"])}
    buckets = {"buckets": [{"key": "a", "doc_count": 1}]}
    return {"value": 0, "values": buckets} | buckets


def searched(asked):
    """The answer to a search: one report, which has whatever field is asked for."""
    fields = {name: [1] for name in asked.get("docvalue_fields", ())}
    hit = {"sort": [1.0, 20240101, "r"], "_score": 1.0}
    hit["fields"] = fields | {"id": ["r"], "term": ["物流"], "fingerprint": ["0" * 32]}
    aggregations = {name: counted(name, value) for name, value in asked.get("aggs", {}).items()}
    return {
        "_shards": SHARDS,
        "hits": {"total": {"value": 1}, "max_score": 1.0, "hits": [hit]},
        "aggregations": aggregations,
    }


def named(_):
    index = {"number_of_shards": "1"}
    return {GENERATION: {"settings": {"index": index}, "mappings": {"_meta": META}}}


ANSWERS = {
    "/": lambda _: {"version": {"number": "3.0.0", "distribution": "opensearch"}},
    "/archive": named,
    "/_alias/archive": named,
    "/_stats/store": lambda _: {"_all": {"primaries": {"store": {"size_in_bytes": 5}}}},
    "/_mget": lambda asked: {"docs": [{"_id": name} | STORED for name in asked["ids"]]},
    "/_bulk": lambda _: {"errors": False, "items": []},
    "-g*": named,
    "/_cluster/settings": lambda _: {"defaults": {}, "persistent": {}, "transient": {}},
    "/point_in_time": lambda _: {"pit_id": "x"},
    "/_search": searched,
}
"""What a cluster answers, by the end of the path; the longest that fits."""


class Cluster(BaseHTTPRequestHandler):
    """Answers as ANSWERS say, but for the path and the answer that `strange` of its server has."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.server.authorization = self.headers.get("Authorization")
        length = int(self.headers.get("Content-Length") or 0)
        lines = self.rfile.read(length)
        path = self.path.partition("?")[0]
        asked = {} if path == "/_bulk" else json.loads(lines or b"{}")
        end = max(filter(path.endswith, ANSWERS), key=len, default="/")
        where, change = self.server.strange
        answer = ANSWERS[end](asked)
        if end == where:
            answer = change(answer)
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(self.server.promised or len(data)))
        self.end_headers()
        with contextlib.suppress(ConnectionError):
            self.wfile.write(data)
            while self.server.promised and end == where:  # for ever
                self.wfile.write(b" " * self.server.step)
                time.sleep(self.server.pause)
        self.close_connection = bool(self.server.promised)

    do_GET = do_DELETE = do_PUT = do_POST  # noqa: N815 - named by the standard library

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def cluster():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Cluster)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def where(cluster):
    cluster.strange, cluster.promised = (None, None), 0
    return f"http://127.0.0.1:{cluster.server_port}/archive"


def opened(where):
    return contextlib.closing(ClusterIndex.open(where, ClusterOptions()))


def everything(where):
    """All that is asked of an index."""
    with opened(where) as index:
        asked = Question(query=query.Term("body", "物流"), size=5, counts=("source",))
        yield index.ask(asked)
        yield index.reports([ReportId("r")])
        yield index.about()
        yield index.terms("body", "物", TermPart.PREFIX, 5)
        yield index.terms("source", "", TermPart.PREFIX, 5)
        yield index.frequencies("body", ["物流"])
        yield index.frequencies("source", ["a"])
        yield list(index.fingerprints())
        yield index.is_current()


def test_the_cluster_of_these_tests_answers_as_one_does(where):
    answer, reports, about, *rest = everything(where)

    assert [hit.id for hit in answer.hits] == [report.id for report in reports] == ["r"]
    assert about.reports == 1
    assert all(rest)


@pytest.mark.parametrize("question", ["ask", "nearest"])
def test_an_error_of_ours_in_a_query_is_not_called_a_strange_answer(where, monkeypatch, question):
    def clause(*_):
        raise TypeError("ours")

    monkeypatch.setattr(Translator, "clause", clause)
    monkeypatch.setattr(encoder, "require_maker", lambda _: None)
    node = query.Term("body", "物流")
    asked = {
        "ask": Question(query=node),
        "nearest": PassageQuestion(texts=("物流",), words=(node,)),
    }
    with opened(where) as index, pytest.raises(TypeError, match="ours"):
        getattr(index, question)(asked[question])


@pytest.mark.parametrize("password", ["s@cret", "密码", "ключ"])
def test_a_password_in_any_script_reaches_the_cluster(cluster, where, password):
    ClusterIndex.open(where, ClusterOptions(user="李明", password=password)).close()

    named = base64.b64decode(cluster.authorization.removeprefix("Basic ")).decode()
    assert named == f"李明:{password}"


def test_a_cluster_without_a_user_gets_no_password(cluster, where):
    ClusterIndex.open(where, ClusterOptions()).close()

    assert cluster.authorization is None


def test_a_pipe_in_the_place_of_certificates_is_named(tmp_path):
    pipe = tmp_path / "ca.pem"
    os.mkfifo(pipe)

    with pytest.raises(ClusterError, match="BAOGAO_CLUSTER_CA"):
        ClusterIndex.open("https://127.0.0.1:1/archive", ClusterOptions(ca=str(pipe)))


def put(*path):
    """An answer with a value put at the end of a path."""
    *keys, last, value = path

    def changed(answer):
        functools.reduce(lambda part, key: part[key], keys, answer)[last] = value
        return answer

    return changed


SHAPES = {
    "a list": b"[]",
    "nothing": b"null",
    "a number": b"7",
    "a text": b'"x"',
    "no number": b"NaN",
    "an empty object": b"{}",
    "no end": b"[" * 100_000,
    "no UTF-8": b'{"a": "\xff"}',
    "no JSON": b"<html>",
    "no bytes": b"",
}
CHANGES = {
    "no hits": ("/_search", put("hits", None)),
    "no shards": ("/_search", put("_shards", None)),
    "shards in words": ("/_search", put("_shards", {"total": 1, "successful": "all"})),
    "a total in words": ("/_search", put("hits", "total", "value", "many")),
    "a negative total": ("/_search", put("hits", "total", "value", -5)),
    "a total without end": ("/_search", put("hits", "total", "value", 10**30)),
    "a total that is no number": ("/_search", put("hits", "total", "value", float("nan"))),
    "hits that are a text": ("/_search", put("hits", "hits", "abc")),
    "a hit that is nothing": ("/_search", put("hits", "hits", [None])),
    "a hit without fields": ("/_search", put("hits", "hits", 0, "fields", None)),
    "a hit without a place": ("/_search", put("hits", "hits", 0, "sort", [])),
    "a score in words": ("/_search", put("hits", "hits", 0, "sort", 0, "best")),
    "a score that is no number": ("/_search", put("hits", "hits", 0, "sort", 0, float("nan"))),
    "no counts": ("/_search", put("aggregations", None)),
    "reports that are missing": ("/_mget", put("docs", [])),
    "more reports than asked for": ("/_mget", put("docs", [{"found": False}] * 9)),
    "a report of another type": ("/_mget", put("docs", 0, "_source", {"report": 7})),
    "a report of another id": ("/_mget", put("docs", 0, "_id", "zzz")),
    "half a report": ("/_mget", put("docs", 0, "_source", {"report": "{"})),
    "a size in words": ("/_stats/store", put("_all", "primaries", "store", "size_in_bytes", "x")),
    "an unlimited size": (
        "/_stats/store",
        lambda _: b'{"_all": {"primaries": {"store": {"size_in_bytes": 1e999}}}}',
    ),
    "shards of an index in words": (
        "/archive",
        put(GENERATION, "settings", "index", "number_of_shards", "x"),
    ),
    "a version that is a list": ("/", put("version", [])),
    "a version without end": ("/", put("version", "number", "9" * 5_000 + ".1")),
} | {
    f"{shape} for {path}": (path, lambda _, data=data: data)
    for shape, data in SHAPES.items()
    for path in ("/", "/archive", "/_search", "/_mget", "/_stats/store")
    if (shape, path) not in {("nothing", "/archive"), ("an empty object", "/archive")}
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_answer_of_another_shape_is_a_sentence(cluster, where, name):
    cluster.strange = CHANGES[name]

    with pytest.raises(OperatorError):
        list(everything(where))


def failed(result):
    return lambda _: {"errors": True, "items": [result]}


BUILD_CHANGES = {
    "a document without a status": ("/_bulk", failed({"index": {"error": {}}})),
    "a document that is nothing": ("/_bulk", failed(None)),
    "fewer documents than were sent": ("/_bulk", lambda _: {"errors": True, "items": []}),
    "generations without mappings": ("-g*", put(GENERATION, {})),
    "a stored report of another type": ("/_mget", put("docs", 0, "_source", {"report": 7})),
    "a fingerprint of another report": ("/_mget", put("docs", 0, "_id", "zzz")),
    "fewer fingerprints than asked for": ("/_mget", put("docs", [])),
    "fingerprints that are nothing": ("/_mget", put("docs", None)),
} | {
    f"a number for {path}": (path, lambda _: SHAPES["a number"])
    for path in ("/archive", "/_bulk", "/_mget")
}


def built(where, folder):
    folder.mkdir(exist_ok=True)
    (folder / "r.txt").write_text("物流\n\n新的物流。\n", "utf-8")
    return build([str(folder)], where, update=True, losses=LossPolicy.ALLOW)


def test_a_build_on_the_cluster_of_these_tests_ends(where, tmp_path):
    assert built(where, tmp_path / "corpus").indexed == 1


@pytest.mark.parametrize("name", BUILD_CHANGES)
def test_an_answer_of_another_shape_ends_a_build_with_a_sentence(cluster, where, name, tmp_path):
    cluster.strange = BUILD_CHANGES[name]

    with pytest.raises(OperatorError):
        built(where, tmp_path / "corpus")


def test_the_same_page_again_and_again_is_a_sentence(where, monkeypatch):
    monkeypatch.setattr(pagination, "RESULT_WINDOW", 1)

    with opened(where) as index, pytest.raises(ClusterError, match="the same page again"):
        list(index.fingerprints())


@pytest.mark.parametrize(
    "names",
    [
        ("https://x.example/?id=5", "https://x.example/\ud800id=5"),
        ("a\ud800", "a\udfff"),
        ("a" * 500, document_id("a" * 500)),
        ("a\nb", document_id("a\nb")),
    ],
    ids=["half a character", "two halves", "the hash of a long one", "the hash of two lines"],
)
def test_no_report_takes_the_place_of_another(names):
    assert len({document_id(name) for name in names}) == 2
    assert document_id("https://x.example/?id=5") == "https://x.example/?id=5"


ENDLESS = {"a byte now and then": (1, 0.01), "all that goes through": (1 << 16, 0)}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_that_never_ends_is_a_sentence_in_the_time_of_the_page(
    cluster, where, name, monkeypatch
):
    monkeypatch.setattr(bounded_body, "GRACE_SECONDS", 0.1)
    monkeypatch.setattr(bounded_body, "MAX_ANSWER_BYTES", 20 << 20)
    with opened(where) as index:
        index.about()
        cluster.strange, cluster.promised = ("/_mget", lambda _: b" "), 1 << 40
        cluster.step, cluster.pause = ENDLESS[name]
        begun = time.monotonic()
        with answering_within(Deadline(0.5)), pytest.raises(OperatorError, match=r"in the time|MB"):
            index.reports([ReportId("r")])

    assert time.monotonic() - begun < 20
