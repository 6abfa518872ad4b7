"""Building on a cluster: what changes, what a killed build leaves, and what is said."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest
from whoosh import query

from index.api import Order, Question, TermPart
from index.cluster import build_heartbeat, pagination, term_counts, writing
from index.cluster.index import ClusterIndex
from index.cluster_options import ClusterOptions
from index.errors import ClusterError, IndexBusyError, IndexMissingError, IndexUnusableError
from index.indexing.build_resources import BuildResources
from index.indexing.loss import LossError, LossPolicy
from index.operations.build import build as build_index
from tests.tools.cluster_proxy import certificate, proxy

pytestmark = pytest.mark.cluster
ROOT = Path(__file__).parent.parent


@pytest.fixture
def build(monkeypatch):
    """`index.operations.build.build`, with the cluster's settings from keywords."""

    def built(folder, where, *, update=False, jobs=1, **settings):
        for name, value in settings.items():
            monkeypatch.setenv(f"BAOGAO_CLUSTER_{name.upper()}", str(value))
        return build_index([str(folder)], where, update=update, resources=BuildResources(jobs))

    return built


def opened(where, **options):
    return ClusterIndex.open(where, ClusterOptions(**options))


def write(folder, names):
    folder.mkdir(exist_ok=True)
    for name, text in names.items():
        (folder / f"{name}.txt").write_text(
            f"{text}通报\n来源：云河晚报\n日期：2021-03-01\n\n{text}", "utf-8"
        )
    return folder


def known(index):
    """All an index knows of reports and terms."""
    fields = ("title", "body", "title_grams", "body_grams")
    terms = {name: index.terms(name, "", TermPart.PREFIX, 9000) for name in fields}
    return list(index.fingerprints()), terms


def asked(node, path, method="GET", body=None):
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{node}{path}", data, method=method)
    request.add_header("content-type", "application/json")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def state(where):
    """What the cluster holds under a name: indexes, aliases and how many documents."""
    node, name = split(where)
    indexes = asked(node, f"/_cat/indices/{name}*?format=json&h=index,docs.count")
    aliases = asked(node, f"/_cat/aliases/{name}*?format=json&h=alias,index")
    return sorted(map(str, [*indexes, *aliases]))


def split(where):
    node, _, name = where.rpartition("/")
    return node.split(",")[0], name


def test_an_update_ends_where_a_rebuild_does(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流", "二": "冷链发展", "三": "旧站关闭"})
    build(folder, on_cluster)
    write(folder, {"二": "冷链物流发展 growth", "四": "新站开张"})
    (folder / "三.txt").unlink()
    summary = build(folder, on_cluster, update=True)

    assert (summary.indexed, summary.unchanged, summary.removed) == (2, 1, 1)
    updated = known(opened(on_cluster))
    build(folder, on_cluster)
    assert updated == known(opened(on_cluster))


def test_an_update_writes_reports_under_other_ids_only_where_they_changed(on_cluster, tmp_path):
    reports = {"一": "农村物流", "二": "冷链发展"}
    folders = [str(write(tmp_path / name, reports)) for name in ("one", "two")]
    build_index(folders, on_cluster)
    same = build_index(folders, on_cluster, update=True)
    write(tmp_path / "two", {"二": "冷链物流"})
    changed = build_index(folders, on_cluster, update=True)

    assert (same.indexed, same.unchanged) == (0, 4)
    assert (changed.indexed, changed.unchanged, changed.skipped) == (1, 3, ())


@pytest.mark.parametrize("update", [True, False])
def test_a_build_that_would_lose_much_asks_and_changes_nothing(build, on_cluster, tmp_path, update):
    reports = {f"{number}": f"第{number}站农村物流" for number in range(12)}
    folder = write(tmp_path / "reports", reports)
    build(folder, on_cluster)
    before = known(opened(on_cluster))
    for number in range(7):
        (folder / f"{number}.txt").unlink()

    with pytest.raises(LossError, match="7 of the 12 reports of the top folder"):
        build_index([str(folder)], on_cluster, update=update, losses=LossPolicy.ASK)
    assert known(opened(on_cluster)) == before
    (folder / "7.txt").unlink()
    allowed = build_index([str(folder)], on_cluster, update=update, losses=LossPolicy.ALLOW)
    assert allowed.indexed + allowed.unchanged == 4
    (folder / "8.txt").unlink()  # one of four is asked about only from two on
    again = build_index([str(folder)], on_cluster, update=update, losses=LossPolicy.ASK)
    assert again.indexed + again.unchanged == 3


def test_how_many_processes_read_makes_no_difference(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流", "二": "冷链发展", "三": "旧站"})
    write(tmp_path / "more", {"一": "同名 report"})
    (tmp_path / "more").rename(folder / "more")
    alone = build(folder, on_cluster)
    before = known(opened(on_cluster))
    several = build(folder, on_cluster, jobs=2)

    assert known(opened(on_cluster)) == before
    assert (several.indexed, several.skipped) == (alone.indexed, alone.skipped) == (4, ())


def test_however_few_terms_are_sent_at_once_none_is_lost(build, on_cluster, tmp_path, monkeypatch):
    folder = write(tmp_path / "reports", {"一": "农村物流", "二": "冷链发展 growth"})
    build(folder, on_cluster)
    before = known(opened(on_cluster))
    monkeypatch.setattr(writing, "TERMS_PER_BULK", 3)
    monkeypatch.setattr(term_counts.TermCounts.__init__, "__defaults__", (5,))
    build(folder, on_cluster)

    assert known(opened(on_cluster)) == before


def test_an_update_without_news_keeps_the_generation(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    first = build(folder, on_cluster)
    again = build(folder, on_cluster, update=True)

    assert (again.indexed, again.unchanged) == (0, 1)
    assert again.generation == first.generation == opened(on_cluster).about().generation


def test_an_open_index_keeps_its_state_and_knows_that_it_is_old(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    build(folder, on_cluster)
    index = opened(on_cluster)
    assert index.is_current()
    build(write(folder, {"二": "冷链物流"}), on_cluster, update=True)

    assert not index.is_current()
    assert index.ask(Question(query=query.Term("body", "物流"))).total == 1
    assert opened(on_cluster).ask(Question(query=query.Term("body", "物流"))).total == 2


def test_of_many_builds_two_generations_remain(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    for _ in range(3):
        build(folder, on_cluster)

    names = {re.search("g[0-9]{6}", line)[0] for line in state(on_cluster)}
    assert names == {"g000002", "g000003"}


def test_deep_pages_continue_where_near_ones_end(build, on_cluster, tmp_path, monkeypatch):
    texts = {f"{number:02}": f"第{number}站物流" for number in range(37)}
    build(write(tmp_path / "reports", texts), on_cluster, shards=2)
    index = opened(on_cluster)
    for order in (Order.RELEVANCE, Order.NEWEST, Order.OLDEST):
        question = Question(query=query.Term("body", "物流"), order=order, size=40)
        whole = index.ask(question)
        with monkeypatch.context() as patch:
            patch.setattr(pagination, "RESULT_WINDOW", 7)
            parts = [
                index.ask(Question(query=question.query, order=order, start=start, size=5))
                for start in range(0, 40, 5)
            ]

        assert len(whole.hits) == 37
        assert tuple(hit for part in parts for hit in part.hits) == whole.hits
        assert {part.total for part in parts} == {37}


def test_a_second_build_at_once_is_refused(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    writing, release = threading.Event(), threading.Event()

    def hold(request):
        if "_bulk" in request and not release.is_set():
            writing.set()
            release.wait(300)

    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), trouble=hold) as slow:
        first = threading.Thread(target=build, args=(folder, f"{slow}/{name}"))
        first.start()
        assert writing.wait(300)
        with pytest.raises(IndexBusyError, match="Another build"):
            build(folder, on_cluster)
        release.set()
        first.join()

    assert opened(on_cluster).about().generation == "g000001"


KILLED_AT = {
    "while it sends": r"POST /_bulk",
    "before it is finished": r"POST .*_flush",
    "before it serves": r"POST /_aliases",
}


@pytest.mark.parametrize("step", KILLED_AT.values(), ids=KILLED_AT)
def test_a_killed_build_leaves_the_old_index_and_the_next_is_clean(
    build, on_cluster, tmp_path, step, monkeypatch
):
    monkeypatch.setattr(build_heartbeat, "HEARTBEAT_TIMEOUT_SECONDS", 2.5)  # the next one waits
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    build(folder, on_cluster)
    before = known(opened(on_cluster))
    write(folder, {"二": "冷链物流"})
    reached = threading.Event()

    def stop(request):
        if not re.match(step, request):
            return None
        reached.set()
        time.sleep(1)
        return "cut"

    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), trouble=stop) as slow:
        command = [sys.executable, "-m", "baogao", "index", str(folder), "--quiet"]
        run = subprocess.Popen([*command, "--index", f"{slow}/{name}"], cwd=ROOT)
        assert reached.wait(300)  # a busy machine is slow to start a process
        run.send_signal(signal.SIGKILL)
        run.wait()

    assert known(opened(on_cluster)) == before
    build(folder, on_cluster)
    assert len(known(opened(on_cluster))[0]) == 2
    assert not [line for line in state(on_cluster) if "building" in line]


def test_a_busy_cluster_is_tried_again_and_nothing_is_lost(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {f"{number:02}": "农村物流" for number in range(9)})
    busy = {"error": {"type": "rejected_execution_exception", "reason": "queue"}, "status": 429}
    troubles = iter(["cut", (429, busy), (503, busy)])

    def trouble(request):
        return next(troubles, None) if "_bulk" in request else None

    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), trouble=trouble) as slow:
        summary = build(folder, f"{slow}/{name}", retries=0)

    assert (summary.indexed, summary.skipped) == (9, ())
    assert opened(on_cluster).about().reports == 9


def test_a_report_the_cluster_refuses_is_named_and_the_rest_is_indexed(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流", "二": "冷链物流"})
    refused = {"type": "mapper_parsing_exception", "reason": "too deep"}
    results = [{"index": {"status": 400, "error": refused}}, {"index": {"status": 201}}]
    answers = iter([(200, {"errors": True, "items": results})])

    def trouble(request):
        return next(answers, None) if "_bulk" in request else None

    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), trouble=trouble) as slow:
        summary = build(folder, f"{slow}/{name}")

    assert summary.indexed == 1
    assert [skipped.reason for skipped in summary.skipped] == [
        "The cluster does not take it: too deep"
    ]


def block(reason):
    return {"error": {"type": "cluster_block_exception", "reason": reason}, "status": 403}


READ_ONLY = "blocked by: [FORBIDDEN/6/cluster read-only (api)];"
FLOODED = (
    "index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, "
    "index has read-only-allow-delete block];"
)
TROUBLES = {
    "read-only cluster": ("PUT /.*", (403, block(READ_ONLY)), "takes no writes"),
    "full disks": ("POST /_bulk", (429, block(FLOODED)), "disks .* too full"),
    "too old": (
        r"GET /$",
        (200, {"version": {"number": "1.3.20", "distribution": "opensearch"}}),
        r"1\.3\.20, which is too old",
    ),
    "something else": (r"GET /$", (200, {"hello": "world"}), "not an OpenSearch"),
    "no right to": (
        "PUT /.*",
        (403, {"error": {"type": "security_exception", "reason": "no permissions"}}),
        "does not let this user",
    ),
}


@pytest.mark.parametrize(("stopped", "answer", "said"), TROUBLES.values(), ids=TROUBLES)
def test_what_stops_a_build_is_said_and_changes_nothing(  # noqa: PLR0917 - fixtures
    build, on_cluster, tmp_path, stopped, answer, said
):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    build(folder, on_cluster)
    before = state(on_cluster)

    def trouble(request):
        return answer if re.match(stopped, request) else None

    node, name = split(on_cluster)
    bad = proxy(node.removeprefix("http://"), trouble=trouble)
    with bad as where, pytest.raises(ClusterError, match=said):
        build(folder, f"{where}/{name}")
    assert state(on_cluster) == before


def test_nothing_that_answers_is_said_with_the_address(build, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    with pytest.raises(ClusterError, match=r"No cluster answers at http://127\.0\.0\.1:1/none"):
        build(folder, "http://127.0.0.1:1/none", retries=0)


def test_a_name_without_an_index_is_missing(on_cluster):
    with pytest.raises(IndexMissingError, match="There is no index"):
        opened(on_cluster)


def test_an_index_that_is_not_ours_is_left_alone(build, cluster, tmp_path):
    node = cluster.split(",")[0]
    asked(node, "/test-foreign", "PUT", {})
    asked(node, "/test-foreign/_doc/1?refresh=true", "PUT", {"kept": True})
    try:
        folder = write(tmp_path / "reports", {"一": "农村物流"})
        with pytest.raises(IndexUnusableError, match="did not write"):
            build(folder, f"{cluster}/test-foreign")
        assert asked(node, "/test-foreign/_doc/1")["_source"] == {"kept": True}
    finally:
        asked(node, "/test-foreign", "DELETE")


def test_an_alias_of_two_indexes_is_neither_read_nor_written(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    build(folder, on_cluster)
    build(folder, on_cluster)
    node, name = split(on_cluster)
    again = {"actions": [{"add": {"index": f"{name}-g000001", "alias": name}}]}
    asked(node, "/_aliases", "POST", again)
    before = state(on_cluster)

    with pytest.raises(IndexUnusableError, match=r"g000001 and .*g000002"):
        opened(on_cluster)
    with pytest.raises(IndexUnusableError, match=r"g000001 and .*g000002"):
        build(folder, on_cluster)
    assert state(on_cluster) == before


def test_an_index_of_another_version_is_not_read_and_can_be_rebuilt(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    build(folder, on_cluster)
    node, name = split(on_cluster)
    path = f"/{name}-g000001/_mapping"
    meta = asked(node, path)[f"{name}-g000001"]["mappings"]["_meta"]
    meta["baogao"]["format"] += 1
    asked(node, path, "PUT", {"_meta": meta})

    with pytest.raises(IndexUnusableError, match="a newer version"):
        opened(on_cluster)
    build(folder, on_cluster)
    assert opened(on_cluster).about().reports == 1


def test_a_password_and_a_certificate_are_enough(build, on_cluster, tmp_path):
    signed = certificate(tmp_path / "ca")
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), signed=signed, password="me:s@cret") as safe:
        where = f"{safe}/{name}"
        build(folder, where, user="me", password="s@cret", ca=signed[0])
        trusted = opened(where, user="me", password="s@cret", ca=str(signed[0]))

        assert trusted.about().reports == 1
        with pytest.raises(ClusterError, match="user name and password") as refused:
            opened(where, user="me", password="wr0ng", ca=str(signed[0]))
        assert "wr0ng" not in str(refused.value)
        with pytest.raises(ClusterError, match="signed by itself"):
            opened(where, user="me", password="s@cret", retries=0)


CERTIFICATES = {
    "expired": ({"until": "20200201000000Z"}, "has expired"),
    "another's": ({"name": "DNS:elsewhere.example"}, "for another name"),
}


@pytest.mark.parametrize(("made", "said"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_a_bad_certificate_is_said_with_what_is_wrong(cluster, tmp_path, made, said):
    signed = certificate(tmp_path / "ca", **made)
    target = cluster.split(",")[0].removeprefix("http://")
    with proxy(target, signed=signed) as safe, pytest.raises(ClusterError, match=said):
        opened(f"{safe}/archive", ca=str(signed[0]), retries=0)


def test_a_file_of_certificates_that_is_not_there_is_named():
    with pytest.raises(ClusterError, match="BAOGAO_CLUSTER_CA"):
        opened("https://127.0.0.1:1/archive", ca="/nowhere/ca.pem")


def test_the_command_ends_with_the_sentence_and_its_exit_code(tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    done = subprocess.run(
        [sys.executable, "-m", "baogao", "index", str(folder), "--index", "http://127.0.0.1:1/a"],
        cwd=ROOT,
        env=os.environ | {"BAOGAO_CLUSTER_RETRIES": "0"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == ClusterError.exit_code
    assert done.stderr.startswith("baogao: No cluster answers at")
    assert len(done.stderr.splitlines()) == 1


def test_an_index_cut_into_words_otherwise_is_not_searched(build, on_cluster, tmp_path):
    folder = write(tmp_path / "reports", {"一": "农村物流"})
    build(folder, on_cluster)
    node, name = split(on_cluster)
    path = f"/{name}-g000001/_mapping"
    meta = asked(node, path)[f"{name}-g000001"]["mappings"]["_meta"]
    meta["baogao"]["analysis"] = "1 jieba-0.1"
    asked(node, path, "PUT", {"_meta": meta})

    with pytest.raises(IndexUnusableError, match="another version"):
        opened(on_cluster)
    again = build(folder, on_cluster, update=True)
    assert (again.indexed, again.unchanged) == (1, 0)
    assert opened(on_cluster).about().reports == 1


CUT_SHORT = {
    "timed out": ({"timed_out": True}, {}, "timed-out"),
    "a shard that failed": (
        {"_shards": {"total": 3, "successful": 2, "skipped": 0, "failed": 1}},
        {},
        "parts-missing",
    ),
    "more values than are counted": ({}, {"sum_other_doc_count": 7}, "counts-cut"),
}


@pytest.mark.parametrize(("changes", "counted", "note"), CUT_SHORT.values(), ids=CUT_SHORT)
def test_an_answer_that_was_cut_short_says_so(  # noqa: PLR0917 - fixtures
    build, on_cluster, tmp_path, changes, counted, note
):
    build(write(tmp_path / "reports", {"一": "农村物流"}), on_cluster)
    response = {
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {"total": {"value": 1}, "hits": []},
        "aggregations": {"source": {"values": {"buckets": []} | counted}},
    } | changes

    def trouble(request):
        return (200, response) if "_search" in request else None

    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), trouble=trouble) as cut:
        question = Question(query=query.Every(), counts=("source",), seconds=2.0)
        answer = opened(f"{cut}/{name}").ask(question)

    assert (answer.notes, answer.exact) == ((note,), False)


def test_a_part_lost_with_a_node_is_asked_for_again(build, on_cluster, tmp_path):
    build(write(tmp_path / "reports", {"一": "农村物流"}), on_cluster)
    gone = {"type": "node_disconnected_exception", "reason": "[node1] disconnected"}
    failed = {"total": 1, "successful": 0, "failed": 1, "failures": [{"shard": 0, "reason": gone}]}
    lost = {"timed_out": False, "_shards": failed, "hits": {"total": {"value": 0}, "hits": []}}
    answers = iter([(200, lost), (500, {"error": {"root_cause": [gone]}}), (200, lost)])

    def trouble(request):
        return next(answers, None) if "_search" in request else None

    node, name = split(on_cluster)
    with proxy(node.removeprefix("http://"), trouble=trouble) as shaky:
        answer = opened(f"{shaky}/{name}").ask(Question(query=query.Every()))

    assert (answer.total, answer.exact, len(answer.hits)) == (1, True, 1)
