"""The seam for writing: what a build asks of the place it writes to, the same on every engine.

`index.opening.open_writer` opens one. It is a context: the new generation serves once the block
ends well; when the block raises, nothing has changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.api import Index
from index.build_resources import BuildResources
from index.ingest.source_file import SourceFile
from index.loss import LossPolicy
from index.report import Report, Skipped

Entries = Iterable[tuple[str, SourceFile | Skipped]]
"""What there is to read, each with the folder it is in."""
Approve = Callable[[Index], None]
"""Looks at a new index before it serves; what it raises keeps the old one serving."""


class Unchanged(Exception):  # noqa: N818 - not an error: it ends a writer's block well
    """There is nothing to write: the generation that serves goes on serving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """How to write: with `update` only what changed, else everything.

    `dictionary` holds the user's own words, `losses` says whether ids that are lost matter.
    """

    dictionary: tuple[str, ...] = ()
    update: bool = False
    resources: BuildResources = field(default_factory=BuildResources)
    approve: Approve | None = None
    losses: LossPolicy = LossPolicy.ALLOW


class Writer(Protocol):
    """Writes the next generation of an index beside the one that serves.

    `folders` were indexed before, empty where nothing was. `generation` is the name of the one that
    serves after the block. `list_folder` is where the list of what is to be checked goes.
    """

    folders: tuple[str, ...]
    generation: str
    list_folder: Path

    @property
    def carries(self) -> bool:
        """Whether reports of before can stay without being read again."""

    def write(self, entries: Entries) -> Iterator[int]:
        """Read and write what is new, in the order of the entries; yields how many are done."""

    def served(self) -> Iterator[str]:
        """The ids of the reports that are indexed now."""

    def reports(self, ids: Sequence[str]) -> Sequence[Report | None]:
        """Reports that are indexed now; None where there is none of an id."""

    def finish(self, folders: tuple[str, ...]) -> None:
        """Remove what vanished and finish the generation; Unchanged where nothing is new."""
