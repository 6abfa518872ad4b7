"""The one door through which index data reaches the disk: every write, fsync, link and rename.

Code that writes takes a `Disk` as an argument (`DISK` by default) and never opens a file for
writing itself. So a test can hand down a disk that runs full, fails, or forgets what was not
synced, and what it proves holds for every byte of an index. New files only: an older generation
may share a file by a hard link, so nothing that exists is ever written to.
"""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.regular_file import open_regular

WRITE_BUFFER_BYTES = 1 << 18
"""Bytes a new file gathers before they are handed to the system; larger writes pass straight."""


_UNLINKED = frozenset((errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV))
"""What systems answer that have no hard links for a file."""


class Disk:
    """The real disk: no state, so it may be pickled to worker processes.

    Typical use: ``with disk.create(path) as file: file.write(array.data)``. Every call may raise
    OSError, which `generations.writing` turns into a sentence. Syncing is not the caller's work:
    `generations.writing` syncs every file of a new generation before it serves.
    """

    def create(self, path: Path) -> BinaryIO:
        """A new file open for writing (and for reading back); FileExistsError if there is one."""
        return path.open("x+b", buffering=WRITE_BUFFER_BYTES)

    def write(self, path: Path, data: bytes) -> None:
        """A new file with this content."""
        with self.create(path) as file:
            file.write(data)

    def link(self, source: Path, target: Path) -> None:
        """A second name for a finished file: unchanged data enters a new generation this way.

        Where the file system has none, or has no more of them, a copy.
        """
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno not in _UNLINKED:
                raise
            with open_regular(source) as old, self.create(target) as new:
                shutil.copyfileobj(old, new, WRITE_BUFFER_BYTES)

    def rename(self, source: Path, target: Path) -> None:
        """Give a file or folder another name, atomically; a file there before is replaced."""
        source.replace(target)

    def make_folder(self, path: Path) -> None:
        """A new folder; the one above it has to be there."""
        path.mkdir()

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove a folder and all that is in it."""
        shutil.rmtree(path)

    def sync(self, path: Path) -> None:
        """Return when a file's content, or the names in a folder, would survive a power cut."""
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


DISK = Disk()


def sync_tree(disk: Disk, folder: Path) -> None:
    """Sync every file and folder below `folder`, and `folder` itself, children first."""
    for path in _children_first(folder):
        disk.sync(path)


def _children_first(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            yield from _children_first(entry)
        else:
            yield entry
    yield folder
