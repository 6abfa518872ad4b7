"""The process beside the workers: costly requests are answered there, and as a worker would."""

import http.client
import os
import signal
import threading
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.tools.servers import alive, children, started, wait_for

REQUESTS = {
    "an export": ("GET", "/export.csv?q=%E7%89%A9%E6%B5%81", None),
    "an export of another kind": ("GET", "/export.jsonl?q=logistics", None),
    "a feed, with absolute links": ("GET", "/feed.atom?q=%E7%89%A9%E6%B5%81", None),
    "a long question": ("GET", "/search?q=" + quote("物流 农村 " * 40), None),
    "a question with a wildcard": ("GET", "/search?q=logis*&lang=zh", None),
    "bytes that are no text": ("GET", "/search?q=*%FF%FE%00", None),
    "an address that was not escaped": ("GET", '/search?q=*{|}"<>^`', None),
    "only the head": ("HEAD", "/export.csv?q=logistics", None),
    "a file of queries": ("POST", "/batch", b"queries=%E7%89%A9%E6%B5%81%0Alogistics"),
    "a method there is not": ("DELETE", "/export.csv?q=logistics", None),
    "a parameter that is wrong": ("GET", "/export.csv?q=a&from=nonsense", None),
    "a page there is not": ("GET", "/exports/none", None),
    "a path in Chinese": ("GET", "/export%E7%89%A9", None),
}
VARYING = {"Date", "Connection", "Content-Length", "Transfer-Encoding", "Via", "Server"}


def ask(address, method, path, body):
    connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
    headers = {"Accept-Language": "zh", "Host": "127.0.0.1:8000", "X-Baogao-Scheme": "gopher"}
    if body:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, data, {k: v for k, v in answer.getheaders() if k not in VARYING}


def beside(process):
    return max(children(process))  # it is started last


def connections(pid):
    """The connections to the local socket of a process, with those that it has not accepted yet."""
    files = {str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()}
    rows = [row.split() for row in Path("/proc/net/unix").read_text("utf-8").splitlines()]
    named = [row for row in rows if len(row) > 7]
    paths = {row[7] for row in named if f"socket:[{row[6]}]" in files}
    return sum(row[7] in paths for row in named)


@pytest.fixture(scope="module")
def pair(sample_index):
    """A server of two workers with the process beside them, and one that has no such process."""
    with (
        started(sample_index, "--workers", "2") as two,
        started(sample_index, "--workers", "1") as single,
    ):
        wait_for(lambda: len(children(two)) == 3)
        yield two, single


@pytest.mark.parametrize("name", REQUESTS)
def test_a_costly_request_is_answered_as_by_one_process(pair, name):
    two, single = (ask(process.address, *REQUESTS[name]) for process in pair)

    assert two == single
    assert not any(header.startswith("X-Baogao") for header in two[2])


def test_while_a_costly_question_is_computed_cheap_ones_are_answered(pair):
    answered = []

    def wait():
        answered.append(ask(pair[0].address, "GET", "/search?q=l*", None)[0])

    os.kill(beside(pair[0]), signal.SIGSTOP)
    try:
        costly = threading.Thread(target=wait)
        costly.start()
        for _ in range(6):
            assert ask(pair[0].address, "GET", "/search?q=logistics", None)[0] == 200
        assert answered == []
    finally:
        os.kill(beside(pair[0]), signal.SIGCONT)
    costly.join(30)

    assert answered == [200]


def test_where_the_process_beside_dies_costly_questions_are_answered_all_the_same(sample_index):
    with started(sample_index, "--workers", "2") as process:
        wait_for(lambda: len(children(process)) == 3)
        gone = beside(process)
        os.kill(gone, signal.SIGKILL)
        statuses = [ask(process.address, "GET", "/search?q=l*", None)[0] for _ in range(4)]
        wait_for(lambda: not alive(gone) and len(children(process)) == 3)

        assert statuses == [200] * 4


def test_a_costly_answer_under_way_is_finished_before_the_server_stops(sample_index):
    with started(sample_index, "--workers", "2") as process:
        wait_for(lambda: len(children(process)) == 3)
        answered = []

        def wait():
            answered.append(ask(process.address, "GET", "/export.csv?q=l*", None))

        other = beside(process)
        os.kill(other, signal.SIGSTOP)
        before = connections(other)
        costly = threading.Thread(target=wait)
        costly.start()
        wait_for(lambda: connections(other) > before)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        os.kill(other, signal.SIGCONT)
        costly.join(30)

        assert process.wait(30) == 0
        assert answered[0][0] == 200
        assert answered[0][1].count(b"\n") > 3
