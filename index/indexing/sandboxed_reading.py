"""Reads files in a sandboxed process of its own and passes on what is made of them, as text.

Only text crosses back: a parser that a file has taken over cannot send anything that is run here.
"""

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

from index.errors import ReaderEndedError
from index.indexing import file_probe
from index.ingest.scans.store import scans_folder
from index.ingest.unreadable import unforeseen
from index.system import patience, sandbox, worker_process

_TEXT, _ERROR = b".", b"!"
"""The first byte of what is sent."""


def texts_apart(texts: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The texts that `texts` yields in a sandboxed process; it ends when nobody wants more.

    ReaderEndedError if the process crashes, or gives no text for READ_TIMEOUT_SECONDS.
    """
    ours, theirs = file_probe.CONTEXT.Pipe(duplex=False)
    process = file_probe.CONTEXT.Process(
        target=_send, args=(texts, theirs, scans_folder()), daemon=True
    )
    process.start()
    theirs.close()
    try:
        while patience.is_answered(ours, process.pid, file_probe.READ_TIMEOUT_SECONDS):
            if not (data := ours.recv_bytes()):
                return
            text = data[1:].decode("utf-8", "surrogatepass")
            if data.startswith(_ERROR):
                raise ReaderEndedError(text)
            yield text
        raise ReaderEndedError(file_probe.timeout_reason())
    except (EOFError, OSError) as error:
        process.join(file_probe.READ_TIMEOUT_SECONDS)
        raise ReaderEndedError(file_probe.end_reason(process.exitcode)) from error
    finally:
        process.kill()
        process.join()
        ours.close()


def _send(texts: Callable[[], Iterator[str]], out: Connection, writable: tuple[str, ...]) -> None:
    """Send each text behind a mark, then an empty message; never return."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    worker_process.close_inherited(out.fileno())
    sandbox.enter(writable=writable)
    with contextlib.suppress(BrokenPipeError):
        try:
            for text in texts():
                out.send_bytes(_TEXT + text.encode("utf-8", "surrogatepass"))
        except MemoryError:
            os._exit(file_probe.NO_MEMORY)
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - parsers raise anything
            reason = unforeseen(error)
            out.send_bytes(_ERROR + reason.encode("utf-8", "surrogatepass"))
        out.send_bytes(b"")
    os._exit(0)
