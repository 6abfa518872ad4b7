"""OpenSearch on one node as its best user would have it, for `bench_engines`: a plain index.

Only what is asked is indexed, by its own white space tokenizer; one shard, merged to one segment,
no replica; bulks of 1,000 reports from two threads; hits, total and counts in one request.
"""

import concurrent.futures
import contextlib
import itertools
import json
import os
from pathlib import Path

from tests.tools import bench_tokens
from tests.tools.bench_xapian import AbsentError
from tests.tools.cluster_nodes import NoClusterError, Nodes

JVM = ("-Xms1500m", "-Xmx1500m", "-XX:+UseG1GC")
"""What the node is given; the collector and compiler are those of production."""
REPORTS_PER_BULK = 1_000
BOOST = 2.0
TOKENS = {"type": "text", "analyzer": "whitespace", "norms": True}
MAPPING = {
    "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": -1},
    "mappings": {
        "dynamic": False,
        "_source": {"includes": ["stored"]},
        "properties": {
            "title": TOKENS | {"index_options": "freqs"},
            "body": TOKENS | {"index_options": "freqs"},
            "title_grams": TOKENS,
            "body_grams": TOKENS,
            "source": {"type": "keyword"},
            "date": {"type": "integer"},
            "month": {"type": "integer"},
        },
    },
}


class OpenSearch:
    """The words and grams of title and body; the node is started here and stopped by `stop`."""

    coarse = True
    """A node says what it spent in hundredths of a second, so only means are told."""
    warm = 400
    """Queries before the first that is measured: Java compiles while it runs."""

    def build(self, folder, where, jobs):
        try:
            from opensearchpy import OpenSearch as Client  # noqa: PLC0415 - an extra

            self.nodes = Nodes(1, JVM)
        except (ImportError, NoClusterError) as error:
            raise AbsentError(f"OpenSearch is absent: {error}") from error
        Path(where).mkdir(parents=True)
        self.nodes.start()
        self.client = Client(self.nodes.hosts, timeout=300, http_compress=False)
        self.client.indices.create(index="bench", body=MAPPING)
        reports = bench_tokens.tokenised(folder, jobs)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            waiting = []
            for bulk in _batched(reports, REPORTS_PER_BULK):
                waiting.append(pool.submit(self._send, bulk))
                if len(waiting) > 2:
                    waiting.pop(0).result()
            for request in waiting:
                request.result()
        self.client.indices.refresh(index="bench")
        self.client.indices.forcemerge(index="bench", max_num_segments=1)

    def _send(self, bulk):
        lines = []
        for row in bulk:
            document = {"title": row.title, "body": row.body, "source": row.source, "date": row.day}
            document |= {"title_grams": row.title_grams, "body_grams": row.body_grams}
            document |= {"month": row.day // 100, "stored": row.stored.decode()}
            lines += [f'{{"index":{{"_id":"{row.id}"}}}}', json.dumps(document, ensure_ascii=False)]
        answer = self.client.bulk(index="bench", body="\n".join(lines) + "\n")
        assert not answer["errors"]

    def size(self, where):
        """Bytes on the disk."""
        del where
        return self.client.indices.stats(index="bench")["_all"]["total"]["store"]["size_in_bytes"]

    def open(self, where):
        del where

    def processor(self):
        """Seconds of processor that the node spent."""
        process = self.nodes.processes[0]
        stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        with contextlib.suppress(AttributeError):
            self.nodes.stop()

    def _words(self, asked, *, all_words):
        unions = [
            [
                {"term": {"title": {"value": word, "boost": BOOST}}},
                {"term": {"body": {"value": word}}},
            ]
            for word in bench_tokens.words(asked.words)
        ]
        if all_words:
            return {"bool": {"must": [{"bool": {"should": union}} for union in unions]}}
        return {"bool": {"should": [term for union in unions for term in union]}}

    def _ask(self, node, *, total=True, **more):
        body = {"query": node, "size": 10, "_source": False, "track_total_hits": total} | more
        return self.client.search(index="bench", body=body, request_cache=False)

    def product(self, asked, *, all_words):
        first, last = (int(day.strftime("%Y%m%d")) for day in (asked.first, asked.last))
        within = {"range": {"date": {"gte": first, "lte": last}}}
        node = {"bool": {"must": [self._words(asked, all_words=all_words)], "filter": [within]}}
        counts = {
            "source": {"terms": {"field": "source", "size": 1000}},
            "month": {"terms": {"field": "month", "size": 1000}},
        }
        return self._ask(node, aggs=counts)["hits"]["total"]["value"]

    def top(self, asked, *, all_words):
        return len(self._ask(self._words(asked, all_words=all_words), total=False)["hits"]["hits"])

    def phrase(self, asked):
        grams = " ".join(bench_tokens.passage(asked.passage))
        return self._ask({"match_phrase": {"body_grams": grams}})["hits"]["total"]["value"]


def _batched(rows, count):
    rows = iter(rows)
    while some := tuple(itertools.islice(rows, count)):
        yield some
