"""The JSON API: everything the pages show. `web/openapi/description.py` describes it."""

import flask
from flask.typing import ResponseReturnValue

from index.api import Question
from index.query_nodes import EVERYTHING
from index.settings import cached_settings
from search import json_output
from search.more_like_this import SimilarReport, more_like_this
from search.page import Facet, Note
from search.suggest.completion import complete
from search.views.diff import diff_reports
from search.views.engine import search
from search.views.report_view import MAX_SHOWN_PARAGRAPHS, report_view
from web.batch_search import MAX_QUERIES, TooManyError, batch_answers
from web.context import about, arrivals, current_index, current_request, cut_notes
from web.json_body import json_body
from web.json_response import error_response, json_response, no_such_report
from web.language import gettext
from web.openapi.description import description
from web.request_codec import report_id_in
from web.requested_analysis import (
    requested_concordance,
    requested_facet,
    requested_significant_terms,
    requested_trend,
)
from web.view import View

api = View("api", __name__)


@api.get("/api/search")
def api_search() -> flask.Response:
    """The page of a search, with the keys of `baogao search --json`."""
    return json_response(json_output.page_json(search(current_index(), current_request())))


@api.get("/api/report")
def api_report() -> flask.Response:
    """One full report with the matches of `q` marked."""
    reading = report_view(
        current_index(),
        current_request(),
        report_id_in(flask.request.args),
        MAX_SHOWN_PARAGRAPHS,
    )
    if reading is None:
        return no_such_report()
    return json_response(
        json_output.report_json(reading.report)
        | {
            "title_marks": json_output.marks_json(reading.title_marks),
            "paragraphs": [
                {
                    "text": paragraph.text,
                    "marks": json_output.marks_json(paragraph.marks),
                    "start": paragraph.start,
                }
                for paragraph in reading.paragraphs
            ],
            "marks_cut": reading.cut,
            "paragraphs_left_out": reading.left_out,
            "origins": dict(reading.report.origins),
        }
    )


@api.get("/api/similar")
def api_similar() -> flask.Response:
    """Copies of a report, and reports on its subject."""
    (report,) = current_index().reports([report_id_in(flask.request.args)])
    if report is None:
        return no_such_report()
    similar = more_like_this(current_index(), report, cached_settings())
    return json_response(
        {
            "carriers": [_like_json(copy) for copy in similar.copies],
            "related": [_like_json(similar_report) for similar_report in similar.related],
        }
    )


@api.get("/api/compare")
def api_compare() -> flask.Response:
    """Two reports sentence by sentence."""
    ids = [report_id_in(flask.request.args, name) for name in ("first", "second")]
    first, second = current_index().reports(ids)
    if first is None or second is None:
        return no_such_report()
    compared = diff_reports(first, second)
    rows = [
        {
            "change": row.change.value,
            "first": row.first,
            "second": row.second,
            "first_marks": json_output.marks_json(row.first_marks),
            "second_marks": json_output.marks_json(row.second_marks),
        }
        for row in compared.rows
    ]
    return json_response({"rows": rows, "cut": compared.cut})


@api.get("/api/suggest")
def api_suggest() -> flask.Response:
    """Completions of the last word of a query, each with its count."""
    request = current_request()
    completions = [
        json_output.suggestion_json(completion) for completion in complete(current_index(), request)
    ]
    return json_response(
        {"query": request.text, "completions": completions, "notes": _notes(cut_notes())}
    )


@api.get("/suggest")
def browser_suggest() -> flask.Response:
    """Completions in the format of a browser's search box (OpenSearch suggestions)."""
    request = current_request()
    texts = [completion.text for completion in complete(current_index(), request)]
    response = json_response([request.text, texts])
    response.mimetype = "application/x-suggestions+json"
    return response


@api.get("/api/facet")
def api_facet() -> flask.Response:
    """All values of one facet of a search, or those that contain `find`."""
    name = flask.request.args.get("name", "")
    facet = Facet(name, requested_facet(name))
    values = json_output.facet_json(facet)
    return json_response({"name": name, "values": values, "notes": _notes(cut_notes())})


@api.get("/api/trend")
def api_trend() -> flask.Response:
    """Counts over time of up to four queries, or of one by source."""
    trend = requested_trend(current_request())
    series = [
        {
            "label": line.label,
            "total": line.total,
            "counts": list(line.counts),
            "undated": line.undated,
            "imprecise": line.imprecise,
            "everything": list(line.everything),
            "per_1000": [round(line.share(position), 3) for position in range(len(trend.periods))],
            "notes": _notes(line.notes),
        }
        for line in trend.series
    ]
    return json_response(
        {
            "unit": trend.unit,
            "periods": list(trend.periods),
            "everything": list(trend.everything),
            "series": series,
            "notes": _notes(trend.notes),
        }
    )


@api.get("/api/concordance")
def api_concordance() -> flask.Response:
    """Every match in its context."""
    concordance, sort = requested_concordance(current_request())
    lines = [
        {
            "before": line.before,
            "match": line.match,
            "after": line.after,
            "start": line.start,
            **json_output.brief_json(line.report),
        }
        for line in concordance.lines
    ]
    return json_response(
        {
            "order": sort.value,
            "total": concordance.total,
            "reports": concordance.reports,
            "without_lines": concordance.unmarked,
            "whole": concordance.complete,
            "lines": lines,
            "notes": _notes(cut_notes()),
        }
    )


@api.get("/api/words")
def api_words() -> flask.Response:
    """The distinctive words of the results."""
    terms = requested_significant_terms(current_request())
    words = [
        {"word": word.word, "results": word.results, "reports": word.reports}
        for word in terms.words
    ]
    notes = _notes(cut_notes())
    return json_response({"total": terms.total, "read": terms.read, "words": words, "notes": notes})


@api.post("/api/batch")
def api_batch() -> ResponseReturnValue:
    """Many queries at once: {"queries": ["…", …]}."""
    queries = (json_body("queries") or {}).get("queries")
    if not isinstance(queries, list) or not all(isinstance(query, str) for query in queries):
        message = gettext("Send a JSON object with a list of texts under “queries”.")
        return error_response(400, gettext("This request cannot be answered"), message)
    try:
        answers = batch_answers(current_index(), current_request(), queries)
    except TooManyError:
        message = gettext("At most %(number)s queries at once.", number=str(MAX_QUERIES))
        return error_response(413, gettext("This request cannot be answered"), message)
    return json_response(
        {
            "answers": [
                {
                    "query": answer.query,
                    "total": answer.total,
                    "exact": answer.exact,
                    "notes": _notes(answer.notes),
                    "hits": [json_output.brief_json(report) for report in answer.reports],
                }
                for answer in answers
            ]
        }
    )


@api.get("/api/about")
def api_about() -> flask.Response:
    """Facts about the index."""
    return json_response(json_output.about_json(about(), arrivals()))


@api.get("/api/openapi.json")
def openapi() -> flask.Response:
    """The OpenAPI description of the API."""
    return json_response(description())


@api.get("/healthz")
def healthz() -> flask.Response:
    """A health check that runs a real search for one report."""
    answer = current_index().ask(Question(query=EVERYTHING, size=1))
    state = {"status": "ok", "reports": answer.total, "generation": about().generation}
    return json_response(state)


def _like_json(similar: SimilarReport) -> dict[str, object]:
    return json_output.brief_json(similar.report) | {"share": round(similar.share, 3)}


def _notes(notes: tuple[Note, ...]) -> list[dict[str, object]]:
    return [json_output.note_json(note) for note in notes]
