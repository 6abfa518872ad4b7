"""The reader of a request: the name that the proxy gives, or one nameless reader for all."""

import hashlib
import logging
import re
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
_KEPT_CHARS = 160
"""Characters of a name that stand before its digest."""
_DIGEST_BYTES = 10
_MARKED = re.compile(r"~[0-9a-f]{20}")


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
        return reader_named(name.encode("latin-1", "replace").strip(b" \t"))


def reader_named(name: bytes) -> str:
    """The reader that a header names: as it stands, if every byte of it is kept.

    Of any other name (in GB 18030, too long, with control characters) a digest is part, or two
    readers would share a desk. So it is of a name that looks like one with a digest.
    """
    known = line_of(name.decode("utf-8", "replace"), MAX_READER_CHARS)
    if known.encode() == name and not _MARKED.fullmatch(known[-2 * _DIGEST_BYTES - 1 :]):
        return known
    digest = hashlib.blake2b(name, digest_size=_DIGEST_BYTES).hexdigest()
    return f"{known[:_KEPT_CHARS].rstrip()}~{digest}"


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
