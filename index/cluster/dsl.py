"""Translates a tree of whoosh.query to OpenSearch's query DSL: Whoosh's matches, BM25's scores."""

from collections.abc import Callable, Iterable
from typing import Any

from whoosh import query
from whoosh.query import Query

from index.api import RefusedError
from index.cluster.intervals import ExpandInterval, Intervals, IntervalSide, as_near, is_exact
from index.cluster.mapping import token
from index.fields import NUMBER_FIELDS
from index.json_types import JsonObject
from index.query_nodes import AtLeast, Near, SameScope, SlotQuery, Without
from index.report import ReportId
from index.schema import GRAMS, VALUES, WORDS

Clause = JsonObject
TEXTS = (*WORDS, *GRAMS)
KNOWN_FIELDS = (*TEXTS, *VALUES, "id")
MATCH_NONE: Clause = {"match_none": {}}


MAX_DSL_DEPTH = 100
"""The same limits as those of the embedded engine."""
MAX_DSL_NODES = 20_000
Between = Callable[[SlotQuery, Clause], list[ReportId]]
"""Maps a Near or SameScope and a clause for candidate reports to the ids of those that match."""


class Translator:
    """Translates one query.

    `expand` lists the terms of a prefix or wildcard; `between` reads the reports for which the
    cluster cannot decide whether they match.
    """

    def __init__(self, expand: ExpandInterval, between: Between) -> None:
        self._expand = expand
        self._between = between
        self._depth = self._nodes = 0

    def clause(self, node: Query) -> Clause:
        """The clause for a node; RefusedError names an unknown node."""
        if node == query.NullQuery:
            return MATCH_NONE
        translate = _CLAUSES.get(type(node))
        if translate is None:
            raise RefusedError(f"A cluster cannot search for {type(node).__name__}.")
        self._nodes += 1
        if self._depth == MAX_DSL_DEPTH or self._nodes > MAX_DSL_NODES:
            raise RefusedError("The query is too large or nested too deeply. Make it simpler.")
        self._depth += 1
        clause = translate(self, node)
        self._depth -= 1
        return clause

    def clauses(self, nodes: Iterable[Query]) -> list[Clause]:
        """The clauses for several nodes."""
        return [self.clause(node) for node in nodes]

    def near(self, node: SlotQuery) -> Clause:
        """A clause that requires and scores all slots, at positions that fit the node."""
        where = self._placed(node, IntervalSide.FEWER)
        if not is_exact(node):
            more = self._placed(node, IntervalSide.MORE)
            ids = self._between(node, _bool(filter=[more], must_not=[where]))
            where = _bool(should=[where, {"terms": {"id": ids}}], minimum_should_match=1)
        return _bool(node.boost, must=self.clauses(node.slots), filter=[where])

    def _placed(self, node: SlotQuery, side: IntervalSide) -> Clause:
        return {"intervals": {node.fieldname: Intervals(self._expand, side).rule(node)}}


def _bool(boost: float = 1.0, **parts: Any) -> Clause:  # **: the parts are DSL's own words
    return {"bool": parts | ({"boost": boost} if boost != 1.0 else {})}


def _constant(clause: Clause, score: float = 1.0) -> Clause:
    return {"constant_score": {"filter": clause, "boost": score}}


def _term(_: Translator, node: query.Term) -> Clause:
    text = node.text.decode() if isinstance(node.text, bytes) else str(node.text)
    if node.fieldname not in KNOWN_FIELDS:
        return MATCH_NONE
    if node.fieldname in TEXTS:
        return {"term": {node.fieldname: {"value": token(text), "boost": node.boost}}}
    return _constant({"term": {node.fieldname: text}}, node.boost)


def _and(self: Translator, node: query.And) -> Clause:
    if len(node.subqueries) == 1:
        return self.clause(node.subqueries[0])
    if not node.subqueries:
        return MATCH_NONE
    return _bool(node.boost, must=self.clauses(node.subqueries))


def _or(self: Translator, node: query.Or) -> Clause:
    if node.scale:
        raise RefusedError("A cluster cannot scale an Or by how many of its parts match.")
    if len(node.subqueries) == 1:
        return self.clause(node.subqueries[0])
    if not node.subqueries:
        return MATCH_NONE
    return _bool(node.boost, should=self.clauses(node.subqueries), minimum_should_match=1)


def _at_least(self: Translator, node: AtLeast) -> Clause:
    if len(node.parts) < node.least:
        return MATCH_NONE
    parts = self.clauses(node.parts)
    return _constant(_bool(should=parts, minimum_should_match=node.least), node.boost)


def _best(self: Translator, node: query.DisjunctionMax) -> Clause:
    if not node.subqueries:
        return MATCH_NONE
    parts = self.clauses(node.subqueries)
    return {"dis_max": {"queries": parts, "tie_breaker": node.tiebreak, "boost": node.boost}}


def _not(self: Translator, node: query.Not) -> Clause:
    return _constant(_bool(must_not=[self.clause(node.query)]))


def _and_not(self: Translator, node: query.AndNot) -> Clause:
    return _bool(must=[self.clause(node.a)], must_not=[self.clause(node.b)])


def _and_maybe(self: Translator, node: query.AndMaybe) -> Clause:
    return _bool(must=[self.clause(node.a)], should=[self.clause(node.b)])


def _require(self: Translator, node: query.Require) -> Clause:
    return _bool(must=[self.clause(node.a)], filter=[self.clause(node.b)])


def _scored(self: Translator, node: query.ConstantScoreQuery) -> Clause:
    return _constant(self.clause(node.child), node.score)


def _every(_: Translator, node: query.Every) -> Clause:
    if node.fieldname not in TEXTS:  # every report has a value there, at least the empty one
        return {"match_all": {"boost": node.boost}}
    return _constant({"exists": {"field": node.fieldname}}, node.boost)


def _prefix(self: Translator, node: query.Prefix) -> Clause:
    if node.fieldname not in KNOWN_FIELDS:
        return MATCH_NONE
    if not node.text:
        return _every(self, query.Every(node.fieldname, boost=node.boost))
    return {"prefix": {node.fieldname: {"value": token(node.text), "boost": node.boost}}}


def _wildcard(self: Translator, node: query.Wildcard) -> Clause:
    if node.text == "*":
        return _every(self, query.Every(node.fieldname, boost=node.boost))
    if node.fieldname not in KNOWN_FIELDS:
        return MATCH_NONE
    if "[" in node.text:
        raise RefusedError("A cluster cannot search for a Wildcard with a set of letters.")
    text = node.text.replace("\\", "\\\\")
    return {"wildcard": {node.fieldname: {"value": text, "boost": node.boost}}}


def _fuzzy(_: Translator, node: query.FuzzyTerm) -> Clause:
    if node.fieldname not in KNOWN_FIELDS:
        return MATCH_NONE
    if node.maxdist > 2:
        raise RefusedError("A cluster cannot search for a FuzzyTerm of more than two changes.")
    wanted = {
        "value": node.text,
        "fuzziness": node.maxdist,
        "prefix_length": node.prefixlength,
        "transpositions": False,
        "rewrite": "constant_score",
        "boost": node.boost,
    }
    return {"fuzzy": {node.fieldname: wanted}}


def _range(_: Translator, node: query.TermRange | query.NumericRange) -> Clause:
    if node.fieldname not in (
        NUMBER_FIELDS if isinstance(node, query.NumericRange) else KNOWN_FIELDS
    ):
        return MATCH_NONE
    bounds: JsonObject = {"boost": node.boost}
    if node.start is not None:
        bounds["gt" if node.startexcl else "gte"] = node.start
    if node.end is not None:
        bounds["lt" if node.endexcl else "lte"] = node.end
    return {"range": {node.fieldname: bounds}}


def _phrase(self: Translator, node: query.Phrase) -> Clause:
    return _slots(self, as_near(node)) if node.words else MATCH_NONE


def _slots(self: Translator, node: SlotQuery) -> Clause:
    return self.near(node)


_CLAUSES: dict[type, Callable[[Translator, Any], Clause]] = {
    query.Term: _term,
    query.And: _and,
    query.Or: _or,
    query.DisjunctionMax: _best,
    AtLeast: _at_least,
    query.Not: _not,
    query.AndNot: _and_not,
    query.AndMaybe: _and_maybe,
    query.Require: _require,
    query.ConstantScoreQuery: _scored,
    query.Every: _every,
    query.Prefix: _prefix,
    query.Wildcard: _wildcard,
    query.FuzzyTerm: _fuzzy,
    query.TermRange: _range,
    query.NumericRange: _range,
    query.Phrase: _phrase,
    Near: _slots,
    SameScope: _slots,
    Without: _slots,
}
