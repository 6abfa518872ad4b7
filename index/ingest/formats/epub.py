"""Reads EPUB books chapter by chapter."""

import datetime
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from urllib.parse import unquote

from bs4 import BeautifulSoup
from lxml.etree import XMLSyntaxError

from index.ingest import decode, markup_tree, visible_text
from index.ingest.days import partial_dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, NO, Format, Sample
from index.ingest.formats import xml_text
from index.ingest.formats.package import open_archive
from index.ingest.heads import header_lines, name_order
from index.ingest.unreadable import UnreadableError
from index.ingest.webpage.main_text import body
from index.ingest.webpage.tree.blocks import page_blocks

_XML_LIMIT = 8 << 20
"""Maximum decompressed bytes of a chapter of a book."""
MAX_BOOK_TAGS = 600_000
"""The largest number of tags of a book that are read; each costs ten microseconds."""
_MAX_LISTED_TAGS = 100_000
"""The largest number of tags of the file that lists the parts of a book."""
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


def read_epub(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a book into the draft: metadata, and all chapters as one text."""
    with open_archive(data) as archive:
        try:
            _read_book(draft, archive, rules.latest)
        except _DAMAGED as error:
            raise UnreadableError(f"The book is damaged ({error}).") from error


def _read_book(draft: Draft, archive: zipfile.ZipFile, latest: datetime.date) -> None:
    package_path = _package_name(archive)
    package = _soup(archive, package_path)
    _put_metadata(draft, package, latest)
    names = _spine(archive, package_path, package)
    locked = _encrypted(archive)
    chapters = [name for name in names if name not in locked]
    if names and not chapters:
        raise UnreadableError("The text of the book is encrypted.")
    missing, tags = 0, MAX_BOOK_TAGS
    for name in chapters:
        if name not in archive.NameToInfo:
            missing += 1
            continue
        markup = archive.read(name)
        text = decode.decode(markup[:_XML_LIMIT]).text
        if len(markup) > _XML_LIMIT:
            draft.cut_off(f"only the first {_XML_LIMIT >> 20} MB of {name} were read")
        if tags <= text.count("<"):
            text = "<".join(text.split("<", tags)[:tags])
        tags -= text.count("<")
        draft.add_visible(visible_text.of_page(text))
        draft.paragraphs += _chapter(text)
        if tags <= 1:
            draft.cut_off(f"only the first {MAX_BOOK_TAGS:,} tags of the book were read")
            break
    if len(chapters) < len(names):
        draft.cut_off(f"{len(names) - len(chapters)} encrypted chapters were not read")
    if missing:
        draft.cut_off(f"{missing} chapters that the book names are not in it")


def _package_name(archive: zipfile.ZipFile) -> str:
    """The name of the package file, which lists the parts of a book."""
    container = next(
        (name for name in archive.NameToInfo if name.endswith("META-INF/container.xml")), ""
    )
    if container:
        folder = container.removesuffix("META-INF/container.xml")
        root = _soup(archive, container).find("rootfile")
        path = folder + str(root.get("full-path", "")) if root else ""
        name = _member(_names_by_lower_case(archive), path)
        if name:
            return name
    package = next((name for name in archive.NameToInfo if name.endswith(".opf")), "")
    if not package:
        raise ValueError("it names no content")
    return package


def _names_by_lower_case(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the members, also by their letters in lower case."""
    names = {name.lower(): name for name in reversed(archive.NameToInfo)}
    return names | {name: name for name in archive.NameToInfo}


def _member(names: Mapping[str, str], path: str) -> str:
    """The name of a member as written in the archive; empty if it is missing."""
    path = posixpath.normpath(path.replace("\\", "/")).lstrip("/")
    return names.get(path) or names.get(path.lower(), "")


_NO_TITLE = re.compile(
    r"(?:unknown|untitled|no|book)(?: title| document| author)?|title|无标题|未命名|未知|無標題",
    re.IGNORECASE,
)
"""Titles and publishers that programs write where they know none."""


def _put_metadata(draft: Draft, package: BeautifulSoup, latest: datetime.date) -> None:
    """Put the metadata of a book into the draft."""
    for name, field in (("title", "title"), ("publisher", "source")):
        element = package.find(name)
        text = element.get_text() if element is not None else ""
        draft.put(field, "" if _NO_TITLE.fullmatch(text.strip()) else text, f"book {name}")
    people = [element.get_text().strip() for element in package.find_all("creator")]
    draft.put("author", name_order.listed(";".join(filter(None, people))), "book creator")
    about = package.find("description")
    markup = about.get_text() if about is not None else ""
    plain = BeautifulSoup(markup, "lxml").get_text(" ") if "<" in markup else markup
    draft.put("description", plain, "book description")
    for date in package.find_all("date"):
        draft.put("date", partial_dates.moment(date.get_text(), latest), "book date")
    subjects = [element.get_text() for element in package.find_all("subject")]
    draft.put("keywords", header_lines.keywords(",".join(subjects)), "book subject")


def _spine(archive: zipfile.ZipFile, package_path: str, package: BeautifulSoup) -> list[str]:
    """The names of the chapters in reading order; all pages if there is no order."""
    folder = posixpath.dirname(package_path)
    files = {str(item.get("id")): str(item.get("href") or "") for item in package.find_all("item")}
    names: list[str] = []
    members = _names_by_lower_case(archive)
    for item in package.find_all("itemref"):
        href = unquote(files.get(str(item.get("idref")), "")).partition("#")[0]
        if href:
            path = posixpath.join(folder, href)
            names.append(_member(members, path) or path)
    pages = (name for name in archive.NameToInfo if name.lower().endswith((".xhtml", ".html")))
    return list(dict.fromkeys(names)) or sorted(pages)


def _encrypted(archive: zipfile.ZipFile) -> set[str]:
    """The names of encrypted members; often these are only fonts."""
    name = next(
        (name for name in archive.NameToInfo if name.endswith("META-INF/encryption.xml")), ""
    )
    if not name:
        return set()
    folder = name.removesuffix("META-INF/encryption.xml")
    references = _soup(archive, name).find_all("CipherReference")
    uris = (unquote(str(reference.get("URI") or "")) for reference in references)
    members = _names_by_lower_case(archive)
    return {_member(members, folder + uri) for uri in uris}


def _soup(archive: zipfile.ZipFile, path: str) -> BeautifulSoup:
    text = decode.decode(archive.read(path)[:_XML_LIMIT]).text
    if text.count("<") > _MAX_LISTED_TAGS:
        raise UnreadableError(f"Its list of parts has more than {_MAX_LISTED_TAGS:,} tags.")
    return xml_text.parsed(xml_text.without_depths(text))


def _chapter(text: str) -> list[str]:
    page = page_blocks(markup_tree.parsed(xml_text.undeclared(text)))
    return body.everything(page)


def _is_epub(sample: Sample) -> int:
    """Whether an archive has the container file of a book in its place."""
    if not sample.members:
        return NO
    container = any(name.endswith("META-INF/container.xml") for name in sample.members)
    book = any(name.lower().endswith(".opf") for name in sample.members)
    return CERTAIN if container and (book or "mimetype" in sample.members) else NO


EPUB = Format(kind="epub", endings=(".epub",), sniff=_is_epub, read_file=read_epub, attachable=True)
