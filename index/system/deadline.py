"""The deadline of an answer, whether anyone still waits for it, and whether it lacks a part.

The code that answers a request sets the deadline once, with `answering_within`. Every step of the
answer, however deep, calls `current_deadline()` and skips the remaining work once the deadline has
passed. The deadline is not passed from call to call, so no step can forget it.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar


class AbandonedError(Exception):
    """Nobody waits for this answer any more: the client disconnected, or the server is stopping."""


def _nobody_left() -> bool:
    return False


class Deadline:
    """A deadline. `spent` says afterwards whether work was skipped because of it.

    `partial` says whether a part of the index did not respond to a step of the answer, `late`
    whether a step with a shorter limit of its own was cut. `seconds` count from now; None means no
    limit. `abandoned` says whether nobody waits any more; it is
    called often and must be fast.
    """

    __slots__ = ("_abandoned", "_end", "late", "partial", "spent")

    def __init__(
        self, seconds: float | None = None, abandoned: Callable[[], bool] = _nobody_left
    ) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds
        self._abandoned = abandoned
        self.spent = False
        self.late = False
        self.partial = False

    def over(self) -> bool:
        """Whether the deadline has passed; AbandonedError if nobody waits for the answer."""
        if self._abandoned():
            raise AbandonedError
        if not self.spent and self._end is not None:
            self.spent = time.monotonic() > self._end
        return self.spent

    def left(self) -> float | None:
        """The remaining seconds, at least 0.0; None without a limit."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def within(self, seconds: float | None) -> "Deadline":
        """The deadline of one step: at most `seconds` from now, and never later than this one."""
        left = self.left()
        shorter = min((limit for limit in (seconds, left) if limit is not None), default=None)
        return Deadline(shorter, self._abandoned)


_NO_END = Deadline()
_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def current_deadline() -> Deadline:
    """The deadline of the answer in this thread; outside of an answer it has no limit."""
    return _CURRENT.get() or _NO_END


def mark_partial() -> bool:
    """Note that the answer in this thread lacks a part; False outside of an answer."""
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.partial = True
    return deadline is not None


def mark_late() -> None:
    """Note that the answer in this thread lacks what a step would have found with more time."""
    deadline = _CURRENT.get()
    if deadline is not None:
        deadline.late = True


@contextlib.contextmanager
def answering_within(deadline: Deadline) -> Iterator[Deadline]:
    """Apply a deadline to everything inside the block."""
    token = _CURRENT.set(deadline)
    try:
        yield deadline
    finally:
        _CURRENT.reset(token)
