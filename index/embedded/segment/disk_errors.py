"""What a person does about a disk that fails: sentences for the errors of the system."""

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from index.errors import IndexUnusableError, IndexWriteError


@contextlib.contextmanager
def read_errors(path: Path) -> Iterator[None]:
    """Turn an OSError of reading an index inside the block into IndexUnusableError."""
    try:
        yield
    except OSError as error:
        raise IndexUnusableError(
            f"{path} cannot be read ({error.strerror or error}). {remedy(error.errno)}"
        ) from error


@contextlib.contextmanager
def disk_errors(root: Path) -> Iterator[None]:
    """Turn an OSError of the disk inside the block into IndexWriteError."""
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        raise IndexWriteError(
            f"{root} could not be written: {error.strerror or error}. {_advice(error.errno)}"
        ) from error


def remedy(code: int | None) -> str:
    """The advice in the error for a generation that cannot be opened."""
    if code in (errno.EMFILE, errno.ENFILE):
        return "Allow more open files (ulimit -n) or close other programs."
    if code == errno.ENOMEM:
        return "Allow more memory or close other programs."
    return "Make it readable for this user, go back with: baogao rollback, or rebuild it."


def _advice(code: int | None) -> str:
    if code in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        return f"{remedy(code)} What was indexed before still answers."
    if code in (errno.ENOSPC, errno.EDQUOT):
        return "Make room on that disk and try again; what was indexed before still answers."
    if code == errno.EFBIG:
        return (
            "Let this user write larger files (ulimit -f). What was indexed before still answers."
        )
    if code in (errno.EROFS, errno.EACCES, errno.EPERM):
        return "Make the folder writable for this user or choose another with --index."
    return "What was indexed before still answers; look after the disk, then try again."
