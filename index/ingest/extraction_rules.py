"""Guide: what steers the reading besides the files; picklable, one for each folder of reports."""

import datetime
from dataclasses import dataclass, field

from index.ingest.corrections import Corrections
from index.ingest.scans.store import ScanStore, current
from index.ingest.site_rules import SiteRules


def _soon() -> datetime.date:
    """The day after tomorrow: nothing is published later, whatever the time zone."""
    return datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionRules:
    """No date after `latest` is believed; `sites` and `corrections` win over what was read.

    `scans` keeps what was recognised on scanned pages; None where nothing is kept.
    """

    latest: datetime.date = field(default_factory=_soon)
    sites: tuple[SiteRules, ...] = ()
    corrections: Corrections = field(default_factory=Corrections)
    scans: ScanStore | None = field(default_factory=current)
