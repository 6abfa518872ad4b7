from collections.abc import Iterable, Iterator, Sequence

from whoosh.matching.mcore import LeafMatcher as LeafMatcher
from whoosh.matching.mcore import Matcher as Matcher
from whoosh.matching.mcore import ReadTooFar as ReadTooFar

def NullMatcher() -> Matcher: ...

class ListMatcher(Matcher):
    def __init__(self, ids: Sequence[int], *, all_weights: float | None = None) -> None: ...

class WrappingMatcher(Matcher):
    child: Matcher
    boost: float
    def __init__(self, child: Matcher, boost: float = 1.0) -> None: ...
    def all_ids(self) -> Iterator[int]: ...

class BiMatcher(Matcher):
    a: Matcher
    b: Matcher
    def __init__(self, a: Matcher, b: Matcher) -> None: ...

class IntersectionMatcher(BiMatcher): ...

class RequireMatcher(WrappingMatcher):
    def __init__(self, a: Matcher, b: Matcher) -> None: ...

class MultiMatcher(Matcher):
    def __init__(self, matchers: Iterable[Matcher], idoffsets: Sequence[int]) -> None: ...
