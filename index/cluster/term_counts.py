"""The terms of an index and their numbers of reports, in an index of their own.

OpenSearch can list the terms of a text only after loading them all into memory. The terms are
therefore counted during a build and stored as small documents, sorted by frequency.
"""

import hashlib
import heapq
import io
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from index.api import Term, TermPart
from index.cluster.documents import ANALYZED_FIELDS, Document
from index.cluster.strange_answers import count_in
from index.json_types import JsonObject
from index.system import tempfiles

TermCountPairs = dict[str, int]
"""Numbers of reports by field, or changes of them."""
MAX_TERMS_IN_MEMORY = 1_000_000
"""Terms counted in memory before they are written to disk, sorted."""


def lexicon_settings(shards: int, replicas: int) -> JsonObject:
    """The settings of an index of terms."""
    return {
        "index": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "refresh_interval": "-1",
        }
    }


def lexicon_mappings(meta: JsonObject) -> JsonObject:
    """The fields of a term.

    The term, the reversed term for suffixes, and its count in each FIELD.
    """
    return {
        "dynamic": "strict",
        "_meta": meta,
        "properties": {
            "term": {"type": "keyword"},
            "back": {"type": "keyword", "doc_values": False},
        }
        | {field: {"type": "integer"} for field in ANALYZED_FIELDS},
    }


def term_document(term: str, counts: TermCountPairs) -> JsonObject:
    """The document of a term; fields that do not contain it have no count."""
    return {"term": term, "back": term[::-1]} | counts


def term_id(term: str) -> str:
    """The id of a term's document, at most 512 bytes, which is OpenSearch's limit."""
    if len(term.encode()) <= 512:
        return term
    return f"::{hashlib.blake2b(term.encode(), digest_size=32).hexdigest()}"


def listing(field: str, text: str, part: TermPart, limit: int) -> JsonObject:
    """The search for the most frequent terms that contain `text`."""
    return _search(field, _term_clauses(text, part), limit)


def matching(field: str, wildcard: str, limit: int) -> JsonObject:
    """The search for the most frequent terms that match a pattern of * and ?."""
    escaped = wildcard.replace("\\", "\\\\")
    return _search(field, [{"wildcard": {"term": escaped}}], limit)


def exactly(field: str, texts: Sequence[str]) -> JsonObject:
    """The search for terms equal to one of `texts`."""
    return _search(field, [{"terms": {"term": list(texts)}}], len(texts))


def _search(field: str, wanted: list[JsonObject], limit: int) -> JsonObject:
    return {
        "query": {"bool": {"filter": [{"range": {field: {"gt": 0}}}, *wanted]}},
        "sort": [{field: "desc"}, {"term": "asc"}],
        "size": limit,
        "track_total_hits": False,
        "_source": False,
        "docvalue_fields": ["term", field],
    }


def _term_clauses(text: str, part: TermPart) -> list[JsonObject]:
    if not text:
        return []
    if part is TermPart.PREFIX:
        return [{"prefix": {"term": text}}]
    if part is TermPart.SUFFIX:
        return [{"prefix": {"back": text[::-1]}}]
    escaped = "".join("\\" + char if char in "\\*?" else char for char in text)
    return [{"wildcard": {"term": f"*{escaped}*"}}]


def read_terms(response: JsonObject, field: str) -> list[Term]:
    """The terms in a response."""
    hits = (hit["fields"] for hit in response["hits"]["hits"])
    return [Term(str(hit["term"][0]), count_in(hit[field][0])) for hit in hits]


class TermCounts:
    """Counts the reports of terms in bounded memory; sorted runs are written to disk."""

    def __init__(self, most: int = MAX_TERMS_IN_MEMORY) -> None:
        self._most = most
        self._counts: dict[str, Counter[str]] = {field: Counter() for field in ANALYZED_FIELDS}
        self._runs: list[IO[str]] = []

    def add(self, document: Document) -> None:
        """Count the terms of a report."""
        for field, terms in zip(ANALYZED_FIELDS, document.terms, strict=True):
            self._counts[field].update(terms.split(" "))
        if sum(map(len, self._counts.values())) > self._most:
            self._put_aside()

    def take(self, document: Document) -> None:
        """Subtract the terms of a report."""
        for field, terms in zip(ANALYZED_FIELDS, document.terms, strict=True):
            self._counts[field].subtract(terms.split(" "))

    def _put_aside(self) -> None:
        run = io.TextIOWrapper(tempfiles.temporary_file(), "utf-8")
        for line in self._in_memory():
            run.write(json.dumps(line) + "\n")
        self._runs.append(run)
        for counts in self._counts.values():
            counts.clear()

    def _in_memory(self) -> Iterator[list[object]]:
        """The terms in memory with their counts, in the order of ANALYZED_FIELDS."""
        for term in sorted(set().union(*self._counts.values())):
            yield [term, *(counts[term] for counts in self._counts.values())]

    def __iter__(self) -> Iterator[tuple[str, TermCountPairs]]:
        """All terms in order, with their non-zero counts by field."""
        merged = heapq.merge(self._in_memory(), *map(_lines, self._runs))
        for term, same in itertools.groupby(merged, key=lambda line: line[0]):
            sums = map(sum, zip(*(line[1:] for line in same), strict=True))
            counts = {
                field: count for field, count in zip(ANALYZED_FIELDS, sums, strict=True) if count
            }
            if counts and term:
                yield term, counts

    def close(self) -> None:
        """Remove the files on disk."""
        for run in self._runs:
            run.close()


def _lines(run: IO[str]) -> Iterable[list[object]]:
    run.seek(0)
    return (json.loads(line) for line in run)
