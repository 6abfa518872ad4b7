"""Array types, and functions that NumPy lacks or has only in a slow form."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""An array whose number type depends on the field or the file."""
Numbers = TypeVar("Numbers", int, Array)
"""One number, or an array of them."""


def unique_sorted(rising: Array) -> Array:
    """The distinct numbers of a sorted array.

    `np.unique` returns the same, but it hashes, which takes two to five times as long as sorting
    and this function, and its first import costs a search 40 ms.
    """
    new = np.ones(len(rising), dtype=np.bool_)
    np.not_equal(rising[1:], rising[:-1], out=new[1:])
    return rising.take(new.nonzero()[0])
