"""Pages of hits: near ones by offset, deep ones with a point in time."""

import contextlib
from collections.abc import Iterator

from index.cluster.bounded_body import GRACE_SECONDS
from index.cluster.connection import Connection
from index.cluster.strange_answers import answers_of
from index.json_types import JsonObject

RESULT_WINDOW = 10_000
"""Hits reachable by offset; this is OpenSearch's own limit for an index."""
POINT_IN_TIME_KEEP_ALIVE = "2m"
"""How long a point in time lives between two requests."""
_DFS = {"search_type": "dfs_query_then_fetch"}
RawHit = JsonObject


class HitPager:
    """Reads the pages of searches on one index.

    With several shards, term statistics are first summed over all of them (dfs), so that scores are
    comparable.
    """

    def __init__(self, connection: Connection, index: str, *, shards: int = 1) -> None:
        self._connection = connection
        self._index = index
        self._kind: JsonObject = _DFS if shards > 1 else {}

    def read(
        self, search: JsonObject, start: int, size: int, seconds: float | None = None
    ) -> tuple[JsonObject, list[RawHit]]:
        """The response, and `size` hits from `start` on.

        `seconds` is the cluster's time limit; the request waits a little longer.
        """
        if start + size <= RESULT_WINDOW:
            response = self._ask(search | {"from": start, "size": size}, seconds)
            return response, response["hits"]["hits"]
        response = self._ask(search | {"size": 0}, seconds)
        deep = {key: value for key, value in search.items() if key != "aggs"}
        return response, list(self.walk(deep, start, start + size))

    def best(self, search: JsonObject) -> JsonObject:
        """The response to a step of an answer, with comparable scores; see `Connection.search`."""
        return self._connection.search(f"/{self._index}/_search", search, params=self._kind)

    def walk(self, search: JsonObject, start: int = 0, stop: int | None = None) -> Iterator[RawHit]:
        """The hits from `start` to `stop` in the search's order, at any depth."""
        search = search | {"track_total_hits": False, "size": RESULT_WINDOW}
        with self._point_in_time() as pit:
            search["pit"] = pit
            returned = 0
            while stop is None or returned < stop:
                response = self._connection.search("/_search", search, params=self._kind)
                hits = response["hits"]["hits"]
                yield from hits[
                    max(0, start - returned) : None if stop is None else stop - returned
                ]
                returned += len(hits)
                if len(hits) < RESULT_WINDOW:
                    return
                with answers_of(self._connection.address):
                    if search.get("search_after") == hits[-1]["sort"]:
                        raise ValueError("the same page again")
                search["search_after"] = hits[-1]["sort"]

    def _ask(self, search: JsonObject, seconds: float | None) -> JsonObject:
        path = f"/{self._index}/_search"
        wait = {} if seconds is None else {"request_timeout": seconds + GRACE_SECONDS}
        response: JsonObject = self._connection.ask("POST", path, search, params=self._kind | wait)
        return response

    @contextlib.contextmanager
    def _point_in_time(self) -> Iterator[dict[str, str]]:
        path = f"/{self._index}/_search/point_in_time"
        pit = self._connection.ask("POST", path, params={"keep_alive": POINT_IN_TIME_KEEP_ALIVE})[
            "pit_id"
        ]
        try:
            yield {"id": pit, "keep_alive": POINT_IN_TIME_KEEP_ALIVE}
        finally:
            body = {"pit_id": [pit]}
            self._connection.ask("DELETE", "/_search/point_in_time", body, missing=True)
