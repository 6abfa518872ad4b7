"""One part of a line in place of another text."""

import re


def replaced(line: str, part: re.Match[str], text: str) -> str:
    """The line with `text` in the place of the matched part."""
    return line[: part.start()] + text + line[part.end() :]
