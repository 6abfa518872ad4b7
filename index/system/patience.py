"""Waits for a process that may be slow only because the machine is busy.

The clock alone would end a process that others kept from running. So a process that is not done in
time goes on as long as it wants to run and has not had its seconds of the processor.
"""

import contextlib
import os
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

_MAX_WAIT_RATIO = 6
"""The longest time of the clock, as a multiple of the seconds that a process has."""
_LOOKS = 20
"""How often a process is looked at in that many seconds."""
_STATE, _USER, _SYSTEM = 0, 11, 12
"""Which words of /proc/N/stat behind the name are the state, and the time in two modes."""


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """The seconds of the processor that a process has had, and whether it waits for more."""

    seconds: float
    runnable: bool


def is_answered(connection: Connection, process: int | None, seconds: float) -> bool:
    """Whether a process sends something in time.

    It has `seconds` of the clock. If it wants to run and had less of the processor, it has as much
    of that, up to a multiple of the clock.
    """
    begun, before = time.monotonic(), process_use(process)
    if connection.poll(seconds):
        return True
    last = before
    while time.monotonic() - begun < _MAX_WAIT_RATIO * seconds:
        use = process_use(process)
        if before is None or last is None or use is None:
            return False
        waits = not use.runnable and use.seconds <= last.seconds
        if waits or use.seconds - before.seconds >= seconds:
            return False
        last = use
        if connection.poll(seconds / _LOOKS):
            return True
    return False


def process_use(process: int | None) -> ProcessUse | None:
    """What a process has had so far; None if the system does not say it."""
    folder = Path(f"/proc/{process}")
    with contextlib.suppress(OSError, ValueError, IndexError):
        words = _words(folder / "stat")
        ticks = int(words[_USER]) + int(words[_SYSTEM])
        states = {_words(thread / "stat")[_STATE] for thread in (folder / "task").iterdir()}
        return ProcessUse(ticks / os.sysconf("SC_CLK_TCK"), bool(states & {"R", "D"}))
    return None


def _words(file: Path) -> list[str]:
    """The words behind the name of a process, which may have spaces and brackets."""
    return file.read_text("utf-8", "replace").rpartition(")")[2].split()
