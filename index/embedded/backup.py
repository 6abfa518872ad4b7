"""A generation as one file, and back: a tar whose first member is the manifest of the rest.

A backup is taken from the generation that serves, which cannot change or go while it is read. Both
ways every byte is compared with the manifest before anything counts as done.
"""

import contextlib
import hashlib
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from index.embedded import generations, manifest
from index.embedded.check import verify
from index.embedded.disk import DISK, Disk
from index.embedded.index import EmbeddedIndex
from index.errors import IndexUnusableError, IndexWriteError

_PART = ".part"
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 16 << 20
_FLAT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}")

Target = Callable[[str], BinaryIO]
"""Opens a new file for the member of that name."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """What was saved or restored: the generation's name, its reports, the bytes of its files."""

    generation: str
    reports: int
    bytes: int


def backup(root: Path, file: Path, *, disk: Disk = DISK) -> BackupSummary:
    """Write the generation that serves to a new file, durably, after reading it back.

    IndexWriteError where the file exists already or the disk refuses, IndexUnusableError where
    the index is damaged; then there is no file.
    """
    if file.exists():
        raise IndexWriteError(f"{file} exists already. Choose another name or move it away.")
    part = file.with_name(file.name + _PART)
    with contextlib.closing(EmbeddedIndex.open(str(root))) as index, generations.disk_errors(file):
        try:
            part.unlink(missing_ok=True)
            _write(index.generation, part, disk)
            sealed = _read(part, None)
            disk.sync(part)
            disk.rename(part, file)
            disk.sync(file.absolute().parent)
        finally:
            part.unlink(missing_ok=True)
        return BackupSummary(index.generation.name, index.about().reports, _size(sealed))


def restore(file: Path, root: Path, *, disk: Disk = DISK) -> BackupSummary:
    """Let a backup serve at `root` as a new generation; what served before stays for a way back.

    IndexUnusableError where the file is not a whole backup; then nothing has changed.
    """
    reports = 0

    def accept(folder: Path) -> None:
        nonlocal reports
        with contextlib.closing(EmbeddedIndex.of(folder)) as index:
            reports = index.about().reports
        verify(folder, reports)

    with generations.writing(root, disk=disk, accept=accept) as fresh:
        sealed = _read(file, lambda name: disk.create(fresh / name))
    return BackupSummary(generations.current(root).name, reports, _size(sealed))


def _size(sealed: manifest.Manifest) -> int:
    return sum(entry.size for entry in sealed.entries)


def _write(generation: Path, part: Path, disk: Disk) -> None:
    """The manifest first, so that a restore knows what is to come."""
    names = [manifest.MANIFEST_FILE, *(entry.name for entry in manifest.read(generation).entries)]
    with disk.create(part) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name in names:
            with (generation / name).open("rb") as file:
                member = tarfile.TarInfo(name)
                member.size = (generation / name).stat().st_size
                member.mode = 0o644
                tar.addfile(member, file)


def _read(file: Path, target: Target | None) -> manifest.Manifest:
    """Read a backup to its end, each member to its file if there is a `target`; its manifest.

    IndexUnusableError at the first thing that is not as the manifest says.
    """
    try:
        with file.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:") as tar:
            sealed = manifest.parse(_stream(tar, manifest.MANIFEST_FILE).read(_LONGEST_MANIFEST))
            for entry in sealed.entries:
                stream = _stream(tar, entry.name)
                with target(entry.name) if target else contextlib.nullcontext() as out:
                    _copy(stream, entry, out)
            if tar.next() is not None:
                raise _broken(file, "it holds more than its manifest says")
            return sealed
    except FileNotFoundError as error:
        if error.filename != str(file):
            raise
        raise IndexUnusableError(f"There is no file {file}.") from error
    except (tarfile.TarError, EOFError, ValueError, TypeError, KeyError) as error:
        raise _broken(file, str(error)) from error


def _stream(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """The next member, if it is the file of that name; ValueError if not."""
    member = tar.next()
    stream = tar.extractfile(member) if member is not None and member.isreg() else None
    if member is None or stream is None or member.name != name or not _FLAT.fullmatch(name):
        raise ValueError(f"{name} is not where it should be")
    return stream


def _copy(stream: IO[bytes], entry: manifest.ManifestEntry, out: BinaryIO | None) -> None:
    """Copy a member, no longer than it says it is; ValueError if it is not what it should be."""
    digest, left = hashlib.blake2b(digest_size=manifest.CHECKSUM_BYTES), entry.size
    while left and (chunk := stream.read(min(left, _CHUNK))):
        left -= len(chunk)
        digest.update(chunk)
        if out is not None:
            out.write(chunk)
    if left or stream.read(1) or digest.hexdigest() != entry.checksum:
        raise ValueError(f"{entry.name} does not hold what its manifest says")


def _broken(file: Path, why: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"{file} is not a whole backup: {why}. Nothing was changed. Use another backup, or rebuild "
        "with: baogao index"
    )
