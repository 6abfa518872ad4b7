"""A connection to one cluster, in JSON.

Only this module uses opensearch-py and handles its errors.
"""

import base64
import time
from collections.abc import Mapping
from typing import Any

import opensearchpy
from opensearchpy import exceptions

from index.api import RefusedError
from index.cluster.address import Address
from index.cluster.bounded_body import (
    GRACE_SECONDS,
    MAX_ANSWER_BYTES,
    BoundedConnection,
    LongAnswerError,
)
from index.cluster.strange_answers import answers_of
from index.cluster_options import ClusterOptions
from index.errors import ClusterError, OperatorError
from index.json_types import JsonObject
from index.system import deadline
from index.system.regular_file import open_regular

OLDEST_VERSION = (2, 4)
"""The oldest OpenSearch version that has every call used here (points in time came with 2.4)."""
LEGACY_NAMED = (3, 0)
"""The version since which BM25 has no factor K1 + 1, and LegacyBM25 is the one that has it."""
_AWAY = frozenset(
    {"node_not_connected_exception", "node_disconnected_exception", "connect_transport_exception"}
)
_PAUSES = (0.1, 0.4, 1.0)
"""Seconds between tries while the cluster notices that a node is gone."""
_CERTIFICATES = {
    "expired": "has expired; renew it there",
    "self-signed": "is signed by itself; name its file in BAOGAO_CLUSTER_CA to trust it",
    "self signed": "is signed by itself; name its file in BAOGAO_CLUSTER_CA to trust it",
    "local issuer": "is signed by nobody trusted here; name their file in BAOGAO_CLUSTER_CA",
    "mismatch": "is for another name; use the name that the certificate gives",
}


class PassingError(ClusterError):
    """An error that may disappear when the request is repeated."""


def _authorization(address: Address) -> dict[str, str]:
    """The header with user name and password, in UTF-8: urllib3 itself knows Latin-1 alone."""
    if not address.user:
        return {}
    named = base64.b64encode(f"{address.user}:{address.password}".encode("utf-8", "replace"))
    return {"authorization": f"Basic {named.decode()}"}


class Connection:
    """Requests to a cluster. Every failure is a ClusterError that shows no credentials."""

    def __init__(self, address: Address, options: ClusterOptions) -> None:
        self.address = address
        self.options = options
        secure = address.scheme == "https"
        try:
            if options.ca:
                open_regular(options.ca).close()
            self._client = opensearchpy.OpenSearch(
                hosts=address.urls,
                connection_class=BoundedConnection,
                headers=_authorization(address),
                timeout=options.timeout,
                max_retries=options.retries,
                pool_maxsize=32,  # the most threads of a web server that send requests
                **({"ca_certs": options.ca} if secure and options.ca else {}),
            )
        except (OSError, exceptions.ImproperlyConfigured) as error:
            raise ClusterError(
                f"The file of trusted certificates {options.ca!r} cannot be read. Correct "
                "BAOGAO_CLUSTER_CA."
            ) from error
        with answers_of(address):
            self._version = self._refuse_old()

    @property
    def bm25(self) -> str:
        """The server's name of the BM25 whose scores have the factor K1 + 1."""
        return "LegacyBM25" if self._version >= LEGACY_NAMED else "BM25"

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        params: Mapping[str, object] | None = None,
        missing: bool = False,
    ) -> Any:
        """Send one request and return its response; inside an answer, within its time.

        With `missing`, None if there is no such thing.
        """
        try:
            return self._performed(method, path, body, dict(params or {}))
        except exceptions.NotFoundError as error:
            if missing:
                return None
            raise self._refusal(error) from error
        except exceptions.TransportError as error:
            raise self._refusal(error) from error
        except exceptions.OpenSearchException as error:
            raise ClusterError(
                f"{self.address} sent a response that is not JSON: {error}"
            ) from error

    def search(
        self, path: str, search: JsonObject, params: Mapping[str, object] | None = None
    ) -> JsonObject:
        """Send a search for something that an answer is made of, such as the terms of a prefix.

        If a part of the index did not respond, or not in time, the answer in this thread is marked
        as partial; PassingError outside of an answer, where nothing would say so.
        """
        if (seconds := deadline.current_deadline().left()) is not None:
            search = search | {"timeout": milliseconds(seconds)}
        response: JsonObject = self.ask("POST", path, search, params=params)
        if is_incomplete(response) and not deadline.mark_partial():
            raise self.partly_down()
        return response

    def _late(self) -> str:
        """The sentence for a request that took too long."""
        if deadline.current_deadline().left() is not None:
            return f"{self.address} did not answer in the time that this answer has."
        return (
            f"{self.address} did not answer within {self.options.timeout:g} seconds. Look after "
            "the cluster, or raise BAOGAO_CLUSTER_TIMEOUT."
        )

    def partly_down(self) -> PassingError:
        """The error for a part of the index that does not respond."""
        return PassingError(f"A part of {self.address} is down; try again when it is back.")

    def _performed(self, method: str, path: str, body: object, params: JsonObject) -> Any:
        """Send one request; repeat it if a node disappeared before the others noticed.

        In that case a search fails with status 500 or lacks the results of that node, even if
        another node has a copy; opensearch-py retries neither. Every request here may be sent
        twice, because documents and indexes are written under fixed names.
        """
        for pause in _PAUSES:
            try:
                response = self._perform(method, path, body, params)
            except exceptions.TransportError as error:
                if not _went_away(error.info):
                    raise
            else:
                if not _went_away(response):
                    return response
            time.sleep(pause)
        return self._perform(method, path, body, params)

    def _perform(self, method: str, path: str, body: object, params: JsonObject) -> Any:
        """Send one request once, with the time that the answer in this thread has left."""
        seconds = deadline.current_deadline().left()
        if seconds is not None:
            most = min(self.options.timeout, seconds + GRACE_SECONDS)
            params = {"request_timeout": most} | params
        else:
            params = dict(params)  # opensearch-py takes its own parameters out
        return self._client.transport.perform_request(method, path, params=params, body=body)

    def close(self) -> None:
        """Close the sockets."""
        self._client.close()

    def _refuse_old(self) -> tuple[int, int]:
        """The version of OpenSearch, (0, 0) for another distribution; too old ones are refused."""
        about = self.ask("GET", "/")
        version = about.get("version", {}) if isinstance(about, dict) else {}
        number = str(version.get("number", ""))
        parts = number.split(".")
        if len(parts) < 2 or not (parts[0] + parts[1]).isdecimal():
            raise ClusterError(
                f"The server at {self.address} is not an OpenSearch cluster. Correct the address."
            )
        if version.get("distribution") != "opensearch":
            return 0, 0
        release = int(parts[0]), int(parts[1])
        if release < OLDEST_VERSION:
            raise ClusterError(
                f"The cluster at {self.address} is OpenSearch {number}, which is too old; "
                f"{OLDEST_VERSION[0]}.{OLDEST_VERSION[1]} or newer is needed."
            )
        return release

    def _refusal(self, error: exceptions.TransportError) -> OperatorError:
        if isinstance(error, exceptions.SSLError):
            return ClusterError(self._certificate(str(error)))
        if isinstance(error, exceptions.ConnectionTimeout):
            return PassingError(self._late())
        if isinstance(error, exceptions.ConnectionError):
            return PassingError(
                f"No cluster answers at {self.address}. Check the address, and that it is running."
            )
        passing = error.status_code in {429, 502, 503, 504}
        kind, reason = _cause(error.info)
        if kind == "cluster_block_exception":
            return self.blocked(reason)
        if "maxClauseCount" in reason:
            return RefusedError(
                "The query expands to more words than the cluster allows. Make it simpler, "
                "or raise indices.query.bool.max_clause_count on the cluster."
            )
        return (PassingError if passing else ClusterError)(self._refused(error, kind, reason))

    def blocked(self, reason: str) -> ClusterError:
        """The error sentence for an index or a cluster that accepts no writes."""
        if "read-only / allow delete" in reason or "disk usage exceeded" in reason:
            return ClusterError(
                f"The disks of {self.address} are too full, so it takes no more writes. Make room "
                "or add a node, then try again."
            )
        return ClusterError(
            f"{self.address} takes no writes: {reason}. Let it be written, then try again."
        )

    def _certificate(self, text: str) -> str:
        for sign, reason in _CERTIFICATES.items():
            if sign in text:
                return f"The certificate of {self.address} {reason}."
        return f"There is no secure connection to {self.address}: the certificate or TLS fails."

    def _refused(self, error: exceptions.TransportError, kind: str, reason: str) -> str:
        if isinstance(error, LongAnswerError):
            return (
                f"{self.address} sent an answer of more than {MAX_ANSWER_BYTES >> 20} MB. Look "
                "whether something else than OpenSearch answers there."
            )
        if error.status_code == 401:
            return (
                f"{self.address} does not accept the user name and password. Set "
                "BAOGAO_CLUSTER_USER and BAOGAO_CLUSTER_PASSWORD."
            )
        if error.status_code == 403:
            return f"{self.address} does not let this user do that: {reason or 'forbidden'}."
        if error.status_code == 503:
            return (
                f"{self.address} cannot answer now ({reason or kind}). Parts of it are down; it "
                "answers again when they are back."
            )
        return f"{self.address} refused the request ({error.status_code} {kind}): {reason}"


def parts_missing(response: JsonObject) -> bool:
    """Whether a part of the index, a shard, did not respond to a search."""
    shards = response["_shards"]
    return bool(shards["successful"] < shards["total"])


def is_incomplete(response: JsonObject) -> bool:
    """Whether a search lacks something: a shard did not respond, or time ran out."""
    return parts_missing(response) or bool(response.get("timed_out"))


def milliseconds(seconds: float) -> str:
    """A time limit as OpenSearch writes it, at least a millisecond."""
    return f"{max(1, round(seconds * 1000))}ms"


def _went_away(answer: object) -> bool:
    """Whether a node was lost during a request, by the error or a failed part of the answer."""
    if not isinstance(answer, dict):
        return False
    if "error" in answer:
        return _cause(answer)[0] in _AWAY
    shards = answer.get("_shards")
    failures = shards.get("failures", ()) if isinstance(shards, dict) else ()
    return any(_cause({"error": failure.get("reason")})[0] in _AWAY for failure in failures)


def _cause(info: object) -> tuple[str, str]:
    """The type and the reason of an error, the innermost one if there are several."""
    error = info.get("error", {}) if isinstance(info, dict) else {}
    if not isinstance(error, dict):
        return "", str(error)
    roots = error.get("failed_shards") or error.get("root_cause") or [error]
    root = roots[0].get("reason", roots[0]) if isinstance(roots[0], dict) else error
    root = root if isinstance(root, dict) else roots[0]
    while isinstance(root.get("caused_by"), dict):
        root = root["caused_by"]
    return str(root.get("type", "")), str(root.get("reason", ""))
