"""Dates in variables of scripts, as on pages of accounts."""

import re

VALUED = re.compile(r"[:=]\s{0,3}[\"']?\d{4}")
"""A number as a value; a script without one has no date, and most have none."""
SCRIPTED = tuple(
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
