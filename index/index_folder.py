"""The file names in an index folder, which identify it.

This module is separate from the engine, because reading a corpus must skip an index inside it.
"""

import re
from collections.abc import Collection

from index.report import TO_CHECK

CURRENT = "CURRENT"
"""The file that names the current generation."""
LOCK = "LOCK"
"""The file that a build locks."""
UNFINISHED = ".new"
"""The suffix of unfinished files and folders."""
GENERATION_NAME = re.compile(r"g\d{6,12}")


def is_index(names: Collection[str]) -> bool:
    """Whether a folder with these names is an index of ours, finished or not."""
    return LOCK in names and not foreign_names(names)


def foreign_names(names: Collection[str]) -> list[str]:
    """The names that do not belong in an index folder."""
    known = {CURRENT, LOCK, CURRENT + UNFINISHED, TO_CHECK}
    return [
        name
        for name in names
        if name not in known and not GENERATION_NAME.fullmatch(name.removesuffix(UNFINISHED))
    ]
