"""The possible cost of a request, estimated from its address before it runs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from index.fields import MANY_VALUED_FIELDS, QUERY_FIELDS
from index.text.fold import fold

PAGE_SECONDS = 15.0
"""Time limit of a page; the page says when its results were cut."""
MAX_CHEAP_QUERY_CHARS = 100
"""A query of more characters counts as expensive."""
MAX_PARAMETERS = 20
"""An address with more parameters counts as expensive: each facet value is one."""
_MANY_TERMS = frozenset("*?~＊？～")
_NAMES = "|".join(name for field in MANY_VALUED_FIELDS for name in QUERY_FIELDS[field])
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
        text = "".join(parse_qs(query, errors="replace").get("q", ()))
        if len(text) > MAX_CHEAP_QUERY_CHARS or not _MANY_TERMS.isdisjoint(text):
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
