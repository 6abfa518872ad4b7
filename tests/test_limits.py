"""What a client may take, what is counted and logged, and a stop that loses no answer."""

import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from urllib.parse import quote

import pytest

from index.operations.build import build
from web.quoting import quoted, quoted_length
from web.server.app import create_app
from web.server.rate_limit import (
    MAX_ADDRESS_BYTES,
    Allowance,
    Clients,
    Limits,
    RequestRefusedError,
    for_threads,
)
from web.server.registry import COSTS


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def tries(limits, times, client="192.0.2.1"):
    """How many of so many requests of one client are let in."""
    done, refusals = 0, []
    for _ in range(times):
        try:
            with limits.admitted(client, "/search", "q=a"):
                done += 1
        except RequestRefusedError as refused:
            refusals.append(refused)
    assert all(
        (refusal.status, refusal.code) == (429, "rate") and refusal.retry >= 1
        for refusal in refusals
    )
    return done


def test_a_client_may_ask_so_often_and_so_many_at_once():
    clock = Clock()
    limits = Limits(Allowance(rate=2.0, burst=5), COSTS, clock)

    assert tries(limits, 20) == 5
    clock.now += 3.0
    assert tries(limits, 20) == 6 - 1
    clock.now += 0.5
    assert tries(limits, 20) == 1
    assert tries(limits, 20, client="192.0.2.2") == 5


def test_a_clock_that_goes_backwards_locks_nobody_out():
    clock = Clock()
    limits = Limits(Allowance(rate=2.0, burst=5), COSTS, clock)
    tries(limits, 5)
    clock.now -= 500.0
    tries(limits, 1)
    clock.now += 1.0

    assert tries(limits, 5) == 2


def test_an_ipv6_network_counts_as_one_client():
    limits = Limits(Allowance(rate=1.0, burst=3), COSTS, Clock())
    done = sum(tries(limits, 1, client=f"2001:db8::{number}") for number in range(9))

    assert done == 3
    assert tries(limits, 1, client="2001:db8:0:1::1") == 1


def test_an_ipv4_client_of_a_socket_for_both_kinds_counts_by_its_own_address():
    limits = Limits(Allowance(rate=1.0, burst=3), COSTS, Clock())

    assert tries(limits, 9, client="::ffff:192.0.2.1") == 3
    assert tries(limits, 9, client="::ffff:192.0.2.2") == 3
    assert tries(limits, 9, client="192.0.2.1") == 0


def test_an_address_of_very_many_parameters_is_refused():
    with (
        pytest.raises(RequestRefusedError, match="address"),
        Limits(Allowance(), COSTS).admitted("192.0.2.1", "/search", "&".join(["source=a"] * 2_000)),
    ):
        pass


def test_one_client_may_not_have_all_costly_questions():
    limits = Limits(Allowance(costly=2, waiting=2, patience=0.01, shared=True), COSTS)
    with limits.admitted("192.0.2.1", "/export.csv", ""):
        with (
            pytest.raises(RequestRefusedError, match="busy"),
            limits.admitted("192.0.2.1", "/export.csv", ""),
        ):
            pass
        with limits.admitted("192.0.2.2", "/export.csv", ""):
            pass
    with limits.admitted("192.0.2.1", "/export.csv", ""):
        pass


def test_the_clients_remembered_are_bounded():
    clients = Clients()
    limits = Limits(Allowance(rate=1.0, burst=1), COSTS, Clock(), clients.spend)
    for number in range(11_000):
        tries(limits, 1, client=f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")

    assert len(clients) == 10_000


COSTLY = {
    "plain": ("/search", "q=rural+logistics", False),
    "long": ("/search", "q=" + "a" * 101, True),
    "long in Chinese": ("/search", "q=" + quote("物" * 101), True),
    "short in Chinese": ("/search", "q=" + quote("物" * 99), False),
    "wildcard": ("/api/search", "q=log*", True),
    "fuzzy": ("/search", "q=logistisc~", True),
    "export": ("/export.csv", "q=a", True),
    "a trend": ("/trend", "q=a", True),
    "a trend for programs": ("/api/trend", "q=a", True),
    "many queries for programs": ("/api/batch", "", True),
    "completion": ("/suggest", "q=a", False),
    "home": ("/", "", False),
    "not UTF-8": ("/search", "q=%ff%fe", False),
    "a thousand fields": ("/search", "&".join(f"a{number}=b" for number in range(900)), True),
    "twenty fields": ("/search", "q=a" + "&source=b" * 19, False),
    "one more than twenty": ("/search", "q=a" + "&source=b" * 20, True),
    "many values of a facet": ("/search", "q=a" + "&source=b" * 25, True),
    "a few values of facets": ("/search", "q=a&source=b&not-source=c&language=zh&from=2023", False),
    "a name among thousands": ("/search", "q=source:a", True),
    "a name in Chinese": ("/search", "q=" + quote("来源：澜"), True),
    "a name in traditional Chinese": ("/search", "q=" + quote("來源: 瀾"), True),
    "a name in wide letters": ("/search", "q=" + quote("ＳＯＵＲＣＥ:a"), True),
    "a date": ("/search", "q=" + quote("日期:2023年"), False),
    "a long query with many hits": ("/search", "q=" + "a" * 41 + "&size=100", True),
    "a long query with fewer hits": ("/search", "q=" + "a" * 80 + "&size=50", False),
    "a short query with many hits": ("/api/search", "q=" + "a" * 40 + "&size=100", False),
    "a size with zeros before it": ("/search", "size=%200000100&q=" + "a" * 99, True),
    "a size that is none": ("/search", "q=" + "a" * 99 + "&size=" + "9" * 5_000, True),
    "no size": ("/search", "q=" + "a" * 99 + "&size=", False),
    "two sizes": ("/search", "q=" + "a" * 99 + "&size=10&size=100", False),
    "a title": ("/search", "q=title:a", False),
    "a colon": ("/search", "q=" + quote("农村：物流"), False),
}


@pytest.mark.parametrize("case", COSTLY)
def test_what_may_cost_much_is_known_before_it_runs(case):
    path, query, expected = COSTLY[case]

    assert COSTS.costly(path, query) is expected


def test_costly_questions_leave_a_thread_for_cheap_ones():
    allowance = for_threads(8, 0.0)
    assert allowance.costly + allowance.waiting < 8

    limits = Limits(Allowance(costly=1, waiting=1, patience=0.01), COSTS)
    with limits.admitted("192.0.2.1", "/search", "q=a*"):
        with (
            pytest.raises(RequestRefusedError, match="busy") as refused,
            limits.admitted("", "/search", "q=b*"),
        ):
            pass
        assert refused.value.status == 429  # nothing is wrong with the server
        with limits.admitted("192.0.2.1", "/search", "q=cheap"):
            pass
    with limits.admitted("192.0.2.1", "/search", "q=a*"):
        pass


# In the site


@pytest.fixture
def site(sample_index):
    lines = []
    app = create_app(
        str(sample_index), allowance=Allowance(rate=0.001, burst=3), access_log=lines.append
    )
    yield app.test_client(), lines
    app.extensions["baogao"].index_manager.close()


@pytest.mark.parametrize("path", ["/search?q=a", "/api/search?q=a"])
def test_too_many_requests_get_a_sentence_and_when_to_come_back(site, path):
    client, lines = site
    answers = [client.get(path, buffered=True) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert "try again" in answers[-1].get_data(as_text=True)
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert answers[-1].headers["Content-Security-Policy"]
    assert len(lines) == 5


def test_an_address_that_is_too_long_is_refused_with_a_sentence(client):
    answer = client.get("/search?q=" + "a" * MAX_ADDRESS_BYTES)

    assert answer.status_code == 414
    assert "too long" in answer.get_data(as_text=True)


@pytest.mark.parametrize("sign", [chr(code) for code in range(33, 127) if chr(code) not in "%&=+"])
def test_an_address_is_as_long_as_the_links_that_keep_its_search(sign):
    """A page has a hundred of them: with commas a page of 8 MB had 22."""
    assert quoted_length(f"q={sign * 9}&source={sign}") == len(f"q=&source={quoted(sign * 10)}")


def test_an_address_is_refused_if_its_own_links_would_be(client):
    sizes = {sign: MAX_ADDRESS_BYTES // len(quoted(sign)) for sign in "a,'!(:/"}
    for sign, size in sizes.items():
        longer, shorter = (f"/help?q={sign * (size + more)}" for more in (1, -20))
        assert client.get(longer).status_code == 414, sign
        assert client.get(shorter).status_code != 414, sign


def test_a_log_line_says_how_long_it_took_and_not_what_was_searched_for(site):
    client, lines = site
    client.get("/search?q=" + quote("秘密的词"), buffered=True)
    client.get("/reports\x1b[2J\n/\u202e", buffered=True)
    search, odd = (json.loads(line) for line in lines)

    assert (search["path"], search["status"], search["method"]) == ("/search", 200, "GET")
    assert search["ms"] >= search["index_ms"] > 0
    assert search["bytes"] > 1000
    assert "秘密" not in lines[0]
    assert quote("秘密") not in lines[0]
    assert odd["status"] == 404
    assert all(line.isprintable() for line in lines)


METRIC = re.compile(r'[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? [0-9.e+-]+')


def test_metrics_are_prometheus_text_with_what_was_asked(sample_index):
    app = create_app(str(sample_index))
    client = app.test_client()
    client.get("/search?q=a", buffered=True)
    client.get("/search?page=none", buffered=True)
    client.open("/", method='GE"T\n', buffered=True)
    text = client.get("/metrics").get_data(as_text=True)
    app.extensions["baogao"].index_manager.close()
    samples = [line for line in text.splitlines() if not line.startswith("#")]

    assert all(METRIC.fullmatch(line) for line in samples)
    assert 'baogao_requests_total{route="pages.results",method="GET",status="200"} 1' in samples
    assert 'baogao_requests_total{route="pages.results",method="GET",status="400"} 1' in samples
    assert any(line.startswith('baogao_request_seconds_bucket{route="pages.r') for line in samples)
    assert any(line.startswith("baogao_index_reports ") for line in samples)
    assert "baogao_requests_under_way 1" in samples


def test_readyz_is_no_before_there_is_an_index_and_yes_after(tmp_path):
    app = create_app(str(tmp_path / "index"))
    client = app.test_client()
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 503

    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("第一篇\n\n正文。\n", "utf-8")
    build([str(tmp_path / "corpus")], str(tmp_path / "index"))
    assert client.get("/readyz").get_json() == {"status": "ready"}
    assert client.get("/healthz").get_json()["reports"] == 1

    (tmp_path / "index" / "CURRENT").write_text("torn")
    app.extensions["baogao"].index_manager.refresh()
    assert client.get("/readyz").status_code == 200
    assert "trouble" in client.get("/readyz").get_json()
    app.extensions["baogao"].index_manager.close()


# In a process of its own


@pytest.fixture
def server(sample_index, tmp_path):
    log = tmp_path / "access.log"
    process = subprocess.Popen(
        [
            *(sys.executable, "-u", "-m", "baogao", "web", "--port", "0", "--index", sample_index),
            *("--access-log", log, "--behind-proxy", "127.0.0.1", "--rate", "1000"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        process.address = process.stdout.readline().split()[0].rstrip("/")
        process.log = log
        yield process
        process.kill()


def get(address, **headers):
    request = urllib.request.Request(address, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def logged(log):
    """The first line; it is written when the last byte is out."""
    while not log.exists() or not log.read_text().endswith("\n"):
        time.sleep(0.01)
    return log.read_text()


def test_a_stop_finishes_what_is_under_way_and_takes_nothing_new(server):
    statuses, stop = [], threading.Event()

    def ask():
        while not stop.is_set():
            try:
                statuses.append(get(server.address + "/search?q=" + quote("物流"))[0])
            except (urllib.error.URLError, ConnectionError):
                return

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()
    while len(statuses) < 10:
        time.sleep(0.01)
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0
    stop.set()
    for asker in askers:
        asker.join()

    assert set(statuses) == {200}


def test_the_proxy_says_who_the_client_is_and_the_log_can_be_rotated(server):
    get(server.address + "/readyz", **{"X-Forwarded-For": "198.51.100.7"})
    first = logged(server.log)
    server.log.rename(server.log.with_suffix(".1"))
    get(server.address + "/readyz", **{"X-Forwarded-For": "198.51.100.8"})

    assert json.loads(first)["client"] == "198.51.100.7"
    assert json.loads(logged(server.log))["client"] == "198.51.100.8"


HOSTILE = {
    "no request": b"\r\n\r\n",
    "binary": bytes(range(256)),
    "endless header": b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 200_000,
    "two lengths": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n"
    b"Content-Length: 9\r\n\r\nabc",
    "a body of 2 GB": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "another host": b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a line in the path": b"GET /a%0d%0aX:%20b HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_good_request_is_refused_and_the_server_goes_on(server, case):
    host, _, port = server.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(HOSTILE[case])
        connection.shutdown(socket.SHUT_WR)
        try:
            answer = connection.recv(100)
        except ConnectionResetError:
            answer = b""

    assert not answer or re.match(rb"HTTP/1\.[01] 4\d\d ", answer)
    assert get(server.address + "/healthz")[0] == 200
