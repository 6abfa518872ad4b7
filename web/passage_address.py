"""How an address names a passage: by a text directive of the browser, or as a quoted query."""

import re
from urllib.parse import quote

MAX_PASSAGE_QUERY_CHARS = 80
"""Code points of a passage that a query names."""
_WHOLE_FRAGMENT_CHARS = 80
_FRAGMENT_END_CHARS = 24


def text_fragment(passage: str) -> str:
    """Words of a page as the text directive of an address; long ones by their two ends."""
    lines = [line.strip() for line in passage.split("\n") if line.strip()]
    if len(lines) == 1 and len(lines[0]) <= _WHOLE_FRAGMENT_CHARS:
        return _directive(lines[0])
    if not lines:
        return ""
    return f"{_directive(_beginning(lines[0]))},{_directive(_beginning(lines[-1], -1))}"


def _beginning(line: str, step: int = 1) -> str:
    """The first words of a line, or with a step of -1 the last, as a browser finds them."""
    if len(line) <= _FRAGMENT_END_CHARS:
        return line
    part = line[:_FRAGMENT_END_CHARS] if step > 0 else line[-_FRAGMENT_END_CHARS:]
    words = part.split(" ")
    return " ".join(words[:-1] if step > 0 else words[1:]) if len(words) > 2 else part


def _directive(text: str) -> str:
    return quote(text, safe="", errors="replace").replace("-", "%2D")


def passage_query(text: str) -> str:
    """A query for a passage: the longest part of its beginning without quotation marks, quoted."""
    runs = re.split(r"[“”\"「」『』«»\r\n]", text[:MAX_PASSAGE_QUERY_CHARS])
    longest = max(runs, key=len).strip()
    return f"“{longest}”" if longest else ""
