"""The page of a collection, with notes that could not be saved and sentences on the last change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import flask
from flask.typing import ResponseReturnValue

from index.report import Report
from search.report_beginnings import read_beginnings
from web import formatting
from web.context import current_index, links
from web.desk.context import ReaderDesk
from web.desk.edits import EditConflict, item_base, number_in, passage_base
from web.desk.exports import DOSSIER_EXPORTS
from web.desk.records import MAX_COLLECTION_NAME_CHARS, MAX_ITEMS, MAX_NOTE_CHARS, Collection, Item
from web.language import gettext, ngettext
from web.rendering import pages_around, render
from web.request_codec import number_of

ITEMS_PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """A report of a collection as the page shows it.

    `report` is None if it left the archive; then the card tells what was kept of it. `typed` are
    notes that were not saved, by the name of their field.
    """

    item: Item
    report: Report | None
    base: str
    typed: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence about the last change, and the button value that undoes it, if any."""

    sentence: str
    undo: str = ""


def collection_page(
    desk: ReaderDesk,
    known: Collection,
    *,
    trouble: str = "",
    typed: Mapping[str, str] | None = None,
    conflicts: Sequence[EditConflict] = (),
) -> str:
    """The page of a collection, with what could not be saved where it was typed."""
    items = desk.store.items(desk.reader, known.id)
    tag = flask.request.args.get("tag", "")
    chosen = [item for item in items if not tag or tag in item.tags]
    last = max(1, -(-len(chosen) // ITEMS_PER_PAGE))
    number = min(number_of(flask.request.args, "page", 1, 1, 10**6), last)
    if conflicts:
        number = _page_of(conflicts[0].item.id, chosen)
    start = (number - 1) * ITEMS_PER_PAGE
    unsaved = dict(typed or {}) | {
        f"{'passage_note' if edit.passage else 'note'}-{edit.number}": edit.note
        for edit in (conflict.edit for conflict in conflicts)
    }
    return render(
        "collection.html",
        links(),
        desk=desk,
        collection=known,
        shown=_views(chosen[start : start + ITEMS_PER_PAGE], unsaved),
        start=start,
        number=number,
        last=last,
        paging=pages_around(number, last),
        tag=tag,
        tags=sorted({label for item in items for label in item.tags}),
        removed=desk.store.removed_items(desk.reader, known.id),
        conflicts={(conflict.edit.passage, conflict.edit.number) for conflict in conflicts},
        trouble=trouble,
        exports=DOSSIER_EXPORTS,
        passage_base=passage_base,
        max_name=MAX_COLLECTION_NAME_CHARS,
        max_note=MAX_NOTE_CHARS,
        notices=tuple(_notices()),
    )


def conflict_page(desk: ReaderDesk, conflicts: Sequence[EditConflict]) -> ResponseReturnValue:
    """The collection in which two readers changed a note, with both texts."""
    notes = desk.store.notes_on(desk.reader, conflicts[0].item.card.report)
    number = next(
        membership.collection for membership in notes if membership.item.id == conflicts[0].item.id
    )
    known = desk.store.collection(desk.reader, number)
    return collection_page(desk, known, conflicts=conflicts), 409


def _page_of(item: int, items: Sequence[Item]) -> int:
    """The number of the page that shows an item."""
    positions = [position for position, listed in enumerate(items) if listed.id == item]
    return (positions[0] if positions else 0) // ITEMS_PER_PAGE + 1


def _notices() -> Iterator[Notice]:
    """A sentence about the change before this page, which its address names."""
    counts = {name: number_in(value) for name, value in flask.request.args.items()}
    if (added := counts.get("added")) is not None:
        yield Notice(_added(added, counts.get("known") or 0, counts.get("left_out") or 0))
    if counts.get("saved"):
        yield Notice(gettext("Saved."))
    if removed := counts.get("removed"):
        sentence = gettext("The report was removed from the collection.")
        yield Notice(sentence, f"restore-{removed}")
    if unquoted := counts.get("unquoted"):
        yield Notice(gettext("The passage was removed."), f"requote-{unquoted}")


def _added(added: int, known: int, left_out: int) -> str:
    """A sentence about reports that were added."""
    sentence = ngettext(
        "%(number)s report was added.",
        "%(number)s reports were added.",
        added,
        number=formatting.number(added),
    )
    return " ".join([str(sentence), *not_added(known, left_out)])


def not_added(known: int, left_out: int) -> Iterator[str]:
    """Sentences on the reports that were not added, and why."""
    if known:
        yield str(
            ngettext(
                "%(number)s was in the collection already.",
                "%(number)s were in the collection already.",
                known,
                number=formatting.number(known),
            )
        )
    if left_out:
        yield str(
            ngettext(
                "%(number)s did not fit: a collection holds at most %(most)s.",
                "%(number)s did not fit: a collection holds at most %(most)s.",
                left_out,
                number=formatting.number(left_out),
                most=formatting.number(MAX_ITEMS),
            )
        )


def _views(items: Sequence[Item], typed: Mapping[str, str]) -> list[ItemView]:
    """The reports of a page, from the archive or, where they left it, from their cards."""
    reports = read_beginnings(current_index(), [item.card.report for item in items])
    return [
        ItemView(
            item=item,
            report=report,
            base=item_base(item),
            typed=typed,
        )
        for item, report in zip(items, reports, strict=True)
    ]
