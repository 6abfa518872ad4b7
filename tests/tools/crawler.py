"""Follows every link of the pages that carries a number, and compares the number with the answer.

By hand, over any index: python tests/tools/crawler.py INDEX --seconds 300
"""

# ruff: noqa: T201 - a tool prints

import argparse
import csv
import datetime
import io
import json
import random
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from bs4 import BeautifulSoup

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from index.report_date import first_day

MAX_WALKED = 300
"""Results up to which all are walked and exported."""
NUMBER = re.compile(r"\d[\d,]*")


@dataclass
class Crawler:
    """Collects what differs; `checked` counts comparisons by kind."""

    client: object
    most_links: int = 40
    checked: Counter = field(default_factory=Counter)
    differing: list = field(default_factory=list)
    totals: dict = field(default_factory=dict)
    answered_alike: bool = True

    def search(self, query, **more):
        """All the numbers of one search."""
        address = "q=" + quote(query) + "".join(f"&{k}={quote(str(v))}" for k, v in more.items())
        answer = self.json(f"/api/search?{address}")
        if not answer.get("exact"):  # refused, or its time was up: its numbers are lower bounds
            return
        total = answer["total"]
        self.page(address, total, answer)
        self.orders(address, total, answer)
        self.files(address, total)
        self.walk(address, total)
        self.views(address, total)

    def home(self):
        """The sources and bars of the home page."""
        page = self.soup("/?lang=en")
        for link in page.select(".holdings a"):
            self.compare("home", link["href"], number(link.small.text), self.total(link["href"]))
        for row in page.select(".shelves li:has(.count), .topics li"):
            link = row.select_one("a")["href"]
            self.compare("home", link, number(row.select_one(".count").text), self.total(link))
        for link in page.select("figure.chart a"):
            self.bar("home", link)

    def page(self, address, total, answer):
        """The page of results: headline, facets, bars, layers, suggestions, pages."""
        page = self.soup(f"/search?{address}&lang=en")
        if page.select_one("#count") is None:
            return
        address_of_page = f"/search?{address}"
        self.compare("headline", address_of_page, number(page.select_one("#count").text), total)
        for layer in answer["layers"]:
            link = f"/search?{address}&layer={layer['layer']}"
            self.compare("layer", link, layer["total"], self.total(link))
        for link in page.select("a.layer"):
            self.compare("layer", link["href"], number(link.text), self.total(link["href"]))
        for link in page.select(".days a"):
            self.compare("day", link["href"], number(link.text), self.total(link["href"]))
        for row in page.select(".facet li")[: self.most_links]:
            self.choice(row, total)
        for link in page.select(".suggestions a:has(small)"):
            stated = number(link.select_one("small").text.rpartition("·")[2])
            self.compare("suggestion", link["href"], stated, self.total(link["href"]))
        for link in page.select("svg.bars a, figure.chart a, .over-time a")[: self.most_links]:
            self.bar("bar", link)

    def choice(self, row, total):
        """A value of a facet that may be chosen; one that is chosen leads back."""
        link, count = row.select_one("a.choose"), row.select_one(".count")
        if not link or not count or {"chosen", "excluded"} & set(row.get("class", ())):
            return
        expected = number(count.text) + (total if count.text.startswith("+") else 0)
        self.compare("facet", link["href"], expected, self.total(link["href"]))

    def bar(self, kind, link):
        """A bar or a point: its label ends with its count, and its share."""
        label = link.get("aria-label") or link.text
        expected = number(label.rpartition(": ")[2])
        self.compare(kind, link["href"], expected, self.total(link["href"]))

    def orders(self, address, total, answer):
        """The same numbers in every order."""
        layers = [(layer["layer"], layer["total"]) for layer in answer["layers"]]
        for order in ("newest", "oldest", "relevance"):
            if "sort=" in address:
                return
            other = self.json(f"/api/search?{address}&sort={order}")
            reordered = [(layer["layer"], layer["total"]) for layer in other["layers"]]
            self.compare("order", f"{address}&sort={order}", other["total"], total)
            self.compare("order of layers", f"{address}&sort={order}", reordered, layers)
            self.compare("order of facets", address, other["facets"], answer["facets"])

    def files(self, address, total):
        """Files with one row for each result, feeds with the newest of them."""
        feed = self.json(f"/feed.json?{address}")
        self.compare("feed", f"/feed.json?{address}", len(feed["items"]), min(total, 50))
        if total <= MAX_WALKED:
            rows = list(csv.reader(io.StringIO(self.text(f"/export.csv?{address}"))))
            self.compare("csv", f"/export.csv?{address}", len(rows) - 1, total)
            lines = self.text(f"/export.jsonl?{address}").splitlines()
            self.compare("jsonl", f"/export.jsonl?{address}", len(lines), total)

    def walk(self, address, total):
        """Every result by cursors."""
        if total > MAX_WALKED:
            return
        ids, after = [], ""
        while after is not None:
            page = self.json(f"/api/search?{address}&size=100" + (f"&after={after}" * bool(after)))
            ids += [hit["id"] for hit in page["hits"] if hit["layer"] == page["layer"]]
            after = page["next"]
        self.compare("walk", address, len(set(ids)), total)

    def views(self, address, total):
        """Over time, in context, facets on their own page."""
        trend = self.json(f"/api/trend?{address}")
        for line in trend["series"]:
            self.compare("trend", f"/trend?{address}", line["total"], total)
            drawn = sum(line["counts"]) + line["undated"] + line["imprecise"]
            self.compare("trend adds up", f"/trend?{address}", drawn, total)
        if not total:
            self.compare("trend of nothing", f"/trend?{address}", trend["periods"], [])
        page = self.soup(f"/trend?{address}&lang=en")
        for link in page.select("figure.trend a")[: self.most_links]:
            self.bar("point", link)
        split = self.json(f"/api/trend?{address}&split=source")
        for line in split["series"]:
            link = f"/search?{address}&source={quote(line['label'])}"
            if "source=" not in address:
                self.compare("trend by source", link, line["total"], self.total(link))
        seen = self.json(f"/api/concordance?{address}")
        self.compare("concordance", f"/concordance?{address}", seen["total"], total)
        words = self.json(f"/api/words?{address}")
        self.compare("words", f"/words?{address}", words["total"], total)
        both = self.json(f"/api/trend?{address}&with={quote('报告 OR report')}")
        self.compare("trend beside another", address, both["series"][0]["total"], total)
        facet = self.soup(f"/facet/source?{address}")
        for row in facet.select(".facet li")[: self.most_links]:
            self.choice(row, total)

    def batch(self, queries):
        """Many queries at once give what each gives alone."""
        for start in range(0, len(queries), 100):
            part = queries[start : start + 100]
            answer = self.client.post("/api/batch", json={"queries": part})
            answers = answer.json["answers"]
            answer.close()  # a server answers few costly requests at once
            for row in answers:
                link = "/search?q=" + quote(row["query"])
                self.compare("batch", link, row["total"], self.total(link))

    def completions(self, text):
        """Completions promise what the click gives."""
        for completion in self.json(f"/api/suggest?q={quote(text)}").get("completions", ()):
            link = "/search?q=" + quote(completion["text"])
            self.compare("completion", link, completion["count"], self.total(link))

    def total(self, address):
        """How many reports an address of the results finds."""
        pairs = parse_qsl(urlsplit(address).query)
        pairs = [pair for pair in pairs if pair[0] not in {"page", "lang", "at", "size"}]
        asked = urlencode(sorted(pairs))
        if asked not in self.totals:
            self.totals[asked] = self.json(f"/api/search?{asked}&size=1").get("total")
        return self.totals[asked]

    def compare(self, kind, address, told, found):
        """One comparison."""
        self.checked[kind] += 1
        if told != found:
            self.differing.append((kind, address, told, found))

    def text(self, address):
        answer = self.client.get(address)
        try:
            return answer.get_data(as_text=True)
        finally:
            answer.close()

    def json(self, address):
        return json.loads(self.text(address))

    def soup(self, address):
        return BeautifulSoup(self.text(address), "lxml")


PATTERNS = (
    "{han}", "{han} {other}", "{han}{other}", "“{passage}”", "{word}", "{word} {words}", "{part}",
    '"{part}"', '"{cut}"', "{cut}", "{han} OR {word}", "{han} AND {other}", "{han} 且 {word}",
    "+{han} {other}", "{han} -{other}", "-{han} {word}", "({han} OR {word}) {other}",
    "{han} {word}", "title:{han}", "source:{source}", "{han} date:{year}", "日期:{year}年 {han}",
    "{word} date:{month}",
    "{slip}", "{word} {slip}", "{han} SENTENCE {other}", "“{han} {other}”~9", "{word}*", "*{part}",
    "{han} {other} {third}", "{word} {words} {more}", "{number}", '"{number}"', "{han} OR {slip}",
    "NOT {han}", "{han} NOT {word}", "{word} && {words}", "language:zh {word}", "{passage}",
    "{line}",
)  # fmt: skip
CHOICES = (
    {}, {}, {}, {}, {"from": "{year}"}, {"from": "{year}", "to": "{year}"}, {"from": "{month}"},
    {"to": "{month}-15"}, {"from": "{month}-10", "to": "{last}-20"}, {"source": "{source}"},
    {"not-source": "{source}"}, {"language": "en"}, {"undated": "1"}, {"match": "any"},
    {"sort": "newest"}, {"match": "all", "language": "zh"}, {"layer": "most"}, {"layer": "inside"},
)  # fmt: skip


def seeded(index, seed, count):
    """So many varied searches made from the texts of an index: query lines and parameters."""
    chance = random.Random(seed)
    ids = [name for name, _ in index.fingerprints()]
    for at in range(count):
        parts = _parts(chance, index.reports([chance.choice(ids) for _ in range(8)]))
        pattern = PATTERNS[at % len(PATTERNS)]
        choices = chance.choice(CHOICES)
        yield (
            pattern.format(**parts),
            {name: value.format(**parts) for name, value in choices.items()},
        )


def _parts(chance, reports):
    """What patterns are filled with, cut at random from some reports."""
    body = "\n".join(report.body for report in reports)
    han = re.findall("[\u4e00-\u9fff]{4,}", body) or ["物流发展"]
    words = re.findall("[a-z]{4,12}", body) or ["growth", "port"]
    numbers = re.findall(r"\d[\d.]*\d", body) or ["2021"]
    dates = [first_day(report.date) for report in reports if report.date]
    dates = dates or [datetime.date(2021, 5, 1)]

    def piece(least, most):
        text = chance.choice(han)
        start = chance.randrange(max(1, len(text) - least + 1))
        return text[start : start + chance.randint(least, most)]

    word = chance.choice(words)
    position = chance.randrange(len(word))
    start = chance.randrange(max(1, len(body) - 30))
    dated = sorted(chance.choices(dates, k=2))
    return {
        "han": piece(2, 3),
        "other": piece(2, 3),
        "third": piece(2, 2),
        "passage": piece(4, 9),
        "word": word,
        "words": chance.choice(words),
        "more": chance.choice(words),
        "part": word[1:] if chance.random() < 0.5 else word[:-1],
        "cut": f"{word[1:]} {chance.choice(words)[:-1]}",
        "slip": word[:position] + chance.choice("qxz") + word[position + 1 :],
        "line": " ".join(body[start : start + 30].replace('"', " ").split()),
        "number": chance.choice(numbers),
        "source": chance.choice([report.source for report in reports if report.source] or ["x"]),
        "year": str(dated[0].year),
        "month": f"{dated[0]:%Y-%m}",
        "last": f"{dated[1]:%Y-%m}",
    }


def number(text):
    """The first number of a text, 0 where it has none."""
    match = NUMBER.search(text)
    return int(match[0].replace(",", "")) if match else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("index")
    parser.add_argument("--queries", type=Path, help="one query a line, else made from the index")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=300.0)
    options = parser.parse_args()

    from index.operations.opening import open_index  # noqa: PLC0415 - after the path is set
    from web import context  # noqa: PLC0415
    from web.server.app import create_app  # noqa: PLC0415

    context.QUERY_SECONDS = 60.0  # what is cut by its time says "at least", and is not compared

    app = create_app(options.index)
    crawler = Crawler(app.test_client(), most_links=100)
    if options.queries:
        queries = [(line, {}) for line in options.queries.read_text("utf-8").splitlines()]
    else:
        index = open_index(options.index)
        queries = list(seeded(index, options.seed, 300))
        index.close()
    end = time.monotonic() + options.seconds
    crawler.home()
    for done, (query, choices) in enumerate(queries):
        if time.monotonic() > end:
            print(f"stopped after {done} of {len(queries)} searches")
            break
        crawler.search(query, **choices)
        crawler.completions(query)
    crawler.batch([query for query, _ in queries[: done + 1]])
    for difference in crawler.differing:
        print(*difference, sep="  ")
    print(dict(crawler.checked), sum(crawler.checked.values()), "compared,", end=" ")
    print(
        len(crawler.differing),
        "differ:",
        dict(Counter(difference[0] for difference in crawler.differing)),
    )
    app.extensions["baogao"].index_manager.close()


if __name__ == "__main__":
    main()
