"""The protocol over HTTP: for programs of this machine that know the token, and for nobody else.

Each request is checked before anything of the protocol sees it: the Host and Origin headers, so
that no page in a browser reaches the tools under a name of its own, then the token.
"""

import hmac
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from mcp.server.lowlevel import Server
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

ENDPOINT = "/mcp"
MAX_BODY_BYTES = 512 << 10
"""Bytes of one message: a text of 20,000 characters, all of them escaped, and its envelope."""
MAX_SESSIONS = 1_000
"""Sessions that are open at once: clients that crash leave theirs behind for SESSION_SECONDS."""
SESSION_SECONDS = 1800.0
"""Seconds after which a session without a request ends."""
_REFUSALS = {
    401: "A token is needed: send the header “Authorization: Bearer TOKEN” with the token that "
    "baogao mcp was started with.\n",
    403: "This server answers no pages of other sites.\n",
    404: f"There is only {ENDPOINT} here.\n",
    421: "This server answers to localhost and its address only.\n",
}


def http_app(server: Server[Any], token: str) -> ASGIApp:
    """The ASGI application of a server for those who send `token`."""
    inner = server.streamable_http_app(
        streamable_http_path=ENDPOINT,
        max_request_body_size=MAX_BODY_BYTES,
        session_idle_timeout=SESSION_SECONDS,
        max_sessions=MAX_SESSIONS,
    )
    return TokenGate(inner, token)


class TokenGate:
    """An ASGI application that passes on requests of programs that know the token."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with a sentence."""
        status = self._refusal(scope) if scope["type"] == "http" else 0
        if not status:
            await self._app(scope, receive, send)
            return
        headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
        headers |= {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        refused = PlainTextResponse(_REFUSALS[status], status, headers)
        await refused(scope, receive, send)

    def _refusal(self, scope: Scope) -> int:
        """The status with which a request is refused; 0 if it is not."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not _is_loopback(f"//{hosts[0]}"):
            return 421
        if not all(map(_is_loopback, origins)):
            return 403
        if not self._knows_token(headers.getlist("authorization")):
            return 401
        return 0 if scope["path"] == ENDPOINT else 404

    def _knows_token(self, sent: list[str]) -> bool:
        """Whether the one Authorization header has the token; the comparison takes equal time."""
        scheme, _, given = (sent[0] if len(sent) == 1 else "").partition(" ")
        known = hmac.compare_digest(given.strip().encode("utf-8", "replace"), self._token)
        return known and scheme.lower() == "bearer"


def _is_loopback(address: str) -> bool:
    """Whether an address names this machine: localhost, 127.0.0.0/8 or ::1."""
    try:
        name = urlsplit(address).hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
