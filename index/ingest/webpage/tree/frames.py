"""Reads the frames of a saved page, from an attribute or from a file saved beside the page.

Programs that save a complete page put its frames into files of a resource folder (`page_files/`).
These files are not reports; their text is part of the page.
"""

import base64
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from bs4.element import PageElement, Tag

from index.ingest import decode, markup_tree, visible_text
from index.ingest.files import zip_files
from index.ingest.source_file import SourceFile
from index.system.regular_file import open_regular, read_regular, real_path

MAX_PAGE_FRAMES = 40
MAX_FRAME_CHARS = 4 << 20
"""The largest number of frames that are read, and their largest total size in bytes."""
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]{1,20}:|//|/|#)", re.IGNORECASE)
"""The beginning of a URL that is not a relative path."""
_DATA = re.compile(
    r"data:(?:text/html|application/xhtml\+xml)(?:;charset=(?P<charset>[\w-]{1,20}))?"
    r"(?P<base64>;base64)?,",
    re.IGNORECASE,
)
"""A page inside the URL of a frame."""
FRAMES = frozenset({"iframe", "frame"})
"""Elements that show another page."""


@dataclass(slots=True)
class Frames:
    """The frames of one page; `texts` collects their visible text."""

    entry: SourceFile
    texts: list[str] = field(default_factory=list)
    _left: int = MAX_PAGE_FRAMES
    _bytes: int = MAX_FRAME_CHARS

    def contents(self, tag: Tag) -> Sequence[PageElement] | None:
        """The content of the page that a frame shows, without declarations; None without one."""
        if (page := self._shown(tag)) is None:
            return None
        inner = page.find(["body", "frameset"])
        return [inner] if isinstance(inner, Tag) else page.contents

    def _shown(self, tag: Tag) -> Tag | None:
        """The page that a frame shows; None if it is missing or too many were read."""
        if self._left <= 0:
            return None
        markup = tag.get("srcdoc")
        source = str(tag.get("src") or "")
        text = str(markup) if markup else _embedded(source) or self._beside(source)
        if not text or len(text) > self._bytes:
            return None
        self._left -= 1
        self._bytes -= len(text)
        self.texts.append(visible_text.of_page(text))
        return markup_tree.parsed(text)

    def _beside(self, source: str) -> str:
        """The text of a page in the folder of this one or in a subfolder."""
        name = urllib.parse.unquote(re.split(r"[?#]", source.strip())[0]).replace("\\", "/")
        if not name or _ELSEWHERE.match(name) or ".." in PurePosixPath(name).parts:
            return ""
        data = _member(self.entry, name) if self.entry.data is not None else self._file(name)
        return decode.decode(data).text if data and not decode.binary_content(data) else ""

    def _file(self, name: str) -> bytes:
        folder = Path(self.entry.file).parent
        path = folder / name
        try:
            inside = real_path(path).is_relative_to(real_path(folder))
            return read_regular(path, self._bytes) if inside else b""
        except (OSError, ValueError):
            return b""


def _embedded(source: str) -> str:
    """The page inside the URL of a frame; or empty."""
    match = _DATA.match(source) if len(source) <= 3 * MAX_FRAME_CHARS else None
    if match is None:
        return ""
    data = urllib.parse.unquote_to_bytes(source[match.end() :])
    if match["base64"]:
        try:
            data = base64.b64decode(data)
        except ValueError:
            return ""
    return decode.decode(data, match["charset"] or "").text


def _member(entry: SourceFile, name: str) -> bytes:
    """A page in the same folder of a ZIP archive."""
    if not entry.file.lower().endswith(".zip"):
        return b""
    path = str(PurePosixPath(entry.path.rpartition("!")[2]).parent / name)
    try:
        with open_regular(entry.file) as file, zip_files.opened(file) as archive:
            info = archive.getinfo(path)
            return archive.read(info) if info.file_size <= MAX_FRAME_CHARS else b""
    except (OSError, KeyError, ValueError, EOFError, RuntimeError, NotImplementedError):
        return b""
    except (zipfile.BadZipFile, zlib.error):
        return b""
