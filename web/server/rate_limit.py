"""Rate limits for clients, and limits for expensive requests.

A client with too many requests gets status 429. Expensive requests share half of the threads, and
only a few may wait for one, so that a thread is always free for a cheap request.
"""

import contextlib
import ipaddress
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.system.deadline import Deadline
from web.errors import RequestRefusedError
from web.quoting import quoted_length
from web.request_costs import RequestCosts

MAX_ADDRESS_BYTES = 24_000
"""Bytes of path and query, escaped as in our links: 2,000 Chinese characters are 18,000."""
MAX_CLIENTS = 10_000
"""Clients that the rate limit remembers; the least recent is forgotten first."""
MAX_ADDRESS_PARAMETERS = 400
"""An address with more parameters is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """`rate` requests a second per client, `burst` of them at once (rate 0: any number).

    `costly` expensive requests run at a time; `waiting` more may wait, for `patience` seconds.
    With `shared` one client may not use all of them.
    """

    rate: float = 0.0
    burst: int = 200
    costly: int = 2
    waiting: int = 1
    patience: float = 3.0
    shared: bool = False


DEFAULT = Allowance()
"""No rate limit, for example behind a proxy that has its own."""


def for_threads(threads: int, rate: float) -> Allowance:
    """The allowance for a number of threads: at least one is left for cheap requests.

    With a single thread expensive requests take their turn in it.
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
"""Takes one token of a client (client, time, rate, burst) and returns the tokens before."""


class Clients:
    """The tokens of each client, in the memory of one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._left)

    def spend(self, client: str, now: float, rate: float, burst: int) -> float:
        """Take one token if there is one; returns the refilled tokens before."""
        with self._lock:
            left, since = self._left.pop(client, (float(burst), now))
            left = min(float(burst), left + max(0.0, now - since) * rate)
            self._left[client] = (left - 1 if left >= 1 else left, now)
            if len(self._left) > MAX_CLIENTS:
                self._left.popitem(last=False)
        return left


class _Slots:
    """Slots for expensive requests, of which one client has at most `share`."""

    def __init__(self, most: int, share: int) -> None:
        self._most = most
        self._share = share
        self._used: Counter[str] = Counter()
        self._changed = threading.Condition()

    def enter(self, client: str, patience: float) -> bool:
        """Wait for a slot; False if none is free after `patience` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._room(client), patience):
                return False
            self._used[client] += 1
            return True

    def leave(self, client: str) -> None:
        """Release the slot."""
        with self._changed:
            self._used[client] -= 1
            self._used += Counter()  # forget clients without a slot
            self._changed.notify_all()

    def _room(self, client: str) -> bool:
        return self._used.total() < self._most and self._used[client] < self._share


class Limits:
    """Admits or refuses requests; safe to use from many threads."""

    def __init__(
        self,
        allowance: Allowance,
        costs: RequestCosts,
        clock: Callable[[], float] = time.monotonic,
        spend: SpendTokens | None = None,
    ) -> None:
        self._allowance = allowance
        self._costs = costs
        self._clock = clock
        self._take = spend or Clients().spend
        share = max(1, allowance.costly - 1) if allowance.shared else allowance.costly
        self._slots = _Slots(allowance.costly, share)
        self._queue = threading.BoundedSemaphore(allowance.costly + allowance.waiting)

    def deadline(self, path: str, abandoned: Callable[[], bool]) -> Deadline:
        """The deadline of a request that begins now; `abandoned` says whether nobody waits."""
        return Deadline(self._costs.seconds(path), abandoned)

    @contextlib.contextmanager
    def admitted(self, client: str, path: str, query: str) -> Iterator[bool]:
        """Admit a request for the length of the block, or raise RequestRefusedError.

        The block gets whether the request may be expensive.

        `client` is an IP address, `path` and `query` are those of the request, escaped.
        """
        if len(path) + quoted_length(query) > MAX_ADDRESS_BYTES:
            raise RequestRefusedError(414, 0, "address")
        if query.count("&") >= MAX_ADDRESS_PARAMETERS:
            raise RequestRefusedError(414, 0, "address")
        group = client_group(client)
        self._spend(group)
        if not self._costs.costly(path, query):
            yield False
            return
        if not self._queue.acquire(blocking=False):
            raise RequestRefusedError(429, 2, "busy")
        try:
            if not self._slots.enter(group, self._allowance.patience):
                raise RequestRefusedError(429, 2, "busy")
            try:
                yield True
            finally:
                self._slots.leave(group)
        finally:
            self._queue.release()

    def _spend(self, client: str) -> None:
        """Take one token of the client; tokens refill with time."""
        rate, burst = self._allowance.rate, self._allowance.burst
        if not rate:
            return
        left = self._take(client, self._clock(), rate, burst)
        if left < 1:
            raise RequestRefusedError(429, max(1, round((1 - left) / rate)), "rate")


def client_group(client: str) -> str:
    """The group that counts as one client: an IPv4 address, or the first 64 bits of an IPv6 one.

    A dual-stack socket names an IPv4 client as ::ffff:192.0.2.1.
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
