"""An entry of the corpus to reports: picks the reader for its kind and never raises for content."""

import dataclasses
import datetime
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index import corrections, decode, sites
from index.reading import attachments, kinds
from index.reading.draft import Draft, UnreadableError
from index.reading.entry import Entry
from index.reading.format import LARGEST, Sample, unread
from index.reading.guide import Guide
from index.report import Report, Skipped

#: Bytes of one text that are read, about a second's work; the rest is cut, and said.
LONGEST_TEXT = 8 << 20

#: How the reason begins where a parser gave up in a way of its own.
UNFORESEEN = "The file is damaged in a way that its reader does not know"

Read = Iterator[Report | Skipped]


def guide(folder: str) -> Guide:
    """What steers the reading of a folder: its `sites.toml` and its `corrections.toml`.

    CorpusError where one of them cannot be understood.
    """
    return Guide(sites=sites.load(folder), corrections=corrections.load(folder))


def read(entry: Entry, by: Guide | None = None) -> Read:
    """The reports in `entry`, or a Skipped with the reason; it may run in any process.

    Without a guide it is steered by the files in the folder that the entry comes from.
    """
    by = by or _steering(entry.root)
    row = entry.path if entry.path.rpartition("!")[2].isdecimal() else ""
    try:
        for item in _read(entry, by):
            yield item if isinstance(item, Skipped) else by.corrections.apply(item, row)
    except Exception as error:  # noqa: BLE001 - parsers raise anything; one file never stops a build
        yield Skipped(entry.path, f"{UNFORESEEN} ({type(error).__name__}: {error}).")


def _steering(folder: str) -> Guide:
    """The guide of a folder, loaded again when its files or the day have changed."""
    if not folder:
        return Guide()
    day = datetime.datetime.now(datetime.UTC).date()
    return _loaded(
        folder, day, tuple(_changed(folder, name) for name in (sites.FILE, corrections.FILE))
    )


class Guides(dict[str, Guide]):
    """The guides of folders, for who reads many entries at a time."""

    def __missing__(self, folder: str) -> Guide:
        guide = self[folder] = _steering(folder)
        return guide


def _changed(folder: str, name: str) -> int:
    try:
        return (Path(folder) / name).stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=16)
def _loaded(folder: str, day: datetime.date, changed: tuple[int, ...]) -> Guide:
    del day, changed  # they only tell one state of the files from another
    return guide(folder)


def _read(entry: Entry, guide: Guide) -> Read:
    try:
        data = entry.data if entry.data is not None else _bytes(entry)
    except OSError as error:
        yield Skipped(entry.path, f"The file cannot be read ({error.strerror}).")
        return
    if len(data) > LARGEST:
        yield Skipped(entry.path, f"It is larger than {LARGEST >> 20} MB.")
    elif not data.strip():
        yield Skipped(entry.path, "The file is empty.")
    else:
        yield from _by_content(entry, data, guide)


def _bytes(entry: Entry) -> bytes:
    with Path(entry.file).open("rb") as stream:
        return stream.read(LARGEST + 1)


def _finished(draft: Draft) -> Report | Skipped:
    report = draft.report()
    if not report.paragraphs and not report.title:
        return Skipped(draft.entry.path, "There is no text in it.")
    return report


def _by_content(entry: Entry, data: bytes, guide: Guide) -> Read:
    """The reports in a file, read as what its content shows it to be."""
    hint = entry.kind or kinds.of(entry.path)
    kind = kinds.settle(hint, Sample(data))
    if kind is None:
        yield Skipped(entry.path, unread(entry.path))
        return
    entry = entry if kind == entry.kind else dataclasses.replace(entry, kind=kind)
    form = kinds.format_of(kind)
    if form.members is not None:
        for member in kinds.members(dataclasses.replace(entry, data=data)):
            yield from (member,) if isinstance(member, Skipped) else _read(member, guide)
    elif form.read_drafts is not None:
        for draft in form.read_drafts(entry, data, guide):
            yield draft if isinstance(draft, Skipped) else _finished(draft)
    elif form.read_text is not None:
        yield from _text(form.read_text)(entry, data, guide)
    elif form.read_file is not None:
        yield from _binary(form.read_file)(entry, data, guide)


def _text(
    reader: Callable[[Draft, str, Guide], None],
) -> Callable[[Entry, bytes, Guide], Read]:
    """A reader of bytes from a reader of text."""

    def read_text(entry: Entry, data: bytes, guide: Guide) -> Read:
        if what := decode.binary(data):
            yield Skipped(
                entry.path, f"By its content the file is {what}, by its name a {entry.kind}."
            )
            return
        decoded = decode.decode(_cut(data), entry.charset)
        draft = Draft(entry)
        reader(draft, decoded.text, guide)
        if entry.kind == "html":
            linked = attachments.of_page(entry, decoded.text)
            draft.put("attachments", linked, "links in the page")
        if len(data) > LONGEST_TEXT:
            draft.cut_off(f"only the first {LONGEST_TEXT >> 20} MB were read")
        if decoded.note:
            draft.note("paragraphs", decoded.note)
        yield _finished(draft)

    return read_text


def _cut(data: bytes) -> bytes:
    """The data up to LONGEST_TEXT, cut at the end of a line or before a tag."""
    if len(data) <= LONGEST_TEXT:
        return data
    head = data[:LONGEST_TEXT]
    place = max(head.rfind(b"\n", -4_096), head.rfind(b"<", -4_096))
    if place > 0:
        return head[: place & ~1]
    # No line end near: at least no character of UTF-8 is cut in two.
    return head[:-8] + re.sub(rb"[\xc0-\xff][\x80-\xbf]*$", b"", head[-8:])


def _binary(
    reader: Callable[[Draft, bytes, Guide], None],
) -> Callable[[Entry, bytes, Guide], Read]:
    """A reader of bytes that says itself what it cannot read."""

    def read_binary(entry: Entry, data: bytes, guide: Guide) -> Read:
        draft = Draft(entry)
        draft.put("attached_to", attachments.page_of(entry), "link in the page")
        try:
            reader(draft, data, guide)
        except UnreadableError as error:
            yield Skipped(entry.path, str(error))
        else:
            readable = tuple(part.path for part in draft.parts if _is_report(part))
            draft.put("attachments", readable, "parts of the message")
            yield _finished(draft)
        for part in draft.parts:
            if _is_report(part):
                yield from _part(entry, part, guide)

    return read_binary


def _is_report(part: Entry) -> bool:
    """Whether a file inside another is of a kind that is a report of its own."""
    return kinds.kind_of(part.path, Sample(part.data or b"")) in kinds.ATTACHABLE


def _part(entry: Entry, part: Entry, guide: Guide) -> Read:
    """The reports in a file inside another, which know the one they are attached to."""
    for item in _read(part, guide):
        yield (
            dataclasses.replace(item, attached_to=entry.path) if isinstance(item, Report) else item
        )
