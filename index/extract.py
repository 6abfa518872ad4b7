"""An entry of the corpus to reports: picks the reader for its kind and never raises for content."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from index import decode
from index.reading import feeds, mail, markdown, office, page, pdf, plain, records
from index.reading.draft import Draft, UnreadableError
from index.reading.entry import Entry
from index.report import Report, Skipped

#: Bytes of a file; a longer one is skipped.
LARGEST = 64 << 20

Read = Iterator[Report | Skipped]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What steers the reading besides the files: no date after `latest` is believed."""

    latest: datetime.date = field(
        default_factory=lambda: datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(2)
    )


def read(entry: Entry, guide: Guide | None = None) -> Read:
    """The reports in `entry`, or a Skipped with the reason; it may run in any process."""
    guide = guide or Guide()
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
        yield from _READERS[entry.kind](entry, data, guide)


def _bytes(entry: Entry) -> bytes:
    with Path(entry.file).open("rb") as stream:
        return stream.read(LARGEST + 1)


def _finished(draft: Draft) -> Report | Skipped:
    report = draft.report()
    if not report.paragraphs and not report.title:
        return Skipped(draft.entry.path, "There is no text in it.")
    return report


def _text(
    reader: Callable[[Draft, str, datetime.date], None],
) -> Callable[[Entry, bytes, Guide], Read]:
    """A reader of bytes from a reader of text."""

    def read_text(entry: Entry, data: bytes, guide: Guide) -> Read:
        if what := decode.binary(data):
            yield Skipped(
                entry.path, f"By its content the file is {what}, by its name a {entry.kind}."
            )
            return
        decoded = decode.decode(data, entry.charset)
        draft = Draft(entry)
        reader(draft, decoded.text, guide.latest)
        if decoded.note:
            draft.note("paragraphs", decoded.note)
        yield _finished(draft)

    return read_text


def _binary(
    reader: Callable[[Draft, bytes, datetime.date], None],
) -> Callable[[Entry, bytes, Guide], Read]:
    """A reader of bytes that says itself what it cannot read."""

    def read_binary(entry: Entry, data: bytes, guide: Guide) -> Read:
        draft = Draft(entry)
        try:
            reader(draft, data, guide.latest)
        except UnreadableError as error:
            yield Skipped(entry.path, str(error))
        else:
            yield _finished(draft)

    return read_binary


def _feed(entry: Entry, data: bytes, guide: Guide) -> Read:
    for draft in feeds.read(entry, data, guide.latest):
        yield _finished(draft)


def _json(entry: Entry, data: bytes, guide: Guide) -> Read:
    for draft in records.read(entry, data, guide.latest):
        yield draft if isinstance(draft, Skipped) else _finished(draft)


_READERS: dict[str, Callable[[Entry, bytes, Guide], Read]] = {
    "html": _text(page.read),
    "txt": _text(plain.read),
    "": _text(plain.read),
    "md": _text(markdown.read),
    "json": _json,
    "xml": _feed,
    "pdf": _binary(pdf.read),
    "docx": _binary(office.read_docx),
    "epub": _binary(office.read_epub),
    "eml": _binary(mail.read_mail),
    "mhtml": _binary(mail.read_mhtml),
}
