"""Temporary files and folders of a command."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from index.errors import IndexWriteError

TEMPFILE_PREFIX = "baogao-"


def temporary_file() -> IO[bytes]:
    """A file without a name, removed when it is closed; IndexWriteError if there is no space."""
    with _said():
        return tempfile.TemporaryFile(prefix=TEMPFILE_PREFIX)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for a `with` block, removed with its content.

    IndexWriteError if it cannot be made.
    """
    with _said():
        return tempfile.TemporaryDirectory(prefix=TEMPFILE_PREFIX)


def private_folder(path: Path) -> None:
    """Ensure that a folder exists, belongs to this user and is closed to others.

    OSError if it cannot be made, or if it belongs to someone else.
    """
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise PermissionError(errno.EPERM, "The folder is not this user's alone", str(path))


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexWriteError(
            f"No temporary file can be written ({error.strerror}). Make "
            "room there, or name another folder in TMPDIR."
        ) from error
