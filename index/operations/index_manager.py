"""Manages the served index: leases it to requests, refreshes it in the background, closes it.

A background thread looks for newer generations and opens them, so no request waits for that. A
request keeps its generation until it releases the lease; the last release of a replaced generation
closes it. If a newer generation cannot be opened, the older one keeps answering, and `trouble` has
the reason.
"""

import contextlib
import threading
from collections.abc import Callable, Iterator

from index.api import Index, IndexInfo
from index.errors import IndexUnusableError, OperatorError
from index.operations.opening import open_index
from index.system import malloc

REFRESH_SECONDS = 1.0
"""Seconds between two checks for a newer generation; a check takes one system call."""


class Lease:
    """A request's lease of a generation; `release` may be called more than once."""

    def __init__(self, index: Index, give_back: Callable[[Index], None]) -> None:
        self.index = index
        self._give_back: Callable[[Index], None] | None = give_back

    def release(self) -> None:
        """Release the lease; the last release of a replaced generation closes it."""
        give_back, self._give_back = self._give_back, None
        if give_back is not None:
            give_back(self.index)


class IndexManager:
    """Manages the open index at one location; thread-safe."""

    def __init__(self, where: str, *, seconds: float = REFRESH_SECONDS) -> None:
        self.where = where
        self.trouble: OperatorError | None = None
        """The reason why the newest generation is not served, None if it is."""
        self.renewed = 0
        """How often a newer generation replaced an older one."""
        self._seconds = seconds
        self._lock = threading.Lock()
        self._readers: dict[int, int] = {}
        self._index: Index | None = None
        self._closed = threading.Event()
        self._let_go = threading.Event()
        self._watch: threading.Thread | None = None

    def lease(self) -> Lease:
        """Lease the served generation, which the first call opens; release it afterwards.

        IndexMissingError or IndexUnusableError as long as none could be opened.
        """
        with self._lock:
            if self._index is None:
                self._index = open_index(self.where)
                self.trouble = None
            if self._watch is None:
                watch = threading.Thread(target=self._renew, name="renewal", daemon=True)
                watch.start()  # before anything can wait for its end
                self._watch = watch
            index = self._index
            self._readers[id(index)] = self._readers.get(id(index), 0) + 1
        return Lease(index, self._give_back)

    @contextlib.contextmanager
    def borrowed(self) -> Iterator[Index]:
        """A lease for the duration of a block."""
        lease = self.lease()
        try:
            yield lease.index
        finally:
            lease.release()

    def opened(self) -> IndexInfo | None:
        """The description of the served generation, None if none was opened yet."""
        with self._lock:
            return None if self._index is None else self._index.about()

    def refresh(self) -> None:
        """Look for a newer generation now. Afterwards it is served, or `trouble` has the reason."""
        served = self._index
        if served is None:
            return
        try:
            newer = None if served.is_current() else _opened(self.where)
        except OperatorError as error:
            self.trouble = error
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, the older generation keeps answering
            self.trouble = IndexUnusableError(f"The newest state cannot be opened: {error!r}")
            return
        self.trouble = None
        if newer is not None:
            self._replace(served, newer)

    def _replace(self, served: Index, newer: Index) -> None:
        with self._lock:
            if self._index is not served or self._closed.is_set():
                idle = newer  # another thread was faster
            else:
                self._index, idle = newer, served
                self.renewed += 1
            unread = not self._readers.get(id(idle))
        if unread:
            self._end(idle)

    def close(self) -> None:
        """Stop refreshing and close unused generations; running requests keep theirs."""
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
            except Exception as error:  # noqa: BLE001 - the next round may succeed
                self.trouble = IndexUnusableError(f"The newest state cannot be taken: {error!r}")


def _opened(where: str) -> Index:
    """Open a generation and load the data that its first question needs."""
    index = open_index(where)
    try:
        index.about()
    except BaseException:
        index.close()
        raise
    return index
