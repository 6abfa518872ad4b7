"""A verdict on a quotation: verbatim, altered with the difference, or absent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

from index.api import Filter, Index
from index.report import NO_REPORT, ReportId
from index.report_date import surely_first
from index.text.fold import HAN
from index.text.lazy_pattern import lazy_pattern
from search.trace.carrier_finder import CarrierFinder
from search.trace.carriers import Carrier, Located, TextMatch, earliest_carrier
from search.trace.omissions import with_omissions, without_omitted_ends
from search.trace.search_extent import SearchExtent, search_extent, searched_report

MAX_QUOTE_CHARS = 2_000
"""Code points of a quotation; `search.trace.trace` takes longer texts."""
_FOOTNOTE_BEHIND = re.compile(r"(?<=\S)[\[［〔【][0-9]{1,3}[\]］〕】]$")
_APART = lazy_pattern(
    rf"(?<=[{HAN}])[ \t\u3000]+(?=[{HAN}0-9，。、；：])|(?<=[0-9，。、；：])[ \t\u3000]+(?=[{HAN}])"
)
_SPACED = lazy_pattern(rf"(?:[{HAN}][ \t\u3000]+){{4}}[{HAN}]")
"""Han characters with spaces between them, as a scan or a justified line has them."""
_PAIRS = MappingProxyType(
    {
        "“": "”",
        "「": "」",
        "『": "』",
        '"': '"',
        "«": "»",
        "„": "“",
        "‘": "’",
        "﹁": "﹂",
        "＂": "＂",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on a quotation.

    `quote` is the text that was looked up, without the quotation marks around it. `best` has it
    with the least differences; its positions count in `quote` and in the report. `carriers` are
    reports that have it, dated ones oldest first; `total` counts them, `more` says that there may
    be more.
    `cut` says that the time was up before everything was compared.
    """

    quote: str
    match: TextMatch
    best: Carrier | None
    carriers: tuple[Carrier, ...]
    total: int
    more: bool
    cut: bool
    extent: SearchExtent

    @property
    def earliest(self) -> Carrier | None:
        """The oldest dated carrier."""
        return earliest_carrier(self.carriers)

    @property
    def earliest_sure(self) -> bool:
        """Whether no other carrier may be older; one dated by a month or year alone may not be."""
        dates = [carrier.report.date for carrier in self.carriers]
        return not dates or not dates[0] or surely_first(dates[0], dates[1:])


def verify(
    index: Index, quote: str, filters: Sequence[Filter] = (), *, report: ReportId = NO_REPORT
) -> Verdict:
    """The verdict on a quotation among the reports that pass the filters.

    With `report`, an id, only that report is compared, and the filters are ignored. Only the first
    MAX_QUOTE_CHARS of the quotation are looked up. It stops at the deadline.
    """
    (verdict,) = verify_all(index, [quote], filters, report=report)
    return verdict


def verify_all(
    index: Index,
    quotes: Sequence[str],
    filters: Sequence[Filter] = (),
    *,
    report: ReportId = NO_REPORT,
) -> list[Verdict]:
    """The verdicts on several quotations, in their order."""
    finder = CarrierFinder(index, filters)
    texts = [bare_quote(quote)[:MAX_QUOTE_CHARS] for quote in quotes]
    if report:
        located = [finder.locate_in(text, [report]) for text in texts]
        covered = searched_report(index, *index.reports([report]))
    else:
        located = [
            with_omissions(finder, text, carriers)
            for text, carriers in zip(texts, finder.locate(texts, thorough=True), strict=True)
        ]
        covered = search_extent(index, filters)
    return [
        _verdict(text, carriers, covered) for text, carriers in zip(texts, located, strict=True)
    ]


def _verdict(text: str, located: Located, covered: SearchExtent) -> Verdict:
    return Verdict(
        quote=text,
        match=located.match,
        best=located.best,
        carriers=located.carriers,
        total=located.total,
        more=located.more,
        cut=located.cut,
        extent=covered,
    )


def bare_quote(quote: str) -> str:
    """A quotation without white space and one pair of quotation marks around it.

    A mark at one end only, of a quotation that was not copied whole, is no part of it either. Nor
    are dots at its beginning or end, which say that the text goes on, the mark of a footnote at its
    end, and spaces between Han characters that stand apart.
    """
    bare = _FOOTNOTE_BEHIND.sub("", quote.strip())
    bare = without_omitted_ends(bare) or bare
    if _SPACED.search(bare):
        bare = _APART.sub("", bare)
    closing = _PAIRS.get(bare[:1])
    if closing and len(bare) > 2 and bare.endswith(closing):
        inner = bare[1:-1]
        if bare[0] not in inner and closing not in inner:
            return without_omitted_ends(inner.strip()) or inner.strip()
    return _without_lone_mark(bare)


def _without_lone_mark(text: str) -> str:
    """A text without a quotation mark at its beginning or end whose other half is not there."""
    for opening, closing in _PAIRS.items():
        if len(text) < 2 or text.count(opening) + (opening != closing) * text.count(closing) != 1:
            continue
        if text.startswith(opening):
            return text[1:].lstrip()
        if text.endswith(closing):
            return text[:-1].rstrip()
    return text
