"""Text files that readers send: in any encoding, and never anything but text."""

from werkzeug.datastructures import FileStorage

from index.ingest.decode import binary, decode
from web.language import gettext


class NotTextError(Exception):
    """The file is not a text."""


def not_text_message() -> str:
    """The sentence about such a file."""
    return gettext("The file is not a text. Convert it to plain text first.")


def text_of(sent: FileStorage | None) -> str:
    """The text of a submitted file with line feeds between its lines; empty without a file.

    NotTextError if it is no text.
    """
    data = sent.read() if sent is not None else b""
    if binary(data):
        raise NotTextError
    return lines(decode(data).text)


def lines(text: str) -> str:
    """A text with line feeds between its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
