"""The address of an index on a cluster: `https://host:9200,host:9200/name`."""

import ipaddress
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from index.cluster_options import ClusterOptions
from index.errors import ClusterError
from index.system.toml_file import as_text, as_toml

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?:(?P<user>[^/@]*)@)?(?P<hosts>[^/@]+)/(?P<name>[^/?#]+)/?",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::(?P<port>\d{1,5}))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
"""The names that OpenSearch allows, shortened by the suffixes we add: lower case, not hidden."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The address of an index. `str()` omits the credentials, so it may be shown and logged."""

    scheme: str
    hosts: tuple[str, ...]
    name: str
    user: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"{self.scheme}://{','.join(self.hosts)}/{self.name}"

    @property
    def urls(self) -> list[str]:
        """One URL per node."""
        return [f"{self.scheme}://{host}" for host in self.hosts]


def parse_address(where: str, options: ClusterOptions) -> Address:
    """Parse an address; a ClusterError says what is wrong with it and never shows its password."""
    match = _ADDRESS.fullmatch(where)
    if not match:
        raise ClusterError(
            "The address of the cluster cannot be read. Write it as https://host:9200/name, or "
            "with several nodes as https://host:9200,host:9200/name."
        )
    if not _NAME.fullmatch(match["name"]):
        raise ClusterError(
            f"{as_toml(match['name'])} cannot be the name of an index on a cluster. Use small "
            "letters, digits, '-', '_' and '.', at most 100, a letter or digit first."
        )
    scheme = match["scheme"].lower()
    hosts = tuple(_host(part, scheme) for part in match["hosts"].split(","))
    user, _, password = (match["user"] or "").partition(":")
    read = Address(
        scheme=scheme,
        hosts=hosts,
        name=match["name"],
        user=unquote(user) or options.user,
        password=unquote(password) or options.password,
    )
    if read.scheme == "http" and not options.plain and not all(map(_loopback, hosts)):
        raise ClusterError(
            f"{as_text(read)} would send everything unencrypted. Use https, or where the network "
            "itself is trusted set BAOGAO_CLUSTER_PLAIN=1."
        )
    return read


def _host(text: str, scheme: str) -> str:
    match = _HOST.fullmatch(text.strip())
    if not match or int(match["port"] or 1) not in range(1, 65536):
        raise ClusterError(f"{as_toml(text)} is not a host with a port; write it as host:9200.")
    return f"{match['host']}:{match['port'] or (443 if scheme == 'https' else 80)}"


def _loopback(host: str) -> bool:
    name = host.rpartition(":")[0].strip("[]")
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
