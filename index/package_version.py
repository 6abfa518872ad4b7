"""Versions of installed packages."""

import importlib.util
import re
from pathlib import Path


def package_version(package: str) -> str:
    """The version of a package, "" where it is not installed.

    An installer names a folder beside the package after it and its version (PEP 376, PEP 427), and
    that is read where it is: importlib.metadata takes a cold start 15 ms to import.
    """
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        return ""
    folder = re.compile(rf"{re.escape(package)}-(.+)\.dist-info", re.IGNORECASE)
    for beside in Path(found.origin).parent.parent.iterdir():
        if named := folder.fullmatch(beside.name):
            return named[1]
    from importlib import metadata  # noqa: PLC0415 - only where it was installed in another way

    return metadata.version(package)
