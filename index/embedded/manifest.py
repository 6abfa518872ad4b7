"""The manifest of a generation: every file with its size and checksum, written last.

It makes a generation whole or not: opening compares names and sizes, `baogao check` reads every
byte. It ends with a checksum of itself, and it is the file that readers lock.
"""

import contextlib
import hashlib
import json
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.embedded.disk import Disk
from index.errors import IndexUnusableError
from index.regular_file import open_regular, read_regular

MANIFEST_FILE = "MANIFEST"
MANIFEST_FORMAT = 1
CHECKSUM_BYTES = 16
"""Bytes of a checksum."""

LONGEST = 16 << 20
"""Bytes of a manifest beyond which it is none of ours."""
_BEFORE = re.compile(r"(?:g\d{6,12})?")
_FLAT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """One file: its size in bytes and the blake2b checksum (16 bytes, in hexadecimal) of it."""

    name: str
    size: int
    checksum: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files of a generation, by name; `before` is the generation that served until it came."""

    before: str
    entries: tuple[ManifestEntry, ...]


@dataclass(frozen=True, slots=True)
class ManifestFault:
    """Something about a file that is not as the manifest says, as the rest of a sentence."""

    name: str
    what: str


def seal(disk: Disk, folder: Path, before: str) -> Manifest:
    """Write the manifest of a finished folder; `before` names the generation that serves now.

    Files that are links to those of `before` keep the checksum they have there.
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
    """The manifest of a generation; IndexUnusableError where there is none that is whole."""
    try:
        text = read_regular(folder / MANIFEST_FILE, LONGEST)
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
    """What a look at the folder shows without reading the files: absent, or of another size."""
    for entry in manifest.entries:
        try:
            found = (folder / entry.name).stat()
        except OSError as error:
            yield ManifestFault(entry.name, f"cannot be found ({error.strerror})")
            continue
        if not stat.S_ISREG(found.st_mode):
            yield ManifestFault(entry.name, "is not a regular file")
        elif found.st_size != entry.size:
            yield ManifestFault(entry.name, f"has {found.st_size} bytes instead of {entry.size}")


def faults(folder: Path, manifest: Manifest) -> Iterator[ManifestFault]:
    """Everything that is not as the manifest says: every byte of every file is read."""
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
    """The checksum of a file's content, as an Entry holds it."""
    digest = hashlib.blake2b(digest_size=CHECKSUM_BYTES)
    with open_regular(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != MANIFEST_FILE)


def _linked(before: Path) -> dict[tuple[int, int], ManifestEntry]:
    """The entries of a generation by device and inode: what is shared has the same."""
    found = {}
    with contextlib.suppress(IndexUnusableError, OSError):  # a damaged one shares nothing
        for entry in read(before).entries:
            inode = (before / entry.name).stat()
            found[inode.st_dev, inode.st_ino] = entry
    return found


def to_bytes(manifest: Manifest) -> bytes:
    """The bytes of its file: one line of JSON and one with the checksum of the first."""
    files = [[entry.name, entry.size, entry.checksum] for entry in manifest.entries]
    value = {"format": MANIFEST_FORMAT, "before": manifest.before, "files": files}
    line = json.dumps(value, separators=(",", ":")).encode()
    return line + b"\n" + _sum(line) + b"\n"


def parse(text: bytes) -> Manifest:
    """The manifest in the bytes of its file; ValueError, TypeError or KeyError if it is none."""
    line, _, rest = text.partition(b"\n")
    if rest != _sum(line) + b"\n":
        raise ValueError("its checksum is wrong")
    value = json.loads(line)
    if value["format"] != MANIFEST_FORMAT:
        raise ValueError(f"it has format {value['format']}, this version reads {MANIFEST_FORMAT}")
    before, entries = value["before"], tuple(ManifestEntry(*entry) for entry in value["files"])
    if not isinstance(before, str) or not _BEFORE.fullmatch(before) or not all(map(_sane, entries)):
        raise ValueError("it does not say what a manifest does")
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
