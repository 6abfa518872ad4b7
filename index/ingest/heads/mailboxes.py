"""Reads the person whose name stands before a mail address: Ada Quill <ada@larkford.example>."""

import re

from index.ingest.heads import person_names
from index.ingest.heads.field_labels import BREAK
from index.ingest.heads.latin_names import WORD

_ADDRESS = r"[<(（\[]?(?<![\w.+-])(?P<box>[\w.+-]{1,64})@[\w.-]{3,100}[>)）\]]?"
_SPELLED = r"(?P<spelled>[\w.+-]{1,64}) at [\w-]{1,60}\.[\w.-]{1,60}"
"""An address as archives of mailing lists write it: ada at larkford.example."""
_MAILBOX = re.compile(_ADDRESS)
_SENDER = re.compile(rf"(?:[Bb]y )?(?P<name>{WORD}(?: {WORD}){{1,3}}),? (?:{_ADDRESS}|{_SPELLED})")
_MIN_SHARED = 3
"""The fewest letters of a name that an address repeats."""


def sender(line: str) -> tuple[str, str]:
    """The person at the beginning of a line before an address, and what stands behind it.

    Empty texts if the address is that of an office, or if there is none.
    """
    match = _SENDER.match(line) if "@" in line or " at " in line else None
    if match is None or person_names.is_outlet(match["name"]):
        return "", ""
    words, box = match["name"].lower().split(), (match["box"] or match["spelled"]).lower()
    shared = any(len(word) >= _MIN_SHARED and word in box for word in words)
    known = shared or person_names.has_given_name(match["name"])
    return (match["name"], line[match.end() :]) if known else ("", "")


def parted(line: str) -> str:
    """A line with a soft break for each address."""
    return _MAILBOX.sub(BREAK, line) if "@" in line else line
