"""Tells where an index is by its address: in a folder, or on a cluster at an http(s) URL."""

import re

from index.errors import OperatorError

_SCHEME = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]{1,20})://", re.IGNORECASE)
_CLUSTER_SCHEMES = frozenset(("http", "https"))
_CREDENTIALS = re.compile(r"(?<=://).*@", re.DOTALL)


class IndexAddressError(OperatorError):
    """An address that is neither a folder nor the http(s) URL of a cluster."""


def is_cluster(where: str) -> bool:
    """Whether an address is that of a cluster; otherwise it is a folder.

    IndexAddressError for a URL of another kind: nobody means a folder of that name.
    """
    url = _SCHEME.match(where)
    if url is not None and url["scheme"].lower() not in _CLUSTER_SCHEMES:
        raise IndexAddressError(
            f"There is no index at an address with {url[0]}. Name a folder, or a cluster as "
            "https://host:9200/name."
        )
    return url is not None


def without_credentials(where: str) -> str:
    """An address without user and password, which may be shown and logged."""
    return _CREDENTIALS.sub("", where)
