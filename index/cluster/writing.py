"""Writes a generation on a cluster, beside the current one."""

import contextlib
import dataclasses
import datetime
import itertools
import json
import time
from collections.abc import Iterable, Iterator, Sequence

from index.cluster import generations, term_counts
from index.cluster.build_heartbeat import build_heartbeat, heartbeat
from index.cluster.bulk import Action, Bulk
from index.cluster.connection import Connection
from index.cluster.documents import ANALYZED_FIELDS, Document, prepared_document
from index.cluster.generations import (
    BUILDING,
    TERMS_SUFFIX,
    ClusterGeneration,
    ClusterGenerationInfo,
)
from index.cluster.ids import document_id
from index.cluster.mapping import index_settings, mappings
from index.cluster.strange_answers import answers_of, count_in, docs_in, reads_answers
from index.errors import ClusterError, IndexBusyError
from index.indexing.build_outcome import Unchanged
from index.json_types import JsonObject
from index.report import Report, ReportId, Skipped, from_json
from index.system import interruption
from index.text.analysis import Analyzer

CLAUSES = "indices.query.bool.max_clause_count"
"""OpenSearch allows 1,024 terms in one query by default; a prefix or wildcard may expand to 400, in
each of two fields."""
MAX_CLAUSES = 16_384
REPORTS_PER_REQUEST = 500
"""Reports per look-up request."""
TERMS_PER_BULK = 5000


class ClusterGenerationWriter:
    """A generation being written: put reports, remove reports, finish."""

    def __init__(
        self,
        connection: Connection,
        name: str,
        info: ClusterGenerationInfo,
        before: ClusterGeneration | None,
    ) -> None:
        self.name = name
        self.skipped: list[Skipped] = []
        self._connection = connection
        self._info = info
        self._before = before
        self._analyzer = Analyzer(info.dictionary)
        self._alias = connection.address.name + BUILDING
        self._counts = term_counts.TermCounts()
        self._bulk = Bulk(connection, self._refused)
        self._gone: list[ReportId] = []

    @property
    def before(self) -> ClusterGeneration | None:
        """The generation that this one began as a clone of."""
        return self._before

    @property
    def short(self) -> str:
        """The part of its name after the alias."""
        return ClusterGeneration(self.name, self._info).short

    def put(self, report_id: ReportId, path: str, document: Document, *, known: bool) -> None:
        """Write a report's document; `known` says that it replaces the one with its id."""
        if known:
            self._gone.append(report_id)
            self._forget(REPORTS_PER_REQUEST)
        self._counts.add(document)
        name = document_id(report_id)
        self._bulk.put(Action(alias=self._alias, id=name, source=document.source, path=path))

    def remove(self, report_id: ReportId) -> None:
        """Remove a report of the previous generation."""
        self._gone.append(report_id)
        self._forget(REPORTS_PER_REQUEST)
        self._bulk.put(Action(alias=self._alias, id=document_id(report_id)))

    def finish(self, folders: Sequence[str]) -> None:
        """Make everything durable and visible; the generation is not current yet."""
        self._forget(0)
        self._bulk.finish()
        self._write_terms()
        built = datetime.datetime.fromtimestamp(time.time(), datetime.UTC).isoformat()
        info = dataclasses.replace(self._info, built=built, folders=tuple(folders))
        ask = self._connection.ask
        ask("PUT", f"/{self.name}/_mapping", {"_meta": generations.meta(info)})
        both = f"{self.name},{self.name}{TERMS_SUFFIX}"
        ask("POST", f"/{both}/_refresh")
        ask("POST", f"/{both}/_flush")
        replicas = {"number_of_replicas": self._connection.options.replicas}
        ask("PUT", f"/{both}/_settings", {"index": replicas})

    def abandon(self) -> None:
        """Send nothing more."""
        self._bulk.abandon()
        self._counts.close()

    def _refused(self, action: Action, reason: str) -> None:
        self.skipped.append(Skipped(action.path or action.id, reason))

    def _forget(self, least: int) -> None:
        """Subtract the terms of replaced and removed reports from the counts."""
        if self._before is None or len(self._gone) <= least:
            return
        gone, self._gone = self._gone, []
        for report in _stored(self._connection, self._before.name, gone):
            self._counts.take(prepared_document(report, self._analyzer))

    def _write_terms(self) -> None:
        alias = self._alias + TERMS_SUFFIX
        bulk = Bulk(self._connection, self._refused)
        counts = iter(self._counts)
        while batch := dict(itertools.islice(counts, TERMS_PER_BULK)):
            known = self._known_terms(batch)
            for term, changes in batch.items():
                name = term_counts.term_id(term)
                old = known.get(name, {})
                new = {field: old.get(field, 0) + changes.get(field, 0) for field in old | changes}
                left = {field: count for field, count in new.items() if count > 0}
                source = json.dumps(term_counts.term_document(term, left), ensure_ascii=False)
                bulk.put(Action(alias=alias, id=name, source=source if left else None))
        bulk.finish()
        self._counts.close()

    def _known_terms(self, terms: Iterable[str]) -> dict[str, term_counts.TermCountPairs]:
        """The counts of the previous generation, by the ids of the terms."""
        if self._before is None:
            return {}
        asked = {"ids": [term_counts.term_id(term) for term in terms]}
        response = self._connection.ask("POST", f"/{self._before.terms}/_mget", asked)
        with answers_of(self._connection.address):
            existing = (doc for doc in response["docs"] if doc.get("found"))
            return {
                doc["_id"]: {
                    field: count_in(doc["_source"].get(field, 0)) for field in ANALYZED_FIELDS
                }
                for doc in existing
            }


@reads_answers
def _stored(connection: Connection, index: str, ids: Sequence[ReportId]) -> list[Report]:
    asked = {"ids": [document_id(name) for name in ids]}
    response = connection.ask("POST", f"/{index}/_mget", asked, params={"_source": "report"})
    return [
        from_json(doc["_source"]["report"])
        for doc in docs_in(response, asked["ids"])
        if doc.get("found")
    ]


@contextlib.contextmanager
def new_generation(
    connection: Connection, info: ClusterGenerationInfo, before: ClusterGeneration | None
) -> Iterator[ClusterGenerationWriter]:
    """Create a generation that becomes current if the block ends well; else nothing changes.

    It begins as a clone of `before`, or empty. `Unchanged` ends the block without an error and
    discards it. IndexBusyError while another build is writing.
    """
    old = generations.serving(connection)
    _clear(connection, old)
    last = max(map(generations.number, generations.generations(connection)), default=0)
    name = f"{connection.address.name}-g{last + 1:06d}"
    _create(connection, name, info, before)
    fresh = ClusterGenerationWriter(connection, name, info, before)
    try:
        with heartbeat(connection, name + TERMS_SUFFIX):
            yield fresh
            _wait(connection, name)
            interruption.finish_first()
            generations.swap(connection, name, old)
    except Unchanged:
        fresh.abandon()
        generations.drop(connection, name)
        return
    except BaseException:
        fresh.abandon()
        with contextlib.suppress(ClusterError):  # the first error is the one to report
            generations.drop(connection, name)
        raise
    _close_to_writes(connection, name)
    for older in generations.generations(connection):
        if older != name and older not in old:
            generations.drop(connection, older)


def _close_to_writes(connection: Connection, name: str) -> None:
    """Block writes: a current generation never changes, and only such an index can be cloned."""
    both = f"{name},{name}{TERMS_SUFFIX}"
    connection.ask("PUT", f"/{both}/_settings", {"index": {"blocks": {"write": True}}})


def _wait(connection: Connection, name: str) -> None:
    """Wait until every shard of a generation has an active copy."""
    path = f"/_cluster/health/{name},{name}{TERMS_SUFFIX}?wait_for_status=yellow&timeout=20s"
    try:
        connection.ask("GET", path)
    except ClusterError as error:
        raise ClusterError(
            f"The new index is written, but parts of it do not come up on {connection.address}. "
            "Look after its nodes and build again; the old index still serves."
        ) from error


def _clear(connection: Connection, serving: Sequence[str]) -> None:
    """Remove the remains of a killed build; IndexBusyError if that build is still alive."""
    newest = max(map(generations.number, serving), default=0)
    for name in generations.generations(connection):
        if generations.number(name) <= newest or name in serving:
            continue
        if build_heartbeat(connection, name + TERMS_SUFFIX):
            raise IndexBusyError(
                f"Another build is writing to {connection.address}. Wait for it to end, then try "
                "again."
            )
        generations.drop(connection, name)


@reads_answers
def _allow_clauses(connection: Connection) -> None:
    """Raise the cluster's limit of terms in one query, if it may be changed."""
    flat = {"include_defaults": "true", "flat_settings": "true"}
    with contextlib.suppress(ClusterError):  # the operators of a cluster may forbid the change
        response = connection.ask("GET", "/_cluster/settings", params=flat)
        known = response["defaults"] | response["persistent"] | response["transient"]
        if int(known.get(CLAUSES, MAX_CLAUSES)) < MAX_CLAUSES:
            wanted = {"persistent": {CLAUSES: MAX_CLAUSES}}
            connection.ask("PUT", "/_cluster/settings", wanted)


def _create(
    connection: Connection,
    name: str,
    info: ClusterGenerationInfo,
    before: ClusterGeneration | None,
) -> None:
    _allow_clauses(connection)
    options = connection.options
    building = connection.address.name + BUILDING
    meta = generations.meta(info)
    if before is not None:
        # in case a build was killed right before this step
        _close_to_writes(connection, before.name)
        opened: JsonObject = {"index": {"number_of_replicas": 0, "blocks": {"write": None}}}
        clones = (
            (before.name, name, building),
            (before.terms, name + TERMS_SUFFIX, building + TERMS_SUFFIX),
        )
        for source, target, alias in clones:
            body = {"settings": opened, "aliases": {alias: {}}}
            _claim(connection, "POST", f"/{source}/_clone/{target}", body)
        connection.ask("PUT", f"/{name}/_mapping", {"_meta": meta})
        return
    meaning = bool(info.meaning)
    reports = {
        "settings": index_settings(options.shards, 0, connection.bm25, meaning=meaning),
        "mappings": mappings(meta, meaning=meaning),
        "aliases": {building: {}},
    }
    _claim(connection, "PUT", f"/{name}", reports)
    terms = {
        "settings": term_counts.lexicon_settings(options.shards, 0),
        "mappings": term_counts.lexicon_mappings(meta),
        "aliases": {building + TERMS_SUFFIX: {}},
    }
    _claim(connection, "PUT", f"/{name}{TERMS_SUFFIX}", terms)


def _claim(connection: Connection, method: str, path: str, body: JsonObject) -> None:
    """Create an index. Only one build can create it, so two builds never write at once."""
    try:
        connection.ask(method, path, body)
    except ClusterError as error:
        if "resource_already_exists" in str(error) or "already exists" in str(error):
            raise IndexBusyError(
                f"Another build is writing to {connection.address}. Wait for it to end, then try "
                "again."
            ) from error
        raise
