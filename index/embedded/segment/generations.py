"""Generations: each finished state of an index is a folder that never changes again.

The file `CURRENT` in the index folder names the current generation. A build writes into `NAME.new`,
seals it with a manifest, has it accepted, syncs it, renames it to NAME and replaces CURRENT by an
atomic rename. Each step is synced before the next, so an interruption leaves either the old or the
new state. Readers hold a shared lock on the manifest of the generation they opened. The previous
generation is kept for a rollback; older ones are removed once nobody reads them.
"""

import contextlib
import errno
import fcntl
import itertools
import os
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.embedded.segment import lock, manifest
from index.embedded.segment.disk import DISK, Disk, sync_tree
from index.embedded.segment.disk_errors import disk_errors, read_errors, remedy
from index.embedded.segment.folder_owner import (
    refuse_folder_as_pointer,
    refuse_foreign,
    refuse_others,
)
from index.errors import IndexMissingError, IndexUnusableError, IndexWriteError
from index.index_folder import CURRENT, GENERATION_NAME, LOCK, UNFINISHED
from index.indexing.build_outcome import Unchanged
from index.system import interruption
from index.system.regular_file import open_regular

_NUMBERS = 10**12
"""Generation numbers are below this."""
_MAX_POINTER_BYTES = 64
_MAX_LOCK_TRIES = 100

Accept = Callable[[Path], None]
"""Checks a sealed generation before it becomes current. If it raises, the old one stays current."""


@dataclass(frozen=True, slots=True)
class GenerationLock:
    """A lock on a generation, which cannot be removed until `descriptor` is closed."""

    generation: Path
    descriptor: int

    def serves(self, root: Path) -> bool:
        """Whether this is still the current generation.

        The same folder, not a new one of that name.
        """
        now = current(root) / manifest.MANIFEST_FILE
        with read_errors(root):
            return now.exists() and os.path.samestat(now.stat(), os.fstat(self.descriptor))

    def release(self) -> None:
        """Release the lock."""
        with contextlib.suppress(OSError):  # it is closed all the same
            os.close(self.descriptor)


def current(root: Path) -> Path:
    """The folder of the current generation; IndexMissingError, IndexUnusableError."""
    with read_errors(root):
        return _current(root)


def _current(root: Path) -> Path:
    if not root.exists():
        raise IndexMissingError(
            f"There is no index at {root} yet. Build one with: baogao index FOLDER"
        )
    refuse_foreign(root)
    refuse_folder_as_pointer(root)
    try:
        with open_regular(root / CURRENT) as file:
            pointer = file.read(_MAX_POINTER_BYTES)
    except FileNotFoundError:
        raise _no_pointer(root) from None
    except OSError as error:
        raise IndexUnusableError(
            f"{root / CURRENT} cannot be read ({error.strerror}). Make it a plain file that this "
            "user can read, or go back with: baogao rollback"
        ) from error
    name = _pointed(pointer)
    if not (name and (root / name).is_dir()):
        shown = pointer.decode("ascii", "replace").rstrip("\n")
        raise IndexUnusableError(
            f"{root / CURRENT} is damaged: {shown!r} names no generation here. "
            "Go back with: baogao rollback, or rebuild with: baogao index"
        )
    return root / name


def _no_pointer(root: Path) -> IndexMissingError:
    """The error for an index without CURRENT, which somebody may have moved away."""
    if names(root):
        return IndexMissingError(
            f"{root / CURRENT}, which names what serves, is gone. Go back with: baogao rollback, "
            "or rebuild with: baogao index"
        )
    return IndexMissingError(
        f"There is no finished index at {root} yet. Build one with: baogao index FOLDER"
    )


def names(root: Path) -> list[str]:
    """The names of the finished generations, oldest first."""
    return [f"g{number:06d}" for number in _numbers(root) if (root / f"g{number:06d}").is_dir()]


def misplaced(root: Path) -> list[str]:
    """Names of generations that are not folders: files, or links to nothing."""
    taken = {entry.name for entry in root.iterdir() if GENERATION_NAME.fullmatch(entry.name)}
    return sorted(taken - set(names(root)))


def _numbers(root: Path) -> list[int]:
    """The numbers used by any entry named like a generation, in ascending order."""
    names = (entry.name for entry in root.iterdir() if GENERATION_NAME.fullmatch(entry.name))
    return sorted({int(name[1:]) for name in names})


def lock_generation(generation: Path) -> int:
    """Take a shared lock against removal of a generation; closing the descriptor releases it.

    If another process holds an exclusive lock, or the file system has no locks, the generation is
    read without one: open files stay readable even after removal. FileNotFoundError if it is gone.
    """
    with open_regular(generation / manifest.MANIFEST_FILE) as file:
        descriptor = os.dup(file.fileno())
    try:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        removed = os.fstat(descriptor).st_nlink == 0
    except BaseException:
        os.close(descriptor)
        raise
    if removed:
        os.close(descriptor)
        raise FileNotFoundError(errno.ENOENT, "removed before it could be locked", str(generation))
    return descriptor


def lock_current_generation(root: Path) -> GenerationLock:
    """Lock the current generation, after checking the names and sizes of its files.

    A build may remove the generation after CURRENT was read and before it is locked. CURRENT is
    then read again.
    """
    for _ in range(_MAX_LOCK_TRIES):
        generation = current(root)
        try:
            lock = GenerationLock(generation, lock_generation(generation))
        except FileNotFoundError:
            if generation.is_dir():
                manifest.read(generation)  # raises an error that says what is wrong
            continue
        except OSError as error:
            raise IndexUnusableError(
                f"{generation} cannot be opened ({error.strerror}). {remedy(error.errno)}"
            ) from error
        try:
            complete_manifest(generation)
        except BaseException:
            lock.release()
            raise
        return lock
    raise IndexUnusableError(f"{root} changes faster than it can be opened. Try again.")


def complete_manifest(generation: Path) -> manifest.Manifest:
    """The manifest, if every file exists and has its recorded size; else IndexUnusableError."""
    sealed = manifest.read(generation)
    fault = next(manifest.missing(generation, sealed), None)
    if fault is not None:
        raise IndexUnusableError(
            f"{generation} is damaged: {fault.name} {fault.what}. See: baogao check. "
            "Go back with: baogao rollback, or rebuild with: baogao index"
        )
    return sealed


@contextlib.contextmanager
def writing(root: Path, *, disk: Disk = DISK, accept: Accept | None = None) -> Iterator[Path]:
    """Create a folder for the next generation and hold the writer lock while the block runs.

    If the block ends normally and `accept` does not raise, the folder is synced and becomes the
    current generation. If anything raises, nothing changes; Unchanged ends the block without an
    error. IndexBusyError if another process is writing, IndexWriteError if the disk fails.
    """
    refuse_others(root)
    with writer_lock(root, disk), disk_errors(root):
        _sweep(root, disk)
        before = _serving(root)
        name = f"g{_next(root, before):06d}"
        fresh = root / (name + UNFINISHED)
        try:
            disk.make_folder(fresh)
            yield fresh
            manifest.seal(disk, fresh, before)
            if accept is not None:
                accept(fresh)
            sync_tree(disk, fresh)
            interruption.finish_first()
            disk.rename(fresh, root / name)
            disk.sync(root)
            point(root, name, disk)
        except BaseException as error:
            interruption.finish_first()
            with contextlib.suppress(OSError):  # the next build removes the remains
                disk.remove_folder(fresh)
            if isinstance(error, Unchanged):
                return
            raise
        _remove_old(root, {name, before}, disk)


def rollback(root: Path, to: str = "", *, disk: Disk = DISK) -> str:
    """Make the previous generation, or the one named `to`, current again; return its name.

    Every byte of it is checked first. IndexUnusableError if it does not exist or is damaged.
    """
    refuse_others(root)
    with read_errors(root):
        if not root.exists() or not names(root):
            raise IndexMissingError(
                f"There is no index at {root} yet. Build one with: baogao index FOLDER"
            )
    with writer_lock(root, disk), disk_errors(root):
        name = to or _before(root)
        if name not in names(root):
            raise _no_generation(root, to)
        fault = next(manifest.faults(root / name, manifest.read(root / name)), None)
        if fault is not None:
            raise IndexUnusableError(f"{root / name} cannot serve: {fault.name} {fault.what}.")
        interruption.finish_first()
        point(root, name, disk)
    return name


def _no_generation(root: Path, to: str) -> IndexUnusableError:
    """The error for a generation that is not there; `to` is "" for the one before."""
    others = [name for name in names(root) if name != _serving(root)]
    advice = (
        f"Choose another: baogao rollback --to {others[-1]}"
        if others
        else "Build a new one with: baogao index"
    )
    there = ", ".join(names(root)) or "none"
    return IndexUnusableError(
        f"There is no generation {to or 'before this one'} in {root} now (there: {there}). {advice}"
    )


@contextlib.contextmanager
def writer_lock(root: Path, disk: Disk = DISK) -> Iterator[None]:
    """Hold the writer lock; IndexBusyError if another process holds it.

    Folders that are made for it and stay empty, because the block raises, are removed.
    """
    with disk_errors(root):
        above = (root, *root.parents)
        made = list(itertools.takewhile(lambda folder: not folder.exists(), above))
        if made:
            root.mkdir(parents=True)
            disk.sync(root.parent)
        is_new = not (root / LOCK).exists()
        descriptor = lock.take(root / LOCK)
    try:
        if is_new:  # by its lock a folder is ours, also after the power was cut
            with disk_errors(root):
                disk.sync(root)
        yield
    except BaseException:
        if made and list(root.iterdir()) == [root / LOCK]:
            with contextlib.suppress(OSError):
                (root / LOCK).unlink()
                for folder in made:
                    folder.rmdir()
        raise
    finally:
        lock.let_go(descriptor)


def point(root: Path, name: str, disk: Disk) -> None:
    """Make CURRENT name a finished generation, durably."""
    fresh = root / (CURRENT + UNFINISHED)
    _clear(fresh, disk)
    disk.write(fresh, _pointer(name))
    disk.sync(fresh)
    disk.rename(fresh, root / CURRENT)
    disk.sync(root)


def _pointer(name: str) -> bytes:
    """The content of CURRENT.

    A name and its checksum, so that a flipped bit cannot name another.
    """
    return f"{name} {zlib.crc32(name.encode('ascii')):08x}\n".encode("ascii")


def _pointed(pointer: bytes) -> str:
    name = pointer.partition(b" ")[0].decode("ascii", "replace")
    return name if GENERATION_NAME.fullmatch(name) and pointer == _pointer(name) else ""


def _serving(root: Path) -> str:
    """The name of the current generation, "" if there is none or nothing readable names it.

    OSError if only the machine fails: what serves must not be taken for an old generation.
    """
    try:
        return _current(root).name
    except IndexMissingError:
        return ""
    except IndexUnusableError as error:
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in _PASSING:
            raise error.__cause__ from error
        return ""


_PASSING = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.EIO, errno.ESTALE))
"""Errors of the machine, which say nothing about the file."""


def _before(root: Path) -> str:
    """The target of a rollback.

    The previous generation, else the newest one that is not current.
    """
    serving = _serving(root)
    if serving:
        with contextlib.suppress(IndexUnusableError):
            return manifest.read(root / serving).before
    others = [name for name in names(root) if name != serving]
    return others[-1] if others else ""


def _next(root: Path, before: str) -> int:
    """A number above that of every existing generation and of the current one, even if removed.

    If the highest number is already used, the lowest free number.
    """
    there = {0, *_numbers(root), *(int(name[1:]) for name in filter(None, [before]))}
    above = max(there) + 1
    return above if above < _NUMBERS else min(set(range(1, len(there) + 2)) - there)


def _sweep(root: Path, disk: Disk) -> None:
    """Remove the remains of killed builds."""
    for entry in list(root.iterdir()):
        if entry.name.endswith(UNFINISHED):
            _clear(entry, disk)


def _clear(path: Path, disk: Disk) -> None:
    """Remove an entry whose name only baogao uses; a link is removed, not its target.

    IndexWriteError if someone else's folder has the name of one of our files.
    """
    if path.is_dir() and not path.is_symlink():
        if path.name == CURRENT + UNFINISHED and any(path.iterdir()):
            raise IndexWriteError(
                f"{path} is in the way: it is a folder, which baogao did not make. Move it away."
            )
        disk.remove_folder(path)
    elif os.path.lexists(path):
        disk.remove(path)


def _remove_old(root: Path, kept: set[str], disk: Disk) -> None:
    """Remove all generations except those kept; skip those that are still being read.

    The new generation is already current, so a failed removal is left to the next build.
    """
    with contextlib.suppress(OSError):
        for name in names(root):
            if name not in kept:
                with contextlib.suppress(OSError):
                    _remove(root / name, disk)


def _remove(generation: Path, disk: Disk) -> None:
    """Remove a generation. Rename it first, so that a kill in between leaves no half generation."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(FileNotFoundError):  # a damaged generation, which nobody can lock
            manifest_file = stack.enter_context(open_regular(generation / manifest.MANIFEST_FILE))
            fcntl.flock(manifest_file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        doomed = generation.with_name(generation.name + UNFINISHED)
        disk.rename(generation, doomed)
        disk.remove_folder(doomed)
