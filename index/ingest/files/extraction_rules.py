"""ExtractionRules: the settings by which the files of one corpus folder are read."""

import datetime
from dataclasses import dataclass, field

from index.ingest.files.corrections import Corrections
from index.ingest.files.scans_folder import current_scans_folder
from index.ingest.files.site_rules import SiteRules


def _soon() -> datetime.date:
    """The day after tomorrow; no publication date is later in any time zone."""
    return datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionRules:
    """Settings for reading files. Instances can be pickled.

    Dates after `latest` are ignored. `sites` and `corrections` take precedence over the content.
    `scans_folder` keeps the recognised text of scanned pages; None means that it is not stored.
    """

    latest: datetime.date = field(default_factory=_soon)
    sites: tuple[SiteRules, ...] = ()
    corrections: Corrections = field(default_factory=Corrections)
    scans_folder: str | None = field(default_factory=current_scans_folder)
