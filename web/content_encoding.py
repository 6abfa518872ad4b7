"""Answers in gzip, for clients that accept it."""

import gzip

import flask

MIN_GZIP_BYTES = 1024
"""Responses of at least this many bytes are compressed."""
FAST_GZIP_BYTES = 1 << 18
"""Responses of at least this many bytes are compressed at a faster level. They are repetitive: each
link of the page repeats a long query."""


def accepts_gzip() -> bool:
    """Whether the client takes gzip: `gzip;q=0` refuses it, `*` accepts it."""
    return flask.request.accept_encodings.quality("gzip") > 0


def compressed(response: flask.Response) -> flask.Response:
    """The response in gzip if it is large enough; a streamed response is left as it is.

    Flask-Compress would save these lines, and bring two packages. Measured on a page of 27 kB:
    brotli makes it 5 % smaller in 1.4 times the time.
    """
    if response.is_streamed or "Content-Encoding" in response.headers:
        return response
    data = response.get_data()
    if len(data) < MIN_GZIP_BYTES:
        return response
    response.vary.add("Accept-Encoding")
    if accepts_gzip():
        level = 5 if len(data) < FAST_GZIP_BYTES else 1
        response.set_data(gzip.compress(data, compresslevel=level))
        response.headers["Content-Encoding"] = "gzip"
    return response
