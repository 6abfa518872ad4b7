"""The mapping of a report on a cluster: its fields, their analysis and their scoring.

The cluster only splits our tokens at spaces. Sentence and paragraph marks and alternative terms are
attached to a gram and split off on the cluster, which gives them the same position.
"""

import itertools
import json

from index.api import DateUnit
from index.cluster.passage_fields import KNN_SETTINGS, passage_fields
from index.day_number import day_number
from index.fields import COUNT_FIELDS
from index.json_types import JsonObject
from index.report import Report, to_json
from index.schema import GRAMS, VALUES, WORDS, value_of
from index.text import bm25
from index.text.analysis import (
    PARAGRAPH,
    SENTENCE,
    Analyzer,
    alternatives,
    indexed_grams,
    scope_marks,
)

LAST_GRAM_MARKS = {SENTENCE: "\x04", PARAGRAPH: "\x05"}
"""Maps the mark of a sentence's or paragraph's first gram to that of its last. Intervals can test
whether a position is between two marks, but not whether a mark is between two positions."""
LONE_GRAM_MARKS = {SENTENCE: "\x06", PARAGRAPH: "\x07"}
"""The mark of a gram that is a whole sentence or paragraph."""
MARKS = "\\x02-\\x07"
"""All marks, as the inside of a set in a regular expression."""
BESIDE = "\x10"
"""Separates a gram from its alternatives at the same position."""
NO_POSITION = "\x08"
"""A token that no text contains."""
MAX_LUCENE_TOKEN_CHARS = 8000
"""Longer tokens are cut, because Lucene refuses terms of more than 32,766 bytes."""
MAX_GRAM_CHARS = MAX_LUCENE_TOKEN_CHARS + 1000
"""A gram with its marks and alternatives."""
MAX_FILTERED_VALUE_CHARS = 8000
"""Longer values cannot be filtered by, for the same reason."""


def index_settings(
    shards: int, replicas: int, similarity: str, *, meaning: bool = False
) -> JsonObject:
    """The settings of an index of reports; `similarity` is `Connection.bm25`."""
    return {
        "index": (KNN_SETTINGS if meaning else {})
        | {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            "codec": "best_compression",
            "refresh_interval": "-1",
            "similarity": {
                "baogao": {
                    "type": similarity,
                    "k1": bm25.K1,
                    "b": bm25.B,
                    "discount_overlaps": False,
                }
            },
        },
        "analysis": {
            "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": MAX_GRAM_CHARS}},
            "filter": {
                "marks": {
                    "type": "pattern_capture",
                    "preserve_original": False,
                    "patterns": [f"([{MARKS}]|[^{MARKS}\\x10]+)"],
                },
            },
            "analyzer": {
                "tokens": {"type": "custom", "tokenizer": "spaces"},
                "marked": {"type": "custom", "tokenizer": "spaces", "filter": ["marks"]},
            },
        },
    }


def mappings(meta: JsonObject, *, meaning: bool = False) -> JsonObject:
    """The fields of a report; only non-text fields are kept as they were sent."""
    text = {"type": "text", "search_analyzer": "tokens", "similarity": "baogao"}
    words = text | {"analyzer": "tokens", "index_options": "freqs"}
    prefixes = {"min_chars": 1, "max_chars": 1}
    exact = text | {"analyzer": "marked", "index_options": "positions", "index_prefixes": prefixes}
    # Counting needs ordinals over all segments; they are built in advance, not by the first query.
    counted = {"type": "keyword", "eager_global_ordinals": True}
    value = counted | {"ignore_above": MAX_FILTERED_VALUE_CHARS}
    column = {"type": "keyword", "index": False}
    return {
        "dynamic": "strict",
        "_meta": meta,
        "_source": {"includes": ["id", "fingerprint", "report"]},
        "properties": {
            "id": {"type": "keyword"},
            "fingerprint": column,
            "report": {"type": "object", "enabled": False},
            "date": {"type": "integer"},
            "age": {"type": "integer", "index": False},
        }
        | {name: {"type": "integer"} for name in COUNT_FIELDS}
        | dict.fromkeys(DateUnit, counted)
        | dict.fromkeys(WORDS, words)
        | dict.fromkeys(GRAMS, exact)
        | dict.fromkeys(VALUES, value)
        | (passage_fields() if meaning else {}),
    }


def document(report: Report, analyzer: Analyzer) -> JsonObject:
    """The document of a report: tokens for the text, values for the other fields."""
    body = report.body
    date = day_number(report.date)
    day = report.date.isoformat() if report.date else ""
    return {
        "id": encodable(report.id),
        "fingerprint": report.fingerprint(),
        "report": _readable(to_json(report)),
        "title": _words(report.title, analyzer),
        "body": _words(body, analyzer),
        "title_grams": _grams(report.title),
        "body_grams": _grams(body),
        "date": date,
        "age": date or 99_999_999,
        **{name: min(getattr(report, name) or 0, 2**31 - 1) for name in COUNT_FIELDS},
        DateUnit.YEAR: day[:4],
        DateUnit.MONTH: day[:7],
        DateUnit.DAY: day,
    } | {name: encodable(value_of(report, name)) for name in VALUES}


def encodable(text: str) -> str:
    """The text without lone surrogates, which no encoding can represent."""
    return text.encode("utf-8", "replace").decode()


def token(text: str) -> str:
    """A token in the form in which it is indexed and queried."""
    return text[:MAX_LUCENE_TOKEN_CHARS]


def _words(text: str, analyzer: Analyzer) -> str:
    return " ".join(token(word.text) for word in analyzer.words(text))


def _grams(text: str) -> str:
    tokens = indexed_grams(text)
    texts = [token(gram.text) for gram in tokens]
    for at, other in alternatives(text):
        texts[at] += BESIDE + other
    numbered_marks = scope_marks(text, tokens)
    for mark in (SENTENCE, PARAGRAPH):
        firsts = [at for at, gram_mark in numbered_marks if gram_mark == mark]
        for first, after in itertools.pairwise([*firsts, len(texts)]):
            if after - first == 1:
                texts[first] = LONE_GRAM_MARKS[mark] + texts[first]
            else:
                texts[first] = mark + texts[first]
                texts[after - 1] = LAST_GRAM_MARKS[mark] + texts[after - 1]
    return " ".join(texts)


def _readable(line: str) -> str:
    """JSON with unescaped characters, a third of the bytes; necessary escapes remain."""
    readable = json.dumps(json.loads(line), ensure_ascii=False, separators=(",", ":"))
    return readable if readable == encodable(readable) else line
