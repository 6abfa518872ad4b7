"""A mark in place of a name names nobody, so that "-" in an address has one meaning."""

import json

import pytest

from index.operations.build import build
from web.server.app import create_app

NOBODY = ("", "-", " - ", "--", "——", "－", "−", "/", "…", "？", "()", "|", "~")
NAMES = ("A-", "-A", "C++", "R3", "🌊", "ก็", "Yun-he", "“云河”", "€")


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("marks")
    (folder / "corpus").mkdir()
    lines = [
        json.dumps({"id": f"r{at}", "title": f"T{at}", "body": "common.", "source": name})
        for at, name in enumerate((*NOBODY, *NAMES))
    ]
    (folder / "corpus" / "a.jsonl").write_text("\n".join(lines), "utf-8")
    table = (
        "title,source,author,body\nSeven,-,-,common words of seven\nEight,A-,B,common words of it\n"
    )
    (folder / "corpus" / "t.csv").write_text(table, "utf-8")
    build([str(folder / "corpus")], str(folder / "index"))
    app = create_app(str(folder / "index"))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def test_each_value_of_a_facet_finds_as_many_reports_as_it_counts(client):
    counts = {
        row["value"]: row["count"] for row in client.get("/api/search").json["facets"]["source"]
    }

    assert counts == {"": len(NOBODY) + 1, "A-": 2} | dict.fromkeys(set(NAMES) - {"A-"}, 1)
    for value, count in counts.items():
        chosen = client.get("/api/search", query_string={"source": value or "-"}).json
        assert chosen["total"] == count, value
        others = client.get("/api/search", query_string={"not-source": value or "-"}).json
        assert others["total"] == len(NOBODY) + len(NAMES) + 2 - count, value
