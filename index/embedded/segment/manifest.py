"""The manifest of a generation: every file with its size and checksum, written last.

A generation without a valid manifest is incomplete. Opening compares names and sizes; `baogao
check` reads every byte. The manifest ends with its own checksum, and readers lock this file.
"""

import contextlib
import hashlib
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.embedded.segment.disk import Disk
from index.errors import IndexUnusableError
from index.system import toml_file
from index.system.regular_file import open_regular, read_regular

MANIFEST_FILE = "MANIFEST"
MANIFEST_FORMAT = 1
CHECKSUM_BYTES = 16
"""Bytes of a checksum."""

MAX_MANIFEST_BYTES = 16 << 20
"""Maximum bytes of a manifest; a longer file is not ours."""
_BEFORE = re.compile(r"(?:g\d{6,12})?")
_FLAT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}")
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file: its size in bytes and its blake2b checksum (16 bytes, in hexadecimal)."""

    name: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files of a generation, by name; `before` is the generation that was current before it."""

    before: str
    entries: tuple[ManifestEntry, ...]


@dataclass(frozen=True, slots=True)
class ManifestFault:
    """A file that differs from the manifest.

    `what` completes a sentence that begins with its name.
    """

    name: str
    what: str


def seal(disk: Disk, folder: Path, before: str) -> Manifest:
    """Write the manifest of a finished folder; `before` names the current generation.

    A file that is a hard link to a file of `before` keeps its recorded checksum.
    """
    known = _linked(folder.with_name(before)) if before else {}
    entries = []
    for path in _files(folder):
        inode = path.stat()
        old = known.get((inode.st_dev, inode.st_ino))
        same = old is not None and old.size == inode.st_size
        digest = old.checksum if old is not None and same else checksum(path)
        entries.append(ManifestEntry(path.name, inode.st_size, digest))
    manifest = Manifest(before, tuple(entries))
    disk.write(folder / MANIFEST_FILE, to_bytes(manifest))
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of a generation; IndexUnusableError if it is missing or damaged."""
    try:
        text = read_regular(folder / MANIFEST_FILE, MAX_MANIFEST_BYTES)
    except OSError as error:
        raise IndexUnusableError(
            f"{folder} is not a whole generation: its manifest cannot be read ({error.strerror}). "
            "Go back with: baogao rollback, or rebuild with: baogao index"
        ) from error
    try:
        return parse(text)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise IndexUnusableError(
            f"{folder / MANIFEST_FILE} is damaged: {error}. "
            "Go back with: baogao rollback, or rebuild with: baogao index"
        ) from error


def missing(folder: Path, manifest: Manifest) -> Iterator[ManifestFault]:
    """Faults visible without reading the files: a file is missing or has another size."""
    for entry in manifest.entries:
        try:
            status = (folder / entry.name).stat()
        except OSError as error:
            yield ManifestFault(entry.name, f"cannot be found ({error.strerror})")
            continue
        if not stat.S_ISREG(status.st_mode):
            yield ManifestFault(entry.name, "is not a regular file")
        elif status.st_size != entry.size:
            yield ManifestFault(entry.name, f"has {status.st_size} bytes instead of {entry.size}")


def faults(folder: Path, manifest: Manifest) -> Iterator[ManifestFault]:
    """All differences from the manifest; reads every byte of every file."""
    absent = {fault.name: fault for fault in missing(folder, manifest)}
    yield from absent.values()
    for entry in manifest.entries:
        if entry.name in absent:
            continue
        try:
            changed = checksum(folder / entry.name) != entry.checksum
        except OSError as error:
            yield ManifestFault(entry.name, f"cannot be read ({error.strerror})")
            continue
        if changed:
            yield ManifestFault(entry.name, "does not hold what was written to it")
    known = {entry.name for entry in manifest.entries} | {MANIFEST_FILE}
    for name in sorted(entry.name for entry in folder.iterdir()):
        if name not in known:
            yield ManifestFault(name, "was not written by baogao")


def checksum(path: Path) -> str:
    """The checksum of a file's content, as in ManifestEntry."""
    digest = hashlib.blake2b(digest_size=CHECKSUM_BYTES)
    with open_regular(path) as file:
        while chunk := file.read(_READ_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != MANIFEST_FILE)


def _linked(before: Path) -> dict[tuple[int, int], ManifestEntry]:
    """The entries of a generation by device and inode; a hard link to a file has the same pair."""
    linked = {}
    with contextlib.suppress(IndexUnusableError, OSError):  # a damaged generation shares no files
        for entry in read(before).entries:
            inode = (before / entry.name).stat()
            linked[inode.st_dev, inode.st_ino] = entry
    return linked


def to_bytes(manifest: Manifest) -> bytes:
    """The bytes of a manifest file: a line of JSON, then a line with the checksum of the first."""
    files = [[entry.name, entry.size, entry.checksum] for entry in manifest.entries]
    value = {"format": MANIFEST_FORMAT, "before": manifest.before, "files": files}
    line = json.dumps(value, separators=(",", ":")).encode()
    return line + b"\n" + _sum(line) + b"\n"


def parse(text: bytes) -> Manifest:
    """Parse the bytes of a manifest file; ValueError, TypeError or KeyError if they are invalid."""
    line, _, rest = text.partition(b"\n")
    if rest != _sum(line) + b"\n":
        raise ValueError("its checksum is wrong")
    value = json.loads(line)
    if value["format"] != MANIFEST_FORMAT:
        shown = toml_file.as_text(value["format"])
        raise ValueError(f"it has format {shown}, this version reads {MANIFEST_FORMAT}")
    before, entries = value["before"], tuple(ManifestEntry(*entry) for entry in value["files"])
    if not isinstance(before, str) or not _BEFORE.fullmatch(before) or not all(map(_sane, entries)):
        raise ValueError("a value is not one of a manifest")
    if len({entry.name for entry in entries}) < len(entries):  # each would be read again
        raise ValueError("it names a file twice")
    return Manifest(before, entries)


def _sane(entry: ManifestEntry) -> bool:
    """Whether an entry names a file in its own folder, with a size and a checksum."""
    return (
        isinstance(entry.name, str)
        and _FLAT.fullmatch(entry.name) is not None
        and type(entry.size) is int
        and 0 <= entry.size < 1 << 63
        and isinstance(entry.checksum, str)
    )


def _sum(line: bytes) -> bytes:
    return hashlib.blake2b(line, digest_size=CHECKSUM_BYTES).hexdigest().encode()
