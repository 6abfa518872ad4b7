"""The engines beside which `make bench` measures ours get our words and answer the same."""

import datetime
import json
from collections import Counter

import pytest

from index.text.analysis import Analyzer
from tests.tools import bench_corpus, bench_tokens
from tests.tools.bench_peers import ENGINES

TEXTS = [
    "农村物流增长3.5%，共1,234.5万元；2023.5月以来 e-mail、U.S. 和 GB/T 7714 各一份。",
    "The Lanxi Daily's re-\nport says 1,000 km, 3/2 and node.js; prices fell.",
    "青州港口的农村物流",
]
DAY = datetime.date(2023, 5, 1)
ASKED = bench_corpus.Query("物流 增长", "农村物流", DAY, DAY)
AS_OURS = [name for name in ENGINES if name not in {"baogao", "whoosh", "opensearch", "xapian"}]
"""Stock Whoosh has tokens of its own; OpenSearch would start a node; Xapian is Debian's alone."""


@pytest.mark.parametrize("text", TEXTS)
def test_the_peers_get_the_words_of_the_analyzer(text):
    words = Counter(token.text for token in Analyzer(()).words(text))

    assert Counter(bench_tokens.joined_words(text).split(" ")) == words


@pytest.mark.parametrize("name", AS_OURS)
def test_a_peer_is_built_and_counts_the_reports_with_any_word_all_words_and_a_phrase(
    name, tmp_path
):
    rows = [
        {"id": f"r{at}", "title": "", "body": body, "source": "澜溪日报", "date": f"{DAY}"}
        for at, body in enumerate(TEXTS)
    ]
    (tmp_path / "reports.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    engine = ENGINES[name]()
    engine.build(str(tmp_path), str(tmp_path / "index"), 1)
    engine.open(str(tmp_path / "index"))

    assert engine.product(ASKED, all_words=False) == 2
    assert engine.product(ASKED, all_words=True) == 1
    assert engine.top(ASKED, all_words=False) == 2
    assert engine.phrase is None or engine.phrase(ASKED) == 2
