"""Whether a build makes vectors of passages: the option, the setting, or what is installed."""

import contextlib

from index.errors import ClusterError, IndexMissingError
from index.operations.opening import can_have_vectors, has_vectors
from index.text import encoder


def wants_vectors(flag: bool | None, configured: bool | None, where: str, *, update: bool) -> bool:  # noqa: FBT001 - three values, not two
    """Whether the index at `where` gets vectors; `flag` is the option, None if it was not given.

    Left to the program, a new index gets them if the encoder is installed and a cluster has the
    plugin, and an update does as the index does.
    """
    chosen = configured if flag is None else flag
    if chosen is not None:
        return chosen
    if update:
        with contextlib.suppress(IndexMissingError):
            return has_vectors(where)
    if not encoder.installed():
        return False
    with contextlib.suppress(ClusterError):  # the build says what is wrong with the cluster
        return can_have_vectors(where)
    return False
