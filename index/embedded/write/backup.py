"""Backs up a generation to one file and restores it: a tar whose first member is the manifest.

The backup reads the current generation, which cannot change or be removed meanwhile. In both
directions every byte is compared with the manifest before the operation succeeds.
"""

import contextlib
import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from index import desk_file
from index.desk_file import RestoredDesk
from index.embedded.query.index import EmbeddedIndex
from index.embedded.segment import generations, manifest
from index.embedded.segment.disk import DISK, Disk
from index.embedded.segment.disk_errors import disk_errors
from index.embedded.write.check import verify
from index.errors import DeskError, IndexUnusableError, IndexWriteError
from index.system import interruption
from index.system.regular_file import open_regular
from index.system.tempfiles import folder_beside

_COPIED_BYTES = 1 << 20
_BLOCK = tarfile.BLOCKSIZE
_DESK_SEAL, _DESK_FILE = "desk.json", "desk.sqlite"
"""The members of the collections, behind those of the index: size and checksum, then the file."""
_PAX = re.compile(rb"\d{1,3} size=(\d{1,18})\n")
"""The one PAX record that tarfile writes besides the header."""

Target = Callable[[str], BinaryIO]
"""Opens a new file for the member of that name."""


@dataclass(frozen=True, slots=True)
class BackupSummary:
    """A saved or restored generation: its name, its reports, and the bytes of its files."""

    generation: str
    reports: int
    bytes: int
    desk: RestoredDesk = RestoredDesk.NONE


def backup(root: Path, file: Path, *, desk: Path | None = None, disk: Disk = DISK) -> BackupSummary:
    """Write the current generation to a new file, sync it, and verify it by reading it back.

    With `desk` the readers' collections in that file, if there is one, go along.

    IndexWriteError if the file exists or the disk fails, IndexUnusableError if the index is
    damaged. No file remains after an error.
    """
    with contextlib.closing(EmbeddedIndex.open(str(root))) as index, disk_errors(file):
        reports = index.about().reports  # before anything is written: vectors may be missing
        _refuse_existing(file)
        with folder_beside(file) as folder:
            part, snapshot = folder / "backup", folder / "desk"
            with_desk = desk is not None and os.path.lexists(desk)
            if desk is not None and with_desk:
                desk_file.copy(desk, snapshot, new=True)
            _write(index.generation, part, disk, snapshot if with_desk else None)
            sealed = _read(part, None)
            disk.sync(part)
            _refuse_existing(file)
            interruption.finish_first()
            disk.place(part, file)
            try:
                disk.sync(file.absolute().parent)
            except OSError:
                disk.remove(file)  # it would be taken for one that is safe
                raise
        kind = RestoredDesk.PUT_BACK if with_desk else RestoredDesk.NONE
        return BackupSummary(index.generation.name, reports, _size(sealed), kind)


def _refuse_existing(file: Path) -> None:
    if os.path.lexists(file):
        raise IndexWriteError(f"{file} exists already. Choose another name or move it away.")


def verified(file: Path) -> int:
    """The bytes that a backup lists, read whole; IndexUnusableError for other files."""
    return _size(_read(file, None))


def restore(
    file: Path,
    root: Path,
    *,
    desk: Path | None = None,
    replace_desk: bool = False,
    disk: Disk = DISK,
) -> BackupSummary:
    """Make a backup the current generation at `root`; the previous one is kept for a rollback.

    The collections in it are put back at `desk`, if there are none, or with `replace_desk`.

    IndexUnusableError if the file is not a complete backup. Nothing changes after an error.
    """
    reports = 0

    def accept(folder: Path) -> None:
        nonlocal reports
        with contextlib.closing(EmbeddedIndex.of(folder)) as index:
            reports = index.about().reports
        verify(folder, reports)

    with disk_errors(root), contextlib.ExitStack() as stack:
        copy: Path | None = None

        def desk_target() -> Path:
            nonlocal copy
            copy = stack.enter_context(folder_beside(desk or root)) / "desk"
            return copy

        with generations.writing(root, disk=disk, accept=accept) as fresh:
            sealed = _read(file, lambda name: disk.create(fresh / name), desk_target)
            for fault in desk_file.desk_faults(copy) if copy else ():
                raise _broken(file, f"its collections are damaged: {fault}")
        kind = RestoredDesk.NONE
        if desk is not None and copy is not None:
            kind = _desk_restored(file, copy, desk, replace=replace_desk)
    return BackupSummary(generations.current(root).name, reports, _size(sealed), kind)


def _desk_restored(file: Path, copy: Path, desk: Path, *, replace: bool) -> RestoredDesk:
    """Put the collections back; DeskError says that the index of the backup serves all the same."""
    try:
        return desk_file.restore(copy, desk, replace=replace)
    except DeskError as error:
        raise DeskError(
            f"The index of {file} serves, but its collections are not back: {error}",
            kind=error.kind,
        ) from error


def _size(sealed: manifest.Manifest) -> int:
    return sum(entry.size for entry in sealed.entries)


def _write(generation: Path, part: Path, disk: Disk, desk: Path | None) -> None:
    """Write the manifest first, so that a restore knows the following members; the desk last."""
    names = [manifest.MANIFEST_FILE, *(entry.name for entry in manifest.read(generation).entries)]
    mode = 0o666 if desk is None else desk_file.PRIVATE_MODE
    with disk.create(part, mode) as out, tarfile.open(fileobj=out, mode="w") as tar:
        for name in names:
            with open_regular(generation / name) as file:
                member = tarfile.TarInfo(name)
                member.size = os.fstat(file.fileno()).st_size
                member.mode = 0o644
                tar.addfile(member, file)
        if desk is not None:
            _write_desk(tar, desk)


def _write_desk(tar: tarfile.TarFile, desk: Path) -> None:
    """Write the desk as two members: its size and checksum, and the file."""
    with open_regular(desk) as file:
        size = os.fstat(file.fileno()).st_size
        digest = hashlib.blake2b(digest_size=manifest.CHECKSUM_BYTES)
        while chunk := file.read(_COPIED_BYTES):
            digest.update(chunk)
        seal = json.dumps({"size": size, "checksum": digest.hexdigest()}).encode()
        for name, data, count in (
            (_DESK_SEAL, io.BytesIO(seal), len(seal)),
            (_DESK_FILE, file, size),
        ):
            data.seek(0)
            member = tarfile.TarInfo(name)
            member.size, member.mode = count, 0o644
            tar.addfile(member, data)


def _read(
    file: Path, target: Target | None, desk: Callable[[], Path] | None = None
) -> manifest.Manifest:
    """Read a whole backup, each member into its file if there is a `target`; return the manifest.

    The collections, if it has them, go to the file that `desk` names then.

    IndexUnusableError at the first difference from the manifest.
    """
    try:
        raw = open_regular(file)
    except OSError as error:
        raise IndexUnusableError(f"{file} cannot be opened ({error.strerror}).") from error
    try:
        with raw:
            sealed = _members(raw, target)
            _read_desk(raw, desk)
            _read_end(raw)
            return sealed
    except _WRONG as error:
        raise _broken(file, str(error)) from error


_WRONG = (
    *(tarfile.TarError, ValueError, TypeError, KeyError),
    *(RecursionError, OverflowError),
)
"""Errors that reading a made-up backup can raise."""


def _members(raw: BinaryIO, target: Target | None) -> manifest.Manifest:
    """Yield every member in the order of the manifest, the first member; ValueError otherwise.

    A size is used only after it was compared with the manifest and the file itself.
    """
    there = os.fstat(raw.fileno()).st_size
    size = _begin(raw, manifest.MANIFEST_FILE)
    if size > min(manifest.MAX_MANIFEST_BYTES, there):
        raise ValueError(f"its manifest has {size} bytes")
    sealed = manifest.parse(raw.read(size))
    raw.seek(-size % _BLOCK, os.SEEK_CUR)
    if len({entry.name for entry in sealed.entries}) < len(sealed.entries):
        raise ValueError("its manifest names a file twice")
    if _size(sealed) > there:
        raise ValueError(f"its manifest lists {_size(sealed)} bytes, the file has {there}")
    for entry in sealed.entries:
        if _begin(raw, entry.name) != entry.size:
            raise ValueError(f"{entry.name} has another size than its manifest says")
        with target(entry.name) if target else contextlib.nullcontext() as out:
            _copy(raw, entry, out)
        raw.seek(-entry.size % _BLOCK, os.SEEK_CUR)
    return sealed


def _read_desk(raw: BinaryIO, desk: Callable[[], Path] | None) -> None:
    """Read the members of the desk, if there are any; ValueError if they are damaged."""
    header = raw.read(_BLOCK)
    if not any(header):
        return
    raw.seek(-len(header), os.SEEK_CUR)
    size = _begin(raw, _DESK_SEAL)
    if size > _BLOCK:
        raise ValueError(f"{_DESK_SEAL} has {size} bytes")
    seal = json.loads(raw.read(size))
    raw.seek(-size % _BLOCK, os.SEEK_CUR)
    entry = manifest.ManifestEntry(_DESK_FILE, int(seal["size"]), str(seal["checksum"]))
    if _begin(raw, _DESK_FILE) != entry.size:
        raise ValueError(f"{_DESK_FILE} has another size than {_DESK_SEAL} says")
    with desk().open("xb") if desk else contextlib.nullcontext() as out:
        _copy(raw, entry, out)
    raw.seek(-entry.size % _BLOCK, os.SEEK_CUR)


def _read_end(raw: BinaryIO) -> None:
    """ValueError unless the backup ends here."""
    if any(raw.read(_BLOCK)):
        raise ValueError("it contains more than its manifest lists")


def _begin(raw: BinaryIO, name: str) -> int:
    """The size of the next member; ValueError if it is not the plain file of that name.

    The only extended header accepted is the size of a file of more than 8 GB, as tarfile writes it.
    """
    member = _header(raw)
    size = member.size
    if member.type == tarfile.XHDTYPE:
        if size > _BLOCK or not (length := _PAX.fullmatch(raw.read(_BLOCK)[:size])):
            raise ValueError(f"the header before {name} was not written by baogao")
        member, size = _header(raw), int(length[1])
    plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE}
    if not plain or member.name != name or size < 0:
        raise ValueError(f"{name} is missing or out of order")
    return size


def _header(raw: BinaryIO) -> tarfile.TarInfo:
    return tarfile.TarInfo.frombuf(raw.read(_BLOCK), "utf-8", "surrogateescape")


def _copy(raw: BinaryIO, entry: manifest.ManifestEntry, out: BinaryIO | None) -> None:
    """Copy a member; ValueError if it differs from its manifest entry."""
    digest, left = hashlib.blake2b(digest_size=manifest.CHECKSUM_BYTES), entry.size
    while left and (chunk := raw.read(min(left, _COPIED_BYTES))):
        left -= len(chunk)
        digest.update(chunk)
        if out is not None:
            out.write(chunk)
    if left or digest.hexdigest() != entry.checksum:
        raise ValueError(f"{entry.name} does not match its checksum")


def _broken(file: Path, why: str) -> IndexUnusableError:
    return IndexUnusableError(
        f"{file} is not a whole backup: {why}. Nothing was changed. Use another backup, or rebuild "
        "with: baogao index"
    )
