"""`baogao phrases`: what is new in a month or year, or the history of one phrase."""

import datetime
import itertools
import sys
from collections.abc import Iterator
from typing import Final

import click

from index import settings
from index.api import Index
from index.operations.opening import open_index
from index.report import Report
from index.system.console import typed_text
from index.system.sanitize import sanitize
from search import json_output
from search.commands.search import NOT_FOUND
from search.messages import note_message
from search.phrases.curve import PhraseMonth
from search.phrases.forms import Relation, forms
from search.phrases.history import PhraseHistory, phrase_history
from search.phrases.month_or_year import read_period
from search.phrases.neighbours import neighbours
from search.phrases.new_phrases import EARLIER_REPORTS, NewPhrases, new_phrases
from search.phrases.phrase_json import form_json, history_json, neighbour_json, new_json
from search.phrases.phrase_search import MAX_PHRASE_CHARS, phrase_of
from search.request import Chosen, Request

_BAR: Final = 40
"""Columns of the longest bar."""
_RELATIONS: Final = {
    Relation.REPLACED_BY: "took its place",
    Relation.REPLACED: "gave it its place",
    Relation.BESIDE: "beside it",
}


@click.command("phrases")
@click.argument("phrase", default="")
@click.option(
    "--period", default="", metavar="MONTH|YEAR", help="What is new then (2023-02, 2023)."
)
@click.option("--source", "sources", multiple=True, help="Only this source; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--index", "where", help="Where the index is: a folder or an http(s) URL.")
def phrases_command(
    *, phrase: str, period: str, sources: tuple[str, ...], as_json: bool, where: str | None
) -> None:
    """Show what is new in a period, or with PHRASE its history. Exit code 1 if nothing is found.

    A history has the first report, the curve by month, the peak, the half-life, the sources in the
    order in which they took the phrase over, and phrases that rose with it or took its place.
    """
    phrase = phrase_of(typed_text(phrase))
    if len(phrase) > MAX_PHRASE_CHARS:
        raise click.BadParameter(f"a phrase has at most {MAX_PHRASE_CHARS} characters.")
    if period and read_period(period) is None:
        raise click.BadParameter(f"{period!r} is not a month or year.", param_hint="--period")
    current = settings.current_settings()
    request = Request(
        text="",
        settings=current,
        today=datetime.date.today(),  # noqa: DTZ011 - a request has a day; nothing here depends on it
        chosen=(("source", Chosen(values=tuple(map(typed_text, sources)))),) if sources else (),
    )
    index = open_index(where or current.index)
    try:
        history = _history(index, request, phrase, as_json=as_json) if phrase else None
        if history is None:
            history = _new(new_phrases(index, request, period), as_json=as_json)
    finally:
        index.close()
    lines, any_found = history
    click.echo(lines)
    sys.exit(0 if any_found else NOT_FOUND)


def _history(index: Index, request: Request, phrase: str, *, as_json: bool) -> tuple[str, bool]:
    """The history as text or JSON, and whether any report has the phrase."""
    history = phrase_history(index, request, phrase)
    beside, others = neighbours(index, history), forms(index, history)
    if as_json:
        value = history_json(history) | {
            "neighbours": [neighbour_json(neighbour) for neighbour in beside],
            "forms": None if others is None else [form_json(other) for other in others],
        }
        return json_output.dumps(value, indent=2), history.total > 0
    lines = list(_shown(history))
    if beside:
        lines += ["", "Rose together:"]
        lines += [
            f"  {sanitize(neighbour.phrase)}  {neighbour.reports} reports,"
            f" {neighbour.shared_reports} with both"
            for neighbour in beside
        ]
    if others is None:
        lines += ["", "Other forms are not known: this index has no mined phrases."]
    elif others:
        lines += ["", "Other forms:"]
        lines += [
            f"  {sanitize(other.phrase)}  {other.reports} reports, {other.first} to {other.last}, "
            f"{_RELATIONS[other.relation]}"
            for other in others
        ]
    return "\n".join(lines), history.total > 0


def _shown(history: PhraseHistory) -> Iterator[str]:
    """The history without its neighbours, as lines."""
    curve = history.curve
    stories = f", {history.stories} stories" if history.stories is not None else ""
    yield f"{sanitize(history.phrase)}: {history.total} reports{stories}"
    for note in history.notes:
        yield sanitize(note_message(note))
    if history.first:
        yield f"First  {_report(history.first)}"
    if history.last:
        yield f"Last   {_report(history.last)}"
    if curve.peak:
        yield f"Peak   {curve.peak.month}: {curve.peak.share:.1f} of 1,000 reports"
        halved = (
            "not halved" if curve.half_life is None else f"halved after {curve.half_life} months"
        )
        yield f"       {halved}; now {curve.state.value}"
    yield from _bars(curve.months)
    if history.adopters:
        yield f"\nSources in order ({history.sources}):"
    for adopter in history.adopters:
        copy = " (a copy)" if adopter.copy else ""
        source = sanitize(adopter.source) or "no source"
        yield f"  {adopter.report.date}  {source}  {adopter.reports}{copy}"


def _report(report: Report) -> str:
    facts = (str(report.date), report.source, report.title, report.id)
    return "  ".join(filter(None, map(sanitize, facts)))


def _bars(months: tuple[PhraseMonth, ...]) -> Iterator[str]:
    """A line per month that has the phrase, and per stretch without reports in the archive."""
    highest = max((month.share for month in months), default=0.0)
    for gap, some in itertools.groupby(months, key=lambda period: period.gap):
        stretch = list(some)
        if gap:
            ends = dict.fromkeys((stretch[0].month, stretch[-1].month))
            yield f"  {' to '.join(ends)}  no reports in the archive"
            continue
        for period in stretch:
            if period.reports:
                bar = "█" * max(1, round(period.share / highest * _BAR))
                word = "few reports" if period.few else period.grade.value if period.grade else ""
                figures = f"{period.reports:>6}  {period.share:>7.1f} ‰"
                yield f"  {period.month}  {figures}  {word:<11} {bar}"


def _new(news: NewPhrases, *, as_json: bool) -> tuple[str, bool]:
    """The new phrases as text or JSON, and whether there are any."""
    anything = bool(news.new or news.risen)
    if as_json:
        return json_output.dumps(new_json(news), indent=2), anything
    if not news.everything:
        return f"The archive has no report of {news.period or 'any month'}.", False
    lines = [f"{news.period}: {news.read} of {news.everything} reports were read."]
    if news.earlier < EARLIER_REPORTS:
        lines.append("The archive has too few earlier reports to call a phrase new.")
    for title, some in (("New:", news.new), ("Rising:", news.risen)):
        lines += ["", title] if some else []
        lines += [
            f"  {sanitize(item.phrase)}  {item.reports} reports, {item.share:.1f} of 1,000 "
            f"(before {item.before:.1f}), first {item.first.date}"
            for item in some
        ]
    return "\n".join(lines), anything
