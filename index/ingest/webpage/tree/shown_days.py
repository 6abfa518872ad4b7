"""Whether an element keeps another day for programs than it shows to people."""

import datetime
import re

from index.ingest.days import dates

_MAX_CHARS_BEHIND = 12
"""The code points behind a day, at most, in an element that shows it alone: a time of day."""
_DAY_OR_MONTH = re.compile(r"\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}")
"""A day in which either number may be that of the month."""
_TIME_ZONES = datetime.timedelta(days=1)


def contradicts(shown: str, kept: str) -> bool:
    """Whether the text of an element is a day that is not the kept one, in any time zone."""
    days = dates.find_dates(shown)
    if not days or days[0].start or len(shown) > days[0].end + _MAX_CHARS_BEHIND:
        return False
    moment = dates.moment(kept)
    return (
        moment is not None
        and _DAY_OR_MONTH.match(shown) is None
        and abs(days[0].date - moment) > _TIME_ZONES
    )
