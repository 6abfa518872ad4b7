"""The names of our own files: in an index folder, and of the desk beside it.

They are apart from the modules that write these files, because reading a corpus must skip them.
"""

import re
from collections.abc import Collection

from index.report import TO_CHECK

CURRENT = "CURRENT"
"""The file that names the current generation."""
LOCK = "LOCK"
"""The file that a build locks."""
KEPT_VECTORS = "VECTORS"
"""The folder with the vectors of a build that was stopped."""
UNFINISHED = ".new"
"""The suffix of unfinished files and folders."""
DESK_ENDING = ".desk.sqlite"
"""The ending of a desk's file, which lies beside the index that it belongs to."""
SIDE_ENDINGS = ("-journal", "-wal", "-shm")
"""Files that SQLite itself may put beside a database."""
GENERATION_NAME = re.compile(r"g\d{6,12}")


def is_index(names: Collection[str]) -> bool:
    """Whether a folder with these names is an index of ours, finished or not."""
    return LOCK in names and not foreign_names(names)


def is_desk(name: str) -> bool:
    """Whether a file name is that of a desk, or of a file that SQLite puts beside one."""
    for ending in SIDE_ENDINGS:
        name = name.removesuffix(ending)
    return name.endswith(DESK_ENDING)


def foreign_names(names: Collection[str]) -> list[str]:
    """The names that do not belong in an index folder."""
    known = {CURRENT, LOCK, KEPT_VECTORS, CURRENT + UNFINISHED, TO_CHECK}
    return [
        name
        for name in names
        if name not in known and not GENERATION_NAME.fullmatch(name.removesuffix(UNFINISHED))
    ]
