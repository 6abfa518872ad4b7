"""Quoting for addresses: names and values of parameters, and ids in paths."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote_plus

_MAX_CACHED_CHARS = 64
"""Longest value, in code points, whose quoted form is cached: clients cannot fill the memory."""

_TO_QUOTE = re.compile("[^A-Za-z0-9_.~%&=+-]+")
"""Characters of a query that our links escape, though it may have them as they are."""


def quoted_length(query: str) -> int:
    """The length that the query of an address has in our links, where each , or ' is %2C or %27."""
    return len(query) + 2 * sum(map(len, _TO_QUOTE.findall(query)))


def quoted(text: str) -> str:
    """A quoted name or value; cached, as the hundred links of a page share few values."""
    return _quoted_cached(text) if len(text) <= _MAX_CACHED_CHARS else quote_value(text)


def quote_value(text: str) -> str:
    """A quoted name or value; lone surrogates are kept."""
    return quote_plus(text, errors="surrogatepass")


_quoted_cached = lru_cache(maxsize=4096)(quote_value)


def query_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values as the query of an address."""
    return "&".join([f"{quoted(name)}={quoted(value)}" for name, value in pairs])


def with_query(path: str, query: str) -> str:
    """An address with a query, or with more of one."""
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path
