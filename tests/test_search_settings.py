"""The user's dictionary and synonyms reach every page and command, and are read only there."""

import ast
import json
import os
import re
from pathlib import Path

import pytest

from index.operations.build import build
from index.operations.opening import open_index
from index.settings import Settings, SettingsError, cached_settings
from search.more_like_this import distinctive_words
from tests import forked_commands
from web.server.app import create_app

ROOT = Path(__file__).parent.parent
WORD = "云河晚报社"
OWN = (f"{WORD} 9 n",)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with a dictionary, synonyms, and an index built with the dictionary."""
    lines = [
        json.dumps({"id": str(at), "title": f"第{at}", "body": f"{WORD}说，{char}日要闻。"})
        for at, char in enumerate("甲乙丙丁")
    ]
    lines += [json.dumps({"id": f"o{at}", "body": f"今天天气晴好{at}。"}) for at in range(9)]
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "reports.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(tmp_path / "corpus")], str(tmp_path / "index"), dictionary=OWN)
    (tmp_path / "words.txt").write_text("\n".join(OWN), "utf-8")
    (tmp_path / "baogao.toml").write_text(
        f'index = "index"\ndictionary = "words.txt"\nsynonyms = ["晚报社 = {WORD}"]\n', "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def client(folder):
    app = create_app(str(folder / "index"))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def test_the_site_searches_with_them(client):
    page = client.get("/api/search", query_string={"q": f"{WORD}要闻"}).get_json()
    same = client.get("/api/search", query_string={"q": "晚报社"}).get_json()

    assert any(WORD in piece["text"] for piece in page["pieces"])
    assert [piece["text"] for piece in same["pieces"]] == [f"晚报社 = {WORD}"]


def test_the_site_completes_and_tells_results_apart_with_them(client):
    proposed = client.get("/api/suggest", query_string={"q": "yunhewanbaoshe"}).get_json()
    words = client.get("/api/words", query_string={"q": "要闻"}).get_json()

    assert WORD in json.dumps(proposed, ensure_ascii=False)
    assert WORD in [word["word"] for word in words["words"]]


def test_similar_reports_are_found_by_its_words(client, folder):
    index = open_index(str(folder / "index"))
    (report,) = index.reports(["0"])

    assert WORD in distinctive_words(index, report, Settings(dictionary=OWN))
    assert WORD not in distinctive_words(index, report, Settings())
    index.close()
    assert client.get("/api/similar", query_string={"id": "0"}).status_code == 200


def test_the_site_follows_a_change_without_a_restart(client, folder):
    (folder / "baogao.toml").write_text('index = "index"\n', "utf-8")

    page = client.get("/api/search", query_string={"q": "晚报社"}).get_json()

    assert [piece["text"] for piece in page["pieces"]] == ["晚报社"]


def _rewritten(file, lines):
    file.write_text("\n".join(lines), "utf-8")


def _replaced(file, lines):
    """As editors save: a new file takes the name, here with the time of the old one."""
    state = file.stat()
    fresh = file.with_suffix(".new")
    _rewritten(fresh, lines)
    os.utime(fresh, ns=(state.st_atime_ns, state.st_mtime_ns))
    fresh.replace(file)


@pytest.mark.parametrize("write", [_rewritten, _replaced])
def test_a_dictionary_that_changes_reaches_what_runs(folder, write):
    assert cached_settings().dictionary == OWN
    write(folder / "words.txt", (*OWN, "谷川号 9 n"))
    assert cached_settings().dictionary == (*OWN, "谷川号 9 n")
    assert cached_settings() is cached_settings()


def test_a_dictionary_that_goes_is_missed_until_it_comes_back(folder):
    cached_settings()
    (folder / "words.txt").rename(folder / "away.txt")
    with pytest.raises(SettingsError, match=r"words\.txt"):
        cached_settings()
    (folder / "away.txt").rename(folder / "words.txt")

    assert cached_settings().dictionary == OWN


def test_a_dictionary_named_later_is_read(folder):
    (folder / "baogao.toml").write_text('index = "index"\n', "utf-8")
    assert cached_settings().dictionary == ()
    (folder / "baogao.toml").write_text('dictionary = "words.txt"\n', "utf-8")
    assert cached_settings().dictionary == OWN


def test_a_changed_dictionary_cuts_queries_of_the_site_without_a_restart(client, folder):
    def warned(client):
        notes = client.get("/api/search", query_string={"q": WORD}).get_json()["notes"]
        return "dictionary-changed" in [note["code"] for note in notes]

    more = (*OWN, "谷川号 9 n")
    before = warned(client)
    _rewritten(folder / "words.txt", more)
    edited = warned(client)
    build([str(folder / "corpus")], str(folder / "index"), dictionary=more, update=True)
    app = create_app(str(folder / "index"))  # the other one sees the new generation in a second
    built = warned(app.test_client())
    app.extensions["baogao"].index_manager.close()

    assert (before, edited, built) == (False, True, False)


def test_commands_search_with_them(folder):
    for command in (["search", "晚报社", "--json"], ["explain", "晚报社"]):
        answer = forked_commands.run(*command, folder=folder)
        assert WORD in answer.stdout


def _bare_requests(path):
    """Where a module makes a Request without settings, except one that only links start from."""
    tree = ast.parse(path.read_text("utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = lambda call: getattr(call.func, "id", "")  # noqa: E731
    linked = {id(part) for call in calls if named(call) == "Links" for part in call.args}
    return [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for call in calls
        if named(call) == "Request" and id(call) not in linked
        if "settings" not in {word.arg for word in call.keywords}
    ]


@pytest.mark.parametrize("package", ["search", "web"])
def test_every_request_that_is_searched_carries_the_settings(package):
    modules = [
        path
        for path in (ROOT / package).rglob("*.py")
        if path.name not in ("links.py", "context.py")  # they make addresses only
        and "from search.request import" in path.read_text("utf-8")
    ]

    assert [where for path in modules for where in _bare_requests(path)] == []


def test_search_never_reads_them_from_the_disk():
    asked = [
        path
        for path in (ROOT / "search").rglob("*.py")
        if "commands" not in path.parts
        and re.search("current_settings|cached_settings|user_words", path.read_text("utf-8"))
    ]

    assert asked == []
