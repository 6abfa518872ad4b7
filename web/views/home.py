"""The home page: the search box, and what is in the archive."""

from dataclasses import replace

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from index.api import Answer, DateUnit, IndexInfo, Order, Question
from index.query_nodes import EVERYTHING
from index.report import Report
from index.system.deadline import current_deadline
from index.text.fold import HAN_CHARACTER
from search.query.field_values import in_marks
from web import formatting, language
from web.archive_topics import Topic, topics
from web.charts.timeline import timeline
from web.context import about, arrivals, census, current_index, current_request, links, site
from web.facet_links import facet_links
from web.rendering import render
from web.view import View

homes = View("home", __name__)

SOURCES_AT_HOME = 12
NEWEST_AT_HOME = 3


@homes.get("/")
def home() -> ResponseReturnValue:
    """The home page; a query in its address leads to the results."""
    if "q" in request.args:
        return redirect(f"{url_for('pages.results')}?{request.query_string.decode()}")
    page_links = links()
    everything = census()
    named = tuple(count for count in everything.count("source") if count.value)
    years = {unit: everything.count(unit) for unit in (DateUnit.YEAR, DateUnit.MONTH)}
    known = about()
    subjects = _topics()
    return render(
        "home.html",
        page_links,
        about=known,
        examples=examples(subjects, everything, known),
        languages_held=_languages(everything),
        newest=_newest(),
        arrived=arrivals(),
        topics=subjects,
        sources=facet_links("source", named, page_links, SOURCES_AT_HOME),
        timeline=timeline(years, (None, None), page_links.periods(), known.covered),
    )


def _topics() -> tuple[Topic, ...]:
    blank = replace(current_request(), text="")
    return site().answers.get(
        current_index(),
        "topics",
        lambda: topics(current_index(), blank),
        lambda _: not current_deadline().over(),
    )


def _newest() -> tuple[Report, ...]:
    """The newest reports by their date, each title once."""
    newest = Question(query=EVERYTHING, order=Order.NEWEST, size=NEWEST_AT_HOME * 4)
    reports = current_index().reports([hit.id for hit in current_index().ask(newest).hits])
    titles: dict[str, Report] = {}
    for report in reports:
        if report is not None:
            titles.setdefault(report.title, report)
    return tuple(titles.values())[:NEWEST_AT_HOME]


def _languages(everything: Answer) -> list[tuple[str, str, int]]:
    """Each language of the reports: its code, its name and its number of reports."""
    return [
        (count.value, formatting.value("language", count.value), count.count)
        for count in everything.count("language")
        if count.value and count.count
    ]


def examples(subjects: tuple[Topic, ...], everything: Answer, known: IndexInfo) -> list[str]:
    """Queries that have results in this archive: a phrase, alternatives, a year, a source."""
    english = language.language() == "en"
    own_examples = [
        subject.text for subject in subjects if bool(HAN_CHARACTER.match(subject.text)) != english
    ]
    texts = own_examples or [subject.text for subject in subjects]
    queries = texts[:1] + [f"“{text}”" for text in texts[1:2]]
    if len(texts) > 3:
        queries.append(f" {'OR' if english else '或'} ".join(f"“{text}”" for text in texts[2:4]))
    if known.last is not None:
        queries.append(f"date:{known.last.year}" if english else f"日期:{known.last.year}年")
    named = [count.value for count in everything.count("source") if count.value]
    if named:
        queries.append(f"{'source' if english else '来源'}:{in_marks(named[0])}")
    return queries
