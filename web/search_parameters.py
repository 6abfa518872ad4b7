"""The parameters of one search, written once for the many links of a page that repeat them."""

import functools
from collections.abc import Callable

from search.request import Request
from web.quoting import query_string
from web.request_codec import WRITERS, Pairs, pairs_of

KnownParameters = Callable[[str], tuple[str, ...] | None]
"""The names of the parameters that an address takes; None if it takes any."""


def any_parameters(path: str) -> None:
    """For links that are not of a site: an address takes any parameter."""
    del path


class SearchParameters:
    """The parameters of a search as text, and with changes: only what changes is written anew."""

    def __init__(self, request: Request) -> None:
        self._request = request

    @functools.cached_property
    def pairs(self) -> Pairs:
        """Names and values."""
        return pairs_of(self._request)

    @functools.cached_property
    def text(self) -> str:
        """The query part of an address."""
        return "&".join(filter(None, self._written.values()))

    @functools.cached_property
    def _written(self) -> dict[str, str]:
        """What stands in an address for each attribute of the request, in the fixed order."""
        return {
            name: query_string(write(getattr(self._request, name)))
            for name, write in WRITERS.items()
        }

    def changed(self, **changes: object) -> str:
        """The same after changes of attributes of the request, by their names."""
        written = {name: query_string(WRITERS[name](value)) for name, value in changes.items()}
        return "&".join(filter(None, (self._written | written).values()))
