"""A corpus of any size for `bench_engines`: the sentences of given texts, recombined.

Reports are as long as real ones, sources are 300 by Zipf's law, dates are spread over real years,
and every report brings a name of its own now and then, so that the lexicon grows with the size.
"""

import datetime
import itertools
import json
import random
import re
from dataclasses import dataclass

from index.indexing import corpus, extract
from index.report import Report

SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?]?|[^.\n]+\.\s")
SOURCES = 300
FIRST, DAYS = datetime.date(2015, 1, 1), 3650
NAMES = "安柏辰东飞高海宁嘉康朗明南平青荣森涛文祥云泽舟"


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: words of a question, a passage, a period (first and last day)."""

    words: str
    passage: str
    first: datetime.date
    last: datetime.date


def texts(folders):
    """The reports of folders, and of JSON Lines named directly."""
    for folder in folders:
        for entry in corpus.entries(folder):
            for item in extract.read(entry) if not hasattr(entry, "reason") else ():
                if isinstance(item, Report):
                    yield item


def make(folders, size, target):
    """Write `size` reports below `target`; the bytes of their text."""
    rng = random.Random(size)
    originals = [text for text in texts(folders) if text.paragraphs]
    sentences = [s.strip() for original in originals for s in SENTENCE.findall(original.body)]
    sentences = [sentence for sentence in sentences if len(sentence) > 4]
    lengths = sorted(len(original.body) for original in originals)
    lengths = lengths[: max(1, len(lengths) * 99 // 100)]
    weights = list(itertools.accumulate(1 / (rank + 1) for rank in range(SOURCES)))
    target.mkdir(parents=True, exist_ok=True)
    written = 0
    with (target / "reports.jsonl").open("w", encoding="utf-8") as out:
        for number in range(size):
            row = _report(rng, number, sentences, rng.choice(lengths))
            row["source"] = f"来源{rng.choices(range(SOURCES), cum_weights=weights)[0]:03d}"
            written += len(row["title"].encode()) + len(row["body"].encode())
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return written


def size(target):
    """The bytes of the text of reports made earlier."""
    with (target / "reports.jsonl").open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return sum(len(row[part].encode()) for row in rows for part in ("title", "body"))


def _report(rng, number, sentences, length):
    body, size = [], 0
    while size < length:
        paragraph = "".join(rng.choice(sentences) for _ in range(rng.randrange(1, 5)))
        body.append(paragraph)
        size += len(paragraph)
    if rng.random() < 0.3:
        body.append("".join(rng.choices(NAMES, k=3)) + f"说，编号{number}。")
    day = FIRST + datetime.timedelta(rng.randrange(DAYS))
    title = rng.choice(sentences)[: rng.randrange(8, 30)]
    return {"id": f"b{number}", "title": title, "body": "\n".join(body), "date": day.isoformat()}


def queries(target, count, seed=0):
    """Queries from the reports themselves: parts of their titles, passages of their bodies."""
    rng = random.Random(count + seed)
    rows = _sampled(rng, target / "reports.jsonl", count)
    drawn = []
    for row in rows:
        runs = re.findall(r"[\u4e00-\u9fff]{6,}", row["body"]) or [row["body"]]
        run = rng.choice(runs)
        size = rng.randrange(2, 7)
        start = rng.randrange(max(1, len(run) - size))
        words = row["title"] if rng.random() < 0.5 else row["title"][: rng.randrange(2, 9)]
        year = rng.randrange(2015, 2024)
        first = datetime.date(year, rng.randrange(1, 13), 1)
        last = datetime.date(year + rng.randrange(1, 3), 12, 31)
        drawn.append(Query(words, run[start : start + size], first, last))
    return drawn


def _sampled(rng, path, count):
    lines = path.read_text("utf-8").splitlines()
    return [json.loads(line) for line in rng.sample(lines, min(count, len(lines)))]
