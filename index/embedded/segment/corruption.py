"""Turns low-level errors from a corrupt file (IndexError, struct.error …) into IndexUnusableError.

Checksums already detect changed pages. This handles files that were written wrongly or by someone
else, for example with an offset outside the file or invalid text. The original error is kept as the
cause.
"""

import functools
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from index.embedded.segment.array_file import damaged_error
from index.embedded.segment.disk_errors import read_errors

P = ParamSpec("P")
T = TypeVar("T")
CORRUPTION_ERRORS = (IndexError, ValueError, OverflowError, struct.error)
"""Errors that NumPy, struct, zstandard and text decoding raise for corrupt data."""


class Opened(Protocol):
    """An object that reads a generation."""

    @property
    def generation(self) -> Path:
        """The folder of the generation."""


S = TypeVar("S", bound=Opened)


def reports_corruption(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Decorate a method so that CORRUPTION_ERRORS and OSError become IndexUnusableError."""

    @functools.wraps(method)
    def guarded(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        try:
            with read_errors(self.generation):
                return method(self, *args, **options)
        except CORRUPTION_ERRORS as error:
            raise damaged_error(
                self.generation, f"its content is inconsistent ({error})"
            ) from error

    return guarded
