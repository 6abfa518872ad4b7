"""A month ("2023-02") or a year ("2023") as people name it in an address or a command."""

import re

_PERIOD = re.compile(r"([0-9]{4})(?:[-./]([0-9]{1,2}))?")


def read_period(text: str) -> str | None:
    """The period in its fixed form; None if the text is neither a month nor a year."""
    match = _PERIOD.fullmatch(text.strip())
    if match is None or match[1] == "0000":
        return None
    if match[2] is None:
        return match[1]
    return f"{match[1]}-{int(match[2]):02}" if 1 <= int(match[2]) <= 12 else None
