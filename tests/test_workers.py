"""Several processes behind one address: they share limits and counts, and stop as one."""

import contextlib
import http.client
import os
import re
import signal
import tempfile
import threading
import urllib.error
import urllib.request

import pytest

from index.operations.index_manager import IndexManager
from index.system import tempfiles
from tests.tools.servers import alive, children, started, wait_for
from web.server import prefetch
from web.server.counters import RequestCounts
from web.server.metrics import Metrics, RequestRecord
from web.server.rate_limit import Clients
from web.server.shared_state import SHARED_STATE_ROWS, SharedState, WorkerSlot


@pytest.fixture
def serve(sample_index):
    """Starts servers of so many workers; all of their processes are gone at the end."""
    with contextlib.ExitStack() as stack:
        yield lambda workers, *options: stack.enter_context(
            started(sample_index, "--workers", str(workers), *options)
        )


def status(address):
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def metric(process, name):
    with urllib.request.urlopen(process.address + "/metrics", timeout=30) as answer:
        text = answer.read().decode()
    return float(re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)[1])


HOME = 'baogao_requests_total{route="home.home",method="GET",status="200"}'


def held(process, number):
    """So many connections that stay open, over which all workers are reached."""
    host, _, port = process.address.removeprefix("http://").partition(":")
    return [http.client.HTTPConnection(host, int(port), timeout=30) for _ in range(number)]


def ask(connections, path):
    """One request over each at the same time, so that no worker can take them all."""

    def one(connection):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        statuses.append(answer.status)

    statuses = []
    askers = [threading.Thread(target=one, args=(item,)) for item in connections]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return statuses


def test_the_counts_are_those_of_all_workers(serve):
    process = serve(2)
    connections = held(process, 8)
    for _ in range(3):
        assert ask(connections, "/") == [200] * 8
    for connection in connections:
        connection.close()

    wait_for(lambda: metric(process, HOME) == 24)
    assert len(children(process)) == 3  # one builds the vocabulary for completions


def test_a_client_is_limited_over_all_workers_together(serve):
    process = serve(2, "--rate", "0.5")  # 2 at once, then one in two seconds
    connections = held(process, 8)
    statuses = ask(connections, "/kept")
    for connection in connections:
        connection.close()

    assert sorted(statuses) == [200] * 2 + [429] * 6


def test_a_worker_that_dies_is_replaced_and_no_count_falls(serve):
    process = serve(2)
    connections = held(process, 4)
    ask(connections, "/")
    for connection in connections:
        connection.close()
    wait_for(lambda: metric(process, HOME) == 4)
    first = children(process)
    os.kill(first[0], signal.SIGKILL)
    wait_for(lambda: len(children(process)) == 3 and set(children(process)) != set(first))
    for _ in range(6):
        assert status(process.address + "/kept") == 200

    assert metric(process, HOME) == 4


def test_where_the_parent_is_killed_no_worker_stays(serve):
    process = serve(2)
    assert status(process.address + "/readyz") == 200
    left = children(process)
    process.kill()
    process.wait()

    wait_for(lambda: not any(map(alive, left)))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_ends_all_and_is_no_error(serve, workers, number):
    process = serve(workers)
    assert status(process.address + "/readyz") == 200
    left = children(process)
    process.send_signal(number)

    assert process.wait(30) == 0
    assert not any(map(alive, left))


@pytest.fixture
def board():
    with contextlib.closing(SharedState(2)) as board:
        yield board


def test_a_board_spends_as_the_memory_of_one_process_does(board):
    alone = Clients()
    for step, client in enumerate(["a", "b", "a", "a", "c", "a", "b", "a"] * 4):
        now = 100.0 + step / 3
        assert board.spend(client, now, 0.5, 3) == pytest.approx(alone.spend(client, now, 0.5, 3))


def test_a_board_that_is_full_forgets_who_was_away_longest(board):
    for number in range(3 * SHARED_STATE_ROWS):
        board.spend(f"10.0.0.{number}", 100.0 + number, 1.0, 5)
    board.spend("10.9.9.9", 1e6, 1.0, 5)

    assert board.spend("10.9.9.9", 1e6, 1.0, 5) == 4.0


def test_what_one_worker_counted_is_read_whole_by_another(board):
    ours, theirs = Metrics(WorkerSlot(board, 0)), Metrics(WorkerSlot(board, 1))
    visit = RequestRecord(
        route="home.home", method="GET", status=200, seconds=0.01, index_seconds=0.0, bytes=7
    )
    for metrics in (ours, theirs, theirs):
        metrics.begin()
        metrics.end(visit)
    total = RequestCounts()
    for packed in board.counted():
        total.add(packed)

    assert (total.requests["home.home", "GET", 200], total.sent) == (3, 21)
    assert Metrics(WorkerSlot(board, 1))._counts.sent == 14


def test_what_workers_share_needs_no_room_in_any_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with contextlib.closing(SharedState(2)) as shared:
        shared.put(1, b"counted")

        assert shared.counted() == [b"", b"counted"]


def test_what_fails_once_is_tried_again_and_said_meanwhile(sample_index, monkeypatch):
    monkeypatch.setattr(prefetch, "PREFETCH_SECONDS", 0.01)
    serving = IndexManager(str(sample_index))
    full, seen = OSError(28, "No space left on device"), []

    def ready(index):
        seen.append(index.about().generation)
        if len(seen) == 1:
            raise full
        return True

    made = prefetch.prefetch(serving, ready)
    wait_for(lambda: made.trouble or len(seen) > 1)
    wait_for(lambda: len(seen) > 3)

    assert made.trouble == ""


def test_a_folder_of_somebody_else_is_not_taken_for_ours(tmp_path):
    tempfiles.private_folder(tmp_path / "new")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700

    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "link").symlink_to(tmp_path / "new")
    (tmp_path / "file").write_text("")
    for name in ("open", "link", "file"):
        with pytest.raises(PermissionError):
            tempfiles.private_folder(tmp_path / name)
