"""Whoosh's storage of one generation; writes go through the Disk, tables of contents are checked.

Its `open_index()` does what `whoosh.index.open_dir` does on the folder, and `create_index` what
`create_in` does. Whoosh does no locking: `generations.writing` admits one writer.
"""

import threading
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile, StructFile

from index.embedded.segment.disk import DISK, Disk
from index.embedded.whoosh import toc
from index.system.regular_file import open_regular


class GenerationStorage(FileStorage):
    """The files in the folder of a generation, without subfolders."""

    supports_multiproc_writing = False

    def __init__(self, folder: Path, disk: Disk = DISK) -> None:
        super().__init__(str(folder))
        self._disk = disk

    def link(self, files: Iterable[Path]) -> None:
        """Hard-link finished files of another generation."""
        for file in files:
            self._disk.link(file, self._path(file.name))

    def create_file(self, name: str, **_: object) -> StructFile:
        """Create a file on the Disk."""
        return StructFile(self._disk.create(self._path(name)), name=name)

    def open_file(self, name: str, **options: object) -> StructFile:
        """Open a file; a table of contents from memory, after it was checked."""
        if not name.endswith(".toc"):
            return super().open_file(name, **options)
        with open_regular(self._path(name)) as file:
            table = file.read(toc.MAX_TOC_BYTES + 1)
        toc.admit(table)
        return BufferFile(memoryview(table), name=name)

    def delete_file(self, name: str) -> None:
        """Remove a file through the Disk."""
        self._disk.remove(self._path(name))

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's own signature
        """Rename a file through the Disk."""
        if safe and self.file_exists(newname):
            raise NameError(f"File {newname!r} exists")
        self._disk.rename(self._path(oldname), self._path(newname))

    def lock(self, name: str) -> AbstractContextManager[bool]:
        """A lock in this process only; `generations.writing` keeps other writers out."""
        return self.locks.setdefault(name, threading.Lock())

    def temp_storage(self, name: str | None = None) -> "GenerationStorage":
        """A subfolder for Whoosh's sorting on disk; Whoosh requests the same one twice."""
        folder = self._path(name or "sorting.tmp")
        if not folder.exists():
            self._disk.make_folder(folder)
        return GenerationStorage(folder, self._disk)

    def destroy(self) -> None:
        """Remove that folder again; Whoosh requests that twice, too."""
        if Path(self.folder).exists():
            self._disk.remove_folder(Path(self.folder))

    def _path(self, name: str) -> Path:
        return Path(self.folder) / name
