"""The only module that writes index data: every write, fsync, link and rename goes through it.

Code that writes takes a `Disk` as an argument (`DISK` by default) and never opens a file for
writing itself. So a test can pass a disk that is full, fails, or loses data that was not synced,
and its result holds for every byte of an index. Only new files are written: an older generation may
share a file by a hard link, so existing files are never changed.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from index.system.new_file import WITHOUT_LINKS, put_in_place
from index.system.regular_file import open_regular

WRITE_BUFFER_BYTES = 1 << 18
"""Buffer size of a new file in bytes; larger writes bypass it."""


class Disk:
    """The real disk. It has no state, so it can be pickled to worker processes.

    Typical use: ``with disk.create(path) as file: file.write(array.data)``. Every call may raise
    OSError, which `generations.writing` turns into a sentence. Callers need not sync:
    `generations.writing` syncs every file of a new generation before it becomes current.
    """

    def create(self, path: Path, mode: int = 0o666) -> BinaryIO:
        """Open a new file for writing (and for reading back); FileExistsError if it exists.

        `mode` are the permissions that it gets, less those that the umask takes.
        """

        def opened(name: str, flags: int) -> int:
            return os.open(name, flags, mode)

        return open(path, "x+b", buffering=WRITE_BUFFER_BYTES, opener=opened)

    def write(self, path: Path, data: bytes) -> None:
        """Write a new file with this content."""
        with self.create(path) as file:
            file.write(data)

    def link(self, source: Path, target: Path) -> None:
        """Hard-link a finished file; a new generation shares unchanged data in this way.

        If the file system has no hard links, or allows no more of them, the file is copied.
        """
        try:
            os.link(source, target)
        except OSError as error:
            if error.errno not in WITHOUT_LINKS:
                raise
            with open_regular(source) as old, self.create(target) as new:
                shutil.copyfileobj(old, new, WRITE_BUFFER_BYTES)

    def rename(self, source: Path, target: Path) -> None:
        """Rename a file or folder atomically; an existing file is replaced."""
        source.replace(target)

    def place(self, source: Path, target: Path) -> None:
        """Rename a finished file; FileExistsError if anything has the new name."""
        put_in_place(source, target)

    def make_folder(self, path: Path) -> None:
        """Make a folder; its parent must exist."""
        path.mkdir()

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def remove_folder(self, path: Path) -> None:
        """Remove a folder with its content."""
        shutil.rmtree(path)

    def sync(self, path: Path) -> None:
        """Sync a file's content, or a folder's entries, so that it survives a power failure."""
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
