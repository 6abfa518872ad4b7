"""The pages of collections: the list of them, and each with its reports and notes."""

from collections.abc import Mapping, Sequence

import flask
from flask.typing import ResponseReturnValue

from index.errors import DeskError
from search.report_beginnings import read_beginnings
from web.context import current_index, links
from web.desk.collection_page import collection_page
from web.desk.context import ReaderDesk, changing_desk, required_desk
from web.desk.database import EditConflictError, NotOnDeskError
from web.desk.edits import EditConflict, edits, item_base, item_moves, number_in, passage_base
from web.desk.exchange import import_json
from web.desk.records import (
    Collection,
    ReportCard,
)
from web.desk.store import ORDERS
from web.errors import DESK_MESSAGES
from web.language import gettext, ngettext
from web.rendering import render
from web.request_codec import number_of
from web.view import View

collections = View("collections", __name__)

COLLECTIONS_PER_PAGE = 200
MOVES = {"up": -1, "down": 1}
"""The buttons that move a report, and by how many places."""


@collections.get("/collections")
def overview() -> str:
    """All collections of the reader."""
    return _overview(required_desk())


def _overview(desk: ReaderDesk, trouble: str = "") -> str:
    number = number_of(flask.request.args, "page", 1, 1, 10**6)
    start = (number - 1) * COLLECTIONS_PER_PAGE
    listed = desk.store.collections(desk.reader, start=start, limit=COLLECTIONS_PER_PAGE + 1)
    return render(
        "collections.html",
        links(),
        desk=desk,
        listed=listed[:COLLECTIONS_PER_PAGE],
        number=number,
        more=len(listed) > COLLECTIONS_PER_PAGE,
        removed=desk.store.collections(desk.reader, removed=True, limit=100),
        trouble=trouble,
    )


@collections.post("/collections")
def change_overview() -> ResponseReturnValue:
    """Make a collection, put a removed one back, or delete one for good."""
    desk = changing_desk()
    do, _, digits = flask.request.form.get("do", "").partition("-")
    number = number_in(digits) or 0
    if do == "create":
        name = flask.request.form.get("name", "").strip()
        if not name:
            return _overview(desk, gettext("A collection needs a name.")), 400
        return flask.redirect(links().collection(desk.store.create_collection(desk.reader, name)))
    if do == "restore":
        desk.store.remove_collection(desk.reader, number, removed=False)
    elif do == "delete":
        desk.store.delete_collection(desk.reader, number)
    elif do == "import" and (sent := flask.request.files.get("file")):
        import_json(desk.store, sent.read(), desk.reader)
    else:
        flask.abort(400)
    return flask.redirect(links().collections())


@collections.get("/collections/<int:number>")
def collection(number: int) -> str:
    """One collection: its reports in their order, each with note, tags and passages."""
    desk = required_desk()
    return collection_page(desk, desk.store.collection(desk.reader, _storable(number)))


@collections.post("/collections/<int:number>")
def change_collection(number: int) -> ResponseReturnValue:
    """Save all notes of the form, then do what its button says."""
    desk = changing_desk()
    form = flask.request.form
    known = desk.store.collection(desk.reader, _storable(number))
    try:
        conflicts = desk.store.save_edits(desk.reader, edits(form))
        desk.store.move(desk.reader, known.id, item_moves(form))
        notice = _do(desk, known, form.get("do", "save"))
        _refresh(desk, known.id, form)
    except DeskError as error:
        if not _wants_json():
            trouble = gettext(DESK_MESSAGES[error.kind])
            return collection_page(desk, known, trouble=trouble, typed=form), 503
        raise
    except EditConflictError:
        trouble = gettext("Somebody else changed the name or the introduction meanwhile.")
        known = desk.store.collection(desk.reader, number)
        return collection_page(desk, known, trouble=trouble, typed=form), 409
    if _wants_json():
        return _saved(desk, form, conflicts)
    if conflicts:
        known = desk.store.collection(desk.reader, number)
        return collection_page(desk, known, conflicts=conflicts), 409
    if notice is None:
        return flask.redirect(links().collections())
    page = number_of(flask.request.args, "page", 1, 1, 10**6)
    pairs = [("page", str(page))] if page > 1 else []
    return flask.redirect(links().collection(number, *pairs, *notice))


def _refresh(desk: ReaderDesk, number: int, form: Mapping[str, str]) -> None:
    """Keep what the reports of the form say now, should they leave the archive one day."""
    numbers = {number_in(name.removeprefix("base-")) for name in form if name.startswith("base-")}
    items = desk.store.items(desk.reader, number)
    wanted = [item.card.report for item in items if item.id in numbers]
    cards = [
        ReportCard.of(beginning)
        for beginning in read_beginnings(current_index(), wanted)
        if beginning is not None
    ]
    known = {item.card.report: item.card for item in items}
    if changed := [card for card in cards if card != known[card.report]]:
        desk.store.refresh(desk.reader, number, changed)


def _do(desk: ReaderDesk, known: Collection, action: str) -> list[tuple[str, str]] | None:
    """Do what a button says; the parameters of the page that follows, None for the list."""
    store, reader = desk.store, desk.reader
    do, _, rest = action.partition("-")
    number = number_in(rest) or 0
    if do in MOVES:
        store.move(reader, known.id, [(number, MOVES[do])])
    elif do == "remove":
        store.remove_item(reader, number)
        return [("removed", str(number))]
    elif do == "restore":
        store.remove_item(reader, number, removed=False)
    elif do == "unquote":
        store.remove_passage(reader, number)
        return [("unquoted", str(number))]
    elif do == "requote":
        store.remove_passage(reader, number, removed=False)
    elif do == "sort" and rest in ORDERS:
        store.sort(reader, known.id, rest)
    elif do == "discard":
        store.remove_collection(reader, known.id)
        return None
    _describe(desk, known)
    return [("saved", "1")] if do == "save" else []


def _describe(desk: ReaderDesk, known: Collection) -> None:
    """Save the name and the introduction, if the form has them."""
    form = flask.request.form
    if "name" in form:
        version = number_in(form.get("version", "")) or 0
        name, note = form["name"], form.get("introduction", "")
        desk.store.describe(desk.reader, known.id, name, note, version)


def _saved(
    desk: ReaderDesk, form: Mapping[str, str], conflicts: Sequence[EditConflict]
) -> ResponseReturnValue:
    """For the script of the page: the new versions of what was sent, and what was not saved."""
    bases = {}
    names = (name.partition("-") for name in form)
    numbers = {number_in(digits) or 0 for kind, _, digits in names if kind == "base"}
    for item in desk.store.items_numbered(desk.reader, numbers):
        bases[f"base-{item.id}"] = item_base(item)
        bases |= {f"passage_base-{passage.id}": passage_base(passage) for passage in item.passages}
    text = ngettext(
        "Somebody else changed this note meanwhile. Load the page again to see both.",
        "Somebody else changed these notes meanwhile. Load the page again to see both.",
        len(conflicts),
    )
    answer = {"bases": bases, "conflict": str(text) if conflicts else ""}
    return flask.jsonify(answer), 409 if conflicts else 200


def _wants_json() -> bool:
    return flask.request.headers.get("Accept", "").startswith("application/json")


def _storable(number: int) -> int:
    """A number of an address that the database can hold."""
    if number >= 10**12:
        raise NotOnDeskError
    return number
