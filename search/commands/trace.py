"""`baogao trace`: where the sentences of a document stand in the archive, and who was first."""

import sys
from collections.abc import Iterator, Sequence

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
from search.trace.other_words import OtherWords, in_other_words
from search.trace.trace import MAX_TRACED_CHARS, TextCarrier, Trace, TracedSentence, trace
from search.trace.trace_json import trace_json
from search.trace.trace_labels import KIND_WORDS


@click.command("trace")
@click.argument("file")
@common_options
def trace_command(  # noqa: PLR0913 - click hands every option over by name
    *,
    file: str,
    first: str | None,
    last: str | None,
    sources: tuple[str, ...],
    as_json: bool,
    where: str | None,
) -> None:
    """Trace the sentences of FILE (- for standard input) to the reports that carry them.

    Exit codes: 0 a sentence was found, 1 none, 2 and above an error.
    """
    text = read_document(file, MAX_TRACED_CHARS)
    filters = chosen_filters(first, last, sources)
    with opened_index(where) as index:
        traced = trace(index, text, filters)
        others = in_other_words(index, traced, filters)
    if as_json:
        click.echo(json_output.dumps(trace_json(traced, others), indent=2))
    else:
        click.echo("\n".join([*_trace_lines(traced), *_other_words_lines(traced, others)]))
    sys.exit(0 if traced.share else NOT_FOUND)


def _trace_lines(traced: Trace) -> Iterator[str]:
    for sentence in traced.sentences:
        yield from _sentence(sentence)
    if traced.cut:
        yield f"Not all was compared, for lack of time or beyond {MAX_TRACED_CHARS} characters."
    yield f"\n{traced.share:.0%} of the text is in the archive."
    if traced.earliest:
        yield f"Earliest: {_carrier(traced.earliest)}"
    for title, some in (("By date:", traced.carriers), ("Without a date:", traced.undated)):
        yield from [title, *(f"  {_carrier(carrier)}" for carrier in some)] if some else []


def _other_words_lines(traced: Trace, others: Sequence[OtherWords]) -> Iterator[str]:
    """The passages near in meaning to sentences that were not found, as lines."""
    if others:
        yield "\nPerhaps said in other words (found by a machine):"
    for other in others:
        yield f"  {sanitize(traced.sentences[other.sentence].text)}"
        yield f"    {sanitize(other.text)}"
        facts = (
            str(other.report.date or "no date"),
            other.report.source,
            other.report.title,
            other.report.id,
        )
        yield "    " + "  ".join(filter(None, map(sanitize, facts)))


def _sentence(sentence: TracedSentence) -> Iterator[str]:
    best = sentence.located.best
    kind = f" ({KIND_WORDS[best.kind]})" if best and best.kind else ""
    yield f"{sentence.match.value.upper()}{kind}: {sanitize(sentence.text)}"
    if best and best.differences:
        yield from (f"  {line}" for line in compared_lines(sentence.text, best))
    if sentence.boilerplate:
        yield f"  a formula: {sentence.located.total} reports have it"
    elif sentence.match is not TextMatch.ABSENT:
        more = f" and {sentence.located.total - 1} others" if sentence.located.total > 1 else ""
        first = sentence.located.earliest or best
        yield f"  first  {carrier_line(first)}{more}" if first else ""


def _carrier(carrier: TextCarrier) -> str:
    report = carrier.report
    facts = (str(report.date or "no date"), report.source, report.title, report.id)
    return f"{carrier.share:>4.0%}  " + "  ".join(filter(None, map(sanitize, facts)))
