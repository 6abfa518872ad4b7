"""Analysis views of a result set: trend over time, matches in context, distinctive words.

Each chart has a table, and each table a CSV file and JSON.
"""

from collections.abc import Iterator

import flask
from flask.typing import ResponseReturnValue

from search.query.narrowing import narrowed
from search.views.trend import MAX_SERIES, Trend
from web import spreadsheet
from web.charts.line_chart import LineChart, line_chart
from web.charts.trend_svg import trend_svg
from web.context import about, current_request, cut_notes, links
from web.downloads import download, streamed_csv
from web.rendering import pages_around, render
from web.request_codec import number_of
from web.requested_analysis import (
    LINES_PER_PAGE,
    requested_concordance,
    requested_significant_terms,
    requested_trend,
)
from web.view import View

analysis = View(
    "analysis", __name__, expensive={"/trend": 30.0, "/concordance": 30.0, "/words": 30.0}
)


@analysis.get("/trend")
def trend_page() -> ResponseReturnValue:
    """Counts over time of up to four queries, or of one by source."""
    request = current_request()
    page_links = links(request)
    trend = requested_trend(request, whole=False)
    share = flask.request.args.get("as") == "share"
    texts = [series.label for series in trend.series] if not _split() else [request.text]
    return render(
        "trend.html",
        page_links,
        trend=trend,
        picture=_picture(trend),
        share=share,
        split=_split(),
        texts=(texts + [""] * MAX_SERIES)[:MAX_SERIES],
        by=flask.request.args.get("by", ""),
    )


def _picture(trend: Trend) -> LineChart:
    share = flask.request.args.get("as") == "share"
    return line_chart(trend, share=share, covered=about().covered)


@analysis.get("/trend.svg")
def trend_picture() -> flask.Response:
    """The chart of the trend as an SVG file that stands alone."""
    trend = requested_trend(current_request(), whole=False)
    share = flask.request.args.get("as") == "share"
    response = flask.Response(
        trend_svg(trend, _picture(trend), share=share, notes=cut_notes()),
        content_type="image/svg+xml; charset=utf-8",
    )
    return download(response, "trend.svg")


@analysis.get("/trend.csv")
def trend_file() -> flask.Response:
    """The trend as CSV: a row for each period with counts and shares of each series."""
    trend = requested_trend(current_request(), whole=False)
    head: list[spreadsheet.SheetCell] = ["period", "all reports"]
    for series in trend.series:
        head += [series.label, f"{series.label} (per 1000)"]
    if _split():
        head += [f"{series.label} (all reports)" for series in trend.series]
    rows = []
    for position, period in enumerate(trend.periods):
        row: list[spreadsheet.SheetCell] = [period, trend.everything[position]]
        for series in trend.series:
            row += [series.counts[position], round(series.share(position), 3)]
        if _split():
            row += [series.everything[position] for series in trend.series]
        rows.append(row)
    rows += _outside_the_periods(trend)
    return streamed_csv(head, rows, "trend")


def _outside_the_periods(trend: Trend) -> Iterator[list[spreadsheet.SheetCell]]:
    """A row for the reports without a date, and one for those dated less exactly than a period."""
    undated = [series.undated for series in trend.series]
    imprecise = [series.imprecise for series in trend.series]
    for label, counts in (("no date", undated), ("date less exact", imprecise)):
        if any(counts):
            row: list[spreadsheet.SheetCell] = [label, ""]
            for count in counts:
                row += [count, ""]
            yield row + [""] * (len(counts) if _split() else 0)


@analysis.get("/concordance")
def concordance_page() -> ResponseReturnValue:
    """Every match in its context."""
    request = current_request()
    concordance, sort = requested_concordance(request)
    last = max(1, -(-len(concordance.lines) // LINES_PER_PAGE))
    number = min(number_of(flask.request.args, "page", 1, 1, 10**9), last)
    return render(
        "concordance.html",
        links(request),
        first_line=(number - 1) * LINES_PER_PAGE,
        lines=concordance.lines[(number - 1) * LINES_PER_PAGE : number * LINES_PER_PAGE],
        concordance=concordance,
        sort=sort.value,
        number=number,
        last=last,
        paging=pages_around(number, last),
    )


@analysis.get("/concordance.csv")
def concordance_file() -> flask.Response:
    """The concordance as CSV."""
    concordance, _ = requested_concordance(current_request())
    rows = (
        [
            line.before,
            line.match,
            line.after,
            line.report.date,
            line.report.source,
            line.report.title,
            line.report.id,
        ]
        for line in concordance.lines
    )
    return streamed_csv(
        ["before", "match", "after", "date", "source", "title", "id"], rows, "concordance"
    )


@analysis.get("/words")
def words_page() -> ResponseReturnValue:
    """The words that set these results apart from the rest."""
    request = current_request()
    terms = requested_significant_terms(request)
    return render("words.html", links(request), terms=terms, narrowed=narrowed)


@analysis.get("/words.csv")
def words_file() -> flask.Response:
    """The distinctive words as CSV."""
    rows: list[spreadsheet.SheetRow] = [
        (word.word, word.results, word.reports)
        for word in requested_significant_terms(current_request()).words
    ]
    return streamed_csv(["word", "results", "reports"], rows, "words")


def _split() -> bool:
    return flask.request.args.get("split") == "source"
