"""Chooses which objects of a JSON document are its reports: by their names, or by its structure."""

from collections.abc import Callable

from index.ingest import address_lists
from index.ingest.draft import letters
from index.ingest.prose import is_prose, prose_letters
from index.ingest.prose import letters as letters_of
from index.ingest.structured import (
    column_meanings,
    column_values,
    json_fields,
    json_references,
    json_structure,
    json_values,
    named_values,
    record_links,
    section_lines,
    typed_values,
)
from index.ingest.structured.json_documents import documents
from index.ingest.structured.json_shapes import JsonItem, Shapes


def loaded_documents(text: str, shapes: Shapes) -> tuple[list[object], str]:
    """The documents of a text, and the reason why a part is no JSON, or ""."""
    loaded: list[object] = []
    typed = typed_values.TYPE_SIGN.search(text) is not None
    listed = named_values.SIGN.search(text) is not None
    try:
        for document in documents(text):
            plain = typed_values.plain(document) if typed else document
            plain = named_values.merged(plain) if listed else plain
            loaded.append(json_references.resolved(record_links.linked(plain)))
            shapes.collect(loaded[-1])
    except (ValueError, RecursionError) as error:
        return loaded, f"{'The rest' if shapes.items else 'This'} is not JSON ({error})."
    return loaded, ""


def reports(shapes: Shapes, loaded: list[object]) -> tuple[list[JsonItem], bool]:
    """The reports of a document, and whether it is a single one itself.

    Where their names tell too little, its structure tells which objects they are.
    """
    if address_lists.is_address_list(loaded):
        return [], False
    items = _without_names(shapes.items)
    alone = len(items) == 1 and shapes.alone
    listed = loaded[0] if loaded and isinstance(loaded[0], list) else None
    whole = alone or (listed is not None and len(items) == len(listed))
    if whole and all(map(_is_complete, items[:_EXAMINED])):
        return items, alone
    found = json_structure.records(loaded)
    if any(map(_is_complete, items[:_EXAMINED])) and not _are_less(items, found):
        return items, alone
    if alone and len(found) > 1 and _has_all(items[0], found):
        return items, alone
    if not found or (not items and not _tells(found, shapes.field_of)):
        return items or _under_titles(loaded), alone
    title = loaded[0].get("title") if isinstance(loaded[0], dict) else ""
    shapes.outlet = title if isinstance(title, str) and title else shapes.outlet
    return found, alone and len(found) == 1


def _under_titles(loaded: list[object]) -> list[JsonItem]:
    """The reports of an object that has each text under its title, or captions; else none."""
    texts = loaded[0] if len(loaded) == 1 else None
    if spoken := section_lines.captions(texts):
        return [{"body": spoken}]
    if not isinstance(texts, dict) or len(texts) < _MIN_TITLED:
        return []
    items: list[JsonItem] = [{"title": title, "body": text} for title, text in texts.items()]
    titled = all(
        column_values.is_title(title) and isinstance(text, str) and _is_text_of(title, text)
        for title, text in texts.items()
    )
    return items if titled else []


def _is_text_of(title: str, text: str) -> bool:
    """Whether a text is longer than a sentence that an interface shows, and than its title."""
    return is_prose(text) and letters_of(text) >= max(_MIN_TITLED_LETTERS, 2 * letters_of(title))


_MIN_TITLED, _MIN_TITLED_LETTERS = 2, 25
"""The least number of texts under their titles, and the least number of letters of one."""
_EXAMINED = 50
"""The number of reports by which the reading of a document is judged."""


def _tells(items: list[JsonItem], field_of: Callable[[str], str]) -> bool:
    """Whether names or values say more of reports than which of them is a text."""
    fields = {field_of(name) for item in items[:_EXAMINED] for name in item}
    return bool(_TELLING & fields) or len(column_meanings.meanings(items, field_of)) > 1


def _are_less(items: list[JsonItem], others: list[JsonItem]) -> bool:
    """Whether reports have less than half of the sentences that others have."""
    kept, all_letters = (
        sum(map(prose_letters, reports[:_EXAMINED])) for reports in (items, others)
    )
    return 2 * kept < all_letters


def _has_all(item: JsonItem, found: list[JsonItem]) -> bool:
    """Whether a report has the text of all its parts, as a transcript that of its segments."""
    texts = [value for name, value in item.items() if json_fields.field_of(name) == "body"]
    whole = letters(" ".join(text for text in texts if isinstance(text, str)))
    parts = [letters(json_values.text_of(part.get("text"))) for part in found[:_EXAMINED]]
    return bool(whole) and all(part and part in whole for part in parts)


def _is_complete(item: JsonItem) -> bool:
    """Whether a report has a text, and says by two fields at least what it is."""
    told = has_text = False
    for name, field in json_fields.fields_of(item):
        value = item[name]
        if not value:
            continue
        if field == "body" and isinstance(value, str) and value[0].isalnum():
            has_text = True
        elif field == "body":
            text = json_values.body_of(value)
            if json_structure.is_tree(text):
                return False
            has_text = has_text or bool(text)
        elif field == "description" and isinstance(value, dict):  # the positions of its words
            has_text = has_text or bool(json_values.text_of(value))
        elif field in _TELLING:
            told = True
    return told and has_text


_TELLING = frozenset({"title", "date", "author", "source", "url"})


def _without_names(items: list[JsonItem]) -> list[JsonItem]:
    """The items without those that have only a name, if others have a text: users, tables, tags."""
    if all("title" in item for item in items):
        return items
    if not any(json_fields.field_of(name) == "body" for item in items[:100] for name in item):
        return items
    named = {"title", "id", ""}
    return [
        item
        for item in items
        if "title" in item
        or (
            any(json_fields.field_of(name) not in named for name in item)
            and not _is_described(item)
        )
    ]


def _is_described(item: JsonItem) -> bool:
    """Whether an object is a tag or a place: it has a name, and what describes it."""
    fields = {json_fields.field_of(name) for name, value in item.items() if value}
    titles = [name for name in item if json_fields.field_of(name) == "title"]
    return titles == ["name"] and fields <= {"title", "id", "", "description", "url", "keywords"}
