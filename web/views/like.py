"""Passages like a passage: pasted, or of a report; in both languages, as a page and as JSON."""

from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from index.report import Report
from search import json_output
from search.page import Meaning
from search.views.meaning import MAX_LIKE_CHARS, like_passage, like_text
from web.context import about, current_index, links
from web.json_response import json_response, no_such_report
from web.rendering import render
from web.request_codec import number_of, report_id_in
from web.request_costs import PAGE_SECONDS
from web.view import View

like_views = View("like", __name__, expensive={"/like": PAGE_SECONDS})

MAX_POSITION = 10**9


@dataclass(frozen=True, slots=True)
class LikeAnswer:
    """A text or report, and the passages like it; `report` is None for a text that was pasted.

    `cut` says that only the first MAX_LIKE_CHARS characters of it were compared.
    """

    text: str
    report: Report | None
    meaning: Meaning
    cut: bool = False


@like_views.route("/like", methods=["GET", "POST"])
def like_page() -> ResponseReturnValue:
    """A form for a text, and the passages like the text, or like a report's passage, if given."""
    answer = _requested()
    if answer is None:
        return render("gone.html", links()), 404
    return render(
        "like.html",
        links(),
        answer=answer,
        available=bool(about().meaning),
        most=MAX_LIKE_CHARS,
    )


@like_views.get("/api/like")
def api_like() -> ResponseReturnValue:
    """The passages like a text or like a passage of a report."""
    answer = _requested()
    if answer is None:
        return no_such_report()
    return json_response({"text": answer.text} | json_output.meaning_json(answer.meaning))


def _requested() -> LikeAnswer | None:
    """The answer of an address; None if the report is unknown."""
    args = flask.request.args
    text = flask.request.form.get("text", args.get("text", "")).strip()
    if text or not args.get("id"):
        text = text.replace("\r\n", "\n")
        cut = len(text) > MAX_LIKE_CHARS
        meaning = like_text(current_index(), text) if text else Meaning()
        return LikeAnswer(text[:MAX_LIKE_CHARS], None, meaning, cut)
    start = number_of(args, "start", 0, 0, MAX_POSITION)
    end = number_of(args, "end", 0, 0, MAX_POSITION)
    (report,) = current_index().reports([report_id_in(args)])
    if report is None:
        return None
    meaning = like_passage(current_index(), report, start, end)
    part = report.body[start:end]
    return LikeAnswer(part, report, meaning, len(part or report.body) > MAX_LIKE_CHARS)
