"""A dossier as a folder in a ZIP file, in the form of BagIt (RFC 8493).

It has the originals of the reports, their text as it is searched, the dossier in every other
format, and a manifest of checksums, which `sha256sum --check manifest-sha256.txt` compares.
"""

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.system.deadline import current_deadline
from web.desk.dossier import Dossier, DossierEntry
from web.highlight_html import without_controls
from web.originals import MAX_ORIGINAL_BYTES, Original, original
from web.zip_buffer import ZipBuffer

MAX_BAG_BYTES = 4 << 30
"""Bytes of originals in one folder; further ones are left out, with a note."""
MAX_SLUG_CHARS = 60
_TAG_FILES = "bagit.txt", "bag-info.txt", "manifest-sha256.txt"
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_PART_BYTES = 1 << 18
Files = Mapping[str, Callable[[Dossier], Iterable[bytes]]]


@dataclass(slots=True)
class _Bag:
    """The folder while it is written: its checksums, and what was left out."""

    file: zipfile.ZipFile
    buffer: ZipBuffer
    folder: str
    sums: list[tuple[str, str]]

    def write(self, name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Write a file and yield what can be sent."""
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(f"{self.folder}/{name}", _ZIP_DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self.file.open(info, "w", force_zip64=True) as member:
            for part in parts:
                digest.update(part)
                member.write(part)
                if self.buffer.size > _PART_BYTES:
                    yield self.buffer.drain()
        self.sums.append((digest.hexdigest(), name))


def bag(dossier: Dossier, files: Files) -> Iterator[bytes]:
    """The ZIP file, in parts as they are written; `files` are the dossier's other formats."""
    buffer = ZipBuffer()
    with zipfile.ZipFile(buffer, "w") as file:  # type: ignore[call-overload]  # writing needs no more
        folder = slug(dossier.collection.name) or f"collection-{dossier.collection.id}"
        writer = _Bag(file, buffer, folder, [])
        for name, write in files.items():
            yield from writer.write(f"data/{name}", write(dossier))
        yield from _reports(writer, dossier)
        manifest = "".join(f"{digest}  {name}\n" for digest, name in writer.sums)
        yield from _tags(writer, dossier, manifest)
    yield buffer.drain()


def _reports(writer: _Bag, dossier: Dossier) -> Iterator[bytes]:
    """The text and the original of each report; a list says which are missing, and why."""
    missing: list[str] = []
    known: set[str] = set()
    left = MAX_BAG_BYTES
    for entry in dossier.entries:
        stem = f"{entry.number:04}-{slug(entry.report.title)}".rstrip("-")
        if entry.archived:
            yield from writer.write(f"data/text/{stem}.txt", _text(entry, dossier))
        source = original(entry.report.path, dossier.folders) if entry.archived else None
        if source is not None and f"{source.folder}/{source.name}" in known:
            continue
        why = _left_out(entry, source, left)
        if why or source is None:
            missing.append(f"{entry.number}\t{why}\t{_line(entry.report.title)}\n")
        else:
            known.add(f"{source.folder}/{source.name}")
            left -= source.size
            name = source.name.rpartition("/")[2]
            yield from writer.write(
                f"data/originals/{entry.number:04}-{_file_name(name)}", _read(source)
            )
    head = "number\twhy there is no original\ttitle\n"
    text = "".join([head, *missing]).encode("utf-8", "replace")
    yield from writer.write("data/missing.tsv", [text])


def _left_out(entry: DossierEntry, source: Original | None, left: int) -> str:
    """Why the original of a report is not in the folder; "" if it is."""
    if not entry.archived:
        return "the report is no longer in the archive"
    if source is None:
        return "there is no such file in the folders that baogao.toml names as corpus"
    if current_deadline().over():
        return "the time for this file was up"
    if source.size > MAX_ORIGINAL_BYTES:
        return f"the file has {source.size} bytes, more than {MAX_ORIGINAL_BYTES}"
    if source.size > left:
        return f"the files in this folder would have more than {MAX_BAG_BYTES} bytes with it"
    return ""


def _read(source: Original) -> Iterator[bytes]:
    """The bytes of an original; it ends where the file does, should it have vanished meanwhile."""
    try:
        yield from source.parts()
    except OSError:
        return


def _text(entry: DossierEntry, dossier: Dossier) -> Iterator[bytes]:
    """A report as text, with its fields above it."""
    (known,) = dossier.index.reports([entry.report.id])
    report = known or entry.report
    fields = [
        ("title", report.title),
        ("date", report.date.isoformat() if report.date else ""),
        ("source", report.source),
        ("author", report.author),
        ("url", report.url),
        ("id", report.id),
    ]
    head = "".join(f"{name}: {_line(value)}\n" for name, value in fields if value)
    yield without_controls(f"{head}\n{report.body}\n").encode("utf-8", "replace")


def _tags(writer: _Bag, dossier: Dossier, manifest: str) -> Iterator[bytes]:
    """The files that say what the folder is, with checksums of their own."""
    writer.sums.clear()
    day = dossier.today.isoformat()
    info = f"External-Description: {_line(dossier.collection.name)}\nBagging-Date: {day}\n"
    version = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for name, text in zip(_TAG_FILES, (version, info, manifest), strict=True):
        yield from writer.write(name, [text.encode("utf-8", "replace")])
    sums = "".join(f"{digest}  {name}\n" for digest, name in writer.sums)
    yield from writer.write("tagmanifest-sha256.txt", [sums.encode()])


def slug(text: str) -> str:
    """A title as a file name that every system takes: letters, digits and hyphens."""
    words = re.sub(r"[^\w]+", "-", without_controls(text).replace("\ufffd", ""))
    return words[:MAX_SLUG_CHARS].strip("-_")


def _file_name(name: str) -> str:
    """The name of an original, its ending kept."""
    stem, mark, ending = name.rpartition(".")
    ending = re.sub(r"[^A-Za-z0-9]", "", ending)[:10]
    return f"{slug(stem if mark else name) or 'file'}{'.' + ending if mark and ending else ''}"


def _line(text: str) -> str:
    return " ".join(text.split())
