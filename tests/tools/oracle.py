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
    """Deleted reports count; the mean length is that of the others."""
    lengths = {
        doc: length
        for doc in range(reader.doc_count_all())
        if (length := reader.doc_field_length(doc, field, 0))
    }
    living = [length for doc, length in lengths.items() if not reader.is_deleted(doc)]
    return FieldStatistics(len(lengths), sum(living) / len(living))
