"""The index that is being served: handed out to requests, renewed beside them, closed at the end.

A thread of its own looks for a newer state and opens it, so no request ever waits for that; a
request keeps the state it was given until it lets go, and a replaced state is closed by the last
of them. While a newer state cannot be opened the older one goes on answering, and `trouble` says
so.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator

from index import malloc
from index.api import Index, IndexInfo
from index.errors import IndexUnusableError, OperatorError
from index.opening import open_index

REFRESH_SECONDS = 1.0
"""Seconds between two looks for a newer state: a look costs a file system call."""


class Lease:
    """One request's hold on a state of the index; `release` may be called more than once."""

    def __init__(self, index: Index, give_back: Callable[[Index], None]) -> None:
        self.index = index
        self._give_back: Callable[[Index], None] | None = give_back

    def release(self) -> None:
        """Let go; the last to let go of a replaced state closes it."""
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back(self.index)


class IndexManager:
    """Holds the open index of one place; safe to use from many threads."""

    def __init__(self, where: str, *, seconds: float = REFRESH_SECONDS) -> None:
        self.where = where
        self.trouble: OperatorError | None = None
        """Why the newest state is not the one that serves, None while it is."""
        self.renewed = 0
        """How often a newer state has taken the place of an older one."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._readers: dict[int, int] = {}
        self._index: Index | None = None
        self._closed = threading.Event()
        self._let_go = threading.Event()
        self._watch: threading.Thread | None = None

    def lease(self) -> Lease:
        """The state that serves now, opened at the first call; release it when done.

        IndexMissingError or IndexUnusableError while there has never been one.
        """
        with self._lock:
            if self._index is None:
                self._index = open_index(self.where)
                self.trouble = None
            if self._watch is None:
                self._watch = threading.Thread(target=self._renew, name="renewal", daemon=True)
                self._watch.start()
            index = self._index
            self._readers[id(index)] = self._readers.get(id(index), 0) + 1
        return Lease(index, self._give_back)

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[Index]:
        """A lease for the length of a block."""
        lease = self.lease()
        try:
            yield lease.index
        finally:
            lease.release()

    def opened(self) -> IndexInfo | None:
        """What the state that serves holds, None while none was asked for."""
        with self._lock:
            return None if self._index is None else self._index.about()

    def refresh(self) -> None:
        """Look for a newer state now; at the return it serves, or `trouble` says why not."""
        served = self._index
        if served is None:
            return
        try:
            newer = None if served.current() else _opened(self.where)
        except OperatorError as error:
            self.trouble = error
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the older state goes on
            self.trouble = IndexUnusableError(f"The newest state cannot be opened: {error!r}")
            return
        self.trouble = None
        if newer is not None:
            self._replace(served, newer)

    def _replace(self, served: Index, newer: Index) -> None:
        with self._lock:
            if self._index is not served or self._closed.is_set():
                idle = newer  # somebody was quicker
            else:
                self._index, idle = newer, served
                self.renewed += 1
            unread = not self._readers.get(id(idle))
        if unread:
            self._end(idle)

    def close(self) -> None:
        """Stop looking and close what nobody reads; requests under way keep their state."""
        self._closed.set()
        if self._watch is not None:
            self._watch.join()
        with self._lock:
            index, self._index, self._watch = self._index, None, None
            unread = index is not None and not self._readers.get(id(index))
        if index is not None and unread:
            index.close()

    def _give_back(self, index: Index) -> None:
        with self._lock:
            self._readers[id(index)] -= 1
            left = self._readers[id(index)]
            if not left:
                del self._readers[id(index)]
            last = not left and index is not self._index
        if last:
            self._end(index)

    def _end(self, index: Index) -> None:
        index.close()
        self._let_go.set()

    def _renew(self) -> None:
        while not self._closed.wait(self._seconds):
            try:
                self.refresh()
                if self._let_go.is_set():  # here, where no request waits for it
                    self._let_go.clear()
                    malloc.trim()
            except Exception as error:  # noqa: BLE001 - the next round may do what this could not
                self.trouble = IndexUnusableError(f"The newest state cannot be taken: {error!r}")


def _opened(where: str) -> Index:
    """A newer state, with all in memory that its first question would otherwise wait for."""
    index = open_index(where)
    try:
        index.about()
    except BaseException:
        index.close()
        raise
    return index
