"""Reads JSON exports: each object is a report, whatever names the exporter gave its fields."""

import datetime
import html
import re
from collections.abc import Callable, Iterator

from index.ingest import (
    address_lists,
    column_meanings,
    decode,
    json_fields,
    json_references,
    json_structure,
    json_values,
    language_columns,
    named_values,
    record_links,
    section_lines,
    site_rules,
    title_outlet,
    typed_values,
)
from index.ingest.draft import Draft, letters, tidy_line
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import Format
from index.ingest.formats.plain_text import forum_codes, markdown
from index.ingest.formats.records import chat_events, further_texts, json_signs, table_day_order
from index.ingest.json_documents import documents
from index.ingest.json_shapes import MAX_REPORTS, JsonItem, Shapes
from index.ingest.prose import ANY_TAG, is_prose, prose_letters
from index.ingest.prose import letters as letters_of
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.report import Skipped

_ESCAPED = re.compile(r"&lt;(?:p|br|div|span|table|ul|h[1-6])\b", re.IGNORECASE)
"""The tag of a paragraph, escaped once more than needed."""
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
    loaded, damage = _loaded(decode.decode(data, entry.charset).text, shapes)
    if damage:
        yield Skipped(entry.path, damage)
        if not shapes.items:
            return
    items, alone = _items(shapes, loaded)
    yield from (Skipped(entry.path, reason) for reason in chat_events.take(items))
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
            if damage and number == len(items):
                draft.cut_off("the file is damaged behind its beginning")
            _put_outlet(draft, shapes, alone=alone)
            yield draft
    if len(items) > MAX_REPORTS:
        yield Skipped(entry.path, _TOO_MANY)


def _put_outlet(draft: Draft, shapes: Shapes, *, alone: bool) -> None:
    """Put the outlet and the account of an export, which does not have the title of a report."""
    if shapes.outlet and not alone and shapes.outlet != draft.text("title"):
        draft.put("source", shapes.outlet, "title of the export")
    if shapes.writer:
        draft.put("author", shapes.writer, "account of the export")


_TOO_MANY = f"Only the first {MAX_REPORTS} reports are read; write JSON Lines."


def _loaded(text: str, shapes: Shapes) -> tuple[list[object], str]:
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


def _items(shapes: Shapes, loaded: list[object]) -> tuple[list[JsonItem], bool]:
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


def _under_titles(loaded: list[object]) -> list[JsonItem]:
    """The reports of an object that has each text under its title, or captions; else none."""
    texts = loaded[0] if len(loaded) == 1 else None
    if spoken := section_lines.captions(texts):
        return [{"body": spoken}]
    if not isinstance(texts, dict) or len(texts) < _MIN_TITLED:
        return []
    items: list[JsonItem] = [{"title": title, "body": text} for title, text in texts.items()]
    titled = all(
        column_meanings.is_title(title) and isinstance(text, str) and _is_text_of(title, text)
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


def drafts_of(entry: SourceFile, item: JsonItem, latest: datetime.date) -> Iterator[Draft]:
    """The draft of the report in an object; two for a text in two languages."""
    versions = language_columns.versions(item)
    if not versions:
        yield draft_of(entry, item, latest)
    for code, version in versions:
        numbered = any(json_fields.field_of(name) == "id" for name in version)
        yield draft_of(entry if numbered else entry.at(f"{entry.path}.{code}"), version, latest)


def draft_of(entry: SourceFile, item: JsonItem, latest: datetime.date) -> Draft:
    """The draft of the report in an object."""
    draft = Draft(entry)
    item = json_structure.with_inner_fields(item)
    if isinstance(beside := item.get("_embedded"), dict):  # WordPress: the author and the pictures
        item = {**item, "author": beside.get("author")}
    json_fields.fields(draft, item, latest)
    draft.put("source", draft.text("issuer"), "issuer")
    title_outlet.take(draft)
    draft.entry = _addressed_entry(draft)
    bodies = json_fields.values_of(item, "body")
    chosen = _fullest([(name, value) for name, value in bodies if value])
    _body(draft, chosen[1])
    if not draft.paragraphs:
        others = (value for _, value in json_fields.values_of(item, "description"))
        _body(draft, next(filter(None, others), ""))
    if not draft.paragraphs:
        unknown = {name: value for name, value in item.items() if not json_fields.field_of(name)}
        name, draft.paragraphs = further_texts.in_tree(unknown)
        if name:
            draft.note("paragraphs", f"the text of the field {name}")
    further_texts.add(draft, item, chosen[0])
    if len(draft.paragraphs) > 1 and tidy_line(draft.paragraphs[0]) == draft.text("title"):
        del draft.paragraphs[0]
    return draft


def _fullest(bodies: list[tuple[str, object]]) -> tuple[str, object]:
    """The most specific body, or the same text with markup if that alone has paragraphs."""
    name, value = bodies[0] if bodies else ("", "")
    text = value if isinstance(value, str) else "\n"
    if "\n" in text or further_texts.MARKUP.search(text):
        return name, value
    begin = letters(text)[: further_texts.BEGINNING_COMPARED_CHARS]
    for other, markup in bodies[1:]:
        marked_up = isinstance(markup, str) and further_texts.MARKUP.search(markup) is not None
        if marked_up and letters(ANY_TAG.sub("", str(markup))).startswith(begin):
            return other, markup
    return name, value


def _addressed_entry(draft: Draft) -> SourceFile:
    """The entry of a row. Its path ends in the row's id or URL, else in its number.

    So deleting an earlier row leaves the paths of later rows unchanged.
    """
    name = draft.id or draft.text("url")
    file, _, row = draft.entry.path.rpartition("!")
    if not (row.isdecimal() and name):
        return draft.entry
    return draft.entry.at(f"{file}!{tidy_line(name)}")


_MARKDOWN = "<!--markdown-->"
"""The beginning of a text in Markdown in the databases of Typecho."""
_MARKDOWN_SIGN = re.compile(
    r"\[[^\[\]\n]{1,300}\]\(https?://[^\s()]{1,600}\)|^#{2,6} (?=\S)", re.MULTILINE
)
"""A link or a lower heading of Markdown, which other texts do not have."""
_LONE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
"""A break inside a paragraph, which ends a line in an export."""
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])")
r"""A line break that an export wrote as two characters; not that in C:\\new."""


def _body(draft: Draft, value: object) -> None:
    """Add the body: a text with line breaks, a list of texts, or a piece of HTML."""
    text = json_values.body_of(value)
    if text.startswith(_MARKDOWN):
        draft.paragraphs = markdown.paragraphs(text.removeprefix(_MARKDOWN))
        return
    if "[/" in text:
        text = forum_codes.plain_text(text)
    if ":" in text and _PREFIXED.search(text):
        text = _PREFIXED.sub(r"<\1", text)
    if "<" not in text and _ESCAPED.search(text):
        text = html.unescape(text)
    if _WHOLE_PAGE.match(text):
        page.read(draft, text, ExtractionRules())
        return
    if further_texts.MARKUP.search(text):
        page.read_all(draft, text)
        return
    if "\\n" in text and "\n" not in text:
        text = _WRITTEN_BREAK.sub("\n", text)
    if any(mark in text for mark in "\r\u2028\u2029\x0b\x0c"):
        text = re.sub(r"[\r\u2028\u2029\x0b\x0c]", "\n", text)
    if ("](" in text or "##" in text) and _MARKDOWN_SIGN.search(text):
        text = "\n".join(markdown.paragraphs(_LONE_BREAK.sub("  \n", text))) or text
    draft.paragraphs = [line for line in text.split("\n") if line.strip()]


_WHOLE_PAGE = re.compile(r"\s{0,50}(?:<!doctype html[^<>]{0,200}>\s{0,50})?<html\b", re.IGNORECASE)
"""The beginning of a whole page, as crawlers keep it: its head says what the record does not."""
_PREFIXED = re.compile(r"<(/?)[a-z]{1,10}:(?=(?:p|title|sec|italic|bold|list|list-item|sub|sup)\b)")
"""The prefix of the elements of a text in XML, as in <jats:p>."""
FORMAT = Format(kind="json", endings=(".json",), sniff=json_signs.is_json, read_drafts=read)
