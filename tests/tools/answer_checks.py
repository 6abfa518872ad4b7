"""Compares answers of a server, byte by byte, with those of the index states that it may serve.

A process of its own opens every state as it comes and answers the same addresses from it, without
a time limit, a cache or another process. An answer is right if it is that of one of the last
states; an answer that says that it was cut for want of time is counted apart.
"""

import contextlib
import datetime
import difflib
import multiprocessing
import os
import queue
from collections import Counter, deque
from pathlib import Path

import web.context
from index.desk_file import desk_path
from index.embedded.segment import generations
from index.operations.index_manager import IndexManager
from search.suggest import vocabulary_cache
from web.context import Site
from web.desk.reader import DeskPlan
from web.server.app import create_app
from web.server.rate_limit import Allowance

STATES = 8
"""States of the index that an answer is compared with: the last ones, as answers wait."""
_NEVER = 1e9
_CUT = ('"timed-out"', "检索因超时中止", "时间已到", '"suggestions-behind"', "索引刚刚更新")
"""What a page in Chinese and an answer in JSON say that was cut for want of time, or may lack
suggestions of an update just made."""
PATIENCE = 120
WAITING = 300
"""Answers that may wait to be compared; further ones are not."""
UNHURRIED = 60.0
"""Seconds that the checking process gives each query, so that no expected answer is cut."""


class AnswerChecks:
    """The checking process: takes answers, and tells at the end what was wrong."""

    def __init__(self, root, headers):
        context = multiprocessing.get_context("spawn")
        self._answers, self._said = context.Queue(WAITING), context.Queue()
        self._process = context.Process(
            target=_check, args=(str(root), headers, self._answers, self._said), daemon=True
        )
        self._process.start()

    def take(self, address, status, body):
        """Check an answer, soon; a failure and a refusal of a busy server say nothing."""
        if status and status < 500 and status != 429:
            with contextlib.suppress(queue.Full):
                self._answers.put_nowait((address, status, body))

    def end(self):
        """How many answers were of which kind, and the first wrong ones."""
        self._answers.put(None)
        said = self._said.get(timeout=PATIENCE)
        self._process.join()
        return said


def _check(root, headers, answers, said):
    os.nice(19)
    web.context.QUERY_SECONDS = UNHURRIED
    vocabulary_cache.CACHED_VOCABULARIES = STATES
    states, kinds, wrong = deque(maxlen=STATES), Counter(), []
    _newest(root, states)
    while (answer := answers.get()) is not None:
        _newest(root, states)
        address, status, body = answer
        texts = [_answer(app, address, headers) for _, app in reversed(states)]
        kind = _kind(status, body, texts)
        kinds[kind] += 1
        if kind == "wrong" and len(wrong) < 20:
            wrong.append(f"{address}: {_difference(status, body, *texts[0])}")
    said.put((dict(kinds), wrong))


def _kind(status, body, texts):
    if (status, body) in texts:
        return "right"
    if any(cut in body.decode("utf-8", "replace") for cut in _CUT):
        return "cut for want of time"
    return "wrong"


def _newest(root, states):
    """Open the state that serves now, if it is another one."""
    name = generations.current(Path(root)).name
    if not states or states[-1][0] != name:
        desk = DeskPlan(path=desk_path(root))  # its secret is in the forms
        app = create_app(root, allowance=Allowance(rate=0.0), desk=desk)
        manager = IndexManager(root, seconds=_NEVER)
        app.extensions["baogao"] = Site(manager, datetime.date.today)
        lease = manager.lease()  # is never given back: the state stays open
        vocabulary_cache.ensure_vocabulary(
            lease.index, ()
        )  # a search would take the one of the state before
        states.append((manager.opened().generation, app))


def _answer(app, address, headers):
    answer = app.test_client().get(address, headers=headers)
    return answer.status_code, answer.get_data()


def _difference(status, body, expected_status, expected):
    lines = difflib.unified_diff(
        expected.decode("utf-8", "replace").splitlines(),
        body.decode("utf-8", "replace").splitlines(),
        lineterm="",
        n=0,
    )
    return f"{status} for {expected_status}; " + " | ".join(line[:160] for line in list(lines)[:8])
