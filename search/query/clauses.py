"""The clauses that a part of a query compiles to: MUST, SHOULD, FILTER and MUST_NOT."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.query_nodes import AtLeast

UNSCORED_WEIGHT = 1e-6
"""The weight of a MUST clause whose terms score in SHOULD; a score of 0 would not be a match."""
MAX_TITLE_TERMS = 8
"""Words of a query; a longer query gets no extra score for a title with all of them."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """The clauses of a node, by their role.

    `must`, `should`, `filter` and `must_not` are those of Lucene: a report must match all of `must`
    and `filter` and none of `must_not`, and `should` adds to its score. `filter` has the dates and
    values of fields, which apply even if only some of the words have to match.

    `plain` and `firm` split `must` for queries that need only some of the words: `firm` clauses are
    quoted or required by an operator, `plain` ones are not and have a form that is fast to look up.
    `prose` are those of `firm` that stand in marks of Chinese prose (《》). Such queries score by
    `fallback`, which replaces `must` and `should`. A title that matches all of `titled` scores
    extra.
    """

    must: tuple[Query, ...] = ()
    plain: tuple[Query, ...] = ()
    firm: tuple[Query, ...] = ()
    prose: tuple[Query, ...] = ()
    should: tuple[Query, ...] = ()
    fallback: tuple[Query, ...] = ()
    titled: tuple[Query, ...] = ()
    filter: tuple[Query, ...] = ()
    must_not: tuple[Query, ...] = ()

    @classmethod
    def joined(cls, parts: Sequence["Clauses"]) -> "Clauses":
        """The clauses of several parts, all of which apply."""
        return cls(
            must=tuple(clause for part in parts for clause in part.must),
            plain=tuple(clause for part in parts for clause in part.plain),
            firm=tuple(clause for part in parts for clause in part.firm),
            prose=tuple(clause for part in parts for clause in part.prose),
            should=tuple(dict.fromkeys(clause for part in parts for clause in part.should)),
            fallback=tuple(dict.fromkeys(clause for part in parts for clause in part.fallback)),
            titled=tuple(clause for part in parts for clause in part.titled),
            filter=tuple(clause for part in parts for clause in part.filter),
            must_not=tuple(clause for part in parts for clause in part.must_not),
        )

    @classmethod
    def exactly(cls, single: Query, *, plain: bool = False) -> "Clauses":
        """The clauses of a single query, which also scores by itself."""
        if plain:
            return cls(must=(single,), fallback=(single,), plain=(single,))
        return cls(must=(single,), fallback=(single,), firm=(single,))

    def required(self) -> "Clauses":
        """The same clauses, with all of `must` required by an operator."""
        return dataclasses.replace(self, plain=(), firm=self.must, prose=())

    def with_all(self) -> Query | None:
        """The query that requires all of `must`; None if there are no clauses."""
        return self._limited(
            self._whole() if self.must or not self.fallback else any_of(self.fallback)
        )

    def with_at_least(self, least: int) -> Query | None:
        """The query that requires `firm` and at least `least` of the `plain` clauses."""
        parts = [*self.firm, query.ConstantScoreQuery(AtLeast(least, self.plain), UNSCORED_WEIGHT)]
        return self._limited(query.AndMaybe(all_of(parts), any_of(self.fallback)))

    def with_any(self) -> Query | None:
        """The query that requires one of the `plain` or `prose` clauses, and the rest of `firm`."""
        firm = tuple(clause for clause in self.firm if clause not in self.prose)
        plain = (*self.plain, *self.prose)
        return dataclasses.replace(self, firm=firm, plain=plain, prose=()).with_at_least(1)

    def _limited(self, words: Query | None) -> Query | None:
        """The query for the words, restricted by `filter` and `must_not`."""
        parts = [*(() if words is None else (words,)), *self.filter]
        if not parts and not self.must_not:
            return None
        required = all_of(parts) if parts else query.Every()
        if not self.must_not:
            return required
        return query.And(
            [required, query.Not(any_of(self.must_not))]
        )  # Whoosh's AndNot lets fallback pass

    def _whole(self) -> Query | None:
        """The query for all of `must`, scored by `should`; None without `must`."""
        if not self.must:
            return None
        scored = [*self.should]
        if self.titled and len(self.titled) == len(self.must) <= MAX_TITLE_TERMS:
            scored.append(all_of(self.titled))
        required = all_of(self.must)
        return query.AndMaybe(required, any_of(scored)) if scored else required


def any_of(parts: Iterable[Query]) -> Query:
    """The OR of the queries, without those that match nothing."""
    queries = [part for part in parts if part != query.NullQuery]
    if not queries:
        return query.NullQuery
    return queries[0] if len(queries) == 1 else query.Or(queries)


def all_of(parts: Sequence[Query]) -> Query:
    """The AND of the queries."""
    return parts[0] if len(parts) == 1 else query.And(list(parts))
