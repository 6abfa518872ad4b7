"""Files that others may have put in our way: only plain ones are opened, and none without a limit.

A pipe or a device of that name would keep who opens it waiting for ever, a sparse file would fill
the memory. Errors are OSErrors, whose `strerror` reads as the end of a sentence.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast


def open_regular(path: Path | str, *, follow: bool = True) -> BinaryIO:
    """A plain file open for reading; OSError where there is none, or something else.

    It never waits. Without `follow` a link is refused, too.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    try:
        descriptor = os.open(path, flags if follow else flags | os.O_NOFOLLOW)
    except ValueError as error:
        raise OSError(errno.EINVAL, "its name holds a null character", str(path)) from error
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket, or a pipe that nobody reads
            raise _irregular(path) from error
        raise
    try:
        plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
        file = cast("BinaryIO", os.fdopen(descriptor, "rb")) if plain else None
    except BaseException:
        os.close(descriptor)
        raise
    if file is None:
        os.close(descriptor)
        raise _irregular(path)
    return file


def read_regular(path: Path | str, most: int) -> bytes:
    """The bytes of a plain file; OSError where there is none, or it has more than `most`."""
    with open_regular(path) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most} bytes", str(path))
    return data


def _irregular(path: Path | str) -> OSError:
    return OSError(errno.EINVAL, "it is no plain file", str(path))
