"""The folder with recognised pages, known to this process and its children."""

import os

_VARIABLE = "BAOGAO_SCANS"
"""The environment variable with the folder, inherited by child processes."""


def use_scans_folder(folder: str) -> None:
    """Store recognised pages in a folder from now on, in this process and its children."""
    os.environ[_VARIABLE] = os.path.abspath(folder)  # noqa: PTH100 - links stay links


def current_scans_folder() -> str | None:
    """The folder in use; None if pages are not stored."""
    return os.environ.get(_VARIABLE) or None
