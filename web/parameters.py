"""The parameters each address takes: what is not known is refused to programs and told to people.

What programs may ask is what `web/views/openapi.py` describes; pages take the same, and a few more.
"""

from functools import lru_cache
from types import MappingProxyType

import flask

from search.page import Note
from web.errors import KNOWN, NOT_TWICE, BadParameterError
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
            raise BadParameterError(name[:LONGEST_NAME], KNOWN, ", ".join(names))
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
