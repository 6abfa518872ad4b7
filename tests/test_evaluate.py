"""The vectorised evaluation against Whoosh's own searcher, on the same index and on a stock one."""

import itertools
from collections import Counter

import numpy as np
import pytest
import whoosh.index
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from whoosh import query
from whoosh.filedb.filestore import RamStorage

from index.api import After, Question, ValueFilter
from index.arrays import at_least_reached, set_positions
from index.embedded.query.doc_unions import occurrences
from index.embedded.query.evaluate import AtLeastDocs, FixedDocs
from index.embedded.query.positions import PhraseMatcher
from index.errors import OperatorError
from index.operations.opening import open_index
from index.query_nodes import MAX_UNORDERED_TERMS, AtLeast, Near, SameScope, Without
from index.report import from_json
from index.schema import document, schema
from index.text.analysis import PARAGRAPH, SENTENCE, grams
from tests.tools import corpora
from tests.tools.oracle import oracle_searcher

SEEDS = (1, 20)
FIELDS = ("title", "body", "title_grams", "body_grams")
GRAMS = ("title_grams", "body_grams")
TERMS = sorted(
    {"经济", "发展", "中国", "人工", "工智", "智能", "产业", "水", "处理", "待处", "济发", "展中"}
    | {"growth", "china", "economi", "economy", "run", "running", "ai", "2023", "缺", "report"}
)
BOOSTS = st.sampled_from([1.0, 0.5, 2.0])


class Oracle:
    """One index, open in three ways."""

    def __init__(self, where):
        self.where = where
        self.index = open_index(where)
        self.same = oracle_searcher(whoosh.index.open_dir(str(self.index.generation)))
        stock = RamStorage().create_index(schema())
        writer = stock.writer()
        for fields in self.same.reader().all_stored_fields():
            writer.add_document(**document(from_json(fields["report"])))
        writer.commit()
        self.stock = stock.searcher()

    def hits(self, searcher, node):
        return {hit["id"]: hit.score for hit in searcher.search(sound(node), limit=None)}


@pytest.fixture(scope="module", params=SEEDS)
def oracle(request, tmp_path_factory):
    """An index of three segments with deletions, and what Whoosh makes of it."""
    where = corpora.segmented(tmp_path_factory.mktemp("evaluate"), request.param)
    made = Oracle(where)
    assert len(made.index.info.segments) > 1
    assert any(len(segment.deleted) for segment in made.index.info.segments)
    return made


def term(fields=FIELDS):
    return st.builds(query.Term, st.sampled_from(fields), st.sampled_from(TERMS), boost=BOOSTS)


def passage(text):
    return [token.text for token in grams(text)]


PHRASES = [
    "人工智能",
    "经济发展",
    "中国经济",
    "待处理",
    "AI报告",
    "run growth",
    "水，处理",
    "产业增长",
]
phrase = st.builds(
    query.Phrase,
    st.sampled_from(GRAMS),
    st.sampled_from([passage(text) for text in PHRASES]),
    slop=st.integers(1, 3),
    boost=BOOSTS,
)
dates = st.integers(20220101, 20231231)
numbers = st.builds(
    query.NumericRange, st.just("date"), st.none() | dates, st.none() | dates, st.booleans()
)
values = st.builds(query.Term, st.just("source"), st.sampled_from(corpora.SOURCES))


def slots(field):
    slot = st.builds(query.Term, st.just(field), st.sampled_from(TERMS))
    words = st.sampled_from([passage(text) for text in PHRASES])
    either = st.lists(slot, min_size=2, max_size=3).map(query.Or)
    phrase = st.builds(query.Phrase, st.just(field), words)
    without = st.builds(Without, st.just(field), st.tuples(slot | phrase), st.sampled_from(TERMS))
    return slot | either | phrase | without


@st.composite
def near(draw):
    field = draw(st.sampled_from(GRAMS))
    parts = draw(st.lists(slots(field), min_size=1, max_size=3))
    slop, ordered, boost = draw(st.integers(1, 6)), draw(st.booleans()), draw(BOOSTS)
    return Near(field, parts, slop, ordered=ordered, boost=boost)


@st.composite
def together(draw):
    field = draw(st.sampled_from(GRAMS))
    parts = draw(st.lists(slots(field), min_size=1, max_size=3))
    return SameScope(field, parts, draw(st.sampled_from([SENTENCE, PARAGRAPH])))


def sound(node):
    """The same without AndNot: Whoosh's matcher for it keeps a first report that is excluded."""
    node = node.apply(sound)
    if isinstance(node, query.AndNot):
        return query.Require(node.a, query.Not(node.b))
    return node


def compounds(inner):
    pairs = st.tuples(inner, inner)
    lists = st.lists(inner, min_size=1, max_size=4)
    return (
        st.builds(query.And, lists, boost=BOOSTS)
        | st.builds(query.Or, lists, boost=BOOSTS)
        | pairs.map(lambda pair: query.AndNot(*pair))
        | pairs.map(lambda pair: query.AndMaybe(*pair))
        | pairs.map(lambda pair: query.Require(*pair))
        | st.builds(query.ConstantScoreQuery, inner, st.sampled_from([1.0, 3.0]))
        | st.builds(AtLeast, st.integers(1, 3), lists, boost=BOOSTS)
    )


def maxima(inner):
    return st.builds(query.DisjunctionMax, st.lists(inner, min_size=1, max_size=3))


leaves = term() | phrase | near() | together() | numbers | values | st.just(query.Every())
scored = st.recursive(leaves, compounds, max_leaves=8)

expanded = (
    st.builds(
        query.Prefix, st.sampled_from(FIELDS), st.sampled_from(["经", "水", "r", "gro", "缺"])
    )
    | st.builds(
        query.Wildcard, st.sampled_from(FIELDS), st.sampled_from(["*n*", "r?n", "经*", "g*h"])
    )
    | st.builds(
        query.FuzzyTerm,
        st.sampled_from(FIELDS),
        st.sampled_from(["growht", "runs", "chine", "econom"]),
        maxdist=st.integers(1, 2),
        prefixlength=st.integers(0, 2),
    )
    | st.builds(
        query.TermRange,
        st.sampled_from(FIELDS),
        st.sampled_from(["a", "growth", "经济"]),
        st.sampled_from(["growth", "run", "经济", "龙"]),
        st.booleans(),
        st.booleans(),
    )
    | st.builds(query.Every, st.sampled_from(FIELDS))
)
anything = st.recursive(
    leaves | expanded | st.just(query.NullQuery),
    lambda inner: compounds(inner) | maxima(inner) | st.builds(query.Not, inner),
    max_leaves=8,
)

bounded = settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def answered(oracle, node, filters=()):
    answer = oracle.index.ask(Question(query=node, filters=filters, size=1000))
    assert answer.exact
    assert answer.total == len(answer.hits)
    return {hit.id: hit.score for hit in answer.hits}


@bounded
@given(node=scored)
def test_hits_and_scores_are_those_of_whoosh_on_the_same_index(oracle, node):
    expected = oracle.hits(oracle.same, node)

    assert answered(oracle, node) == pytest.approx(expected, rel=1e-4, abs=1e-5)


@bounded
@given(node=anything)
def test_hits_are_those_of_a_stock_whoosh_index(oracle, node):
    assert set(answered(oracle, node)) == set(oracle.hits(oracle.stock, node))


@bounded
@given(node=scored)
def test_a_score_does_not_depend_on_what_was_asked_before(oracle, node):
    first = open_index(oracle.where).ask(Question(query=node, size=1000))

    assert oracle.index.ask(Question(query=node, size=1000)) == first


FILTERS = {
    "few pass": ValueFilter("source", corpora.SOURCES[:1]),
    "most pass": ValueFilter("source", corpora.SOURCES[:1], exclude=True),
}


@pytest.mark.parametrize("few", [0, 1_000_000], ids=["only these are scored", "all are scored"])
@pytest.mark.parametrize("case", FILTERS)
@bounded
@given(node=anything)
def test_what_passes_a_filter_scores_as_without_it(oracle, case, few, node):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("index.embedded.query.answering.FEW_DOCS_RATIO", few)
        patched.setattr("index.embedded.query.answering.MIN_FILTERED_DOCS", 0)
        filtered = answered(oracle, node, (FILTERS[case],))
    passing = answered(oracle, query.Every(), (FILTERS[case],))
    expected = {name: score for name, score in answered(oracle, node).items() if name in passing}

    assert filtered == pytest.approx(expected, rel=1e-5)


EAGER = {
    "term_scores.MIN_PRUNED_DOCS": 1,
    "term_scores.SHORT_LIST_RATIO": 1_000_000,
    "term_union.DENSE_UNION_RATIO": 1_000_000,
    "term_union.MIN_FREQUENT_REPORTS": 0,
    "ranking.MIN_RANKED_DOCS": 0,
}
"""Sizes that make the search for the best reports take all its turns on a small index."""


some_terms = st.lists(term(), min_size=2, max_size=6).map(query.Or)
sums = st.recursive(
    some_terms,
    lambda inner: (
        st.builds(query.AndMaybe, inner, inner)
        | st.lists(inner, min_size=2, max_size=3).map(query.Or)
        | st.lists(inner, min_size=2, max_size=2).map(query.And)
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("ratio", [2, 8, 1_000])
@bounded
@given(node=sums | scored)
def test_the_best_reports_are_the_first_of_all_to_the_last_bit(oracle, ratio, node):
    with pytest.MonkeyPatch.context() as patched:
        for name, value in EAGER.items():
            patched.setattr(f"index.embedded.query.{name}", value)
        patched.setattr("index.embedded.query.term_union.FREQUENT_TERM_RATIO", ratio)
        all_hits = oracle.index.ask(Question(query=node, size=1000)).hits
        best = oracle.index.ask(Question(query=node, size=3)).hits

        assert best == all_hits[:3]
        firsts = oracle.index.ask(Question(query=node, size=3, first_of="source")).hits
        assert firsts == tuple(_first_of_each_source(oracle, all_hits))[:3]
        if len(best) == 3:
            (last,) = oracle.index.reports([best[-1].id])
            date = int(last.date.strftime("%Y%m%d")) if last.date else 0
            after = After(score=best[-1].score, date=date, id=best[-1].id)
            following = oracle.index.ask(Question(query=node, size=3, after=after)).hits
            assert following == all_hits[3:6]


def _first_of_each_source(oracle, hits):
    met = set()
    reports = oracle.index.reports([hit.id for hit in hits])
    for hit, report in zip(hits, reports, strict=True):
        if report.source not in met:
            met.add(report.source)
            yield hit


@given(st.lists(st.integers(0, 50), min_size=2, max_size=4000), st.integers(1, 40))
def test_at_least_as_many_scores_as_are_wanted_reach_the_edge(scores, count):
    count = min(count, len(scores) - 1)
    edge = at_least_reached(np.array(scores, dtype=np.float32), count)

    assert sum(score >= edge for score in scores) >= count
    assert edge <= sorted(scores)[-count]


@given(st.integers(0, 2000), st.integers(1, 40), st.integers(0, 39))
def test_positions_of_a_mask_are_those_of_numpy(length, every, first):
    mask = np.arange(length) % every == first % every

    assert set_positions(mask).tolist() == mask.nonzero()[0].tolist()


@given(st.lists(st.sets(st.integers(0, 99)), min_size=1, max_size=5), st.sampled_from([100, 10**5]))
def test_lists_that_have_a_report_are_counted(reports, count):
    lists = [np.array(sorted(some), np.intp) for some in reports]
    docs, numbers = occurrences(lists, count)
    together = Counter(itertools.chain.from_iterable(reports))
    assert dict(zip(docs.tolist(), numbers.tolist(), strict=True)) == together
    assert docs.tolist() == sorted(together)


def test_as_many_parts_as_there_are_may_match():
    parts = [FixedDocs(np.array([0, 2]), 1.0) for _ in range(256)]
    node = AtLeastDocs(parts, 1, 3, 1.0)

    assert node.all_docs(scored=False).docs.tolist() == [0, 2]
    assert node.among(np.arange(3), scored=False).mask.tolist() == [True, False, True]


def test_of_alternatives_the_best_one_counts(oracle):
    """Whoosh's own matcher for this takes scores of other reports, so it cannot be asked."""
    parts = [query.Term("title", "2023"), query.Term("body", "经济", boost=2.0), query.Every()]
    alone = [answered(oracle, part) for part in parts]

    best = {name: max(scores.get(name, 0) for scores in alone) for name in alone[-1]}
    assert answered(oracle, query.DisjunctionMax(parts)) == pytest.approx(best)


@pytest.mark.parametrize(
    "node",
    [
        query.Sequence([query.Term("body_grams", "人工"), query.Term("body_grams", "工智")]),
        query.NumericRange("date", 20220601, 20230101, constantscore=False),
        query.Variations("body", "run"),
    ],
    ids=repr,
)
def test_a_node_that_is_not_known_is_answered_by_whoosh(oracle, node):
    assert answered(oracle, node) == pytest.approx(oracle.hits(oracle.same, node), rel=1e-4)


def test_a_query_nested_beyond_reason_is_refused_with_a_sentence(oracle):
    node = query.Term("body", "经济")
    for _ in range(300):
        node = query.AndMaybe(node, node)

    with pytest.raises(OperatorError, match="too large or nested too deeply"):
        oracle.index.ask(Question(query=node))


def test_ten_thousand_words_are_answered_or_cut_and_said(oracle):
    words = [query.Term("body", f"w{number}") for number in range(10_000)]
    node = query.Or([*words, query.Term("body", "经济")])

    assert oracle.index.ask(Question(query=node)).total > 0
    hurried = oracle.index.ask(Question(query=node, seconds=0.0))
    assert not hurried.exact
    assert hurried.notes == ("timed-out",)


def test_more_parts_in_any_order_than_can_be_tried_are_refused():
    parts = [query.Term("body_grams", "经济")] * (MAX_UNORDERED_TERMS + 1)

    with pytest.raises(query.QueryError, match="At most"):
        Near("body_grams", parts, ordered=False)


def stepping(slots):
    field = "body_grams"
    unordered = [query.Term(field, "经济")] * MAX_UNORDERED_TERMS
    return {
        "parts near each other": Near(field, slots, 10),
        "parts in any order": Near(field, unordered, 10, ordered=False),
        "parts in one sentence": SameScope(field, slots, SENTENCE),
        "a loose phrase": query.Phrase(field, ["经济"] * 300, slop=5),
    }


@pytest.mark.parametrize("kind", stepping([]))
def test_places_are_looked_for_until_the_time_is_up(oracle, kind):
    field, asked = next(iter(oracle.index.reader.gram_fields("body_grams")))[0], []

    def expand(field, node):
        number = field.lexicon.find(node.text.encode())
        return [(number, number + 1)]

    def over():
        asked.append(kind)
        return len(asked) > 3

    node = stepping([query.Term("body_grams", "经济")] * 300)[kind]
    spans = PhraseMatcher(field, expand, over).of(node)

    assert len(spans) == 0
    assert 1 <= len(asked) <= 4


def close(boost=1.0):
    words = [query.Wildcard("body_grams", "经*"), query.Term("body_grams", "发展")]
    return Near("body_grams", words, 3, boost=boost)


def test_a_phrase_that_was_cut_by_the_time_is_found_when_there_is_time(tmp_path):
    fresh = open_index(corpora.segmented(tmp_path, 1))
    hurried = fresh.ask(Question(query=close(), seconds=0.0))
    answer = fresh.ask(Question(query=close(), size=100))

    assert not hurried.exact
    assert answer.total > hurried.total
    assert fresh.ask(Question(query=close(boost=2.0), size=0)).total == answer.total
    for boosted, hit in zip(
        fresh.ask(Question(query=close(boost=2.0), size=100)).hits, answer.hits, strict=True
    ):
        assert boosted.score == pytest.approx(2 * hit.score)
    fresh.close()


def test_that_words_of_a_phrase_were_cut_is_said_each_time(tmp_path, monkeypatch):
    monkeypatch.setattr("index.embedded.query.multi_terms.MAX_EXPANDED_TERMS", 1)
    fresh = open_index(corpora.segmented(tmp_path, 1))
    notes = [fresh.ask(Question(query=close(), size=0)).notes for _ in range(3)]
    fresh.close()

    assert notes == [("words-cut",)] * 3
