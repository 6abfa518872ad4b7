"""Where vocabularies are kept: in memory, and for several processes in files that one makes.

Making one takes seconds in a large index and holds Python's lock, so a server leaves it to a
process beside its workers, as it does with what an index can work out ahead. Until that of a new
generation is there, the one before proposes the words; how many reports hold them is always asked
of the index itself.
"""

import datetime
import functools
import shutil
import threading
from pathlib import Path

from index import tempfiles
from index.api import Index
from search.query.user_words import user_words
from search.suggest.vocabulary import Vocabulary, listed

CACHED_VOCABULARIES = 2
PREFETCHED_CHARS = 300
"""The most frequent characters, two thirds of what people write, for which an index works ahead:
3.9 s of processor time over 200,000 reports, 1.1 over 20,000."""
SMALL_INDEX_REPORTS = 2_000
"""Reports up to which making the vocabulary is a matter of milliseconds."""

_LEFT = threading.Event()

VocabularyKey = tuple[str, datetime.datetime]


def vocabulary(index: Index) -> Vocabulary:
    """The vocabulary of an index, or the one before while it is not made; made where none is."""
    shelf = _shelf()
    found = shelf.get(_key(index))
    if found is None and shelf and not _small(index):
        found = next(reversed(shelf.values()))
    return found or make(index)


def ready(index: Index) -> bool:
    """Whether nobody waits for a vocabulary: one is there, or the index is so small."""
    return bool(_shelf()) or _small(index)


def leave_to_another() -> None:
    """From now on another process makes what is large, and this one only fetches it."""
    _LEFT.set()


def left_to_another() -> bool:
    """Whether another process makes what is large."""
    return _LEFT.is_set()


def make(index: Index) -> Vocabulary:
    """Make the vocabulary of an index now, unless it is there, and keep it."""
    key = _key(index)
    return _shelf().get(key) or _keep(key, listed(index, user_words().dictionary))


def write(index: Index, folder: Path) -> Vocabulary:
    """Make the vocabulary of an index, keep it, and write it where other processes `fetch` it.

    Nothing is done where it is there already; where the folder was taken away it is made anew.
    """
    key = _key(index)
    new, done = folder / "new", folder / _name(key)
    if key in _shelf() and done.is_dir():
        index.share(done)
        return _shelf()[key]
    tempfiles.private_folder(folder)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    listed(index, user_words().dictionary).save(new)
    shutil.rmtree(done, ignore_errors=True)
    new.rename(done)
    kept = {_name(one) for one in _shelf()} | {done.name}
    for old in folder.iterdir():
        if old.is_dir() and old.name not in kept:
            shutil.rmtree(old, ignore_errors=True)  # what is mapped stays readable
    made = _keep(key, Vocabulary.opened(done))
    index.share(done, () if _small(index) else made.characters(PREFETCHED_CHARS))
    return made


def fetch(index: Index, folder: Path) -> bool:
    """Keep the vocabulary of an index that another process wrote; False while there is none."""
    key = _key(index)
    done = folder / _name(key)
    if key not in _shelf():
        try:
            tempfiles.private_folder(folder)
            _keep(key, Vocabulary.opened(done))
        except OSError:
            return False
    index.share(done)
    return True


def _keep(key: VocabularyKey, made: Vocabulary) -> Vocabulary:
    shelf = _shelf()
    shelf.pop(key, None)
    while len(shelf) >= CACHED_VOCABULARIES:
        shelf.pop(next(iter(shelf)), None)
    shelf[key] = made
    return made


@functools.cache
def _shelf() -> dict[VocabularyKey, Vocabulary]:
    return {}


def _key(index: Index) -> VocabularyKey:
    about = index.about()
    return about.generation, about.built


def _name(key: VocabularyKey) -> str:
    generation, built = key
    return f"{generation}-{built:%Y%m%dT%H%M%S%f}"


def _small(index: Index) -> bool:
    return index.about().reports <= SMALL_INDEX_REPORTS
