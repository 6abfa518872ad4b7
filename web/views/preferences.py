"""A reader's preferences: the language of the interface and light or dark, kept in two cookies.

A link to this page sets one of them and leads back to where it was followed. Neither cookie says
who the reader is, and no other link carries the language.
"""

import re

import flask
from flask.typing import ResponseReturnValue

from web.errors import ONE_OF, BadParameterError
from web.language import LANGUAGE_COOKIE, LANGUAGES
from web.theme import THEME_COOKIE, THEMES
from web.view import View

preferences = View("preferences", __name__)

COOKIE_SECONDS = 365 * 24 * 3600
_LOCAL = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""A path on this site: //host and /\\host lead elsewhere, and browsers drop control characters."""


@preferences.get("/prefer")
def prefer() -> ResponseReturnValue:
    """Set the language or the theme, and go back to `to`, an address on this site."""
    args = flask.request.args
    to = args.get("to", "/")
    response = flask.redirect(to if _LOCAL.fullmatch(to) else "/", 303)
    for name, cookie, values in (
        ("lang", LANGUAGE_COOKIE, LANGUAGES),
        ("theme", THEME_COOKIE, THEMES),
    ):
        if name in args:
            if args[name] not in values:
                raise BadParameterError(name, ONE_OF, ", ".join(values))
            response.set_cookie(
                cookie, args[name], max_age=COOKIE_SECONDS, httponly=True, samesite="Lax"
            )
    return response
