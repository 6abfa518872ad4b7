"""Cache of vocabularies: in memory, and in files that one process writes for the others.

Making a vocabulary of a large index takes seconds and blocks Python's interpreter lock, so a server
leaves it to its helper process. Until the vocabulary of a new generation is ready, the previous one
proposes the words. Their counts always come from the index itself.
"""

import functools
import shutil
import threading
from pathlib import Path

from index.api import Index, IndexState
from index.system import tempfiles
from index.system.deadline import current_deadline
from search.suggest.vocabulary import Vocabulary, build_vocabulary

CACHED_VOCABULARIES = 2
PREFETCHED_CHARS = 300
"""The most frequent characters, for which an index precomputes its answers. They are two thirds of
written text. Measured: 3.9 s of CPU for 200,000 reports, 1.1 s for 20,000."""
SMALL_INDEX_REPORTS = 2_000
"""Up to this many reports, making the vocabulary takes milliseconds."""

_BUILT_BY_HELPER = threading.Event()
_BUILT_AHEAD = threading.Event()


def vocabulary(index: Index, dictionary: tuple[str, ...]) -> Vocabulary:
    """The vocabulary of an index, the previous one while it is missing, or else made now.

    It tokenises with the lines of a user dictionary.
    """
    cache = _cache()
    cached = cache.get(index.about().state)
    if cached is None and cache and not _small(index):
        cached = next(reversed(cache.values()))
    return cached or ensure_vocabulary(index, dictionary)


def is_available(index: Index) -> bool:
    """Whether a vocabulary is available without waiting."""
    return bool(_cache()) or _small(index)


def leave_building_to_helper() -> None:
    """From now on the helper process builds large vocabularies, and this one only fetches them."""
    _BUILT_BY_HELPER.set()


def built_by_helper() -> bool:
    """Whether the helper process builds large vocabularies."""
    return _BUILT_BY_HELPER.is_set()


def build_ahead() -> None:
    """From now on the vocabulary of each generation is made, or fetched, soon after it."""
    _BUILT_AHEAD.set()


def is_behind(index: Index) -> bool:
    """Whether this process will soon have a newer vocabulary than it has for this index."""
    return _BUILT_AHEAD.is_set() and not _small(index) and index.about().state not in _cache()


def ensure_vocabulary(index: Index, dictionary: tuple[str, ...]) -> Vocabulary:
    """The cached vocabulary of an index; make and cache it if it is missing.

    One that was cut by time, or lacks a part of the index, serves this answer only.
    """
    state = index.about().state
    if cached := _cache().get(state):
        return cached
    new = build_vocabulary(index, dictionary)
    return new if current_deadline().over() or current_deadline().partial else _store(state, new)


def write_vocabulary(index: Index, folder: Path, dictionary: tuple[str, ...]) -> Vocabulary:
    """Build and cache the vocabulary of an index, and write it for other processes.

    Does nothing if the vocabulary is cached and its files exist.
    """
    state = index.about().state
    new, done = folder / "new", folder / _name(state)
    if state in _cache() and done.is_dir():
        index.share(done)
        return _cache()[state]
    tempfiles.private_folder(folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    build_vocabulary(index, dictionary).save(new)
    shutil.rmtree(done, ignore_errors=True)
    new.rename(done)
    cached = {_name(other) for other in _cache()} | {done.name}
    for old in folder.iterdir():
        if old.is_dir() and old.name not in cached:
            shutil.rmtree(old, ignore_errors=True)  # mapped files stay readable
    opened = _store(state, Vocabulary.opened(done))
    index.share(done, () if _small(index) else opened.characters(PREFETCHED_CHARS))
    return opened


def fetch_vocabulary(index: Index, folder: Path) -> bool:
    """Cache the vocabulary that another process wrote; False while there is none."""
    state = index.about().state
    done = folder / _name(state)
    if state not in _cache():
        try:
            tempfiles.private_folder(folder)
            _store(state, Vocabulary.opened(done))
        except OSError:
            return False
    index.share(done)
    return True


def _store(state: IndexState, new: Vocabulary) -> Vocabulary:
    cache = _cache()
    cache.pop(state, None)
    while len(cache) >= CACHED_VOCABULARIES:
        cache.pop(next(iter(cache)), None)
    cache[state] = new
    return new


@functools.cache
def _cache() -> dict[IndexState, Vocabulary]:
    return {}


def _name(state: IndexState) -> str:
    generation, _, built = state
    return f"{generation}-{built:%Y%m%dT%H%M%S%f}"


def _small(index: Index) -> bool:
    return index.about().reports <= SMALL_INDEX_REPORTS
