"""Reads a source file into reports with the reader for its format; bad content raises no error."""

import dataclasses
import datetime
import functools
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from index.indexing import attachments, file_types
from index.ingest import decode
from index.ingest.days import address_dates, partial_dates
from index.ingest.draft import Draft, letters
from index.ingest.files import corrections, site_rules
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import CERTAIN, MAX_FILE_BYTES, TOO_LARGE, Sample, unsupported_reason
from index.ingest.formats.plain_text.edges import edge_dates, title_line
from index.ingest.formats.printed import picture
from index.ingest.heads import file_title
from index.ingest.origins import GuessedOrigin
from index.ingest.scans import pictures
from index.ingest.scans.pages import WAITING
from index.ingest.source_file import SourceFile
from index.ingest.unreadable import UnreadableError, not_given, unforeseen
from index.ingest.webpage import database_page, plain_page
from index.ingest.webpage.main_text.fallback import NO_BODY
from index.ingest.webpage.tree.page_slimming import slim
from index.report import Report, Skipped
from index.system.regular_file import open_regular

MAX_TEXT_BYTES = 8 << 20
"""The longest text that is read, in bytes, about a second of work; a longer one is cut."""

MAX_PART_DEPTH = 8
"""The number of files around an attachment that is still read."""

ReadResult = Iterator[Report | Skipped]


def rules_of(folder: str) -> ExtractionRules:
    """The rules in `sites.toml` and `corrections.toml` of a folder.

    Raises CorpusError if one of them is invalid.
    """
    return ExtractionRules(sites=site_rules.load(folder), corrections=corrections.load(folder))


def read(entry: SourceFile, rules: ExtractionRules | None = None) -> ReadResult:
    """The reports in `entry`, or a Skipped with the reason; it may run in any process.

    Without rules, those of the corpus folder of the entry apply.
    """
    rules = rules or _current_rules(entry.root)
    row = entry.path if entry.path.rpartition("!")[2].isdecimal() else ""
    try:
        for item in _read(entry, rules):
            yield item if isinstance(item, Skipped) else rules.corrections.apply(item, row)
    except Exception as error:  # noqa: BLE001 - parsers raise anything; one file never stops a build
        yield Skipped(entry.path, unforeseen(error))


def _current_rules(folder: str) -> ExtractionRules:
    """The rules of a folder, loaded again when its files or the day have changed."""
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
    """Maps each folder to its rules, loaded once; for reading many files."""

    def __missing__(self, folder: str) -> ExtractionRules:
        rules = self[folder] = _current_rules(folder)
        return rules


def _changed(folder: str, name: str) -> int:
    try:
        return (Path(folder) / name).stat().st_mtime_ns
    except OSError:
        return 0


@functools.lru_cache(maxsize=16)
def _loaded(folder: str, day: datetime.date, changed: tuple[int, ...]) -> ExtractionRules:
    del day, changed  # only parts of the cache key
    return rules_of(folder)


def _read(entry: SourceFile, rules: ExtractionRules) -> ReadResult:
    try:
        data = entry.data if entry.data is not None else _bytes(entry)
    except OSError as error:
        yield not_given(entry.path, error)
        return
    if len(data) > MAX_FILE_BYTES:
        yield Skipped(entry.path, TOO_LARGE)
    elif not data.strip():
        yield Skipped(entry.path, "The file is empty.")
    else:
        yield from _by_content(entry, data, rules)


def _bytes(entry: SourceFile) -> bytes:
    with open_regular(entry.file) as stream:
        return stream.read(MAX_FILE_BYTES + 1)


def _finished(draft: Draft, rules: ExtractionRules) -> Report | Skipped:
    if not draft.has("date"):
        name_date = address_dates.in_name(draft.entry.path, rules.latest)
        draft.put("date", name_date, GuessedOrigin.FILE_NAME)
    if not draft.has("title"):
        whole = file_title.in_name(draft.entry.path)
        named, outlet = title_line.beside_outlet(file_title.pieces(draft.entry.path))
        if not whole or not file_title.in_name(named):
            named, outlet = title_line.without_outlet(whole)
        draft.put("title", named, GuessedOrigin.FILE_NAME)
        draft.put("source", outlet, GuessedOrigin.FILE_NAME)
    draft.put("url", draft.entry.url, "the archive")
    _put_named_date(draft, rules)
    if not draft.paragraphs and not draft.has("title"):  # as in a file that is only a date
        draft.paragraphs = list(filter(letters, (draft.visible_text or "").split("\n")))
        if NO_BODY not in draft.origins.get("paragraphs", ""):
            draft.note("paragraphs", NO_BODY)
    report = draft.report()
    if not report.paragraphs and not report.title:
        part = "the part of it that was read" if draft.cut else "it"
        return Skipped(draft.entry.path, f"There is no text in {part}.")
    return report


def _put_named_date(draft: Draft, rules: ExtractionRules) -> None:
    """Put the date near an end of the text into a draft for which no day or month was read.

    The day on which the file was made is not read: one on a line of the text counts more.
    """
    made = draft.origins.get("date") == GuessedOrigin.FILE_CREATION
    year = draft.partial[0] if draft.partial is not None else None
    if (year is not None and year.month) or (draft.has("date") and not made):
        return
    own = [line for line in draft.paragraphs if line not in draft.others_lines]
    named = edge_dates.read(own, rules.latest)
    if named is None or year is None or named.year == year.year:
        draft.replace("date", named, "line above or below the text")
    month = partial_dates.in_address(draft.text("url"), rules.latest)
    draft.put("date", month, GuessedOrigin.ADDRESS)
    month = partial_dates.in_name(draft.entry.path, rules.latest)
    draft.put("date", month, GuessedOrigin.FILE_NAME)


def _by_content(entry: SourceFile, data: bytes, rules: ExtractionRules) -> ReadResult:
    """The reports in a file, read in the format that its content shows."""
    hint = entry.kind or file_types.by_name(entry.path)
    kind = file_types.decide(hint, Sample(data))
    if kind is None:
        yield Skipped(entry.path, unsupported_reason(entry.path))
        return
    entry = entry if kind == entry.kind else dataclasses.replace(entry, kind=kind)
    form = file_types.format_of(kind)
    if form.members is not None and entry.depth > file_types.MAX_ARCHIVE_DEPTH:
        yield Skipped(entry.path, file_types.NESTED_TOO_DEEP)
    elif form.members is not None:
        for member in file_types.members(dataclasses.replace(entry, data=data)):
            yield from (member,) if isinstance(member, Skipped) else _read(member, rules)
    elif form.read_drafts is not None:
        for draft in form.read_drafts(entry, data, rules):
            yield from (draft,) if isinstance(draft, Skipped) else _with_parts(draft, rules)
    elif form.read_text is not None:
        yield from _text(form.read_text)(entry, data, rules)
    elif form.read_file is not None:
        yield from _binary(form.read_file)(entry, data, rules)


def _shown(page: str) -> str | None:
    """The text of a page that is read as a text; None for other pages."""
    text = plain_page.text_of(page)
    return database_page.text_of(page) if text is None else text


def _text(
    reader: Callable[[Draft, str, ExtractionRules], None],
) -> Callable[[SourceFile, bytes, ExtractionRules], ReadResult]:
    """Turns a reader of text into a reader of bytes."""

    def read_text(entry: SourceFile, data: bytes, rules: ExtractionRules) -> ReadResult:
        if what := decode.binary_content(data):
            named = f", by its name a {entry.kind}" if entry.kind else ""
            yield Skipped(entry.path, f"By its content the file is {what}{named}.")
            return
        data = slim(data) if entry.kind == "html" else data
        decoded = decode.decode(_cut(data), entry.charset)
        if entry.kind == "html" and (shown := _shown(decoded.text)) is not None:
            text = shown.encode("utf-8", "surrogatepass")
            yield from _by_content(
                dataclasses.replace(entry, kind="txt", charset="utf-8"), text, rules
            )
            return
        draft = Draft(entry)
        reader(draft, decoded.text, rules)
        if entry.kind == "html":
            linked = attachments.of_page(entry, decoded.text)
            draft.put("attachments", linked, "links in the page")
        if len(data) > MAX_TEXT_BYTES:
            draft.cut_off(f"only the first {MAX_TEXT_BYTES >> 20} MB were read")
        if decoded.note:
            draft.note("paragraphs", decoded.note)
        for other in (draft, *draft.others):
            yield _finished(other, rules)

    return read_text


def _cut(data: bytes) -> bytes:
    """The data up to MAX_TEXT_BYTES bytes, cut after a line or before a tag."""
    if len(data) <= MAX_TEXT_BYTES:
        return data
    head = data[:MAX_TEXT_BYTES]
    end = max(head.rfind(b"\n", -4_096), head.rfind(b"<", -4_096))
    if end > 0:
        return head[: end & ~1 if b"\0" in head else end]  # UTF-16 has two bytes a character
    # Without a line end nearby, avoid cutting a UTF-8 character.
    return head[:-8] + re.sub(rb"[\xc0-\xff][\x80-\xbf]*$", b"", head[-8:])


def _binary(
    reader: Callable[[Draft, bytes, ExtractionRules], None],
) -> Callable[[SourceFile, bytes, ExtractionRules], ReadResult]:
    """Turns a reader of bytes, which may raise UnreadableError, into one that yields results."""

    def read_binary(entry: SourceFile, data: bytes, rules: ExtractionRules) -> ReadResult:
        draft = Draft(entry)
        draft.put("attached_to", attachments.page_of(entry), "link in the page")
        try:
            reader(draft, data, rules)
        except UnreadableError as error:
            yield Skipped(entry.path, str(error))
        else:
            yield from _with_parts(draft, rules)
            return
        for part in draft.parts:
            yield from _part(entry, part, rules)

    return read_binary


def _with_parts(draft: Draft, rules: ExtractionRules) -> ReadResult:
    """The report of a draft, and the reports of the files inside it."""
    inner = [(part.path, list(_part(draft.entry, part, rules))) for part in draft.parts]
    read = (path for path, items in inner if any(isinstance(item, Report) for item in items))
    draft.put("attachments", tuple(read), "parts of the message")
    for other in (draft, *draft.others):
        yield _finished(other, rules)
    for _, items in inner:
        yield from items


def _unfailing(part: SourceFile, rules: ExtractionRules) -> ReadResult:
    """The reports in a file inside another, whose failure must not take the other with it."""
    if part.depth > MAX_PART_DEPTH:
        yield Skipped(part.path, "It lies too deep: in a file in many others.")
        return
    try:
        yield from _read(part, rules)
    except Exception as error:  # noqa: BLE001 - as in `read`
        yield Skipped(part.path, unforeseen(error))


def _part(entry: SourceFile, part: SourceFile, rules: ExtractionRules) -> ReadResult:
    """The reports in a file inside another; each names the file it is attached to.

    A decorative picture, such as a logo in a signature, is ignored without a Skipped.
    """
    is_picture = picture.FORMAT.certainty(Sample(part.data or b"")) == CERTAIN
    if is_picture and pictures.decorates(part.data or b""):
        return
    for item in _unfailing(part, rules):
        if is_picture and isinstance(item, Skipped) and WAITING not in item.reason:
            continue
        if isinstance(item, Report) and not item.attached_to.startswith(part.path):
            yield dataclasses.replace(item, attached_to=entry.path)
        else:
            yield item
