"""What a generation says of itself: when and from what it was built, and its segments."""

import base64
import datetime
import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Array
from index.embedded.disk import Disk
from index.errors import IndexUnusableError
from index.regular_file import read_regular

GENERATION_FORMAT = 9
INFO_FILE = "generation.json"
LONGEST = 64 << 20
"""Bytes of the facts or of a table of contents beyond which they are none of ours."""
SEGMENT_ENDING = ".arrays"
TABLE = "_MAIN_1.toc"
"""Whoosh's table of contents: the index MAIN in its first generation; ours are folders."""


@dataclass(frozen=True, slots=True)
class SegmentEntry:
    """A segment of a generation: its name, how many reports it holds, the numbers of those deleted.

    The name is a hash of what it holds, so segments of equal content have equal names.
    """

    name: str
    reports: int
    deleted: Array

    def path(self, folder: Path) -> Path:
        """Where it is, under the name that Whoosh gives it."""
        return folder / f"MAIN_{self.name}{SEGMENT_ENDING}"


@dataclass(frozen=True, slots=True, kw_only=True)
class GenerationInfo:
    """`built` is in UTC, `folders` were indexed, `analysis` is the signature of the analyzer.

    `dictionary` are the lines of the user dictionary the analyzer had.
    `table` is the checksum of Whoosh's table of contents: a search compares it and has no need to
    load what reads the table (see `toc`), which would take half the time of a cold start.
    """

    built: datetime.datetime
    folders: tuple[str, ...]
    analysis: str
    table: str
    segments: tuple[SegmentEntry, ...]
    dictionary: tuple[str, ...] = ()


def now() -> datetime.datetime:
    """The time, in UTC."""
    return datetime.datetime.fromtimestamp(time.time(), datetime.UTC)


def write(facts: GenerationInfo, folder: Path, disk: Disk) -> None:
    """Put the facts into the folder of a generation."""
    value = {
        "format": GENERATION_FORMAT,
        "built": facts.built.isoformat(),
        "folders": list(facts.folders),
        "analysis": facts.analysis,
        "dictionary": list(facts.dictionary),
        "table": facts.table,
        "segments": [
            [one.name, one.reports, base64.b64encode(one.deleted.astype("<u4").tobytes()).decode()]
            for one in facts.segments
        ],
    }
    disk.write(
        folder / INFO_FILE, json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape")
    )


def read(folder: Path) -> GenerationInfo:
    """The facts of a generation; IndexUnusableError where they cannot be read or are too old."""
    try:
        value = json.loads(
            read_regular(folder / INFO_FILE, LONGEST).decode("utf-8", "surrogateescape")
        )
        version = int(value["format"])
        if version == GENERATION_FORMAT:
            return _sane(
                GenerationInfo(
                    built=datetime.datetime.fromisoformat(value["built"]),
                    folders=tuple(value["folders"]),
                    analysis=value["analysis"],
                    table=value["table"],
                    segments=tuple(_listed(*one) for one in value["segments"]),
                    dictionary=tuple(
                        value.get("dictionary", ())
                    ),  # none in older ones of this format
                )
            )
    except _WRONG as error:
        raise IndexUnusableError(
            f"{folder} is damaged: {INFO_FILE} cannot be read ({error}). Rebuild with: baogao index"
        ) from error
    age = "a newer" if version > GENERATION_FORMAT else "an older"
    raise IndexUnusableError(
        f"The index was written by {age} version of baogao (format {version}, this one reads "
        f"{GENERATION_FORMAT}). Rebuild with: baogao index"
    )


_WRONG = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
"""What reading facts that somebody made up can raise."""


def _sane(facts: GenerationInfo) -> GenerationInfo:
    """The facts, if each is of its kind; ValueError if not."""
    texts = (*facts.folders, *facts.dictionary, facts.analysis, facts.table)
    if not all(isinstance(text, str) for text in texts) or facts.built.tzinfo is None:
        raise ValueError("it does not say what the facts of a generation do")
    return facts


def checksum_of_table(folder: Path) -> str:
    """The checksum of Whoosh's table of contents as it is in the folder of a generation."""
    try:
        data = read_regular(folder / TABLE, LONGEST)
    except OSError as error:
        raise IndexUnusableError(
            f"{folder} is damaged: {TABLE} cannot be read ({error.strerror}). "
            "Go back with: baogao rollback, or rebuild with: baogao index"
        ) from error
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def admit_table(folder: Path, facts: GenerationInfo) -> None:
    """Return if Whoosh's table of contents is the one that was written; IndexUnusableError else."""
    if checksum_of_table(folder) != facts.table:
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
    return SegmentEntry(name, reports, docs)
