"""Stamps: what tells a file that was read from one that has to be read again.

A stamp stands for everything that reading a plain file depends on: its state on the disk (size,
times of content and of change, inode), the files that steer the reading, the names of attachments
beside a page, the folder of what was saved with it, and the code that reads. The time of change
cannot be set back by any program, and a file that changed in the last moments has no stamp, as its
next change could bear the same time (git calls such entries racily clean). So an update reads what
changed and not what is there.
"""

import functools
import hashlib
import os
import time
from pathlib import Path

from index.ingest import attachments, corrections, file_types, site_rules
from index.ingest.source_file import SourceFile

RACY_SECONDS = 2.0
"""Seconds since the last change from which times tell states apart; file systems count coarsely."""
SIGNATURE_BYTES = 16
"""Bytes of a stamp."""


def file_signature(entry: SourceFile) -> bytes:
    """The stamp of a plain file, empty where it cannot be trusted and the file is to be read.

    Members of containers have none, nor have attachments: they depend on the pages beside them.
    """
    if entry.data is not None or entry.kind in file_types.ATTACHABLE:
        return b""
    try:
        state = os.stat(entry.file)  # noqa: PTH116 - once per file of the corpus
    except OSError:
        return b""
    if time.time() - max(state.st_mtime, state.st_ctime) < RACY_SECONDS:
        return b""
    parts = (
        _code(),
        (entry.root, entry.path, entry.kind, entry.url, entry.charset),
        (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino, state.st_dev),
        tuple(
            _state(f"{entry.root}/{name}")
            for name in (site_rules.SITE_RULES_FILE, corrections.CORRECTIONS_FILE)
        ),
        attachments.beside(entry) if entry.kind == "html" else b"",
        _state(f"{os.path.splitext(entry.file)[0]}_files") if entry.kind == "html" else (),  # noqa: PTH122 - once per page
    )
    text = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=SIGNATURE_BYTES).digest()


def state_signature(entry: SourceFile) -> bytes:
    """What tells the state of a file on the disk, whatever its kind; empty where it may not.

    It stands for the bytes alone, not for how they are read.
    """
    state = _state(entry.file)
    if not state or time.time() - max(state[1], state[2]) / 1e9 < RACY_SECONDS:
        return b""
    return repr((entry.file, state)).encode("utf-8", "surrogatepass")


def _state(file: str) -> tuple[int, ...]:
    try:
        state = os.stat(file)  # noqa: PTH116 - twice per file of the corpus
    except OSError:
        return ()
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


@functools.cache
def _code() -> str:
    """A hash of the code that reads: what another version would read is read again."""
    here = Path(__file__).parent
    files = [here.parent / "report.py"]
    files += sorted(path for path in here.rglob("*") if path.suffix in (".py", ".toml"))
    return hashlib.blake2b(b"\0".join(path.read_bytes() for path in files)).hexdigest()
