"""`baogao explain`: how a text is tokenised into words and grams, and parsed as a query."""

import contextlib
import datetime

import click

from index import settings
from index.errors import IndexMissingError
from index.operations.opening import open_index
from index.system.console import typed_text
from index.system.sanitize import sanitize
from index.text.analysis import Analyzer, Token, grams
from index.text.fold import IGNORED, fold
from search import json_output
from search.commands.search import meaning_lines
from search.messages import note_message
from search.page import Meaning, Piece
from search.query.interpret import CompiledQuery, interpret
from search.request import Request
from search.views.meaning import like_text


@click.command("explain")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--index", "where", help="Where the index is: a folder or an http(s) URL.")
def explain_command(*, text: str, as_json: bool, where: str | None) -> None:
    """Show how TEXT is cut, as a report's text and as a query. Exit code 0."""
    text = typed_text(text)
    current = settings.current_settings()
    words, exact = Analyzer(current.dictionary).words(text), grams(text)
    compiled = _compiled(text, where or current.index, current)
    if as_json:
        cut = {"folded": fold(text), "words": _shown(words), "grams": _shown(exact)}
        facts = cut | _facts(compiled)
        if compiled is not None:
            facts["meaning"] = json_output.meaning_json(_near(text, where or current.index))
        click.echo(json_output.dumps(facts, indent=2))
        return
    click.echo(f"Folded: {sanitize(fold(text).replace(IGNORED, ''))}")
    click.echo("Words: " + " | ".join(sanitize(token.text) for token in words))
    click.echo("Grams: " + " | ".join(sanitize(token.text) for token in exact))
    if compiled is None:
        click.echo("As a query: there is no index yet; build one with: baogao index FOLDER")
        return
    click.echo("As a query:")
    for piece in compiled.pieces:
        click.echo(f"  {piece.start}-{piece.end}  {_read_as(piece)}")
    for note in compiled.notes:
        click.echo(f"  {sanitize(note_message(note))}")
    for line in meaning_lines(_near(text, where or current.index)):
        click.echo(line)


def _read_as(piece: Piece) -> str:
    """A piece as it is read, with the operator before it and the brackets of its group."""
    operator = f"{piece.operator} " if piece.operator else ""
    field = f" in {piece.field}" if piece.field else ""
    opens, closes = "(" * piece.opens, ")" * piece.closes
    return f"{operator}{opens}{piece.kind}{field}: {sanitize(piece.text)}{closes}"


def _near(text: str, where: str) -> Meaning:
    """The nearest passages in meaning; nothing if the index has no vectors."""
    with contextlib.closing(open_index(where)) as index:
        return like_text(index, text) if index.about().meaning else Meaning()


def _shown(tokens: list[Token]) -> list[dict[str, object]]:
    return [token._asdict() for token in tokens]


def _compiled(text: str, where: str, current: settings.Settings) -> CompiledQuery | None:
    """The text compiled as a query; None without an index."""
    today = datetime.date.today()  # noqa: DTZ011 - relative dates mean the user's own day
    try:
        index = open_index(where)
    except IndexMissingError:
        return None
    try:
        return interpret(Request(text=text, today=today, settings=current), index)
    finally:
        index.close()


def _facts(compiled: CompiledQuery | None) -> dict[str, object]:
    if compiled is None:
        return {}
    pieces = [json_output.piece_json(piece) for piece in compiled.pieces]
    return {"pieces": pieces, "query": repr(compiled.query)}
