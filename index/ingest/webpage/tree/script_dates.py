"""Dates in variables of scripts, as on pages of accounts."""

import re
from dataclasses import dataclass

_VALUED = re.compile(r"[:=]\s{0,3}[\"']?\d{4}")
"""A number as a value; a script without one has no date, and most have none."""
_SCRIPTED = tuple(
    re.compile(
        rf"\b(?:{names})[\"']?\s{{0,3}}[:=]\s{{0,3}}"
        r"[\"']?(?P<value>\d{4}[\dT:./ 年月日+-]{4,27}(?=[\"'])|1\d{9}(?:\d{3})?(?!\d))",
        re.IGNORECASE,
    )
    for names in (
        r"publish_?time(?:stamp)?|publish_?ts|pub_?time|publish_?date|pub_?date|date_?published|published_?at|ct",
        r"(?:ori_?)?create_?time|create_?date|created_?at|post_?time",
    )
)
"""A date in a variable of a script: of publication, else of writing."""


@dataclass(slots=True)
class ScriptDay:
    """The day in the scripts of a page; `rank` is the number of its pattern, 0 without one."""

    value: str = ""
    rank: int = 0

    def take(self, script: str) -> None:
        """Keep the day in a script; one of publication takes precedence over one of writing."""
        for rank, pattern in enumerate(_SCRIPTED if _VALUED.search(script) else (), start=1):
            if self.rank and self.rank <= rank:
                break
            if match := pattern.search(script):
                self.value, self.rank = match["value"], rank
