"""What a build may use of the machine."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BuildResources:
    """What a build may use: processes that read, and megabytes while lists are put together.

    `sandboxed` reads in processes apart though it be one, so that a file that ends its reader does
    not end the build.
    """

    jobs: int = 1
    memory: int = 512
    sandboxed: bool = False
