"""Keeping an index up to date with its folders: changes are gathered, then one update takes them.

The update itself compares fingerprints, so an event that is lost, doubled or too early costs time
and nothing else; a look at everything `every` so often makes up for what no event told of.
"""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import watchfiles

from index.errors import CorpusError, OperatorError
from index.run import Summary

_LOOK = 1.0
"""Seconds after which the loop looks at the clock and the folders though nothing happened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """When to update, all in seconds.

    A change waits until nothing more has changed for `settle`, but never longer than `longest`;
    without any change everything is compared again after `every`; after a failure after `retry`.
    `poll` looks at the files instead of asking the system, for network drives.
    """

    settle: float = 1.0
    longest: float = 30.0
    every: float = 600.0
    retry: float = 15.0
    poll: bool = False


class UpdateError(OperatorError):
    """An update that ended in a way that was not foreseen."""


class Watch:
    """Updates as files come; `stop` ends it after the update under way."""

    def __init__(
        self,
        folders: Sequence[str],
        where: str,
        update: Callable[[], Summary],
        pace: Pace,
    ) -> None:
        self.folders = tuple(folders)
        self._index = Path(where).resolve()
        self._update = update
        self._pace = pace
        self._stop = threading.Event()

    def stop(self) -> None:
        """End after the update under way; may be called from a signal handler."""
        self._stop.set()

    def run(self) -> Iterator[Summary | OperatorError]:
        """What each update did, or why it could not; ends after `stop`.

        CorpusError where a folder is missing at the start; one that vanishes later is waited for,
        and what was indexed of it stays.
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
        """Whether something changed, about once a second; ends where a folder is another now.

        The first answer comes when the watch is up, so that nothing is missed after it.
        """
        while not self._stop.is_set() and not all(map(os.path.isdir, self.folders)):
            yield False
            self._stop.wait(_LOOK)
        watched = _identities(self.folders)
        try:
            for batch in self._batches():
                yield bool(batch)
                if _identities(self.folders) != watched:
                    return
        except OSError as error:
            raise CorpusError(
                f"The system does not tell of changes in {', '.join(self.folders)} ({error}). "
                "Look at the files instead with: baogao watch --poll"
            ) from error

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
        """Our own writing is no change, nor are hidden files, which are not read either."""
        inside = [Path(path).relative_to(top) for top in self._tops() if _below(path, top)]
        hidden = any(part.startswith(".") for one in inside[:1] for part in one.parts)
        return not hidden and not Path(path).resolve().is_relative_to(self._index)

    def _tops(self) -> Iterator[Path]:
        for folder in self.folders:
            yield Path(folder)
            yield Path(folder).absolute()


def _below(path: str, top: Path) -> bool:
    return Path(path).is_relative_to(top)


def _identities(folders: Sequence[str]) -> tuple[tuple[int, int] | None, ...]:
    """Which folders there really are: one that was moved away and made anew is another."""
    return tuple(_identity(folder) for folder in folders)


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        found = os.stat(folder)  # noqa: PTH116 - the folder is text, as the operator gave it
    except OSError:
        return None
    return found.st_dev, found.st_ino
