"""JSON exports: one object is one report, under whatever names an exporter gave its fields."""

import datetime
import functools
import json
import re
from collections.abc import Iterator
from typing import Any

from index.ingest import dates, decode, field_labels, header_lines, word_lists
from index.ingest.draft import Draft, tidy
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, LIKELY, NO, Format, Sample
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.report import Skipped

_NAMES = word_lists.table("records")
_FIELD = {name: field for field, names in _NAMES.items() for name in names}
_ORDER = {name: number for number, name in enumerate(_FIELD)}
_MARKUP = re.compile(r"<(?:p|br|div|span|html|body|table|h[1-6]|ul|li|a)\b[^<>]*>", re.IGNORECASE)
_loads = json.JSONDecoder(strict=False).decode
_MOST = 100_000  # reports in one JSON file
_LARGEST = 32 << 20  # bytes of one: its objects take ten times that


def read(entry: SourceFile, data: bytes, guide: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each object of a JSON file, which is one, or a list, or holds such a list."""
    if len(data) > _LARGEST:
        yield Skipped(entry.path, f"It is larger than {_LARGEST >> 20} MB; write JSON Lines.")
        return
    try:
        loaded = _loads(decode.decode(data, entry.charset).text)
    except (ValueError, RecursionError) as error:
        yield Skipped(entry.path, f"This is not JSON ({error}).")
        return
    objects = list(_objects(loaded))
    if not objects:
        yield Skipped(entry.path, "There is no object with a text or a title in it.")
    alone = len(objects) == 1 and loaded is objects[0]
    for number, item in enumerate(objects[:_MOST], start=1):
        yield _draft(entry if alone else entry.at(f"{entry.path}!{number}"), item, guide.latest)
    if len(objects) > _MOST:
        yield Skipped(entry.path, f"Only the first {_MOST} reports are read; write JSON Lines.")


def _objects(loaded: Any) -> Iterator[dict[str, Any]]:
    """The objects that are reports."""
    if isinstance(loaded, list):
        yield from (item for item in loaded if isinstance(item, dict) and _is_report(item))
    elif isinstance(loaded, dict):
        if _is_report(loaded):
            yield loaded
        else:
            for value in loaded.values():
                if isinstance(value, list):
                    yield from _objects(value)


def _is_report(item: dict[str, Any]) -> bool:
    return any(
        value and _FIELD.get(name.strip().lower()) in {"body", "title"}
        for name, value in item.items()
    )


def _draft(entry: SourceFile, item: dict[str, Any], latest: datetime.date) -> Draft:
    """What an object says."""
    draft = Draft(entry)
    fields(draft, item, latest)
    draft.entry = _placed(draft)
    bodies = [value for name, value in _ordered(item) if _meant(name)[1] == "body"]
    _body(draft, next((value for value in bodies if value), ""))
    return draft


def _placed(draft: Draft) -> SourceFile:
    """The entry of a row: its own id or address stands in its path, else its number.

    A row that another one above it was taken from keeps its path, and needs no new writing.
    """
    name = draft.id or draft.text("url")
    file, _, row = draft.entry.path.rpartition("!")
    if not (row.isdecimal() and name):
        return draft.entry
    return draft.entry.at(f"{file}!{tidy(name)}")


@functools.lru_cache(maxsize=1024)
def _meant(name: str) -> tuple[int, str]:
    """How telling a name is, the least the most, and the field it means; empty for none."""
    plain = re.sub(r"[\s-]+", "_", name.strip().lower())
    return _ORDER.get(plain, 0), _FIELD.get(plain, "")


def _ordered(item: dict[str, Any]) -> list[tuple[str, Any]]:
    """The fields that mean something, the most telling names first."""
    known = [(name, value) for name, value in item.items() if _meant(name)[1]]
    return sorted(known, key=lambda pair: _meant(pair[0])[0])


def meaning(name: str) -> str:
    """The field that a name in an export means; empty for none."""
    return _meant(name)[1]


def fields(draft: Draft, item: dict[str, Any], latest: datetime.date) -> None:
    """Put the fields of an object into the draft, all but its body."""
    for name, value in _ordered(item):
        field, origin, text = _meant(name)[1], f"field {name}", _text(value)
        if field == "id":
            draft.id = draft.id or text[:200]
        elif field == "date":
            draft.put("date", dates.moment(text, latest), origin)
        elif field == "views":
            draft.put("views", field_labels.number(text), origin)
        elif field == "keywords":
            draft.put("keywords", header_lines.keywords(text.replace("; ", ",")), origin)
        elif field == "language":
            known = text[:2].lower()
            draft.put("language", known if known in {"zh", "en"} else "", origin)
        elif field != "body":
            draft.put(field, text, origin)


def _text(value: Any) -> str:
    """A value as text: of a list its items, of an object its name."""
    if isinstance(value, list):
        return "; ".join(_text(item) for item in value)
    if isinstance(value, dict):
        return _text(
            value.get("name") or value.get("title") or value.get("$date") or value.get("$oid") or ""
        )
    return "" if value is None else str(value)


def _body(draft: Draft, value: Any) -> None:
    """The paragraphs of a body: a text with line breaks, a list of texts, or a piece of a page."""
    text = "\n".join(map(_text, value)) if isinstance(value, list) else _text(value)
    if _MARKUP.search(text):
        page.read_all(draft, text)
        return
    if any(mark in text for mark in "\r\u2028\u2029\x0b\x0c"):
        text = re.sub(r"[\r\u2028\u2029\x0b\x0c]", "\n", text)
    draft.paragraphs = [line for line in text.split("\n") if line.strip()]


_OBJECT = re.compile(rb'\{\s{0,200}(?:"[^"\n]{0,200}"\s{0,20}:|\}\s{0,200}$)')
_LIST = re.compile(rb'\[\s{0,200}(?:[\[{"\d-]|\])')


_OBJECT_LINE = re.compile(rb"\{[^\r\n]*\}[ \t]*\r?\n\s*\{")


def is_jsonl(sample: Sample) -> int:
    """Whether the first line is an object, and another one begins behind it."""
    if (match := _OBJECT_LINE.match(sample.start)) is None:
        return NO
    try:
        json.loads(match[0][:-1])
    except (ValueError, RecursionError):
        return NO
    return CERTAIN


def _is_json(sample: Sample) -> int:
    """An object is told by its first name; a list may as well be a text in brackets."""
    if _OBJECT.match(sample.start):
        return NO if is_jsonl(sample) else CERTAIN
    if (match := _LIST.match(sample.start)) is None:
        return NO
    return CERTAIN if _OBJECT.match(sample.start, match.end() - 1) else LIKELY


FORMAT = Format(kind="json", endings=(".json",), sniff=_is_json, read_drafts=read)
