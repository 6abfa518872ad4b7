"""Tells what the kernel only shows as files: processes, devices and settings of the machine."""

import functools
import os

_MOUNTS = ("/proc", "/sys", "/dev")


def is_of_kernel(path: str) -> bool:
    """Whether a path without links leads into such a file system; OSError if it cannot be seen."""
    if any(path == mount or path.startswith(f"{mount}/") for mount in ("/proc", "/sys")):
        return True
    return path == "/dev" or os.stat(path).st_dev in _devices()  # noqa: PTH116 - for each folder


@functools.cache
def _devices() -> frozenset[int]:
    """The devices of these file systems, wherever else they are mounted."""
    return frozenset(os.lstat(mount).st_dev for mount in _MOUNTS if os.path.ismount(mount))
