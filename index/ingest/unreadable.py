"""Why a file, or a part of one, is not read: the error of a reader, and sentences for others."""

TOO_MUCH_MEMORY = "It takes more memory to read than a file may."
UNFORESEEN = "The file is damaged in a way that its reader does not know"
"""The beginning of the reason for an error that nobody expected."""


class UnreadableError(Exception):
    """The content of a file cannot be read; its message becomes the reason of a Skipped."""


def cause(error: Exception) -> str:
    """The kind of an error that a library raised, and its message if it has one."""
    return ": ".join(filter(None, (type(error).__name__, str(error))))


def unforeseen(error: Exception) -> str:
    """The reason for what could not be read because of an error that nobody expected."""
    return TOO_MUCH_MEMORY if isinstance(error, MemoryError) else f"{UNFORESEEN} ({cause(error)})."
