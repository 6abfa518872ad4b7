"""What a damaged file may do to the code that reads it is an error an operator can understand.

Pages are checked against their checksums, so this is for what was written wrong, or by someone
else: a number that leads nowhere, a text that is none. The error itself stays as the cause.
"""

import functools
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from index.embedded.segment.array_file import damaged

P = ParamSpec("P")
T = TypeVar("T")
CORRUPTION_ERRORS = (IndexError, ValueError, OverflowError, struct.error)
"""What NumPy, struct, zstandard and the decoding of text raise for numbers and bytes like that."""


class Opened(Protocol):
    """Something that reads a generation."""

    @property
    def generation(self) -> Path:
        """Its folder."""


S = TypeVar("S", bound=Opened)


def reports_corruption(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """The method, with CORRUPTION_ERRORS errors as IndexUnusableError."""

    @functools.wraps(method)
    def guarded(self: S, /, *args: P.args, **options: P.kwargs) -> T:
        try:
            return method(self, *args, **options)
        except CORRUPTION_ERRORS as error:
            raise damaged(self.generation, f"what it holds leads nowhere ({error})") from error

    return guarded
