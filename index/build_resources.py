"""What a build may use of the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuildResources:
    """What a build may use: processes that read, and megabytes while lists are put together."""

    jobs: int = 1
    memory: int = 512
