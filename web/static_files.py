"""The static files of the site, read once at start.

A request only looks up its name in this table, so no address can reach another file, and memory
does not grow with requests.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import flask
from flask.typing import ResponseReturnValue

from web.content_encoding import accepts_gzip
from web.view import View

FOLDER = Path(__file__).parent / "static"
CACHE_SECONDS = 365 * 24 * 3600

assets = View("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file: its bytes, the same in gzip, its media type, and a digest of its content."""

    data: bytes
    packed: bytes
    kind: str
    digest: str


def _read(folder: Path) -> Iterator[tuple[str, Asset]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            data = _SHORTENED.get(path.suffix, bytes)(data)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            digest = hashlib.blake2b(data, digest_size=6).hexdigest()
            yield (
                path.relative_to(folder).as_posix(),
                Asset(data, gzip.compress(data), kind, digest),
            )


def _without_comments(style: bytes) -> bytes:
    """A style sheet without its comments and indents, which every first visit would load."""
    first, *others = style.split(b"/*")
    rules = first + b"".join(part.partition(b"*/")[2] for part in others)
    return b"\n".join(line.strip() for line in rules.splitlines() if line.strip())


def _without_comment_lines(script: bytes) -> bytes:
    """A script without the lines that are comments, and without indents."""
    lines = (line.strip() for line in script.splitlines())
    return b"\n".join(line for line in lines if line and not line.startswith(b"//"))


_SHORTENED = {".css": _without_comments, ".js": _without_comment_lines}

ASSETS: Mapping[str, Asset] = MappingProxyType(dict(_read(FOLDER)))
"""Every static file by its name in an address."""


def asset_url(name: str) -> str:
    """The address of a static file; it changes with the file, so that browsers may keep it."""
    return f"/static/{name}?v={ASSETS[name].digest}"


@assets.get("/static/<path:name>")
def static(name: str) -> ResponseReturnValue:
    """A static file; cacheable for a year if the address has the digest of its content."""
    asset = ASSETS.get(name)
    if asset is None:
        flask.abort(404)
    packed = accepts_gzip()
    response = flask.Response(asset.packed if packed else asset.data, content_type=asset.kind)
    if asset.kind.startswith("text/"):
        response.headers["Content-Type"] = f"{asset.kind}; charset=utf-8"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.set_etag(asset.digest, weak=True)
    if flask.request.args.get("v") == asset.digest:
        response.headers["Cache-Control"] = f"public, max-age={CACHE_SECONDS}, immutable"
    return response.make_conditional(flask.request)
