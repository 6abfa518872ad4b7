"""The possible cost of a request, estimated from its address before it runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from index.fields import MANY_VALUED_FIELDS, QUERY_FIELDS
from index.text.fold import fold
from search.request import PAGE_SIZE
from web.request_codec import MAX_PAGE_SIZE

PAGE_SECONDS = 15.0
"""Time limit of a page; the page says when its results were cut."""
MAX_CHEAP_QUERY_CHARS = 100
"""A query of more characters counts as expensive."""
MAX_PARAMETERS = 20
"""An address with more parameters counts as expensive: each facet value is one."""
MAX_MARKED_CHARS = 4_000
"""Characters of a query times hits of its page, above which it counts as expensive: each word is
looked for in each hit. Measured: 49 of the most frequent characters in 100 hits take 1.5 s."""
_MANY_TERMS = frozenset("*?~＊？～")
_NAMES = "|".join(name for field in MANY_VALUED_FIELDS for name in QUERY_FIELDS[field])
_NUMBER = re.compile("[0-9]{1,10}")
_VALUES = re.compile(rf"(?:{_NAMES})\s?[:：=＝]")
"""A field query that scans all values of the field: there may be thousands of sources."""


@dataclass(frozen=True, slots=True)
class RequestCosts:
    """The beginnings of expensive addresses, without `/api`, with their time limits in seconds.

    The views declare them; `web.server.registry` puts them together.
    """

    expensive: Mapping[str, float]

    def costly(self, path: str, query: str) -> bool:
        """Whether a request may cost much more than a results page, by its path or its query.

        Both are as they stand in the address, escaped.
        """
        if self._limit(path) is not None or query.count("&") >= MAX_PARAMETERS:
            return True
        values = parse_qs(query, errors="replace")
        text = "".join(values.get("q", ()))
        if len(text) > MAX_CHEAP_QUERY_CHARS or not _MANY_TERMS.isdisjoint(text):
            return True
        if len(text) * _size(values.get("size", [""])[0].strip()) > MAX_MARKED_CHARS:
            return True
        return bool(_VALUES.search(fold(text)))

    def seconds(self, path: str) -> float:
        """The time limit of a request in seconds."""
        limit = self._limit(path)
        return PAGE_SECONDS if limit is None else limit

    def _limit(self, path: str) -> float | None:
        """The time limit of an expensive address; None for any other."""
        page = path.removeprefix("/api")
        limits = (limit for start, limit in self.expensive.items() if page.startswith(start))
        return next(limits, None)


def _size(text: str) -> int:
    """The hits of a page by its parameter; the most where it is no number, which is refused."""
    if not text:
        return PAGE_SIZE
    return int(text) if _NUMBER.fullmatch(text) else MAX_PAGE_SIZE
