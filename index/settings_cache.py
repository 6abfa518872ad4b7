"""The settings of the working folder for a process that runs on, read again when they change.

Only the edges call this: commands, the site, the helper process. Everything behind them gets its
settings as an argument.
"""

import functools
import os
from pathlib import Path

from index import settings
from index.settings import Settings


def cached_settings() -> Settings:
    """The settings of the working folder; Settings() without a file."""
    path = Path(os.environ.get("BAOGAO_SETTINGS", settings.SETTINGS_FILE))
    return _read(str(path.absolute()), _changed(path), os.environ.get("BAOGAO_INDEX", ""))


def _changed(path: Path) -> int:
    """The file's modification time in nanoseconds, 0 if it does not exist."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=2)
def _read(path: str, changed: int, index: str) -> Settings:
    """The settings; `path` and `index` are only part of the cache key."""
    del path, index
    return settings.current_settings() if changed else Settings()
