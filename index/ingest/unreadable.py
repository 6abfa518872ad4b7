"""Why a file, or a part of one, is not read: the error of a reader, and sentences for others."""

import errno

from index.report import Skipped

TOO_MUCH_MEMORY = "It takes more memory to read than a file may."
UNFORESEEN = "The file is damaged in a way that its reader does not know"
"""The beginning of the reason for an error that nobody expected."""


_OF_THE_FILE = frozenset(
    (None, errno.ENOENT, errno.ENOTDIR, errno.EINVAL, errno.EFBIG, errno.ENAMETOOLONG, errno.EISDIR)
)
"""Errors that say something about a file: it is gone, or is none. Others are of the machine."""


class UnreadableError(Exception):
    """The content of a file cannot be read; its message becomes the reason of a Skipped."""


def cause(error: Exception) -> str:
    """The kind of an error that a library raised, and its message if it has one."""
    return ": ".join(filter(None, (type(error).__name__, str(error))))


def unforeseen(error: Exception) -> str:
    """The reason for what could not be read because of an error that nobody expected."""
    return TOO_MUCH_MEMORY if isinstance(error, MemoryError) else f"{UNFORESEEN} ({cause(error)})."


def not_given(path: str, error: OSError, what: str = "file") -> Skipped:
    """What is said of a file or folder that the machine does not give."""
    reason = f"The {what} cannot be read ({error.strerror or error})."
    return Skipped(path, reason, out_of_reach=is_of_machine(error))


def is_of_machine(error: Exception) -> bool:
    """Whether an error says nothing about the file: it may be read another time."""
    return isinstance(error, OSError) and error.errno not in _OF_THE_FILE
