"""Distributes pieces of work to several processes, a few ahead, and returns results in order.

The number of pieces ahead is limited, so that a whole corpus never waits in memory. A build that is
killed leaves no processes behind.
"""

import collections
import contextlib
import enum
import errno
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Generic, Literal, cast

from index.errors import IndexWriteError
from index.system import worker_process
from index.system.reader_pool import (
    Confinement,
    ReaderPool,
    RefusedResultError,
    Task,
    TaskResult,
)


class Harm(enum.Enum):
    """What a piece does to its process, which has no other piece then."""

    NONE = enum.auto()
    REFUSED = enum.auto()
    """It answers with something that is refused."""
    ENDED = enum.auto()
    """It is ended, or takes more memory or time than it may."""


Mend = Callable[[Task, Callable[[Task], Harm]], Sequence[Task]]
"""Makes of a piece that failed twice some that do not, in order. It may ask what a piece does."""
PieceParts = Callable[[Task], Sequence[Task]]
"""Parts of a piece, in order, done one after the other where the whole takes too much."""
STALLED_SECONDS = 900.0
"""Seconds without an answer after which a process is considered stopped and is killed."""


@dataclass(frozen=True, slots=True)
class ProcessPool(Generic[TaskResult]):
    """The number of processes, their start method, and the pieces per process under way or waiting.

    Processes that read foreign files are confined, see `index.system.reader_pool`.
    """

    number: int
    start: Literal["fork", "spawn"]
    waiting: int
    confined: Confinement[TaskResult] | None = None


def ordered_map(
    pieces: Iterable[Task],
    work: Callable[[Task], TaskResult],
    processes: ProcessPool[TaskResult],
    mended: Mend[Task] | None = None,
    parts: PieceParts[Task] = lambda piece: (piece,),
) -> Iterator[tuple[Task, TaskResult]]:
    """The pieces in order, each with the result of `work`.

    A process receives `work` once, at its start. If a process is killed or does not answer for
    STALLED_SECONDS, its piece is repeated alone. If that fails too, the pieces returned by `mended`
    replace it; if one of them ends its process as well, its `parts` do. IndexWriteError if there is
    no `mended`, or if a piece of one part fails too. Without pieces no process is started.
    """
    workers = _Workers(work, processes, mended, parts)
    try:
        for piece in pieces:
            workers.submit(piece)
            if len(workers.waiting) >= processes.number * processes.waiting:
                yield workers.first()
        while workers.waiting:
            yield workers.first()
    finally:
        workers.end()


class PieceAtOnce(Generic[Task, TaskResult]):
    """Does single pieces at once, each as `ordered_map` would; processes start with the first."""

    def __init__(
        self,
        work: Callable[[Task], TaskResult],
        processes: ProcessPool[TaskResult],
        mended: Mend[Task] | None = None,
        parts: PieceParts[Task] = lambda piece: (piece,),
    ) -> None:
        self._workers = _Workers(work, processes, mended, parts)

    def __call__(self, piece: Task) -> list[TaskResult]:
        """The result of a piece, or of what `mended` made of it; several if it was parted."""
        self._workers.submit(piece)
        results = []
        while self._workers.waiting:
            results.append(self._workers.first()[1])
        return results

    def close(self) -> None:
        """End the processes."""
        self._workers.end()


@contextlib.contextmanager
def single_pieces(
    work: Callable[[Task], TaskResult],
    processes: ProcessPool[TaskResult] | None,
    mended: Mend[Task],
    parts: PieceParts[Task],
) -> Iterator[Callable[[Task], list[TaskResult]]]:
    """Works on single pieces: the processes, see PieceAtOnce, or without them `work` itself."""
    if processes is None:
        yield lambda piece: [work(piece)]
        return
    with contextlib.closing(PieceAtOnce(work, processes, mended, parts)) as at_once:
        yield at_once


_LOST = (BrokenProcessPool, TimeoutError, MemoryError)
"""Errors that mean that a piece killed its process or exceeded its memory limit."""


class _Workers(Generic[Task, TaskResult]):
    """The running processes, and the pieces under way, in order; the first piece starts them."""

    def __init__(
        self,
        work: Callable[[Task], TaskResult],
        processes: ProcessPool[TaskResult],
        mended: Mend[Task] | None,
        parts: PieceParts[Task],
    ) -> None:
        self.waiting: collections.deque[tuple[Task, Future[TaskResult]]] = collections.deque()
        self._work = work
        self._processes = processes
        self._mended = mended
        self._parts = parts
        self._pool: ProcessPoolExecutor | ReaderPool[Task, TaskResult] | None = None

    def _started(self, number: int) -> "ProcessPoolExecutor | ReaderPool[Task, TaskResult]":
        context = multiprocessing.get_context(self._processes.start)
        with _start_errors():
            if self._processes.confined is not None:
                return ReaderPool(number, context, self._work, self._processes.confined)
            return ProcessPoolExecutor(number, context, _begin, (self._work,))

    def submit(self, piece: Task) -> None:
        """Send a piece out; if the processes have ended, it is done later with the others."""
        self.waiting.append((piece, self._sent(piece)))

    def _sent(self, piece: Task) -> Future[TaskResult]:
        try:
            with _start_errors():
                if self._pool is None:
                    self._pool = self._started(self._processes.number)
                return self._submitted(self._pool, piece)
        except BrokenProcessPool as error:
            ended: Future[TaskResult] = Future()
            ended.set_exception(error)
            return ended

    @staticmethod
    def _submitted(
        pool: "ProcessPoolExecutor | ReaderPool[Task, TaskResult]", piece: Task
    ) -> Future[TaskResult]:
        if isinstance(pool, ReaderPool):
            return pool.submit(piece)
        return cast("Future[TaskResult]", pool.submit(_do, piece))

    def first(self) -> tuple[Task, TaskResult]:
        """The oldest piece, maybe mended, with its result."""
        piece, future = self.waiting.popleft()
        try:
            return piece, future.result(STALLED_SECONDS)
        except (BrokenProcessPool, MemoryError) as error:
            return self._again(piece, error)
        except TimeoutError as error:
            if future.done():  # the work itself raised it
                raise
            return self._again(piece, error)

    def _again(self, piece: Task, error: Exception) -> tuple[Task, TaskResult]:
        """Repeat the piece alone, then mended; afterwards continue with new processes."""
        if self._pool is not None:
            _stop(self._pool)
        if self._mended is None:
            raise _ended(error) from error
        try:
            result = self._alone(piece)
        except _LOST:
            piece, *others = self._mended(piece, self._harm_of)
            self._put_first(others, error)
            try:
                result = self._alone(piece)
            except _LOST as again:
                return self._in_parts(piece, again)
        self._pool = self._started(self._processes.number)
        for position, (other, future) in enumerate(self.waiting):
            if future.cancelled() or isinstance(future.exception(), BrokenProcessPool):
                self.waiting[position] = (other, self._sent(other))
        return piece, result

    def _in_parts(self, piece: Task, error: Exception) -> tuple[Task, TaskResult]:
        """The first part of a piece that is too much as a whole; the others wait before the rest.

        None of what is in it does harm alone, so nothing of it is left out.
        """
        first, *others = self._parts(piece)
        if not others or isinstance(error, RefusedResultError):
            raise _ended(error) from error
        self._put_first(others, error)
        return self._again(first, error)

    def _put_first(self, pieces: Sequence[Task], error: Exception) -> None:
        """Let pieces of one that was lost with this error wait before all others."""
        for piece in reversed(pieces):
            lost: Future[TaskResult] = Future()
            lost.set_exception(error)
            self.waiting.appendleft((piece, lost))

    def _alone(self, piece: Task) -> TaskResult:
        pool = self._started(1)
        try:
            return self._submitted(pool, piece).result(STALLED_SECONDS)
        finally:
            _stop(pool)

    def _harm_of(self, piece: Task) -> Harm:
        try:
            self._alone(piece)
        except RefusedResultError:
            return Harm.REFUSED
        except _LOST:
            return Harm.ENDED
        return Harm.NONE

    def end(self) -> None:
        """End the processes; pieces under way are discarded."""
        for _, future in self.waiting:
            future.cancel()
        if isinstance(self._pool, ReaderPool):
            self._pool.kill()
        elif self._pool is not None:
            self._pool.shutdown()


@contextlib.contextmanager
def _start_errors() -> Iterator[None]:
    """Turn an error at the start of processes into a sentence that names the missing resource."""
    try:
        yield
    except OSError as error:
        short = {
            errno.EAGAIN: "Let this user have more processes (ulimit -u)",
            errno.ENOMEM: "Allow more memory or close other programs",
            errno.EMFILE: "Allow more open files (ulimit -n)",
            errno.ENFILE: "Close other programs: the system has no more open files",
            errno.ENOSPC: "Make room in /dev/shm, the shared memory",
        }.get(error.errno or 0, "Look after /dev/shm, the shared memory")
        raise IndexWriteError(
            f"The processes that read cannot be started ({error.strerror or error}). {short}, or "
            "try again with fewer --jobs."
        ) from error


def _stop(pool: "ProcessPoolExecutor | ReaderPool[Task, TaskResult]") -> None:
    """End processes that may be stopped or stuck."""
    if isinstance(pool, ReaderPool):
        pool.kill()
        return
    for process in list((getattr(pool, "_processes", None) or {}).values()):
        process.kill()  # the pool cannot end a process that does not respond
    pool.shutdown(wait=True, cancel_futures=True)


def _ended(error: Exception) -> IndexWriteError:
    if isinstance(error, RefusedResultError):
        return IndexWriteError(
            f"A process of the build answered something else than it was asked ({error}). A file "
            "that was made to do harm may have taken it over."
        )
    return IndexWriteError(
        "A process of the build was ended, maybe for lack of memory. Try again with fewer --jobs."
    )


_work: Callable[..., object] | None = None


def _begin(work: Callable[..., object]) -> None:
    global _work  # noqa: PLW0603 - one per process, set once before its first piece
    _work = work
    worker_process.prepare()


def _do(piece: object) -> object:
    assert _work is not None  # noqa: S101 - `_begin` has run
    return _work(piece)
