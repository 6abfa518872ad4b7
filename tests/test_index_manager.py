"""A newer state takes over beside the requests, which lose nothing and wait for nothing."""

import threading
import time

import pytest
from whoosh import query

from index.api import Question
from index.embedded.segment import generations
from index.errors import IndexMissingError, IndexUnusableError
from index.index_folder import CURRENT
from index.operations.index_manager import IndexManager
from tests.tools.states import NEW, OLD, build_state

EVERY = Question(query=query.Every(), size=100)


@pytest.fixture
def root(tmp_path):
    build_state(tmp_path / "corpus", tmp_path / "index", OLD)
    return tmp_path / "index"


@pytest.fixture
def serving(root):
    manager = IndexManager(str(root), seconds=0.02)
    yield manager
    manager.close()


def test_a_request_keeps_its_state_while_the_next_gets_the_newer(serving, root, tmp_path):
    lease = serving.lease()
    before = list(lease.index.fingerprints())
    build_state(tmp_path / "corpus", root, NEW)
    serving.refresh()
    with serving.borrowed() as newer:
        assert newer is not lease.index
        assert list(newer.fingerprints()) != before
    assert list(lease.index.fingerprints()) == before

    lease.release()
    lease.release()
    assert serving.renewed == 1


def test_a_newer_state_is_found_without_any_request(serving, root, tmp_path):
    with serving.borrowed() as index:
        assert index.about().generation == "g000001"
    build_state(tmp_path / "corpus", root, NEW)
    while not serving.renewed:
        time.sleep(0.01)

    with serving.borrowed() as index:
        assert index.about().generation == "g000002"


def test_a_replaced_state_is_let_go_so_that_its_files_can_be_removed(serving, root, tmp_path):
    with serving.borrowed():
        pass
    for state in (NEW, OLD, NEW):
        build_state(tmp_path / "corpus", root, state)
        serving.refresh()

    assert generations.names(root) == ["g000003", "g000004"]


def test_while_the_newest_cannot_be_opened_the_older_answers_and_trouble_says_why(serving, root):
    with serving.borrowed():
        pass
    pointer = (root / CURRENT).read_bytes()
    (root / CURRENT).write_bytes(b"torn")
    serving.refresh()
    with serving.borrowed() as index:
        assert index.ask(EVERY).total == 8
    assert isinstance(serving.trouble, IndexUnusableError)

    (root / CURRENT).write_bytes(pointer)
    serving.refresh()
    assert serving.trouble is None


def test_an_index_that_is_built_after_the_start_is_found_by_the_next_request(tmp_path):
    serving = IndexManager(str(tmp_path / "index"))
    with pytest.raises(IndexMissingError):
        serving.lease()
    build_state(tmp_path / "corpus", tmp_path / "index", OLD)

    with serving.borrowed() as index:
        assert index.ask(EVERY).total == 8
    serving.close()


def test_readers_under_load_see_the_old_or_the_new_state_and_never_an_error(
    serving, root, tmp_path
):
    totals, errors, stop = [], [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                with serving.borrowed() as index:
                    known = dict(index.fingerprints())
                    answer = index.ask(EVERY)
                    assert {hit.id for hit in answer.hits} == set(known)
                    stored = index.reports(list(known))
                    assert [report.fingerprint() for report in stored] == list(known.values())
                    totals.append(frozenset(known.items()))
            except Exception as error:  # noqa: BLE001 - every error is what this test looks for
                errors.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for number in range(6):
        build_state(tmp_path / "corpus", root, (NEW, OLD)[number % 2], update=number % 3 == 0)
        serving.refresh()
    stop.set()
    for reader in readers:
        reader.join()

    assert errors == []
    assert len(set(totals)) == 2
