"""The table [cluster] of the settings: how to reach a cluster and how to lay out an index on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from index.errors import OperatorError
from index.system.toml_file import as_toml

ENVIRONMENT = "BAOGAO_CLUSTER_"
MAX_OPTION = 1_000_000
"""Upper bound of every number among the options."""


class ClusterOptionsError(OperatorError):
    """An invalid setting of the cluster; the sentence names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterOptions:
    """The operator's settings of a cluster.

    `shards` and `replicas` apply to a new index. `ca` is a file of certificates trusted besides the
    system's. `timeout` is for one request, in seconds; a request that reached no node is repeated
    up to `retries` times. `writers` is the number of parallel requests of a build. `plain` allows
    http to other machines, if the network itself is trusted.
    """

    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""
    shards: int = 1
    replicas: int = 0
    timeout: float = 30.0
    retries: int = 3
    writers: int = 2
    plain: bool = False


def cluster_options(values: object, environment: Mapping[str, str]) -> ClusterOptions:
    """The options in a settings table; BAOGAO_CLUSTER_ and an option's name override it."""
    if not isinstance(values, Mapping):
        raise ClusterOptionsError("The setting cluster is not a table; begin it with [cluster].")
    names = {option.name for option in fields(ClusterOptions)}
    unknown = sorted(set(values) - names)
    if unknown:
        raise ClusterOptionsError(
            f"[cluster] has no setting {as_toml(unknown[0])}; there are {', '.join(sorted(names))}."
        )
    default = ClusterOptions()
    chosen = dict(values)
    for name in names:
        if text := environment.get(ENVIRONMENT + name.upper()):
            chosen[name] = _parsed(name, text, getattr(default, name))
    for name, value in chosen.items():
        _check(name, value, getattr(default, name))
    return ClusterOptions(**chosen)


def _parsed(name: str, text: str, default: object) -> object:
    if isinstance(default, bool):
        return text.lower() in {"1", "true", "yes"}
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except (ValueError, OverflowError):
            wanted = f"{ENVIRONMENT}{name.upper()} is {text!r}; set it to a number."
            raise ClusterOptionsError(wanted) from None
    return text


def _check(name: str, value: object, default: object) -> None:
    """Check that types equal the default's, and that numbers are not below a sensible minimum."""
    if isinstance(default, float) and type(value) is int:
        value = float(min(value, MAX_OPTION))  # a number of hundreds of digits is no float
    if type(value) is not type(default):
        shown = "…" if name == "password" else as_toml(value)
        raise ClusterOptionsError(f"[cluster] {name} is {shown}; write it like {default!r}.")
    if isinstance(value, int | float) and value < (0 if name in {"replicas", "retries"} else 1):
        if isinstance(value, bool):
            return
        raise ClusterOptionsError(f"[cluster] {name} is {as_toml(value)}, which is too small.")
    if isinstance(value, int | float) and not value < MAX_OPTION:
        raise ClusterOptionsError(f"[cluster] {name} is {as_toml(value)}, which is too large.")
