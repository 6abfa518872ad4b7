"""Accepts request lines with unescaped non-ASCII characters, as people type them into curl.

Waitress refuses such bytes, so they are escaped before it reads the address.
"""

import re

from waitress.parser import HTTPRequestParser

_BEYOND = re.compile(rb"[\x80-\xff]")


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress is untyped
    """Reads a request; its first line may hold any bytes but white space."""

    def parse_header(self, header_plus: bytes) -> None:
        """The first line and the headers of a request."""
        line, end, headers = header_plus.partition(b"\r\n")
        super().parse_header(escaped(line) + end + headers)


def escaped(line: bytes) -> bytes:
    """The line with each byte beyond ASCII as % and two digits."""
    return _BEYOND.sub(lambda byte: b"%%%02X" % byte[0][0], line)
