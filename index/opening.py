"""Opens an index by its address, to read it or to write it; only this file knows both engines."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from index.api import Index
from index.settings import Settings, current_settings

if TYPE_CHECKING:  # a search that loads what writes begins a tenth of a second later
    from index.embedded.disk import Disk
    from index.run import IndexingRun
    from index.writer import WriteOptions, Writer


def is_cluster(where: str) -> bool:
    """Whether an address names a cluster; otherwise it is a folder."""
    return where.startswith(("http://", "https://"))


def open_index(where: str, settings: Settings | None = None) -> Index:
    """The index at a path or at an http(s) URL; `settings` say how a cluster is reached.

    IndexMissingError where there is none yet, IndexUnusableError where it cannot be read,
    ClusterError where a cluster is not reached.
    """
    if is_cluster(where):
        from index.cluster.index import ClusterIndex  # noqa: PLC0415 - few need a cluster

        return ClusterIndex.open(where, (settings or current_settings()).cluster)
    from index.embedded.index import EmbeddedIndex  # noqa: PLC0415 - loads Whoosh only when needed

    return EmbeddedIndex.open(where)


def open_writer(
    where: str, run: "IndexingRun", options: "WriteOptions", disk: "Disk"
) -> "AbstractContextManager[Writer]":
    """A Writer of the index at a path, through `disk`, or at an http(s) URL; see `index.writer`."""
    if is_cluster(where):
        from index.cluster.writer import cluster_writer  # noqa: PLC0415 - few need a cluster

        return cluster_writer(where, run, options, current_settings().cluster)
    from index.embedded.writer import embedded_writer  # noqa: PLC0415 - a search never writes

    return embedded_writer(where, run, options, disk)
