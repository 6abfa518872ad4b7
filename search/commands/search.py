"""`baogao search`: ranked answers in the terminal, or as JSON for programs."""

import datetime
import sys
import unicodedata

import click

from index import settings
from index.api import Order
from index.operations.opening import open_index
from index.system.console import typed_text
from index.system.sanitize import sanitize
from search import json_output
from search.dates.periods import Period, period
from search.errors import QueryError
from search.messages import note_message
from search.page import Hit, LayerHits, Mark, Meaning, Nearness, Page
from search.query.filters import ordered_span
from search.request import Chosen, Layer, Match, Request
from search.views.engine import search

NOT_FOUND = 1
UNREADABLE_EXIT_CODE = 2


class _WithHint(click.Command):
    """Explains how to search for a line that begins with a minus, which looks like an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        line = next((arg for arg in args if arg.startswith("-") and not arg.startswith("--")), "")
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if not line:
                raise
            hint = f"To search for it, put -- before it: baogao search -- {line!r}"
            raise click.UsageError(f"{error.format_message()} {hint}", ctx) from error


@click.command("search", cls=_WithHint)
@click.argument("query")
@click.option(
    "--from", "first", metavar="DATE", help="Only reports of this date (2023, 2023-02) or later."
)
@click.option("--to", "last", metavar="DATE", help="Only reports of this date or earlier.")
@click.option("--source", "sources", multiple=True, help="Only this source; may be given again.")
@click.option("--sort", type=click.Choice([order.value for order in Order]), default="relevance")
@click.option(
    "--match",
    type=click.Choice([match.value for match in Match]),
    default="best",
    help="All plain words and layers of near matches (best), all words only, or any of the words.",
)
@click.option(
    "--layer",
    type=click.Choice([layer.value for layer in Layer]),
    default="asked",
    help="Only the reports of one layer of near matches.",
)
@click.option("--limit", type=click.IntRange(0, 1000), default=10, help="How many hits to show.")
@click.option(
    "--meaning",
    is_flag=True,
    help="Also passages that say it in other words or in the other language.",
)
@click.option("--strict", is_flag=True, help="Refuse a query with an error.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--index", "where", help="Where the index is: a folder or an http(s) URL.")
def search_command(  # noqa: PLR0913 - click hands every option over by name
    *,
    query: str,
    first: str | None,
    last: str | None,
    sources: tuple[str, ...],
    sort: str,
    match: str,
    layer: str,
    limit: int,
    meaning: bool,
    strict: bool,
    as_json: bool,
    where: str | None,
) -> None:
    """Search for QUERY. Exit codes: 0 found, 1 nothing found, 2 and above an error.

    All words are required unless the query says otherwise: "a phrase", AND OR NOT, -without,
    title:word, source:name, date:2023-02. Quote the query for the shell.
    """
    query = typed_text(query)
    today = datetime.date.today()  # noqa: DTZ011 - relative dates mean the user's own day
    begin, end, swapped = ordered_span(
        read_date(first, today, "--from"), read_date(last, today, "--to")
    )
    current = settings.current_settings()
    request = Request(
        text=query,
        today=today,
        chosen=(("source", Chosen(values=tuple(map(typed_text, sources)))),) if sources else (),
        first=begin,
        last=end,
        swapped=swapped,
        order=Order(sort),
        match=Match(match),
        layer=Layer(layer),
        size=limit,
        strict=strict,
        meaning=meaning,
        settings=current,
    )
    index = open_index(where or current.index)
    try:
        page = search(index, request)
    except QueryError as error:
        caret = _caret(query, error.start, error.end)
        click.echo(f"baogao: {sanitize(str(error))}\n  {sanitize(query)}\n  {caret}", err=True)
        sys.exit(UNREADABLE_EXIT_CODE)
    finally:
        index.close()
    click.echo(
        json_output.dumps(json_output.page_json(page), indent=2) if as_json else _page_lines(page)
    )
    sys.exit(0 if page.total else NOT_FOUND)


def read_date(text: str | None, today: datetime.date, option: str) -> Period | None:
    """The period of a date option."""
    if not text:
        return None
    date_period = period(text, today)
    if date_period is None:
        raise click.BadParameter(
            f"{text!r} is not a date; write 2023, 2023-02 or 2023-02-09.", param_hint=option
        )
    return date_period


def _caret(query: str, start: int, end: int) -> str:
    """Carets under a range of the query; Chinese characters are two columns wide."""
    columns = [2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in query]
    return " " * sum(columns[:start]) + "^" * max(1, sum(columns[start:end]))


def _page_lines(page: Page) -> str:
    """The page as lines for a terminal."""
    count = _at_least(page.total, exact=page.exact)
    lines = [f"{count} report{'' if page.total == 1 else 's'}"]
    lines += [sanitize(note_message(note)) for note in page.notes]
    for hit in page.hits:
        lines += ["", *_hit_lines(hit)]
    for layer in page.layers:
        lines += _layer_lines(layer)
    lines += meaning_lines(page.meaning)
    if page.suggestions:
        lines += [
            "",
            "Also: "
            + ", ".join(
                f"{sanitize(suggestion.text)} ({suggestion.count})"
                for suggestion in page.suggestions
            ),
        ]
    return "\n".join(lines)


_HEADS = {
    Nearness.IN_OTHER_WORDS: "In other words",
    Nearness.OTHER_LANGUAGE: "In the other language",
}


def meaning_lines(meaning: Meaning) -> list[str]:
    """Passages near in meaning, by group, with the report and the similarity of each."""
    lines = [sanitize(note_message(note)) for note in meaning.notes]
    for group in meaning.groups:
        lines += ["", f"{_HEADS[group.nearness]} (similar in meaning, found by a machine)"]
        for hit in group.hits:
            facts = [f"{hit.similarity:.2f}", hit.report.title, hit.report.source, hit.report.id]
            lines += ["", sanitize("  ".join(filter(None, facts)))]
            lines.append(f"  {sanitize(hit.passage.text)}")
    return lines


def _at_least(total: int, *, exact: bool) -> str:
    """A number of reports; of a search that was cut before it found one nothing is known yet."""
    if exact:
        return f"{total}"
    return f"at least {total}" if total else "no"


def _layer_lines(near: LayerHits) -> list[str]:
    """A layer of near matches: its count, its sentence, its first hits."""
    count = _at_least(near.total, exact=near.exact)
    single = near.exact and near.total == 1
    contain = "report contains" if single else "reports contain"
    head = f"{count} more {contain} {sanitize(note_message(near.note))}"
    lines = ["", f"{head} (--layer {near.layer.value})"]
    for hit in near.hits:
        lines += ["", *_hit_lines(hit)]
    return lines


def _hit_lines(hit: Hit) -> list[str]:
    facts = [hit.date.isoformat() if hit.date else "no date", hit.source, hit.url, hit.id]
    lines = [
        _bold_marks(hit.title, hit.title_marks),
        "  " + "  ".join(filter(None, map(sanitize, facts))),
    ]
    for piece in hit.snippets:
        page = f"p. {piece.page}  " if piece.page else ""
        lines.append(f"  {page}{_bold_marks(piece.text, piece.marks)}")
    return lines


def _bold_marks(text: str, marks: tuple[Mark, ...]) -> str:
    """The text with its marks in bold; click removes the codes if the output is not a terminal."""
    parts, done = [], 0
    for mark in marks:
        if mark.start < done:
            continue
        parts += [
            sanitize(text[done : mark.start]),
            click.style(sanitize(text[mark.start : mark.end]), bold=True),
        ]
        done = mark.end
    return "".join([*parts, sanitize(text[done:])])
