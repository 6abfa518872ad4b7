"""Which kind of file a file is: its content decides, its name is a hint.

`FORMATS` is the one table of the kinds that are read. The order counts where two are equally
certain: the more particular kind stands first.
"""

import re

from index.ingest import containers, decode
from index.ingest.format import CERTAIN, LIKELY, NO, Format, Members, Sample, ending
from index.ingest.formats import (
    arc,
    bibliography,
    feeds,
    fictionbook,
    json_records,
    lightweight_markup,
    mail,
    markdown,
    mhtml,
    mobi,
    ofd,
    office,
    opendocument,
    outlook,
    pdf,
    plain,
    powerpoint_binary,
    presentation,
    rtf,
    safari,
    subtitles,
    tables,
    tar,
    webarchive,
    word,
    word_binary,
    workbook,
    workbook_binary,
    xps,
)
from index.ingest.scans import pictures
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.report import Skipped

FORMATS: tuple[Format, ...] = (
    pdf.FORMAT,
    pictures.FORMAT,
    word.FORMAT,
    office.EPUB,
    presentation.FORMAT,
    workbook.FORMAT,
    opendocument.TEXT,
    opendocument.SHEETS,
    opendocument.SLIDES,
    ofd.FORMAT,
    xps.FORMAT,
    outlook.FORMAT,
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
    subtitles.FORMAT,
    bibliography.FORMAT,
    lightweight_markup.RST,
    lightweight_markup.ORG,
    lightweight_markup.ADOC,
    lightweight_markup.TEX,
    mhtml.FORMAT,
    safari.FORMAT,
    containers.MBOX,
    mail.FORMAT,
    page.FORMAT,
    feeds.FORMAT,
    json_records.FORMAT,
    tables.JSONL,
    tables.CSV,
    tables.TSV,
    markdown.FORMAT,
    plain.FORMAT,
    containers.ZIP,
    containers.GZ,
)
_FORMATS = {one.kind: one for one in FORMATS}
_ENDINGS = {ending: one.kind for one in FORMATS for ending in one.endings}
#: Kinds that pages and mails have as attachments, and that are reports themselves.
ATTACHABLE = frozenset(one.kind for one in FORMATS if one.attachable)
ATTACHABLE_ENDINGS = tuple(end for one in FORMATS if one.attachable for end in one.endings)

#: What programs that fetch or keep files put behind the end of a name.
_BEHIND = re.compile(r"[?？].*$|%3[fF].*$|(?:\.\d{1,4}|~|\.| ?\(\d{1,3}\))$", re.DOTALL)
#: Archives in which an archive may lie that is read.
DEEPEST = 2
TOO_DEEP = "It lies too deep: in an archive in archives."
#: Kinds whose files are text themselves.
_WRITTEN = frozenset({"eml", "mhtml"})
#: Bytes of text that a file under the name of a binary kind must hold to be read as text.
_SOME_TEXT = 32


def format_of(kind: str) -> Format:
    """The format of a kind; a kind that is empty is plain text."""
    return _FORMATS[kind or "txt"]


def of(name: str) -> str | None:
    """The kind a name hints at; empty where it has no ending, None where the ending is unknown."""
    name = name.replace("\\", "/").rpartition("/")[2]
    while ending(name) not in _ENDINGS and (shorter := _BEHIND.sub("", name, count=1)) != name:
        name = shorter
    end = ending(name)
    return _ENDINGS.get(end) if end else ""


def container(kind: str) -> bool:
    """Whether a file of that kind holds several reports and is streamed."""
    return format_of(kind).members is not None


def kind_of(name: str, sample: Sample) -> str | None:
    """The kind of a file by its content and its name; None where it is not read."""
    return settle(of(name), sample)


def settle(hint: str | None, sample: Sample) -> str | None:
    """The kind of a file whose name hints at a kind; None where it is not read."""
    own = _FORMATS[hint].certainty(sample) if hint else NO
    if hint is not None and own == CERTAIN:
        return hint
    sure = [(one.certainty(sample), one.kind) for one in FORMATS if one.kind != hint]
    best = max((certainty for certainty, _ in sure), default=NO)
    kind = next((kind for certainty, kind in sure if certainty == best), "")
    if best == CERTAIN or (best == LIKELY and not hint):
        return kind
    if hint and own == NO:
        return _denied(hint, sample)
    return hint


def _denied(hint: str, sample: Sample) -> str:
    """The kind where nothing in the content speaks for what the name says."""
    one = _FORMATS[hint]
    if hint == "html":
        return hint if page.TAG.search(sample.start) or decode.binary(sample.data) else "txt"
    text = len(sample.data) >= _SOME_TEXT and not decode.binary(sample.data)
    return "txt" if text and one.read_file is not None and hint not in _WRITTEN else hint


def members(entry: SourceFile) -> Members:
    """The members of a container in their order, those of containers in it at their place.

    A Skipped tells where it breaks off, or what in it is not read.
    """
    yield from _capped(entry, _expanded(entry))


def _capped(entry: SourceFile, items: Members) -> Members:
    """The items up to the cap on what an archive and those inside it may unpack to."""
    left = containers.MAX_UNPACKED_BYTES
    for item in items:
        left -= len(item.data or b"") if isinstance(item, SourceFile) else 0
        if left < 0:
            yield Skipped(
                entry.path,
                f"The archive unpacks to more than {containers.MAX_UNPACKED_BYTES >> 30} GB.",
            )
            return
        yield item


def _expanded(entry: SourceFile) -> Members:
    read = format_of(entry.kind).members
    assert read is not None  # noqa: S101 - who calls has asked `container`
    try:
        for item in read(entry, kind_of):
            if not isinstance(item, SourceFile) or not container(item.kind):
                yield item
            elif item.depth > DEEPEST:
                yield Skipped(item.path, TOO_DEEP)
            else:
                yield from _expanded(item)
    except containers.DAMAGED as error:
        yield Skipped(entry.path, f"The archive is damaged or cut short ({error}).")
    except Exception as error:  # noqa: BLE001 - parsers raise anything; one file never stops a build
        told = f"The archive is damaged in a way that its reader does not know ({error})."
        yield Skipped(entry.path, told)
