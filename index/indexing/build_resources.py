"""The share of the machine that a build may use."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuildResources:
    """Limits of a build: the number of reading processes, and megabytes of memory for merging.

    `sandboxed` uses a separate process even if there is only one job, so that a file that crashes
    its reader does not end the build.
    """

    jobs: int = 1
    memory: int = 512
    sandboxed: bool = False

    @property
    def apart(self) -> bool:
        """Whether files are listed and read in processes of their own."""
        return self.sandboxed or self.jobs > 1
