"""Collections on a server of several processes behind a proxy that names its readers."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from click.testing import CliRunner

import baogao
from index import desk_file
from tests.conftest import ROOT
from web.desk.store import Desk

SETTINGS = 'reader_header = "X-Remote-User"\n'


@pytest.fixture
def server(sample_index, tmp_path):
    """A server with two workers and a helper; this machine is its proxy."""
    (tmp_path / "baogao.toml").write_text(SETTINGS)
    command = [sys.executable, "-m", "baogao", "web", "--index", str(sample_index), "--port", "0"]
    process = subprocess.Popen(
        [*command, "--workers", "2", "--behind-proxy", "127.0.0.1"],
        cwd=tmp_path,
        env=os.environ
        | {
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
            "BAOGAO_DESK": str(tmp_path / "desk.sqlite"),
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process.stdout.readline().split()[0].rstrip("/"), process.pid
        process.terminate()


def ask(address, reader, data=None, **headers):
    """Status and text of an answer."""
    headers |= {"X-Remote-User": reader.encode().decode("latin-1")}
    body = urllib.parse.urlencode(data).encode() if data else None
    request = urllib.request.Request(address, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode("utf-8", "replace")


def token(address, reader):
    return re.search(r'name="token" value="(\w+)"', ask(f"{address}/collections", reader)[1])[1]


def test_the_helper_knows_the_reader_and_nobody_may_say_it_is_another(server):
    address, _ = server
    form = {"token": token(address, "李"), "do": "create", "name": "hers"}
    ask(f"{address}/collections", "李", form)
    costly = f"{address}/export/collection.json?id=1"

    assert "hers" in ask(costly, "李")[1]
    assert ask(costly, "王")[0] == 404
    for header in ("X-Baogao-Reader", "X-Baogao-reader"):
        assert ask(costly, "王", **{header: urllib.parse.quote("李")})[0] == 404
    whole_search = {"token": token(address, "李"), "name": "all of them", "do": "add"}
    assert ask(f"{address}/collections/add-all?q=%E7%89%A9%E6%B5%81", "李", whole_search)[0] == 200
    assert "all of them" in ask(f"{address}/collections", "李")[1]


def workers_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as children:  # noqa: PTH123 - not a file on disk
        return [int(child) for child in children.read().split()]


@pytest.mark.skipif(sys.platform != "linux", reason="/proc names the workers")
def test_what_was_answered_is_there_though_workers_are_killed(server, tmp_path):
    address, pid = server
    sure = []
    for number in range(12):
        if number % 3 == 1:
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers_of(pid)[number % 2], signal.SIGKILL)
        form = {"do": "create", "name": f"collection {number}"}
        end = time.monotonic() + 30
        while time.monotonic() < end:
            with contextlib.suppress(OSError, TypeError):  # its worker died under the request
                status, text = ask(
                    f"{address}/collections", "李", form | {"token": token(address, "李")}
                )
                if status == 200:
                    assert form["name"] in text
                    sure.append(form["name"])
                    break
    desk = Desk(tmp_path / "desk.sqlite")
    names = {collection.name for collection in desk.collections("李")}

    assert len(sure) == 12
    assert set(sure) <= names
    assert list(desk_file.desk_faults(desk.path)) == []


def test_a_header_that_any_client_could_send_is_refused_at_the_start(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baogao.toml").write_text(SETTINGS)
    with pytest.raises(baogao.OperatorError, match="--behind-proxy"):
        CliRunner().invoke(
            baogao.baogao, ["web", "--port", "0", "--workers", "1"], catch_exceptions=False
        )


@pytest.mark.parametrize("value", ["'X Remote'", "'X-Remote-User: a'", "7", "'名字'"])
def test_a_header_that_is_none_is_named(tmp_path, monkeypatch, value):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baogao.toml").write_text(f"reader_header = {value}\n")
    with pytest.raises(baogao.OperatorError, match="reader_header"):
        CliRunner().invoke(baogao.baogao, ["stats"], catch_exceptions=False)


@pytest.mark.parametrize(
    ("where", "configured", "path"),
    [
        ("var/index", "", "var/index.desk.sqlite"),
        ("var/index/", "", "var/index.desk.sqlite"),
        ("https://a:9200,b:9200/reports", "", "var/reports.desk.sqlite"),
        ("https://a:9200/../x", "", "var/x.desk.sqlite"),
        ("https://a:9200/x?y=/z#/w", "", "var/x.desk.sqlite"),
        ("https://[::1", "", "var/index.desk.sqlite"),
        ("/", "", "/index.desk.sqlite"),
        ("var/index", "/srv/desk.sqlite", "/srv/desk.sqlite"),
    ],
)
def test_a_desk_lies_beside_its_index_unless_told_otherwise(where, configured, path):
    assert str(desk_file.desk_path(where, configured)) == path


@pytest.mark.parametrize(("where", "name"), [(".", "b"), ("", "b"), ("..", "a"), ("x/..", "b")])
def test_that_of_the_working_folder_lies_beside_it_too(tmp_path, monkeypatch, where, name):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)

    beside = {"a": tmp_path, "b": tmp_path / "a"}[name]
    assert desk_file.desk_path(where) == beside / f"{name}.desk.sqlite"
