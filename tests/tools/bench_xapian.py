"""Xapian as its best user would have it, for `bench_engines`: Debian's python3-xapian.

Its own term generator takes the tokens apart in C++, grams with positions, words without. The index
is compacted, counts come from match spies in the pass that finds the hits.
"""

import importlib
import os
import sys
from pathlib import Path

from tests.tools import bench_tokens

DEBIAN = "/usr/lib/python3/dist-packages"
BOOST = 2.0
SOURCE, DAY, MONTH = range(3)
PREFIXES = {"title": "XT", "body": "XB", "title_grams": "XTG", "body_grams": "XBG"}


class AbsentError(Exception):
    """A peer is not installed; the sentence says how it would be."""


def loaded():
    """The module, from this environment or from Debian's; AbsentError."""
    try:
        return importlib.import_module("xapian")
    except ImportError:
        sys.path.append(DEBIAN)
    try:
        return importlib.import_module("xapian")
    except ImportError as error:
        raise AbsentError("Xapian is absent: apt-get install python3-xapian") from error
    finally:
        sys.path.remove(DEBIAN)


class Xapian:
    """The words and grams of title and body; the terms of each field have a prefix."""

    def build(self, folder, where, jobs):
        xapian = loaded()
        os.environ["XAPIAN_FLUSH_THRESHOLD"] = "100000"
        Path(where).mkdir(parents=True)
        base = xapian.WritableDatabase(f"{where}/parts", xapian.DB_CREATE | xapian.DB_NO_SYNC)
        cutter = xapian.TermGenerator()
        for row in bench_tokens.tokenised(folder, jobs):
            report = xapian.Document()
            cutter.set_document(report)
            for field in ("title", "body"):
                cutter.index_text_without_positions(getattr(row, field), 1, PREFIXES[field])
                grams = f"{field}_grams"
                cutter.set_termpos(0)
                cutter.index_text(getattr(row, grams), 1, PREFIXES[grams])
            report.add_boolean_term(f"Q{row.id}")
            report.set_data(row.stored)
            report.add_value(SOURCE, row.source)
            report.add_value(DAY, f"{row.day}")
            report.add_value(MONTH, f"{row.day // 100}")
            base.add_document(report)
        base.commit()
        base.compact(f"{where}/whole", xapian.DBCOMPACT_SINGLE_FILE)
        base.close()
        for file in Path(f"{where}/parts").iterdir():
            file.unlink()

    def open(self, where):
        self.xapian = loaded()
        self.base = self.xapian.Database(f"{where}/whole")

    def _term(self, field, token):
        return self.xapian.Query(PREFIXES[field] + token)

    def _words(self, asked, *, all_words):
        kind, words = self.xapian.Query, bench_tokens.words(asked.words)
        flat = []
        for word in words:
            flat.append(kind(kind.OP_SCALE_WEIGHT, self._term("title", word), BOOST))
            flat.append(self._term("body", word))
        if not all_words:
            return kind(kind.OP_OR, flat)
        pairs = zip(flat[::2], flat[1::2], strict=True)
        return kind(kind.OP_AND, [kind(kind.OP_OR, list(pair)) for pair in pairs])

    def _hits(self, node, *, counted, spies=()):
        asked = self.xapian.Enquire(self.base)
        asked.set_query(node)
        for spy in spies:
            asked.add_matchspy(spy)
        return asked.get_mset(0, 10, self.base.get_doccount() if counted else 0)

    def product(self, asked, *, all_words):
        kind = self.xapian.Query
        days = [day.strftime("%Y%m%d") for day in (asked.first, asked.last)]
        within = kind(kind.OP_VALUE_RANGE, DAY, *days)
        node = kind(kind.OP_FILTER, self._words(asked, all_words=all_words), within)
        spies = [self.xapian.ValueCountMatchSpy(slot) for slot in (SOURCE, MONTH)]
        hits = self._hits(node, counted=True, spies=spies)
        assert sum(len(list(spy.values())) for spy in spies) or not hits.size()
        return hits.get_matches_estimated()

    def top(self, asked, *, all_words):
        return self._hits(self._words(asked, all_words=all_words), counted=False).size()

    def phrase(self, asked):
        terms = [PREFIXES["body_grams"] + gram for gram in bench_tokens.passage(asked.passage)]
        node = self.xapian.Query(self.xapian.Query.OP_PHRASE, terms)
        return self._hits(node, counted=True).get_matches_estimated()
