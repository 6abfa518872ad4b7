"""Reads files that a Word file shows as parts of itself: pages, texts, Word files with others."""

import re
from collections.abc import Callable

from index.ingest import decode, markup_tree
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.formats.office import mhtml, rtf_parser
from index.ingest.source_file import SourceFile
from index.ingest.webpage.main_text import body
from index.ingest.webpage.tree.blocks import page_blocks

_MIME = re.compile(
    rb"^MIME-Version:|^Content-Type: ?(?:multipart|text)/", re.IGNORECASE | re.MULTILINE
)
_MAX_WORD_FILES, _MAX_DEPTH = 100, 10
"""The most Word files in a Word file that are read, and how deep they may lie in each other."""


class InsertedFiles:
    """Reads the inserted files of a Word file, and counts the Word files that it leaves out.

    `read_word` gives the lines of one, and of those inserted in it.
    """

    def __init__(self, read_word: Callable[[bytes, "InsertedFiles"], list[str]]) -> None:
        self.left_out = 0
        self._read_word = read_word
        self._left, self._depth = _MAX_WORD_FILES, 0

    def lines(self, name: str, data: bytes) -> list[str]:
        """The lines of an inserted file."""
        if data.startswith(b"PK"):
            return self._lines_of_word(data)
        if data.lstrip()[:5] == b"{\\rtf":
            return [line for line in rtf_parser.text_of_rtf(data)[0].splitlines() if line.strip()]
        if _MIME.search(data[:2_000]):
            draft = Draft(SourceFile(path=name, file="", kind="mhtml", data=b""))
            mhtml.read(draft, data, ExtractionRules())
            return draft.paragraphs
        text = decode.decode(data).text
        if "<" in text[:1000]:
            return body.everything(page_blocks(markup_tree.parsed(text)))
        return text.splitlines()

    def _lines_of_word(self, data: bytes) -> list[str]:
        if self._depth == _MAX_DEPTH or not self._left:
            self.left_out += 1
            return []
        self._left -= 1
        self._depth += 1
        try:
            return self._read_word(data, self)
        finally:
            self._depth -= 1
