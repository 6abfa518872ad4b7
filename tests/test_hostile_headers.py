"""Headers that a client makes up: none costs more time than it is long, before any limit counts."""

import time

import pytest
from waitress.adjustments import Adjustments

from web.server.header_limits import LIST_HEADERS, MAX_BLANKS, MAX_LIST_CHARS, has_many_blanks
from web.server.request_parser import Parser

LINE = b"GET /help HTTP/1.1\r\nHost: localhost\r\n"
LONG = 60_000
SHAPES = {
    "blanks before a value": b"A:" + b" " * LONG + b"b",
    "blanks before a sign that may not stand there": b"A:" + b" " * LONG + b"\x00",
    "tabs": b"A:" + b"\t" * LONG + b"b",
    "both in turn": b"A:" + b" \t" * (LONG // 2) + b"b",
    "folded lines": b"A:" + b"\r\n " * (LONG // 3) + b"b",
    "blanks inside a value": b"A: b" + b" " * LONG + b"c\x00",
    "blanks behind a value": b"A: b" + b" " * LONG,
    "runs as long as they may be": b"A:" + (b" " * MAX_BLANKS + b"b") * (LONG // 101) + b"\x00",
    "headers with such runs": (
        b"A:" + b" " * (MAX_BLANKS - 1) + b"\x00\r\nB: c\r\n" * (LONG // 110)
    ),
    "letters and blanks in turn": b"A: " + b"b " * (LONG // 2) + b"\x00",
    "one long name": b"A" * LONG,
    "one long value": b"A: " + b"b" * LONG + b"\x00",
    "colons": b"A" + b":" * LONG,
    "one header again and again": b"\r\n".join([b"A: b"] * (LONG // 6)),
    "headers of their own": b"\r\n".join(b"A%d: b" % at for at in range(LONG // 9)),
    "a list of languages": b"Accept-Language: " + b"a," * (LONG // 2),
}


def parsed(head):
    parser = Parser(Adjustments(max_request_header_size=64 << 10))
    parser.received(LINE + head + b"\r\n\r\n")
    return parser


@pytest.mark.parametrize("name", SHAPES)
def test_headers_take_no_longer_to_read_than_they_are_long(name):
    started = time.thread_time()
    assert parsed(SHAPES[name]).completed

    assert time.thread_time() - started < 0.3


VERSIONS = {
    "1.0": (b"HTTP/1.0", b"", False),
    "1.0 in chunks": (b"HTTP/1.0", b"Transfer-Encoding: chunked\r\n", True),
    "1.1 in chunks": (b"HTTP/1.1", b"Transfer-Encoding: chunked\r\n", False),
    "1.2": (b"HTTP/1.2", b"", True),
    "2.0 in chunks": (b"HTTP/2.0", b"Transfer-Encoding: chunked\r\n", True),
    "no version": (b"", b"", True),
}


@pytest.mark.parametrize("name", VERSIONS)
def test_a_body_whose_end_is_not_understood_is_never_a_second_request(name):
    version, more, refused = VERSIONS[name]
    parser = Parser(Adjustments())
    parser.received(b"POST /batch " + version + b"\r\nHost: localhost\r\n" + more + b"\r\n")

    assert (parser.error is not None) is refused


EXPECTING = {
    "a body": (b"Content-Length: 5\r\n", True),
    "a body in chunks": (b"Transfer-Encoding: chunked\r\n", True),
    "an empty body": (b"Content-Length: 0\r\n", False),
    "no body": (b"", False),
    "a body too long": (b"Content-Length: 5000\r\n", False),
    "a length that is none": (b"Content-Length: 5x\r\n", False),
}


@pytest.mark.parametrize("name", EXPECTING)
def test_a_client_that_asks_first_is_told_to_go_on_only_where_more_is_to_come(name):
    """Waitress waited a minute for what does not come, and for what it had refused."""
    header, more = EXPECTING[name]
    parser = Parser(Adjustments(max_request_body_size=1_000))
    parser.received(
        b"POST /batch HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + header + b"\r\n"
    )

    assert (parser.expect_continue, parser.completed) == (more, not more)


@pytest.mark.parametrize("header", sorted(LIST_HEADERS))
def test_a_list_that_nobody_needs_so_long_counts_as_not_sent(header):
    name = header.replace("_", "-").title().encode()
    for length, kept in ((MAX_LIST_CHARS, True), (MAX_LIST_CHARS + 1, False)):
        parser = parsed(name + b": " + b"a" * length)

        assert parser.error is None
        assert (header in parser.headers) is kept


BLANKS = {
    "an ordinary request": (LINE + b"Accept: */*\r\n\r\n", False),
    "blanks as many as there may be": (LINE + b"A:" + b" " * MAX_BLANKS + b"b\r\n\r\n", False),
    "one more": (LINE + b"A:" + b" " * (MAX_BLANKS + 1) + b"b\r\n\r\n", True),
    "headers that have not all come": (LINE + b"A:" + b" " * 200, True),
    "a body of blanks": (LINE + b"\r\n" + b" " * 200, False),
    "a body of blanks behind bare line ends": (b"GET / HTTP/1.1\nA: b\n\n" + b" " * 200, False),
    "nothing": (b"", False),
}


@pytest.mark.parametrize("name", BLANKS)
def test_only_headers_are_searched_for_blanks(name):
    received, many = BLANKS[name]

    assert has_many_blanks(received) is many


def test_a_request_with_too_many_blanks_is_refused_with_a_sentence():
    assert "blanks" in parsed(SHAPES["tabs"]).error.body
