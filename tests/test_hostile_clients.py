"""Clients that are slow, gone or many, and processes that die, hang or lose their folder."""

import contextlib
import http.client
import json
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from waitress.adjustments import Adjustments

from index.operations.build import build
from tests.tools.servers import alive, children, started, wait_for
from web.errors import ServeError
from web.server.connections import (
    MAX_UNANSWERED_BYTES,
    STATE_PATHS,
    Channel,
    RepeatedMessageFilter,
    over_budget,
    server_for,
)
from web.server.request_parser import Parser

CHECKSUM = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c"
REPORTS = 90


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    """An index of reports with much text, so that an export of them is long."""
    folder = tmp_path_factory.mktemp("many")
    text = f"物流 logistics {CHECKSUM} " + "这是一段正文，写在这里占去篇幅。" * 1_500
    for number in range(REPORTS):
        (folder / f"{number}.txt").write_text(f"第{number}篇\n\n{text}\n{number}\n", "utf-8")
    build([str(folder)], str(folder / "index"))
    return folder / "index"


@pytest.fixture(scope="module")
def server(where):
    with started(where, "--workers", "2", "--threads", "8", "--rate", "0") as process:
        wait_for(lambda: len(children(process)) == 3)
        yield process


def get(process, path, seconds=30):
    connection = http.client.HTTPConnection(process.host, process.port, timeout=seconds)
    with contextlib.closing(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()


def asking(process, path, times=1):
    """A connection over which something is asked and nothing read."""
    connection = socket.create_connection((process.host, process.port), timeout=30)
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    connection.sendall(request * times)
    return connection


def busy(process):
    """Processor time that a server's processes have taken, in seconds."""
    ticks = 0
    for pid in children(process):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_clients_that_read_nothing_hold_no_thread_for_others(server):
    with contextlib.ExitStack() as stack:
        for _ in range(9):
            stack.enter_context(asking(server, "/help", times=60))
            stack.enter_context(asking(server, "/export.jsonl?q=logistics"))
        for _ in range(4):
            assert get(server, "/search?q=logistics&fold=0")[0] == 200


@pytest.mark.parametrize("path", sorted(STATE_PATHS))
def test_a_server_whose_only_thread_is_held_says_how_it_is(path):
    free = threading.Event()

    def app(environ, start_response):
        if environ["PATH_INFO"] == "/held":
            free.wait(60)
        start_response("200 OK", [])
        return [b"yes"]

    listening = socket.create_server(("127.0.0.1", 0))
    host, port = listening.getsockname()
    process = SimpleNamespace(host=host, port=port)
    server = server_for(app, listening, {"threads": 1}, proxied=False)
    loop = threading.Thread(target=server.run)
    loop.start()
    try:
        with asking(process, "/held"), asking(process, "/held"):
            assert get(process, path) == (200, b"yes")
            assert not free.is_set()
    finally:
        free.set()
        server.close()
        server.asyncore.close_all(map=server._map)
        loop.join()


def test_a_client_that_ends_its_side_is_answered_all_the_same(server):
    with asking(server, "/help") as connection:
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(1 << 16), b""))

    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.rstrip().endswith(b"</html>")


def test_an_export_ends_where_its_client_is_gone(server):
    for _ in range(4):
        asking(server, "/export.jsonl?q=logi*").close()
    get(server, "/readyz")

    def at_rest():
        before = busy(server)
        time.sleep(0.5)
        return busy(server) - before < 0.3

    wait_for(at_rest)


def test_a_query_of_many_wildcards_is_answered_in_its_time_and_the_server_still_stops(where):
    hard = "*%3F" * 16 + "zz"
    with started(where, "--workers", "2", "--threads", "4", "--rate", "0") as process:
        wait_for(lambda: len(children(process)) == 3)
        left = children(process)
        connections = [asking(process, f"/search?size=100&q={hard}") for _ in range(6)]
        status, _ = get(process, f"/search?size=100&q={hard}")
        assert status in {200, 429}
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
        assert not any(map(alive, left))
        for connection in connections:
            connection.close()


@pytest.mark.parametrize(("workers", "processes"), [(1, 1), (2, 3)])
def test_workers_that_all_die_together_are_replaced(where, workers, processes):
    with started(where, "--workers", str(workers)) as process:
        for _ in range(3):
            wait_for(lambda: len(children(process)) == processes)
            first = children(process)
            for pid in first:
                os.kill(pid, signal.SIGKILL)
            wait_for(lambda: not any(map(alive, first)))  # noqa: B023 - called at once
        wait_for(lambda: len(children(process)) == processes)
        assert process.poll() is None
        assert get(process, "/readyz")[0] == 200


def test_a_process_that_was_stopped_is_replaced_and_a_batch_it_had_is_answered_or_refused(where):
    with started(where, "--workers", "2") as process:
        wait_for(lambda: len(children(process)) == 3)
        stopped = children(process)[1:]  # a worker, and the process beside
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        connection = http.client.HTTPConnection(process.host, process.port, timeout=60)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/batch", "queries=logistics&as=csv", kind)
        with contextlib.closing(connection), contextlib.suppress(http.client.RemoteDisconnected):
            answer = connection.getresponse()
            text = answer.read().decode()
            assert (answer.status == 200 and "logistics" in text) or answer.status == 503
        wait_for(lambda: not any(map(alive, stopped)), seconds=60)
        wait_for(lambda: len(children(process)) == 3)
        assert get(process, "/search?q=l*")[0] == 200


def test_a_folder_that_is_cleaned_away_is_made_anew(where, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with started(where, "--workers", "2") as process:
        wait_for(lambda: len(children(process)) == 3)
        wait_for(lambda: list(tmp_path.glob("baogao-*/g*/*")))
        (folder,) = tmp_path.glob("baogao-*")
        shutil.rmtree(folder)
        assert get(process, "/search?q=l*")[0] == 200
        wait_for(lambda: (folder / "helper").exists() and len(list(folder.glob("g*"))) == 1)
        assert folder.stat().st_mode & 0o077 == 0
        assert get(process, "/search?q=l*")[0] == 200
        state = json.loads(get(process, "/readyz")[1])
        assert state == {"status": "ready"}


def answered(process, sent, seconds=30):
    """The status lines that come for some bytes, once the client has said all.

    A server that has not read all of them resets the connection behind its answer.
    """
    answer = b""
    address = process.host, process.port
    with socket.create_connection(address, timeout=seconds) as connection:
        with contextlib.suppress(OSError):  # it may be closed before all is sent
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(ConnectionResetError):
            while piece := connection.recv(1 << 16):
                answer += piece
    return [line for line in answer.split(b"\r\n") if line.startswith(b"HTTP/1.")]


QUESTION = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POSTED = b"POST /batch HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POSTED + b"Transfer-Encoding: chunked\r\n\r\n"
MALFORMED = {
    "a length of thousands of digits": POSTED + b"Content-Length: " + b"9" * 6_000 + b"\r\n\r\n",
    "two lengths": POSTED + b"Content-Length: 3\r\nContent-Length: 30\r\n\r\nq=a",
    "a length with a sign": POSTED + b"Content-Length: +3\r\n\r\nq=a",
    "half an address": b"GET http://[::1/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a size of a chunk that never ends": CHUNKED + b"0" * 40_000,
    "an extension of a chunk that never ends": CHUNKED + b"3;" + b"x" * 40_000,
    "lines behind the last chunk that never end": CHUNKED + b"0\r\n" + b"X: y\r\n" * 8_000,
    "a size of a chunk with a sign": CHUNKED + b"-3\r\nq=a\r\n0\r\n\r\n",
    "two hosts": QUESTION + b"Host: evil.example\r\n\r\n",
    "a line end within a header": QUESTION + b"X: a\nTransfer-Encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_request_is_answered_once_with_status_400(server, name):
    statuses = answered(server, MALFORMED[name])

    assert len(statuses) == 1
    assert b" 400 " in statuses[0]


def test_empty_lines_before_a_request_are_passed_over_together():
    parser = Parser(Adjustments())
    blank = b"\r\n\r\n" * 2_000

    assert parser.received(blank) == len(blank)
    assert not parser.completed
    assert parser.received(blank + QUESTION + b"\r\n") == len(blank + QUESTION) + 2
    assert parser.completed
    assert parser.path == "/healthz"


def sending(address, size, state="arriving"):
    channel = Channel.__new__(Channel)
    channel.addr, channel.will_close = (address, 1), False
    request = Parser(Adjustments())
    request.body_bytes_received = size
    channel.request = request if state == "arriving" else None
    channel.requests = [] if state == "arriving" else [request]
    channel.answering = int(state == "being answered")
    return channel


@pytest.mark.parametrize("state", ["arriving", "waiting for a thread"])
def test_who_sends_the_most_loses_what_is_more_than_all_bodies_may_have(state):
    few = [sending("192.0.2.1", 8 << 20, state) for _ in range(4)]
    many = [sending("192.0.2.2", 7 << 20, state) for _ in range(40)]

    assert over_budget(few + many[:30]) == []
    closed = over_budget(few + many)

    assert set(closed) <= set(many)
    assert (
        sum(channel.unanswered_bytes for channel in few + many)
        - sum(channel.unanswered_bytes for channel in closed)
        <= MAX_UNANSWERED_BYTES
    )


def test_a_body_that_is_being_answered_counts_and_is_not_taken_away():
    answered_bodies = [sending("192.0.2.2", 9 << 20, "being answered") for _ in range(28)]
    others = [sending("192.0.2.1", 3 << 20) for _ in range(2)]

    assert over_budget(answered_bodies + others) == [others[-1]]


def test_a_connection_that_closes_keeps_no_body_for_a_thread():
    channel = sending("192.0.2.1", 0, "waiting for a thread")
    ours, theirs = socket.socketpair()
    channel.requests_lock, channel.outbuf_lock = threading.Lock(), threading.Condition()
    channel.outbufs, channel.socket, channel._map, channel._fileno = [], ours, {}, 0
    channel.server = SimpleNamespace(active_channels={})
    parser = channel.requests[0]
    parser.received(b"POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\n")
    parser.received(b"x" * 900_000)
    file = parser.body_rcv.getfile()

    with contextlib.closing(theirs):
        channel.handle_close()

    assert parser.completed
    assert file.closed


OPEN = {
    "a request that arrives a byte at a time": (61.0, 0.0, 0, 0, True),
    "a request that has just begun": (3.0, 0.0, 0, 0, False),
    "a connection without a question": (0.0, 61.0, 0, 0, True),
    "a question that is being answered": (0.0, 400.0, 1, 0, False),
    "an answer that is being fetched": (0.0, 200.0, 0, 9, False),
    "an answer that is fetched for ever": (0.0, 301.0, 0, 9, True),
}


@pytest.mark.parametrize("name", OPEN)
def test_a_connection_is_open_as_long_as_it_may_be(name):
    arriving, idle, requests, unsent, closed = OPEN[name]
    now = time.monotonic()
    channel = Channel.__new__(Channel)
    channel.started = now - arriving if arriving else 0.0
    channel.idle_since, channel.requests, channel.ended = now - idle, [0] * requests, 0.0
    channel.total_outbufs_len = unsent

    assert channel.overdue(now) is closed


def test_messages_of_one_kind_are_logged_some_times_a_minute():
    sparse = RepeatedMessageFilter()
    record = logging.LogRecord("waitress", logging.WARNING, "", 0, "out of descriptors", (), None)

    assert sum(sparse.filter(record) for _ in range(10_000)) == 20


def test_a_server_that_may_open_few_files_says_so_and_ends(where):
    shell = 'ulimit -n 32; exec "$0" -m baogao web --port 0 --index "$1"'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable, str(where)],
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == ServeError.exit_code
    assert "ulimit -n" in done.stderr
    assert "Traceback" not in done.stderr


def test_with_few_descriptors_connections_wait_and_nothing_floods_the_log(where):
    with started(where, "--workers", "1", "--threads", "4", files=64) as process:
        idle = [socket.create_connection((process.host, process.port)) for _ in range(100)]
        for connection in idle:
            connection.close()
        assert get(process, "/search?q=logistics")[0] == 200
