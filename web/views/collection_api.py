"""Collections for programs: a small JSON API, and each collection as a file."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import flask
from flask.typing import ResponseReturnValue

from index.report import ReportId
from index.settings import cached_settings
from index.system.deadline import current_deadline
from search.report_beginnings import read_beginnings
from web.context import current_index, site, streamed_download
from web.desk.bag import slug
from web.desk.context import ReaderDesk, changing_desk, required_desk
from web.desk.database import EditConflictError, NotOnDeskError
from web.desk.dossier import dossier
from web.desk.exchange import desk_json
from web.desk.exports import DOSSIER_EXPORTS
from web.desk.passages import PassageFinder
from web.desk.records import MAX_ITEMS, Collection, Item, ReportCard, clean_tags
from web.errors import A_COLLECTION, BadParameterError
from web.json_body import json_body
from web.json_response import error_response, json_response
from web.language import gettext, language
from web.request_codec import number_of
from web.view import View

collection_api = View("collection_api", __name__)

MAX_NUMBER = 10**12
MAX_NOTES = 200
"""Notes of one request: each looks for its passage in a text that may have megabytes."""


def collection_file(name: str) -> flask.Response:
    """A collection as a file of one of DOSSIER_EXPORTS."""
    desk = required_desk()
    export = DOSSIER_EXPORTS[name]
    content = dossier(
        desk.store,
        desk.reader,
        _number("id"),
        index=current_index(),
        today=site().today(),
        language=language(),
        corpus=cached_settings().corpus,
    )
    file_name = f"{slug(content.collection.name) or 'collection'}-{export.file}"
    return streamed_download(export.write(content), file_name, export.mimetype)


for _name in DOSSIER_EXPORTS:
    collection_api.add_url_rule(
        f"/export/collection.{_name}",
        f"collection_{_name}",
        collection_file,
        defaults={"name": _name},
    )


@collection_api.get("/export/collections.json")
def all_collections() -> flask.Response:
    """All collections of the reader as JSON, to be imported again."""
    desk = required_desk()
    current_index()  # a stream releases the lease of its request
    return streamed_download(
        desk_json(desk.store, [desk.reader]), "collections.json", "application/json"
    )


@collection_api.get("/api/collections")
def api_collections() -> flask.Response:
    """The collections of the reader, the last changed first."""
    desk = required_desk()
    known = desk.store.collections(desk.reader)
    return json_response({"collections": [_collection_json(collection) for collection in known]})


@collection_api.get("/api/collection")
def api_collection() -> flask.Response:
    """One collection with its reports, notes and passages."""
    desk = required_desk()
    known = desk.store.collection(desk.reader, _number("id"))
    items = desk.store.items(desk.reader, known.id)
    return json_response(_collection_json(known) | {"items": [_item_json(item) for item in items]})


@collection_api.post("/api/collections")
def api_create() -> ResponseReturnValue:
    """Make a collection: {"name": …}."""
    desk = changing_json()
    name = _body().get("name")
    if not isinstance(name, str) or not name.strip():
        return _refused(gettext("A collection needs a name."))
    number = desk.store.create_collection(desk.reader, name)
    return json_response(_collection_json(desk.store.collection(desk.reader, number)))


@collection_api.post("/api/collection")
def api_change() -> ResponseReturnValue:
    """Add, note or remove reports: {"add": [ids], "remove": [ids], "notes": [{"report": …}]}.

    A note has "report", the "version" that was read, and "note", "tags" or a "quote" of the report.
    One that is refused refuses the whole change.
    """
    desk, body = changing_json(), _body()
    known = desk.store.collection(desk.reader, _number("id"))
    adding, removing, notes = (body.get(name, []) for name in ("add", "remove", "notes"))
    ids = (adding, removing)
    if not all(
        isinstance(report_ids, list) and _texts(report_ids) for report_ids in ids
    ) or not _notes(notes):
        return _refused(gettext("Send lists of ids under “add” and “remove”, and of “notes”."))
    cards = [
        ReportCard.of(beginning)
        for beginning in read_beginnings(current_index(), adding)
        if beginning is not None
    ]
    before = desk.store.items(desk.reader, known.id)
    changes = _changes(notes, before, {card.report for card in cards})
    if changes is None:
        return _refused(gettext("These words are not in the report."))
    added = desk.store.add(desk.reader, known.id, cards).added if cards else 0
    items = {item.card.report: item for item in desk.store.items(desk.reader, known.id)}
    own = items.keys() - {item.card.report for item in before}
    for change in changes:
        if change.report not in items:
            raise NotOnDeskError
        _save(desk, items[change.report], change, own=change.report in own)
    if gone := [items[report].id for report in removing if report in items]:
        desk.store.remove_items(desk.reader, gone)
    known = desk.store.collection(desk.reader, known.id)
    return json_response(_collection_json(known) | {"added": added})


class _Texts:
    """The text of the report that was read last: several notes may be on one long report."""

    def __init__(self) -> None:
        self._known: tuple[str, str, PassageFinder] | None = None

    def passage(self, report_id: ReportId, quote: str) -> tuple[str, int] | None:
        """A passage as the report has it, and its position; None if the report lacks it."""
        if self._known is None or self._known[0] != report_id:
            (report,) = current_index().reports([report_id])
            body = report.body if report else ""
            self._known = report_id, body, PassageFinder(body)
        _, body, finder = self._known
        position = None if current_deadline().over() else finder.locate(quote, 0)
        return (body[position[0] : position[1]], position[0]) if position else None


@dataclass(frozen=True, slots=True)
class _Change:
    """What one note changes: it keeps a `passage` and its position, or has other values."""

    report: ReportId
    values: dict[str, Any]
    passage: tuple[str, int] | None


def _changes(
    notes: Sequence[dict[str, Any]], items: Iterable[Item], adding: AbstractSet[ReportId]
) -> list[_Change] | None:
    """What notes change, looked up before anything is written; None if a report lacks a passage.

    NotOnDeskError if a report is not in the collection, EditConflictError if a version is old.
    """
    versions = {item.card.report: item.version for item in items}
    texts, changes = _Texts(), []
    for note in sorted(notes, key=lambda note: note["report"]):  # each text is read once
        report = note["report"]
        if report not in versions and report not in adding:
            raise NotOnDeskError
        passage = texts.passage(report, note["quote"]) if "quote" in note else None
        if "quote" in note and passage is None:
            return None
        if "quote" not in note and versions.get(report, 0) > note.get("version", 0):
            raise EditConflictError
        changes.append(_Change(report, note, passage))
    return changes


def _save(desk: ReaderDesk, item: Item, change: _Change, *, own: bool) -> None:
    """Save what one note changes; nobody else knows a report that this request added (`own`)."""
    values = change.values
    if change.passage is not None:
        desk.store.keep_passage(desk.reader, item.id, *change.passage, values.get("note", ""))
        return
    tags = clean_tags(values["tags"]) if "tags" in values else item.tags
    version = values.get("version", item.version if own else 0)
    desk.store.save_note(desk.reader, item.id, values.get("note", item.note), tags, version)


def changing_json() -> ReaderDesk:
    """The desk for a change by a program; status 415 unless it sends JSON."""
    if flask.request.mimetype != "application/json":
        flask.abort(415)
    return changing_desk()


def _body() -> dict[str, Any]:
    body = json_body()
    if body is None:
        flask.abort(400)
    return body


def _texts(values: list[object]) -> bool:
    return len(values) <= MAX_ITEMS and all(isinstance(value, str) for value in values)


def _notes(values: object) -> bool:
    """Whether a value is a list of notes of the right types."""
    types = {"report": str, "note": str, "quote": str, "version": int, "tags": list}
    return (
        isinstance(values, list)
        and len(values) <= MAX_NOTES
        and all(
            isinstance(entry, dict)
            and "report" in entry
            and all(isinstance(value, types.get(name, object)) for name, value in entry.items())
            and _texts(entry.get("tags", []))
            and entry.get("quote", "x").strip()
            and abs(entry.get("version", 0)) < MAX_NUMBER
            for entry in values
        )
    )


def _refused(message: str) -> flask.Response:
    return error_response(400, gettext("This request cannot be answered"), message)


def _number(name: str) -> int:
    """The number of a collection in the address."""
    if not flask.request.args.get(name, "").strip():
        raise BadParameterError(name, A_COLLECTION)
    return number_of(flask.request.args, name, 0, 0, 9_999_999_999)


def _collection_json(known: Collection) -> dict[str, object]:
    return {
        "id": known.id,
        "name": known.name,
        "note": known.note,
        "reports": known.items,
        "version": known.version,
        "created": known.created,
        "changed": known.changed,
    }


def _item_json(item: Item) -> dict[str, object]:
    card = item.card
    return {
        "id": card.report,
        "title": card.title,
        "date": card.date.isoformat() if card.date else None,
        "source": card.source,
        "url": card.url,
        "note": item.note,
        "tags": list(item.tags),
        "version": item.version,
        "passages": [
            {"quote": passage.quote, "start": passage.start, "note": passage.note}
            for passage in item.passages
        ],
    }
