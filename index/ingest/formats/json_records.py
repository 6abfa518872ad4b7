"""Reads JSON exports: each object is a report, whatever names the exporter gave its fields."""

import datetime
import functools
import html
import json
import re
from collections.abc import Iterator

from index.ingest import dates, decode, field_labels, header_lines, site_rules, word_lists
from index.ingest.draft import Draft, DraftValue, tidy
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, LIKELY, NO, Format, Sample
from index.ingest.formats.json_shapes import MAX_REPORTS, JsonItem, Shapes, documents
from index.ingest.origins import OriginKind
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.report import ReportId, Skipped

_NAMES = word_lists.table("records")
_FIELD = {name: field for field, names in _NAMES.items() for name in names}
_ORDER = {name: number for number, name in enumerate(_FIELD)}
_MARKUP = re.compile(r"<(?:p|br|div|span|html|body|table|h[1-6]|ul|li|a)\b[^<>]*>", re.IGNORECASE)
#: The position of a capital inside a name: newsTitle, but not URL.
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_KIND_BEFORE = re.compile(
    r"^(?:news|article|doc|document|post|info|item|story|page|report|content|record|msg|the)_"
)
_KIND_AFTER = re.compile(r"_(?:name|text|str|string|value|field|info)$")
_DAY_NUMBER = re.compile(r"[2-6]\d{4}(?:\.\d{1,12})?", re.ASCII)
_LARGEST = 32 << 20  # bytes of one file; its objects take ten times as much memory
#: The names of the value itself in an object around a value, most reliable first.
_VALUES = (
    *(
        "rendered",
        "main",
        "original",
        "name",
        "title",
        "$date",
        "$numberLong",
        "$numberInt",
        "$numberDouble",
    ),
    *("$numberDecimal", "$oid", "$uuid", "text", "content", "value", "#text", "_text", "$t"),
    *("screen_name", "nickname", "display_name", "displayName", "username", "full_name"),
    *("__cdata", "html", "raw", "href", "url", "label"),
)
#: From this length in code points, a value that fits no field counts as text.
_TELLING = 20


def read(entry: SourceFile, data: bytes, guide: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each object that is a report, anywhere in a JSON file."""
    if len(data) > _LARGEST:
        yield Skipped(entry.path, f"It is larger than {_LARGEST >> 20} MB; write JSON Lines.")
        return
    columns = site_rules.columns_of(guide.sites, entry.path)
    found = Shapes(lambda name: columns.get(name) or meaning(name))
    loaded: list[object] = []
    try:
        for document in documents(decode.decode(data, entry.charset).text):
            loaded.append(document)
            found.collect(document)
    except (ValueError, RecursionError) as error:
        yield Skipped(entry.path, f"This is not JSON ({error}).")
        if not found.items:
            return
    items = found.items
    if not items:
        yield Skipped(entry.path, _nothing_known(entry, loaded))
    alone = len(items) == 1 and found.alone
    for number, item in enumerate(items[:MAX_REPORTS], start=1):
        row_entry = entry if alone else entry.at(f"{entry.path}!{number}")
        draft = draft_of(row_entry, _renamed(item, columns), guide.latest)
        draft.put("source", found.outlet if not alone else "", "title of the export")
        yield draft
    if len(items) > MAX_REPORTS:
        yield Skipped(
            entry.path, f"Only the first {MAX_REPORTS} reports are read; write JSON Lines."
        )


def _renamed(item: JsonItem, columns: dict[str, str]) -> JsonItem:
    """An object with its columns renamed as the rules of the corpus say."""
    if not columns:
        return item
    known = {columns[name]: value for name, value in item.items() if name in columns}
    return {**{name: value for name, value in item.items() if name not in columns}, **known}


def _nothing_known(entry: SourceFile, loaded: list[object]) -> str:
    """The reason for skipping a file without any known name."""
    one: object = loaded[0] if loaded else None
    while isinstance(one, list) and one:
        one = one[0]
    if not isinstance(one, dict) or not one:
        return "There is no object with a text or a title in it."
    return "There is no object with a text or a title in it. " + unknown_names(entry, list(one))


def unknown_names(entry: SourceFile, names: list[str]) -> str:
    """The advice for a table or export without any known name of a column or field."""
    shown = ", ".join(tidy(str(name))[:40] for name in names[:8])
    file = re.split(r"[/!]", entry.path)[0 if "!" in entry.path else -1].rpartition("/")[2]
    return (
        f"Its names ({shown}) are not known: say what they mean in {site_rules.SITE_RULES_FILE}, "
        f'as ["{file}"] columns = {{"{tidy(str(names[0]))[:40]}" = "title"}}.'
    )


def draft_of(entry: SourceFile, item: JsonItem, latest: datetime.date) -> Draft:
    """The draft of the report in an object."""
    draft = Draft(entry)
    fields(draft, item, latest)
    draft.entry = _placed(draft)
    bodies = [(name, value) for name, value in _ordered(item) if _meant(name)[1] == "body"]
    taken = next(((name, value) for name, value in bodies if value), ("", ""))
    _body(draft, taken[1])
    if not draft.paragraphs:
        others = (value for name, value in _ordered(item) if _meant(name)[1] == "description")
        _body(draft, next(filter(None, others), ""))
    _rest(draft, item, taken[0])
    return draft


def _rest(draft: Draft, item: JsonItem, body: str) -> None:
    """Take texts with unknown names as the body if there is no other, else record their names."""
    rest = {
        name: value
        for name, value in item.items()
        if isinstance(value, str) and name != body and _is_telling(draft, name, value)
    }
    if not rest:
        return
    if not draft.paragraphs:
        draft.paragraphs = [
            f"{name}: {line}" for name, value in rest.items() for line in value.split("\n") if line
        ]
    else:
        draft.note("paragraphs", f"fields that were not read: {', '.join(rest)[:300]}")
        draft.see("\n".join((*draft.paragraphs, draft.text("title"), *rest.values())))


def _is_telling(draft: Draft, name: str, value: str) -> bool:
    """Whether a value is text that no field has, and not an address or a code."""
    if _meant(name)[1] not in {"", "body"}:
        return False
    wordy = sum(character > "\u2e7f" for character in value[:400]) > 4 or value.count(" ") > 3
    return wordy and len(value) > _TELLING // 2 and value not in draft.paragraphs


def _placed(draft: Draft) -> SourceFile:
    """The entry of a row. Its path ends in the row's id or URL, else in its number.

    So deleting an earlier row leaves the paths of later rows unchanged.
    """
    name = draft.id or draft.text("url")
    file, _, row = draft.entry.path.rpartition("!")
    if not (row.isdecimal() and name):
        return draft.entry
    return draft.entry.at(f"{file}!{tidy(name)}")


@functools.lru_cache(maxsize=1024)
def _meant(name: str) -> tuple[int, str]:
    """The rank of a name, the most specific names first, and its field; empty for none."""
    words = _CAPITAL.sub("_", name.strip())
    plain = re.sub(r"[\s_-]+", "_", words.lower())
    for distance, way in enumerate((name.strip().lower(), plain, *_shortened(plain))):
        if way in _FIELD:
            return _ORDER[way] + distance * len(_ORDER), _FIELD[way]
    return 0, ""


def _shortened(plain: str) -> Iterator[str]:
    """Shorter forms of a name, without a prefix or suffix: src for news_src_name."""
    without = _KIND_BEFORE.sub("", plain)
    yield from (without, _KIND_AFTER.sub("", without), _KIND_AFTER.sub("", plain))


def _ordered(item: JsonItem) -> list[tuple[str, object]]:
    """The items with a known name, the most specific names first."""
    known = [(name, value) for name, value in item.items() if _meant(name)[1]]
    return sorted(known, key=lambda pair: _meant(pair[0])[0])


def meaning(name: str) -> str:
    """The field for a name in an export; empty for none."""
    return _meant(name)[1]


def fields(draft: Draft, item: JsonItem, latest: datetime.date) -> None:
    """Put the fields of an object into the draft, except its body."""
    for name, value in _ordered(item):
        field, text = _meant(name)[1], _text(value)
        if field == "id":
            draft.id = draft.id or ReportId(text[:200])
        elif field != "body":
            draft.put(field, _typed(field, value, text, latest), OriginKind.FIELD.of(name))


def _typed(field: str, value: object, text: str, latest: datetime.date) -> DraftValue | None:
    """A value in the type of its field; None or empty if it does not fit the field."""
    if field == "date":
        return dates.moment(text, latest) or _spreadsheet_day(text, latest)
    if field == "views":
        return field_labels.number(text)
    if field == "url":
        return _address(value)
    if field in {"author", "editor", "keywords"} and text.replace("; ", "").isdecimal():
        return None  # ids of people and tags in another table
    return _written(field, text)


def _spreadsheet_day(text: str, latest: datetime.date) -> datetime.date | None:
    """The day of a spreadsheet's number: 44966 is 2023-02-09, counted from 1899-12-30."""
    if not _DAY_NUMBER.fullmatch(text):
        return None
    date = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(text[:5]))
    return date if date <= latest else None


def _written(field: str, text: str) -> DraftValue:
    """A text in the type of its field."""
    if field == "keywords":
        return header_lines.keywords(text.replace("; ", ","))
    if field == "language":
        known = text[:2].lower()
        return known if known in {"zh", "en"} else ""
    if field == "author":
        return re.sub(r"^by ", "", text, flags=re.IGNORECASE)
    return _without_markup(text) if field == "title" else text


def _text(value: object, depth: int = 0) -> str:
    """A value as text: the items of a list, the name or text of an object."""
    if isinstance(value, list):
        if any(isinstance(one, dict) and "type" in one and "text" in one for one in value):
            return "".join(_text(one, depth + 1) for one in value)  # pieces of one text
        return "; ".join(filter(None, (_text(one, depth + 1) for one in value[:1_000])))
    if isinstance(value, dict):
        if {"year", "month", "day"} <= value.keys():
            return f"{value['year']}-{value['month']}-{value['day']}"
        known = next((value[name] for name in _VALUES if value.get(name) not in (None, "")), "")
        return _text(known, depth + 1) if depth < _DEEPEST else ""
    if isinstance(value, bool):
        return ""
    return "" if value is None else str(value)


_DEEPEST = 6


def _address(value: object) -> str:
    """The first address in a value."""
    if isinstance(value, list):
        return next(filter(None, map(_address, value[:20])), "")
    if isinstance(value, dict):
        return _address(value.get("href") or value.get("url") or value.get("rendered") or "")
    return value if isinstance(value, str) else ""


def _without_markup(text: str) -> str:
    """A title without HTML tags and entities."""
    if "&" not in text and "<" not in text:
        return text
    return html.unescape(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text))


def _body(draft: Draft, value: object) -> None:
    """Add the body: a text with line breaks, a list of texts, or a piece of HTML."""
    if isinstance(value, list) and not any(isinstance(one, dict) for one in value):
        text = "\n".join(map(_text, value))
    else:
        text = _text(value)
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
    """Whether the first line is an object, and the next begins another."""
    if (match := _OBJECT_LINE.match(sample.start)) is None:
        return NO
    try:
        json.loads(match[0][:-1])
    except (ValueError, RecursionError):
        return NO
    return CERTAIN


def is_object(data: bytes) -> bool:
    """Whether data begins like a JSON object."""
    return _OBJECT.match(data) is not None


def _is_json(sample: Sample) -> int:
    """Certain for an object by its first name; a list may also be a text in brackets."""
    if _OBJECT.match(sample.start):
        return NO if is_jsonl(sample) else CERTAIN
    if (match := _LIST.match(sample.start)) is None:
        return NO
    return CERTAIN if _OBJECT.match(sample.start, match.end() - 1) else LIKELY


FORMAT = Format(kind="json", endings=(".json",), sniff=_is_json, read_drafts=read)
