"""The advanced form, which writes the query line and reads it back as a sentence."""

import flask
from flask.typing import ResponseReturnValue

from index.fields import FORM_NAMES
from search.query.advanced_form import AdvancedQuery, phrases_of, read_line, words_of
from web.context import current_request, links
from web.errors import A_QUERY, BadParameterError
from web.language import gettext, language
from web.rendering import render
from web.request_codec import MAX_QUERY_CHARS
from web.view import View

advanced_pages = View("advanced", __name__)

FORM_FIELDS = ("all", "phrases", "any_of", "sentence", "title", "sources", "authors", "none")

WHOLE_FIELDS = frozenset(("phrases", *FORM_NAMES.values()))
"""Fields whose text is one phrase or name, unless its parts are in quotes."""


@advanced_pages.get("/advanced")
def advanced() -> ResponseReturnValue:
    """The form; with `go` the search it describes."""
    request = current_request()
    wanted = _wanted()
    if wanted is None:
        wanted = read_line(request.text)
    line = wanted.line(chinese=language() != "en")
    if len(line) > MAX_QUERY_CHARS:
        raise BadParameterError("all", A_QUERY, str(MAX_QUERY_CHARS))
    page_links = links(request)
    if "go" in flask.request.args:
        return flask.redirect(page_links.instead(line), 303)
    return render(
        "advanced.html",
        page_links,
        line=line,
        fields=[(name, _label(name), _text(wanted, name), _written(name)) for name in FORM_FIELDS],
        rest=wanted.rest,
        clauses=clauses(read_line(line)),
    )


def _wanted() -> AdvancedQuery | None:
    """The fields of the address; None if it has none of them."""
    args = flask.request.args
    if not any(args.get(name) for name in (*FORM_FIELDS, "rest")):
        return None
    words = {
        name: (phrases_of if name in WHOLE_FIELDS else words_of)(args.get(name, ""))
        for name in FORM_FIELDS
    }
    return AdvancedQuery(**words, rest=args.get("rest", "").strip())


def _text(wanted: AdvancedQuery, name: str) -> str:
    """The words of a field as the reader wrote them; a phrase of several words is in quotes."""
    words: tuple[str, ...] = getattr(wanted, name)
    if name in WHOLE_FIELDS and len(words) == 1:
        return words[0]
    return " ".join(f"“{word}”" if " " in word or name in WHOLE_FIELDS else word for word in words)


def _written(name: str) -> str:
    """An example of the field in the query line, in the reader's language."""
    chinese = language() != "en"
    words = ("农村", "物流") if chinese else ("rural", "logistics")
    phrase = ("".join(words) if chinese else " ".join(words),)
    example = {name: phrase if name == "phrases" else words}
    return AdvancedQuery(**example, rest="").line(chinese=chinese)


def _label(name: str) -> str:
    return {
        "all": gettext("All of these words"),
        "phrases": gettext("Exactly this phrase"),
        "any_of": gettext("At least one of these words"),
        "sentence": gettext("All of these words in one sentence"),
        "title": gettext("These words in the title"),
        "sources": gettext("From this source"),
        "authors": gettext("By this author"),
        "none": gettext("None of these words"),
    }[name]


def clauses(asked: AdvancedQuery) -> list[str]:
    """The meaning of a query line, as the clauses of a sentence."""
    values = {
        "all": gettext("contain all of {}"),
        "phrases": gettext("contain exactly {}"),
        "any_of": gettext("contain at least one of {}"),
        "sentence": gettext("contain in one sentence {}"),
        "title": gettext("have in their title {}"),
        "sources": gettext("come from {}"),
        "authors": gettext("are written by {}"),
        "none": gettext("contain none of {}"),
    }
    comma, either = gettext(", "), gettext(" or ")
    rows = [
        values[name].format(
            (either if name in FORM_NAMES.values() else comma).join(f"“{word}”" for word in words)
        )
        for name in FORM_FIELDS
        for words in [getattr(asked, name)]
        if words
    ]
    return rows + ([gettext("match {}").format(asked.rest)] if asked.rest else [])
