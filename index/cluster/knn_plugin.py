"""Whether a cluster has the k-NN plugin, which searches vectors and is needed for meaning."""

import contextlib

from index.api import RefusedError
from index.cluster import generations
from index.cluster.address import parse_address
from index.cluster.connection import Connection
from index.cluster.strange_answers import reads_answers
from index.cluster_options import ClusterOptions

PLUGIN = "opensearch-knn"


@reads_answers
def has_plugin(connection: Connection) -> bool:
    """Whether every node has the plugin; ClusterError if this user may not know."""
    asked = {"filter_path": "nodes.*.name,nodes.*.plugins.name"}
    nodes = connection.ask("GET", "/_nodes/plugins", params=asked)["nodes"].values()
    return all(
        any(plugin["name"] == PLUGIN for plugin in node.get("plugins", ())) for node in nodes
    )


def can_search_vectors(where: str, options: ClusterOptions) -> bool:
    """Whether the cluster of an address has the plugin; ClusterError as above."""
    with contextlib.closing(Connection(parse_address(where, options), options)) as connection:
        return has_plugin(connection)


def require_plugin(connection: Connection) -> None:
    """Raise RefusedError, by the name of the plugin, unless every node has it."""
    if not has_plugin(connection):
        raise RefusedError(
            f"Vectors of meaning need the k-NN plugin ({PLUGIN}), which the cluster at "
            f"{connection.address} does not have on every node. Install it there, leave out "
            "--meaning, or build the index in a folder."
        )


def has_vectors(where: str, options: ClusterOptions) -> bool:
    """Whether the current generation at an address has vectors; IndexMissingError if none is."""
    with contextlib.closing(Connection(parse_address(where, options), options)) as connection:
        return bool(generations.current(connection).info.meaning)
