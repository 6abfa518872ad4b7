"""The seam for writing: the operations of a build on an index, the same on every engine.

`index.operations.opening.open_writer` opens a Writer as a context. If the block ends normally, the
new generation becomes current; if the block raises, nothing changes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from index.api import Index
from index.indexing.build_resources import BuildResources
from index.indexing.loss import LossPolicy
from index.indexing.progress import Progress, no_progress
from index.ingest.source_file import SourceFile
from index.report import Report, ReportId, Skipped

Entries = Iterable[tuple[str, SourceFile | Skipped]]
"""The files to read, each with its folder."""
Approve = Callable[[Index], None]
"""Checks a new index before it becomes current. If it raises, the old one stays current."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """Options of a Writer: with `update` only changes are written, otherwise everything.

    `dictionary` has the user's words; `losses` says whether lost ids are needed. With `meaning`
    passages get vectors, and `encoding` is told how many of the new ones have theirs.
    """

    dictionary: tuple[str, ...] = ()
    update: bool = False
    resources: BuildResources = field(default_factory=BuildResources)
    approve: Approve | None = None
    losses: LossPolicy = LossPolicy.ALLOW
    meaning: bool = False
    encoding: Progress = no_progress


class Writer(Protocol):
    """Writes the next generation of an index beside the current one.

    `folders` were indexed before; empty for a new index. `generation` is the name of the generation
    that is current after the block. `list_folder` is the folder for the list of reports to check.
    """

    folders: tuple[str, ...]
    generation: str
    list_folder: Path

    @property
    def carries(self) -> bool:
        """Whether previously indexed reports can stay without being read again."""

    def write(self, entries: Entries) -> Iterator[int]:
        """Read and write new reports in the order of the entries.

        Yields numbers of processed entries.
        """

    def served(self) -> Iterator[ReportId]:
        """The ids of the reports in the current generation."""

    def reports(self, ids: Sequence[ReportId]) -> Sequence[Report | None]:
        """The reports with these ids in the current generation; None for an unknown id."""

    def finish(self, folders: tuple[str, ...]) -> None:
        """Remove vanished reports and finish the generation; Unchanged if nothing is new."""
