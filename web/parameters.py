"""The parameters each address takes: what is not known is refused to programs and told to people.

What programs may ask is what `web/views/openapi.py` describes; pages take the same, and a few more.
"""

from functools import lru_cache
from types import MappingProxyType

import flask

from search.page import Note
from web.errors import INSTEAD, KNOWN, NOT_TWICE, BadParameterError
from web.views.openapi import Json, description

FILES = MappingProxyType(
    {
        "/trend.csv": "/api/trend",
        "/concordance.csv": "/api/concordance",
        "/words.csv": "/api/words",
    }
)
"""Tables that take the parameters of their JSON."""
PAGES = MappingProxyType({"/search": ("/api/search", ("page", "within"))})
"""Pages that tell of parameters they do not know: whose they take, and which besides."""
MEANT = MappingProxyType(
    {
        **dict.fromkeys(("query", "text", "search", "term", "keyword", "keywords", "s"), "q"),
        **dict.fromkeys(("limit", "rows", "per_page", "page_size", "count", "num"), "size"),
        **dict.fromkeys(("offset", "skip", "page", "p"), "start"),
        **dict.fromkeys(("cursor", "next", "search_after", "scroll"), "after"),
        **dict.fromkeys(("order", "order_by", "sort_by", "orderby"), "sort"),
        **dict.fromkeys(("since", "start_date", "date_from", "first"), "from"),
        **dict.fromkeys(("until", "till", "end_date", "date_to", "last"), "to"),
        **dict.fromkeys(("year", "date", "month", "day"), "from and to"),
        **dict.fromkeys(("operator", "op", "default_operator", "mode"), "match"),
        **dict.fromkeys(("locale", "hl", "locales"), "lang"),
    }
)
"""What other programs call a parameter, to what it is called here."""
MOST_NAMED = 5
LONGEST_NAME = 40
UNTOLD = ("utm_", "fbclid", "gclid", "spm")
"""Beginnings of names that other sites add to their links; nobody meant them for us."""


@lru_cache(maxsize=64)
def known(path: str) -> tuple[str, ...] | None:
    """The names that an address for programs takes, None where anything may be given."""
    operations = _described().get(FILES.get(path, path))
    if operations is None or path == "/healthz":
        return None
    return tuple(one["name"] for each in operations.values() for one in each["parameters"])


@lru_cache(maxsize=64)
def _several(path: str) -> frozenset[str]:
    """Those of them that may be given more than once."""
    operations = _described().get(FILES.get(path, path), {})
    return frozenset(
        one["name"]
        for each in operations.values()
        for one in each["parameters"]
        if one["schema"].get("type") == "array"
    )


@lru_cache(maxsize=1)
def _described() -> dict[str, Json]:
    paths: dict[str, Json] = description()["paths"]
    return paths


def check() -> None:
    """Refuse what the address of a program holds that is not known; BadParameterError."""
    path, args = flask.request.path, flask.request.args
    names = known(path)
    if names is None:
        return
    for name in args:
        if name not in names:
            meant = MEANT.get(name.lower().replace("-", "_"), name.lower().rstrip("s"))
            told = name[:LONGEST_NAME], ", ".join(names)
            if meant.partition(" ")[0] in names:
                raise BadParameterError(told[0], INSTEAD, meant, told[1])
            raise BadParameterError(told[0], KNOWN, told[1])
        if len(args.getlist(name)) > 1 and name not in _several(path):
            raise BadParameterError(name, NOT_TWICE)


def unknown() -> tuple[Note, ...]:
    """What the address of a page holds that is not known, as a note to its reader."""
    path, more = PAGES[flask.request.path]
    names = {*(known(path) or ()), *more}
    left = [one for one in flask.request.args if one not in names and not one.startswith(UNTOLD)]
    if not left:
        return ()
    told = ", ".join(one[:LONGEST_NAME] for one in left[:MOST_NAMED])
    return (Note(code="parameters-ignored", values=(told,)),)
