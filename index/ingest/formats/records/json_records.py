"""Reads JSON exports: each object is a report, whatever names the exporter gave its fields."""

import datetime
import re
from collections.abc import Callable, Iterator, Sequence

from index.ingest import address_lists, decode
from index.ingest.draft import Draft, tidy_line
from index.ingest.files import site_rules
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Format
from index.ingest.formats.records import (
    chat_events,
    further_texts,
    json_choice,
    json_signs,
    record_bodies,
    table_day_order,
    unread_texts,
    unread_values,
)
from index.ingest.heads import title_outlet
from index.ingest.source_file import SourceFile
from index.ingest.structured import (
    column_meanings,
    json_fields,
    json_inner_fields,
    language_columns,
)
from index.ingest.structured.json_shapes import MAX_REPORTS, JsonItem, Shapes
from index.ingest.unreadable import UnreadableError, unforeseen
from index.report import Skipped

_MAX_BYTES = 32 << 20  # bytes of one file; its objects take ten times as much memory


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each object that is a report, anywhere in a JSON file."""
    if len(data) > _MAX_BYTES:
        yield Skipped(entry.path, f"It is larger than {_MAX_BYTES >> 20} MB; write JSON Lines.")
        return
    columns = site_rules.columns_of(rules.sites, entry.path)

    def field_of(name: str) -> str:
        return columns.get(name) or json_fields.field_of(name)

    shapes = Shapes(field_of)
    loaded, damage = json_choice.loaded_documents(decode.decode(data, entry.charset).text, shapes)
    if damage:
        yield Skipped(entry.path, damage)
        if not shapes.items:
            return
    items, alone = json_choice.reports(shapes, loaded)
    yield from (Skipped(entry.path, reason, remark=True) for reason in chat_events.take(items))
    if not items:
        yield from _without_reports(entry, loaded)
        return
    row = alone and entry.path.rpartition("!")[2].isdecimal()  # the whole export has its meanings
    meanings = {} if row else column_meanings.meanings(items, field_of)
    yield from column_meanings.notices(entry.path, meanings)
    named = _with_meanings(items[:MAX_REPORTS], field_of, columns, meanings)
    for number, item in enumerate(named, start=1):
        row_entry = entry if alone else entry.at(f"{entry.path}!{number}")
        for draft in drafts_of(row_entry, item, rules.latest):
            if isinstance(draft, Draft):
                _put_outlet(draft, shapes, alone=alone)
                _put_damage(draft, damaged=bool(damage) and number == len(items))
            yield draft
    yield from _rest(entry, () if row else loaded, items)


def _rest(entry: SourceFile, loaded: Sequence[object], items: list[JsonItem]) -> Iterator[Skipped]:
    """What a document has besides the reports that were read."""
    if len(items) > MAX_REPORTS:
        yield Skipped(entry.path, _TOO_MANY)
    elif said := _left(loaded, items):
        yield Skipped(entry.path, said, remark=True)


def _left(loaded: Sequence[object], items: list[JsonItem]) -> str:
    """What no report of a document has; nothing is left of one that is a report as a whole."""
    whole = len(loaded) == len(items) == 1 and loaded[0] is items[0]
    return "" if whole else unread_texts.said(loaded, items)


def _put_damage(draft: Draft, *, damaged: bool) -> None:
    """Say that a report may lack its end, if the file is damaged behind it."""
    if damaged:
        draft.cut_off("the file is damaged behind its beginning")


def _put_outlet(draft: Draft, shapes: Shapes, *, alone: bool) -> None:
    """Put the outlet and the account of an export, which does not have the title of a report."""
    if shapes.outlet and not alone and shapes.outlet != draft.text("title"):
        draft.put("source", shapes.outlet, "title of the export")
    if shapes.writer:
        draft.put("author", shapes.writer, "account of the export")


_TOO_MANY = f"Only the first {MAX_REPORTS} reports are read; write JSON Lines."


def _with_meanings(
    items: list[JsonItem],
    field_of: Callable[[str], str],
    columns: dict[str, str],
    meanings: dict[str, str],
) -> Iterator[JsonItem]:
    """The reports with the fields that their names and values mean, and their dates year first."""
    orders = table_day_order.of_fields(items, lambda name: field_of(name) == "date")
    for item in items:
        ordered = table_day_order.years_first(item, orders) if orders else item
        named = _renamed(ordered, columns)
        yield column_meanings.renamed(named, meanings) if meanings else named


def _is_action(loaded: list[object]) -> bool:
    """Whether a document only says what a search engine is to do with the next one."""
    record = loaded[0] if len(loaded) == 1 else None
    if not isinstance(record, dict) or len(record) != 1:
        return False
    [(name, inner)] = record.items()
    meant = name in {"index", "create", "update", "delete"} and isinstance(inner, dict)
    return meant and all(str(key).startswith("_") or key == "routing" for key in inner)


def _without_reports(entry: SourceFile, loaded: list[object]) -> Iterator[Skipped]:
    """The reason for skipping documents without a report; a line of a bulk request needs none."""
    if address_lists.is_address_list(loaded):
        yield Skipped(entry.path, address_lists.ADDRESS_LIST)
    elif not _is_action(loaded):
        yield Skipped(entry.path, _nothing_known(entry, loaded))


def _renamed(item: JsonItem, columns: dict[str, str]) -> JsonItem:
    """An object with its columns renamed as the rules of the corpus say."""
    if not columns:
        return item
    known = {columns[name]: value for name, value in item.items() if name in columns}
    return {**{name: value for name, value in item.items() if name not in columns}, **known}


def _nothing_known(entry: SourceFile, loaded: list[object]) -> str:
    """The reason for skipping a file without any known name."""
    record: object = loaded[0] if loaded else None
    while isinstance(record, list) and record:
        record = record[0]
    if not isinstance(record, dict) or not record:
        return "There is no object with a text or a title in it."
    return "There is no object with a text or a title in it. " + unknown_names(entry, list(record))


def unknown_names(entry: SourceFile, names: list[str]) -> str:
    """The advice for a table or export without any known name of a column or field."""
    unknown = [name for name in names if not json_fields.field_of(str(name))] or names
    shown = ", ".join(tidy_line(str(name))[:40] for name in unknown[:8])
    file = re.split(r"[/!]", entry.path)[0 if "!" in entry.path else -1].rpartition("/")[2]
    return (
        f"Its names ({shown}) are not known: say what they mean in {site_rules.SITE_RULES_FILE}, "
        f'as ["{file}"] columns = {{"{tidy_line(str(unknown[0]))[:40]}" = "title"}}.'
    )


def drafts_of(
    entry: SourceFile, item: JsonItem, latest: datetime.date
) -> Iterator[Draft | Skipped]:
    """The draft of the report in an object; two for a text in two languages.

    An error that nobody expected is said of this object, so that those behind it are read.
    """
    try:
        yield from list(_versions_of(entry, item, latest))
    except (MemoryError, UnreadableError):
        raise
    except Exception as error:  # noqa: BLE001 - parsers raise anything
        yield Skipped(entry.path, unforeseen(error))


def _versions_of(entry: SourceFile, item: JsonItem, latest: datetime.date) -> Iterator[Draft]:
    """The drafts of the report in an object, one for each language of its text."""
    versions = language_columns.versions(item)
    if not versions:
        yield draft_of(entry, item, latest)
    for code, version in versions:
        numbered = any(json_fields.field_of(name) == "id" for name in version)
        yield draft_of(entry if numbered else entry.at(f"{entry.path}.{code}"), version, latest)


def draft_of(entry: SourceFile, item: JsonItem, latest: datetime.date) -> Draft:
    """The draft of the report in an object."""
    draft = Draft(entry)
    item = json_inner_fields.with_inner_fields(item)
    if above := item.get(unread_values.ABOVE, ""):
        item = {name: value for name, value in item.items() if name != unread_values.ABOVE}
    if isinstance(beside := item.get("_embedded"), dict):  # WordPress: the author and the pictures
        item = {**item, "author": beside.get("author")}
    json_fields.fields(draft, item, latest)
    draft.put("source", draft.text("issuer"), "issuer")
    title_outlet.take(draft)
    draft.entry = _addressed_entry(draft)
    bodies = json_fields.values_of(item, "body")
    chosen = record_bodies.fullest([(name, value) for name, value in bodies if value])
    record_bodies.put_body(draft, chosen[1])
    if not draft.paragraphs:
        others = (value for _, value in json_fields.values_of(item, "description"))
        record_bodies.put_body(draft, next(filter(None, others), ""))
    if not draft.paragraphs:
        unknown = {name: value for name, value in item.items() if not json_fields.field_of(name)}
        name, draft.paragraphs = further_texts.in_tree(unknown)
        if name:
            draft.note("paragraphs", f"the text of the field {name}")
    further_texts.add(draft, item, chosen[0])
    unread_values.note_above(draft, str(above))
    if len(draft.paragraphs) > 1 and tidy_line(draft.paragraphs[0]) == draft.text("title"):
        del draft.paragraphs[0]
    return draft


def _addressed_entry(draft: Draft) -> SourceFile:
    """The entry of a row. Its path ends in the row's id or URL, else in its number.

    So deleting an earlier row leaves the paths of later rows unchanged.
    """
    name = draft.id or draft.text("url")
    file, _, row = draft.entry.path.rpartition("!")
    if not (row.isdecimal() and name):
        return draft.entry
    return draft.entry.at(f"{file}!{tidy_line(name)}")


FORMAT = Format(kind="json", endings=(".json",), sniff=json_signs.is_json, read_drafts=read)
