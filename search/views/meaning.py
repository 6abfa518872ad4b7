"""Passages near in meaning: the same said in other words or in the other language.

They are found by a machine and labelled so. They never enter the total, the facets or the order of
a page: they are groups of their own, and reports that the query itself finds are not in them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from whoosh.query import Query

from index.api import Filter, Index, PassageHit, PassageQuestion, RefusedError
from index.note_codes import NoteCode
from index.report import Report, ReportId
from index.text.analysis import Analyzer
from index.text.encoder import MeaningMissingError
from index.text.passages import is_chinese, passages
from search.more_like_this import first_reports_of_stories
from search.page import Meaning, MeaningGroup, MeaningHit, Nearness, Note, Snippet
from search.query.filters import filters_of
from search.query.layers import is_plain
from search.query.other_language.expansion import rendered_words
from search.query.run_query import QueryRun
from search.query.syntax import parser
from search.request import Layer, Request

MEANING_HITS_BELOW = 3
"""Passages of a group below the hits of a page."""
MEANING_HITS_LISTED = 20
"""Passages of a group on a page of its own."""
HITS_PER_STORY = 4
"""Passages that are found for each one shown, since copies of a story are shown once."""
MIN_LINE_LETTERS = 4
MIN_LINE_HAN = 2
"""A line with fewer letters, or Han characters, has too little meaning to compare."""
MAX_LIKE_CHARS = 2_000
"""Code points of a text that are compared: a page, some 20 passages at most."""
MAX_RENDERED_CHARS = 600
"""Code points of a text whose words are looked up in the dictionary."""
PASSAGE_LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Offer:
    """When a group is offered, and which passages are in it.

    A passage is at least `least` similar, and `above_usual` more than is usual in the archive. One
    of those that are shown is `best_above_usual` more similar than is usual.
    """

    least: float
    best_above_usual: float = -1.0
    above_usual: float = -1.0


IN_OTHER_WORDS = Offer(0.28, 0.10, 0.10)
"""Measured with questions of XQuAD and CMRC and headlines of NTREX: if the nearest passage is the
right one, it is offered in 74 to 93 of a hundred cases; asked of 3,000 news transcripts that say
nothing about it, something is in 16 to 33."""
OTHER_LANGUAGE = Offer(0.25, 0.07, 0.0)
"""Words order these, so the best is not always the most similar. Measured: the right passage is
among the three offered in 82 (XQuAD) to 88 (work reports) of a hundred cases, with the rule above
in 55 to 63; the wrong one of the two archives offers something in 12 to 28, instead of 5 to 15."""
LIKE = Offer(0.22)
"""On a page of its own, where a text was given to find what is like it."""
BELOW_THE_HITS = (IN_OTHER_WORDS, OTHER_LANGUAGE)
ON_A_PAGE = (LIKE, LIKE)


def below_the_hits(index: Index, request: Request, run: QueryRun) -> Meaning:
    """The groups for the first page of a query; nothing if they are off or make no sense.

    A line with quotes, operators or fields asks for exact text; it has none.
    """
    first = request.start == 0 and not request.after and request.size > 0
    first = first and request.layer is Layer.ASKED
    if not (request.meaning and first and _plain(request) and index.about().meaning):
        return Meaning()
    question = PassageQuestion(
        texts=(request.text,),
        languages=_ordered(request.text),
        filters=(*filters_of(request), *run.compiled.filters),
        without=run.compiled.query if run.answer.total else None,
        words=_words(index, request.text, Analyzer(request.settings.dictionary)),
        size=MEANING_HITS_BELOW * HITS_PER_STORY,
        least=min(offer.least for offer in BELOW_THE_HITS),
        seconds=request.seconds,
    )
    return _answered(index, question, BELOW_THE_HITS, MEANING_HITS_BELOW)


def like_text(index: Index, text: str, filters: tuple[Filter, ...] = ()) -> Meaning:
    """The passages like a text of up to a page, in both languages."""
    text = text[:MAX_LIKE_CHARS]
    parts = [text[passage.start : passage.end] for passage in passages(text)]
    return _like(index, parts or [text], filters, ()) if _has_meaning(text) else Meaning()


def like_passage(index: Index, report: Report, start: int, end: int) -> Meaning:
    """The passages of other reports like a part of a report's body; all of it if it is empty."""
    part = report.body[start:end] or f"{report.title}\n{report.body}"
    part = part[:MAX_LIKE_CHARS]
    parts = [part[passage.start : passage.end] for passage in passages(part)]
    return _like(index, parts, (), (report.id,)) if parts else Meaning()


def _like(
    index: Index, parts: Sequence[str], filters: tuple[Filter, ...], excluded: tuple[ReportId, ...]
) -> Meaning:
    text = "\n".join(parts)
    question = PassageQuestion(
        texts=tuple(parts),
        languages=_ordered(text),
        filters=filters,
        excluded=excluded,
        words=_words(index, text, Analyzer()),
        size=MEANING_HITS_LISTED * 2,
        least=min(offer.least for offer in ON_A_PAGE),
    )
    return _answered(index, question, ON_A_PAGE, MEANING_HITS_LISTED)


def _words(index: Index, text: str, analyzer: Analyzer) -> tuple[Query | None, ...]:
    """The queries whose scores order the passages of each language beside their similarity.

    In the other language that are the words of the dictionary; a long text has too many of them.
    """
    short = len(text) <= MAX_RENDERED_CHARS
    return None, rendered_words(text, index, analyzer) if short else None


def _plain(request: Request) -> bool:
    """Whether the line is plain words with a meaning."""
    if request.strict or not _has_meaning(request.text):
        return False
    return is_plain(parser.parse(request.text).root)


def _has_meaning(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= (MIN_LINE_HAN if is_chinese(text) else MIN_LINE_LETTERS)


def _ordered(text: str) -> tuple[str, ...]:
    """The language of a text, then the other one."""
    return PASSAGE_LANGUAGES if is_chinese(text) else PASSAGE_LANGUAGES[::-1]


def _answered(
    index: Index, question: PassageQuestion, offers: Sequence[Offer], most: int
) -> Meaning:
    try:
        answer = index.nearest(question)
    except (RefusedError, MeaningMissingError):
        return Meaning(notes=(Note(code=NoteCode.MEANING_REFUSED),))
    groups = []
    languages = zip(Nearness, question.languages, answer.hits, offers, strict=True)
    for nearness, language, hits, offer in languages:
        near = _enough(hits, answer.usual, offer, offer.above_usual)
        if _enough(near[:most], answer.usual, offer, offer.best_above_usual):
            shown = tuple(_passages(index, near, question.texts))[:most]
            groups.append(MeaningGroup(nearness=nearness, language=language, hits=shown))
    return Meaning(groups=tuple(groups), notes=tuple(Note(code=note) for note in answer.notes))


def _enough(
    hits: Sequence[PassageHit], usual: Sequence[float], offer: Offer, above: float
) -> list[PassageHit]:
    """The hits that are similar enough, and by `above` more similar than is usual."""
    return [hit for hit in hits if hit.similarity >= max(offer.least, usual[hit.text] + above)]


def _passages(
    index: Index, hits: Sequence[PassageHit], texts: Sequence[str]
) -> Iterator[MeaningHit]:
    """The passages with their reports; of the copies of a story only the nearest."""
    read = index.reports([hit.id for hit in hits])
    pairs = [(hit, report) for hit, report in zip(hits, read, strict=True) if report is not None]
    firsts = first_reports_of_stories([report for _, report in pairs])
    for (hit, report), first in zip(pairs, firsts, strict=True):
        if first.id == report.id:
            yield MeaningHit(
                report=report,
                passage=_shown_passage(report, hit),
                of_title=hit.start == hit.end,
                similarity=hit.similarity,
                answers=texts[hit.text],
            )


def _shown_passage(report: Report, hit: PassageHit) -> Snippet:
    """The passage of a hit; where the title is near, the first passage of the body."""
    start, end = hit.start, hit.end
    if start == end:
        lead = next(iter(passages(report.body[:MAX_LIKE_CHARS])), None)
        start, end = (lead.start, lead.end) if lead else (0, 0)
    page = report.page_at(start) if len(report.pages) > 1 else None
    return Snippet(report.body[start:end], (), start, page)
