"""Guards against lost reports: a build that reads far fewer reports than before stops and asks.

A missing disk, a rule that matches nothing, or a tool that overwrote files removes reports from an
index as if somebody had deleted them. Losses are counted by top folder and by site, relative to the
reports indexed before.
"""

import enum
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.errors import OperatorError
from index.ingest.files.corrections import CORRECTIONS_FILE
from index.ingest.structured.language_columns import TEXT_LANGUAGES
from index.report import Report, ReportId, Skipped, host_of

LOSS_RATIO = 5
"""A build asks if a group loses more than one in this many reports."""
MIN_UNREAD_REPORTS = 2
MIN_GONE_REPORTS = 5
"""Lost reports about which a build asks: those whose files still exist, and any."""
REPORTS_PER_LOOKUP = 500
NAMED_LOSSES = 3
"""Losses that an error names; it counts the others."""

Lookup = Callable[[Sequence[ReportId]], Sequence[Report | None]]
"""Maps ids to their stored reports, like an index."""


class LossPolicy(enum.Enum):
    """A build's way with lost reports: ask, keep them, or let them go."""

    ASK = "ask"
    KEEP = "keep"
    ALLOW = "allow"


class LossError(OperatorError):
    """A build would lose reports without permission; nothing was changed."""

    exit_code = 10


@dataclass(frozen=True, slots=True)
class Group:
    """A group by which reports are counted: a top folder of the corpus, or a site."""

    kind: str
    name: str

    def __str__(self) -> str:
        if self.kind == "site":
            return f"the site {self.name}"
        return f"the folder {self.name}" if self.name else "the top folder"


@dataclass(frozen=True, slots=True)
class Loss:
    """A group that loses too much: its size before, and the ids and paths of its lost reports."""

    group: Group
    before: int
    ids: tuple[ReportId, ...]
    paths: tuple[str, ...]

    def __str__(self) -> str:
        return f"{len(self.ids)} of the {self.before} reports of {self.group}"


def groups(path: str, url: str) -> Iterator[Group]:
    """The groups of a report."""
    folder, mark, _ = path.partition("!")[0].partition("/")
    yield Group("folder", folder if mark else "")
    if "://" in url and (site := host_of(url)):
        yield Group("site", site)


class Ledger:
    """Counts the reports that were indexed before and are read again."""

    def __init__(self) -> None:
        self.kept: Counter[Group] = Counter()

    def keep(self, path: str, url: str) -> None:
        """Count a report that was indexed before and was read again."""
        for group in groups(path, url):
            self.kept[group] += 1

    def losses(
        self,
        gone: Iterable[ReportId],
        lookup: Lookup,
        folders: Sequence[str],
        skipped: list[Skipped],
    ) -> list[Loss]:
        """The groups that would lose too much if the reports with the ids `gone` were removed."""
        chosen = {file.path for file in skipped if CORRECTIONS_FILE in file.reason}
        lost: dict[Group, list[Report]] = {}
        for report in _stored(gone, lookup):
            if report.path not in chosen:
                for group in groups(report.path, report.url):
                    lost.setdefault(group, []).append(report)
        return [
            _loss(group, reports, self.kept[group])
            for group, reports in lost.items()
            if _too_many(reports, self.kept[group], folders)
        ]

    def out_of_reach(
        self, gone: Iterable[ReportId], lookup: Lookup, skipped: Iterable[Skipped]
    ) -> list[Loss]:
        """Of the reports with the ids `gone`, those of files that the machine does not give now."""
        unread = {file.path for file in skipped if file.out_of_reach}
        lost: dict[Group, list[Report]] = {}
        for report in _stored(gone, lookup) if unread else ():
            if not unread.isdisjoint(_holders(report.path)):
                group, *_ = groups(report.path, "")
                lost.setdefault(group, []).append(report)
        return [_loss(group, reports, self.kept[group]) for group, reports in lost.items()]


def _holders(path: str) -> Iterator[str]:
    """The path of a report, and of the folders and archives it is in; "" is the corpus."""
    yield from ("", path, *(path.removesuffix(f".{code}") for code in TEXT_LANGUAGES))
    yield from (path[: mark.start()] for mark in re.finditer("[/!]", path))


def _loss(group: Group, lost: Sequence[Report], remaining: int) -> Loss:
    return Loss(
        group,
        len(lost) + remaining,
        tuple(report.id for report in lost),
        tuple(sorted(report.path for report in lost)),
    )


def _stored(ids: Iterable[ReportId], lookup: Lookup) -> Iterator[Report]:
    ahead = iter(ids)
    while some := list(itertools.islice(ahead, REPORTS_PER_LOOKUP)):
        yield from (report for report in lookup(some) if report is not None)


def _too_many(lost: Sequence[Report], remaining: int, folders: Sequence[str]) -> bool:
    if len(lost) * LOSS_RATIO <= len(lost) + remaining:
        return False
    if len(lost) >= MIN_GONE_REPORTS:
        return True
    files = [report.path.partition("!")[0] for report in lost]
    unread = sum(any(os.path.exists(f"{top}/{file}") for top in folders) for file in files)  # noqa: PTH110 - for each report
    return unread >= MIN_UNREAD_REPORTS


def loss_error(losses: Sequence[Loss], skipped: Sequence[Skipped]) -> LossError:
    """The error for losses: what would be lost, the reason for the first, and how to permit it."""
    first = losses[0]
    reasons = {file.path: file.reason for file in skipped}
    why = next((f" ({path}: {reasons[path]})" for path in first.paths if path in reasons), "")
    named = "; ".join(map(str, losses[:NAMED_LOSSES]))
    more = f"; and {len(losses) - NAMED_LOSSES} more" if len(losses) > NAMED_LOSSES else ""
    return LossError(
        f"The index would lose {named}{more}, beginning with {first.paths[0]}{why}. Nothing was "
        "changed. Look after the files and sites.toml; to let them go, use --allow-loss"
    )
