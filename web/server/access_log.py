"""The access log: one line per request, in a file of limited size."""

import contextlib
import fcntl
import logging
import logging.handlers
import os
import stat
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path

from web.errors import ServeError

AccessLog = Callable[[str], object]
"""Takes one line of the access log."""
MAX_LOG_BYTES = 256 << 20
"""A larger file is renamed to FILE.1, which replaces the previous FILE.1."""
_LOG_MODE = 0o640
"""Addresses of clients are for the operator and those who may read logs."""


def open_access_log(where: str) -> AccessLog | None:
    """The access log: "-" is standard error, "" none, else a file, reopened after rotation.

    A line that cannot be written is dropped: a response matters more than its log line.
    """
    if not where:
        return None
    logger = logging.getLogger("baogao.access")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    for handler in logger.handlers:
        with contextlib.suppress(OSError):
            handler.close()
    logger.handlers = [_Errors(sys.stderr) if where == "-" else _File(where)]
    return logger.info


def check_log(where: str) -> None:
    """Raise ServeError if a file cannot be the access log."""
    if where in {"", "-"}:
        return
    try:
        descriptor = os.open(
            where, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK, _LOG_MODE
        )
    except OSError as error:
        raise ServeError(
            f"The access log cannot be written to {where}: {error.strerror}. Name another file "
            "with --access-log, or - for standard error."
        ) from error
    kind = os.fstat(descriptor).st_mode
    os.close(descriptor)
    if not (stat.S_ISREG(kind) or stat.S_ISCHR(kind)):
        raise ServeError(
            f"The access log cannot be written to {where}: it is no file. Name another file with "
            "--access-log, or - for standard error."
        )


class _Errors(logging.StreamHandler):  # type: ignore[type-arg]  # of text
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A line that cannot be written is dropped."""


class _File(logging.handlers.WatchedFileHandler):
    def __init__(self, where: str) -> None:
        super().__init__(where, encoding="utf-8", errors="backslashreplace", delay=True)

    def _open(self) -> TextIOWrapper:
        """Open the file as `check_log` does: after a rotation it is a new one."""

        def opened(name: str, flags: int) -> int:
            return os.open(name, flags, _LOG_MODE)

        return open(self.baseFilename, "a", encoding="utf-8", errors=self.errors, opener=opened)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, and rotate the file if it is too large."""
        super().emit(record)
        with contextlib.suppress(OSError, ValueError):
            if self.stream and os.fstat(self.stream.fileno()).st_size > MAX_LOG_BYTES:
                self._rotate(self.stream.fileno())

    def _rotate(self, descriptor: int) -> None:
        """Rename the file, only once although several processes write to it."""
        path, mine = Path(self.baseFilename), os.fstat(descriptor)
        if not stat.S_ISREG(mine.st_mode):
            return
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        try:
            if os.path.samestat(path.stat(), mine):
                path.replace(f"{path}.1")
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """A line that cannot be written is dropped."""
