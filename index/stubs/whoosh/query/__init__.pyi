from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from whoosh.matching import Matcher
from whoosh.query.ranges import NumericRange as NumericRange
from whoosh.query.ranges import TermRange as TermRange
from whoosh.reading import IndexReader
from whoosh.searching import SearchContext, Searcher

class QueryError(Exception): ...

class Query:
    boost: float
    def is_leaf(self) -> bool: ...
    def needs_spans(self) -> bool: ...
    def children(self) -> Iterator[Query]: ...
    def leaves(self) -> Iterator[Query]: ...
    def apply(self, fn: Callable[[Query], Query]) -> Query: ...
    def accept(self, fn: Callable[[Query], Query]) -> Query: ...
    def with_boost(self, boost: float) -> Self: ...
    def normalize(self) -> Query: ...
    def field(self) -> str | None: ...
    def estimate_size(self, ixreader: IndexReader) -> int: ...
    def matcher(self, searcher: Searcher, context: SearchContext | None = None) -> Matcher: ...

class CompoundQuery(Query):
    subqueries: Sequence[Query]
    def __init__(self, subqueries: Iterable[Query], boost: float = 1.0) -> None: ...

class And(CompoundQuery): ...

class Or(CompoundQuery):
    minmatch: int
    scale: float | None
    def __init__(
        self,
        subqueries: Iterable[Query],
        boost: float = 1.0,
        minmatch: int = 0,
        scale: float | None = None,
    ) -> None: ...

class DisjunctionMax(CompoundQuery):
    tiebreak: float
    def __init__(
        self, subqueries: Iterable[Query], boost: float = 1.0, tiebreak: float = 0.0
    ) -> None: ...

class BinaryQuery(CompoundQuery):
    a: Query
    b: Query
    def __init__(self, a: Query, b: Query, boost: float = 1.0) -> None: ...

class AndNot(BinaryQuery): ...
class AndMaybe(BinaryQuery): ...
class Require(BinaryQuery): ...
class Otherwise(BinaryQuery): ...

class WrappingQuery(Query):
    child: Query
    def __init__(self, child: Query) -> None: ...

class Not(Query):
    query: Query
    def __init__(self, query: Query, boost: float = 1.0) -> None: ...

class ConstantScoreQuery(WrappingQuery):
    score: float
    def __init__(self, child: Query, score: float = 1.0) -> None: ...

class Every(Query):
    fieldname: str | None
    def __init__(self, fieldname: str | None = None, boost: float = 1.0) -> None: ...

class _NullQuery(Query): ...

NullQuery: _NullQuery

class Term(Query):
    fieldname: str
    text: str | bytes
    def __init__(self, fieldname: str, text: str | bytes, boost: float = 1.0) -> None: ...

class PatternQuery(Query):
    fieldname: str
    text: str
    constantscore: bool
    def __init__(
        self, fieldname: str, text: str, boost: float = 1.0, constantscore: bool = True
    ) -> None: ...

class Prefix(PatternQuery): ...
class Wildcard(PatternQuery): ...
class Regex(PatternQuery): ...

class FuzzyTerm(Query):
    fieldname: str
    text: str
    maxdist: int
    prefixlength: int
    constantscore: bool
    def __init__(
        self,
        fieldname: str,
        text: str,
        boost: float = 1.0,
        maxdist: int = 1,
        prefixlength: int = 1,
        constantscore: bool = True,
    ) -> None: ...

class Phrase(Query):
    fieldname: str
    words: Sequence[str]
    slop: int
    def __init__(
        self,
        fieldname: str,
        words: Sequence[str],
        slop: int = 1,
        boost: float = 1.0,
    ) -> None: ...
