"""A generation as one file, and back: a tar whose first member is the manifest of the rest.

A backup is taken from the generation that serves, which cannot change or go while it is read. Both
ways every byte is compared with the manifest before anything counts as done.
"""

import contextlib
import hashlib
import os
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index.embedded import generations, manifest
from index.embedded.check import verify
from index.embedded.disk import DISK, Disk
from index.embedded.index import EmbeddedIndex
from index.errors import IndexUnusableError, IndexWriteError
from index.regular_file import open_regular

_PART = ".part"
_CHUNK = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
_PAX = re.compile(rb"\d{1,3} size=(\d{1,18})\n")
"""The one record that tarfile writes for us beside the header."""

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
    if os.path.lexists(file):
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
            with open_regular(generation / name) as file:
                member = tarfile.TarInfo(name)
                member.size = os.fstat(file.fileno()).st_size
                member.mode = 0o644
                tar.addfile(member, file)


def _read(file: Path, target: Target | None) -> manifest.Manifest:
    """Read a backup to its end, each member to its file if there is a `target`; its manifest.

    IndexUnusableError at the first thing that is not as the manifest says.
    """
    try:
        raw = open_regular(file)
    except OSError as error:
        raise IndexUnusableError(f"{file} cannot be opened ({error.strerror}).") from error
    try:
        with raw:
            return _members(raw, target)
    except (tarfile.TarError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _broken(file, str(error)) from error


def _members(raw: BinaryIO, target: Target | None) -> manifest.Manifest:
    """Every member in the order of the manifest, which is the first; ValueError if they are not.

    No size is believed before it was compared with what the manifest and the file itself say.
    """
    there = os.fstat(raw.fileno()).st_size
    size = _begin(raw, manifest.MANIFEST_FILE)
    if size > min(manifest.LONGEST, there):
        raise ValueError(f"its manifest has {size} bytes")
    sealed = manifest.parse(raw.read(size))
    raw.seek(-size % _BLOCK, os.SEEK_CUR)
    if len({entry.name for entry in sealed.entries}) < len(sealed.entries):
        raise ValueError("its manifest names a file twice")
    if _size(sealed) > there:
        raise ValueError(f"its manifest speaks of {_size(sealed)} bytes, the file has {there}")
    for entry in sealed.entries:
        if _begin(raw, entry.name) != entry.size:
            raise ValueError(f"{entry.name} does not have the size that its manifest says")
        with target(entry.name) if target else contextlib.nullcontext() as out:
            _copy(raw, entry, out)
        raw.seek(-entry.size % _BLOCK, os.SEEK_CUR)
    if any(raw.read(_BLOCK)):
        raise ValueError("it holds more than its manifest says")
    return sealed


def _begin(raw: BinaryIO, name: str) -> int:
    """The size of the next member, if it is the plain file of that name; ValueError if not.

    Of longer headers only the size of a file of more than 8 GB is known, as tarfile writes it.
    """
    member = _header(raw)
    size = member.size
    if member.type == tarfile.XHDTYPE:
        if size > _BLOCK or not (told := _PAX.fullmatch(raw.read(_BLOCK)[:size])):
            raise ValueError(f"a header stands before {name} that baogao does not write")
        member, size = _header(raw), int(told[1])
    plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE}
    if not plain or member.name != name or size < 0:
        raise ValueError(f"{name} is not where it should be")
    return size


def _header(raw: BinaryIO) -> tarfile.TarInfo:
    return tarfile.TarInfo.frombuf(raw.read(_BLOCK), "utf-8", "surrogateescape")


def _copy(raw: BinaryIO, entry: manifest.ManifestEntry, out: BinaryIO | None) -> None:
    """Copy a member; ValueError if it is not what its manifest says."""
    digest, left = hashlib.blake2b(digest_size=manifest.CHECKSUM_BYTES), entry.size
    while left and (chunk := raw.read(min(left, _CHUNK))):
        left -= len(chunk)
        digest.update(chunk)
        if out is not None:
            out.write(chunk)
    if left or digest.hexdigest() != entry.checksum:
        raise ValueError(f"{entry.name} does not hold what its manifest says")


def _broken(file: Path, why: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"{file} is not a whole backup: {why}. Nothing was changed. Use another backup, or rebuild "
        "with: baogao index"
    )
