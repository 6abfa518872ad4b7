"""Traces a text sentence by sentence: which reports carry it, which was first, what differs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.api import Filter, Index
from index.report import NO_REPORT, Report, ReportId, day_order
from index.report_date import surely_first
from search.trace.carrier_finder import CarrierFinder
from search.trace.carriers import Located, TextMatch
from search.trace.search_extent import SearchExtent, search_extent
from search.trace.sentences import TextRange, sentence_ranges

MAX_TRACED_CHARS = 20_000
"""Code points of a text that are traced."""
BOILERPLATE_STORIES = 8
"""A sentence in the reports of at least this many unrelated stories says nothing of its origin."""
BOILERPLATE_MONTHS = 6
"""The same for one in reports of this many months: copies of a story are of the same days."""
SENTENCES_PER_STEP = 40
"""Sentences that are looked up between two checks of the deadline."""
EARLIEST_SHARE = 0.5
"""The earliest carrier has at least this share of what the carrier with most of the text has."""
MAX_TEXT_CARRIERS = 50
"""Carriers of a text that are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedSentence:
    """A sentence at code points `start` to `end` of the text, with its carriers.

    `located` is empty if the time was up. If there are many carriers, `stories` is the number of
    unrelated stories among those that were read. A sentence is boilerplate from BOILERPLATE_STORIES
    on, or if its carriers are of BOILERPLATE_MONTHS.
    """

    start: int
    end: int
    text: str
    located: Located
    stories: int = 0

    @property
    def match(self) -> TextMatch:
        """How the best carrier has the sentence."""
        return self.located.match

    @property
    def boilerplate(self) -> bool:
        """Whether many unrelated stories have the sentence."""
        spread = self.located.months >= BOILERPLATE_MONTHS
        return spread or self.stories >= BOILERPLATE_STORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCarrier:
    """A report that carries sentences of the text, boilerplate apart unless there is no other.

    `share` is the part of the text's characters in those sentences; `sentences` are their numbers,
    from 0, and `verbatim` counts those without any difference. `report` has no paragraphs.
    """

    report: Report
    sentences: tuple[int, ...]
    verbatim: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The trace of a text.

    `carriers` are dated ones, oldest first; `undated` are others, by share. `earliest` is the
    oldest that has a substantial part of the text. `share` is the part of the text's characters in
    sentences that any report carries, `boilerplate` the part in sentences of many stories. `cut`:
    the time was up, or the text was longer than MAX_TRACED_CHARS. `more`: some sentences have more
    carriers than were read.
    """

    text: str
    sentences: tuple[TracedSentence, ...]
    carriers: tuple[TextCarrier, ...]
    undated: tuple[TextCarrier, ...]
    earliest: TextCarrier | None
    share: float
    boilerplate: float
    extent: SearchExtent
    cut: bool
    more: bool

    @property
    def earliest_sure(self) -> bool:
        """Whether no other carrier may be older; one dated by a month or year alone may not be."""
        first = self.earliest
        others = (carrier.report.date for carrier in self.carriers if carrier is not first)
        return not first or not first.report.date or surely_first(first.report.date, others)


def trace(
    index: Index, text: str, filters: Sequence[Filter] = (), *, without: ReportId = NO_REPORT
) -> Trace:
    """The trace of a text among the reports that pass the filters.

    `without` is the id of a report that does not count as a carrier. It stops at the deadline.
    """
    traced = text[:MAX_TRACED_CHARS]
    finder = CarrierFinder(index, filters)
    ranges = sentence_ranges(traced)
    located = [
        found_carriers.without(without) for found_carriers in _located(finder, traced, ranges)
    ]
    sentences = tuple(
        _sentence(finder, traced, text_range, carriers_of)
        for text_range, carriers_of in zip(ranges, located, strict=True)
    )
    carriers = _text_carriers(sentences)
    size = sum(sentence.end - sentence.start for sentence in sentences) or 1
    return Trace(
        text=traced,
        sentences=sentences,
        carriers=tuple(carrier for carrier in carriers if carrier.report.date)[:MAX_TEXT_CARRIERS],
        undated=tuple(carrier for carrier in carriers if not carrier.report.date)[
            :MAX_TEXT_CARRIERS
        ],
        earliest=_earliest(carriers),
        share=_size(sentence for sentence in sentences if sentence.match is not TextMatch.ABSENT)
        / size,
        boilerplate=_size(sentence for sentence in sentences if sentence.boilerplate) / size,
        extent=search_extent(index, filters),
        cut=finder.cut or len(text) > MAX_TRACED_CHARS,
        more=any(sentence.located.more for sentence in sentences),
    )


def _located(finder: CarrierFinder, text: str, ranges: Sequence[TextRange]) -> Iterator[Located]:
    """The carriers of each sentence; a repeated sentence is looked up once."""
    texts = [text[sentence.start : sentence.end] for sentence in ranges]
    different = list(dict.fromkeys(texts))
    known: dict[str, Located] = {}
    for at in range(0, len(different), SENTENCES_PER_STEP):
        some = different[at : at + SENTENCES_PER_STEP]
        located = [Located(cut=True)] * len(some) if finder.over() else finder.locate(some)
        known.update(zip(some, located, strict=True))
    return (known[sentence] for sentence in texts)


def _sentence(
    finder: CarrierFinder, text: str, sentence: TextRange, located: Located
) -> TracedSentence:
    spread = located.months >= BOILERPLATE_MONTHS
    many = not spread and len(located.carriers) >= BOILERPLATE_STORIES and not finder.over()
    return TracedSentence(
        start=sentence.start,
        end=sentence.end,
        text=text[sentence.start : sentence.end],
        located=located,
        stories=finder.stories(located.carriers) if many else 0,
    )


def _size(sentences: Iterable[TracedSentence]) -> int:
    return sum(sentence.end - sentence.start for sentence in sentences)


def _text_carriers(sentences: Sequence[TracedSentence]) -> list[TextCarrier]:
    """The carriers of sentences that are not boilerplate: dated ones oldest first."""
    size = _size(sentences) or 1
    reports: dict[ReportId, Report] = {}
    numbers_of: dict[ReportId, list[int]] = {}
    verbatim: dict[ReportId, int] = {}
    alone = all(traced.boilerplate or traced.match is TextMatch.ABSENT for traced in sentences)
    for number, sentence in enumerate(sentences):
        for carrier in sentence.located.carriers if alone or not sentence.boilerplate else ():
            name = carrier.report.id
            reports[name] = carrier.report
            numbers_of.setdefault(name, []).append(number)
            verbatim[name] = verbatim.get(name, 0) + (carrier.match is TextMatch.VERBATIM)
    carriers = [
        TextCarrier(
            report=report,
            sentences=tuple(numbers_of[name]),
            verbatim=verbatim[name],
            share=_size(sentences[number] for number in numbers_of[name]) / size,
        )
        for name, report in reports.items()
    ]
    return sorted(
        carriers,
        key=lambda carrier: (day_order(carrier.report), -carrier.share, carrier.report.id),
    )


def _earliest(carriers: Sequence[TextCarrier]) -> TextCarrier | None:
    """The oldest dated carrier with a substantial part of the text."""
    most = max((other.share for other in carriers), default=0.0)
    for carrier in carriers:
        if carrier.report.date and carrier.share >= most * EARLIEST_SHARE:
            return carrier
    return None
