"""The socket of a server, and what to do if there is none."""

import socket

import pytest

from web.errors import ServeError
from web.server.listening import listening_socket

COMMAND = "baogao web"
ADDRESSES = {
    "no address": ("999.1.1.1", "--host"),
    "an address of another machine": ("192.0.2.1", "--host"),
    "a name that nobody has": ("nowhere.invalid", "--host"),
    "a name with an empty part": ("a..example", "--host"),
    "a name with a part too long for any": ("a" * 70 + ".example", "--host"),
}


@pytest.mark.parametrize(("host", "advice"), ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_that_cannot_be_used_asks_for_another_address(host, advice):
    with pytest.raises(ServeError, match=advice):
        listening_socket(host, 0, COMMAND)


def test_a_port_in_use_asks_for_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=f"--port {port + 1 if port < 65535 else 8000}"):
            listening_socket("127.0.0.1", port, COMMAND)


def test_a_free_port_is_listened_on():
    with listening_socket("127.0.0.1", 0, COMMAND) as listening:
        assert listening.getsockname()[1]
