"""The parameters of each address. The API and the files beside it refuse unknown ones.

The pages of PAGES ignore them with a note, other pages without one.

`web/openapi/description.py` describes the parameters of the API; pages take these and a few more.
"""

from functools import lru_cache
from types import MappingProxyType

import flask

from index.note_codes import NoteCode
from search.page import Note
from web.errors import INSTEAD, KNOWN_PARAMETER, NOT_TWICE, BadParameterError
from web.openapi.description import description
from web.openapi.parts import Json

PAGES = MappingProxyType({"/search": ("/api/search", ("page", "within"))})
"""Pages that name unknown parameters: the API path with the same ones, and additional ones."""
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
"""Parameter names of other programs, each with the name used here."""
MAX_NAMED = 5
MAX_PARAMETER_NAME_CHARS = 40
TRACKING_PREFIXES = ("utm_", "fbclid", "gclid", "spm")
"""Prefixes of tracking parameters that other sites add to links; they are ignored silently."""


def is_file(path: str) -> bool:
    """Whether an address is the file of what the API gives as JSON: /trend.csv of /api/trend."""
    return path not in _described() and _path_of_api(path) in _described()


def _path_of_api(path: str) -> str:
    """The address of the API whose parameters an address takes; a file takes those of its JSON."""
    stem, dot, _ = path.rpartition(".")
    return path if not dot or path in _described() else f"/api{stem}"


@lru_cache(maxsize=64)
def known_parameters(path: str) -> tuple[str, ...] | None:
    """The parameter names of an API path or a file; None if it takes any."""
    operations = _described().get(_path_of_api(path))
    if operations is None or path == "/healthz":
        return None
    return tuple(
        parameter["name"]
        for operation in operations.values()
        for parameter in operation["parameters"]
    )


@lru_cache(maxsize=64)
def _several(path: str) -> frozenset[str]:
    """The parameters that may be repeated."""
    operations = _described().get(_path_of_api(path), {})
    return frozenset(
        parameter["name"]
        for operation in operations.values()
        for parameter in operation["parameters"]
        if parameter["schema"].get("type") == "array"
    )


@lru_cache(maxsize=1)
def _described() -> dict[str, Json]:
    paths: dict[str, Json] = description()["paths"]
    return paths


def check() -> None:
    """Raise BadParameterError for an unknown or repeated parameter of an API path."""
    path, args = flask.request.path, flask.request.args
    names = known_parameters(path) if flask.request.url_rule is not None else None
    if names is None:
        return
    for name in args:
        if name not in names:
            meant = MEANT.get(name.lower().replace("-", "_"), name.lower().rstrip("s"))
            shown, accepted = name[:MAX_PARAMETER_NAME_CHARS], ", ".join(names)
            if meant.partition(" ")[0] in names:
                raise BadParameterError(shown, INSTEAD, meant, accepted)
            raise BadParameterError(shown, KNOWN_PARAMETER, accepted)
        if len(args.getlist(name)) > 1 and name not in _several(path):
            raise BadParameterError(name, NOT_TWICE)


def unknown_parameters() -> tuple[Note, ...]:
    """A note that names the unknown parameters of a page."""
    path, more = PAGES[flask.request.path]
    names = {*(known_parameters(path) or ()), *more}
    left = [
        arg
        for arg in flask.request.args
        if arg not in names and not arg.startswith(TRACKING_PREFIXES)
    ]
    if not left:
        return ()
    names_shown = ", ".join(name[:MAX_PARAMETER_NAME_CHARS] for name in left[:MAX_NAMED])
    return (Note(code=NoteCode.PARAMETERS_IGNORED, values=(names_shown,)),)
