"""The reader of a request: the name that the proxy gives, or one nameless reader for all."""

import logging
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import DeskError
from web.desk.records import line_of
from web.desk.store import Desk

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

READER = "baogao.reader"
"""Key of the WSGI environment: the reader's name, "" for the shared desk."""
PEER = "baogao.peer"
"""Key of the WSGI environment: the address that is connected, be it a proxy's or the client's."""
MAX_READER_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPlan:
    """Where the desk is, and who may name its readers.

    `header` is believed from `proxy` alone; without a header all readers share one desk. `secret`
    signs forms until the file, which keeps it, is made; all processes have the same one.
    """

    path: Path
    header: str = ""
    proxy: str = ""
    secret: str = field(default_factory=lambda: secrets.token_hex(32))

    def desk(self) -> Desk:
        """The store of this desk."""
        return Desk(self.path, self.secret)

    def prepare(self) -> None:
        """Make the file before the server begins; a warning says why it can only be read."""
        try:
            self.desk().create()
        except (DeskError, OSError) as error:
            logging.getLogger("baogao").warning("Collections cannot be changed: %s", error)

    def reader(self, environ: "WSGIEnvironment") -> str:
        """The reader of a request."""
        if READER in environ:
            return str(environ[READER])
        name = environ.get("HTTP_" + self.header.upper().replace("-", "_"), "")
        known = self.proxy and self.proxy in ("*", environ.get(PEER))
        if not self.header or not known:
            return ""
        text = name.encode("latin-1", "replace").decode("utf-8", "replace")
        return line_of(text, MAX_READER_CHARS)


class NamingReader:
    """WSGI middleware: notes the reader, so that a helper process can be told."""

    def __init__(self, app: "WSGIApplication", plan: DeskPlan) -> None:
        self._app = app
        self._plan = plan

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        """Pass the request on."""
        environ[READER] = self._plan.reader(environ)
        return self._app(environ, start_response)


def noting_peer(app: "WSGIApplication") -> "WSGIApplication":
    """Middleware around Waitress' own, which replaces the peer's address by what a proxy says."""

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Any:
        environ[PEER] = environ.get("REMOTE_ADDR", "")
        return app(environ, start_response)

    return application
