"""Ends a command that a signal stops as an error ends it: what it began is removed.

By itself Python would end at once at SIGTERM and SIGHUP, and leave half an export, or a copy of
what readers noted. Click would end with 1 at Ctrl-C, which says of a build that it is done.
"""

import os
import signal
import sys
import threading
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FIRST_EXIT_CODE = 128
"""The exit code of a stopped command is this and the number of the signal, as in shells."""
_SECONDS_TO_REPEAT = 0.05
_finishing = threading.Event()
"""Set once the command does what it cannot take back."""


class Interrupted(SystemExit):
    """A signal stopped the command; as SystemExit it passes whoever handles errors."""

    def __init__(self, number: int) -> None:
        super().__init__(FIRST_EXIT_CODE + number)
        self.number = number

    def __str__(self) -> str:
        name = signal.Signals(self.number).name
        return f"Stopped by {name} before the end. Run it again."


def end_by_error() -> None:
    """Raise Interrupted in this process at the first signal; a second ends it at once.

    A signal that is ignored, as nohup does, stays so. Processes that this one starts end at once.
    """
    own = os.getpid()
    _finishing.clear()

    def stop(number: int, frame: FrameType | None) -> None:
        del frame
        end_at_once()
        if os.getpid() != own:
            signal.raise_signal(number)
        if not _finishing.is_set():
            raise Interrupted(number)

    for number in SIGNALS:
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, stop)
    sys.unraisablehook = _repeat


def finish_first() -> None:
    """From here on the first signal is ignored: this step cannot be taken back.

    Called right before an index, a file or collections get their place. The command does the rest,
    which is short, and its exit code says that it is done.
    """
    _finishing.set()


def is_finishing() -> bool:
    """Whether the command has done, or does, what it cannot take back."""
    return _finishing.is_set()


def end_at_once() -> None:
    """From here on a signal ends the process: nothing is left to be taken back."""
    for number in SIGNALS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def keep_exit_code() -> None:
    """From here on the first signal is ignored: the command is done, and its exit code says how."""

    def ignore_first(number: int, frame: FrameType | None) -> None:
        del number, frame
        end_at_once()

    for number in SIGNALS:
        if signal.getsignal(number) not in {signal.SIG_IGN, signal.SIG_DFL}:
            signal.signal(number, ignore_first)


def _repeat(lost: "sys.UnraisableHookArgs") -> None:
    """Raise again, a little later, what came where Python drops errors, as within a fork."""
    stopped = lost.exc_value
    if not isinstance(stopped, Interrupted):
        sys.__unraisablehook__(lost)
        return

    def stop(*_: object) -> None:
        raise stopped

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _SECONDS_TO_REPEAT)
