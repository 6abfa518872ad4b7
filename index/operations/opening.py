"""Opens an index for reading or writing by its address; only this module knows both engines."""

import contextlib
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from index.api import Index
from index.index_address import is_cluster
from index.settings import Settings, current_settings

if TYPE_CHECKING:  # importing writers would delay a search by a tenth of a second
    from index.embedded.segment.disk import Disk
    from index.indexing.run import IndexingRun
    from index.indexing.writer import WriteOptions, Writer


def can_have_vectors(where: str, settings: Settings | None = None) -> bool:
    """Whether an index at an address can have vectors of meaning: a cluster needs a plugin."""
    if not is_cluster(where):
        return True
    from index.cluster.knn_plugin import can_search_vectors  # noqa: PLC0415 - few need a cluster

    return can_search_vectors(where, (settings or current_settings()).cluster)


def has_vectors(where: str, settings: Settings | None = None) -> bool:
    """Whether the index at an address has vectors of meaning; IndexMissingError if there is none.

    An index that another analyzer made cannot be opened, but an update makes it anew.
    """
    if is_cluster(where):
        from index.cluster import knn_plugin  # noqa: PLC0415 - few need a cluster

        return knn_plugin.has_vectors(where, (settings or current_settings()).cluster)
    with contextlib.closing(open_index(where, settings)) as index:
        return bool(index.about().meaning)


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
