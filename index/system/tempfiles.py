"""Temporary files and folders of a command."""

import contextlib
import errno
import fcntl
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from index.errors import IndexWriteError

TEMPFILE_PREFIX = "baogao-"
TEMPFOLDER_PREFIX = "baogao-locked-"
"""Each folder is locked while its process lives, so that others can tell which are abandoned."""
_HIDDEN_PREFIX = f".{TEMPFOLDER_PREFIX}"
"""That of a folder beside a file of the user."""
UNLOCKED_SECONDS = 60
"""A younger folder may be one that its process has not locked yet."""


def temporary_file() -> IO[bytes]:
    """A file without a name, removed when it is closed; IndexWriteError if there is no space."""
    with _explained():
        return tempfile.TemporaryFile(prefix=TEMPFILE_PREFIX)


def discard(file: IO[bytes]) -> None:
    """Close a file whose content nobody needs any more, also where the disk is full."""
    with contextlib.suppress(OSError):
        file.close()


@contextlib.contextmanager
def temporary_folder() -> Iterator[str]:
    """The name of a folder for a `with` block, removed with its content.

    Folders of processes that were killed are removed too. IndexWriteError if none can be made.
    """
    with _explained():
        folder = tempfile.TemporaryDirectory(prefix=TEMPFOLDER_PREFIX)
    with folder as name:
        with _explained():
            locked = _locked(name)
        with locked:
            remove_abandoned(Path(name).parent)
            yield name


@contextlib.contextmanager
def folder_beside(file: Path) -> Iterator[Path]:
    """A hidden folder beside a file, in which the file is made before it gets its name.

    It is removed behind the block, and those of processes that were killed before it; OSError if
    none can be made.
    """
    parent = file.absolute().parent
    remove_abandoned(parent, _HIDDEN_PREFIX)
    with (
        tempfile.TemporaryDirectory(prefix=_HIDDEN_PREFIX, dir=parent) as name,
        _locked(name),
    ):
        yield Path(name)


def _locked(folder: str) -> contextlib.ExitStack:
    """The open and locked folder; where the disk has no locks, nobody takes it for abandoned."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    opened = contextlib.ExitStack()
    opened.callback(os.close, descriptor)
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return opened


def remove_abandoned(parent: Path, prefix: str = TEMPFOLDER_PREFIX) -> None:
    """Remove this user's temporary folders that no process has locked any more."""
    for folder in parent.glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                status = os.fstat(descriptor)
                young = time.time() - status.st_mtime < UNLOCKED_SECONDS
                if status.st_uid == os.geteuid() and not young:
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


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
def _explained() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexWriteError(
            f"No temporary file can be written ({error.strerror}). Make "
            "room there, or name another folder in TMPDIR."
        ) from error
