"""The cluster engine's Index: one generation, opened and never changing."""

import dataclasses
import datetime
import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

from whoosh.query import Query

from index.api import (
    Answer,
    Arrival,
    IndexInfo,
    Order,
    PassageAnswer,
    PassageQuestion,
    Question,
    RefusedError,
    Term,
    TermPart,
)
from index.cluster import generations, passage_fields, term_counts
from index.cluster.address import Address, parse_address
from index.cluster.answers import (
    MAX_FACET_VALUES,
    NO_ARRIVALS,
    answer_of,
    containing_pattern,
    filter_clauses,
    hit_id,
    request_body,
)
from index.cluster.connection import Connection, is_incomplete
from index.cluster.documents import ANALYZED_FIELDS
from index.cluster.dsl import Translator
from index.cluster.ids import document_id
from index.cluster.mapping import token
from index.cluster.nearest import (
    PassagesOnCluster,
    counting_clauses,
    nearer_first,
    sample_of,
    sample_search,
)
from index.cluster.pagination import RESULT_WINDOW, HitPager
from index.cluster.passage_fields import PassageCodes
from index.cluster.strange_answers import answers_of, count_in, docs_in, reads_answers
from index.cluster.term_expansion import TermExpansion
from index.cluster_options import ClusterOptions
from index.day_number import date_of
from index.errors import IndexUnusableError
from index.json_types import JsonObject
from index.note_codes import NoteCode
from index.report import Fingerprint, Report, ReportId, from_json
from index.report_date import ReportDate
from index.schema import VALUES
from index.system import deadline
from index.text import encoder
from index.text.analysis import Analyzer

IDS_PER_REQUEST = 500
"""Reports or terms per request."""


class ClusterIndex:
    """The Index of `index.api` for one generation on a cluster."""

    def __init__(self, connection: Connection, generation: generations.ClusterGeneration) -> None:
        self._connection = connection
        self._generation = generation
        self._known: IndexInfo | None = None
        self._pages = HitPager(connection, generation.name, shards=generation.shards)

    @classmethod
    def open(cls, where: str, options: ClusterOptions) -> "ClusterIndex":
        """Open the current generation at an address.

        ClusterError, IndexMissingError, IndexUnusableError.
        """
        connection = Connection(parse_address(where, options), options)
        try:
            with answers_of(connection.address):
                generation = generations.current(connection)
                _refuse_other_analysis(connection, generation)
            return cls(connection, generation)
        except BaseException:
            connection.close()
            raise

    @property
    def address(self) -> Address:
        """The address of the cluster."""
        return self._connection.address

    @property
    def generation(self) -> generations.ClusterGeneration:
        """The open generation."""
        return self._generation

    def ask(self, question: Question) -> Answer:
        """See `index.api.Index`."""
        if question.collapse_copies:
            raise RefusedError(
                "A cluster does not tell copies of a story; ask without collapsing them."
            )
        seconds = deadline.current_deadline().within(question.seconds).left()
        question = dataclasses.replace(question, seconds=seconds)
        asking = TermExpansion(self)
        clause = Translator(asking.expand, asking.between).clause(question.query)
        scored = question.order is Order.RELEVANCE and question.start + question.size > 0
        if question.nearer_to and scored:
            clause = self._nearer(question, clause)
        return self._answer(question, request_body(question, clause), asking.notes)

    @reads_answers
    def _answer(self, question: Question, search: JsonObject, notes: Sequence[NoteCode]) -> Answer:
        response, hits = self._pages.read(search, question.start, question.size, question.seconds)
        partial = [NoteCode.PARTS_MISSING] * deadline.current_deadline().partial
        return answer_of(question, response, hits, (*notes, *partial))

    @reads_answers
    def matching(self, field: str, wildcard: str, limit: int) -> tuple[Term, ...]:
        """Indexed terms that match a pattern of * and ?, in the form of `terms`."""
        return tuple(self._listed(field, term_counts.matching(field, wildcard, limit)))

    @reads_answers
    def some(self, clause: JsonObject, size: int) -> tuple[list[ReportId], bool]:
        """The ids of at most `size` reports that match a clause, and whether these are all."""
        search = {"query": clause, "size": size, "docvalue_fields": ["id"], "_source": False}
        response = self._search(search | {"track_total_hits": size + 1})
        ids = [ReportId(str(hit["fields"]["id"][0])) for hit in response["hits"]["hits"]]
        return ids, response["hits"]["total"]["value"] <= size

    def nearest(self, question: PassageQuestion) -> PassageAnswer:
        """See `index.api.Index`."""
        clock = deadline.current_deadline().within(question.seconds)
        encoder.require_maker(self._generation.info.meaning)
        asking = TermExpansion(self)

        translator = Translator(asking.expand, asking.between)

        def clause(node: Query | None) -> JsonObject | None:
            return None if node is None else translator.clause(node)

        words = question.words or (None,) * len(question.languages)
        counting = counting_clauses(question, clause(question.without))
        clauses = [clause(node) for node in words]
        with answers_of(self.address):
            answer = self._passages(counting, clock).answer(question, clauses, self.reports)
        if not deadline.current_deadline().partial:
            return answer
        notes = (*answer.notes, NoteCode.PARTS_MISSING)
        return dataclasses.replace(answer, exact=False, notes=notes)

    def _passages(self, counting: JsonObject, clock: deadline.Deadline) -> PassagesOnCluster:
        about = self.about()
        return PassagesOnCluster(
            search=self._hits,
            counting=counting,
            sample=self._sample,
            reports=about.reports,
            passages=about.passages,
            clock=clock,
        )

    @functools.cached_property
    def _sample(self) -> PassageCodes:
        """The codes by which it is estimated how similar the nearest passage usually is."""
        about = self.about()
        return sample_of(self._hits(sample_search(about.reports, about.passages)))

    @reads_answers
    def _nearer(self, question: Question, clause: JsonObject) -> JsonObject:
        """A clause that scores reports higher that are nearer to a text than is usual."""
        encoder.require_maker(self._generation.info.meaning)
        clock = deadline.current_deadline().within(question.seconds)
        near = self._passages({}, clock).standing_out(question.nearer_to)
        counted = {"bool": {"must": [clause], "filter": filter_clauses(question.filters)}}
        best = self._pages.best({"query": counted, "size": 1, "_source": False})
        return nearer_first(clause, near, best["hits"]["max_score"] or 0.0)

    @reads_answers
    def reports(self, ids: Sequence[ReportId]) -> tuple[Report | None, ...]:
        """See `index.api.Index`."""
        path = f"/{self._generation.name}/_mget"
        stored: list[Report | None] = []
        for start in range(0, len(ids), IDS_PER_REQUEST):
            asked = {"ids": [document_id(name) for name in ids[start : start + IDS_PER_REQUEST]]}
            response = self._connection.ask("POST", path, asked, params={"_source": "report"})
            docs = docs_in(response, asked["ids"])
            if any("error" in doc for doc in docs):  # a report that cannot be read is not gone
                raise self._connection.partly_down()
            stored += [from_json(_report(doc)) if doc.get("found") else None for doc in docs]
        return tuple(stored)

    @reads_answers
    def terms(self, field: str, text: str, part: TermPart, limit: int) -> tuple[Term, ...]:
        """See `index.api.Index`."""
        if field in ANALYZED_FIELDS:
            limit = min(limit, RESULT_WINDOW)
            return tuple(self._listed(field, term_counts.listing(field, text, part, limit)))
        if field not in VALUES:
            return ()
        wanted = {"before": part is not TermPart.PREFIX, "after": part is not TermPart.SUFFIX}
        values: JsonObject = {"field": field, "size": min(limit, MAX_FACET_VALUES)}
        values["order"] = [{"_count": "desc"}, {"_key": "asc"}]
        if text:
            values["include"] = containing_pattern(text, **wanted)
        response = self._search({"size": 0, "aggs": {"values": {"terms": values}}})
        buckets = response["aggregations"]["values"]["buckets"]
        return tuple(Term(str(bucket["key"]), count_in(bucket["doc_count"])) for bucket in buckets)

    @reads_answers
    def frequencies(self, field: str, texts: Sequence[str]) -> tuple[int, ...]:
        """See `index.api.Index`."""
        if not texts:
            return ()
        if len(texts) > IDS_PER_REQUEST:
            parts = (
                texts[at : at + IDS_PER_REQUEST] for at in range(0, len(texts), IDS_PER_REQUEST)
            )
            return tuple(count for part in parts for count in self.frequencies(field, part))
        if field in ANALYZED_FIELDS:
            asked = term_counts.exactly(field, [token(text) for text in dict.fromkeys(texts)])
            known = {term.text: term.reports for term in self._listed(field, asked)}
            return tuple(known.get(text, 0) for text in texts)
        wanted = [{"term": {field: text}} for text in texts]
        response = self._search({"size": 0, "aggs": {"each": {"filters": {"filters": wanted}}}})
        buckets = response["aggregations"]["each"]["buckets"]
        if len(buckets) != len(texts):
            raise ValueError(f"{len(buckets)} counts for {len(texts)}")
        return tuple(count_in(bucket["doc_count"]) for bucket in buckets)

    def fingerprints(self) -> Iterator[tuple[ReportId, Fingerprint]]:
        """See `index.api.Index`."""
        search = {"query": {"match_all": {}}, "sort": [{"id": "asc"}], "_source": False}
        with answers_of(self.address):
            for hit in self._pages.walk(search | {"docvalue_fields": ["fingerprint"]}):
                yield hit_id(hit), Fingerprint(str(hit["fields"]["fingerprint"][0]))

    def arrivals(self) -> tuple[Arrival, ...]:
        """See `index.api.Index`; a cluster keeps none."""
        raise RefusedError(NO_ARRIVALS)

    def share(self, folder: Path, ahead: Sequence[str] = ()) -> None:
        """Does nothing: the nodes cache their own results."""

    @reads_answers
    def about(self) -> IndexInfo:
        """See `index.api.Index`; numbers that lack a part are counted again the next time."""
        if self._known is None:
            info, complete = self._counted()
            if not complete:
                return info
            self._known = info
        return self._known

    def _counted(self) -> tuple[IndexInfo, bool]:
        """The facts about the index, and whether all of it was counted."""
        dated = {"filter": {"range": {"date": {"gt": 0}}}}
        ends = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}
        named = {"filter": {"bool": {"must_not": [{"term": {"source": ""}}]}}}
        exact = {"values": {"cardinality": {"field": "source", "precision_threshold": 40_000}}}
        passages = {"sum": {"field": passage_fields.COUNT_FIELD}}
        aggs = {
            "dated": dated | {"aggs": ends},
            "sources": named | {"aggs": exact},
            "passages": passages,
        }
        response = self._search({"size": 0, "track_total_hits": True, "aggs": aggs})
        counted = response["aggregations"]["dated"]
        described = self._generation.info
        reports = count_in(response["hits"]["total"]["value"])
        info = IndexInfo(
            reports=reports,
            undated=reports - count_in(counted["doc_count"]),
            first=_date(counted["first"]["value"]),
            last=_date(counted["last"]["value"]),
            sources=count_in(response["aggregations"]["sources"]["values"]["value"]),
            generation=self._generation.short,
            built=datetime.datetime.fromisoformat(described.built),
            folders=described.folders,
            analysis=described.analysis,
            bytes=self._bytes(),
            meaning=described.meaning,
            passages=int(response["aggregations"]["passages"]["value"]),
            checksum=generations.checksum(self._generation),
        )
        return info, not is_incomplete(response)

    def _bytes(self) -> int:
        names = f"{self._generation.name},{self._generation.terms}"
        response = self._connection.ask("GET", f"/{names}/_stats/store")
        return int(response["_all"]["primaries"]["store"]["size_in_bytes"])

    @reads_answers
    def is_current(self) -> bool:
        """See `index.api.Index`."""
        name = self._connection.address.name
        response = self._connection.ask("GET", f"/_alias/{name}", missing=True)
        return list(response or ()) == [self._generation.name]

    def close(self) -> None:
        """See `index.api.Index`."""
        self._connection.close()

    def _search(self, search: JsonObject) -> JsonObject:
        return self._connection.search(f"/{self._generation.name}/_search", search)

    def _hits(self, search: JsonObject) -> list[JsonObject]:
        hits: list[JsonObject] = self._pages.best(search)["hits"]["hits"]
        return hits

    def _listed(self, field: str, search: JsonObject) -> list[Term]:
        path = f"/{self._generation.terms}/_search"
        return term_counts.read_terms(self._connection.search(path, search), field)


def _refuse_other_analysis(
    connection: Connection, generation: generations.ClusterGeneration
) -> None:
    """Refuse an index of another analyzer, because differently segmented tokens are not found."""
    info = generation.info
    ours = Analyzer(info.dictionary).signature
    if info.analysis != ours:
        raise IndexUnusableError(
            f"The index at {connection.address} was tokenised by another version "
            f"({info.analysis}; this is {ours}). Rebuild it with this one, or search with that."
        )


def _report(doc: JsonObject) -> str:
    return str(doc["_source"]["report"])


def _date(value: float | None) -> ReportDate | None:
    return None if value is None else date_of(int(value))
