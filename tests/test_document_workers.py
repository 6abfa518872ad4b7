"""Files for a cluster are read by sandboxed processes, and what these send is checked."""

import json
import sys

import pytest

from index.cluster import document_workers
from index.cluster.document_workers import DocumentWorker, FingerprintSet, RenamedItems
from index.cluster.documents import ANALYZED_FIELDS, Document, is_document_of
from index.indexing import corpus
from index.indexing.build_resources import BuildResources
from index.indexing.second_reading import WantedReport, missing_reports
from index.report import ReportId

TEXT = "标题\n\n昨夜河水上涨，沿岸三个村的居民已全部转移，无人员伤亡。\n"
UNKNOWN = FingerprintSet.of(())


@pytest.fixture
def group(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(f"第{name}号\n{TEXT}", "utf-8")
    return tuple((str(folder), entry) for entry in corpus.entries(str(folder)))


def marks(items):
    return [item.fingerprint for item in items]


def test_only_reports_that_the_cluster_lacks_have_documents(group):
    first = DocumentWorker((), UNKNOWN).prepare(group)
    again = DocumentWorker((), FingerprintSet.of(marks(first)[:2])).prepare(group)

    assert all(item.document for item in first)
    assert [item.document is None for item in again] == [True, True, False]
    assert marks(again) == marks(first)


def test_reports_are_read_again_under_other_ids_as_long_as_they_are_the_same(group, tmp_path):
    worker = DocumentWorker((), UNKNOWN)
    wanted = tuple(
        WantedReport(item.item, item.fingerprint, ReportId(f"other/{item.item.id}"))
        for item in worker.prepare(group)[1:]
    )
    (tmp_path / "corpus" / "b.txt").write_text(f"改过\n{TEXT}", "utf-8")
    (only,) = worker.again(RenamedItems(group, wanted))

    assert (only.name, json.loads(only.document.source)["id"]) == (wanted[1].name,) * 2
    assert only.fingerprint not in {report.fingerprint for report in wanted}
    assert [skipped.path for skipped in missing_reports(wanted, {only.name}).values()] == ["b.txt"]


@pytest.mark.parametrize(
    ("source", "right"),
    [
        ('{"id":"a"}', True),
        ('{"id":"b"}', False),
        ('{"id":"a"}\n{"delete":{"_index":"x","_id":"y"}}', False),
        ('{"id":\n"a"}', False),
        ('{"id":\r"a"}', False),
        ('["id","a"]', False),
        ("[" * 100_000, False),
        ("", False),
    ],
)
def test_a_document_is_one_line_about_the_report_that_was_read(source, right):
    terms = ("",) * len(ANALYZED_FIELDS)

    assert is_document_of(Document(source, terms), "a") is right
    assert not is_document_of(Document('{"id":"a"}', terms[1:]), "a")


def test_what_reads_for_a_cluster_is_sandboxed_and_this_process_opens_no_file(group):
    opened = []
    hooked = [True]

    def hook(event, given):
        if hooked and event == "open":
            opened.append(str(given[0]))

    sys.addaudithook(hook)
    resources = BuildResources(1, sandboxed=True)
    ((_, items),) = document_workers.in_order(DocumentWorker((), UNKNOWN), [group], resources)
    hooked.clear()

    assert [item.item.path for item in items] == ["a.txt", "b.txt", "c.txt"]
    assert not [path for path in opened if path.endswith(".txt")]
