"""What reports say in other words, and in the other language: passages near in meaning.

They are found by a machine and labelled so. They never enter the total, the facets or the order of
a page: they are groups of their own, and reports that the query itself finds are not in them.
"""

from collections.abc import Iterator, Sequence

from index.api import Filter, Index, PassageHit, PassageQuestion, RefusedError
from index.note_codes import NoteCode
from index.report import Report, ReportId
from index.text.encoder import MeaningMissingError
from index.text.passages import is_chinese, passages
from search.layers import leaves, operated
from search.page import Meaning, MeaningGroup, MeaningHit, Nearness, Note, Snippet
from search.query import parser
from search.query.filters import filters_of
from search.request import Layer, Request
from search.run_query import QueryRun
from search.views.more_like_this import first_carriers

MEANING_HITS_BELOW = 3
"""Passages of a group below the hits of a page."""
MEANING_HITS_LISTED = 20
"""Passages of a group on a page of its own."""
HITS_PER_STORY = 4
"""Passages that are found for each one shown, since copies of a story are shown once."""
LEAST_SIMILARITY = 0.28
LEAST_ABOVE_USUAL = 0.10
"""A passage is offered if it is this similar, and by this much more than is usual in the archive.
Measured with questions of XQuAD and CMRC and headlines of NTREX: if the nearest passage is the
right one, it is offered in 74 to 93 of a hundred cases; asked of 3,000 news transcripts that say
nothing about it, something is in 16 to 33."""
FEWEST_LETTERS = 4
FEWEST_HAN = 2
"""A line with fewer letters, or Han characters, has too little meaning to compare."""
MAX_LIKE_CHARS = 2_000
"""Code points of a text that are compared: a page, some 20 passages at most."""
PASSAGE_LANGUAGES = ("zh", "en")


def below_the_hits(index: Index, request: Request, asked: QueryRun) -> Meaning:
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
        filters=(*filters_of(request), *asked.compiled.filters),
        without=asked.compiled.query if asked.answer.total else None,
        size=MEANING_HITS_BELOW * HITS_PER_STORY,
        least=LEAST_SIMILARITY,
        seconds=request.seconds,
    )
    return _answered(index, question, MEANING_HITS_BELOW)


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
    question = PassageQuestion(
        texts=tuple(parts),
        languages=_ordered("\n".join(parts)),
        filters=filters,
        excluded=excluded,
        size=MEANING_HITS_LISTED * 2,
        least=LEAST_SIMILARITY,
    )
    return _answered(index, question, MEANING_HITS_LISTED)


def _plain(request: Request) -> bool:
    """Whether the line is plain words with a meaning."""
    if request.strict or not _has_meaning(request.text):
        return False
    root = parser.parse(request.text).root
    plain = all(isinstance(leaf, parser.Word) for leaf in leaves(root))
    return root is not None and plain and not operated(root)


def _has_meaning(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return letters >= (FEWEST_HAN if is_chinese(text) else FEWEST_LETTERS)


def _ordered(text: str) -> tuple[str, ...]:
    """The language of a text, then the other one."""
    return PASSAGE_LANGUAGES if is_chinese(text) else PASSAGE_LANGUAGES[::-1]


def _answered(index: Index, question: PassageQuestion, most: int) -> Meaning:
    try:
        answer = index.nearest(question)
    except (RefusedError, MeaningMissingError):
        return Meaning(notes=(Note(code=NoteCode.MEANING_REFUSED),))
    groups = []
    for nearness, language, hits in zip(Nearness, question.languages, answer.hits, strict=True):
        standing_out = [
            hit for hit in hits if hit.similarity >= answer.usual[hit.text] + LEAST_ABOVE_USUAL
        ]
        near = tuple(_passages(index, standing_out, question.texts))[:most]
        if near:
            groups.append(MeaningGroup(nearness=nearness, language=language, hits=near))
    return Meaning(groups=tuple(groups), notes=tuple(Note(code=note) for note in answer.notes))


def _passages(
    index: Index, hits: Sequence[PassageHit], texts: Sequence[str]
) -> Iterator[MeaningHit]:
    """The passages with their reports; of the copies of a story only the nearest."""
    read = index.reports([hit.id for hit in hits])
    pairs = [(hit, report) for hit, report in zip(hits, read, strict=True) if report is not None]
    carriers = first_carriers([report for _, report in pairs])
    for (hit, report), carrier in zip(pairs, carriers, strict=True):
        if carrier.id == report.id:
            text = report.body[hit.start : hit.end]
            page = report.page_at(hit.start) if len(report.pages) > 1 else None
            yield MeaningHit(
                report=report,
                passage=Snippet(text, (), hit.start, page),
                similarity=hit.similarity,
                answers=texts[hit.text],
            )
