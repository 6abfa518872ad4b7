"""Whoosh's own searcher with Lucene's BM25, the oracle of both engines."""

from index.embedded.whoosh.weighting import LuceneBM25
from index.schema import GRAMS, WORDS
from index.text.bm25 import FieldStatistics


def oracle_searcher(index):
    """A searcher of a Whoosh index; what BM25 needs to know is counted report by report."""
    with index.reader() as reader:
        statistics = {name: _statistics(reader, name) for name in (*WORDS, *GRAMS)}
    return index.searcher(weighting=LuceneBM25(statistics.__getitem__))


def _statistics(reader, field):
    field_lengths = [
        reader.doc_field_length(doc, field, 0) for doc in range(reader.doc_count_all())
    ]
    lengths = [length for length in field_lengths if length]
    return FieldStatistics(len(lengths), sum(lengths) / len(lengths))
