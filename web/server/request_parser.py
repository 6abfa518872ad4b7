"""Reads requests as Waitress does, with what it lacks: people's addresses, and limits of its costs.

Waitress reads all connections in one thread, so what one client sends must cost little there.
"""

import re

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

from web.server.header_limits import LIST_HEADERS, MAX_LIST_CHARS, has_many_blanks

_VERSIONS = frozenset({"1.0", "1.1"})
"""Of any other Waitress would read no encoding: what it takes for the next request is a body."""
_BEYOND = re.compile(rb"[\x80-\xff]")
MAX_CHUNK_LINE_BYTES = 8 << 10
"""Bytes of the line before a chunk, and of the lines behind the last; Waitress copies what it has
of them with each piece that arrives."""


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress is untyped
    """Reads a request; its first line may hold any bytes but white space."""

    completed: bool
    expect_continue: bool
    path: str = ""

    def received(self, data: bytes) -> int:
        """Take data of the request; returns how many bytes were taken.

        White space before a request is passed over at once: Waitress would make a request of each
        empty line.
        """
        blank = 0
        if self.body_rcv is None and not self.header_plus:
            size = len(data)
            data = data.lstrip()
            blank = size - len(data)
        taken = blank + (super().received(data) if data else 0)
        if self.completed:
            self.expect_continue = False  # Waitress would tell the client to go on, and wait for it
        chunks = self.body_rcv
        if isinstance(chunks, ChunkedReceiver) and not self.completed:
            longest = max(len(chunks.control_line), len(chunks.trailer))
            if longest > MAX_CHUNK_LINE_BYTES:
                self.error = BadRequest("A line of a chunk is too long")
                self.completed = True
        return taken

    def parse_header(self, header_plus: bytes) -> None:
        """Read the first line and the headers; ParsingError if they are none."""
        line, end, headers = header_plus.partition(b"\r\n")
        if has_many_blanks(header_plus):
            raise ParsingError("Too many blanks side by side")
        try:
            super().parse_header(escaped(line) + end + headers)
        except ValueError:  # a length of thousands of digits, half an IPv6 address
            raise ParsingError("A header or the address cannot be read") from None
        chunked = "TRANSFER_ENCODING" in self.headers  # Waitress takes it out of a 1.1 request
        if chunked or self.version not in _VERSIONS:
            raise ParsingError("This version of HTTP cannot be read, or has no such encoding")
        for name in LIST_HEADERS:
            if len(self.headers.get(name, "")) > MAX_LIST_CHARS:
                del self.headers[name]


def escaped(line: bytes) -> bytes:
    """The line with each byte beyond ASCII as % and two digits."""
    return _BEYOND.sub(lambda byte: b"%%%02X" % byte[0][0], line)
