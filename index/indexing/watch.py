"""Keeps an index up to date with its folders: collects changes, then runs one update for them.

The update compares fingerprints, so a lost, repeated or early event costs only time. A full
comparison every `every` seconds finds changes without events.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from index.errors import CorpusError, OperatorError
from index.indexing.run import Summary
from index.system.regular_file import real_path

_LOOK = 1.0
"""Seconds between two checks of the clock and the folders if nothing happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The times of updates, in seconds.

    A change waits until nothing more has changed for `settle`, but at most `longest`. Without
    changes everything is compared again after `every`, and after a failure after `retry`. `poll`
    checks the files instead of waiting for events of the system, which network drives need.
    """

    settle: float = 1.0
    longest: float = 30.0
    every: float = 600.0
    retry: float = 15.0
    poll: bool = False


class UpdateError(OperatorError):
    """An update ended with an unexpected error."""


class Watch:
    """Runs updates as files change; `stop` ends it after the current update."""

    def __init__(
        self,
        folders: Sequence[str],
        where: str,
        update: Callable[[], Summary],
        pace: Pace,
    ) -> None:
        self.folders = tuple(folders)
        self._index = real_path(where)
        self._update = update
        self._pace = pace
        self._stop = threading.Event()
        self._has_watched = False
        self._missed = False  # whether changes may have come while nothing was watched

    def stop(self) -> None:
        """Stop after the current update; signal handlers may call it."""
        self._stop.set()

    def run(self) -> Iterator[Summary | OperatorError]:
        """Yield the result of each update or its error, until `stop` is called.

        CorpusError if a folder is missing at the start. If one disappears later, its reports stay
        indexed and the watch waits for it.
        """
        for folder in self.folders:
            if not Path(folder).is_dir():
                raise CorpusError(f"There is no folder {folder}. Give the folder to watch.")
        due = 0.0
        while not self._stop.is_set():
            for changed in self._changes():
                now = time.monotonic()
                if changed or now >= due:
                    outcome = self._attempt()
                    failed = isinstance(outcome, OperatorError)
                    due = time.monotonic() + (self._pace.retry if failed else self._pace.every)
                    yield outcome

    def _attempt(self) -> Summary | OperatorError:
        try:
            return self._update()
        except OperatorError as error:
            return error
        except Exception as error:  # noqa: BLE001 - whatever it is, it goes on
            return UpdateError(
                f"The update ended with a fault in baogao ({type(error).__name__}: {error}). "
                "What was indexed before still answers."
            )

    def _changes(self) -> Iterator[bool]:
        """Yield about once a second whether something changed; ends if a folder was replaced.

        The first value comes once the watch is active, so that no later change is missed.
        """
        while not self._stop.is_set() and not all(map(os.path.isdir, self.folders)):
            yield False
            self._stop.wait(_LOOK)
        watched = _identities(self.folders)
        try:
            for batch in self._batches():
                self._has_watched = True
                changed, self._missed = bool(batch) or self._missed, False
                yield changed
                if _identities(self.folders) != watched:
                    return
        except OSError as error:
            if not self._has_watched:
                raise CorpusError(
                    f"The system does not report changes in {', '.join(self.folders)} ({error}). "
                    "Look at the files instead with: baogao watch --poll"
                ) from error
            yield from self._unseen()
        except RuntimeError:  # of watchfiles: a name that is not UTF-8, a link that leads to itself
            yield from self._unseen()

    def _unseen(self) -> Iterator[bool]:
        """Have all compared where the watch failed: now, and when it is active again."""
        yield True
        self._missed = True
        self._stop.wait(self._pace.retry)

    def _batches(self) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        return watchfiles.watch(
            *self.folders,
            watch_filter=self._matters,
            debounce=int(self._pace.longest * 1000),
            step=int(self._pace.settle * 1000),
            rust_timeout=int(_LOOK * 1000),
            yield_on_timeout=True,
            stop_event=self._stop,
            force_polling=self._pace.poll,
        )

    def _matters(self, _: watchfiles.Change, path: str) -> bool:
        """Ignores our own files, and hidden files, which are not read either."""
        inside = [Path(path).relative_to(top) for top in self._tops() if _below(path, top)]
        hidden = any(part.startswith(".") for changed in inside[:1] for part in changed.parts)
        return not hidden and not real_path(path).is_relative_to(self._index)

    def _tops(self) -> Iterator[Path]:
        for folder in self.folders:
            yield Path(folder)
            yield Path(folder).absolute()


def _below(path: str, top: Path) -> bool:
    return Path(path).is_relative_to(top)


def _identities(folders: Sequence[str]) -> tuple[tuple[int, int] | None, ...]:
    """Device and inode of each folder, so that a replaced folder is noticed."""
    return tuple(_identity(folder) for folder in folders)


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        status = os.stat(folder)  # noqa: PTH116 - the folder is text, as the operator gave it
    except OSError:
        return None
    return status.st_dev, status.st_ino
