"""`baogao mcp`: the archive for programs that read, over stdio or over HTTP on this machine."""

import datetime
import os
import secrets
import stat
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click

from index import settings
from index.operations.index_manager import IndexManager
from index.system.console import typed_text
from index.system.number_range import NumberRange
from index.system.regular_file import open_regular
from web.errors import ServeError

TOKEN_VARIABLE = "BAOGAO_MCP_TOKEN"  # noqa: S105 - the name of a variable
MIN_TOKEN_CHARS = 16
"""Characters; a shorter one could be guessed."""
MAX_TOKEN_CHARS = 1_000
_NOT_INSTALLED = (
    "This needs the package mcp, which is not installed. Install it with: make mcp "
    "(or pip install 'baogao[mcp]')"
)


@click.command("mcp")
@click.option("--index", "where", help="Where the index is: a folder or an http(s) URL.")
@click.option("--http", is_flag=True, help="Listen on 127.0.0.1 instead of stdio; needs a token.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True)
@click.option(
    "--token-file", help=f"A file with the token for --http; else {TOKEN_VARIABLE}, else a new one."
)
@click.option("--site", default="", help="The address of `baogao web`, with which links begin.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Calls at once."
)
@click.option(
    "--rate",
    type=NumberRange(0, 100_000),
    default=50.0,
    show_default=True,
    help="Calls a second that one client may make; 0 for any number.",
)
def mcp_command(  # noqa: PLR0913 - click hands every option over by name
    *,
    where: str | None,
    http: bool,
    port: int,
    token_file: str | None,
    site: str,
    threads: int,
    rate: float,
) -> None:
    """Let programs search and read the archive through the Model Context Protocol.

    Eight tools that change nothing, over stdio for the program that starts this one, or with
    --http for programs of this machine that send the token.
    """
    if site and not _is_address(site):
        raise click.BadParameter("Give an address such as https://host.", param_hint="--site")
    token = _token(token_file) if http else ""
    try:
        from web.server import mcp_serving as serving  # noqa: PLC0415 - mcp takes a second and is an extra
    except ModuleNotFoundError as error:
        if (error.name or "").startswith(("web", "search", "index")):
            raise
        raise ServeError(_NOT_INSTALLED) from error
    from web.server.mcp_answering import ToolRunner  # noqa: PLC0415 - as above
    from web.server.rate_limit import Limits, for_threads  # noqa: PLC0415 - as above
    from web.server.registry import COSTS  # noqa: PLC0415 - as above

    manager = IndexManager(where or settings.current_settings().index)
    limits = Limits(for_threads(threads, rate), COSTS)
    runner = ToolRunner(manager, limits, site=typed_text(site), today=_today)
    try:
        if http:
            serving.serve_http(runner, threads, port, token)
        else:
            serving.serve_stdio(runner, threads)
    finally:
        runner.close()


def _is_address(site: str) -> bool:
    """Whether it is an http(s) address with a host."""
    try:
        parts = urlsplit(site)
    except ValueError:  # half an IPv6 address
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _today() -> datetime.date:
    return datetime.date.today()  # noqa: DTZ011 - relative dates mean the user's own day


def _token(path: str | None) -> str:
    """The token of a file, of the environment, or a new one, which is printed to stderr."""
    token = _read_token(path) if path else os.environ.get(TOKEN_VARIABLE, "").strip()
    if not token:
        if path:
            raise ServeError(f"{path}, the file of the token, is empty. Put a token into it.")
        token = secrets.token_urlsafe(32)
        click.echo(f"Token: {token}", err=True)
    if not MIN_TOKEN_CHARS <= len(token) <= MAX_TOKEN_CHARS or not token.isascii():
        raise ServeError(
            f"The token has {len(token)} characters; take {MIN_TOKEN_CHARS} to {MAX_TOKEN_CHARS} "
            "of ASCII, such as those of: openssl rand -hex 32"
        )
    return token


def _read_token(path: str) -> str:
    """The token in a file that only its owner can read."""
    try:
        with open_regular(Path(path)) as file:
            mode = os.fstat(file.fileno()).st_mode
            text = file.read(MAX_TOKEN_CHARS + 100).decode("ascii", "replace")
    except OSError as error:
        why = error.strerror or str(error)
        raise ServeError(f"{path}, the file of the token, cannot be read: {why}.") from error
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ServeError(f"Others can read {path}, the file of the token. Run: chmod 600 {path}")
    return text.strip()
