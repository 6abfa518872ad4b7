"""The engines of `bench_engines`: ours and its peers, all given the same words and grams.

An engine builds from a folder of JSON Lines, then answers: `product` (top 10, exact total, counts
by source and month, within a period), `top` (top 10) and `phrase` (top 10 and total).
"""

import json
import sqlite3
from pathlib import Path

from whoosh import query

from index.api import DateFilter, Question
from index.indexing.build_resources import BuildResources
from index.operations.build import build
from index.operations.opening import open_index
from tests.tools.bench_opensearch import OpenSearch
from tests.tools.bench_tantivy import BOOST, Tantivy, TantivyWords
from tests.tools.bench_tokens import passage, rows, tokenised, words
from tests.tools.bench_xapian import Xapian


class Ours:
    """Baogao's own index."""

    def build(self, folder, where, jobs):
        build([folder], where, resources=BuildResources(jobs, 512))

    def open(self, where):
        self.index = open_index(where)

    def _words(self, asked, *, all_words):
        parts = [
            query.Or([query.Term("title", word, boost=BOOST), query.Term("body", word)])
            for word in words(asked.words)
        ]
        return (query.And if all_words else query.Or)(parts)

    def product(self, asked, *, all_words):
        within = DateFilter(asked.first, asked.last)
        node = self._words(asked, all_words=all_words)
        question = Question(query=node, filters=(within,), counts=("source", "month"))
        return self.index.ask(question).total

    def top(self, asked, *, all_words):
        return len(self.index.ask(Question(query=self._words(asked, all_words=all_words))).hits)

    def phrase(self, asked):
        node = query.Phrase("body_grams", passage(asked.passage))
        return self.index.ask(Question(query=node)).total


class Fts5:
    """SQLite FTS5 with the same tokens; what is stored and counted is in a table beside."""

    def build(self, folder, where, jobs):
        Path(where).mkdir(parents=True)
        base = sqlite3.connect(f"{where}/index.db")
        base.execute("pragma journal_mode=off")
        base.execute(
            "create virtual table f using fts5(title, body, title_grams, body_grams, content='', "
            "tokenize=\"unicode61 remove_diacritics 0 tokenchars '+#%‰℃°$€£¥&@'\")"
        )
        base.execute("create table r(n integer primary key, id, source, date, month, stored)")
        for number, row in enumerate(tokenised(folder, jobs), 1):
            base.execute(
                "insert into f(rowid, title, body, title_grams, body_grams) values (?,?,?,?,?)",
                (number, row.title, row.body, row.title_grams, row.body_grams),
            )
            base.execute(
                "insert into r values (?,?,?,?,?,?)",
                (number, row.id, row.source, row.day, row.day // 100, row.stored),
            )
        base.execute("insert into f(f) values('optimize')")
        base.commit()
        base.close()

    def open(self, where):
        self.base = sqlite3.connect(f"{where}/index.db")

    def _words(self, asked, *, all_words):
        joint = " AND " if all_words else " OR "
        return "{title body} : (" + joint.join(f'"{word}"' for word in words(asked.words)) + ")"

    def product(self, asked, *, all_words):
        node = self._words(asked, all_words=all_words)
        days = [int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last)]
        near = "from f join r on r.n = f.rowid where f match ? and date between ? and ?"
        self.base.execute(
            f"select id, bm25(f, 2, 1) b {near} order by b limit 10", (node, *days)
        ).fetchall()
        counted = self.base.execute(
            f"select source, month, count(*) {near} group by 1, 2", (node, *days)
        )
        return sum(count for _, _, count in counted)

    def top(self, asked, *, all_words):
        node = self._words(asked, all_words=all_words)
        sql = "select rowid from f where f match ? order by bm25(f, 2, 1) limit 10"
        return len(self.base.execute(sql, (node,)).fetchall())

    def phrase(self, asked):
        expression = "body_grams : " + '"' + " ".join(passage(asked.passage)) + '"'
        self.base.execute(
            "select rowid from f where f match ? order by bm25(f) limit 10", (expression,)
        ).fetchall()
        return self.base.execute(
            "select count(*) from f where f match ?", (expression,)
        ).fetchone()[0]


class Stock:
    """Whoosh as it comes, with jieba's ChineseAnalyzer: other tokens, and no Chinese phrases."""

    def build(self, folder, where, jobs):
        del jobs  # one process: its own MultiSegmentWriter is slower on two cores here
        import whoosh.index  # noqa: PLC0415 - only the engine that runs is loaded
        from jieba.analyse import ChineseAnalyzer  # noqa: PLC0415 - only the engine that runs is loaded
        from whoosh import fields  # noqa: PLC0415 - only the engine that runs is loaded

        Path(where).mkdir(parents=True)
        text = fields.TEXT(analyzer=ChineseAnalyzer())
        schema = fields.Schema(
            id=fields.ID(stored=True),
            title=text,
            body=text,
            source=fields.ID(sortable=True),
            stored=fields.STORED,
            date=fields.NUMERIC(sortable=True),
            month=fields.NUMERIC(sortable=True),
        )
        writer = whoosh.index.create_in(where, schema).writer(limitmb=512)
        for row in rows(folder):
            day = int(row["date"].replace("-", ""))
            kept = {name: row[name] for name in ("id", "title", "body", "source")}
            writer.add_document(**kept, date=day, month=day // 100, stored=json.dumps(row))
        writer.commit()

    def open(self, where):
        import whoosh.index  # noqa: PLC0415 - only the engine that runs is loaded

        self.searcher = whoosh.index.open_dir(where).searcher()

    def _words(self, asked, *, all_words):
        parts = [
            query.Or([query.Term("title", word, boost=BOOST), query.Term("body", word)])
            for word in words(asked.words)
        ]
        return (query.And if all_words else query.Or)(parts)

    def product(self, asked, *, all_words):
        days = [int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last)]
        within = query.NumericRange("date", *days)
        node = self._words(asked, all_words=all_words)
        results = self.searcher.search(node, limit=10, filter=within, groupedby=["source", "month"])
        return len(results)

    def top(self, asked, *, all_words):
        return len(list(self.searcher.search(self._words(asked, all_words=all_words), limit=10)))

    phrase = None


ENGINES = {
    "baogao": Ours,
    "tantivy": Tantivy,
    "tantivy-words": TantivyWords,
    "xapian": Xapian,
    "opensearch": OpenSearch,
    "fts5": Fts5,
    "whoosh": Stock,
}
