"""What a part of the query line wants: what must be there, what ranks, what must not be there."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from whoosh import query
from whoosh.query import Query

from index.query_nodes import AtLeast

UNSCORED = 1e-6
"""The weight of what must be there but ranks elsewhere; 0 would not count as a match."""
MAX_TITLE_TERMS = 8
"""A query of more words is not looked for as a title."""


@dataclass(frozen=True, slots=True)
class Clauses:
    """What a node means: queries that all `must` match, queries that `rank`, what must not be.

    `some` stands in for `must` where any of the parts will do; it scores by itself. A title that
    holds all of `titled` counts extra. `always` are dates and values of fields: they hold however
    few of the words do. `plain` are those of `must` that nobody asked for with an operator or in
    quotes, in a form that is quickly looked up, `firm` the others.
    """

    must: tuple[Query, ...] = ()
    plain: tuple[Query, ...] = ()
    firm: tuple[Query, ...] = ()
    ranks: tuple[Query, ...] = ()
    some: tuple[Query, ...] = ()
    titled: tuple[Query, ...] = ()
    always: tuple[Query, ...] = ()
    never: tuple[Query, ...] = ()

    @classmethod
    def joined(cls, parts: Sequence["Clauses"]) -> "Clauses":
        """The reading of parts that stand beside one another."""
        return cls(
            must=tuple(one for part in parts for one in part.must),
            plain=tuple(one for part in parts for one in part.plain),
            firm=tuple(one for part in parts for one in part.firm),
            ranks=tuple(dict.fromkeys(one for part in parts for one in part.ranks)),
            some=tuple(dict.fromkeys(one for part in parts for one in part.some)),
            titled=tuple(one for part in parts for one in part.titled),
            always=tuple(one for part in parts for one in part.always),
            never=tuple(one for part in parts for one in part.never),
        )

    @classmethod
    def exactly(cls, asked: Query, *, plain: bool = False) -> "Clauses":
        """The reading of something that is there or not, and ranks by itself."""
        if plain:
            return cls(must=(asked,), some=(asked,), plain=(asked,))
        return cls(must=(asked,), some=(asked,), firm=(asked,))

    def required(self) -> "Clauses":
        """The same, where an operator asks for each of the parts."""
        return dataclasses.replace(self, plain=(), firm=self.must)

    def asked(self) -> Query | None:
        """The query: all of `must`, ranked; None where there is nothing."""
        return self._limited(self._whole() if self.must or not self.some else any_of(self.some))

    def with_some(self, least: int) -> Query | None:
        """The query for at least so many of the plain words, and all that is asked for firmly."""
        parts = [*self.firm, query.ConstantScoreQuery(AtLeast(least, self.plain), UNSCORED)]
        return self._limited(query.AndMaybe(all_of(parts), any_of(self.some)))

    def _limited(self, words: Query | None) -> Query | None:
        """The words under what holds always and without what must not be there."""
        parts = [*(() if words is None else (words,)), *self.always]
        if not parts and not self.never:
            return None
        found = all_of(parts) if parts else query.Every()
        if not self.never:
            return found
        return query.And([found, query.Not(any_of(self.never))])  # Whoosh's AndNot lets some pass

    def _whole(self) -> Query | None:
        """All that must be there, ranked; None where nothing must."""
        if not self.must:
            return None
        wanted = [*self.ranks]
        if self.titled and len(self.titled) == len(self.must) <= MAX_TITLE_TERMS:
            wanted.append(all_of(self.titled))
        found = all_of(self.must)
        return query.AndMaybe(found, any_of(wanted)) if wanted else found


def any_of(parts: Iterable[Query]) -> Query:
    """Any of the parts that can match."""
    found = [part for part in parts if part != query.NullQuery]
    if not found:
        return query.NullQuery
    return found[0] if len(found) == 1 else query.Or(found)


def all_of(parts: Sequence[Query]) -> Query:
    """All of the parts."""
    return parts[0] if len(parts) == 1 else query.And(list(parts))
