"""Runs the server of the protocol until its client leaves (stdio) or a signal comes (HTTP)."""

import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable
from types import FrameType

import anyio
import click
import uvicorn
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage

from web.errors import ServeError
from web.server.listening import listening_socket
from web.server.mcp_answering import ToolRunner
from web.server.mcp_connections import PunctualProtocol
from web.server.mcp_http_app import ENDPOINT, http_app
from web.server.mcp_open_requests import OpenRequests
from web.server.mcp_protocol import mcp_server

HOST = "127.0.0.1"
"""Never another one: the tools have a token, but no encryption."""
_STOP_SECONDS = 5
_MAX_HEADER_BYTES = 16 << 10


def serve_stdio(runner: ToolRunner, threads: int) -> None:
    """Serve the one client at stdin and stdout until it closes one of them."""
    if sys.stdin is None or sys.stdout is None:  # closed by whoever started this
        raise ServeError(
            "stdin or stdout is closed, so no client can speak here. Let the client start baogao "
            "mcp, or listen with: baogao mcp --http"
        )
    server = mcp_server(runner, threads)

    async def serve() -> None:
        asking, asked = anyio.create_memory_object_stream[SessionMessage | Exception]()
        answering, answers = anyio.create_memory_object_stream[SessionMessage]()
        async with stdio_server() as (reading, writing), anyio.create_task_group() as group:
            requests = OpenRequests(writing)
            group.start_soon(requests.ask, reading, asking)
            group.start_soon(requests.answer, answers)
            await server.run(asked, answering, server.create_initialization_options())

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    with contextlib.suppress(_ClientGoneError):
        anyio.run(_until_gone, serve)


class _ClientGoneError(Exception):
    """The client reads no more."""


async def _until_gone(serve: Callable[[], Awaitable[None]]) -> None:
    """Serve; _ClientGoneError if the client closed its end while an answer was written.

    Any other error of writing, as of a full disk, is raised by itself, not in a group.
    """
    try:
        await serve()
    except ExceptionGroup as errors:
        group: ExceptionGroup[OSError] | OSError | None = errors.subgroup(OSError)
        while isinstance(group, ExceptionGroup):
            group = group.exceptions[0]
        if group is None:
            raise
        if isinstance(group, ConnectionError):
            raise _ClientGoneError from None
        raise group from None


def _end(number: int, frame: FrameType | None) -> None:
    """End at once: a thread may wait for stdin for ever, and nothing is written that could tear."""
    del frame
    sys.stderr.flush()
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def serve_http(runner: ToolRunner, threads: int, port: int, token: str) -> None:
    """Serve programs of this machine that send the token, until SIGTERM or Ctrl-C."""
    listening = listening_socket(HOST, port, "baogao mcp --http")
    config = uvicorn.Config(
        http_app(mcp_server(runner, threads), token),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        http=PunctualProtocol,
        h11_max_incomplete_event_size=_MAX_HEADER_BYTES,
        timeout_graceful_shutdown=_STOP_SECONDS,
    )
    click.echo(f"http://{HOST}:{listening.getsockname()[1]}{ENDPOINT}  (Ctrl-C stops)", err=True)
    uvicorn.Server(config).run(sockets=[listening])
