"""Every kind of query on a cluster finds what Whoosh finds, wherever the parts may stand."""

import datetime
import random

import pytest
from whoosh import query
from whoosh.filedb.filestore import RamStorage

from index.api import Question, RefusedError, TermPart
from index.cluster.address import parse_address
from index.cluster.connection import Connection
from index.cluster.documents import prepared_document
from index.cluster.generations import ClusterGenerationInfo
from index.cluster.index import ClusterIndex
from index.cluster.writing import new_generation
from index.cluster_options import ClusterOptions
from index.query_nodes import Near, SameScope, Without
from index.report import Report
from index.schema import document, schema
from index.text.analysis import PARAGRAPH, SENTENCE, Analyzer, grams
from tests.tools.oracle import oracle_searcher

pytestmark = pytest.mark.cluster
FIELD = "body_grams"
PIECES = ("发", "展", "经", "济", "ai ", "gdp ", "growth ", "g7", "。", "\n", "，", " ", "！")
REPORTS = 80
QUERIES = 250


def made_text(chance, most):
    return "".join(chance.choice(PIECES) for _ in range(chance.randint(1, most)))


def made_report(chance, number):
    return Report(
        id=f"r{number:03}",
        title=made_text(chance, 6).replace("\n", " "),
        paragraphs=tuple(part for part in made_text(chance, 40).split("\n") if part),
        date=chance.choice([None, datetime.date(2020, 1 + number % 12, 3)]),
        source=chance.choice(["", "甲报", "乙报", "Daily"]),
    )


@pytest.fixture(scope="module")
def both(anew_on_cluster):
    """Whoosh's own searcher and a cluster's index of two shards, over the same reports."""
    chance = random.Random(20)
    reports = [made_report(chance, number) for number in range(REPORTS)]
    whoosh = RamStorage().create_index(schema())
    writer = whoosh.writer()
    for report in reports:
        writer.add_document(**document(report))
    writer.commit()
    options = ClusterOptions(shards=2)
    where = anew_on_cluster()
    connection = Connection(parse_address(where, options), options)
    analyzer = Analyzer()
    with new_generation(
        connection, ClusterGenerationInfo(analysis=analyzer.signature), None
    ) as fresh:
        for report in reports:
            fresh.put(report.id, report.path, prepared_document(report, analyzer), known=False)
        fresh.finish(())
    index = ClusterIndex.open(where, options)
    with oracle_searcher(whoosh) as searcher:
        yield searcher, index
    index.close()
    connection.close()


class Trees:
    """Random query trees over the terms of an index."""

    def __init__(self, seed, reports):
        self.chance = random.Random(seed)
        self.terms = sorted({token.text for text in reports for token in grams(text)})
        self.words = sorted({token.text for text in reports for token in Analyzer().words(text)})

    def leaf(self):
        chance = self.chance
        kind = chance.random()
        if kind < 0.6:
            return query.Term(FIELD, chance.choice(self.terms))
        if kind < 0.75:
            return query.Prefix(FIELD, chance.choice(["发", "经", "a", "g", "gd", "展经"]))
        if kind < 0.85:
            return query.Wildcard(FIELD, chance.choice(["g*p", "*h", "?i", "g?p"]))
        words = [chance.choice(self.terms) for _ in range(chance.randint(1, 3))]
        return query.Phrase(FIELD, words, slop=chance.randint(1, 3))

    def slot(self, depth=0):
        kind = self.chance.random()
        if kind < 0.65 or depth > 1:
            return self.leaf()
        if kind < 0.8:
            return query.Or([self.leaf() for _ in range(self.chance.randint(1, 3))])
        if kind < 0.87:
            return self.without()
        return self.near(depth + 1)

    def near(self, depth=0):
        slots = [self.slot(depth) for _ in range(self.chance.randint(1, 4))]
        slop = self.chance.randint(1, 6)
        return Near(FIELD, slots, slop=slop, ordered=self.chance.random() < 0.5)

    def without(self):
        barred, *words = (self.chance.choice(self.terms) for _ in range(3))
        slot = self.chance.choice([query.Phrase(FIELD, words), query.Term(FIELD, words[0])])
        return Without(FIELD, [slot], self.chance.choice([barred, words[-1]]))

    def together(self):
        slots = [self.slot() for _ in range(self.chance.randint(1, 3))]
        return SameScope(FIELD, slots, self.chance.choice([SENTENCE, PARAGRAPH]))

    def plain(self):
        word = self.chance.choice(self.words)
        return self.chance.choice(
            [
                query.Term("body", word),
                query.Term("title", word, boost=2.0),
                query.NumericRange("date", 20200101, 20200601),
                query.Term("source", "甲报"),
                query.Every(),
                self.leaf(),
            ]
        )

    def tree(self, depth=0):
        kind = self.chance.randint(0, 11)
        if depth > 2 or kind < 3:
            return self.plain()
        if kind < 6:
            return self.near()
        if kind < 8:
            return self.together()
        first, second = self.tree(depth + 1), self.tree(depth + 1)
        kinds = [query.And, query.Or, query.DisjunctionMax]
        pairs = [query.AndNot, query.AndMaybe, query.Require]
        chosen = self.chance.choice([*kinds, *pairs, query.Not])
        if chosen is query.Not:
            return query.Not(first)
        return chosen([first, second]) if chosen in kinds else chosen(first, second)


def matches(node, searcher):
    """Ids of what Whoosh matches; what is joined is joined here, where Whoosh has its faults."""
    match node:
        case query.And() | query.Require():
            return set.intersection(*(matches(part, searcher) for part in node.subqueries))
        case query.Or() | query.DisjunctionMax():
            return set.union(*(matches(part, searcher) for part in node.subqueries))
        case query.AndNot():
            return matches(node.a, searcher) - matches(node.b, searcher)
        case query.AndMaybe():
            return matches(node.a, searcher)
        case query.Not():
            return matches(query.Every(), searcher) - matches(node.query, searcher)
        case _:
            return {hit["id"] for hit in searcher.search(node, limit=None)}


def test_random_queries_find_what_whoosh_finds(both):
    searcher, index = both
    bodies = [report.body for report in index.reports([f"r{n:03}" for n in range(REPORTS)])]
    trees = Trees(1, bodies)
    matched = 0
    for _ in range(QUERIES):
        tree = trees.tree()
        expected = matches(tree, searcher)
        answer = index.ask(Question(query=tree, size=REPORTS))

        assert {hit.id for hit in answer.hits} == expected, repr(tree)
        assert (answer.total, answer.exact) == (len(expected), True)
        matched += len(expected)
    assert matched > QUERIES  # the comparison is of something


SCORED = {
    "a word": query.Term("body", "gdp"),
    "a word that counts double": query.Term("body", "gdp", boost=2.0),
    "all words": query.And([query.Term("body", "gdp"), query.Term("body", "growth")]),
    "any word": query.Or([query.Term("title", "gdp", boost=2.0), query.Term("body", "growth")]),
    "one word, the other ranks": query.AndMaybe(
        query.Term("body", "gdp"), query.Term("title", "growth")
    ),
    "a phrase": query.Phrase(FIELD, ["gdp", "growth"]),
    "parts near each other": Near(
        FIELD, [query.Term(FIELD, "gdp"), query.Term(FIELD, "growth")], slop=4, ordered=False
    ),
    "all": query.Every(),
}


@pytest.mark.parametrize("asked", SCORED.values(), ids=SCORED)
def test_scores_are_the_oracles_but_for_lengths_which_both_cut_in_their_own_way(both, asked):
    searcher, index = both
    expected = {hit["id"]: hit.score for hit in searcher.search(asked, limit=None)}
    answer = index.ask(Question(query=asked, size=REPORTS))

    assert expected
    assert {hit.id: hit.score for hit in answer.hits} == pytest.approx(expected, rel=0.06)


@pytest.mark.parametrize("field", ["title", "body", "title_grams", "body_grams"])
def test_terms_are_listed_with_the_number_of_reports_that_hold_them(both, field):
    searcher, index = both
    expected = {
        term.decode(): searcher.reader().doc_frequency(field, term)
        for term in searcher.reader().lexicon(field)
        if term.decode() not in (SENTENCE, PARAGRAPH)
    }
    listed = index.terms(field, "", TermPart.PREFIX, 9000)

    assert {term.text: term.reports for term in listed} == expected
    assert [term.reports for term in listed] == sorted(expected.values(), reverse=True)
    assert index.frequencies(field, [*expected, "不在"]) == (*expected.values(), 0)


REFUSED = {
    "another's span": query.SpanFirst(query.Term(FIELD, "gdp")),
    "a regular expression": query.Regex(FIELD, "gd."),
    "one in place of another": query.Otherwise(query.Term(FIELD, "a"), query.Term(FIELD, "b")),
    "a negation beside others": Near(FIELD, [query.Term(FIELD, "a"), query.Every()]),
    "a set of letters": query.Wildcard(FIELD, "g[dx]p"),
}


@pytest.mark.parametrize("asked", REFUSED.values(), ids=REFUSED)
def test_what_a_cluster_cannot_do_is_refused_by_name(both, asked):
    with pytest.raises(RefusedError, match="A cluster cannot"):
        both[1].ask(Question(query=asked))


NOWHERE = {
    "a word in a field of numbers": query.Term("date", "gdp"),
    "a word in no field": query.Term("nothing", "gdp"),
    "a prefix of numbers": query.Prefix("views", "1"),
    "a range of words in a field of numbers": query.TermRange("date", "a", "b"),
    "a range of numbers in a field of words": query.NumericRange("body", 1, 2),
    "nothing": query.NullQuery,
    "all of nothing": query.And([]),
}


@pytest.mark.parametrize("asked", NOWHERE.values(), ids=NOWHERE)
def test_what_no_report_can_hold_is_found_nowhere(both, asked):
    assert both[1].ask(Question(query=asked, seconds=5.0)).total == 0


def test_a_query_nested_too_deeply_is_refused(both):
    deep = query.Term("body", "gdp")
    for _ in range(200):
        deep = query.Or([deep, query.Term("body", "ai")])

    with pytest.raises(RefusedError, match="nested too deeply"):
        both[1].ask(Question(query=deep))


def test_a_query_of_many_words_is_answered(both):
    """OpenSearch takes 1,024 words in one query unless told otherwise; a build tells it."""
    many = query.Or([query.Term("body", f"word{number}") for number in range(3000)])

    assert both[1].ask(Question(query=many)).total == 0
