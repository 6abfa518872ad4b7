"""Options of `baogao trace` and `baogao verify`: the document, the filters, the index."""

import datetime
import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from index import settings
from index.api import Filter, Index
from index.ingest.decode import binary_content, decode
from index.operations.opening import open_index
from index.system.console import typed_text
from index.system.regular_file import open_regular, read_regular
from index.system.sanitize import sanitize
from search.commands.search import read_date
from search.query.filters import filters_of, ordered_span
from search.request import Chosen, Request
from search.trace.carriers import Carrier

MAX_DOCUMENT_BYTES: Final = 4 << 20
"""A longer document is refused."""
COMMON_OPTIONS = (
    click.option(
        "--from",
        "first",
        metavar="DATE",
        help="Only reports of this date (2023, 2023-02) or later.",
    ),
    click.option("--to", "last", metavar="DATE", help="Only reports of this date or earlier."),
    click.option("--source", "sources", multiple=True, help="Only this source; may be repeated."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON."),
    click.option("--index", "where", help="Where the index is: a folder or an http(s) URL."),
)


def common_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command with COMMON_OPTIONS."""
    for option in reversed(COMMON_OPTIONS):
        command = option(command)
    return command


def read_document(name: str, enough_chars: int | None = None) -> str:
    """The text of a document of any format that can be indexed, or of standard input for "-".

    Plain text is taken as it is, in any encoding. Others are read no further than `enough_chars`;
    if nobody says what is enough, one of more than MAX_DOCUMENT_BYTES code points is refused.
    """
    try:
        if name == "-":
            return _plain_text(name, _standard_input())
        with open_regular(name):
            text = _formatted_text(Path(name), enough_chars)
        return _plain_text(name, read_regular(name, MAX_DOCUMENT_BYTES)) if text is None else text
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.BadParameter(f"{name!r} cannot be read ({reason}).") from error


def _standard_input() -> bytes:
    """The beginning of standard input; OSError if whoever started this has closed it."""
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer.read(MAX_DOCUMENT_BYTES + 1)


def _formatted_text(path: Path, enough_chars: int | None) -> str | None:
    from index.indexing.document import document_text  # noqa: PLC0415 - readers take long to load

    if not path.stat().st_size:
        return None
    if enough_chars is None:
        return document_text(path, MAX_DOCUMENT_BYTES)
    return document_text(path, enough_chars, cuts=True)


def _plain_text(name: str, data: bytes) -> str:
    if len(data) > MAX_DOCUMENT_BYTES:
        raise click.BadParameter(f"the text is longer than {MAX_DOCUMENT_BYTES >> 20} MB.")
    if binary_content(data):
        raise click.BadParameter(f"{name!r} is not a text. Convert it to plain text first.")
    return decode(data).text.replace("\r\n", "\n").replace("\r", "\n")


@contextmanager
def opened_index(where: str | None) -> Iterator[Index]:
    """The index of an option or of the settings; it is closed behind the block."""
    index = open_index(where or settings.current_settings().index)
    try:
        yield index
    finally:
        index.close()


def chosen_filters(
    first: str | None, last: str | None, sources: tuple[str, ...]
) -> tuple[Filter, ...]:
    """The filters of the options."""
    today = datetime.date.today()  # noqa: DTZ011 - relative dates mean the user's own day
    begin, end, _ = ordered_span(read_date(first, today, "--from"), read_date(last, today, "--to"))
    chosen = (("source", Chosen(values=tuple(map(typed_text, sources)))),) if sources else ()
    request = Request(
        text="",
        today=today,
        chosen=chosen,
        first=begin,
        last=end,
        settings=settings.current_settings(),
    )
    return filters_of(request)


def carrier_line(carrier: Carrier) -> str:
    """A carrier on one line."""
    report = carrier.report
    facts = (str(report.date or "no date"), report.source, report.title, report.id)
    return "  ".join(filter(None, map(sanitize, facts)))


def compared_lines(passage: str, carrier: Carrier) -> Iterator[str]:
    """The passage and the text of a carrier, with what differs in brackets."""
    passage_ranges = [(difference.start, difference.end) for difference in carrier.differences]
    base = carrier.start
    theirs = [
        (difference.other_start - base, difference.other_end - base)
        for difference in carrier.differences
    ]
    yield f"- {_marked(passage, passage_ranges)}"
    yield f"+ {_marked(carrier.text, theirs)}"


def _marked(text: str, ranges: list[tuple[int, int]]) -> str:
    parts, done = [], 0
    for start, end in ranges:
        if start < done:
            continue
        parts.append(sanitize(text[done:start]))
        parts.append(click.style(f"[{sanitize(text[start:end])}]", bold=True))
        done = end
    return "".join([*parts, sanitize(text[done:])])
