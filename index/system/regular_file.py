"""Opens files that others may have replaced: only regular files, and only up to a size limit.

Opening a pipe or a device could block for ever, and a sparse file could fill the memory. Errors are
OSErrors whose `strerror` completes a sentence.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, cast


def open_regular(path: Path | str, *, follow: bool = True) -> BinaryIO:
    """Open a regular file for reading; OSError if it is missing or not a regular file.

    It never blocks. Without `follow` a symbolic link is refused.
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


def open_below(folder: Path | str, name: str) -> BinaryIO:
    """Open a regular file below a folder by its relative name, following no link in the name.

    OSError if it is missing, not a regular file, or its name leads out of the folder.
    """
    parts = name.split("/")
    if any(part in {"", ".", ".."} or "\0" in part for part in parts):
        raise OSError(errno.EINVAL, "its name is no path below the folder", name)
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC
    descriptor = os.open(folder, flags | os.O_DIRECTORY)
    try:
        for number, part in enumerate(parts, 1):
            kind = os.O_DIRECTORY if number < len(parts) else 0
            below = os.open(part, flags | os.O_NOFOLLOW | kind, dir_fd=descriptor)
            os.close(descriptor)
            descriptor = below
        plain = stat.S_ISREG(os.fstat(descriptor).st_mode)
    except BaseException:
        os.close(descriptor)
        raise
    if not plain:
        os.close(descriptor)
        raise _irregular(Path(folder) / name)
    return cast("BinaryIO", os.fdopen(descriptor, "rb"))


def real_path(path: Path | str) -> Path:
    """The absolute path without links; a link that leads back to itself stays as it is."""
    return Path(os.path.realpath(path))  # Path.resolve raises an error for such a link


def read_regular(path: Path | str, most: int) -> bytes:
    """The bytes of a regular file; OSError if it is missing or has more than `most` bytes."""
    with open_regular(path) as file:
        data: bytes | None = file.read(most + 1)
    if data is None:  # a file of the kernel, whose reader would wait for what is not yet there
        raise OSError(errno.EAGAIN, "there is nothing to read in it yet", str(path))
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it has more than {most} bytes", str(path))
    return data


def _irregular(path: Path | str) -> OSError:
    return OSError(errno.EINVAL, "it is no plain file", str(path))
