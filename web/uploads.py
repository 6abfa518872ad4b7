"""Files that readers send: text in any encoding, or a document of any format that is indexed."""

import tempfile
from pathlib import Path
from typing import Final

from werkzeug.datastructures import FileStorage

from index.errors import CorpusError
from index.indexing.document_process import document_text_apart
from index.ingest.decode import binary_content, decode
from web.language import gettext

MAX_UPLOAD_BYTES: Final = 8 << 20
_MAX_ENDING_CHARS = 10
_PLAIN_ENDINGS = frozenset(("", ".txt", ".md", ".markdown", ".text"))
_SEEN_BYTES = 1 << 16


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
    if binary_content(data):
        raise NotTextError
    return with_line_feeds(decode(data).text)


def document_of(sent: FileStorage | None, enough_chars: int) -> str:
    """The text of a submitted document of any format; empty without a file.

    It is read no further than `enough_chars`. NotTextError if there is no text in it.
    """
    if sent is None or not sent.filename:
        return ""
    if _ending(sent.filename) in _PLAIN_ENDINGS and not binary_content(
        sent.stream.read(_SEEN_BYTES)
    ):
        sent.stream.seek(0)
        return text_of(sent)
    sent.stream.seek(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"document{_ending(sent.filename)}"
        sent.save(path)
        try:
            text = document_text_apart(path, enough_chars) if path.stat().st_size else ""
        except CorpusError as error:
            raise NotTextError from error
        if text is not None:
            return with_line_feeds(text)
        sent.stream.seek(0)
        return text_of(sent)


def _ending(name: str) -> str:
    """The ending of a file's name, such as ".docx"; empty if it may be anything else."""
    ending = Path(name).suffix
    known = len(ending) <= _MAX_ENDING_CHARS and ending[1:].isalnum() and ending.isascii()
    return ending.lower() if known else ""


def with_line_feeds(text: str) -> str:
    """A text with line feeds between its lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
