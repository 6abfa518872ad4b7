"""Results seen as a whole: their trend over time, their matches in context, their telling words.

Each picture has its table, and each table its file and its JSON.
"""

from collections.abc import Iterable

import flask
from flask.typing import ResponseReturnValue

from search.concordance import Concordance, Sort, concordance
from search.request import Request
from search.telling import Vocabulary, vocabulary
from search.trend import MOST_SERIES, UNITS, Trend, by_source, trend
from web import table
from web.address import LONGEST_QUERY, number_of
from web.curves import picture
from web.errors import A_QUERY, ONE_OF, BadParameterError
from web.pages import pages_around, render
from web.site import asked, index, links, streamed

seeing = flask.Blueprint("seeing", __name__)

LINES = 50
"""Lines of a concordance on a page."""


def asked_trend(request: Request) -> Trend:
    """The trend an address asks for: `with` names further queries, `split` what to split by."""
    unit = flask.request.args.get("by", "")
    if unit not in ("", *UNITS):
        raise BadParameterError("by", ONE_OF, ", ".join(UNITS))
    if flask.request.args.get("split") == "source":
        return by_source(index(), request, unit)
    more = [text.strip() for text in flask.request.args.getlist("with")]
    if any(len(text) > LONGEST_QUERY for text in more):
        raise BadParameterError("with", A_QUERY, str(LONGEST_QUERY))
    queries = [request.text, *(text for text in more if text)]
    return trend(index(), request, tuple(dict.fromkeys(queries))[:MOST_SERIES], unit)


def asked_concordance(request: Request) -> tuple[Concordance, Sort]:
    """The concordance an address asks for, and its order."""
    wanted = flask.request.args.get("order") or Sort.FOUND.value
    if wanted not in [one.value for one in Sort]:
        raise BadParameterError("order", ONE_OF, ", ".join(one.value for one in Sort))
    sort = Sort(wanted)
    return concordance(index(), request, sort), sort


@seeing.get("/trend")
def trend_page() -> ResponseReturnValue:
    """Counts over time of up to four queries, or of one by source."""
    request = asked()
    found = links(request)
    seen = asked_trend(request)
    share = flask.request.args.get("as") == "share"
    texts = [series.label for series in seen.series] if not _split() else [request.text]
    return render(
        "trend.html",
        found,
        trend=seen,
        picture=picture(seen, found, share=share),
        share=share,
        split=_split(),
        texts=(texts + [""] * MOST_SERIES)[:MOST_SERIES],
        by=flask.request.args.get("by", ""),
    )


@seeing.get("/trend.csv")
def trend_file() -> flask.Response:
    """The trend as a table: a row for each period, counts and shares of each series."""
    seen = asked_trend(asked())
    head: list[table.Cell] = ["period", "all reports"]
    for series in seen.series:
        head += [series.label, f"{series.label} (per 1000)"]
    rows = []
    for place, period in enumerate(seen.periods):
        row: list[table.Cell] = [period, seen.everything[place]]
        for series in seen.series:
            row += [series.counts[place], round(seen.share(series, place), 3)]
        rows.append(row)
    return _file(head, rows, "trend")


@seeing.get("/concordance")
def concordance_page() -> ResponseReturnValue:
    """Every match in its context."""
    request = asked()
    seen, sort = asked_concordance(request)
    last = max(1, -(-len(seen.lines) // LINES))
    number = min(number_of(flask.request.args, "page", 1, 1, 10**9), last)
    return render(
        "concordance.html",
        links(request),
        lines=seen.lines[(number - 1) * LINES : number * LINES],
        seen=seen,
        sort=sort.value,
        number=number,
        last=last,
        paging=pages_around(number, last),
    )


@seeing.get("/concordance.csv")
def concordance_file() -> flask.Response:
    """The lines of a concordance as a table."""
    seen, _ = asked_concordance(asked())
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
        for line in seen.lines
    )
    return _file(["before", "match", "after", "date", "source", "title", "id"], rows, "concordance")


@seeing.get("/words")
def words_page() -> ResponseReturnValue:
    """The words that set these results apart from the rest."""
    request = asked()
    return render("words.html", links(request), seen=asked_vocabulary(request))


@seeing.get("/words.csv")
def words_file() -> flask.Response:
    """The telling words as a table."""
    rows: list[table.Row] = [
        (one.word, one.results, one.reports) for one in asked_vocabulary(asked()).words
    ]
    return _file(["word", "results", "reports"], rows, "words")


def asked_vocabulary(request: Request) -> Vocabulary:
    """The telling words an address asks for."""
    return vocabulary(index(), request)


def _split() -> bool:
    return flask.request.args.get("split") == "source"


def _file(head: table.Row, rows: Iterable[table.Row], name: str) -> flask.Response:
    return streamed(table.csv_of(head, rows), f"{name}.csv", "text/csv; charset=utf-8")
