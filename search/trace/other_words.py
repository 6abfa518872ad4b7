"""Other words for the same: passages near in meaning to sentences that were not found.

They are the last step of a trace, found by a machine, and labelled so: they are no carriers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.api import Filter, Index, PassageHit, PassageQuestion, RefusedError
from index.report import NO_REPORT, Report, ReportId
from index.system.deadline import current_deadline
from index.text.encoder import MeaningMissingError
from search.trace.carriers import TextMatch
from search.trace.trace import Trace

MAX_COMPARED_SENTENCES = 10
"""Sentences that are compared, the first ones that were not found."""
PASSAGES_PER_SENTENCE = 2
MIN_PASSAGE_LIKENESS = 0.5
MIN_ABOVE_ARCHIVE = 0.25
"""A passage is offered if it is this similar, and by this much more than is usual in the archive.
A sentence says less than a page, so both are stricter than for a search by meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWords:
    """A passage at code points `start` to `end` of the body of a report.

    It is near in meaning to the sentence with the number `sentence`. `report` has no paragraphs.
    """

    sentence: int
    report: Report
    text: str
    start: int
    end: int
    similarity: float


def in_other_words(
    index: Index, traced: Trace, filters: Sequence[Filter] = (), *, without: ReportId = NO_REPORT
) -> tuple[OtherWords, ...]:
    """The passages for the sentences of a trace that were not found, the nearest first.

    Nothing if the index has no vectors. It stops at the deadline.
    """
    if not index.about().meaning:
        return ()
    absent = [
        at for at, sentence in enumerate(traced.sentences) if sentence.match is TextMatch.ABSENT
    ]
    return tuple(
        other_words
        for number in absent[:MAX_COMPARED_SENTENCES]
        for other_words in _near(
            index, number, traced.sentences[number].text, (tuple(filters), without)
        )
    )


def _near(
    index: Index, number: int, text: str, chosen: tuple[tuple[Filter, ...], ReportId]
) -> Iterator[OtherWords]:
    """The passages near to one sentence."""
    filters, without = chosen
    if current_deadline().over():
        return
    question = PassageQuestion(
        texts=(text,),
        filters=filters,
        excluded=(without,) if without else (),
        size=PASSAGES_PER_SENTENCE,
        least=MIN_PASSAGE_LIKENESS,
    )
    try:
        answer = index.nearest(question)
    except (RefusedError, MeaningMissingError):
        return
    hits = [hit for group in answer.hits for hit in group]
    near = [hit for hit in hits if hit.similarity >= answer.usual[0] + MIN_ABOVE_ARCHIVE]
    near.sort(key=lambda hit: (-hit.similarity, hit.id))
    yield from _read(index, number, near)


def _read(index: Index, number: int, hits: Sequence[PassageHit]) -> Iterator[OtherWords]:
    for hit, report in zip(hits, index.reports([hit.id for hit in hits]), strict=True):
        if report is None:
            continue
        text = report.body[hit.start : hit.end] or report.title
        yield OtherWords(
            sentence=number,
            report=replace(report, paragraphs=()),
            text=text,
            start=hit.start,
            end=hit.end,
            similarity=hit.similarity,
        )
