"""What guards every answer: headers, and which host names the server answers to.

A host that is an IP address or localhost is always answered: a page of another site can only
reach us under a name of its own (DNS rebinding), so only names have to be known.
"""

import ipaddress

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


def known_host(host: str, names: frozenset[str]) -> bool:
    """Whether a Host header is one the server answers to; `names` are in lower case."""
    name = _without_port(host.strip().lower()).rstrip(".")
    return name in names or name == "localhost" or name.endswith(".localhost") or _is_address(name)


def _without_port(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.rpartition(":")[0] if host.count(":") == 1 else host


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
