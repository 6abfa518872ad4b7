"""The reports that entered the archive after its first build, with times: a file of a generation.

Each build that brings new reports adds an arrival with the number of its generation, as no other
build ever has it. A generation whose reports all came at once has no such file.
"""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.embedded.segment.disk import Disk
from index.embedded.segment.generation_info import MAX_INFO_BYTES
from index.errors import IndexUnusableError
from index.report import ReportId
from index.system.regular_file import read_regular

ARRIVALS_FILE = "arrivals.json"
MAX_ARRIVED = 20_000
"""Reports that are listed. Older arrivals are forgotten whole: their reports count as there from
the beginning."""


@dataclass(frozen=True, slots=True)
class ArrivalList:
    """The reports that one build brought: the number of its generation, and its time in UTC."""

    number: int
    built: datetime.datetime
    ids: tuple[ReportId, ...]


def read(generation: Path) -> tuple[ArrivalList, ...]:
    """The arrivals of a generation, oldest first; IndexUnusableError if its file is damaged."""
    try:
        value = json.loads(read_regular(generation / ARRIVALS_FILE, MAX_INFO_BYTES))
        return _parsed(value)
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise IndexUnusableError(
            f"{generation} is damaged: {ARRIVALS_FILE} cannot be read ({error}). "
            "Rebuild with: baogao index"
        ) from error


def _parsed(value: object) -> tuple[ArrivalList, ...]:
    if not isinstance(value, list):
        raise TypeError("it is no list")
    listed = tuple(_listed(*row) for row in value)
    if sum(len(arrival.ids) for arrival in listed) > MAX_ARRIVED:
        raise ValueError("it lists too many reports")
    return listed


def _listed(number: int, built: str, ids: list[str]) -> ArrivalList:
    when = datetime.datetime.fromisoformat(built)
    sane = type(number) is int and 0 < number < 1 << 40 and when.tzinfo is not None
    if not sane or not all(isinstance(report_id, str) for report_id in ids):
        raise ValueError("a value has the wrong type")
    return ArrivalList(number, when, tuple(map(ReportId, ids)))


def write(arrivals: Sequence[ArrivalList], generation: Path, disk: Disk) -> None:
    """Write the arrivals into the folder of a generation, if there are any."""
    if arrivals:
        value = [[arrival.number, arrival.built.isoformat(), arrival.ids] for arrival in arrivals]
        disk.write(generation / ARRIVALS_FILE, json.dumps(value).encode())


def following(
    before: Sequence[ArrivalList],
    number: int,
    built: datetime.datetime,
    arrived: Iterable[ReportId],
    most: int = MAX_ARRIVED,
) -> tuple[ArrivalList, ...]:
    """The arrivals of the next generation: those before and what arrives now, `most` reports."""
    ids = tuple(sorted(arrived))
    lists = [*before, *([ArrivalList(number, built, ids)] if ids else [])]
    newest: list[ArrivalList] = []
    for arrival in reversed(lists):
        most -= len(arrival.ids)
        if most < 0:
            break
        newest.append(arrival)
    return tuple(reversed(newest))
