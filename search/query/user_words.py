"""The operator's own words, for every search of this process.

Read from the settings here rather than handed in, so that the command line, the site, exports and
trends all search with the same words; read again when `baogao.toml` changes.
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
    """When the file last changed, in nanoseconds; 0 where there is none."""
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=2)
def _read(path: str, changed: int, index: str) -> Settings:
    """`changed` and `index` only tell one reading from the next."""
    del path, index
    return settings.current_settings() if changed else Settings()
