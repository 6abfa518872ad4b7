"""Word files and books: the text of .docx by python-docx, of .epub chapter by chapter.

Both are ZIP archives of XML; their sizes are looked at before anything is unpacked.
"""

import datetime
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote

from bs4 import BeautifulSoup
from lxml.etree import XMLSyntaxError

from index.ingest import dates, decode, header_lines
from index.ingest.draft import Draft, UnreadableError
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import xml_text
from index.ingest.webpage import body
from index.ingest.webpage.blocks import page_blocks

#: Bytes an office file may unpack to, and a book's chapters together.
MAX_ARCHIVE_BYTES = 128 << 20
_XML_LIMIT = 8 << 20
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    XMLSyntaxError,
    KeyError,
    ValueError,
    AttributeError,
    OSError,
    NotImplementedError,
)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive of an office file; UnreadableError where it is damaged, locked or a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        locked = data.startswith(b"\xd0\xcf\x11\xe0")
        reason = (
            "The file is encrypted or of an old format."
            if locked
            else f"The file is damaged ({error})."
        )
        raise UnreadableError(reason) from error
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise UnreadableError("The file is encrypted.")
    if sum(info.file_size for info in archive.infolist()) > MAX_ARCHIVE_BYTES:
        raise UnreadableError(f"It unpacks to more than {MAX_ARCHIVE_BYTES >> 20} MB.")
    return archive


def read_epub(draft: Draft, data: bytes, guide: ExtractionRules) -> None:
    """Put what a book says into the draft: its own data, and its chapters as one text."""
    with open_archive(data) as archive:
        try:
            chapters = list(_chapters(draft, archive, guide.latest))
        except _DAMAGED as error:
            raise UnreadableError(f"The book is damaged ({error}).") from error
    draft.paragraphs = [paragraph for chapter in chapters for paragraph in chapter]


def _chapters(draft: Draft, archive: zipfile.ZipFile, latest: datetime.date) -> Iterator[list[str]]:
    """The paragraphs of each chapter, in the order of the spine."""
    container = _soup(archive, "META-INF/container.xml")
    root = container.find("rootfile")
    if root is None:
        raise ValueError("it names no content")
    place = str(root["full-path"])
    package = _soup(archive, place)
    for name, field in (
        ("title", "title"),
        ("creator", "author"),
        ("publisher", "source"),
        ("description", "description"),
    ):
        found = package.find(name)
        draft.put(field, found.get_text() if found is not None else "", f"book {name}")
    date = package.find("date")
    draft.put(
        "date", dates.moment(date.get_text(), latest) if date is not None else None, "book date"
    )
    subjects = [found.get_text() for found in package.find_all("subject")]
    draft.put("keywords", header_lines.keywords(",".join(subjects)), "book subject")
    files = {str(item.get("id")): str(item.get("href")) for item in package.find_all("item")}
    for item in package.find_all("itemref"):
        name = files.get(str(item.get("idref")), "")
        path = str(PurePosixPath(place).parent / unquote(name)).removeprefix("./")
        if name and path in archive.NameToInfo:
            yield _chapter(decode.decode(archive.read(path)[:_XML_LIMIT]).text)


def _soup(archive: zipfile.ZipFile, path: str) -> BeautifulSoup:
    return xml_text.parsed(decode.decode(archive.read(path)[:_XML_LIMIT]).text)


def _chapter(text: str) -> list[str]:
    page = page_blocks(
        BeautifulSoup(xml_text.undeclared(text), "lxml", multi_valued_attributes=None)
    )
    return body.everything(page)


def _is_epub(sample: Sample) -> int:
    return CERTAIN if "META-INF/container.xml" in sample.members else NO


EPUB = Format(kind="epub", endings=(".epub",), sniff=_is_epub, read_file=read_epub, attachable=True)
