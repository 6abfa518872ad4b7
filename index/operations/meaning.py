"""Whether a build makes vectors of passages: the option, the setting, or what is installed."""

import contextlib

from index.api import RefusedError
from index.errors import IndexMissingError
from index.operations.opening import is_cluster, open_index
from index.text import encoder


def wants_vectors(flag: bool | None, configured: bool | None, where: str, *, update: bool) -> bool:  # noqa: FBT001 - three values, not two
    """Whether the index at `where` gets vectors; `flag` is the option, None if it was not given.

    Left to the program, a new index gets them if the encoder is installed, and an update does as
    the index does. RefusedError for a cluster, which has none.
    """
    chosen = configured if flag is None else flag
    if is_cluster(where):
        if chosen:
            raise RefusedError(
                "A cluster has no vectors of meaning. Leave out --meaning, or build the index in a "
                "folder."
            )
        return False
    if chosen is None and update:
        try:
            index = open_index(where)
        except IndexMissingError:
            return encoder.installed()
        with contextlib.closing(index):
            return bool(index.about().meaning)
    return encoder.installed() if chosen is None else chosen
