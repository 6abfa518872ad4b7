"""Opens an index for reading or writing by its address; only this module knows both engines."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from index.api import Index
from index.settings import Settings, current_settings

if TYPE_CHECKING:  # importing writers would delay a search by a tenth of a second
    from index.embedded.segment.disk import Disk
    from index.indexing.run import IndexingRun
    from index.indexing.writer import WriteOptions, Writer


def is_cluster(where: str) -> bool:
    """Whether an address is that of a cluster; otherwise it is a folder."""
    return where.startswith(("http://", "https://"))


def open_index(where: str, settings: Settings | None = None) -> Index:
    """Open the index at a path or at an http(s) URL; `settings` say how to reach a cluster.

    IndexMissingError if there is none yet, IndexUnusableError if it cannot be read, ClusterError if
    a cluster cannot be reached.
    """
    if is_cluster(where):
        from index.cluster.index import ClusterIndex  # noqa: PLC0415 - few need a cluster

        return ClusterIndex.open(where, (settings or current_settings()).cluster)
    from index.embedded.query.index import EmbeddedIndex  # noqa: PLC0415 - loads Whoosh only when needed

    return EmbeddedIndex.open(where)


def open_writer(
    where: str, run: "IndexingRun", options: "WriteOptions", disk: "Disk"
) -> "AbstractContextManager[Writer]":
    """Open a Writer for the index at a path, through `disk`, or at an http(s) URL."""
    if is_cluster(where):
        from index.cluster.writer import cluster_writer  # noqa: PLC0415 - few need a cluster

        return cluster_writer(where, run, options, current_settings().cluster)
    from index.embedded.write.writer import embedded_writer  # noqa: PLC0415 - a search never writes

    return embedded_writer(where, run, options, disk)
