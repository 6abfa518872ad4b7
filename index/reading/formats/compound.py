"""Compound files of Microsoft (OLE), which .doc, .xls, .ppt, .msg and Kingsoft's .wps are.

They are opened by olefile; what it cannot take becomes an UnreadableError. The properties that
every such file may state (title, author, date of creation) are read here.
"""

import codecs
import datetime
import io

import olefile

from index import dates
from index.reading.draft import Draft, UnreadableError
from index.reading.guide import Guide

#: How a compound file begins.
SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "The file is encrypted. Save it without its password."
#: Bytes of one stream that are read.
STREAM_LIMIT = 64 << 20
_DAMAGED = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError)
_NO_AUTHORS = frozenset({"Administrator", "User", "user", "admin", "微软用户", "Microsoft", "walkinnet"})


class CompoundFile:
    """The streams of a compound file, by their names; every failure is an UnreadableError."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(io.BytesIO(data))
            self.names = tuple("/".join(path) for path in self._file.listdir())
            self._known = frozenset(name.lower() for name in self.names)
        except (*_DAMAGED, RecursionError) as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error

    def has(self, name: str) -> bool:
        """Whether there is such a stream, in upper or lower case."""
        return name.lower() in self._known

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, empty where there is none."""
        if not self.has(name):
            return b""
        try:
            return self._file.openstream(name).read(STREAM_LIMIT)
        except _DAMAGED as error:
            raise UnreadableError(f"The file is damaged ({error}).") from error

    def read_properties(self, draft: Draft, guide: Guide, origin: str) -> None:
        """Put the title, the author and the date that the file states into the draft."""
        try:
            stated = self._file.get_metadata()
        except (*_DAMAGED, RecursionError):
            return
        encoding = encoding_of(stated.codepage or 1252)
        title, author = _text(stated.title, encoding), _text(stated.author, encoding)
        put_properties(draft, guide, origin, title, author, stated.create_time)


def put_properties(
    draft: Draft,
    guide: Guide,
    origin: str,
    title: str,
    author: str,
    created: datetime.datetime | None,
) -> None:
    """Put what an office file states about itself into the draft; its text goes first."""
    draft.put("title", title, f"{origin} title")
    draft.put("author", "" if author in _NO_AUTHORS else author, f"{origin} author")
    if isinstance(created, datetime.datetime) and 1980 < created.year:
        day = created.date()
        if day <= guide.latest:
            draft.put(
                "date", dates.first(day.isoformat(), guide.latest), "guessed from the file's creation"
            )


def moment(text: str) -> datetime.datetime | None:
    """A point in time that XML states; None where it is none."""
    try:
        return datetime.datetime.fromisoformat(text[:19])
    except ValueError:
        return None


def encoding_of(codepage: int) -> str:
    """Python's name for a code page of Windows; cp1252 where it has none."""
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


def _text(value: object, encoding: str) -> str:
    """A property as text; olefile gives bytes in the file's code page."""
    if isinstance(value, bytes):
        return value.decode(encoding, "replace").strip("\x00 ")
    return value.strip("\x00 ") if isinstance(value, str) else ""
