"""The terms of an index with the number of reports that hold them, in an index of their own.

OpenSearch lists the terms of a text only after loading them all into memory, so the terms are
counted while building and kept as small documents, the most frequent first.
"""

import hashlib
import heapq
import io
import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from index import tempfiles
from index.api import Term, TermPart
from index.cluster.documents import ANALYZED_FIELDS, Document
from index.json_types import JsonObject

TermCountPairs = dict[str, int]
"""A number of reports, or by how much it changes, by field."""
#: Terms longer than this are not listed: nobody completes or corrects them.
MAX_TERM_CHARS = 100
#: Terms counted in memory before they are put aside on disk, sorted.
MAX_TERMS_IN_MEMORY = 1_000_000


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
    """The fields of a term: itself, itself backwards for its endings, its count in each FIELD."""
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
    """A term as it is sent; fields that do not hold it have no count."""
    return {"term": term, "back": term[::-1]} | counts


def term_id(term: str) -> str:
    """The id of a term's document, at most 512 bytes as OpenSearch wants."""
    if len(term.encode()) <= 512:
        return term
    return f"::{hashlib.blake2b(term.encode(), digest_size=32).hexdigest()}"


def listing(field: str, text: str, part: TermPart, limit: int) -> JsonObject:
    """The search for the most frequent terms that hold `text`."""
    return _search(field, _held(text, part), limit)


def matching(field: str, wildcard: str, limit: int) -> JsonObject:
    """The search for the most frequent terms that a pattern of * and ? matches."""
    escaped = wildcard.replace("\\", "\\\\")
    return _search(field, [{"wildcard": {"term": escaped}}], limit)


def exactly(field: str, texts: Sequence[str]) -> JsonObject:
    """The search for the terms that are one of `texts`."""
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


def _held(text: str, part: TermPart) -> list[JsonObject]:
    if not text:
        return []
    if part is TermPart.PREFIX:
        return [{"prefix": {"term": text}}]
    if part is TermPart.SUFFIX:
        return [{"prefix": {"back": text[::-1]}}]
    escaped = "".join("\\" + char if char in "\\*?" else char for char in text)
    return [{"wildcard": {"term": f"*{escaped}*"}}]


def read_terms(found: JsonObject, field: str) -> list[Term]:
    """The terms in a response."""
    hits = (hit["fields"] for hit in found["hits"]["hits"])
    return [Term(hit["term"][0], hit[field][0]) for hit in hits]


class TermCounts:
    """Counts the reports of terms in bounded memory: what overflows waits on disk, sorted."""

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
        """Take the terms of a report away again."""
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
        """Every term with its counts, in the order of ANALYZED_FIELDS."""
        for term in sorted(set().union(*self._counts.values())):
            yield [term, *(counts[term] for counts in self._counts.values())]

    def __iter__(self) -> Iterator[tuple[str, TermCountPairs]]:
        """Every term in order, with its count in each field where that is not 0."""
        merged = heapq.merge(self._in_memory(), *map(_lines, self._runs))
        for term, same in itertools.groupby(merged, key=lambda line: line[0]):
            sums = map(sum, zip(*(line[1:] for line in same), strict=True))
            counts = {
                field: count for field, count in zip(ANALYZED_FIELDS, sums, strict=True) if count
            }
            if counts and 0 < len(term) <= MAX_TERM_CHARS:
                yield term, counts

    def close(self) -> None:
        """Remove what waits on disk."""
        for run in self._runs:
            run.close()


def _lines(run: IO[str]) -> Iterable[list[object]]:
    run.seek(0)
    return (json.loads(line) for line in run)
