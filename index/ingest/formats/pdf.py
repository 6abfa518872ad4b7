"""PDF: the text layer, page by page, forms and remarks; what is no text is said.

Lines are joined to paragraphs; spaces that a layout put between Han characters are taken out.
"""

import contextlib
import datetime
import re
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import PdfiumError

from index.ingest import dates, header_lines, wrapped
from index.ingest.draft import Draft, UnreadableError, tidy
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import LIKELY, NO, Format, Sample
from index.ingest.formats import page_edges, pdf_pages, plain
from index.ingest.source_file import SourceFile

#: Files that a PDF carries with it and that are read.
MAX_EMBEDDED = 100
#: What begins a line of its own at the top of a page.
_BEGINS = re.compile(
    r"\s*(?:[-*•·●○■□]|\d{1,3}[.、)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条款]|(?:chapter|section|article)\s\d)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?<=[\u3400-\u9fff，。、；：！？“”‘’（）《》]) +(?=[\u3400-\u9fff，。、；：！？“”‘’（）《》])"
)
_SPACED = re.compile(r"(?:[\u3400-\u9fff] ){3,}[\u3400-\u9fff]")
_ENDS = re.compile(r"[。！？；：.!?:;]['\"”’）)]?$")
_FILE_NAME = re.compile(
    r"\.(?:docx?|wps|indd|qxd|pptx?|xlsx?)$|^(?:Microsoft Word|untitled|无标题|文档)", re.IGNORECASE
)
_NUMBER = re.compile(r"(?=(?s:.*)\d[^第\d]*$)[\s\-—–·第页共/\dofpage.]+$", re.IGNORECASE)


def read(draft: Draft, data: bytes, guide: ExtractionRules) -> None:
    """Put what a PDF says into the draft; UnreadableError where it is encrypted or damaged."""
    with opened(data) as document:
        said = document.get_metadata_dict(skip_empty=True)
        read_pages = pdf_pages.read(document)
        count = len(document)
        waits = pdf_pages.waits_for_another_reader(document, read_pages)
        draft.parts = list(_embedded(draft, document))
    if waits:
        raise UnreadableError("It is a form in XFA, whose text this reader does not see.")
    unusable = [number for number, page in enumerate(read_pages, start=1) if not page.usable]
    texts = [page.text if page.usable else "" for page in read_pages]
    notes = [page.notes for page in read_pages]
    if not any(texts) and not any(notes):
        raise UnreadableError(_why_nothing(read_pages))
    lines, heads = page_edges.without_heads([lines_of(text) for text in texts])
    pages = [page + more for page, more in zip(flowed(lines), notes, strict=True)]
    draft.see("\n".join((*texts, *(note for page in notes for note in page))))
    plain.read_lines(draft, "\n".join(paragraph for page in pages for paragraph in page), guide)
    _properties(draft, said, guide.latest)
    starts = ", ".join(map(str, page_starts(draft.paragraphs, pages)))
    draft.note("paragraphs", f"PDF pages begin at paragraphs {starts}")
    _said(draft, read_pages, unusable, count, heads)


def _said(
    draft: Draft, pages: list[pdf_pages.Page], unusable: list[int], count: int, heads: list[str]
) -> None:
    """Say what of the pages is not in the text."""
    if heads:
        shown = ", ".join(head[:40] for head in heads[:5])
        draft.note("paragraphs", f"running heads are kept once ({shown})")
    damaged = [number for number in unusable if pages[number - 1].damaged]
    unmapped = [number for number in unusable if pages[number - 1].unmapped]
    scans = [number for number in unusable if number not in {*damaged, *unmapped}]
    for numbers, what in (
        (damaged, "damaged"),
        (unmapped, "in fonts that do not say which letters they draw"),
        (scans, "without text, and may be scans"),
    ):
        if numbers:
            draft.cut_off(f"pages that are {what}: {_ranges(numbers)}")
    if len(pages) < count:
        draft.cut_off(f"pages {len(pages) + 1} to {count} were cut")


def _ranges(numbers: list[int]) -> str:
    """Numbers in one line, those that follow each other as a range: 1-3, 7."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(f"{first}-{last}" if first < last else str(first) for first, last in ranges)


def _why_nothing(pages: list[pdf_pages.Page]) -> str:
    """The sentence for a PDF without a page of text."""
    if any(page.unmapped for page in pages):
        return "The fonts of the PDF do not say which letters they draw, so it has no text."
    marks = {page.text.strip() for page in pages if page.text.strip()}
    if len(marks) == 1 and 3 < len(mark := next(iter(marks))) < 80:
        shown = " ".join(mark.split())
        return f"The PDF has no text but a scanner's mark ({shown}); it may be a scan."
    return "The PDF has no text layer; it may be a scan."


@contextlib.contextmanager
def opened(data: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """An open document; UnreadableError where it is encrypted, or damaged also in its inside."""
    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        locked = re.search("password|security", str(error), re.IGNORECASE)
        reason = "The PDF is encrypted." if locked else f"The PDF is damaged ({error})."
        raise UnreadableError(reason) from error
    try:
        yield document
    except (PdfiumError, ValueError, OverflowError) as error:
        raise UnreadableError(f"The PDF is damaged ({error}).") from error
    finally:
        document.close()


def _embedded(draft: Draft, document: pypdfium2.PdfDocument) -> Iterator[SourceFile]:
    """The files that a PDF carries with it."""
    for number in range(min(document.count_attachments(), MAX_EMBEDDED)):
        with contextlib.suppress(PdfiumError, ValueError):
            attachment = document.get_attachment(number)
            name = re.sub(r"[/\\!\x00-\x1f]", "_", attachment.get_name()) or f"file {number + 1}"
            yield draft.entry.member(name, "", bytes(attachment.get_data()))


def page_starts(kept: list[str], pages: list[list[str]]) -> list[int]:
    """For each page the number, from 1, of the paragraph it begins with or the next one kept."""
    starts = []
    place = 0
    for page in pages:
        starts.append(min(place + 1, max(len(kept), 1)))
        for paragraph in page:
            place += place < len(kept) and kept[place] == tidy(paragraph)
    return starts


def _properties(draft: Draft, said: dict[str, str], latest: datetime.date) -> None:
    """Title, author and date that the file itself states, where its text does not."""
    title = said.get("Title", "")
    if title and not _FILE_NAME.search(title):
        draft.put("title", title, "PDF title")
    author = said.get("Author", "")
    draft.put("author", author if len(author) < 60 else "", "PDF author")
    if (match := re.match(r"D:(\d{4})(\d\d)(\d\d)", said.get("CreationDate", ""))) is not None:
        draft.put(
            "date",
            dates.first_date("-".join(match.groups()), latest),
            "guessed from the file's creation",
        )


def lines_of(page: str) -> list[str]:
    """The lines of a page's text without the number of the page."""
    lines = [together(line.strip()) for line in re.split(r"[\r\n]+", page.replace("\ufffe", "-"))]
    return [line for line in lines if line and not _NUMBER.match(line)]


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page's text: a line goes on where it is long and ends no sentence."""
    return flowed([lines_of(page)])[0]


def flowed(pages: list[list[str]]) -> list[list[str]]:
    """The paragraphs of pages; one that goes on over a page stands where it begins."""
    found: list[list[str]] = []
    goes_on: list[str] = []  # the paragraphs of the page whose last one goes on
    for lines in pages:
        page: list[str] = []
        widest = max((wrapped.width(line) for line in lines), default=0)
        for place, line in enumerate(lines):
            header = header_lines.is_header(line)
            begins = header or (place == 0 and _BEGINS.match(line))
            if goes_on and not begins:
                goes_on[-1] = _joined(goes_on[-1], line)
            else:
                page.append(line)
                goes_on = page
            wide = wrapped.width(line) > 0.75 * widest > 30
            goes_on = goes_on if not header and wide and not _ENDS.search(line) else []
        found.append(page)
    return found


def _joined(before: str, line: str) -> str:
    if before.endswith("-") and line[:1].islower():
        return before[:-1] + line
    wide = before[-1:] > "\u2e7f" or line[:1] > "\u2e7f"
    return f"{before}{'' if wide else ' '}{line}"


def together(line: str) -> str:
    """The line without spaces that a layout or a recogniser put between Han characters."""
    return _BETWEEN.sub("", line) if _SPACED.search(line) else line


def _is_pdf(sample: Sample) -> int:
    """A PDF may begin with some other bytes, as its readers allow."""
    return LIKELY if b"%PDF-" in sample.data[:1024] and not sample.members else NO


FORMAT = Format(
    kind="pdf",
    endings=(".pdf",),
    magic=(b"%PDF-",),
    sniff=_is_pdf,
    read_file=read,
    attachable=True,
)
