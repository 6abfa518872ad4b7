"""Security: response headers, and the host names the server accepts.

An IP address or localhost is always accepted. DNS rebinding needs a host name of the attacker, so
only names must be checked.
"""

import ipaddress
import re

import flask

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guard(response: flask.Response) -> flask.Response:
    """The response with every header of HEADERS."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def same_site(request: flask.Request) -> bool:
    """Whether a request that changes something may come from a page of ours.

    Our pages send no referrer, so a browser may say `Origin: null` for them; what it leaves open, a
    form's token decides.
    """
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return False
    scheme, mark, host = request.headers.get("Origin", "null").lower().partition("://")
    return scheme == "null" if not mark else host == request.host.lower()


_HOST = re.compile(r"(?:\[(?P<address>[\da-f:.]+)\]|(?P<name>[\w.-]+))(?::\d{0,5})?")
"""The two forms of a Host header: an IPv6 address in brackets, or a name; both with a port."""


def known_host(host: str, names: frozenset[str]) -> bool:
    """Whether the server accepts a Host header; `names` are in lower case.

    Feeds repeat the header in their addresses, so nothing may stand beside name and port.
    """
    form = _HOST.fullmatch(host.strip().lower())
    if form is None:
        return False
    name = (form["address"] or form["name"]).rstrip(".")
    return name in names or name == "localhost" or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
