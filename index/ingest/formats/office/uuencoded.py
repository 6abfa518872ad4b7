"""Takes files in uuencode, as old programs attach them, out of the text of a mail."""

import binascii
import re

from index.ingest.source_file import member_name

_FILE = re.compile(
    r"^begin [0-7]{3,4} (?P<name>[^\r\n]{1,200})\r?\n"
    r"(?P<lines>(?:[\x20-\x60]{1,86}\r?\n)*+)end[ \t]*\r?$",
    re.MULTILINE,
)
_MAX_FILES = 100


def removed(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text without the files in it, and the files with their names.

    What is no uuencode stays text.
    """
    if "\nend" not in text:
        return text, []
    files: list[tuple[str, bytes]] = []
    pieces: list[str] = []
    begin = 0
    for match in _FILE.finditer(text):
        data = _decoded(match["lines"].split("\n"))
        if data and len(files) < _MAX_FILES:
            files.append((member_name(match["name"].strip()), data))
            pieces.append(text[begin : match.start()])
            begin = match.end()
    return "".join((*pieces, text[begin:])), files


def _decoded(lines: list[str]) -> bytes:
    """The bytes in the lines of a file; none if a line is damaged."""
    decoded = bytearray()
    for line in filter(None, (encoded.rstrip("\r") for encoded in lines)):
        size = (ord(line[0]) - 32) & 63
        try:
            decoded += binascii.a2b_uu(line[: 1 + (size + 2) // 3 * 4])
        except binascii.Error:
            return b""
    return bytes(decoded)
