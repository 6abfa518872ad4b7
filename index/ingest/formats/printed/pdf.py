"""Reads PDF: the text layer page by page, forms and notes; pages without text are reported.

Lines are joined into paragraphs; spaces between Han characters are removed.
"""

import contextlib
import datetime
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

import pypdfium2
from pypdfium2 import PdfiumError

from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import LIKELY, NO, Format, Sample
from index.ingest.formats import file_authors
from index.ingest.formats.plain_text import lost_lines
from index.ingest.formats.plain_text.edges import field_lines, title_line
from index.ingest.formats.plain_text.layout import page_edges
from index.ingest.formats.printed import (
    browser_print,
    cover_names,
    divided_names,
    line_shapes,
    lines_above,
    page_margins,
    pdf_pages,
    pdf_rows,
    pdf_xfa,
    stamps,
    table_marks,
    text_begin,
    titled_page,
    two_page_heads,
)
from index.ingest.formats.printed.page_text import flowed, lines_of_pages, put_pages, shapes_of
from index.ingest.origins import GuessedOrigin
from index.ingest.scans import pdf_scans, recogniser
from index.ingest.scans.pages import WAITING, most_scans
from index.ingest.scans.store import content_key
from index.ingest.source_file import SourceFile, member_name
from index.ingest.unreadable import UnreadableError
from index.system import sandbox

TEXT_MEMORY_BYTES = 900 << 20
"""The most memory that the text of the pages may take. Recognising a scan takes more."""
MAX_EMBEDDED = 100
"""The largest number of embedded files that are read."""
_FILE_NAME = re.compile(
    r"\.(?:docx?|wps|indd|qxd|pptx?|xlsx?|[xs]?html?|php|aspx?)$"
    r"|^(?:Microsoft Word|untitled|无标题|文档)",
    re.IGNORECASE,
)


def read(draft: Draft, data: bytes, rules: ExtractionRules) -> None:
    """Read a PDF into the draft; raises UnreadableError if it is encrypted or damaged."""
    with opened(data) as document:
        properties = document.get_metadata_dict(skip_empty=True)
        with sandbox.limited_memory(TEXT_MEMORY_BYTES):
            read_pages = pdf_pages.read(document)
        count = len(document)
        waits = pdf_pages.waits_for_another_reader(document, read_pages)
        form = pdf_xfa.lines(document) if waits else []
        draft.parts = list(_embedded(draft, document))
        wanted = [] if waits else _pages_to_recognise(read_pages)
        most = most_scans(len(data))
        scanned = pdf_scans.pages(document, data, wanted[:most], rules.scans_folder)
    if waits and not form:
        raise UnreadableError("It is a form in XFA, whose text this reader does not see.")
    if form:
        _read_form(draft, form, rules)
        _properties(draft, properties, rules.latest)
        return
    scanned = stamps.without_repetition(read_pages, scanned)
    recognised = {
        number: stamps.with_stamp(read_pages[number - 1], page) for number, page in scanned.items()
    }
    texts = [
        page.text if page.usable and number not in recognised else ""
        for number, page in enumerate(read_pages, start=1)
    ]
    notes = [page.notes for page in read_pages]
    if not any(texts) and not any(notes) and not any(recognised.values()):
        raise UnreadableError(_why_nothing(read_pages))
    alone = not any(notes) and not any(recognised.values())
    printed = browser_print.without_edges(lines_of_pages(texts, alone=alone))
    measured = [shapes_of(text, page.shapes) for text, page in zip(texts, read_pages, strict=True)]
    bare_pages, heads = page_edges.apart(
        printed.pages, two_page_heads.found(printed.pages, measured)
    )
    above, pages, shapes = _flowed_pages(bare_pages, measured, read_pages)
    for number, page in recognised.items():
        pages[number - 1] = [*page, *notes[number - 1]]
    scanned_lines = [line.text for page in scanned.values() for line in page.lines]
    draft.add_visible("\n".join((*texts, *scanned_lines, *itertools.chain(*notes))))
    _count_unmapped(draft, texts)
    paragraphs = [paragraph for page in pages for paragraph in page]
    marked = pdf_rows.marked(paragraphs, bare_pages[0].lines, shapes)
    draft.begins = text_begin.below_cover(pages) or text_begin.below_larger(pages[0], shapes)
    draft.headline = text_begin.headline(marked.lines, shapes)
    lost_lines.read(draft, marked.lines, rules)
    draft.paragraphs = table_marks.replaced(draft.paragraphs, marked.tables)
    _put_address(draft, printed.address)
    _put_margins(draft, [above, *_kept_heads(bare_pages)], marked.lines, pages[0][-1:], rules)
    cover_names.put_authors(draft, pages)
    draft.paragraphs[:0] = above
    pages[0] = [*above, *pages[0]]
    _properties(draft, properties, rules.latest)
    put_pages(draft, pages, scanned, content_key(data) if scanned else "")
    _report_missing(draft, read_pages, _unusable(read_pages, recognised), count, heads)
    if len(wanted) > most and scanned:
        draft.cut_off(f"only the first {most:,} scanned pages were recognised")
    if b"startxref" not in data:
        draft.cut_off("the end of the file is missing")


def _put_margins(
    draft: Draft,
    margins: Sequence[list[str]],
    below: Sequence[str],
    last: Sequence[str],
    rules: ExtractionRules,
) -> None:
    """Put the fields of margins into the draft; the first one is the head of the lines below it.

    The `last` line of a page may be a margin.
    """
    lines_above.put_fields(draft, margins[0], below, rules)
    for lines in (*margins, list(filter(page_margins.is_foot, last))):
        page_margins.put_fields(draft, lines, rules)


def _kept_heads(pages: Sequence[page_edges.BarePage]) -> list[list[str]]:
    """The running heads and feet, each as it is on the first page that has it."""
    return [[line] for page in pages for line in (*page.top, *page.foot)]


def _flowed_pages(
    bare_pages: Sequence[page_edges.BarePage],
    measured: Sequence[line_shapes.LineShapes],
    read_pages: Sequence[pdf_pages.PdfPage],
) -> tuple[list[str], list[list[str]], line_shapes.LineShapes]:
    """The lines above the title, the paragraphs of each page with its notes behind.

    Also the shapes of the lines of the first page. Text goes on below a head and above a foot.
    """
    lines, shapes = [page.lines for page in bare_pages], list(measured)
    for kept in bare_pages[0].top:  # without the number of the page
        known = (shapes[0][line] for line in shapes[0] if page_edges.is_same_head(line, kept))
        shapes[0] = {**shapes[0], kept: next(known, [])}
    lines[0] = [*bare_pages[0].top, *lines[0]]
    lines[0], above, shapes[0] = titled_page.titled(lines[0], shapes)
    if not above and lines[0] and field_lines.NEWSPAPER.fullmatch(lines[0][0]):
        story = titled_page.titled(lines[0][1:], shapes)
        if any(map(dates.find_dates, story.above)):
            (lines[0], _, shapes[0]), above = story, [lines[0][0], *story.above]
    pages = [
        [*(page.top if number else ()), *paragraphs, *page.foot, *read_page.notes]
        for number, (page, paragraphs, read_page) in enumerate(
            zip(bare_pages, flowed(lines, shapes), read_pages, strict=True)
        )
    ]
    pages[0] = divided_names.joined(pages[0], shapes[0])
    return above, pages, shapes[0]


def _count_unmapped(draft: Draft, texts: Sequence[str]) -> None:
    """Count the letters that a page shows and its fonts do not tell as ones that are missing."""
    missing = sum(map(pdf_pages.unmapped_letters, texts))
    if missing:
        draft.add_visible(_MISSING_LETTER * missing)
        draft.note("paragraphs", f"letters whose fonts do not say which they are: {missing:,}")


_MISSING_LETTER = "\ufb00"
"""A ligature, which stands for each such letter where letters are counted."""


def _unusable(
    read_pages: Sequence[pdf_pages.PdfPage], recognised: Mapping[int, Sequence[str]]
) -> list[int]:
    """The numbers of the pages of which nothing can be read."""
    return [
        number
        for number, page in enumerate(read_pages, start=1)
        if not page.usable and not recognised.get(number)
    ]


def _read_form(draft: Draft, form: list[str], rules: ExtractionRules) -> None:
    draft.add_visible("\n".join(form))
    lost_lines.read(draft, form, rules)
    draft.note("paragraphs", "the words and values of a form in XFA, in the order of its file")


def _put_address(draft: Draft, address: str) -> None:
    """Put the address that a browser printed into the draft; that of a file names no page."""
    if address:
        draft.note("paragraphs", "the lines of the browser that printed the page are left out")
    draft.put("url", address if address.startswith("http") else "", "address at a page's edge")


def _report_missing(
    draft: Draft, pages: list[pdf_pages.PdfPage], unusable: list[int], count: int, heads: list[str]
) -> None:
    """Record which pages are not in the text, and where words that nobody sees were left out."""
    _report_unseen(draft, pages)
    if heads:
        shown = ", ".join(head[:40] for head in heads[:5])
        draft.note("paragraphs", f"running heads are kept once ({shown})")
    damaged = [number for number in unusable if pages[number - 1].damaged]
    unmapped = [number for number in unusable if pages[number - 1].unmapped]
    heavy = [number for number in unusable if pages[number - 1].heavy]
    stamped = {n for n, page in enumerate(pages, start=1) if page.stamped}
    waiting = set() if recogniser.installed() else stamped
    scans = sorted({*unusable, *waiting} - {*damaged, *unmapped, *heavy})
    for numbers, reason in (
        (damaged, "damaged"),
        (unmapped, "in fonts that do not say which letters they draw"),
        (heavy, "with pictures of too many pixels"),
        (
            scans,
            f"scans, and the file {WAITING[:-1]}" if not recogniser.installed() else "without text",
        ),
    ):
        if numbers:
            draft.cut_off(f"pages {_ranges(numbers)}: {reason}")
    if len(pages) < count:
        draft.cut_off(f"pages {len(pages) + 1} to {count} were cut")


def _report_unseen(draft: Draft, pages: list[pdf_pages.PdfPage]) -> None:
    """Record what was done on which pages with words that nobody sees there."""
    marks = [page.unseen for page in pages]
    for marked, remark in (
        ([mark.left_out for mark in marks], "text that nobody sees was left out"),
        ([mark.laid for mark in marks], "the text lies unseen on the page, as over a scan"),
        ([mark.corrected for mark in marks], "drawn words were read, as the file says others"),
    ):
        if numbers := [number for number, holds in enumerate(marked, start=1) if holds]:
            draft.note("paragraphs", f"pages {_ranges(numbers)}: {remark}")


def _ranges(numbers: list[int]) -> str:
    """Numbers as text, consecutive ones as a range: 1-3, 7."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{first}-{last}" if first < last else str(first) for first, last in ranges)


def _why_nothing(pages: list[pdf_pages.PdfPage]) -> str:
    """The reason for skipping a PDF without text."""
    if any(page.heavy for page in pages):
        return "There is no text in the PDF, and its pictures have too many pixels to be drawn."
    if recogniser.installed():
        return "There is no text in the PDF, nor on the pictures of its pages."
    if any(page.unmapped for page in pages):
        return f"The fonts of the PDF do not say which letters they draw; it {WAITING}"
    marks = {page.text.strip() for page in pages if page.text.strip()}
    if len(marks) == 1 and 3 < len(mark := next(iter(marks))) < 80:
        shown = " ".join(mark.split())
        return f"The PDF has no text but a scanner's mark ({shown}): it is a scan, and {WAITING}"
    return f"The PDF has no text layer: it is a scan, and {WAITING}"


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """An open document; UnreadableError if it is encrypted or damaged."""
    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        locked = re.search("password|security", str(error), re.IGNORECASE)
        reason = "The PDF is encrypted." if locked else f"The PDF is damaged ({error})."
        rebuilt = b"" if locked else _with_trailer(data)
        if not rebuilt:
            raise UnreadableError(reason) from error
        try:
            document = pypdfium2.PdfDocument(rebuilt)
        except PdfiumError:
            raise UnreadableError(reason) from error
    try:
        yield document
    except (PdfiumError, ValueError, OverflowError) as error:
        raise UnreadableError(f"The PDF is damaged ({error}).") from error
    finally:
        document.close()


_OBJECT = re.compile(rb"(\d{1,7})\s{1,4}(\d{1,5})\s{1,4}obj\b")
_CATALOG = b"/Catalog"
_LOOKED, _TRIED = 2_000, 20
"""The bytes before the name of a catalogue that may have its number, and how many are tried."""


def _with_trailer(data: bytes) -> bytes:
    """A PDF whose end is missing, with a trailer that names its catalogue; empty if it has none.

    One that is encrypted is left alone: the trailer had the key to its texts.
    """
    if b"/Standard" in data and b"/Encrypt" not in data[-4_096:]:
        return b""
    end = len(data)
    for _ in range(_TRIED):
        end = data.rfind(_CATALOG, 0, end)
        if end < 0:
            return b""
        objects = list(_OBJECT.finditer(data, max(end - _LOOKED, 0), end))
        if objects and b"endobj" not in data[objects[-1].end() : end]:
            number, generation = objects[-1].groups()
            root = b"<< /Root %s %s R /Size 8388607 >>" % (number, generation)
            return data + b"\ntrailer\n" + root + b"\nstartxref\n0\n%%EOF\n"
    return b""


def _pages_to_recognise(pages: list[pdf_pages.PdfPage]) -> list[int]:
    """The numbers, from 1, of the non-empty pages that need text recognition."""
    return [
        n
        for n, page in enumerate(pages, start=1)
        if (page.drawn or page.unmapped or page.stamped) and not page.heavy
    ]


def scanned_pages(data: bytes) -> list[int]:
    """The same for the bytes of a file, as many as are recognised."""
    with opened(data) as document:
        return _pages_to_recognise(pdf_pages.read(document))[: most_scans(len(data))]


def _embedded(draft: Draft, document: pypdfium2.PdfDocument) -> Iterator[SourceFile]:
    """The embedded files of a PDF."""
    for number in range(min(document.count_attachments(), MAX_EMBEDDED)):
        with contextlib.suppress(PdfiumError, ValueError):
            attachment = document.get_attachment(number)
            name = member_name(attachment.get_name()) or f"file {number + 1}"
            data = bytes(attachment.get_data())
            if _FORMULA not in data[:_FORMULA_BYTES]:
                yield draft.entry.member(name, "", data)


_FORMULA, _FORMULA_BYTES = b"http://www.w3.org/1998/Math/MathML", 300
"""How a file begins that repeats a formula of the page, as LaTeX embeds them for screen readers."""


def _properties(draft: Draft, properties: dict[str, str], latest: datetime.date) -> None:
    """Put title, author and date of the metadata into the draft if the text has none."""
    title = properties.get("Title", "")
    bare, outlet = title_line.without_outlet(title)
    if outlet and bare == draft.text("title"):
        draft.put("source", outlet, "PDF title")  # browsers write that of the page
    if title and not _FILE_NAME.search(title):
        draft.put("title", title, "PDF title")
    author = properties.get("Author", "")
    names = file_authors.named(author)
    draft.put("author", names if ";" in author or not names else author, "PDF author")
    if (
        match := re.match(r"D:(\d{4})(\d\d)(\d\d)", properties.get("CreationDate", ""))
    ) is not None:
        draft.put(
            "date",
            dates.first_date("-".join(match.groups()), latest),
            GuessedOrigin.FILE_CREATION,
        )


def _is_pdf(sample: Sample) -> int:
    """CERTAIN for a PDF; other bytes may precede its signature, as readers allow."""
    return LIKELY if b"%PDF-" in sample.data[:1024] and not sample.members else NO


FORMAT = Format(
    kind="pdf",
    endings=(".pdf",),
    magic=(b"%PDF-",),
    sniff=_is_pdf,
    read_file=read,
    attachable=True,
)
