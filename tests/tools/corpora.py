"""Small generated corpora in both languages, and an index of one with segments and deletions."""

import datetime
import json
import random

from index.operations.build import build
from index.report import Report

WORDS = [
    "经济",
    "发展",
    "中国",
    "人工智能",
    "产业",
    "增长",
    "水",
    "处理",
    "待处理",
    "安全",
    "会议",
    "北京",
    "大学",
    "研究",
    "政府",
    "工作",
    "报告",
    "growth",
    "China",
    "economy",
    "policy",
    "running",
    "run",
    "AI",
    "report",
    "2023",
    "3.5%",
    "water",
]
ENDS = ["。", "，", "！", "\n", ". ", " ", "", "；"]
SOURCES = ["新华社", "人民日报", "Reuters", "", "财新"]


def sentence(rng, most=30):
    return "".join(rng.choice(WORDS) + rng.choice(ENDS) for _ in range(rng.randrange(1, most)))


def report(rng, number):
    day = datetime.date(2022, 1, 1) + datetime.timedelta(rng.randrange(700))
    return Report(
        id=f"r{number:03d}",
        title=sentence(rng, 4).strip(),
        paragraphs=tuple(filter(None, sentence(rng).split("\n"))),
        date=day if rng.random() < 0.9 else None,
        source=rng.choice(SOURCES),
        editor=rng.choice(["李", "王", ""]),
        language=rng.choice(["zh", "en"]),
        kind="news",
    )


def reports(seed, count):
    rng = random.Random(seed)
    return [report(rng, number) for number in range(count)]


def write(folder, some):
    """Reports as exports that `baogao index` reads, one file each, so that none moves another."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    for stored in some:
        line = json.dumps(_row(stored), ensure_ascii=False)
        (folder / f"{stored.id}.jsonl").write_text(line + "\n", "utf-8")


def _row(stored):
    row = {"id": stored.id, "title": stored.title, "body": "\n".join(stored.paragraphs)}
    if stored.date:
        row["date"] = stored.date.isoformat()
    return row | {"source": stored.source, "editor": stored.editor}


def segmented(folder, seed):
    """An index built in three steps, so that it has several segments and deleted reports."""
    corpus = reports(seed, 70)
    changed = reports(seed + 1, 70)
    second = corpus[6:40] + changed[40:48]
    states = [corpus[:48], second, second + corpus[60:63]]
    for number, state in enumerate(states):
        write(folder / "corpus", state)
        build([str(folder / "corpus")], str(folder / "index"), update=number > 0)
    return str(folder / "index")
