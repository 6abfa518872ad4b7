"""The JSON of the API: the same as the command line's, for every state a page can be in."""

import json
from urllib.parse import quote

import pytest

from tests import forked_commands

TOP = {"query", "total", "exact", "notes", "hits", "facets"}
HIT = {"id", "title", "date", "source", "url", "score", "snippets"}


@pytest.mark.parametrize("query", ["物流", "rural logistics", "“农村物流”", "title:港"])
def test_the_api_answers_what_the_command_line_prints(client, sample_index, query):
    printed = forked_commands.run("search", query, "--json", "--index", sample_index).stdout

    # A server has the dictionary at hand; a command does not wait a second for what it may offer.
    answers = [json.loads(printed), client.get("/api/search?q=" + quote(query)).json]
    for answer in answers:
        answer["suggestions"] = [
            suggestion
            for suggestion in answer["suggestions"]
            if suggestion["kind"] != "translation"
        ]

    assert answers[0] == answers[1]


def test_the_json_has_its_promised_keys(client):
    answer = client.get("/api/search?q=" + quote("物流")).json

    assert set(answer) >= TOP
    assert answer["total"] == len(answer["hits"])
    for hit in answer["hits"]:
        assert set(hit) >= HIT
        for snippet in hit["snippets"]:
            for start, end in snippet["marks"]:
                assert 0 <= start < end <= len(snippet["text"])
    assert set(answer["facets"]) >= {"source", "year", "month"}


def test_marks_cover_what_was_asked(client):
    answer = client.get("/api/search?q=" + quote("物流")).json
    marked = {
        snippet["text"][start:end]
        for hit in answer["hits"]
        for snippet in hit["snippets"]
        for start, end in snippet["marks"]
    }

    assert marked <= {"物流", "农村物流", "農村物流"}
    assert "物流" in marked


def test_pages_of_the_api_join_to_the_whole(client):
    whole = client.get("/api/search?sort=oldest&size=100").json
    parts = []
    for start in range(0, whole["total"], 7):
        parts += client.get(f"/api/search?sort=oldest&size=7&start={start}").json["hits"]

    assert [hit["id"] for hit in parts] == [hit["id"] for hit in whole["hits"]]


def test_undated_reports_come_last_in_both_orders(client):
    for order in ("newest", "oldest"):
        dates = [
            hit["date"] for hit in client.get(f"/api/search?sort={order}&size=100").json["hits"]
        ]
        dated = [date for date in dates if date]

        assert dates[: len(dated)] == sorted(dated, reverse=order == "newest")


def test_health_is_a_real_search(client):
    answer = client.get("/healthz").json

    assert answer["status"] == "ok"
    assert answer["reports"] == client.get("/api/search?sort=newest").json["total"]


def test_completions_carry_their_counts_in_both_forms(client):
    completions = client.get("/api/suggest?q=wuliu").json["completions"]
    plain = client.get("/suggest?q=wuliu")

    assert "物流" in [completion["text"] for completion in completions]
    assert all(completion["count"] > 0 for completion in completions)
    assert plain.mimetype == "application/x-suggestions+json"
    assert plain.get_json(force=True) == [
        "wuliu",
        [completion["text"] for completion in completions],
    ]
