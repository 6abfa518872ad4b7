"""The language of the interface: from the address, else as chosen before, else as the browser asks.

Catalogues are compiled in memory at first use (about 10 ms each), so no compiled file can be stale.
"""

import io
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import flask
import flask_babel
import werkzeug
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup

CATALOGUES = Path(__file__).parent / "translations"
LANGUAGES = {"zh": "简体中文", "zh-Hant": "繁體中文", "en": "English"}
"""The values of `?lang=`, each with the name of the language in itself."""
LANGUAGE_COOKIE = "lang"
_LOCALES = {"zh": "zh_Hans", "zh-Hant": "zh_Hant", "en": "en"}
_TRADITIONAL = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


class Catalogues(flask_babel.Domain):  # type: ignore[misc]  # Flask-Babel is untyped
    """Flask-Babel's domain, read directly from the .po files."""

    def get_translations(self) -> NullTranslations:
        """The messages of the language of this request."""
        return catalogue(locale())


class Babel(flask_babel.Babel):  # type: ignore[misc]  # Flask-Babel is untyped
    """Flask-Babel with our catalogues."""

    domain_instance = Catalogues()


@lru_cache(maxsize=len(_LOCALES))
def catalogue(locale: str) -> NullTranslations:
    """The compiled messages of a locale; the message ids are English."""
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return Translations(compiled)


def language() -> str:
    """The language of this request, as a key of LANGUAGES."""
    return language_of(flask.request)


def language_of(request: werkzeug.Request) -> str:
    """The language of a request: from its address, its cookie, its browser, else English."""
    named = request.args.get("lang", ""), request.cookies.get(LANGUAGE_COOKIE, "")
    wished = (_known(wish) for wish in (*named, *request.accept_languages.values()))
    return next(filter(None, wished), "en")


def gettext_for(request: werkzeug.Request, message: str) -> str:
    """A message in the language of a request, outside of a Flask request context."""
    return catalogue(_LOCALES[language_of(request)]).gettext(message)


def locale() -> str:
    """The locale of this request, as Babel names it."""
    known: str | None = flask.g.get("locale")
    if known is None:
        known = flask.g.locale = _LOCALES[language()]
    return known


def _known(tag: str) -> str:
    """The key of LANGUAGES for a language tag; empty for an unsupported language."""
    tag = tag.lower().replace("_", "-")
    if tag.startswith(_TRADITIONAL):
        return "zh-Hant"
    return next((key for key in ("zh", "en") if tag == key or tag.startswith(f"{key}-")), "")


@lru_cache(maxsize=4096)
def _marked(locale: str, message: str) -> Markup:
    """A message in a language as markup: its translations are our own, so they are safe."""
    return Markup(catalogue(locale).gettext(message))  # noqa: S704 - see above


@lru_cache(maxsize=4096)
def _whole(locale: str, message: str) -> Markup:
    """A message without values."""
    return _marked(locale, message) % {}


def translate(message: str, /, **values: object) -> Markup:
    """A message for a template, its values escaped; five times as fast as Jinja's own."""
    return _translated(locale(), message, values)


def translator() -> Callable[..., Markup]:
    """`translate` for one page, which has a hundred messages: its language is looked up once."""
    known = locale()
    return lambda message, /, **values: _translated(known, message, values)


def _translated(locale: str, message: str, values: dict[str, object]) -> Markup:
    return _marked(locale, message) % values if values else _whole(locale, message)


def ngettext(singular: str, many: str, number: int, /, **values: object) -> Markup:
    """A message with singular and plural for a template, its values escaped."""
    text = catalogue(locale()).ngettext(singular, many, number)
    return Markup(text) % values  # noqa: S704 - as above


def gettext(message: str, **values: str) -> str:
    """A message in the language of this request; it takes its values as %(name)s."""
    text = catalogue(locale()).gettext(message)
    return text % values if values else text
