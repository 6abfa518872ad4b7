"""The record of a verification: what was checked, when, and against which state of the archive."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from index.api import Filter, Index
from search.trace.quotations import MAX_QUOTATIONS, Quotation, document_quotations
from search.trace.search_extent import SearchExtent, search_extent
from search.trace.verify import Verdict, verify_all


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedQuotation:
    """A quotation with its place in the document, and the verdict on it."""

    quotation: Quotation
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The verdicts on all quotations of a document.

    `checksum` identifies the state of the index together with the name of its generation; `date` is
    the day of the check, as the caller gives it. `more`: the document has more quotations than are
    checked.
    """

    checked: tuple[CheckedQuotation, ...]
    extent: SearchExtent
    checksum: str
    date: datetime.date
    more: bool

    @property
    def cut(self) -> bool:
        """Whether the time was up before everything was compared."""
        return any(quotation.verdict.cut for quotation in self.checked)


def verify_document(
    index: Index, text: str, date: datetime.date, filters: Sequence[Filter] = ()
) -> Verification:
    """The verdicts on the quotations of a document; a text without any is one quotation itself."""
    quoted = document_quotations(text)
    verdicts = verify_all(index, [quoted_text.text for quoted_text in quoted], filters)
    return Verification(
        checked=tuple(
            CheckedQuotation(quotation=quotation, verdict=verdict)
            for quotation, verdict in zip(quoted, verdicts, strict=True)
        ),
        extent=verdicts[0].extent if verdicts else search_extent(index, filters),
        checksum=index.about().checksum,
        date=date,
        more=len(quoted) >= MAX_QUOTATIONS,
    )
