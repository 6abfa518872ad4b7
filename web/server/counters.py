"""Request counters of one process, and their sum over processes."""

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field

CountKey = tuple[str | int, ...]
CountTable = defaultdict[CountKey, float]


def _table() -> CountTable:
    return defaultdict(int)


@dataclass(slots=True, kw_only=True)
class RequestCounts:
    """Counters: `requests` by route, method and status, `refused` by reason.

    `buckets` are by route and number of the latency bucket; `seconds` and `index_seconds`, the part
    spent in the index, by route; `sent` is in bytes, `processes` are process ids.
    """

    requests: CountTable = field(default_factory=_table)
    buckets: CountTable = field(default_factory=_table)
    seconds: CountTable = field(default_factory=_table)
    index_seconds: CountTable = field(default_factory=_table)
    refused: CountTable = field(default_factory=_table)
    sent: int = 0
    under_way: int = 0
    processes: tuple[int, ...] = ()

    def packed(self) -> bytes:
        """The counters as bytes, for another process."""
        tables = [list(table.items()) for table in self._tables()]
        return json.dumps([tables, self.sent, self.under_way, os.getpid()]).encode()

    def add(self, packed: bytes) -> None:
        """Add the packed counters of another process."""
        tables, sent, under_way, process = json.loads(packed)
        for table, pairs in zip(self._tables(), tables, strict=True):
            for key, value in pairs:
                table[tuple(key)] += value
        self.sent += sent
        self.under_way += under_way
        self.processes = (*self.processes, process)

    def _tables(self) -> tuple[CountTable, ...]:
        return (self.requests, self.buckets, self.seconds, self.index_seconds, self.refused)
