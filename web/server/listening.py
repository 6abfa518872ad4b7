"""The socket that a server listens on."""

import errno
import socket

from web.errors import ServeError

MAX_PORT, DEFAULT_PORT = 65535, 8000
_AN_ADDRESS = "Give --host an address of this machine: 127.0.0.1, or 0.0.0.0 for all it has."


def listening_socket(host: str, port: int, command: str) -> socket.socket:
    """A listening socket; ServeError says why there is none, and how to start `command` instead."""
    try:
        return _listening(host, port)
    except UnicodeError:  # a name that no DNS can have: a part is empty or too long
        raise ServeError(
            f"Cannot listen on {host}: no host has such a name. {_AN_ADDRESS}"
        ) from None
    except OSError as error:
        reason = error.strerror or error
        advice = _advice(error, port, command)
        raise ServeError(f"Cannot listen on {host} port {port}: {reason}. {advice}") from error


def _listening(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


def _advice(error: OSError, port: int, command: str) -> str:
    """Advice on an error: choose another address if that is the cause, else another port."""
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return _AN_ADDRESS
    other = port + 1 if error.errno != errno.EACCES and port < MAX_PORT else DEFAULT_PORT
    return f"Choose another port with: {command} --port {other}"
