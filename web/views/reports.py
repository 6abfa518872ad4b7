"""The pages of single reports: the report, a comparison of two, a citation."""

import datetime
import itertools
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from index.api import DateFilter, Question, ValueFilter
from index.query_nodes import EVERYTHING
from index.report import NO_REPORT, Report, ReportId
from index.report import report_id as id_of
from index.report_date import whole_day
from index.settings import cached_settings
from search.highlight import MAX_MARKED_MATCHES
from search.more_like_this import more_like_this
from search.request import Request
from search.views.citation import page_list
from search.views.concordance import MAX_CONCORDANCE_LINES, Sort
from search.views.diff import diff_reports
from search.views.report_view import (
    MAX_SHOWN_PARAGRAPHS,
    Neighbours,
    ReportView,
    report_neighbours,
    report_view,
)
from search.views.side_by_side import align_reports
from search.views.translations import translations_of
from web.citation_formats import CITATION_FORMATS
from web.context import about, current_index, current_request, links, site
from web.desk.report_notes import noted_paragraphs
from web.downloads import download
from web.errors import ONE_OF, BadParameterError
from web.highlight_html import marked_html
from web.language import gettext
from web.links import Links
from web.metadata_table import metadata_table
from web.original_link import original_link
from web.page_pictures import page_pictures
from web.rendering import render
from web.request_codec import number_of, report_id_in
from web.requested_analysis import LINES_PER_PAGE
from web.script_variant import SCRIPTS, converted_markup, other_scripts
from web.view import View

reports = View("reports", __name__, expensive={"/compare": 30.0})


@reports.get("/report/")
@reports.get("/report/<path:report_id>")
def report(report_id: ReportId = NO_REPORT) -> ResponseReturnValue:
    """One report, with the matches of the search that led to it."""
    request = current_request()
    page_links = links(request)
    wanted = report_id or report_id_in(flask.request.args)
    reading = report_view(current_index(), request, wanted, MAX_SHOWN_PARAGRAPHS)
    if reading is None:
        return render("gone.html", page_links), 404
    numbers = itertools.count(1)
    first_page = _first_page(reading)
    script = flask.request.args.get("script", "")
    return render(
        "report.html",
        page_links,
        report=reading.report,
        title=converted_markup(
            marked_html(reading.report.title, reading.title_marks, numbers), script
        ),
        paragraphs=[
            converted_markup(paragraph, script) for paragraph in noted_paragraphs(reading, numbers)
        ],
        script=script if script in SCRIPTS else "",
        scripts=other_scripts(f"{reading.report.title}\n{reading.report.body}"),
        matches=next(numbers) - 1,
        left_out=reading.left_out,
        cut=MAX_MARKED_MATCHES if reading.cut else 0,
        first_page=first_page,
        original=original_link(reading.report),
        pictures=page_pictures(reading.report, reading.paragraphs),
        rail=rail(reading),
        card=metadata_table(reading.report),
        attached=_attachments(reading.report),
        translations=translations_of(current_index(), reading.report),
        way=(way := _neighbours_of(request, wanted)),
        back=_back(page_links, way),
        alike=more_like_this(current_index(), reading.report, cached_settings()),
        that_day=_that_day(reading.report),
        has_meaning=bool(about().meaning),
        citations=_citations(reading.report, request.today, first_page),
    )


@dataclass(frozen=True, slots=True)
class ShownCitation:
    """A citation on the page of a report: the name and label of its format, and its text.

    `paged` is the same with PAGE_MARK in the place of its page; "" if the report has no pages.
    """

    name: str
    label: str
    text: str
    paged: str


PAGE_MARK = "\ufffc"
"""Stands for the page of a passage until a reader chooses one (web/static/quote.js)."""


def _citations(report: Report, today: datetime.date, page: int | None) -> list[ShownCitation]:
    """The report in every format; `page` is that of the first match."""

    def cited(name: str, pages: str) -> str:
        return "\n".join(CITATION_FORMATS[name].cite(report, today, pages).splitlines())

    mark = PAGE_MARK if len(report.pages) > 1 else ""
    return [
        ShownCitation(name, form.label, cited(name, page_list([page])), mark and cited(name, mark))
        for name, form in CITATION_FORMATS.items()
    ]


@reports.get("/compare")
def comparison() -> ResponseReturnValue:
    """Two reports side by side, sentence by sentence."""
    page_links = links()
    ids = [report_id_in(flask.request.args, name) for name in ("first", "second")]
    ticked = flask.request.args.getlist("id")
    if ticked or not any(ids):
        if len(ticked) != 2:
            return render("compare_two.html", page_links, number=len(ticked)), 400
        ids = [ReportId(name) for name in ticked]
    first, second = current_index().reports(ids)
    if first is None or second is None:
        return render("gone.html", page_links), 404
    both_known = first.language and second.language
    if both_known and first.language != second.language:
        aligned = align_reports(first, second)
        return render("parallel.html", page_links, first=first, second=second, aligned=aligned)
    return render(
        "compare.html", page_links, first=first, second=second, compared=diff_reports(first, second)
    )


@reports.get("/cite")
def cite() -> ResponseReturnValue:
    """A report as a citation, as a file for a reference manager."""
    form = flask.request.args.get("form", "gbt7714")
    if form not in CITATION_FORMATS:
        raise BadParameterError("form", ONE_OF, ", ".join(CITATION_FORMATS))
    (cited,) = current_index().reports([report_id_in(flask.request.args)])
    if cited is None:
        return render("gone.html", links()), 404
    chosen = CITATION_FORMATS[form]
    page = number_of(flask.request.args, "page", 0, 0, 10**9)
    pages = page_list([page] if page <= len(cited.pages) else [])
    text = chosen.cite(cited, site().today(), pages).encode("utf-8", "replace")
    response = flask.Response(text, content_type=chosen.mimetype)
    return download(response, f"report.{chosen.ending}")


def _first_page(reading: ReportView) -> int | None:
    """The page of the first match in the text; None without a match or without pages."""
    if len(reading.report.pages) < 2:
        return None
    starts = (
        paragraph.start + mark.start for paragraph in reading.paragraphs for mark in paragraph.marks
    )
    first = next(starts, None)
    return None if first is None else reading.report.page_at(first)


def rail(reading: ReportView) -> list[tuple[int, int, int]]:
    """The match rail: number, position in thousandths of the text, and term of each match."""
    length = max(1, len(reading.report.body))
    numbers = itertools.count(len(reading.title_marks) + 1)
    return [
        (next(numbers), (paragraph.start + mark.start) * 1000 // length, mark.term % 6)
        for paragraph in reading.paragraphs
        for mark in paragraph.marks
    ]


@dataclass(frozen=True, slots=True)
class BackLink:
    """The link back to the page that the report was opened from."""

    href: str
    label: str


def _back(page_links: Links, way: Neighbours | None) -> BackLink:
    """Back to the line of the concordance, to the hit in the list, or to the first results."""
    line = number_of(flask.request.args, "line", -1, 0, MAX_CONCORDANCE_LINES)
    if line >= 0:
        order = Sort.__members__.get(flask.request.args.get("order", "").upper(), Sort.FOUND)
        href = page_links.at_line(order.value, line, LINES_PER_PAGE)
        return BackLink(href, gettext("Back to the lines"))
    href = page_links.at_hit(way.rank) if way else page_links.search()
    return BackLink(href, gettext("Back to the results"))


def _neighbours_of(request: Request, report_id: ReportId) -> Neighbours | None:
    """The neighbours of the report in the results, if the address has its rank."""
    position = number_of(flask.request.args, "at", -1, 0, 10**9)
    return (
        None if position < 0 else report_neighbours(current_index(), request, report_id, position)
    )


def _attachments(report: Report) -> tuple[Report | None, list[Report]]:
    """The page a report is attached to, and its own attachments, if indexed."""
    paths = (report.attached_to, *report.attachments)
    page, *files = current_index().reports([id_of(path) if path else NO_REPORT for path in paths])
    return page, [file for file in files if file is not None]


def _that_day(report: Report) -> int:
    """The number of reports of the same source and day; 0 if either is unknown."""
    day = whole_day(report.date)
    if not day or not report.source:
        return 0
    filters = (ValueFilter("source", (report.source,)), DateFilter(day, day))
    return current_index().ask(Question(query=EVERYTHING, filters=filters, size=1)).total
