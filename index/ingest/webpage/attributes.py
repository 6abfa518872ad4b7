"""What the attributes of an element say: that its text is centered, and a date for programs."""

import re
from collections.abc import Mapping

_CENTERED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_MOMENTS = (
    *("datetime", "data-datetime", "data-timestamp", "data-seconds", "data-time", "data-date"),
    *("data-utime", "data-published", "data-publish-time", "data-pubtime", "title", "content"),
)
"""Attributes in which the element of a date keeps it for programs, and how such a value begins."""
_MACHINE_DATE = re.compile(r"(?:19|20)\d\d-[01]\d-[0-3]\d|1\d{9}(?:\d{3})?$", re.ASCII)


def is_centered(attributes: Mapping[str, object]) -> bool:
    """Whether the attributes of an element center its text."""
    if str(attributes.get("align")).lower() == "center":
        return True
    return "style" in attributes and _CENTERED.search(str(attributes["style"])) is not None


def moment_of(name: str, attributes: Mapping[str, object]) -> str:
    """The date that an element keeps for programs; or empty."""
    if name == "time" and attributes.get("datetime"):
        return str(attributes["datetime"])[:60]
    values = (str(attributes[key]) for key in _MOMENTS if key in attributes)
    return next((value[:60] for value in values if _MACHINE_DATE.match(value)), "")
