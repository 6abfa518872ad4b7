"""Tells whether a folder, and what in it has the name of something of ours, is really ours.

A build removes old generations: a folder of somebody else's that is called g000001 must not go.
"""

import stat
from collections.abc import Iterator
from pathlib import Path

from index.embedded.segment import manifest
from index.embedded.segment.disk_errors import read_errors
from index.errors import IndexUnusableError
from index.index_folder import CURRENT, GENERATION_NAME, LOCK, foreign_names
from index.system.regular_file import open_regular

_TABLE_NAME, _ARRAYS_ENDING = "_MAIN_", ".arrays"
_GENERATION_FILES = frozenset({manifest.MANIFEST_FILE, "generation.json"})
_MAX_POINTER_BYTES = 64


def refuse_foreign(root: Path) -> None:
    """Refuse a folder with names that no index has: it belongs to someone else."""
    with read_errors(root):
        if not root.exists():
            return
        if not root.is_dir():
            raise IndexUnusableError(
                f"{root} is a file, not an index folder. Choose another --index."
            )
        if foreign := foreign_names(_names(root)):
            raise _foreign(root, min(foreign))


def refuse_others(root: Path) -> None:
    """The same before something is written: what is named as ours has to be ours, too."""
    with read_errors(root):
        refuse_foreign(root)
        if root.exists() and (foreign := next(_others(root), "")):
            raise _foreign(root, foreign)
        refuse_folder_as_pointer(root)


def refuse_folder_as_pointer(root: Path) -> None:
    """Refuse an index in which a folder lies where its pointer belongs: no build replaces it."""
    pointer = root / CURRENT
    if pointer.is_dir() and not pointer.is_symlink():
        raise IndexUnusableError(
            f"{pointer} is in the way: it is a folder, which baogao did not make. Move it away, "
            "then go back with: baogao rollback"
        )


def _names(root: Path) -> list[str]:
    return sorted(entry.name for entry in root.iterdir())


def _foreign(root: Path, name: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"{root} is not an index folder: it holds {name!r}, which baogao did not write. Choose an "
        "empty or new folder with --index."
    )


def _others(root: Path) -> Iterator[str]:
    """The names in a folder of what only looks like ours; an index has a lock or a pointer."""
    names = _names(root)
    generations = [name for name in names if GENERATION_NAME.fullmatch(name)]
    yield from (name for name in generations if _is_others(root / name))
    if CURRENT in names and not generations and not _is_pointer(root / CURRENT, generations):
        yield CURRENT
    if names and LOCK not in names and not _is_pointer(root / CURRENT, generations):
        yield names[0]


def _is_others(generation: Path) -> bool:
    """Whether a folder has something, but nothing that each generation has."""
    if generation.is_symlink() or not generation.is_dir():
        return False  # it is left alone
    try:
        names = [entry.name for entry in generation.iterdir()]
    except OSError:
        return False
    return bool(names) and not any(
        name in _GENERATION_FILES or name.startswith(_TABLE_NAME) or name.endswith(_ARRAYS_ENDING)
        for name in names
    )


def _is_pointer(path: Path, generations: list[str]) -> bool:
    """Whether a file names a generation; what is no plain file is named by who opens it.

    OSError for one that cannot be read: it is not somebody else's for that.
    """
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return bool(generations)
        with open_regular(path) as file:
            name = file.read(_MAX_POINTER_BYTES).partition(b" ")[0]
    except FileNotFoundError:
        return False
    return not name or GENERATION_NAME.fullmatch(name.decode("ascii", "replace")) is not None
