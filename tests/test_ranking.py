"""Rankings on the sample corpus as text a person can review: a change is a diff of tests/golden.

    BAOGAO_GOLDEN=update python -m pytest tests/test_ranking.py

writes them anew. What must hold on any corpus is tested without golden text.
"""

import datetime
import json
import os
from pathlib import Path

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from search.request import Request
from search.views.engine import search

TODAY = datetime.date(2026, 11, 24)
GOLDEN = Path(__file__).parent / "golden" / "rankings.txt"
QUERIES = (
    "物流", "农村 物流", "rural logistics", "“农村寄递物流”", "云河省 水利",
    "science and technology", "标题:物流", "会议 OR meeting", "航空 -机场",
    "how many villages have a station", "人工智能产业发展", "drought", "養老", "2021年",
    "Yunhe Daily",
)  # fmt: skip


@pytest.fixture(scope="module")
def index(sample_index):
    opened = open_index(str(sample_index))
    yield opened
    opened.close()


def ranked(index):
    lines = []
    for text in QUERIES:
        page = search(index, Request(text=text, today=TODAY, size=5, facets=()))
        notes = " ".join(note.code for note in page.notes)
        lines.append(f"{text}  ({page.total}{', ' + notes if notes else ''})")
        lines += [f"  {hit.date or '          '}  {hit.title}" for hit in page.hits]
        for behind in page.layers:
            lines.append(f"  {behind.layer.value} ({behind.total})")
            lines += [f"    {hit.date or '          '}  {hit.title}" for hit in behind.hits]
        lines.append("")
    return "\n".join(lines)


def test_rankings_of_the_sample_corpus_are_those_that_were_reviewed(index):
    rankings = ranked(index)
    if os.environ.get("BAOGAO_GOLDEN") == "update":
        GOLDEN.write_text(rankings, "utf-8")
    reviewed = GOLDEN.read_text("utf-8")

    assert rankings == reviewed, "Review the difference, then run with BAOGAO_GOLDEN=update."


RANKS = {
    "a title above a body": ("物流", "物流工作会议", "会议", ("今天开会。", "今天研究物流。")),
    "a title that is the query above one that holds it": (
        "农村物流", "农村物流", "全省农村物流与农村养老综合试点工作推进会", ("甲乙丙。", "甲乙丙。")
    ),
    "words side by side above words apart": (
        "rural logistics", "A", "A", ("On rural logistics in towns.", "Logistics in rural towns.")
    ),
    "words in order above words turned round": (
        "经济发展", "A", "A", ("谈经济发展的路。", "谈发展经济的路。")
    ),
    "a rare word above a common one": (
        "工作 寄递", "A", "A", ("寄递，寄递，工作。", "工作，工作，寄递。")
    ),
    "the word itself above a longer one that holds it": (
        "处理", "A", "A", ("研究处理方案。", "研究待处理方案。")
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", RANKS)
def test_what_ranks_first(tmp_path, case):
    text, first_title, second_title, (first, second) = RANKS[case]
    others = [("x", "全市重点工作推进情况", f"工作报告第{number}号。") for number in range(12)]
    reports = [("worse", second_title, second), ("better", first_title, first), *others]
    lines = [
        json.dumps({"id": f"{name}{at}", "title": title, "body": body})
        for at, (name, title, body) in enumerate(reports)
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(tmp_path)], str(tmp_path / "index"))
    index = open_index(str(tmp_path / "index"))

    hits = [hit.id for hit in search(index, Request(text=text, today=TODAY)).hits]
    index.close()

    assert hits[:2] == ["better1", "worse0"]
