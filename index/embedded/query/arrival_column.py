"""The number of each report's arrival; read from the generation when it is first asked for."""

import functools
from pathlib import Path

import numpy as np

from index.api import Arrival
from index.arrays import Array
from index.embedded.query.reader import MultiSegmentReader
from index.embedded.segment import arrivals


class ArrivalColumn:
    """The arrivals of a generation's reports."""

    def __init__(self, reader: MultiSegmentReader, generation: Path) -> None:
        self._reader = reader
        self._generation = generation

    @functools.cached_property
    def numbers(self) -> Array:
        """The number of each report's arrival, 0 if it was there from the beginning."""
        numbers = np.zeros(self._reader.count)
        for arrival in arrivals.read(self._generation):
            docs = map(self._reader.doc, arrival.ids)
            numbers[[doc for doc in docs if doc is not None]] = arrival.number
        return numbers

    def counted(self) -> tuple[Arrival, ...]:
        """The arrivals that still have reports, the latest first."""
        alive = self._reader.alive
        numbers = self.numbers if alive is None else self.numbers[alive]
        unique = np.unique(numbers, return_counts=True)
        counts = dict(zip(*(values.tolist() for values in unique), strict=True))
        return tuple(
            Arrival(arrival.number, arrival.built, counts[arrival.number])
            for arrival in reversed(arrivals.read(self._generation))
            if arrival.number in counts
        )
