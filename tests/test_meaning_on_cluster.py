"""Meaning on a cluster with the k-NN plugin: passages and order are those of a folder."""

import contextlib
import dataclasses
import datetime

import pytest
from whoosh import query

from index.api import PassageQuestion, RefusedError
from index.cluster.address import parse_address
from index.cluster.connection import Connection
from index.cluster_options import ClusterOptions
from index.indexing.build_resources import BuildResources
from index.indexing.progress import no_progress
from index.operations.build import build
from index.operations.meaning import wants_vectors
from index.operations.opening import open_index
from search.request import Request
from search.views.engine import search
from search.views.meaning import like_text
from tests.test_meaning import ASKED, NARROWED, REPORTS, SIGNATURE, write
from tests.test_meaning_order import ASKED as ORDERED
from tests.test_meaning_order import FORMS, QUESTION
from tests.test_meaning_order import REPORTS as TO_ORDER
from tests.tools.cluster_proxy import proxy

pytestmark = pytest.mark.cluster
TITLE, BODY, DATE, _ = REPORTS["parcels"]
ARCHIVE = (
    REPORTS
    | {name: (title, body, "2022-01-01", "Post") for name, (title, body) in TO_ORDER.items()}
    | {f"copy{number}": (TITLE, BODY, DATE, f"Paper {number}") for number in range(3)}
    | {"title": ("Old mill restored", "", "2022-01-01", "Post")}
)
SAME = 1e-4  # the cosines of both are computed from the same codes


@pytest.fixture(scope="module", params=[1, 2], ids=["one shard", "two shards"])
def both(request, anew_on_cluster, tmp_path_factory):
    """The same reports in a folder and on a cluster, with vectors."""
    folder = tmp_path_factory.mktemp("meaning")
    reports = str(write(folder / "reports", ARCHIVE))
    addresses = (str(folder / "index"), anew_on_cluster())
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BAOGAO_CLUSTER_SHARDS", str(request.param))
        for where in addresses:
            resources = BuildResources(sandboxed=where.startswith("http") and request.param == 1)
            build([reports], where, meaning=no_progress, resources=resources)
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(contextlib.closing(open_index(where))) for where in addresses]


def same(answered, expected):
    """Whether two answers have the same passages, as similar; any of some copies stands for all."""
    places = [
        [
            [(ARCHIVE[hit.id][:2], hit.start, hit.end, hit.text) for hit in hits]
            for hits in answer.hits
        ]
        for answer in (answered, expected)
    ]
    assert places[0] == places[1]
    for answer in (answered, expected):
        assert answer.exact
    similar = [
        [hit.similarity for hits in answer.hits for hit in hits] for answer in (answered, expected)
    ]
    assert similar[0] == pytest.approx(similar[1], abs=SAME)
    assert answered.usual == pytest.approx(expected.usual, abs=0.01)


CHOICES = NARROWED | {
    "nothing": {},
    "one of each language": {"size": 1},
    "only what is similar": {"least": 0.3},
    "English alone": {"languages": ("en",)},
    "ordered by words too": {
        "words": (query.Or([query.Term("body", "货车"), query.Term("body", "患者")]), None)
    },
    "a copy is left out": {"excluded": ("parcels", "copy0")},
}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES)
def test_a_question_has_the_same_passages(both, choice):
    for text, _, _ in ASKED.values():
        question = PassageQuestion(texts=("people in the country", text), **choice)
        expected, answered = (index.nearest(question) for index in both)
        assert any(expected.hits)
        same(answered, expected)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_meaning_gives_the_same_order(both, form):
    asked = dataclasses.replace(ORDERED, query=form, nearer_to=QUESTION)
    expected, answered = (index.ask(asked) for index in both)

    assert [hit.id for hit in answered.hits] == [hit.id for hit in expected.hits]
    assert (answered.total, answered.counts) == (expected.total, expected.counts)
    assert [hit.score for hit in answered.hits] == pytest.approx(
        [hit.score for hit in expected.hits], rel=0.05
    )


@pytest.mark.parametrize("text", ["农民怎么收快递", "where the sick are treated", QUESTION])
def test_a_page_offers_the_same_passages(both, text):
    request = Request(text=text, meaning=True, today=datetime.date(2026, 11, 30))
    expected, answered = (search(index, request).meaning for index in both)
    assert expected.groups
    assert rounded(answered) == rounded(expected)
    expected, answered = (like_text(index, text) for index in both)
    assert rounded(answered) == rounded(expected)


def rounded(meaning):
    return [
        (
            group.nearness,
            [(hit.report.title, hit.passage, round(hit.similarity, 3)) for hit in group.hits],
        )
        for group in meaning.groups
    ]


def test_the_info_says_who_made_the_vectors_and_how_many(both):
    expected, answered = (index.about() for index in both)

    assert answered.meaning == expected.meaning == SIGNATURE
    assert answered.passages == expected.passages


def first(where, text, language):
    with contextlib.closing(open_index(where)) as index:
        ((hit, *_),) = index.nearest(PassageQuestion(texts=(text,), languages=(language,))).hits
    return hit.id


def test_an_update_encodes_only_what_is_new(tmp_path, on_cluster):
    reports = tmp_path / "reports"
    build([str(write(reports))], on_cluster, meaning=no_progress)
    changed = dict(REPORTS, rain=("晴", "明天天气晴好，适合晾晒粮食。", "2024-05-02", "气象台"))
    del changed["hospital"]
    write(reports, changed)
    summary = build([str(reports)], on_cluster, update=True, meaning=no_progress)

    assert (summary.indexed, summary.removed, summary.meaning.passages) == (1, 1, 2)
    assert first(on_cluster, "sunny weather", "zh") == "rain"
    assert first(on_cluster, "hospital", "en") == "parcels"
    with contextlib.closing(open_index(on_cluster)) as index:
        assert index.about().passages == 8


def test_an_update_does_as_the_index_does_and_one_that_must_not_makes_it_anew(tmp_path, on_cluster):
    reports = str(write(tmp_path / "reports"))
    build([reports], on_cluster)
    assert not wants_vectors(None, None, on_cluster, update=True)
    build([reports], on_cluster, update=True, meaning=no_progress)
    assert first(on_cluster, "flood warning", "zh") == "rain"
    assert wants_vectors(None, None, on_cluster, update=True)
    build([reports], on_cluster, update=True)

    with contextlib.closing(open_index(on_cluster)) as index:
        assert index.about().meaning == ""


def test_vectors_of_another_version_of_the_encoder_are_refused(tmp_path, on_cluster):
    build([str(write(tmp_path / "reports"))], on_cluster, meaning=no_progress)
    with contextlib.closing(open_index(on_cluster)) as index:
        described = index.generation
    with contextlib.closing(
        Connection(parse_address(on_cluster, ClusterOptions()), ClusterOptions())
    ) as asked:
        meta = asked.ask("GET", f"/{described.name}/_mapping")[described.name]["mappings"]["_meta"]
        meta["baogao"]["meaning"] = "another 1.0"
        asked.ask("PUT", f"/{described.name}/_mapping", {"_meta": meta})

    with pytest.raises(RefusedError, match="Another version"):
        first(on_cluster, "flood warning", "zh")


def test_a_cluster_where_a_node_lacks_the_plugin_is_refused_by_its_name(tmp_path, on_cluster):
    node, _, name = on_cluster.removeprefix("http://").partition("/")
    plugins = {"nodes": {"a": {"plugins": [{"name": "opensearch-knn"}]}, "b": {"plugins": []}}}
    reports = str(write(tmp_path / "reports"))

    def lacking(request):
        return (200, plugins) if "/_nodes/plugins" in request else None

    with proxy(node.split(",")[0], trouble=lacking) as address:
        where = f"{address}/{name}"
        assert not wants_vectors(None, None, where, update=False)
        with pytest.raises(RefusedError, match=r"k-NN plugin \(opensearch-knn\)"):
            build([reports], where, meaning=no_progress)
        assert build([reports], where).indexed == len(REPORTS)
    assert wants_vectors(None, None, on_cluster, update=False)
