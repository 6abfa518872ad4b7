"""Phrases (提法) over time: what is new, and the history of one phrase or of several.

Each chart has a table, a CSV file, an SVG file and JSON.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import flask

from index.note_codes import NoteCode
from index.settings import cached_settings
from search.page import Note
from search.phrases.forms import Form, forms
from search.phrases.history import MAX_COMPARED, PhraseHistory, phrase_histories
from search.phrases.month_or_year import days_of_period, read_period
from search.phrases.neighbours import Neighbour, neighbours
from search.phrases.new_phrases import EARLIER_REPORTS, NewPhrase, NewPhrases, new_phrases
from search.phrases.phrase_json import form_json, history_json, neighbour_json, new_json
from search.phrases.phrase_search import MAX_PHRASE_CHARS, phrase_of
from search.request import Request
from web import phrase_words, spreadsheet
from web.charts.phrase_chart import phrase_chart
from web.charts.phrase_svg import phrase_svg
from web.context import QUERY_SECONDS, about, current_index, links, site
from web.downloads import download, streamed_csv
from web.errors import A_PERIOD, A_QUERY, FEW_PHRASES, BadParameterError
from web.json_response import json_response
from web.links import Links
from web.rendering import render
from web.request_codec import request_of
from web.request_costs import PAGE_SECONDS
from web.view import View

phrases = View("phrases", __name__, expensive={"/phrase": PAGE_SECONDS})


@dataclass(frozen=True, slots=True)
class PhraseAnswer:
    """The phrases of an address, and what is near the first of them if it is the only one."""

    histories: tuple[PhraseHistory, ...]
    neighbours: tuple[Neighbour, ...] = ()
    forms: tuple[Form, ...] | None = ()

    @property
    def complete(self) -> bool:
        """Whether no search was cut by its time limit."""
        return not any(
            note.code is NoteCode.TIMED_OUT for history in self.histories for note in history.notes
        )

    @property
    def shared_notes(self) -> tuple[Note, ...]:
        """The notes that all phrases have."""
        first = self.histories[0].notes if self.histories else ()
        return tuple(
            note for note in first if all(note in history.notes for history in self.histories)
        )

    @property
    def own_notes(self) -> tuple[tuple[str, Note], ...]:
        """The other notes, each with its phrase."""
        return tuple(
            (history.phrase, note)
            for history in self.histories
            for note in history.notes
            if note not in self.shared_notes
        )


def requested_phrases() -> PhraseAnswer:
    """The phrases of an address: `q` and `with`; none if it names none."""
    asked, texts = _chosen(), _texts()
    cache, key = site().answers, (asked.chosen, texts)
    return cache.get(
        current_index(), key, lambda: _answer(asked, texts), lambda answer: answer.complete
    )


def _answer(asked: Request, texts: tuple[str, ...]) -> PhraseAnswer:
    histories = phrase_histories(current_index(), asked, texts)
    if len(histories) != 1:
        return PhraseAnswer(histories)
    (only,) = histories
    return PhraseAnswer(histories, neighbours(current_index(), only), forms(current_index(), only))


def requested_news() -> NewPhrases:
    """The new phrases of the period of an address."""
    text = flask.request.args.get("period", "").strip()
    period = read_period(text) if text else ""
    if period is None:
        raise BadParameterError("period", A_PERIOD)
    asked = _chosen()
    return site().answers.get(
        current_index(),
        ("new", asked.chosen, period),
        lambda: new_phrases(current_index(), asked, period),
        lambda news: news.exact,
    )


def _chosen() -> Request:
    """The request of an address with its chosen facets alone."""
    args = flask.request.args.copy()
    for name in ("q", "from", "to", "undated", "after", "start", "page"):
        args.poplist(name)
    asked = request_of(args, site().today(), cached_settings())
    return Request(
        text="",
        today=asked.today,
        chosen=asked.chosen,
        seconds=QUERY_SECONDS,
        settings=asked.settings,
    )


def _texts() -> tuple[str, ...]:
    texts = [flask.request.args.get("q", ""), *flask.request.args.getlist("with")]
    read = tuple(dict.fromkeys(phrase for text in texts if (phrase := phrase_of(text[:2_000]))))
    if any(len(phrase) > MAX_PHRASE_CHARS for phrase in read):
        raise BadParameterError("q", A_QUERY, str(MAX_PHRASE_CHARS))
    if len(read) > MAX_COMPARED:
        raise BadParameterError("with", FEW_PHRASES, str(MAX_COMPARED - 1))
    return read


@phrases.get("/phrase")
def phrase_page() -> flask.typing.ResponseReturnValue:
    """One phrase with all that is known about it, or several side by side."""
    answer = requested_phrases()
    page_links = links(_chosen())
    if not answer.histories:
        return flask.redirect(page_links.phrases())
    texts = [history.phrase for history in answer.histories]
    return render(
        "phrase.html",
        page_links,
        answer=answer,
        chart=phrase_chart(answer.histories),
        texts=(texts + [""] * MAX_COMPARED)[:MAX_COMPARED],
        words=phrase_words,
        month_links={history.phrase: Links(history.request) for history in answer.histories},
        days=days_of_period,
    )


@phrases.get("/phrases")
def phrases_page() -> str:
    """The new and risen phrases of a month or year."""
    page_links = links(_chosen())
    news = requested_news()
    return render(
        "phrases.html",
        page_links,
        news=news,
        about=about(),
        words=phrase_words,
        in_period=lambda phrase: in_period(phrase, news.period, page_links),
        EARLIER_REPORTS=EARLIER_REPORTS,
    )


def in_period(phrase: NewPhrase, period: str, page_links: Links) -> str:
    """The search for the reports of a period with a phrase."""
    first, last = days_of_period(period)
    return page_links.of(dataclasses.replace(phrase.request, first=first, last=last))


@phrases.get("/phrase.svg")
def phrase_picture() -> flask.Response:
    """The chart as an SVG file that stands alone."""
    picture = phrase_svg(phrase_chart(requested_phrases().histories))
    response = flask.Response(picture, content_type="image/svg+xml; charset=utf-8")
    return download(response, "phrase.svg")


@phrases.get("/phrase.csv")
def phrase_file() -> flask.Response:
    """The months as CSV: a row per phrase and month."""
    head = ["phrase", "month", "reports", "stories", "all reports", "per 1000", "grade"]
    rows: list[spreadsheet.SheetRow] = list(_rows(requested_phrases()))
    return streamed_csv(head, rows, "phrase")


def _rows(answer: PhraseAnswer) -> Iterator[spreadsheet.SheetRow]:
    for history in answer.histories:
        for month in history.curve.months:
            grade = month.grade.value if month.grade else ""
            stories = "" if month.stories is None else month.stories
            yield (
                history.phrase,
                month.month,
                month.reports,
                stories,
                month.everything,
                round(month.share, 3),
                "few reports" if month.few and month.counted else grade,
            )


@phrases.get("/phrases.csv")
def phrases_file() -> flask.Response:
    """The new phrases as CSV."""
    news = requested_news()
    head = ["kind", "phrase", "reports", "per 1000", "per 1000 before", "total", "first", "id"]
    rows: list[spreadsheet.SheetRow] = [
        (
            "new" if phrase.new else "risen",
            phrase.phrase,
            phrase.reports,
            round(phrase.share, 3),
            round(phrase.before, 3),
            phrase.total,
            phrase.first.date,
            phrase.first.id,
        )
        for phrase in (*news.new, *news.risen)
    ]
    return streamed_csv(head, rows, "phrases")


@phrases.get("/api/phrase")
def api_phrase() -> flask.Response:
    """The histories of the phrases of an address; neighbours and forms of a single one."""
    answer = requested_phrases()
    alone = {
        "neighbours": [neighbour_json(neighbour) for neighbour in answer.neighbours],
        "forms": None if answer.forms is None else [form_json(form) for form in answer.forms],
    }
    return json_response(
        {"phrases": [history_json(history) | alone for history in answer.histories]}
    )


@phrases.get("/api/phrases")
def api_phrases() -> flask.Response:
    """The new and risen phrases of a month or year."""
    return json_response(new_json(requested_news()))
