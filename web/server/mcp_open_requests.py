"""The requests of the client at stdio that wait for their answers: none is dropped at the end.

A client may close its end as soon as it has asked, as a pipe of a shell does.
"""

import contextlib
import json

import anyio
from anyio.abc import ObjectReceiveStream, ObjectSendStream
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCNotification,
    JSONRPCRequest,
    JSONRPCResponse,
    RequestId,
)
from pydantic import ValidationError

_LAST_SECONDS = 60
"""How long the last answers may take once the client has closed its end."""


class OpenRequests:
    """Stands between a transport and a server, and knows what is asked and not answered yet."""

    def __init__(self, writing: ObjectSendStream[SessionMessage]) -> None:
        self._writing = writing
        self._ids: set[RequestId] = set()
        self._answered = anyio.Event()

    async def ask(
        self,
        reading: ObjectReceiveStream[SessionMessage | Exception],
        server: ObjectSendStream[SessionMessage | Exception],
    ) -> None:
        """Hand every message on; at the end of input wait for the answers, then end the server.

        What is no message is answered as JSON-RPC has it: its sender may wait for an answer.
        """
        async with server:
            async for message in reading:
                if isinstance(message, SessionMessage):
                    self._note(message)
                    await server.send(message)
                elif refusal := _refusal(message):
                    await self._writing.send(SessionMessage(refusal))
            with anyio.move_on_after(_LAST_SECONDS):
                while self._ids:
                    self._answered = anyio.Event()
                    await self._answered.wait()

    async def answer(self, server: ObjectReceiveStream[SessionMessage]) -> None:
        """Hand every answer on."""
        async with self._writing:
            async for message in server:
                await self._writing.send(message)
                if isinstance(message.message, JSONRPCResponse | JSONRPCError):
                    self._close(message.message.id)

    def _note(self, sent: SessionMessage) -> None:
        message = sent.message
        if isinstance(message, JSONRPCRequest):
            self._ids.add(message.id)
        elif isinstance(message, JSONRPCNotification) and message.method.endswith("/cancelled"):
            self._close((message.params or {}).get("requestId"))

    def _close(self, name: object) -> None:
        if isinstance(name, int | str):
            self._ids.discard(name)
        self._answered.set()


def _refusal(error: Exception) -> JSONRPCError | None:
    """The answer to a line that is no message; None for an empty line."""
    first = error.errors()[0] if isinstance(error, ValidationError) else None
    if first is None or first["type"] != "json_invalid":
        return _error(None, INVALID_REQUEST, "This is no message of JSON-RPC 2.0.")
    line = str(first["input"])
    return _error(_id_of(line), PARSE_ERROR, "This line is not JSON.") if line.strip() else None


def _error(name: RequestId | None, code: int, message: str) -> JSONRPCError:
    return JSONRPCError(jsonrpc="2.0", id=name, error=ErrorData(code=code, message=message))


def _id_of(line: str) -> RequestId | None:
    """The id in a line that is JSON but for halves of characters."""
    with contextlib.suppress(ValueError, RecursionError):
        value = json.loads(line)
        name = value.get("id") if isinstance(value, dict) else None
        if type(name) is int or (isinstance(name, str) and name.isascii()):
            return name
    return None
