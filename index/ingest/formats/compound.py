"""Opens Microsoft compound files (OLE): .doc, .xls, .ppt, .msg and Kingsoft's .wps.

olefile parses them; its failures become UnreadableErrors. The properties common to all of them
(title, author, date of creation) are read here.
"""

import codecs
import datetime
import io
import re
from collections.abc import Callable
from dataclasses import dataclass

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Sample
from index.ingest.formats import file_authors, summary_information
from index.ingest.origins import GuessedOrigin
from index.ingest.unreadable import UnreadableError

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first bytes of a compound file."""
_FILE_TIME = datetime.datetime(1601, 1, 1, tzinfo=datetime.UTC)
ENCRYPTED = "The file is encrypted. Save it without its password."
STREAM_LIMIT = 64 << 20
"""The largest stream that is read, in bytes."""
_DAMAGED = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError)


def stream_sniffer(*names: str) -> Callable[[Sample], int]:
    """A sniffer for a kind of compound file: CERTAIN if the file has one of the streams."""
    marks = tuple(f"{name}\0".encode("utf-16-le") for name in names)

    def certainty(sample: Sample) -> int:
        if not sample.data.startswith(SIGNATURE):
            return NO
        return CERTAIN if any(mark in sample.data for mark in marks) else NO

    return certainty


class CompoundFile:
    """The streams of a compound file by name; failures are UnreadableErrors."""

    def __init__(self, data: bytes) -> None:
        import olefile  # noqa: PLC0415 - most runs meet no such file

        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            self.names = tuple("/".join(path) for path in self._file.listdir())
            self._known = frozenset(name.lower() for name in self.names)
        except (*_DAMAGED, RecursionError) as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error

    def has(self, name: str) -> bool:
        """Whether the stream exists, ignoring case."""
        return name.lower() in self._known

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; empty if it does not exist."""
        if not self.has(name):
            return b""
        try:
            data: bytes = self._file.openstream(name).read(STREAM_LIMIT)
        except _DAMAGED as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error
        return data

    def read_properties(self, draft: Draft, rules: ExtractionRules, origin: str) -> None:
        """Put title, author and date from the properties of the file into the draft."""
        try:
            stream = self.stream(summary_information.STREAM)
        except UnreadableError:
            return
        properties = summary_information.parsed(stream)
        encoding = encoding_of(properties.code_page or 1252)
        title, author = _text(properties.title, encoding), _text(properties.author, encoding)
        created = file_time(properties.created)
        put_properties(draft, rules, origin, Properties(title, author, created))


@dataclass(frozen=True, slots=True)
class Properties:
    """The properties of an office file; empty or None if missing."""

    title: str = ""
    author: str = ""
    created: datetime.datetime | None = None


_NO_TITLE = re.compile(
    r"(?:PowerPoint|OpenDocument|Microsoft PowerPoint)? ?(?:Presentation|演示文稿|簡報)\d{0,3}"
    r"|(?:幻灯片|投影片|slide) ?1|(?:no slide title|untitled|无标题|無標題)(?: ?\d{1,3})?"
    r"|(?:book|工作簿|活頁簿|document|文档|文件) ?\d{1,3}",
    re.IGNORECASE,
)
"""Titles that office programs write into new files."""


def put_properties(
    draft: Draft, rules: ExtractionRules, origin: str, properties: Properties
) -> None:
    """Put the properties of an office file into the draft; values from its text have priority."""
    title = "" if _NO_TITLE.fullmatch(properties.title.strip()) else properties.title
    draft.put("title", title, f"{origin} title")
    draft.put("author", file_authors.named(properties.author), f"{origin} author")
    if isinstance(properties.created, datetime.datetime) and properties.created.year > 1980:
        day = properties.created.date()
        if day <= rules.latest:
            date = dates.first_date(day.isoformat(), rules.latest)
            draft.put("date", date, GuessedOrigin.FILE_CREATION)


def file_time(ticks: int) -> datetime.datetime | None:
    """A time of Windows, in tenths of microseconds since 1601; None for 0 and for no such time."""
    try:
        return _FILE_TIME + datetime.timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


def parsed_time(text: str) -> datetime.datetime | None:
    """Parses a time in XML; None if it is invalid."""
    try:
        return datetime.datetime.fromisoformat(text[:19])
    except ValueError:
        return None


def encoding_of(codepage: int) -> str:
    """Python's name for a Windows code page; cp1252 if it has none."""
    codepage &= 0xFFFF
    name = {
        936: "gb18030", 54936: "gb18030", 20936: "gb18030", 65001: "utf-8", 1200: "utf-16-le",
        950: "big5hkscs", 949: "cp949", 932: "cp932", 10000: "mac-roman", 20127: "ascii",
        20866: "koi8-r", 28591: "latin-1", 50220: "iso2022_jp",
    }.get(codepage, f"cp{codepage}")  # fmt: skip
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _text(value: bytes | str, encoding: str) -> str:
    """A property as text, which may be bytes in the code page of the file.

    Kingsoft states the length of a text twice too long, so that other properties stand behind it.
    """
    text = value.decode(encoding, "replace") if isinstance(value, bytes) else value
    return text.lstrip("\x00 ").partition("\0")[0].strip()
