"""Files and folders for what lives no longer than a command."""

import contextlib
import tempfile
from collections.abc import Iterator
from typing import IO

from index.errors import IndexWriteError

TEMPFILE_PREFIX = "baogao-"


def temporary_file() -> IO[bytes]:
    """A file without a name, gone when it is closed; IndexWriteError where there is no room."""
    with _said():
        return tempfile.TemporaryFile(prefix=TEMPFILE_PREFIX)


def temporary_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder, removed with all that is in it at the end of a `with`; IndexWriteError likewise."""
    with _said():
        return tempfile.TemporaryDirectory(prefix=TEMPFILE_PREFIX)


@contextlib.contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexWriteError(
            f"Nothing can be put aside in a folder for temporary files ({error.strerror}). Make "
            "room there, or name another folder in TMPDIR."
        ) from error
