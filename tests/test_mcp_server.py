"""`baogao mcp` as its clients meet it: the official package over real stdio and real HTTP."""

import concurrent.futures
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import anyio
import pytest
from mcp.shared.exceptions import MCPError

from index.operations.build import build
from tests.mcp_clients import (
    PAYLOADS,
    ROOT,
    TOKEN,
    hostile_lines,
    http_server,
    over_http,
    over_stdio,
)
from web.server.mcp_connections import MAX_CONNECTIONS

MODES = ("legacy", "auto")
INITIALIZE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "test", "version": "1"},
}


@pytest.fixture(scope="module")
def hostile_index(tmp_path_factory):
    """Hostile reports, and two long ones whose comparison takes more than a second."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "corpus").mkdir()
    lines = list(hostile_lines())
    for name, step in (("slow1", 7), ("slow2", 11)):
        sentences = (
            "".join(chr(0x4E00 + (letter * step * (number + 3)) % 3000) for letter in range(150))
            for number in range(600)
        )
        lines.append(json.dumps({"id": name, "title": name, "body": "。".join(sentences)}))
    (folder / "corpus" / "export.jsonl").write_text("\n".join(lines), "utf-8")
    build([str(folder / "corpus")], str(folder / "index"))
    return folder / "index"


@pytest.fixture(scope="module")
def address(hostile_index):
    with http_server(hostile_index) as address:
        yield address


def run(session, client):
    """Run a session with a client, at most a minute."""

    async def within():
        with anyio.fail_after(60):
            async with client as opened:
                return await session(opened)

    return in_a_thread(within)


def in_a_thread(session):
    """Run a session in a thread of its own: a browser of another test has a loop in this one."""
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        return pool.submit(anyio.run, session).result()


def client_over(transport, hostile_index, request, mode="auto"):
    """A client over stdio, or over HTTP."""
    if transport == "stdio":
        client = over_stdio(hostile_index)
        client.mode = mode
        return client
    return over_http(request.getfixturevalue("address"), mode)


async def everything(client):
    """Every tool once, every answer of a walk, and every kind of error."""
    names = [tool.name for tool in (await client.list_tools()).tools]
    about = await client.call_tool("about", {})
    ids, cursor = [], None
    while cursor or not ids:
        page = await client.call_tool("search", {"query": "common", "limit": 5, "cursor": cursor})
        ids += [hit["permalink"] for hit in page.structured_content["data"]["hits"]]
        cursor = page.structured_content["next"]
    reads = [
        await client.call_tool("read", {"id": report_id, "query": "common"}) for report_id in ids
    ]
    others = [
        await client.call_tool("count", {"query": "common", "by": "source"}),
        await client.call_tool("trend", {"queries": ["common"]}),
        await client.call_tool("compare", {"first": "p0", "second": "p1"}),
        await client.call_tool("verify", {"quote": PAYLOADS[3]}),
        await client.call_tool("trace", {"text": "\n".join(PAYLOADS[:7])}),
    ]
    wrong = [
        await client.call_tool("search", {"query": 3}),
        await client.call_tool("search", {"query": "a" * 200_000}),
        await client.call_tool("read", {"id": "nobody"}),
        await client.call_tool("search", {"query": "a", "cursor": "x"}),
    ]
    with pytest.raises(MCPError, match="There is no tool 'delete'"):
        await client.call_tool("delete", {"id": ids[0]})
    again = [tool.name for tool in (await client.list_tools()).tools]
    return names, again, about, ids, reads + others, wrong


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_client_of_the_official_package_uses_everything(transport, mode, hostile_index, request):
    client = client_over(transport, hostile_index, request, mode)
    names, again, about, ids, answers, wrong = run(everything, client)

    assert names == again
    assert len(ids) == len(set(ids)) == about.structured_content["data"]["reports"] - 2
    for result in [about, *answers]:
        assert not result.is_error
        [block] = result.content
        assert json.loads(block.text) == result.structured_content
        assert not re.search(r"[<>&\n]", block.text)
    assert all(result.is_error for result in wrong)
    codes = [result.structured_content["error"]["code"] for result in wrong]
    assert codes == ["bad_argument", "bad_argument", "unknown_report", "bad_cursor"]


def test_text_of_a_report_arrives_unharmed_as_data(hostile_index):
    async def session(client):
        return [await client.call_tool("read", {"id": f"p{n}"}) for n in range(len(PAYLOADS))]

    for payload, result in zip(PAYLOADS, run(session, over_stdio(hostile_index)), strict=True):
        text = "\n".join(
            passage["text"] for passage in result.structured_content["data"]["passages"]
        )
        visible = re.findall(r"[a-z]{4,}", payload.partition("\x00")[0])
        assert [word for word in visible if word not in text] == []


@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_a_cancelled_call_frees_its_place(transport, hostile_index, request):
    """A comparison of the long reports has one of two places, and takes longer than is waited."""
    slow = {"first": "slow1", "second": "slow2"}

    async def session(client):
        for _ in range(6):
            with anyio.move_on_after(0.1):
                await client.call_tool("compare", slow)
        started = time.monotonic()
        about = await client.call_tool("about", {})
        compared = None
        while compared is None or compared.is_error:
            compared = await client.call_tool("compare", {"first": "p0", "second": "p1"})
        return about, time.monotonic() - started

    about, seconds = run(session, client_over(transport, hostile_index, request, "legacy"))
    assert not about.is_error
    assert seconds < 20


def test_two_clients_at_once_get_their_own_answers(address):
    results = {}

    async def ask(name):
        async with over_http(address) as client:
            for number in range(8):
                id_ = f"p{(number + name) % len(PAYLOADS)}"
                result = await client.call_tool("read", {"id": id_})
                results.setdefault(name, []).append(result.structured_content["data"]["id"] == id_)

    async def both():
        with anyio.fail_after(60):
            async with anyio.create_task_group() as group:
                for name in range(2):
                    group.start_soon(ask, name)

    in_a_thread(both)
    assert results == {0: [True] * 8, 1: [True] * 8}


def send(address, method="POST", path=None, body=b"{}", **headers):
    """The status and text that a plain HTTP request gets."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
    known = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    known |= {"Authorization": f"Bearer {TOKEN}"}
    known |= {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        sent = {name: value for name, value in known.items() if value is not None}
        connection.request(method, path or parts.path, body, sent)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace"), response.headers
    finally:
        connection.close()


REFUSED = (
    (401, {"Authorization": None}),
    (401, {"Authorization": ""}),
    (401, {"Authorization": "Bearer"}),
    (401, {"Authorization": f"Bearer {TOKEN}x"}),
    (401, {"Authorization": f"Bearer {TOKEN[:-1]}"}),
    (401, {"Authorization": f"Basic {TOKEN}"}),
    (401, {"Authorization": TOKEN}),
    (401, {"Authorization": "Bearer \xff\xfe"}),
    (403, {"Origin": "https://evil.example"}),
    (403, {"Origin": "http://localhost.evil.example"}),
    (403, {"Origin": "http://127.0.0.1.evil.example"}),
    (403, {"Origin": "http://127.0.0.1@evil.example"}),
    (403, {"Origin": "null"}),
    (403, {"Origin": "http://[::1"}),
    (421, {"Host": "evil.example"}),
    (421, {"Host": "evil.example:8001"}),
    (421, {"Host": "localhost.evil.example"}),
    (421, {"Host": "127.0.0.1.evil.example"}),
    (421, {"Host": "user@evil.example"}),
    (421, {"Host": ""}),
    (421, {"Host": "192.168.0.1"}),
)


@pytest.mark.parametrize(("status", "headers"), REFUSED)
def test_nobody_else_gets_in(address, status, headers):
    for method in ("POST", "GET", "DELETE", "OPTIONS"):
        got, text, answered = send(address, method, **headers)
        assert got == status
        assert text.endswith(".\n")
        assert "baogao" not in answered.get("Server", "")
        assert ("WWW-Authenticate" in answered) == (status == 401)


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://localhost:3000"}, {"Host": "localhost:1234"}]
)
def test_who_sends_the_token_gets_in(address, headers):
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}
    status, text, _ = send(address, body=json.dumps(body).encode(), **headers)

    assert status == 200
    assert '"serverInfo"' in text


def test_clients_that_crash_keep_nobody_out(address):
    """Each leaves its session behind, which ends only after half an hour."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE}

    assert {send(address, body=json.dumps(body).encode())[0] for _ in range(100)} == {200}


@pytest.mark.parametrize(
    ("status", "path", "body"),
    [
        (404, "/", b"{}"),
        (404, "/mcp/../etc/passwd", b"{}"),
        (404, "/mcp/", b"{}"),
        (413, None, b'{"a":"' + b"a" * (600 << 10) + b'"}'),
        (400, None, b"{"),
        (400, None, b"[" * 100_000),
        (400, None, b"\xff\xfe"),
        (400, None, b"[]"),
        (400, None, b"1" * 5000),
        (400, None, b'{"jsonrpc":"2.0","id":1,"method":"tools/call"}'),
    ],
)
def test_what_is_no_message_is_refused(address, status, path, body):
    got, text, _ = send(address, path=path, body=body)

    assert got == status
    assert "Traceback" not in text
    assert len(text) < 2000
    assert send(address, Authorization=None)[0] == 401


HALF = (
    b"",
    b"POST /mcp HTTP/1.1\r\nHost: localhost:1\r\nX: ",
    b"POST /mcp HTTP/1.1\r\nHost: localhost:1\r\nContent-Length: 1000\r\n\r\n{",
    b"POST /mcp HTTP/1.1\r\nHost: localhost:1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
)


@pytest.mark.parametrize("half", HALF, ids=["nothing", "header", "body", "chunk"])
def test_connections_that_send_no_request_keep_nobody_out(address, half):
    where = (urlsplit(address).hostname, urlsplit(address).port)
    connections = [socket.create_connection(where, timeout=40) for _ in range(MAX_CONNECTIONS + 20)]
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.sendall(half)
    started = time.monotonic()

    assert send(address, Authorization=None)[0] == 401
    assert time.monotonic() - started < 15
    for connection in connections:
        connection.close()


def test_headers_of_blanks_are_refused_before_they_are_read(address):
    """The pattern of h11 takes 14 seconds for 60,000 of them, in the thread of all clients."""
    where = (urlsplit(address).hostname, urlsplit(address).port)
    with socket.create_connection(where, timeout=40) as connection:
        connection.sendall(b"POST /mcp HTTP/1.1\r\nHost: localhost:1\r\nX:")
        for _ in range(3):
            with contextlib.suppress(OSError):  # it may be refused before all is sent
                connection.sendall(b"\t" * 4_000)
        assert b" 400 " in connection.recv(1_000)


def test_a_request_that_does_not_arrive_is_given_up(address):
    where = (urlsplit(address).hostname, urlsplit(address).port)
    connections = [socket.create_connection(where, timeout=90) for _ in HALF]
    for connection, half in zip(connections, HALF, strict=True):
        connection.sendall(half)
        received = b"."
        while received:  # a refusal first, where one is due; then the end
            with contextlib.suppress(ConnectionResetError):
                received = connection.recv(1000)
                continue
            received = b""
        connection.close()


def test_it_listens_on_this_machine_only(address):
    host, port = urlsplit(address).hostname, urlsplit(address).port

    assert host == "127.0.0.1"
    lines = [
        line.split()
        for name in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{name}").read_text("ascii").splitlines()[1:]
    ]
    listening = [line[1] for line in lines if line[3] == "0A" and line[1][-4:] == f"{port:04X}"]
    assert listening == [f"0100007F:{port:04X}"]


def start(where, *options, **environment):
    return subprocess.run(
        [sys.executable, "-m", "baogao", "mcp", "--index", str(where), *options],
        cwd=ROOT,
        env=os.environ | environment,
        input="",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_token_must_be_long_and_its_file_private(hostile_index, tmp_path):
    file = tmp_path / "token"
    file.write_text(TOKEN)
    file.chmod(0o644)
    started = start(hostile_index, "--http", "--port", "0", "--token-file", str(file))
    assert (started.returncode, started.stdout) == (7, "")
    assert f"chmod 600 {file}" in started.stderr

    file.chmod(0o600)
    for text, sentence in (("", "is empty"), ("short", "has 5 characters"), ("密" * 20, "ASCII")):
        file.write_text(text, "utf-8")
        started = start(hostile_index, "--http", "--token-file", str(file))
        assert started.returncode == 7
        assert sentence in started.stderr
    started = start(hostile_index, "--http", BAOGAO_MCP_TOKEN="short")
    assert started.returncode == 7
    started = start(hostile_index, "--http", "--token-file", str(tmp_path))
    assert started.returncode == 7
    assert "no plain file" in started.stderr


def test_a_site_must_be_an_address(hostile_index):
    for site in ("reports.example", "javascript:alert(1)", "http://", "http://a@["):
        assert start(hostile_index, "--site", site).returncode == 2


def test_at_the_end_of_its_input_the_server_ends(hostile_index):
    started = start(hostile_index)

    assert (started.returncode, started.stdout, started.stderr) == (0, "", "")


NO_MESSAGES = (
    "not json",
    "[]",
    "{",
    '{"jsonrpc":"2.0"}',
    "\x00\xff",
    "[" * 50_000,
    '"' + "a" * 10**6,
    '{"jsonrpc":"2.0","id":null,"method":"tools/call"}',
    '{"jsonrpc":"2.0","id":1e400,"method":"ping"}',
)


def speaking(where):
    """A server at stdio, to be talked to line by line."""
    return subprocess.Popen(
        [sys.executable, "-m", "baogao", "mcp", "--index", str(where)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_lines_that_are_no_messages_do_not_end_a_server_at_stdio(hostile_index):
    ping = json.dumps({"jsonrpc": "2.0", "id": 7, "method": "ping"})
    first = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE})
    with speaking(hostile_index) as server:
        server.stdin.write("\n".join([first, *NO_MESSAGES, ping, ""]))
        server.stdin.flush()
        answers = {}
        while 7 not in answers:
            answer = json.loads(server.stdout.readline())
            answers[answer.get("id")] = answer
        server.stdin.close()
        assert server.wait(20) == 0
        assert "Traceback" not in server.stderr.read()
    assert answers[7]["result"] == {}


REFUSED_LINES = {
    "no JSON": ("not json", None, -32700),
    "half a line": ('{"jsonrpc":"2.0","id":2,"meth', None, -32700),
    "half a character": ('{"jsonrpc":"2.0","id":2,"method":"ping","x":"\\ud800"}', 2, -32700),
    "another version": ('{"jsonrpc":"1.0","id":2,"method":"ping"}', None, -32600),
    "neither asked nor answered": ('{"jsonrpc":"2.0","id":2}', None, -32600),
    "several at once": ('[{"jsonrpc":"2.0","id":2,"method":"ping"}]', None, -32600),
}


def test_what_was_asked_before_the_end_of_input_is_answered_line_by_line(hostile_index):
    def request(number, method, **params):
        return json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})

    calls = [request(n, "tools/call", name="search", arguments={"query": "农村"}) for n in range(9)]
    cancelled = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 8}}
    refused = [line for line, _, _ in REFUSED_LINES.values()]
    lines = [request("first", "initialize", **INITIALIZE), "", *calls, json.dumps(cancelled)]
    done = subprocess.run(
        [sys.executable, "-m", "baogao", "mcp", "--index", str(hostile_index)],
        cwd=ROOT,
        input="\n".join([*lines, *refused]),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    answers = list(map(json.loads, done.stdout.splitlines()))
    errors = [(answer["id"], answer["error"]["code"]) for answer in answers if "error" in answer]

    assert (done.returncode, done.stderr) == (0, "")
    assert {"first", *range(8)} <= {answer["id"] for answer in answers if "result" in answer}
    expected = [(name, code) for _, name, code in REFUSED_LINES.values()]
    assert [error for error in errors if error[0] != 8] == expected


def test_a_client_that_reads_no_more_ends_the_server_quietly(hostile_index):
    first = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": INITIALIZE})
    ping = json.dumps({"jsonrpc": "2.0", "id": 2, "method": "ping"})
    with speaking(hostile_index) as server:
        server.stdout.close()
        with contextlib.suppress(BrokenPipeError):
            for line in (first, *[ping] * 50):
                server.stdin.write(f"{line}\n")
                server.stdin.flush()
        assert server.wait(30) == 0
        assert server.stderr.read() == ""


@pytest.mark.parametrize(
    ("output", "code", "said"),
    [
        ("<&-", 7, "baogao mcp --http"),
        (">&-", 7, "baogao mcp --http"),
        (">/dev/full", 71, "Make room on that disk"),
    ],
)
def test_without_stdin_or_stdout_a_sentence_says_what_to_do(hostile_index, output, code, said):
    command = f'exec "{sys.executable}" -m baogao mcp --index "{hostile_index}" {output}'
    finished = subprocess.run(
        ["sh", "-c", command],
        input=json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}) + "\n",
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )

    assert finished.returncode == code
    assert said in finished.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_server_that_waits_for_input(hostile_index, number):
    with speaking(hostile_index) as server:
        server.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"}) + "\n")
        server.stdin.flush()
        server.stdout.readline()
        server.send_signal(number)
        assert server.wait(20) == -number
        assert "Traceback" not in server.stderr.read()


def test_a_signal_ends_the_http_server(hostile_index):
    with http_server(hostile_index) as address:
        assert send(address, Authorization=None)[0] == 401
    # `http_server` sends SIGTERM and waits for the process


def test_without_the_package_a_sentence_says_how_to_get_it(tmp_path, hostile_index):
    (tmp_path / "mcp.py").write_text("raise ModuleNotFoundError('No module named mcp', name='mcp')")
    started = start(hostile_index, PYTHONPATH=str(tmp_path))

    assert started.returncode == 7
    assert "make mcp" in started.stderr


@pytest.mark.parametrize("command", ["search", "web", "index"])
def test_other_commands_do_not_load_the_package(command):
    program = (
        "import sys, baogao; "
        f"baogao.baogao.get_command(None, {command!r}); "
        "print([name for name in ('mcp', 'pydantic', 'starlette', 'anyio') if name in sys.modules])"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert finished.stdout.strip() == "[]"
