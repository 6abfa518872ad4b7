"""The original files of reports, as they lie in the folders that the archive was read from."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.system.regular_file import open_below

MAX_ORIGINAL_BYTES = 256 << 20
"""A longer file is left out, with a note."""
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Original:
    """An original file: its name, its size, and the folder it is in.

    A member of a container has its container as original.
    """

    name: str
    size: int
    folder: str

    def parts(self) -> Iterator[bytes]:
        """The bytes of the file; OSError if it went away or is another kind of file now."""
        with open_below(self.folder, self.name) as file:
            left = self.size
            while left and (part := file.read(min(left, _READ_BYTES))):
                left -= len(part)
                yield part


def trusted_folders(named: Sequence[str], corpus: Sequence[str]) -> tuple[str, ...]:
    """Those of the folders an index names that the operator's own settings name, or that lie below.

    An index or a backup may come from anybody, and may name any folder of this machine as its own:
    a file of it is handed out only if it lies where the settings say that reports are.
    """
    roots = [Path(os.path.realpath(root)) for root in corpus]
    return tuple(
        folder
        for folder in named
        if any(Path(os.path.realpath(folder)).is_relative_to(root) for root in roots)
    )


def original(path: str, folders: Sequence[str]) -> Original | None:
    """The file of a report; None if it is not there any more, or is no plain file.

    `path` is that of the report in its folder. No link is followed in it: whoever may put files
    there must not have others read by it.
    """
    name = path.partition("!")[0]
    for folder in folders:
        try:
            with open_below(folder, name) as file:
                state = os.fstat(file.fileno())
        except OSError:
            continue
        if stat.S_ISREG(state.st_mode):
            return Original(name, state.st_size, folder)
    return None
