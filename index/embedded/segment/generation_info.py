"""The metadata of a generation: when it was built, from which folders, and its segments."""

import base64
import datetime
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.segment.disk import Disk
from index.errors import IndexUnusableError, missing_field
from index.fields import KEYWORD_FIELDS
from index.system.regular_file import read_regular

GENERATION_FORMAT = 12
INFO_FILE = "generation.json"
MAX_INFO_BYTES = 64 << 20
"""Maximum bytes of the metadata and of a table of contents; longer files are not ours."""
SEGMENT_ENDING = ".arrays"
PASSAGES_ENDING = ".passages"
TABLE = "_MAIN_1.toc"
"""Whoosh's table of contents: generation 1 of the index MAIN. Our generations are folders."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a generation: its name, its number of reports, and the deleted report numbers.

    The name is a hash of the content, so segments with equal content have equal names.
    """

    name: str
    reports: int
    deleted: Array

    def path(self, folder: Path) -> Path:
        """The path of the segment; Whoosh's naming rule gives the file name."""
        return folder / f"MAIN_{self.name}{SEGMENT_ENDING}"

    def passages_path(self, folder: Path) -> Path:
        """The path of the vectors of its passages, which may be absent."""
        return folder / f"MAIN_{self.name}{PASSAGES_ENDING}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationInfo:
    """The metadata of a generation.

    `built` is in UTC, `folders` were indexed, `analysis` is the signature of the analyzer,
    `dictionary` the lines of its user dictionary. `table` is the checksum of Whoosh's table of
    contents. A search only compares the checksum: loading the code that reads the table (see `toc`)
    would take half the time of a cold start. `meaning` is the signature of the encoder of the
    vectors beside the segments, "" if there are none.
    """

    built: datetime.datetime
    folders: tuple[str, ...]
    analysis: str
    table: str
    segments: tuple[SegmentEntry, ...]
    dictionary: tuple[str, ...] = ()
    meaning: str = ""


def now() -> datetime.datetime:
    """The current time in UTC."""
    return datetime.datetime.fromtimestamp(time.time(), datetime.UTC)


def write(info: GenerationInfo, folder: Path, disk: Disk) -> None:
    """Write the metadata into the folder of a generation."""
    value = {
        "format": GENERATION_FORMAT,
        "fields": list(KEYWORD_FIELDS),
        "built": info.built.isoformat(),
        "folders": list(info.folders),
        "analysis": info.analysis,
        "dictionary": list(info.dictionary),
        "table": info.table,
        "meaning": info.meaning,
        "segments": [
            [
                segment.name,
                segment.reports,
                base64.b64encode(segment.deleted.astype("<u4").tobytes()).decode(),
            ]
            for segment in info.segments
        ],
    }
    disk.write(
        folder / INFO_FILE, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape")
    )


def read(folder: Path) -> GenerationInfo:
    """The metadata of a generation; IndexUnusableError if it is unreadable or of another format."""
    try:
        value = json.loads(
            read_regular(folder / INFO_FILE, MAX_INFO_BYTES).decode("utf-8", "surrogateescape")
        )
        version = int(value["format"])
        missing = sorted({*KEYWORD_FIELDS} - {*value.get("fields", KEYWORD_FIELDS)})
        if version == GENERATION_FORMAT and not missing:
            return _sane(
                GenerationInfo(
                    built=datetime.datetime.fromisoformat(value["built"]),
                    folders=tuple(value["folders"]),
                    analysis=value["analysis"],
                    table=value["table"],
                    segments=tuple(_listed(*row) for row in value["segments"]),
                    # Older files of this format have no dictionary, no meaning and no fields.
                    dictionary=tuple(value.get("dictionary", ())),
                    meaning=value.get("meaning", ""),
                )
            )
    except _PARSE_ERRORS as error:
        raise IndexUnusableError(
            f"{folder} is damaged: {INFO_FILE} cannot be read ({error}). Rebuild with: baogao index"
        ) from error
    if version == GENERATION_FORMAT:
        raise missing_field(missing[0])
    age = "a newer" if version > GENERATION_FORMAT else "an older"
    raise IndexUnusableError(
        f"The index was written by {age} version of baogao (format {version}, this one reads "
        f"{GENERATION_FORMAT}). Rebuild with: baogao index"
    )


_PARSE_ERRORS = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
    OverflowError,
)
"""Errors that reading forged metadata can raise."""


def _sane(info: GenerationInfo) -> GenerationInfo:
    """Return the metadata if every value has its type; ValueError otherwise."""
    texts = (*info.folders, *info.dictionary, info.analysis, info.table, info.meaning)
    if not all(isinstance(text, str) for text in texts) or info.built.tzinfo is None:
        raise ValueError("a value has the wrong type")
    if len({segment.name for segment in info.segments}) < len(info.segments):
        raise ValueError("a segment is listed twice")  # its reports would count twice
    return info


def checksum_of_table(folder: Path) -> str:
    """The checksum of Whoosh's table of contents in the folder of a generation."""
    try:
        data = read_regular(folder / TABLE, MAX_INFO_BYTES)
    except OSError as error:
        raise IndexUnusableError(
            f"{folder} is damaged: {TABLE} cannot be read ({error.strerror}). "
            "Go back with: baogao rollback, or rebuild with: baogao index"
        ) from error
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def admit_table(folder: Path, info: GenerationInfo) -> None:
    """Check that Whoosh's table of contents is the one we wrote; IndexUnusableError otherwise."""
    if checksum_of_table(folder) != info.table:
        raise IndexUnusableError(
            f"{folder / TABLE} was not written by baogao, or is damaged. Do not use this folder if "
            "it came from someone else. Rebuild with: baogao index"
        )


def _listed(name: str, reports: int, deleted: str) -> SegmentEntry:
    docs = np.frombuffer(base64.b64decode(deleted), "<u4")
    if type(reports) is not int or not 0 <= reports < 1 << 32:
        raise ValueError(f"{reports!r} reports")
    if not (name.isascii() and name.isalnum()) or (len(docs) and int(docs.max()) >= reports):
        raise ValueError(f"the segment {name!r}")
    if np.any(docs[1:] <= docs[:-1]):
        raise ValueError(f"the deleted reports of {name!r} are not in order")
    return SegmentEntry(name, reports, docs)
