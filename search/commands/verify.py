"""`baogao verify`: whether the quotations of a document are right."""

import datetime
import sys
from collections.abc import Iterator

import click

from index.system.sanitize import sanitize
from search import json_output
from search.commands.documents import (
    carrier_line,
    chosen_filters,
    common_options,
    compared_lines,
    opened_index,
    read_document,
)
from search.commands.search import NOT_FOUND
from search.trace.carriers import TextMatch
from search.trace.trace_json import verification_json
from search.trace.trace_labels import KIND_WORDS
from search.trace.verification import Verification, verify_document
from search.trace.verify import Verdict


@click.command("verify")
@click.argument("file")
@common_options
def verify_command(  # noqa: PLR0913 - click hands every option over by name
    *,
    file: str,
    first: str | None,
    last: str | None,
    sources: tuple[str, ...],
    as_json: bool,
    where: str | None,
) -> None:
    """Check the quotations in FILE (- for standard input); a text without any is one quotation.

    Exit codes: 0 all are verbatim, 1 one is altered or absent, 2 and above an error.
    """
    text = read_document(file)
    filters = chosen_filters(first, last, sources)
    today = datetime.date.today()  # noqa: DTZ011 - the record has the user's own day
    with opened_index(where) as index:
        verification = verify_document(index, text, today, filters)
    if as_json:
        click.echo(json_output.dumps(verification_json(verification), indent=2))
    else:
        click.echo("\n".join(_verification_lines(verification)))
    right = all(quotation.verdict.match is TextMatch.VERBATIM for quotation in verification.checked)
    sys.exit(0 if right else NOT_FOUND)


def _verification_lines(verification: Verification) -> Iterator[str]:
    covered = verification.extent
    for quotation in verification.checked:
        yield from _verdict_lines(quotation.verdict)
        yield ""
    if verification.more:
        yield "The document has more quotations; they were not checked."
    if verification.cut:
        yield "The time was up before everything was compared."
    count = len(verification.checked)
    yield f"{count} quotation{'' if count == 1 else 's'} checked on {verification.date}"
    dates = f", dated {covered.first} to {covered.last}" if covered.first else ""
    yield f"Searched: {covered.reports} reports{dates}; {covered.undated} without a date"
    yield f"Index: {covered.generation}, checksum {verification.checksum}"


def _verdict_lines(verdict: Verdict) -> Iterator[str]:
    best = verdict.best
    kind = f" ({KIND_WORDS[best.kind]})" if best and best.kind else ""
    yield f"{verdict.match.value.upper()}{kind}: {sanitize(verdict.quote)}"
    if best and best.differences:
        yield from (f"  {line}" for line in compared_lines(verdict.quote, best))
    if best:
        yield f"  in     {carrier_line(best)}"
    if verdict.earliest and best and verdict.earliest.report.id != best.report.id:
        yield f"  first  {carrier_line(verdict.earliest)}"
    if verdict.total > 1:
        yield f"  reports with it: {'at least ' * verdict.more}{verdict.total}"
