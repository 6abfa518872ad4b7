"""The desk of the reader of this request, for views and templates."""

import hashlib
import hmac
from collections.abc import Callable, Sequence
from typing import TypeVar

import flask

from index.errors import DeskError
from index.report import ReportId
from web import safety
from web.desk.edits import item_base, passage_base
from web.desk.passage_store import ReportNotes
from web.desk.reader import DeskPlan
from web.desk.records import (
    MAX_COLLECTION_NAME_CHARS,
    MAX_ITEMS,
    MAX_NOTE_CHARS,
    Collection,
    Membership,
)
from web.desk.store import Desk

RECENT_COLLECTIONS = 8
"""Collections that are offered with one click."""
_T = TypeVar("_T")


class ReaderDesk:
    """The desk as one reader sees it during one request.

    A page that only shows a little of it is shown without it where the desk cannot be read;
    `trouble` then has the error.
    """

    max_name_chars = MAX_COLLECTION_NAME_CHARS
    max_note_chars = MAX_NOTE_CHARS
    max_items = MAX_ITEMS
    item_base = staticmethod(item_base)
    passage_base = staticmethod(passage_base)

    def __init__(self, plan: DeskPlan) -> None:
        self.store: Desk = plan.desk()
        self.reader = plan.reader(flask.request.environ)
        self.trouble: DeskError | None = None
        self._facts: tuple[str, tuple[Collection, ...]] | None = None
        self._notes: dict[str, tuple[ReportNotes, ...]] = {}
        self._members: dict[str, tuple[Membership, ...]] = {}

    @property
    def token(self) -> str:
        """The token of this reader's forms."""
        secret, _ = self._read_facts()
        return hmac.digest(secret.encode(), self.reader.encode(), hashlib.sha256).hex()[:40]

    @property
    def recent(self) -> tuple[Collection, ...]:
        """The last changed collections."""
        return self._read_facts()[1]

    def look_up(self, report_ids: Sequence[ReportId]) -> str:
        """Ask once in which collections the reports of a page are; for `collections_of`."""

        def read() -> dict[str, tuple[Membership, ...]]:
            with self.store.sharing():
                self._read_facts()
                return self.store.memberships(self.reader, report_ids)

        self._members = self._shown(read, {})
        return ""

    def collections_of(self, report_id: ReportId) -> tuple[Membership, ...]:
        """The collections that hold a report of the page."""
        return self._members.get(report_id, ())

    def notes_on(self, report_id: ReportId) -> tuple[ReportNotes, ...]:
        """This reader's notes on a report, by collection."""
        if report_id not in self._notes:

            def read() -> tuple[ReportNotes, ...]:
                with self.store.sharing():
                    self._read_facts()
                    return self.store.notes_on(self.reader, report_id)

            self._notes[report_id] = self._shown(read, ())
        return self._notes[report_id]

    def _read_facts(self) -> tuple[str, tuple[Collection, ...]]:
        """The secret of the desk and the last changed collections, read once."""
        if self._facts is None:

            def read() -> tuple[str, tuple[Collection, ...]]:
                recent = self.store.collections(self.reader, limit=RECENT_COLLECTIONS)
                return self.store.secret(), recent

            none: tuple[Collection, ...] = ()
            self._facts = self._shown(read, ("", none))
        return self._facts

    def _shown(self, read: Callable[[], _T], otherwise: _T) -> _T:
        try:
            return read()
        except DeskError as error:
            self.trouble = error
            return otherwise


def reader_desk() -> ReaderDesk | None:
    """The desk of this request's reader; None if collections are kept in the browser."""
    plan: DeskPlan | None = flask.current_app.extensions["baogao.desk"]
    if plan is None:
        return None
    known: ReaderDesk | None = flask.g.get("desk")
    if known is None:
        known = flask.g.desk = ReaderDesk(plan)
    return known


def required_desk() -> ReaderDesk:
    """The desk of this request's reader; status 404 if there is none."""
    desk = reader_desk()
    if desk is None:
        flask.abort(404)
    return desk


def changing_desk() -> ReaderDesk:
    """The desk for a change: the request must come from a page of ours.

    A form proves it by its token, JSON by its type, which other sites may not send.
    """
    desk = required_desk()
    if not safety.same_site(flask.request):
        flask.abort(403)
    if flask.request.mimetype == "application/json":
        return desk
    token = desk.token
    if desk.trouble is not None:  # the token of a desk that cannot be read is no secret
        raise desk.trouble
    if not hmac.compare_digest(flask.request.form.get("token", "").encode(), token.encode()):
        flask.abort(403)
    return desk
