"""The peers of `bench_quality`: each yields the ids it finds for each query, best first.

All but one get the words that we get, cut by jieba and stemmed, joined by OR, each with its own
ranking as it comes. `stock` is Whoosh with jieba's own ChineseAnalyzer, as its documentation says.
"""

# ruff: noqa: T201, PLC0415 - a bench prints, and imports only the peers that it measures

import importlib.util
import sqlite3
import tempfile
import warnings

from index.text.analysis import Analyzer

DEPTH = 100


def fts5(tests, texts, words):
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE docs USING fts5(title, body)")
    base.executemany("INSERT INTO docs(title, body) VALUES (?, ?)", texts)
    sql = "SELECT rowid FROM docs WHERE docs MATCH ? ORDER BY rank LIMIT 100"
    for _, text in tests.queries:
        asked = " OR ".join(f'"{word}"' for word in dict.fromkeys(words(text)))
        rows = base.execute(sql, [asked]) if asked else ()
        yield [tests.docs[row - 1][0] for (row,) in rows]


def bm25s(tests, texts, words):
    import bm25s as peer

    index = peer.BM25()
    index.index([f"{title} {body}".split() for title, body in texts], show_progress=False)
    depth = min(DEPTH, len(tests.docs))
    for _, text in tests.queries:
        asked = words(text)
        numbers = index.retrieve([asked], k=depth, show_progress=False)[0][0] if asked else ()
        yield [tests.docs[number][0] for number in numbers]


def tantivy(tests, texts, words):
    import tantivy as peer

    builder = peer.SchemaBuilder()
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    builder.add_unsigned_field("place", stored=True)
    with tempfile.TemporaryDirectory() as folder:
        index = peer.Index(builder.build(), path=folder)
        writer = index.writer(num_threads=1)
        for number, (title, body) in enumerate(texts):
            writer.add_document(peer.Document(title=title, body=body, place=number))
        writer.commit()
        index.reload()
        searcher = index.searcher()
        for _, text in tests.queries:
            parts = [
                (peer.Occur.Should, peer.Query.term_query(index.schema, field, word))
                for word in dict.fromkeys(words(text))
                for field in ("title", "body")
            ]
            hits = searcher.search(peer.Query.boolean_query(parts), DEPTH).hits if parts else ()
            yield [tests.docs[searcher.doc(at)["place"][0]][0] for _, at in hits]


def whoosh(tests, texts, words):
    from whoosh import analysis, fields, query
    from whoosh.filedb.filestore import RamStorage

    split = fields.TEXT(analyzer=analysis.SpaceSeparatedTokenizer())
    index = RamStorage().create_index(fields.Schema(title=split, body=split, place=fields.STORED))
    writer = index.writer(limitmb=512)
    for number, (title, body) in enumerate(texts):
        writer.add_document(title=title, body=body, place=number)
    writer.commit()
    with index.searcher() as searcher:
        for _, text in tests.queries:
            terms = [
                query.Term(f, w) for w in dict.fromkeys(words(text)) for f in ("title", "body")
            ]
            results = searcher.search(query.Or(terms), limit=DEPTH)
            yield [tests.docs[hit["place"]][0] for hit in results]


def stock(tests):
    """Whoosh with jieba's ChineseAnalyzer; a line is cut by the same analyzer, joined by OR."""
    from whoosh import fields, query
    from whoosh.filedb.filestore import RamStorage

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's own old escapes
        from jieba.analyse import ChineseAnalyzer

    cut = ChineseAnalyzer()
    text = fields.TEXT(analyzer=cut)
    index = RamStorage().create_index(fields.Schema(title=text, body=text, place=fields.STORED))
    writer = index.writer(limitmb=512)
    for number, (_, title, body) in enumerate(tests.docs):
        writer.add_document(title=title, body=body, place=number)
    writer.commit()
    with index.searcher() as searcher:
        for _, line in tests.queries:
            words = dict.fromkeys(token.text for token in cut(line))
            terms = [query.Term(field, word) for word in words for field in ("title", "body")]
            results = searcher.search(query.Or(terms), limit=DEPTH)
            yield [tests.docs[hit["place"]][0] for hit in results]


PEERS = {"fts5": fts5, "bm25s": bm25s, "tantivy": tantivy, "whoosh": whoosh}
STOCK = "whoosh-stock"
NAMES = (*PEERS, STOCK)


def peers(tests, names):
    """Each peer's name and its answers, over texts already cut into words."""
    analyzer = Analyzer()

    def words(text):
        return [token.text for token in analyzer.words(text)]

    texts = [(" ".join(words(title)), " ".join(words(body))) for _, title, body in tests.docs]
    for name in names:
        if name == STOCK:
            yield name, stock(tests)
        elif name == "fts5" or importlib.util.find_spec(name):
            yield name, PEERS[name](tests, texts, words)
        else:
            print(f"  {name:24} is not installed")
