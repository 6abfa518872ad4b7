"""Sentences for unexpected errors: the machine lacks a resource, or baogao has a fault."""

import errno
import os
import tempfile
import traceback
from pathlib import Path

FAULT_EXIT_CODE, MACHINE_EXIT_CODE = 70, 71
"""Exit status after a fault of ours, and after an error of the machine, as in sysexits.h."""
TRACE_VARIABLE = "BAOGAO_TRACE"
"""The environment variable that turns on tracebacks."""

_ADVICE_BY_ERRNO = {
    errno.EMFILE: "Allow this process more open files (ulimit -n).",
    errno.ENFILE: "The system has no more open files: close other programs.",
    errno.ENOMEM: "Allow more memory or close other programs.",
    errno.EAGAIN: "Let this user have more processes (ulimit -u).",
    errno.ENOSPC: "Make room on that disk and try again.",
    errno.EDQUOT: "Make room on that disk and try again.",
    errno.EROFS: "That disk is read-only; choose another folder.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.EFBIG: "Let this user write larger files (ulimit -f).",
    errno.EACCES: "Let this user read and write there.",
    errno.EPERM: "Let this user read and write there.",
}
_ROOM_ERRNOS = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EMFILE, errno.ENFILE, errno.EROFS, errno.EFBIG}
)
_NO_MEMORY_MESSAGES = (
    *("annot allocate memory", "failed to map segment", "error return without exception set"),
    "can't start new thread",
)
"""Messages of Python and of libraries when memory is short; the first with or without capital."""
_CWD_GONE = "The folder in which this was started is gone. Go to another one (cd) and try again."
_FAULT = "This is a fault in baogao"
_MEMORY = "There is not enough memory. Allow more, or try again with fewer --jobs."
LAST_WORDS = f"baogao: {_MEMORY}\n".encode()
"""What is said where there is not even the memory to say something else; made beforehand."""


def sentence(error: Exception) -> str:
    """One or two sentences that say what happened and what to do."""
    if isinstance(error, MemoryError) or any(sign in str(error) for sign in _NO_MEMORY_MESSAGES):
        return _MEMORY
    if isinstance(error, OSError) and error.errno is not None:
        what = error.strerror or str(error)
        if not error.filename and _is_cwd_gone():
            return _CWD_GONE
        where = f"{error.filename}: " if error.filename else ""
        advice = _ADVICE_BY_ERRNO.get(error.errno, "Look after it, then try again.")
        return f"{where}{what}. {advice}"
    if isinstance(error, ImportError):
        return (
            f"A part of baogao cannot be loaded ({error}). Install it again; if memory or open "
            "files are limited (ulimit), allow more."
        )
    return (
        f"{_FAULT} ({_shown(error)}). Please report it, with the steps before it; "
        f"{TRACE_VARIABLE}=1 shows where it happened."
    )


def exit_code(error: Exception) -> int:
    """The exit status of a command that ended with this error."""
    is_fault = sentence(error).startswith(_FAULT)
    return FAULT_EXIT_CODE if is_fault else MACHINE_EXIT_CODE


def lacks_room(error: OSError) -> bool:
    """Whether an error means that room or open files are short, or the temporary folder is gone."""
    if error.errno in _ROOM_ERRNOS:
        return True
    try:
        return str(error.filename or "").startswith(tempfile.gettempdir() + os.sep)
    except OSError:  # there is none
        return True


def _is_cwd_gone() -> bool:
    """Whether the working folder was removed, so that no relative name leads anywhere."""
    try:
        Path.cwd()
    except FileNotFoundError:
        return True
    except OSError:
        pass
    return False


def _shown(error: Exception) -> str:
    """The error, with the line of our code that raised it."""
    ours = Path(__file__).parents[2]
    frames = traceback.extract_tb(error.__traceback__)
    ours_frames = [frame for frame in frames if Path(frame.filename).is_relative_to(ours)]
    at = (
        f" at {Path(ours_frames[-1].filename).name}:{ours_frames[-1].lineno}" if ours_frames else ""
    )
    text = str(error)
    return f"{type(error).__name__}{': ' if text else ''}{text[:200]}{at}"
