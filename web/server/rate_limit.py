"""What one client, one address and one costly question may take, so that nobody starves the rest.

A client that asks too often is told to wait. Questions that may be costly share half of the
threads, and only a few may wait for those, so that there is always a thread for a cheap one.
"""

import contextlib
import ipaddress
import re
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs

from index.fields import MANY_VALUED_FIELDS, QUERY_FIELDS
from index.text.fold import fold

LONGEST_ADDRESS = 24_000
"""Bytes of path and query: 2,000 Chinese characters are 18,000 when they are escaped."""
MOST_CLIENTS = 10_000
"""Clients remembered by the rate limit; whoever was away longest is forgotten first."""
LONG_QUERY = 100
"""Characters beyond which a query counts as costly."""
MANY_FIELDS = 20
"""Parameters of an address beyond which it counts as costly: each value of a facet is one."""
MOST_FIELDS = 400
"""Parameters of an address beyond which it is not read at all."""
SECONDS = 15.0
"""What a page may take; what is left when it is over is left out, and said to be."""
_SECONDS = (
    ("/export", 300.0),
    ("/batch", 50.0),
    ("/concordance", 30.0),
    ("/words", 30.0),
    ("/compare", 30.0),
    ("/trend", 30.0),
)
"""What takes longer than a page by its nature."""
_MANY_TERMS = frozenset("*?~＊？～")
_VALUES = re.compile(
    rf"(?:{'|'.join(name for field in MANY_VALUED_FIELDS for name in QUERY_FIELDS[field])})\s?[:：]"
)
"""A field whose values are looked through for a name: there may be thousands of sources."""
_COSTLY_PATHS = ("/export", "/feed", "/compare", "/trend", "/concordance", "/words", "/batch")


class RequestRefusedError(Exception):
    """A request that is not let in: the status, after how many seconds to come back, and why."""

    def __init__(self, status: int, retry: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.retry = retry
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`rate` requests a second per client, `burst` of them at once (rate 0: any number).

    `costly` questions run at a time; `waiting` more may wait for one of those, for `patience`
    seconds. Where they are `shared`, one client may not have all of them.
    """

    rate: float = 0.0
    burst: int = 200
    costly: int = 2
    waiting: int = 1
    patience: float = 3.0
    shared: bool = False


DEFAULT = Allowance()
"""Any number of requests per client, as behind a proxy that counts them itself."""


def for_threads(threads: int, rate: float) -> Allowance:
    """The allowance of a server with that many threads: at least one is left for cheap questions.

    With a single thread there is nothing to share, and costly questions take their turn in it.
    """
    costly = max(1, threads // 2)
    return Allowance(
        rate=rate,
        burst=max(1, int(4 * rate)),
        costly=costly,
        waiting=max(0, threads - costly - 1),
        shared=bool(rate),
    )


SpendTokens = Callable[[str, float, float, int], float]
"""Takes one from a client's allowance: client, time, rate, burst; says what there was before."""


class Clients:
    """What each client has left, in the memory of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def spend(self, client: str, now: float, rate: float, burst: int) -> float:
        """Take one, if there is one; what there was before, filled again as time went by."""
        with self._lock:
            left, since = self._left.pop(client, (float(burst), now))
            left = min(float(burst), left + max(0.0, now - since) * rate)
            self._left[client] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MOST_CLIENTS:
                self._left.popitem(last=False)
        return left


class _Lane:
    """At most so many costly questions at a time, of which one client has at most its share."""

    def __init__(self, most: int, share: int) -> None:
        self._most = most
        self._share = share
        self._held: Counter[str] = Counter()
        self._changed = threading.Condition()

    def enter(self, client: str, patience: float) -> bool:
        """Wait for a place; False where there is none after so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._room(client), patience):
                return False
            self._held[client] += 1
            return True

    def leave(self, client: str) -> None:
        """Give the place back."""
        with self._changed:
            self._held[client] -= 1
            self._held += Counter()  # clients without a place are forgotten
            self._changed.notify_all()

    def _room(self, client: str) -> bool:
        return self._held.total() < self._most and self._held[client] < self._share


class Limits:
    """Lets requests in, by the clock it is given; safe to use from many threads."""

    def __init__(
        self,
        allowance: Allowance,
        clock: Callable[[], float] = time.monotonic,
        spend: SpendTokens | None = None,
    ) -> None:
        self._allowance = allowance
        self._clock = clock
        self._take = spend or Clients().spend
        share = max(1, allowance.costly - 1) if allowance.shared else allowance.costly
        self._lane = _Lane(allowance.costly, share)
        self._line = threading.BoundedSemaphore(allowance.costly + allowance.waiting)

    @contextlib.contextmanager
    def admitted(self, client: str, path: str, query: str) -> Iterator[bool]:
        """Let a request in for the length of the block; RequestRefusedError if it has to stay out.

        What the block gets is whether the request may be costly.

        `client` is an IP address, `path` and `query` are those of the request, escaped.
        """
        if len(path) + len(query) > LONGEST_ADDRESS:
            raise RequestRefusedError(414, 0, "address")
        if query.count("&") >= MOST_FIELDS:
            raise RequestRefusedError(414, 0, "address")
        group = client_group(client)
        self._spend(group)
        if not costly(path, query):
            yield False
            return
        if not self._line.acquire(blocking=False):
            raise RequestRefusedError(429, 2, "busy")
        try:
            if not self._lane.enter(group, self._allowance.patience):
                raise RequestRefusedError(429, 2, "busy")
            try:
                yield True
            finally:
                self._lane.leave(group)
        finally:
            self._line.release()

    def _spend(self, client: str) -> None:
        """Take one from the client's allowance, which fills again as time goes by."""
        rate, burst = self._allowance.rate, self._allowance.burst
        if not rate:
            return
        left = self._take(client, self._clock(), rate, burst)
        if left < 1:
            raise RequestRefusedError(429, max(1, round((1 - left) / rate)), "rate")


def costly(path: str, query: str) -> bool:
    """Whether a request may cost much more than a page of results: what it is, or what it asks."""
    if path.removeprefix("/api").startswith(_COSTLY_PATHS) or query.count("&") >= MANY_FIELDS:
        return True
    text = "".join(parse_qs(query, errors="replace").get("q", ()))
    if len(text) > LONG_QUERY or not _MANY_TERMS.isdisjoint(text):
        return True
    return bool(_VALUES.search(fold(text)))


def seconds_for(path: str) -> float:
    """What the answer to a request may take."""
    asked = path.removeprefix("/api")
    return next((seconds for start, seconds in _SECONDS if asked.startswith(start)), SECONDS)


def client_group(client: str) -> str:
    """Who counts as one client: an IPv4 address, or the 64 leading bits of an IPv6 one.

    A socket for both kinds names an IPv4 client as ::ffff:192.0.2.1.
    """
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 6 and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    if address.version == 6:
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return client
