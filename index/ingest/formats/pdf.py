"""PDF: the text layer, page by page, until the time for it is over.

Lines are joined to paragraphs; spaces that a layout put between Han characters are taken out.
"""

import datetime
import re
import time
from collections.abc import Iterator

import pypdfium2
from pypdfium2 import PdfiumError

from index.ingest import dates, header_lines, wrapped
from index.ingest.draft import Draft, UnreadableError, tidy
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import LIKELY, NO, Format, Sample
from index.ingest.formats import plain

#: Seconds for the pages of one file, and the most pages that are read.
SECONDS, MOST_PAGES = 1.5, 2_000
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
    try:
        document = pypdfium2.PdfDocument(data)
    except PdfiumError as error:
        locked = "password" in str(error).lower()
        reason = "The PDF is encrypted." if locked else f"The PDF is damaged ({error})."
        raise UnreadableError(reason) from error
    try:
        said = document.get_metadata_dict(skip_empty=True)
        pages = [paragraphs(page) for page in _pages(document)]
        count = len(document)
    except (PdfiumError, ValueError, OverflowError) as error:
        raise UnreadableError(f"The PDF is damaged ({error}).") from error
    finally:
        document.close()
    if not any(pages):
        raise UnreadableError("The PDF has no text layer; it may be a scan.")
    plain.read_lines(draft, "\n".join(paragraph for page in pages for paragraph in page), guide)
    _properties(draft, said, guide.latest)
    starts = ", ".join(map(str, page_starts(draft.paragraphs, pages)))
    draft.note("paragraphs", f"PDF pages begin at paragraphs {starts}")
    if len(pages) < count:
        draft.note("paragraphs", f"pages {len(pages) + 1} to {count} were cut")


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


def _pages(document: pypdfium2.PdfDocument) -> Iterator[str]:
    """The text of each page, until the time is over."""
    started = time.monotonic()
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_bounded()
        text.close()
        page.close()
        if time.monotonic() - started > SECONDS:
            return


def paragraphs(page: str) -> list[str]:
    """The paragraphs of a page's text: a line goes on where it is long and ends no sentence."""
    lines = [together(line.strip()) for line in re.split(r"[\r\n]+", page.replace("\ufffe", "-"))]
    lines = [line for line in lines if line and not _NUMBER.match(line)]
    widest = max((wrapped.width(line) for line in lines), default=0)
    found: list[str] = []
    goes_on = False
    for line in lines:
        header = header_lines.is_header(line)
        if goes_on and not header:
            found[-1] = _joined(found[-1], line)
        else:
            found.append(line)
        goes_on = not header and wrapped.width(line) > 0.75 * widest > 30 and not _ENDS.search(line)
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
