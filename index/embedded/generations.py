"""Generations: each finished state of an index is a folder that never changes again.

`CURRENT` in the index folder names the one that serves. A build writes into `NAME.new`, makes it
durable, renames it to NAME and swaps CURRENT by an atomic rename, so a killed build leaves the old
generation serving. Readers hold a shared lock on the generation they opened; the one before the
current stays for a way back, older ones are removed when nobody reads them.
"""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from index.errors import IndexBusyError, IndexMissingError, IndexUnusableError

CURRENT = "CURRENT"
LOCK = "LOCK"
IN_USE = "IN_USE"
_NAME = re.compile(r"g\d{6,}")


def current(root: Path) -> Path:
    """The folder of the generation that serves; IndexMissingError, IndexUnusableError."""
    if not root.exists():
        raise IndexMissingError(
            f"There is no index at {root} yet. Build one with: baogao index FOLDER"
        )
    _refuse_foreign(root)
    try:
        name = (root / CURRENT).read_text().strip()
    except FileNotFoundError:
        raise IndexMissingError(
            f"There is no finished index at {root} yet. Build one with: baogao index FOLDER"
        ) from None
    if not _NAME.fullmatch(name) or not (root / name).is_dir():
        raise IndexUnusableError(
            f"{root / CURRENT} names {name!r}, which is not a generation here. "
            "Rebuild with: baogao index FOLDER"
        )
    return root / name


def hold(generation: Path) -> int:
    """A shared lock that keeps a generation from being removed; close the descriptor to let go."""
    descriptor = os.open(generation / IN_USE, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


@contextlib.contextmanager
def writing(root: Path) -> Iterator[Path]:
    """A new folder to write the next generation into, under the one lock for writers.

    When the block ends well the folder is made durable and becomes the current generation; when
    it raises, nothing has changed. IndexBusyError while another process writes.
    """
    _refuse_foreign(root)
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise IndexBusyError(
                f"Another build is writing to {root}. Wait for it to end, then try again."
            ) from None
        for stale in root.glob("g*.new"):
            shutil.rmtree(stale)
        name = f"g{_last(root) + 1:06d}"
        fresh = root / f"{name}.new"
        fresh.mkdir()
        try:
            yield fresh
            (fresh / IN_USE).touch()
            _make_durable(fresh)
            fresh.rename(root / name)
            _swap(root, name)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            raise
        _remove_old(root, name)


def _refuse_foreign(root: Path) -> None:
    """An index folder holds only what we wrote; anything else is somebody's folder."""
    if not root.exists():
        return
    if not root.is_dir():
        raise IndexUnusableError(f"{root} is a file, not an index folder. Choose another --index.")
    known = {CURRENT, LOCK, f"{CURRENT}.new"}
    foreign = [
        entry.name
        for entry in root.iterdir()
        if entry.name not in known and not _NAME.fullmatch(entry.name.removesuffix(".new"))
    ]
    if foreign:
        raise IndexUnusableError(
            f"{root} is not an index folder: it holds {min(foreign)!r}, which baogao did not "
            "write. Choose an empty or new folder with --index."
        )


def _last(root: Path) -> int:
    return max(
        (int(entry.name[1:]) for entry in root.iterdir() if _NAME.fullmatch(entry.name)), default=0
    )


def _swap(root: Path, name: str) -> None:
    fresh = root / f"{CURRENT}.new"
    with fresh.open("w") as pointer:
        pointer.write(name + "\n")
        pointer.flush()
        os.fsync(pointer.fileno())
    fresh.replace(root / CURRENT)
    _sync(root)


def _make_durable(folder: Path) -> None:
    for entry in folder.iterdir():
        _sync(entry)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_old(root: Path, name: str) -> None:
    """All generations but the current and the one before, unless somebody still reads them."""
    names = [entry.name for entry in root.iterdir() if _NAME.fullmatch(entry.name)]
    older = sorted((other for other in names if other != name), key=lambda other: int(other[1:]))
    for old in older[:-1]:
        with (
            contextlib.suppress(BlockingIOError, FileNotFoundError),
            (root / old / IN_USE).open() as use,
        ):
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(root / old)
