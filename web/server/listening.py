"""The socket that a server listens on."""

import socket

from web.errors import ServeError


def listening_socket(host: str, port: int, command: str) -> socket.socket:
    """A listening socket; ServeError says why there is none, and how to start `command` instead."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        other = port + 1 if port < 65535 else 8000
        raise ServeError(
            f"Cannot listen on {host} port {port}: {error.strerror or error}. "
            f"Choose another port with: {command} --port {other}"
        ) from error
    return listening
