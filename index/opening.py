"""Opens an index by its address; the only place where a reader meets both engines."""

from index.api import Index
from index.settings import Settings, current_settings


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
