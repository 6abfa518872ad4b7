"""The user dictionary and synonyms, for every search of this process.

They are read from the settings here, not passed in, so that the command line, the site, exports and
trends all search with the same words. They are read again when `baogao.toml` changes.
"""

import functools
import os
from pathlib import Path

from index import settings
from index.settings import Settings


def user_words() -> Settings:
    """The settings of the working folder."""
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
    """The settings; `changed` and `index` are only part of the cache key."""
    del path, index
    return settings.current_settings() if changed else Settings()
