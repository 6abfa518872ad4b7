"""Determines the format of a file from its content, with its name as a hint.

`FORMATS` is the only table of the formats that are read. If two are equally certain, the first
wins, so more specific formats come first.
"""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

from index.ingest import decode, decompress
from index.ingest.files import containers
from index.ingest.files.format import (
    CERTAIN,
    LIKELY,
    NO,
    URL_QUERY,
    Format,
    Members,
    Sample,
    ending,
)
from index.ingest.formats import (
    arc,
    epub,
    fictionbook,
    har,
    help_book,
    mobi,
    safari,
    tar,
    webarchive,
)
from index.ingest.formats.office import (
    mail,
    mhtml,
    opendocument,
    outlook,
    outlook_store,
    powerpoint_binary,
    presentation,
    rtf,
    visio,
    word,
    word_binary,
    workbook,
    workbook_binary,
)
from index.ingest.formats.plain_text import (
    lightweight_markup,
    markdown,
    plain,
    subtitles,
    tex,
    wiki_text,
)
from index.ingest.formats.printed import ofd, pdf, picture, xps
from index.ingest.formats.records import (
    bibliography,
    feeds,
    json_lines,
    json_records,
    marc,
    notebook,
    record_listings,
    yaml_records,
)
from index.ingest.formats.records.databases import dbase, sql_dump, sqlite_file, table_dump
from index.ingest.formats.records.tabular import html_sheets, ruled_table, tables
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import is_of_machine, unforeseen
from index.ingest.webpage import page
from index.report import Skipped

FORMATS: tuple[Format, ...] = (
    pdf.FORMAT,
    picture.FORMAT,
    word.FORMAT,
    epub.EPUB,
    presentation.FORMAT,
    workbook.FORMAT,
    opendocument.TEXT,
    opendocument.SHEETS,
    opendocument.SLIDES,
    ofd.FORMAT,
    visio.FORMAT,
    xps.FORMAT,
    outlook.FORMAT,
    outlook_store.FORMAT,
    word_binary.FORMAT,
    powerpoint_binary.FORMAT,
    workbook_binary.FORMAT,
    rtf.FORMAT,
    mobi.FORMAT,
    fictionbook.FORMAT,
    webarchive.WACZ,
    arc.FORMAT,
    webarchive.WARC,
    tar.FORMAT,
    help_book.FORMAT,
    subtitles.FORMAT,
    bibliography.FORMAT,
    record_listings.FORMAT,
    marc.FORMAT,
    lightweight_markup.RST,
    lightweight_markup.ORG,
    lightweight_markup.ADOC,
    tex.FORMAT,
    wiki_text.FORMAT,
    mhtml.FORMAT,
    safari.FORMAT,
    containers.MBOX,
    mail.FORMAT,
    html_sheets.FORMAT,
    page.FORMAT,
    notebook.FORMAT,
    har.FORMAT,
    feeds.FORMAT,
    sql_dump.FORMAT,
    sqlite_file.FORMAT,
    table_dump.FORMAT,
    dbase.FORMAT,
    ruled_table.FORMAT,
    json_records.FORMAT,
    json_lines.FORMAT,
    tables.CSV,
    tables.TSV,
    yaml_records.FORMAT,
    markdown.FORMAT,
    plain.FORMAT,
    containers.ZIP,
    containers.GZ,
)
_FORMATS = {file_format.kind: file_format for file_format in FORMATS}
_ENDINGS = {ending: file_format.kind for file_format in FORMATS for ending in file_format.endings}
ATTACHABLE = frozenset(file_format.kind for file_format in FORMATS if file_format.attachable)
"""Kinds of files that become reports of their own where a page or a mail attaches them."""
ATTACHABLE_ENDINGS = tuple(
    end for file_format in FORMATS if file_format.attachable for end in file_format.endings
)
"""The endings of such files."""

_SUFFIX = re.compile(
    URL_QUERY + r"|(?:\.\d{1,4}|\.(?:bak|old|orig|save|copy|download)|[~_]|\.| ?\(\d{1,3}\))$",
    re.DOTALL,
)
"""Suffixes that download and backup programs append to a file name."""
FREE_MEMBERS = 100_000
"""A file gives so many members, with those of archives in it, and one more for each of its bytes:
archives that lie in archives many times make millions of members from few bytes."""
FREE_INNER_FILES, _INNER_FILE_BYTES = 10_000, 8
"""Archives in an archive give so many files, and one more for so many bytes of it: each archive
lists its files, so that a file of an honest one takes more."""
MAX_ARCHIVE_DEPTH = 2
"""The number of archives around an archive that is still read."""
NOTHING_INSIDE = "There is no report in it."
NESTED_TOO_DEEP = "It lies too deep: in an archive in archives."
_ZIPPED = frozenset(
    ("docx", "xlsx", "pptx", "odt", "ods", "odp", "epub", "ofd", "xps", "vsdx", "wacz", "zip")
)
"""Kinds whose files are ZIP archives."""
_SPREADSHEETS = frozenset(("xls", "xlsx"))
"""Kinds as which programs also export text."""
_READ_AS_BYTES = frozenset({"eml", "mhtml"})
"""Kinds that are read from bytes although their files are text."""
_MIN_TEXT_BYTES = 32
"""The size in bytes from which text under the name of a binary format is read as text."""


def format_of(kind: str) -> Format:
    """The format of that name; an empty name means plain text."""
    return _FORMATS[kind or "txt"]


def by_name(name: str) -> str | None:
    """The format that a file name suggests; empty without an extension, None if that is unknown."""
    name = name.replace("\\", "/").rpartition("/")[2]
    while ending(name) not in _ENDINGS and (shorter := _SUFFIX.sub("", name, count=1)) != name:
        name = shorter
    end = ending(name)
    return _ENDINGS.get(end) if end else ""


def is_container(kind: str) -> bool:
    """Whether files of the format contain several reports and are streamed."""
    return format_of(kind).members is not None


def kind_of(name: str, sample: Sample) -> str | None:
    """The format of a file by its content and name; None if it is not supported."""
    return decide(by_name(name), sample)


def decide(hint: str | None, sample: Sample) -> str | None:
    """The format of a file by its content, and `hint`, the one of its name; None if unsupported."""
    if sample.packed_page and "index.html" in sample.members:
        return "zip"
    if hint == "html" and html_sheets.is_published(sample):
        hint = html_sheets.FORMAT.kind
    hinted = _FORMATS[hint].certainty(sample) if hint else NO
    if hint is not None and hinted == CERTAIN:
        return hint
    candidates = [
        (file_format.certainty(sample), file_format.kind)
        for file_format in FORMATS
        if file_format.kind != hint
    ]
    best = max((certainty for certainty, _ in candidates), default=NO)
    kind = next((kind for certainty, kind in candidates if certainty == best), "")
    if kind == "html" and hint in _SPREADSHEETS and b"<table" in sample.start.lower():
        return html_sheets.FORMAT.kind  # web systems give tables the name of Excel
    if best == CERTAIN or (best == LIKELY and not hint):
        return kind
    if hint and hinted == NO:
        return _unsupported_name(hint, sample)
    return hint


def _unsupported_name(hint: str, sample: Sample) -> str:
    """The format of a file whose content does not support its name."""
    hinted = _FORMATS[hint]
    if hint == "html":
        return (
            hint if page.TAG.search(sample.start) or decode.binary_content(sample.data) else "txt"
        )
    if sample.members and hint not in _ZIPPED:
        return "zip"
    text = len(sample.data) >= _MIN_TEXT_BYTES and not decode.binary_content(sample.data)
    as_text = hinted.read_file is not None or hint in _SPREADSHEETS
    return "txt" if text and as_text and hint not in _READ_AS_BYTES else hint


def members(entry: SourceFile, *, rows: bool = True) -> Members:
    """The members of a container in order, including those of containers inside it.

    Without `rows`, tables, mailboxes and the like are not opened.

    A Skipped stands for an unsupported member, for the rest of a damaged container, or for one with
    nothing in it.
    """
    items = _capped(entry, rows=rows)
    if rows:
        yield next(items, Skipped(entry.path, NOTHING_INSIDE))
    yield from items


@dataclass(slots=True)
class _InnerFiles:
    """The number of files that the archives in an archive may still give; below 0 if it is more."""

    left: int


def _capped(entry: SourceFile, *, rows: bool) -> Members:
    """The items up to the limits on the size and number of what an archive and all in it give."""
    size = _size(entry)
    budget = decompress.UnpackingBudget.of(size)
    inner = _InnerFiles(FREE_INNER_FILES + size // _INNER_FILE_BYTES)
    items = _expanded(entry, inner, rows=rows)
    most, left = budget.left, decompress.MAX_UNPACKED_BYTES
    for number in itertools.count():
        item = decompress.next_within(budget, items)
        if item is None and inner.left >= 0:
            return
        if item is None or number >= FREE_MEMBERS + size:
            yield Skipped(entry.path, f"Only its first {number:,} members are read.")
            return
        left -= len(item.data or b"") if isinstance(item, SourceFile) else 0
        if left < 0 or budget.left < 0:
            most = most if budget.left < 0 else decompress.MAX_UNPACKED_BYTES
            reason = f"It unpacks to more than {most >> 20:,} MB; what is behind is not read."
            yield Skipped(entry.path, reason)
            return
        yield item


def _size(entry: SourceFile) -> int:
    """The bytes of a container as it is stored; 0 if it cannot be read, which its reader says."""
    if entry.data is not None:
        return len(entry.data)
    try:
        return Path(entry.file).stat().st_size
    except OSError:
        return 0


def _expanded(entry: SourceFile, inner: _InnerFiles, *, rows: bool) -> Members:
    """The members of an archive and of those inside it, until these give too many files."""
    known = format_of(entry.kind)
    if known.rows and not rows:
        return
    assert known.members is not None  # noqa: S101 - the caller has checked `is_container`
    try:
        for item in known.members(entry, kind_of):
            inner.left -= bool(entry.depth) and not known.rows
            if inner.left < 0:
                return
            if not isinstance(item, SourceFile) or not is_container(item.kind):
                yield item
            elif item.depth > MAX_ARCHIVE_DEPTH:
                yield Skipped(item.path, NESTED_TOO_DEEP)
            else:
                yield from _expanded(item, inner, rows=rows)
    except containers.ARCHIVE_ERRORS as error:
        reason = f"The archive is damaged or cut short ({error})."
        yield Skipped(entry.path, reason, out_of_reach=is_of_machine(error))
    except Exception as error:  # noqa: BLE001 - parsers raise anything; one file never stops a build
        yield Skipped(entry.path, unforeseen(error))
