"""File signatures, by which an update recognises unchanged files without reading them.

A signature covers everything that the report of a plain file depends on: its state on disk (size,
mtime, ctime, inode), the configuration files, the names of attachments beside a page, the resource
folder of a page, and the code of the readers. Programs cannot set ctime back. A file that changed
in the last seconds has no signature, because its next change could have the same time (git calls
this racily clean).
"""

import functools
import hashlib
import os
import time
from pathlib import Path

from index.indexing import attachments, file_types
from index.ingest.files import corrections, site_rules
from index.ingest.source_file import SourceFile
from index.ingest.webpage.tree.frames import MAX_PAGE_FRAMES

RACY_SECONDS = 2.0
"""The age of the last change, in seconds, from which its time identifies the state of a file. File
systems record times coarsely."""
SIGNATURE_BYTES = 16
"""The size of a signature in bytes."""
_PAGES = (".html", ".htm", ".xhtml", ".mht")


def file_signature(entry: SourceFile) -> bytes:
    """The signature of a plain file; empty if the file must be read again.

    Members of containers and attachments have none; attachments depend on the pages beside them.
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
        attachments.siblings_hash(entry) if entry.kind == "html" else b"",
        _frames(f"{os.path.splitext(entry.file)[0]}_files") if entry.kind == "html" else (),  # noqa: PTH122 - once per page
    )
    text = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=SIGNATURE_BYTES).digest()


def state_signature(entry: SourceFile) -> bytes:
    """The signature of the bytes of a file of any kind; empty if it changed too recently.

    It does not cover how the bytes are read.
    """
    state = _state(entry.file)
    if not state or time.time() - max(state[1], state[2]) / 1e9 < RACY_SECONDS:
        return b""
    return repr((entry.file, state)).encode("utf-8", "surrogatepass")


def _frames(folder: str) -> tuple[object, ...]:
    """The states of a resource folder and of the pages in it, which a page may show in frames."""
    state = _state(folder)
    if not state:
        return ()
    try:
        names = sorted(name for name in os.listdir(folder) if name.lower().endswith(_PAGES))  # noqa: PTH208 - once per page
    except OSError:
        return state
    return (*state, *((name, _state(f"{folder}/{name}")) for name in names[:MAX_PAGE_FRAMES]))


def _state(file: str) -> tuple[int, ...]:
    try:
        state = os.stat(file)  # noqa: PTH116 - twice per file of the corpus
    except OSError:
        return ()
    return (state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)


@functools.cache
def _code() -> str:
    """A hash of the code of the readers, so that a new version reads all files again."""
    index = Path(__file__).parent.parent
    files = [index / "report.py"]
    for folder in (index / "ingest", index / "indexing"):
        files += sorted(path for path in folder.rglob("*") if path.suffix in (".py", ".toml"))
    return hashlib.blake2b(b"\0".join(path.read_bytes() for path in files)).hexdigest()
