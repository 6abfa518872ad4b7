"""A pool of sandboxed processes whose results are data only.

Each process has pipes of its own, so that one that a file has taken over cannot answer in the name
of another, and what it sends is decoded by `index.system.typed_codec`, which runs nothing.
"""

import contextlib
import errno
import os
import queue
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from index import errors
from index.system import sandbox, worker_process
from index.system.typed_codec import BadMessageError, TypedCodec

MAX_RESULT_BYTES = 1 << 30
"""The longest message of a process, in bytes."""

Task = TypeVar("Task")
TaskResult = TypeVar("TaskResult")


def _any_result(task: Any, result: TaskResult, process: int) -> TaskResult:
    del task, process
    return result


@dataclass(frozen=True, slots=True)
class Confinement(Generic[TaskResult]):
    """The results that sandboxed processes may send, and the folders that they may write in.

    Each process may write files into a folder of its own, `own_folder` of `own`, if that is given.
    `accept` returns what becomes of a piece's result, before the process, whose number it is told,
    gets its next piece: a file may take over the process then. BadMessageError refuses the result.
    """

    results: TypedCodec[TaskResult]
    writable: tuple[str, ...] = ()
    own: Path | None = None
    accept: Callable[[Any, TaskResult, int], TaskResult] = _any_result


def own_folder(folder: Path, process: int) -> Path:
    """The folder of one process, below the one of all of them."""
    return folder / str(process)


@dataclass(frozen=True, slots=True)
class Failure:
    """An error of a piece of work: its class if an operator can mend it, else its trace.

    `text` is its sentence; `number` and `file` are those of an OSError.
    """

    name: str = ""
    text: str = ""
    number: int = 0
    file: str = ""


_FAILURES: TypedCodec[Failure] = TypedCodec(Failure)
_RESULT, _FAILURE, _NO_MEMORY = b".", b"!", b"m"
"""The first byte of a message."""
_OPERATOR_ERRORS = {
    kind.__name__: kind
    for kind in (errors.CorpusError, errors.IndexWriteError, errors.IndexUnusableError)
}


class RefusedResultError(BrokenProcessPool):
    """A process has sent what is no result of its piece: a file may have taken it over."""


class WorkFailedError(Exception):
    """The work raised an error that is a fault of ours; the message is its trace."""


class ReaderPool(Generic[Task, TaskResult]):
    """Processes that do pieces of work in the order in which they were submitted."""

    def __init__(
        self,
        number: int,
        context: BaseContext,
        work: Callable[[Task], TaskResult],
        confinement: Confinement[TaskResult],
    ) -> None:
        self._pieces: queue.SimpleQueue[tuple[Task, Future[TaskResult]] | None]
        self._pieces = queue.SimpleQueue()
        self._results = confinement.results
        self._processes: list[BaseProcess] = []
        self._threads: list[threading.Thread] = []
        pipes: list[Connection] = []
        try:
            for _ in range(number):
                pipes += _started(context, work, confinement, pipes, self._processes)
        except BaseException:
            self.kill()
            raise
        self._accept = confinement.accept
        for at, process in enumerate(self._processes):
            served = (*pipes[2 * at : 2 * at + 2], process.pid)
            thread = threading.Thread(target=self._serve, args=served, daemon=True)
            self._threads.append(thread)
            thread.start()

    def submit(self, task: Task) -> "Future[TaskResult]":
        """Do a piece of work after those before it."""
        future: Future[TaskResult] = Future()
        self._pieces.put((task, future))
        return future

    def kill(self) -> None:
        """End the processes, also stuck ones.

        The futures of pieces under way have a BrokenProcessPool, those of others are cancelled.
        """
        for process in self._processes:
            process.kill()
        with contextlib.suppress(queue.Empty):
            while True:
                if (piece := self._pieces.get_nowait()) is not None:
                    piece[1].cancel()
        for _ in self._threads:
            self._pieces.put(None)
        for thread in self._threads:
            thread.join()
        for process in self._processes:
            process.join()

    def _serve(self, tasks: Connection, results: Connection, process: int) -> None:
        """Hand pieces to one process until there are no more, or it has ended."""
        with contextlib.closing(tasks), contextlib.closing(results):
            while (piece := self._pieces.get()) is not None:
                task, future = piece
                if not future.set_running_or_notify_cancel():
                    continue
                try:
                    tasks.send(task)
                    result = self._result(results.recv_bytes(MAX_RESULT_BYTES))
                    future.set_result(self._accept(task, result, process))
                except _TransportError as error:
                    future.set_exception(error.__cause__)
                except (EOFError, OSError, BadMessageError) as error:
                    refused = isinstance(error, BadMessageError)
                    ended = RefusedResultError if refused else BrokenProcessPool
                    future.set_exception(ended(str(error)))
                    return
                except Exception as error:  # noqa: BLE001 - whoever waits for the result gets it
                    future.set_exception(error)

    def _result(self, message: bytes) -> TaskResult:
        """The result in a message; the error of the work if it says one."""
        kind, rest = message[:1], message[1:]
        if kind == _RESULT:
            return self._results.loads(rest)
        raise _TransportError from _error(kind, rest)


class _TransportError(Exception):
    """Carries the error of the work, which may be an OSError, past those of the pipes."""


def _error(kind: bytes, message: bytes) -> Exception:
    if kind == _NO_MEMORY:
        return MemoryError()
    failure = _FAILURES.loads(message)
    if failure.number:
        return OSError(failure.number, failure.text, failure.file or None)
    if failure.name in _OPERATOR_ERRORS:
        return _OPERATOR_ERRORS[failure.name](failure.text)
    return WorkFailedError(failure.text)


def _started(
    context: BaseContext,
    work: Callable[[Task], TaskResult],
    confinement: Confinement[TaskResult],
    others: "list[Connection]",
    processes: list[BaseProcess],
) -> "tuple[Connection, Connection]":
    """Start a process; return where its tasks are sent, and where its results arrive."""
    tasks, ours = context.Pipe(duplex=False)
    results, theirs = context.Pipe(duplex=False)
    inherited = (ours, results, *others) if context.get_start_method() == "fork" else ()
    process: BaseProcess = context.Process(  # type: ignore[attr-defined]  # all contexts have it
        target=_run, args=(work, confinement, tasks, theirs, inherited), daemon=True
    )
    process.start()
    processes.append(process)
    tasks.close()
    theirs.close()
    return ours, results


def _run(
    work: Callable[[Task], TaskResult],
    confinement: Confinement[TaskResult],
    tasks: Connection,
    results: Connection,
    inherited: "tuple[Connection, ...]",
) -> None:
    """Do pieces of work until the parent has ended or sends no more."""
    for connection in inherited:
        connection.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    worker_process.close_inherited(tasks.fileno(), results.fileno())
    own = [] if confinement.own is None else [own_folder(confinement.own, os.getpid())]
    for folder in own:
        folder.mkdir(parents=True, exist_ok=True)
    sandbox.enter(writable=confinement.writable, files_in=map(str, own))
    worker_process.prepare()  # begins a thread, confined as this one
    with contextlib.suppress(EOFError, OSError):
        while True:
            results.send_bytes(_done(work, tasks.recv(), confinement.results))
    os._exit(0)


def _done(work: Callable[[Task], TaskResult], task: Task, codec: TypedCodec[TaskResult]) -> bytes:
    """The message with the result of the work, or with its error."""
    try:
        return _RESULT + codec.dumps(work(task))
    except MemoryError:
        return _NO_MEMORY
    except errors.OperatorError as error:
        failure = Failure(name=type(error).__name__, text=str(error))
    except OSError as error:
        file = "" if error.filename is None else str(error.filename)
        number = error.errno or errno.EIO
        failure = Failure(text=error.strerror or str(error), number=number, file=file)
    except Exception:  # noqa: BLE001 - the parent raises it again
        failure = Failure(text=traceback.format_exc())
    return _FAILURE + _FAILURES.dumps(failure)
