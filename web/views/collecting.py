"""Saving hits to a collection, and noting on the page of a report."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

import flask
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from index.report import Report, ReportId
from search.report_beginnings import read_beginnings
from search.views.scan import iter_results
from web import formatting
from web.context import current_index, current_request, links
from web.desk.collection_page import conflict_page, not_added
from web.desk.context import ReaderDesk, changing_desk
from web.desk.edits import edits, number_in
from web.desk.passages import PassageFinder, bare_position
from web.desk.records import (
    MAX_ITEMS,
    MAX_NOTED_CHARS,
    AddedSummary,
    ReportCard,
    id_of,
    tags_of,
    text_of,
)
from web.language import gettext, ngettext
from web.request_codec import number_of, report_id_in
from web.view import View

collecting = View("collecting", __name__, expensive={"/collections/add-all": 60.0})


@collecting.post("/collections/add")
def add() -> ResponseReturnValue:
    """Save the ticked hits of a page or, without ticks, all of its hits.

    All hits of the search are another address, as they may take as long as an export.
    """
    desk, form = changing_desk(), flask.request.form
    if form.get("do") == "compare":
        return flask.redirect(links().comparison(_ids(form.getlist("id"))), 303)
    if form.get("scope") == "all":
        return flask.redirect(flask.request.full_path.replace("/add?", "/add-all?", 1), 307)
    return _add(desk, _reports(_ids(form.getlist("id") or form.getlist("shown"))))


@collecting.post("/collections/add-all")
def add_all() -> ResponseReturnValue:
    """Save all hits of a search, as many as a collection holds."""
    desk = changing_desk()
    request = replace(current_request(), start=0)
    walk = iter_results(current_index(), request)
    return _add(desk, (hit.report for hit in itertools.islice(walk, MAX_ITEMS + 1)))


def _ids(keys: Iterable[str]) -> list[ReportId]:
    """The ids of reports from the keys that a form has."""
    return [id_of(key) for key in keys]


def _reports(ids: Sequence[ReportId]) -> tuple[Report, ...]:
    """The reports of the archive with these ids, each once."""
    wanted = tuple(dict.fromkeys(ids[:MAX_ITEMS]))
    return tuple(
        report for report in read_beginnings(current_index(), wanted) if report is not None
    )


def _add(desk: ReaderDesk, reports: Iterable[Report]) -> ResponseReturnValue:
    cards = [ReportCard.of(report) for report in reports]
    if not cards:
        return _answer(links().collections(), gettext("No report was chosen."), 400)
    number = chosen_collection(desk, flask.request.form)
    summary = desk.store.add(desk.reader, number, cards)
    name = desk.store.collection(desk.reader, number).name
    pairs = [("added", str(summary.added)), ("known", str(summary.known))]
    if summary.left_out:
        pairs.append(("left_out", str(summary.left_out)))
    return _answer(links().collection(number, *pairs), added_sentence(summary, name))


def added_sentence(summary: AddedSummary, name: str) -> str:
    """A sentence about reports that were saved."""
    sentence = ngettext(
        "%(number)s report saved to “%(name)s”.",
        "%(number)s reports saved to “%(name)s”.",
        summary.added,
        number=formatting.number(summary.added),
        name="\0",
    )
    saved = str(sentence).replace("\0", name)  # a name is text here, no markup
    return " ".join([saved, *not_added(summary.known, summary.left_out)])


def chosen_collection(desk: ReaderDesk, form: MultiDict[str, str]) -> int:
    """The collection that a form names by its number or its name, which is made if it is new."""
    name = next(filter(None, map(str.strip, form.getlist("name"))), "")
    number = number_in(form.get("collection", "") or form.get("quote_in", ""))
    if number is not None:
        return desk.store.collection(desk.reader, number).id
    return desk.store.collection_named(desk.reader, name or gettext("My collection"))


@collecting.post("/collections/note")
def note() -> ResponseReturnValue:
    """Save a report, its notes or a passage from the page of the report."""
    desk, form = changing_desk(), flask.request.form
    request = current_request()
    wanted = report_id_in(flask.request.args)
    position = number_of(flask.request.args, "at", -1, 0, 10**9)
    back = links(request).report(wanted, position if position >= 0 else None)
    conflicts = desk.store.save_edits(desk.reader, edits(form))
    if conflicts:
        return conflict_page(desk, conflicts)
    button = form.get("do", "quote" if "quote" in form else "add" if "first_note" in form else "")
    do, _, digits = button.partition("-")
    number = number_in(digits) or 0
    anchor = "#notes"
    if do == "add":
        _item(desk, wanted)
    elif do == "remove":
        desk.store.remove_item(desk.reader, number)
    elif do == "restore":
        desk.store.remove_item(desk.reader, number, removed=False)
    elif do == "unquote":
        desk.store.remove_passage(desk.reader, number)
    elif do == "quote":
        anchor = f"#note-{_quote(desk, wanted)}"
    return _answer(f"{back}{anchor}", gettext("Saved."))


def _item(desk: ReaderDesk, wanted: ReportId) -> int:
    """The item of a report in the chosen collection, to which it is added if it is new."""
    (report,) = current_index().reports([wanted])
    if report is None:
        flask.abort(404)
    number = chosen_collection(desk, flask.request.form)
    desk.store.add(desk.reader, number, [ReportCard.of(report)])
    notes = desk.store.notes_on(desk.reader, wanted)
    items = (membership.item for membership in notes if membership.collection == number)
    item = next(items, None)
    if item is None:
        flask.abort(409)
    first = flask.request.form.get("first_note", "")
    tags = tags_of(flask.request.form.get("first_tags", ""))
    if first.strip() or tags:
        text = "\n".join(filter(None, (item.note, first.strip())))
        desk.store.save_note(desk.reader, item.id, text, (*item.tags, *tags), item.version)
    return item.id


def _quote(desk: ReaderDesk, wanted: ReportId) -> int:
    """Keep the passage that the form has, as the report has it; status 400 if it does not."""
    form = flask.request.form
    (report,) = current_index().reports([wanted])
    if report is None:
        flask.abort(404)
    lines = text_of(form.get("quote", ""), 4 * MAX_NOTED_CHARS).split("\n")
    passage = "\n".join(line.strip() for line in lines if line.strip())[:MAX_NOTED_CHARS]
    body = report.body
    hint = number_in(form.get("before", "")) or 0
    position = PassageFinder(body).locate(passage, bare_position(body, hint) if hint else 0)
    if position is None:
        flask.abort(400, gettext("These words are not in the report."))
    start, end = position
    item = _item(desk, wanted)
    return desk.store.keep_passage(
        desk.reader, item, body[start:end], start, form.get("quote_note", "")
    )


def _answer(address: str, sentence: str, status: int = 303) -> ResponseReturnValue:
    """The page that follows, or for a script its address and a sentence."""
    if flask.request.headers.get("Accept", "").startswith("application/json"):
        answer = flask.jsonify({"href": address, "text": sentence})
        return answer, 200 if status < 400 else status
    return flask.redirect(address, 303 if status < 400 else 302)
