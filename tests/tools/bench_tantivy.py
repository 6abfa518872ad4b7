"""tantivy as its best user would have it, for `bench_engines`.

Words of the OR are one flat union, so that its blocks are skipped (nested by word, title or body,
they are not). The total of a product query is the sum of its counts by source, so that the hits
need no count. `Tantivy` also has a field with the words of both fields, which decides what matches
all words in half the time; `TantivyWords` leaves out that field and the grams, and is the fastest
to build. What is stored is a field of bytes, because a field of text would be indexed too. Grams
are cut in Python, because its own tokenizer of n-grams gives all of them one position, so that they
answer no phrase; single characters by its own regular expressions took 9 times as long to ask.
"""

from pathlib import Path

from tests.tools import bench_tokens

BOOST = 2.0
HEAP = 512 << 20


class TantivyWords:
    """The words of title and body, no grams."""

    joint = False
    grams = False
    phrase = None

    def build(self, folder, where, jobs):
        import tantivy  # noqa: PLC0415 - only the engine that runs is loaded

        Path(where).mkdir(parents=True)
        index = tantivy.Index(self._schema(tantivy), path=where)
        # tokens take the other half of the processors; one thread writes one segment, the best
        writer = index.writer(HEAP, max(1, jobs // 2))
        cut = bench_tokens.with_grams if self.grams else bench_tokens.with_words
        for row in bench_tokens.tokenised(folder, jobs, cut):
            fields = {"id": row.id, "source": row.source, "stored": row.stored}
            fields |= {"date": row.day, "month": row.day // 100}
            fields |= {"title": row.title, "body": row.body}
            if self.grams:
                fields |= {"title_grams": row.title_grams, "body_grams": row.body_grams}
            if self.joint:
                fields["joint"] = f"{row.title} {row.body}"
            writer.add_document(tantivy.Document(**fields))
        writer.commit()
        writer.wait_merging_threads()

    def _schema(self, tantivy):
        schema = tantivy.SchemaBuilder()
        for field in ("title", "body"):
            schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
            if self.grams:
                schema.add_text_field(f"{field}_grams", tokenizer_name="whitespace")
        if self.joint:
            schema.add_text_field("joint", tokenizer_name="whitespace", index_option="basic")
        schema.add_text_field("id", tokenizer_name="raw", index_option="basic")
        schema.add_text_field("source", tokenizer_name="raw", fast=True)
        schema.add_bytes_field("stored", stored=True)
        schema.add_integer_field("date", fast=True)
        schema.add_integer_field("month", fast=True)
        return schema.build()

    def open(self, where):
        import tantivy  # noqa: PLC0415 - only the engine that runs is loaded

        self.tantivy = tantivy
        index = tantivy.Index.open(where)
        self.schema = index.schema
        self.searcher = index.searcher()

    def _term(self, field, word, boost=1.0, option="freq"):
        node = self.tantivy.Query.term_query(self.schema, field, word, option)
        return self.tantivy.Query.boost_query(node, boost) if boost != 1 else node

    def _joined(self, parts, occur):
        return self.tantivy.Query.boolean_query([(occur, part) for part in parts])

    def _both(self, word):
        return [self._term("title", word, BOOST), self._term("body", word)]

    def _words(self, asked, *, all_words):
        occur = self.tantivy.Occur
        words = bench_tokens.words(asked.words)
        flat = [term for word in words for term in self._both(word)]
        if not all_words:
            return self._joined(flat, occur.Should)
        if not self.joint:
            unions = [self._joined(self._both(word), occur.Should) for word in words]
            return self._joined(unions, occur.Must)
        must = [self._term("joint", word, option="basic") for word in words]
        must = [self.tantivy.Query.const_score_query(term, 0.0) for term in must]
        clauses = [(occur.Must, term) for term in must] + [(occur.Should, term) for term in flat]
        return self.tantivy.Query.boolean_query(clauses)

    def product(self, asked, *, all_words):
        days = [int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last)]
        kind = self.tantivy.FieldType.Integer
        within = self.tantivy.Query.range_query(self.schema, "date", kind, *days)
        within = self.tantivy.Query.const_score_query(within, 0.0)
        node = self._joined(
            [self._words(asked, all_words=all_words), within], self.tantivy.Occur.Must
        )
        counted = self.searcher.aggregate(
            node,
            {
                "source": {"terms": {"field": "source", "size": 1000}},
                "month": {"terms": {"field": "month", "size": 1000}},
            },
        )
        assert len(self.searcher.search(node, limit=10, count=False).hits) <= 10
        return sum(bucket["doc_count"] for bucket in counted["source"]["buckets"])

    def top(self, asked, *, all_words):
        node = self._words(asked, all_words=all_words)
        return len(self.searcher.search(node, limit=10, count=False).hits)


class Tantivy(TantivyWords):
    """The words and grams of title and body, and the field of both."""

    joint = True
    grams = True

    def phrase(self, asked):
        passage_ = bench_tokens.passage(asked.passage)
        node = (
            self._term("body_grams", passage_[0])
            if len(passage_) == 1
            else self.tantivy.Query.phrase_query(self.schema, "body_grams", passage_)
        )
        return self.searcher.search(node, limit=10, count=True).count
