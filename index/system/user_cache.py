"""Arrays that take long to make, kept as files of this user, which every later process maps.

They stand in `$XDG_CACHE_HOME/baogao` (else `~/.cache/baogao`), a folder of this user alone.
Nothing there is needed: where it cannot be written, or a file is damaged, arrays are made anew.
"""

import contextlib
import os
import shutil
import time
import zlib
from collections.abc import Mapping
from pathlib import Path

from index.arrays import Array, mapped_arrays, save_arrays
from index.system.regular_file import read_regular
from index.system.tempfiles import folder_beside, private_folder

UNUSED_SECONDS = 30 * 86_400
"""Arrays of another key are removed when they were made so long ago."""
_SUM = "sum"
"""The file with the checksum of all others, written last."""
_MAX_SUM_BYTES = 20
_MAX_ARRAY_BYTES = 1 << 28
"""Bytes of one array."""


def kept_arrays(key: str) -> dict[str, Array] | None:
    """The arrays that were kept under a key, mapped; None if there are none, or damaged ones."""
    try:
        folder = _place()
        if not folder.is_dir():  # whoever only looks makes none
            return None
        private_folder(folder)
        return _opened(folder / key)
    except Exception:  # noqa: BLE001 - NumPy raises errors of many types for a damaged header
        return None


def keep_arrays(key: str, arrays: Mapping[str, Array]) -> None:
    """Keep arrays under a key; nothing happens where that cannot be done.

    There may be no home, or it is not writable, full, or somebody else's.
    """
    with contextlib.suppress(OSError, RuntimeError):
        folder = _place()
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        private_folder(folder)
        with folder_beside(folder / key) as beside:
            made = beside / key
            made.mkdir()
            save_arrays(made, arrays)
            (made / _SUM).write_text(str(_sum(made)), "ascii")
            _remove(folder / key)
            made.rename(folder / key)
        _remove_unused(folder, key)


def _place() -> Path:
    """Where the folder of this user is; RuntimeError for a user without a home."""
    named = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = named if named.is_absolute() else Path.home() / ".cache"
    return base / "baogao"


def _opened(folder: Path) -> dict[str, Array] | None:
    kept = int(read_regular(folder / _SUM, _MAX_SUM_BYTES).decode("ascii"))
    return (mapped_arrays(folder) or None) if kept == _sum(folder) else None


def _sum(folder: Path) -> int:
    """The checksum of the names and contents of all arrays."""
    total = 0
    for path in sorted(folder.glob("*.npy")):
        data = read_regular(path, _MAX_ARRAY_BYTES)
        total = zlib.crc32(data, zlib.crc32(path.name.encode(), total))
    return total


def _remove_unused(folder: Path, key: str) -> None:
    """Remove old arrays of other keys."""
    for path in folder.iterdir():
        if path.name != key and time.time() - path.lstat().st_mtime > UNUSED_SECONDS:
            _remove(path)


def _remove(path: Path) -> None:
    """Remove what has a name, be it arrays or something in their way."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
