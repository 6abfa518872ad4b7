"""Work that goes to several processes a few pieces ahead, and comes back in its order.

No further ahead, so that what waits is never a whole corpus; a build that is killed leaves no
process behind.
"""

import collections
import gc
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from index.errors import IndexWriteError

Task = TypeVar("Task")
TaskResult = TypeVar("TaskResult")


@dataclass(frozen=True, slots=True)
class ProcessPool:
    """How many, how they come to be, and how many pieces each has under way or done and waiting."""

    number: int
    start: Literal["fork", "spawn"]
    waiting: int


def ordered_map(
    pieces: Iterable[Task], work: Callable[[Task], TaskResult], processes: ProcessPool
) -> Iterator[tuple[Task, TaskResult]]:
    """The pieces in their order, each with what `work` makes of it.

    A process gets `work` once, when it starts. IndexWriteError where one of them was ended.
    """
    waiting: collections.deque[tuple[Task, Future[TaskResult]]] = collections.deque()
    context = multiprocessing.get_context(processes.start)
    with ProcessPoolExecutor(processes.number, context, _begin, (work,)) as pool:
        try:
            for piece in pieces:
                waiting.append((piece, pool.submit(_do, piece)))
                if len(waiting) >= processes.number * processes.waiting:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)
        except BrokenProcessPool as error:
            raise IndexWriteError(
                "A process of the build was ended, maybe for want of memory. "
                "Try again with fewer --jobs."
            ) from error
        finally:
            for _, future in waiting:
                future.cancel()


def _first(
    waiting: collections.deque[tuple[Task, Future[TaskResult]]],
) -> tuple[Task, TaskResult]:
    piece, future = waiting.popleft()
    return piece, future.result()


_work: Callable[[Any], Any] | None = None


def _begin(work: Callable[[Any], Any]) -> None:
    global _work  # noqa: PLW0603 - one per process, set once before its first piece
    _work = work
    threading.Thread(target=_end_with_parent, daemon=True).start()
    gc.set_threshold(50_000, 50, 100)  # tokens are many and never in cycles


def _end_with_parent() -> None:
    """Nor does a process that outlives its build keep the writers' lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(piece: Any) -> Any:
    assert _work is not None  # noqa: S101 - `_begin` has run
    return _work(piece)
