"""Light or dark: as the reader chose, else as the browser asks for."""

import flask

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


def theme() -> str:
    """The theme of this request, one of THEMES."""
    chosen = flask.request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else "auto"
