"""Gives a finished file its name: nobody sees half of it, and nothing is written over."""

import errno
import os
from pathlib import Path

WITHOUT_LINKS = frozenset((errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV))
"""Errors of file systems that cannot make a hard link."""


def put_in_place(part: Path, file: Path) -> None:
    """Rename `part` to `file`; FileExistsError if anything has that name, also a dead link."""
    try:
        os.link(part, file, follow_symlinks=False)
    except OSError as error:
        if error.errno not in WITHOUT_LINKS:
            raise
        if os.path.lexists(file):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from error
        part.rename(file)
        return
    part.unlink()
