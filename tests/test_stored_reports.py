"""Stored reports: what is read again comes from memory, and takes no more of it than it may."""

import threading

import pytest

from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import stored_reports
from index.operations.opening import open_index


@pytest.fixture
def lines(sample_index):
    index = open_index(str(sample_index))
    assert isinstance(index, EmbeddedIndex)
    yield index.reader.segments[0].stored
    index.close()


def test_reports_are_the_same_when_they_are_read_again(lines):
    all_reports = list(lines.all())
    numbers = list(range(len(all_reports)))[::-1]

    assert lines.lines(numbers) == all_reports[::-1]
    assert lines.lines(numbers) == all_reports[::-1]


def test_recent_blocks_take_no_more_memory_than_they_may(monkeypatch):
    monkeypatch.setattr(stored_reports, "RECENT_BYTES", 10_000)
    recent = stored_reports._RecentBlocks()
    for block in range(100):
        recent.put(block, [b"x" * 1_000] * (20 if block == 99 else 1))
    kept = [block for block in range(100) if recent.get(block)]

    assert kept == list(range(90, 99)), "the last ones, and none that is too long"


def test_threads_read_the_same_reports_at_once(lines):
    all_reports = list(lines.all())
    read = []

    def reading():
        read.append([lines.lines([number])[0] for number in range(len(all_reports))])

    threads = [threading.Thread(target=reading) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert read == [all_reports] * 4
