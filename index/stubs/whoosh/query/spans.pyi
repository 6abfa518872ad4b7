from whoosh.matching import Matcher, WrappingMatcher
from whoosh.query import Query
from whoosh.searching import SearchContext

class Span:
    start: int
    end: int
    def __init__(self, start: int, end: int | None = None) -> None: ...

class SpanQuery(Query):
    @classmethod
    def _span_context(cls, context: SearchContext | None) -> SearchContext: ...

class SpanWrappingMatcher(WrappingMatcher):
    def __init__(self, child: Matcher) -> None: ...
