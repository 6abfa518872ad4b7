"""Format: how a kind of file is recognised and read; Sample: the bytes it is recognised by.

Each module that reads a kind of file exports one `FORMAT`; `kinds.FORMATS` is the table of them.
Adding a kind is one module and one line in that table.
"""

import functools
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.ingest import refused
from index.ingest.draft import Draft
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.source_file import SourceFile
from index.report import Skipped

#: Bytes at the beginning of a file by which its kind is seen.
HEAD = 1 << 16
#: Bytes of a file that is read as one; a longer one is skipped.
MAX_FILE_BYTES = 64 << 20
#: What a sniffer answers: the content cannot be of another kind, it probably is of this one, or
#: nothing speaks for it. A kind that is certain overrules the name of the file.
CERTAIN, LIKELY, NO = 2, 1, 0

#: The query that programs which fetch pages leave in the name of a file.
_QUERY = re.compile(r"[?？].*$|%3[fF].*$", re.DOTALL)
_ENDING = re.compile(r"\.[A-Za-z0-9_-]{1,12}$")
_BOM = b"\xef\xbb\xbf"
_COMMENT = re.compile(rb"<!--.{0,4000}?-->\s{0,100}", re.DOTALL)


class Sample:
    """The content of a file as far as its kind needs it: the whole of it, or its beginning."""

    def __init__(self, data: bytes, file: str = "") -> None:
        """`file` is the file on the disk whose beginning `data` is."""
        self.data = data
        self._file = file

    @functools.cached_property
    def start(self) -> bytes:
        """The beginning in an encoding like ASCII, without byte order mark and white space."""
        head = self.data[:HEAD]
        if head.startswith((b"\xff\xfe", b"\xfe\xff")):
            head = head.decode("utf-16", "replace").encode("utf-8", "replace")
        elif head[1:64:2].count(0) > 12 or head[0:64:2].count(0) > 12:
            name = "utf-16-le" if head[1:64:2].count(0) > 12 else "utf-16-be"
            head = head.decode(name, "replace").encode("utf-8", "replace")
        return head.removeprefix(_BOM).lstrip()

    @functools.cached_property
    def markup(self) -> bytes:
        """The beginning without comments before the first tag, in lower case."""
        start = self.start
        for _ in range(20):
            match = _COMMENT.match(start)
            if match is None:
                break
            start = start[match.end() :]
        return start[:4096].lower()

    @functools.cached_property
    def members(self) -> frozenset[str]:
        """The names in a ZIP archive; empty for anything else, and for a damaged archive."""
        if not self.data.startswith(b"PK"):
            return frozenset()
        try:
            with zipfile.ZipFile(self._file or io.BytesIO(self.data)) as archive:
                return frozenset(archive.namelist())
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
            return frozenset()


def ending(name: str) -> str:
    """The end of a name from its last dot, in lower case; empty where there is no such end."""
    match = _ENDING.search(_QUERY.sub("", name.replace("\\", "/").rpartition("/")[2]))
    return match[0].lower() if match and match.start() else ""


def unread(name: str) -> str:
    """The sentence for a file that is not read, by its name, with what to do instead."""
    return refused.sentence(ending(name))


KindOf = Callable[[str, Sample], str | None]
Members = Iterator[SourceFile | Skipped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of file. Exactly one of the four readers is set.

    `kind` is its name, `endings` the ends of names that hint at it, with the dot and in lower case.
    `magic` are the bytes that files of the kind begin with, `sniff` looks closer: CERTAIN, LIKELY
    or NO. `read_text` gets the decoded text, `read_file` the bytes; both fill a draft, and
    `read_file` raises UnreadableError with a sentence for what it cannot read. `read_drafts` gives
    several drafts of one file. `members` streams a container: it gets the entry and the function
    that tells a member's kind, None for one that is not read; `mark` is what each member begins
    or ends with, to estimate how many there are. `attachable` says whether a page or a mail has
    such files as attachments.
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
    mark: re.Pattern[bytes] | None = None
    attachable: bool = False

    def certainty(self, sample: Sample) -> int:
        """How sure the content alone makes that a file is of this kind."""
        if self.magic and sample.data.startswith(self.magic):
            return CERTAIN
        return self.sniff(sample) if self.sniff is not None else NO
