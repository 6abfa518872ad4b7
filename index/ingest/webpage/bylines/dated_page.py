"""DatedPage: a page whose day of publication is looked for, and the limits of that."""

import datetime
from dataclasses import dataclass
from typing import Final

from index.ingest.webpage.bylines.context import BylineContext
from index.ingest.webpage.tree import meta

BYLINE: Final = "date in the byline"
DATED_CHARS = 120
"""The longest block whose date may be that of the report, in code points."""


@dataclass(frozen=True, slots=True)
class DatedPage:
    """A page whose day is looked for: its blocks, declarations and address; no later than that."""

    near: BylineContext
    declared: meta.Declared
    address: str
    latest: datetime.date


OriginatedDate = tuple[datetime.date | None, str]
"""A possible day, None where a text turned out to have none, and the origin of the field."""
