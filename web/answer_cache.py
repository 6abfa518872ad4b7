"""Answers that take long to make, such as phrases, cached while a generation serves."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar, cast

from index.api import Index

MAX_CACHED_ANSWERS: Final = 512
"""Answers that are kept; each takes some ten kilobytes."""
T = TypeVar("T")


class AnswerCache:
    """The latest answers by their question; safe for threads."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, object] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, index: Index, question: Hashable, make: Callable[[], T], complete: Callable[[T], bool]
    ) -> T:
        """The answer, cached or made now; it is cached if it is `complete`, not cut by the time."""
        key = index.about().state, question
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast("T", self._answers[key])
        answer = make()
        if complete(answer):
            with self._lock:
                self._answers[key] = answer
                while len(self._answers) > MAX_CACHED_ANSWERS:
                    self._answers.popitem(last=False)
        return answer
