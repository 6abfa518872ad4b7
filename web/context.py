"""The site, and for each request its index, its search and its links.

A request keeps one generation of the index from its first query to its end, so that all counts of
a page agree.
"""

import dataclasses
import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import flask

from index.api import Answer, Arrival, Index, IndexInfo, IndexState, Question, RefusedError
from index.operations.index_manager import IndexManager, Lease
from index.query_nodes import EVERYTHING
from index.settings import cached_settings
from search.page import Note
from search.request import Request
from web.answer_cache import AnswerCache
from web.links import Links
from web.request_codec import request_of
from web.search_parameters import KnownParameters, any_parameters
from web.timed_index import INDEX_SECONDS, TimedIndex

QUERY_SECONDS = 0.5
"""Time limit of one query of the index for a page. Ordinary queries take a twentieth of it; a page
says when a query was cut. Layers and suggestions are queries of their own."""
COUNTED_AT_HOME = ("source", "year", "month", "language")


class Census:
    """Facet counts of all reports, computed once for each generation of the index."""

    def __init__(self) -> None:
        self._counted: tuple[IndexState, Answer] | None = None

    def of(self, index: Index) -> Answer:
        """All reports, counted by COUNTED_AT_HOME."""
        state = index.about().state
        counted = self._counted
        if counted is None or counted[0] != state:
            all_reports = Question(query=EVERYTHING, size=1, counts=COUNTED_AT_HOME)
            counted = state, index.ask(all_reports)
            if counted[1].exact:
                self._counted = counted
        return counted[1]


@dataclass(frozen=True, slots=True)
class Site:
    """One running site. `today` is called for each request, as relative dates depend on it.

    `known_parameters` are those of an address, None for one that takes any.
    """

    index_manager: IndexManager
    today: Callable[[], datetime.date]
    known_parameters: KnownParameters = any_parameters
    census: Census = field(default_factory=Census)
    answers: AnswerCache = field(default_factory=AnswerCache)


def site() -> Site:
    """The site that answers this request."""
    current: Site = flask.current_app.extensions["baogao"]
    return current


def current_index() -> Index:
    """The index generation of this request; IndexMissingError if there is none."""
    timed: TimedIndex | None = flask.g.get("timed")
    if timed is None:
        flask.g.lease = site().index_manager.lease()
        timed = flask.g.timed = TimedIndex(flask.g.lease.index)
    return timed


def cut_notes() -> tuple[Note, ...]:
    """Notes on why answers of this request are incomplete: time was up, or a part is down."""
    timed: TimedIndex | None = flask.g.get("timed")
    return timed.notes() if timed else ()


def about() -> IndexInfo:
    """Facts about the index: number of reports, dates, generation."""
    return current_index().about()


def arrivals() -> tuple[Arrival, ...]:
    """The arrivals since the first build, the latest first; none on a cluster, which keeps none."""

    def read() -> tuple[Arrival, ...]:
        try:
            return current_index().arrivals()
        except RefusedError:
            return ()

    return site().answers.get(current_index(), "arrivals", read, lambda _: True)


def census() -> Answer:
    """All reports, counted by COUNTED_AT_HOME."""
    return site().census.of(current_index())


def streamed_download(parts: Iterator[bytes], name: str, kind: str) -> flask.Response:
    """A streamed file download, read from the index generation of this request.

    Flask ends a request before the first part of its stream is sent, so the lease on the index is
    released only when the stream closes.
    """
    response = flask.Response(flask.stream_with_context(parts), content_type=kind)
    plain = name.encode("ascii", "ignore").decode().lstrip("-")
    named = "" if name.isascii() else f"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{plain}"{named}'
    lease: Lease = flask.g.pop("lease")
    timed, environ = flask.g.timed, flask.request.environ

    def sent() -> None:
        environ[INDEX_SECONDS] = timed.seconds
        lease.release()

    response.call_on_close(sent)
    return response


def release_index(error: BaseException | None) -> None:
    """Release this request's lease on the index."""
    del error
    lease: Lease | None = flask.g.pop("lease", None)
    if lease is not None:
        flask.request.environ[INDEX_SECONDS] = flask.g.timed.seconds
        lease.release()


def current_request() -> Request:
    """The search of this address; BadParameterError if a parameter is invalid."""
    request = request_of(flask.request.args, site().today(), cached_settings())
    return dataclasses.replace(request, seconds=QUERY_SECONDS)


def links(request: Request | None = None) -> Links:
    """Links that start from a search, or from an empty one."""
    request = request or Request(text="", today=site().today())
    return Links(request, _address_here(), site().known_parameters)


def _address_here() -> str:
    """The address of this request without its language."""
    path = "/" + quote(flask.request.path, errors="surrogatepass").lstrip("/")  # //a is a host
    pairs = [pair for pair in flask.request.args.items(multi=True) if pair[0] != "lang"]
    return f"{path}?{urlencode(pairs, errors='surrogatepass')}" if pairs else path
