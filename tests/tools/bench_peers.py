"""The engines of `bench_engines`: ours and its peers, all given the same words and grams.

An engine builds from a folder of JSON Lines, then answers: `product` (top 10, exact total, counts
by source and month, within a period), `top` (top 10) and `phrase` (top 10 and total).
"""

import json
import multiprocessing
import re
import sqlite3
from pathlib import Path

from whoosh import query

from index.api import DateFilter, Question
from index.build import build
from index.indexing.build_resources import BuildResources
from index.opening import open_index
from index.text.analysis import PARAGRAPH, SENTENCE, Analyzer, grams
from index.text.fold import HAN

BOOST = 2.0
_ANALYZER = Analyzer(())
_HAN = re.compile(f"[{HAN}]")
_MARKS = {SENTENCE, PARAGRAPH}


def words(text):
    """The distinct words of a query."""
    return list(dict.fromkeys(token.text for token in _ANALYZER.words(text)))


def passage(text):
    """The grams of a passage; its last Han character is in the gram before."""
    found = [token.text for token in grams(text)]
    return found[:-1] if len(found) > 1 and _HAN.match(found[-1]) else found


def rows(folder):
    """The reports as they were made."""
    with (Path(folder) / "reports.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def tokenised(row):
    """A row with its tokens joined by spaces, for engines that take tokens."""
    joined = {}
    for field in ("title", "body"):
        joined[field] = " ".join(token.text for token in _ANALYZER.words(row[field]))
        joined[f"{field}_grams"] = " ".join(token.text for token in grams(row[field]))
    day = int(row["date"].replace("-", ""))
    return row["id"], joined, row["source"], day, json.dumps(row, ensure_ascii=False)


def all_tokenised(folder, jobs):
    """Every row, tokenised in so many processes."""
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(tokenised, rows(folder), 64)


class Ours:
    """Baogao's own index."""

    def build(self, folder, where, jobs):
        build([folder], where, means=BuildResources(jobs, 512))

    def open(self, where):
        self.index = open_index(where)

    def _words(self, asked, *, every):
        parts = [
            query.Or([query.Term("title", word, boost=BOOST), query.Term("body", word)])
            for word in words(asked.words)
        ]
        return (query.And if every else query.Or)(parts)

    def product(self, asked, *, every):
        within = DateFilter(asked.first, asked.last)
        node = self._words(asked, every=every)
        question = Question(query=node, filters=(within,), counts=("source", "month"))
        return self.index.ask(question).total

    def top(self, asked, *, every):
        return len(self.index.ask(Question(query=self._words(asked, every=every))).hits)

    def phrase(self, asked):
        found = query.Phrase("body_grams", passage(asked.passage))
        return self.index.ask(Question(query=found)).total


class Tantivy:
    """tantivy, with the same tokens; its Python binding needs two passes for hits and counts."""

    def build(self, folder, where, jobs):
        import tantivy  # noqa: PLC0415 - only the engine that runs is loaded

        Path(where).mkdir(parents=True)
        index = tantivy.Index(self._schema(tantivy), path=where)
        writer = index.writer(512 << 20, jobs)
        for name, joined, source, day, stored in all_tokenised(folder, jobs):
            fields = {"id": name, "source": source, "date": day, "month": day // 100}
            writer.add_document(tantivy.Document(stored=stored, **fields, **joined))
        writer.commit()
        writer.wait_merging_threads()

    def _schema(self, tantivy):
        schema = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
            schema.add_text_field(f"{field}_grams", tokenizer_name="whitespace")
        schema.add_text_field("id", tokenizer_name="raw", fast=True)
        schema.add_text_field("source", tokenizer_name="raw", fast=True)
        schema.add_text_field("stored", stored=True, index_option="basic", tokenizer_name="raw")
        schema.add_integer_field("date", indexed=True, fast=True)
        schema.add_integer_field("month", fast=True)
        return schema.build()

    def open(self, where):
        import tantivy  # noqa: PLC0415 - only the engine that runs is loaded

        self.tantivy = tantivy
        index = tantivy.Index.open(where)
        self.schema = index.schema
        self.searcher = index.searcher()

    def _term(self, field, word, boost=1.0):
        found = self.tantivy.Query.term_query(self.schema, field, word, "freq")
        return self.tantivy.Query.boost_query(found, boost) if boost != 1 else found

    def _any(self, parts, occur):
        return self.tantivy.Query.boolean_query([(occur, part) for part in parts])

    def _words(self, asked, *, every):
        occur = self.tantivy.Occur
        parts = [
            self._any([self._term("title", word, BOOST), self._term("body", word)], occur.Should)
            for word in words(asked.words)
        ]
        return self._any(parts, occur.Must if every else occur.Should)

    def product(self, asked, *, every):
        days = [int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last)]
        kind = self.tantivy.FieldType.Integer
        within = self.tantivy.Query.range_query(self.schema, "date", kind, *days)
        within = self.tantivy.Query.const_score_query(within, 0.0)
        node = self._any([self._words(asked, every=every), within], self.tantivy.Occur.Must)
        counted = self.searcher.aggregate(
            node,
            {
                "source": {"terms": {"field": "source", "size": 1000}},
                "month": {"terms": {"field": "month", "size": 1000}},
            },
        )
        assert counted
        return self.searcher.search(node, limit=10, count=True).count

    def top(self, asked, *, every):
        node = self._words(asked, every=every)
        return len(self.searcher.search(node, limit=10, count=False).hits)

    def phrase(self, asked):
        found = passage(asked.passage)
        node = (
            self._term("body_grams", found[0])
            if len(found) == 1
            else self.tantivy.Query.phrase_query(self.schema, "body_grams", found)
        )
        return self.searcher.search(node, limit=10, count=True).count


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
        for number, row in enumerate(all_tokenised(folder, jobs), 1):
            name, joined, source, day, stored = row
            base.execute(
                "insert into f(rowid, title, body, title_grams, body_grams) values (?,?,?,?,?)",
                (
                    number,
                    joined["title"],
                    joined["body"],
                    joined["title_grams"],
                    joined["body_grams"],
                ),
            )
            base.execute(
                "insert into r values (?,?,?,?,?,?)",
                (number, name, source, day, day // 100, stored),
            )
        base.execute("insert into f(f) values('optimize')")
        base.commit()
        base.close()

    def open(self, where):
        self.base = sqlite3.connect(f"{where}/index.db")

    def _words(self, asked, *, every):
        joint = " AND " if every else " OR "
        return "{title body} : (" + joint.join(f'"{word}"' for word in words(asked.words)) + ")"

    def product(self, asked, *, every):
        found = self._words(asked, every=every)
        days = [int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last)]
        near = "from f join r on r.n = f.rowid where f match ? and date between ? and ?"
        self.base.execute(
            f"select id, bm25(f, 2, 1) b {near} order by b limit 10", (found, *days)
        ).fetchall()
        counted = self.base.execute(
            f"select source, month, count(*) {near} group by 1, 2", (found, *days)
        )
        return sum(count for _, _, count in counted)

    def top(self, asked, *, every):
        found = self._words(asked, every=every)
        sql = "select rowid from f where f match ? order by bm25(f, 2, 1) limit 10"
        return len(self.base.execute(sql, (found,)).fetchall())

    def phrase(self, asked):
        found = "body_grams : " + '"' + " ".join(passage(asked.passage)) + '"'
        self.base.execute(
            "select rowid from f where f match ? order by bm25(f) limit 10", (found,)
        ).fetchall()
        return self.base.execute("select count(*) from f where f match ?", (found,)).fetchone()[0]


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

    def _words(self, asked, *, every):
        parts = [
            query.Or([query.Term("title", word, boost=BOOST), query.Term("body", word)])
            for word in words(asked.words)
        ]
        return (query.And if every else query.Or)(parts)

    def product(self, asked, *, every):
        days = [int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last)]
        within = query.NumericRange("date", *days)
        node = self._words(asked, every=every)
        found = self.searcher.search(node, limit=10, filter=within, groupedby=["source", "month"])
        return len(found)

    def top(self, asked, *, every):
        return len(list(self.searcher.search(self._words(asked, every=every), limit=10)))

    phrase = None


ENGINES = {"baogao": Ours, "tantivy": Tantivy, "fts5": Fts5, "whoosh": Stock}
