"""Format recognises and reads one file format; Sample is the content it is recognised by.

`file_types.FORMATS` lists the formats; a module that reads one exports it as `FORMAT`. "A file
format" in CONTRIBUTING.md has the steps to a new one.
"""

import functools
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.ingest.draft import Draft
from index.ingest.files import refused_formats, zip_files
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.source_file import SourceFile
from index.report import Skipped

SAMPLE_BYTES = 1 << 16
"""The size in bytes of the beginning by which the format of a file is recognised."""
MAX_FILE_BYTES = 64 << 20
"""The largest file that is read as a whole, in bytes; a larger one is skipped."""
TOO_LARGE = f"It is larger than {MAX_FILE_BYTES >> 20} MB."
"""The reason for skipping such a file."""
CERTAIN, LIKELY, NO = 2, 1, 0
"""How well the content matches a format: it can be no other, it probably is this one, or there is
no sign of it. A certain format overrules the name of the file."""

URL_QUERY = r"[?？].*$|%3[fF].*$"
"""A pattern of the query of a URL, which download programs leave in a file name."""
_URL_QUERY = re.compile(URL_QUERY, re.DOTALL)
_ENDING = re.compile(r"\.[A-Za-z0-9_-]{1,12}$")
_BOM = b"\xef\xbb\xbf"
_PACKED_PAGE = re.compile(rb"<html[^>]{0,200} data-sfz[ >=]", re.IGNORECASE)
"""The beginning of a page of SingleFile with a ZIP archive behind it, in the same file."""
_COMMENT = re.compile(rb"<!--.{0,4000}?-->\s{0,100}", re.DOTALL)


class Sample:
    """The content of a file, or its beginning, for recognising its format."""

    def __init__(self, data: bytes, file: str = "") -> None:
        """`file` is the path of the file on disk if `data` is only its beginning."""
        self.data = data
        self._file = file

    @functools.cached_property
    def start(self) -> bytes:
        """The beginning, ASCII-compatible, without byte order mark and leading white space."""
        head = self.data[:SAMPLE_BYTES]
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            head = head.decode("utf-16", "replace").encode("utf-8", "replace")
        elif head[1:64:2].count(0) > 12 or head[0:64:2].count(0) > 12:
            name = "utf-16-le" if head[1:64:2].count(0) > 12 else "utf-16-be"
            head = head.decode(name, "replace").encode("utf-8", "replace")
        return head.removeprefix(_BOM).lstrip()

    @functools.cached_property
    def markup(self) -> bytes:
        """The beginning in lower case, without comments before the first tag."""
        start = self.start
        for _ in range(20):
            match = _COMMENT.match(start)
            if match is None:
                break
            start = start[match.end() :]
        return start[:4096].lower()

    @functools.cached_property
    def zipped(self) -> bool:
        """Whether the file begins as a ZIP archive, or as a page that is one too."""
        return self.data.startswith(b"PK") or self.packed_page

    @functools.cached_property
    def packed_page(self) -> bool:
        """Whether the file begins as a page of SingleFile that is a ZIP archive too."""
        head = self.data[:4096]
        return b"<" in head and _PACKED_PAGE.search(head) is not None

    @functools.cached_property
    def members(self) -> frozenset[str]:
        """The names in a ZIP archive; empty for other files and damaged archives."""
        if not self.zipped:
            return frozenset()
        try:
            with zip_files.opened(self._file or self.data) as archive:
                return frozenset(archive.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            return frozenset()


def ending(name: str) -> str:
    """The extension of a name with its dot, in lower case; empty without one."""
    match = _ENDING.search(_URL_QUERY.sub("", name.replace("\\", "/").rpartition("/")[2]))
    return match[0].lower() if match and match.start() else ""


def unsupported_reason(name: str) -> str:
    """The reason why a file of that name is not read, and what to do instead."""
    return refused_formats.sentence(ending(name))


KindOf = Callable[[str, Sample], str | None]
Members = Iterator[SourceFile | Skipped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A file format. Exactly one of the four readers is set.

    `kind` is its name, also in reports and queries; `endings` are its file extensions with the dot,
    in lower case. `magic` lists the first bytes of its files; `sniff` examines the content and
    returns CERTAIN, LIKELY or NO. `read_text` gets the decoded text, `read_file` the bytes; both
    fill a draft, and `read_file` raises UnreadableError with the reason if it fails. `read_drafts`
    yields several drafts of one file. `members` streams a container: it gets the source file and a
    function that returns the format of a member, None if unsupported; `rows` says that its members
    are rows, messages or pages, never files of other formats. `member_pattern` matches once in each
    member, to estimate their number. `attachable` says whether pages and mails attach such files.
    """

    kind: str
    endings: tuple[str, ...]
    magic: tuple[bytes, ...] = ()
    sniff: Callable[[Sample], int] | None = None
    read_text: Callable[[Draft, str, ExtractionRules], None] | None = None
    read_file: Callable[[Draft, bytes, ExtractionRules], None] | None = None
    read_drafts: (
        Callable[[SourceFile, bytes, ExtractionRules], Iterator[Draft | Skipped]] | None
    ) = None
    members: Callable[[SourceFile, KindOf], Members] | None = None
    rows: bool = False
    member_pattern: re.Pattern[bytes] | None = None
    attachable: bool = False

    def certainty(self, sample: Sample) -> int:
        """How certainly the content alone shows this format: CERTAIN, LIKELY or NO."""
        if self.magic and sample.data.startswith(self.magic):
            return CERTAIN
        return self.sniff(sample) if self.sniff is not None else NO
