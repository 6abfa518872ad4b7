"""When an answer has to be there, and whether anybody still waits for it.

Whoever answers a request says so once, with `answering`; every step of the answer, however deep,
asks `current()` and leaves out what is left when the time is over. Nothing has to be handed from
call to call, so no step can forget it.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar


class AbandonedError(Exception):
    """Nobody waits for this answer any more: the client left, or the server has to end."""


def _nobody_left() -> bool:
    return False


class Deadline:
    """The end of a time. `spent` tells afterwards whether work was left out for it.

    `seconds` are those from now on, None for any number. `abandoned` says whether nobody waits any
    more; it is asked often and has to be cheap.
    """

    __slots__ = ("_abandoned", "_end", "spent")

    def __init__(
        self, seconds: float | None = None, abandoned: Callable[[], bool] = _nobody_left
    ) -> None:
        self._end = None if seconds is None else time.monotonic() + seconds
        self._abandoned = abandoned
        self.spent = False

    def over(self) -> bool:
        """Whether the time is up; AbandonedError where nobody waits for the answer."""
        if self._abandoned():
            raise AbandonedError
        if not self.spent and self._end is not None:
            self.spent = time.monotonic() > self._end
        return self.spent

    def left(self) -> float | None:
        """The seconds that are left, 0.0 at least; None for any number."""
        return None if self._end is None else max(0.0, self._end - time.monotonic())

    def within(self, seconds: float | None) -> "Deadline":
        """The deadline of one step, which has `seconds` and no more than all of it together."""
        left = self.left()
        shorter = min((one for one in (seconds, left) if one is not None), default=None)
        return Deadline(shorter, self._abandoned)


_NO_END = Deadline()
_CURRENT: ContextVar[Deadline | None] = ContextVar("deadline", default=None)


def current() -> Deadline:
    """The deadline of the answer this thread works on; one without an end outside of any."""
    return _CURRENT.get() or _NO_END


@contextlib.contextmanager
def answering(deadline: Deadline) -> Iterator[Deadline]:
    """Let everything inside the block keep to a deadline."""
    token = _CURRENT.set(deadline)
    try:
        yield deadline
    finally:
        _CURRENT.reset(token)
