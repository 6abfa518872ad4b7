"""Answers about phrases, kept while a generation of the index serves."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar, cast

from index.api import Index

MAX_CACHED_PHRASES: Final = 512
"""Answers that are kept; each takes some ten kilobytes."""
T = TypeVar("T")


class PhraseCache:
    """The latest answers by what was asked; safe for threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, index: Index, asked: Hashable, make: Callable[[], T], complete: Callable[[T], bool]
    ) -> T:
        """The answer, made if it is not kept; it is kept if it is `whole`, not cut by the time."""
        about = index.about()
        key = (about.generation, about.built, asked)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast("T", self._kept[key])
        answer = make()
        if complete(answer):
            with self._lock:
                self._kept[key] = answer
                while len(self._kept) > MAX_CACHED_PHRASES:
                    self._kept.popitem(last=False)
        return answer
