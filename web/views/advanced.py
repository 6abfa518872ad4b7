"""The advanced form, which writes the query line and reads it back as a sentence."""

import flask
from flask.typing import ResponseReturnValue

from index.fields import FORM_NAMES
from search.query.advanced_form import FORM_FIELDS, AdvancedQuery, read_fields, read_line
from search.query.interpret import as_read
from web.context import current_request, links
from web.errors import A_QUERY, BadParameterError
from web.language import gettext, language
from web.rendering import render
from web.request_codec import MAX_QUERY_CHARS
from web.view import View

advanced_pages = View("advanced", __name__)


@advanced_pages.get("/advanced")
def advanced() -> ResponseReturnValue:
    """The form; with `go` the search it describes."""
    request = current_request()
    wanted = _wanted()
    if wanted is None:
        wanted = read_line(as_read(request).text)
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
        fields=[(name, _label(name), wanted.text_of(name), _written(name)) for name in FORM_FIELDS],
        rest=wanted.rest,
        clauses=clauses(read_line(line)),
    )


def _wanted() -> AdvancedQuery | None:
    """The fields of the address; None if it has none of them."""
    args = flask.request.args
    return read_fields(args) if any(args.get(name) for name in (*FORM_FIELDS, "rest")) else None


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
            (either if name in FORM_NAMES.values() else comma).join(
                f"“{word.strip('“”')}”" for word in words
            )
        )
        for name in FORM_FIELDS
        for words in [getattr(asked, name)]
        if words
    ]
    return rows + ([gettext("match {}").format(asked.rest)] if asked.rest else [])
