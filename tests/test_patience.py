"""A reader has seconds of the clock, and on a busy machine as many of the processor."""

import itertools
import multiprocessing
import os

import pytest

from index.system import patience
from index.system.patience import ProcessUse

SECONDS = 0.02


@pytest.mark.parametrize(
    ("uses", "looks"),
    [
        ([ProcessUse(0, runnable=False)], 1),
        ([ProcessUse(0, runnable=True), ProcessUse(SECONDS, runnable=True)], 1),
        ([None], 1),
        (
            [
                ProcessUse(0, runnable=True),
                ProcessUse(0, runnable=True),
                ProcessUse(SECONDS / 2, runnable=False),
                ProcessUse(SECONDS / 2, runnable=False),
            ],
            3,
        ),
    ],
    ids=["it sleeps", "it had its time", "nobody knows", "it was kept from running, then sleeps"],
)
def test_a_process_that_sends_nothing_goes_on_while_it_is_kept_from_running(
    monkeypatch, uses, looks
):
    seen = []
    rest = itertools.chain(uses, itertools.repeat(uses[-1]))
    monkeypatch.setattr(patience, "process_use", lambda _: seen.append(1) or next(rest))
    ours, _theirs = multiprocessing.Pipe(duplex=False)

    assert not patience.is_answered(ours, 1, SECONDS)
    assert len(seen) == 1 + looks


def test_a_process_that_is_kept_from_running_for_ever_is_ended(monkeypatch):
    monkeypatch.setattr(patience, "process_use", lambda _: ProcessUse(0, runnable=True))
    ours, _theirs = multiprocessing.Pipe(duplex=False)

    assert not patience.is_answered(ours, 1, SECONDS)


def test_an_answer_is_seen_at_once():
    ours, theirs = multiprocessing.Pipe(duplex=False)
    theirs.send_bytes(b"1")

    assert patience.is_answered(ours, os.getpid(), 100)


def test_the_system_says_what_a_process_has_had():
    use = patience.process_use(os.getpid())

    assert use is None or (use.seconds > 0 and use.runnable)
    assert patience.process_use(None) is None
