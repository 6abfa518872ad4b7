"""The versions of installed packages."""

import importlib.util
import re
from pathlib import Path


def package_version(package: str) -> str:
    """The version of a package, "" if it is not installed.

    An installer creates a folder named after the package and its version (PEP 376, PEP 427); its
    name is read if it exists. Importing importlib.metadata would add 15 ms to a cold start.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return ""
    folder = re.compile(rf"{re.escape(package)}-(.+)\.dist-info", re.IGNORECASE)
    for beside in Path(spec.origin).parent.parent.iterdir():
        if named := folder.fullmatch(beside.name):
            return named[1]
    from importlib import metadata  # noqa: PLC0415 - only for packages installed in another way

    return metadata.version(package)
