"""An entry of the corpus to reports: picks the reader for its kind and never raises for content."""

import dataclasses
import datetime
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.ingest import attachments, corrections, dates, decode, file_types, site_rules
from index.ingest.draft import Draft, UnreadableError
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, MAX_FILE_BYTES, Sample, unread
from index.ingest.scans import pictures
from index.ingest.scans.pages import WAITING
from index.ingest.source_file import SourceFile
from index.ingest.webpage.slim import slim
from index.regular_file import open_regular
from index.report import Report, Skipped

#: Bytes of one text that are read, about a second's work; the rest is cut, and said.
MAX_TEXT_CHARS = 8 << 20

#: How the reason begins where a parser gave up in a way of its own.
TOO_MUCH_MEMORY = "It takes more memory to read than a file may."
UNFORESEEN = "The file is damaged in a way that its reader does not know"

ReadResult = Iterator[Report | Skipped]


def rules_of(folder: str) -> ExtractionRules:
    """What steers the reading of a folder: its `sites.toml` and its `corrections.toml`.

    CorpusError where one of them cannot be understood.
    """
    return ExtractionRules(sites=site_rules.load(folder), corrections=corrections.load(folder))


def read(entry: SourceFile, by: ExtractionRules | None = None) -> ReadResult:
    """The reports in `entry`, or a Skipped with the reason; it may run in any process.

    Without a guide it is steered by the files in the folder that the entry comes from.
    """
    by = by or _steering(entry.root)
    row = entry.path if entry.path.rpartition("!")[2].isdecimal() else ""
    try:
        for item in _read(entry, by):
            yield item if isinstance(item, Skipped) else by.corrections.apply(item, row)
    except MemoryError:
        yield Skipped(entry.path, TOO_MUCH_MEMORY)
    except Exception as error:  # noqa: BLE001 - parsers raise anything; one file never stops a build
        yield Skipped(entry.path, f"{UNFORESEEN} ({type(error).__name__}: {error}).")


def _steering(folder: str) -> ExtractionRules:
    """The guide of a folder, loaded again when its files or the day have changed."""
    if not folder:
        return ExtractionRules()
    day = datetime.datetime.now(datetime.UTC).date()
    return _loaded(
        folder,
        day,
        tuple(
            _changed(folder, name)
            for name in (site_rules.SITE_RULES_FILE, corrections.CORRECTIONS_FILE)
        ),
    )


class RulesCache(dict[str, ExtractionRules]):
    """The guides of folders, for who reads many entries at a time."""

    def __missing__(self, folder: str) -> ExtractionRules:
        guide = self[folder] = _steering(folder)
        return guide


def _changed(folder: str, name: str) -> int:
    try:
        return (Path(folder) / name).stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=16)
def _loaded(folder: str, day: datetime.date, changed: tuple[int, ...]) -> ExtractionRules:
    del day, changed  # they only tell one state of the files from another
    return rules_of(folder)


def _read(entry: SourceFile, guide: ExtractionRules) -> ReadResult:
    try:
        data = entry.data if entry.data is not None else _bytes(entry)
    except OSError as error:
        yield Skipped(entry.path, f"The file cannot be read ({error.strerror}).")
        return
    if len(data) > MAX_FILE_BYTES:
        yield Skipped(entry.path, f"It is larger than {MAX_FILE_BYTES >> 20} MB.")
    elif not data.strip():
        yield Skipped(entry.path, "The file is empty.")
    else:
        yield from _by_content(entry, data, guide)


def _bytes(entry: SourceFile) -> bytes:
    with open_regular(entry.file) as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _finished(draft: Draft, guide: ExtractionRules) -> Report | Skipped:
    named = dates.in_name(draft.entry.path, guide.latest)
    draft.put("date", named, "guessed from the name of the file")
    draft.put("url", draft.entry.url, "the archive")
    report = draft.report()
    if not report.paragraphs and not report.title:
        return Skipped(draft.entry.path, "There is no text in it.")
    return report


def _by_content(entry: SourceFile, data: bytes, guide: ExtractionRules) -> ReadResult:
    """The reports in a file, read as what its content shows it to be."""
    hint = entry.kind or file_types.of(entry.path)
    kind = file_types.settle(hint, Sample(data))
    if kind is None:
        yield Skipped(entry.path, unread(entry.path))
        return
    entry = entry if kind == entry.kind else dataclasses.replace(entry, kind=kind)
    form = file_types.format_of(kind)
    if form.members is not None and entry.depth > file_types.DEEPEST:
        yield Skipped(entry.path, file_types.TOO_DEEP)
    elif form.members is not None:
        for member in file_types.members(dataclasses.replace(entry, data=data)):
            yield from (member,) if isinstance(member, Skipped) else _read(member, guide)
    elif form.read_drafts is not None:
        for draft in form.read_drafts(entry, data, guide):
            yield from (draft,) if isinstance(draft, Skipped) else _with_parts(draft, guide)
    elif form.read_text is not None:
        yield from _text(form.read_text)(entry, data, guide)
    elif form.read_file is not None:
        yield from _binary(form.read_file)(entry, data, guide)


def _text(
    reader: Callable[[Draft, str, ExtractionRules], None],
) -> Callable[[SourceFile, bytes, ExtractionRules], ReadResult]:
    """A reader of bytes from a reader of text."""

    def read_text(entry: SourceFile, data: bytes, guide: ExtractionRules) -> ReadResult:
        if what := decode.binary(data):
            named = f", by its name a {entry.kind}" if entry.kind else ""
            yield Skipped(entry.path, f"By its content the file is {what}{named}.")
            return
        data = slim(data) if entry.kind == "html" else data
        decoded = decode.decode(_cut(data), entry.charset)
        draft = Draft(entry)
        reader(draft, decoded.text, guide)
        if entry.kind == "html":
            linked = attachments.of_page(entry, decoded.text)
            draft.put("attachments", linked, "links in the page")
        if len(data) > MAX_TEXT_CHARS:
            draft.cut_off(f"only the first {MAX_TEXT_CHARS >> 20} MB were read")
        if decoded.note:
            draft.note("paragraphs", decoded.note)
        for one in (draft, *draft.others):
            yield _finished(one, guide)

    return read_text


def _cut(data: bytes) -> bytes:
    """The data up to MAX_TEXT_CHARS, cut at the end of a line or before a tag."""
    if len(data) <= MAX_TEXT_CHARS:
        return data
    head = data[:MAX_TEXT_CHARS]
    place = max(head.rfind(b"\n", -4_096), head.rfind(b"<", -4_096))
    if place > 0:
        return head[: place & ~1]
    # No line end near: at least no character of UTF-8 is cut in two.
    return head[:-8] + re.sub(rb"[\xc0-\xff][\x80-\xbf]*$", b"", head[-8:])


def _binary(
    reader: Callable[[Draft, bytes, ExtractionRules], None],
) -> Callable[[SourceFile, bytes, ExtractionRules], ReadResult]:
    """A reader of bytes that says itself what it cannot read."""

    def read_binary(entry: SourceFile, data: bytes, guide: ExtractionRules) -> ReadResult:
        draft = Draft(entry)
        draft.put("attached_to", attachments.page_of(entry), "link in the page")
        try:
            reader(draft, data, guide)
        except UnreadableError as error:
            yield Skipped(entry.path, str(error))
        else:
            yield from _with_parts(draft, guide)
            return
        for part in draft.parts:
            yield from _part(entry, part, guide)

    return read_binary


def _with_parts(draft: Draft, guide: ExtractionRules) -> ReadResult:
    """The report of a draft, and those of the files inside it."""
    inner = [(part.path, list(_part(draft.entry, part, guide))) for part in draft.parts]
    read = (path for path, items in inner if any(isinstance(item, Report) for item in items))
    draft.put("attachments", tuple(read), "parts of the message")
    for one in (draft, *draft.others):
        yield _finished(one, guide)
    for _, items in inner:
        yield from items


def _part(entry: SourceFile, part: SourceFile, guide: ExtractionRules) -> ReadResult:
    """The reports in a file inside another, which know the one they are attached to.

    A picture that is no page, as a mail has for its signature, is nothing that was not read.
    """
    picture = pictures.FORMAT.certainty(Sample(part.data or b"")) == CERTAIN
    if picture and pictures.decorates(part.data or b""):
        return
    for item in _read(part, guide):
        if picture and isinstance(item, Skipped) and WAITING not in item.reason:
            continue
        if isinstance(item, Report) and not item.attached_to.startswith(part.path):
            yield dataclasses.replace(item, attached_to=entry.path)
        else:
            yield item
