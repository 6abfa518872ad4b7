"""Makes input and output of a terminal work in encodings that lack characters.

Python raises an error for a character that the encoding of an output lacks. An escape with its code
is more useful; in JSON it is equivalent to the character.
"""

import codecs
import os
import sys
import traceback
from types import ModuleType

import click

_ESCAPING = "baogao.escaped"
_STANDARD_ERROR = 2
CLOSED_OUTPUT_EXIT_CODE = 128 + 13
"""The exit code of a command whose reader is gone, as a shell says that SIGPIPE ended it."""


def tolerate_encodings() -> None:
    """Make outputs escape characters that their encoding lacks, instead of failing."""
    codecs.register_error(_ESCAPING, _escaped)
    for output in (sys.stdout, sys.stderr):
        if output is not None and hasattr(output, "reconfigure"):
            output.reconfigure(errors=_ESCAPING)


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Escape characters as in JSON: those beyond U+FFFF as surrogate pairs."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    units = text.encode("utf-16-be", "surrogatepass")
    escapes = (f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
    return "".join(escapes), error.end


def typed_text(text: str) -> str:
    """An argument as it was typed, in UTF-8 or GB 18030 if the locale cannot decode its bytes."""
    if not any("\udc80" <= char <= "\udcff" for char in text):
        return text
    data = os.fsencode(text)
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return text


def failed_printing(error: Exception, by: ModuleType = click.utils) -> bool:
    """Whether an error of the system came while something was printed, by a module of click."""
    frames = traceback.walk_tb(error.__traceback__)  # reads no sources: memory may be short
    return isinstance(error, OSError) and any(
        frame.f_code.co_filename == by.__file__ for frame, _ in frames
    )


def forget_failed_outputs() -> None:
    """Send nowhere what Python would write at its end to a closed pipe or a full disk."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)


def open_missing_streams() -> None:
    """Open the null device in the place of standard streams that were closed.

    Else the next file that is opened, such as one of the index, would have the number of the
    standard error output, and libraries in C would write their messages into it. That the input
    or the output is closed can still be seen: `sys.stdin` and `sys.stdout` remain None.
    """
    descriptor = os.open(os.devnull, os.O_RDWR)
    while descriptor <= _STANDARD_ERROR:
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - the function takes it so
        descriptor = os.open(os.devnull, os.O_RDWR)
    os.close(descriptor)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - to the end
