"""The meaning of field names in exports, and values converted to the types of their fields."""

import datetime
import functools
import html
import json
import re
from collections.abc import Iterator

from index.ingest import (
    field_dates,
    field_labels,
    header_lines,
    lenient_json,
    person_names,
    person_parts,
    rich_text,
    word_lists,
)
from index.ingest.draft import Draft, DraftValue
from index.ingest.json_shapes import JsonItem
from index.ingest.origins import OriginKind
from index.report import ReportId

_NAMES = word_lists.table("records")
_FIELD = {name: field for field, names in _NAMES.items() for name in names}
_ORDER = {name: number for number, name in enumerate(_FIELD)}
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
"""The position of a capital inside a name: newsTitle, but not URL."""
_KIND_BEFORE = re.compile(
    r"^(?:news|article|doc|document|post|info|item|story|page|report|content|record|msg|the|web|widget|thread|topic|blog)_"
    r"|^(?:文章|新闻|新聞|稿件|帖子|微博|博文|信息|报道)(?=..)"
)
_KIND_AFTER = re.compile(
    r"_(?:name|text|str|string|value|field|info)$|(?<=..)(?:名称|姓名)$"
    r"|_(?:s|ss|t|txt|txt_[a-z]{2,4}|dt|dts|tdt|en|zh|cn)$"  # types of Solr, and languages
)
_REMARK = re.compile(r"\s?[(（][^()（）]{0,30}[)）]$")
"""A remark behind a name, as in 发布时间（北京） and Author(s)."""
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
    *("node", "__cdata", "html", "raw", "href", "url", "label", "literal", "real_name"),
    *("data", "attributes"),
)
"""The names of the value itself in an object around a value, most reliable first."""
_ADDRESS = re.compile(r"https?://\S+$")
_CLIENT = re.compile(
    r"</a>|^(?:iPhone|iPad|Android|HUAWEI|OPPO|vivo|Redmi)\b|^(?:iPhone|Android|iPad)?客户端$"
    r"|^微博 |网页版$|^Twitter (?:for|Web)|超话$",
    re.IGNORECASE,
)
"""The program from which a post was sent, which some services call its source."""


_NUMBERED = re.compile(r"(?<=.)\|\d{1,4}$")
"""The number of an outlet in a list, which phpcms writes behind its name: 澜溪日报|0."""
_AROUND = " \t\u3000:：[]【】<>《》\"'#*"
"""Characters around a name that are not part of it, as in 标题： and [Title]."""


@functools.lru_cache(maxsize=1024)
def rank_and_field(name: str) -> tuple[int, str]:
    """The rank of a name, the most specific names first, and its field; empty for none."""
    words = _CAPITAL.sub("_", _REMARK.sub("", name.strip(_AROUND)))
    plain = re.sub(r"[\s_-]+", "_", words.lower())
    for distance, form in enumerate((name.strip().lower(), plain, *_shortened(plain))):
        if form in _FIELD:
            return _ORDER[form] + max(distance - 1, 0) * len(_ORDER), _FIELD[form]
    return 0, ""


def _shortened(plain: str) -> Iterator[str]:
    """Shorter forms of a name, without a prefix or suffix: src for news_src_name."""
    without = _KIND_BEFORE.sub("", plain)
    yield from (without, _KIND_AFTER.sub("", without), _KIND_AFTER.sub("", plain))
    above, dot, last = plain.rpartition(".")
    if dot and above not in _FIELD:  # news.title, but not body.content of NITF
        yield last
    if languages := _TWO_LANGUAGES.fullmatch(plain):
        yield languages[1] or languages[2]


_TWO_LANGUAGES = re.compile(r"[a-z0-9_]+[/|_]([\u3400-\u9fff]+)|([\u3400-\u9fff]+)[/|_][a-z0-9_]+")
"""A name in English and Chinese, as in Title-题名; the Chinese one tells more."""


def ordered(item: JsonItem) -> list[tuple[str, object]]:
    """The items with a known name, the most specific names first."""
    return [(name, item[name]) for name, _ in fields_of(item)]


def values_of(item: JsonItem, field: str) -> list[tuple[str, object]]:
    """The names and values of a field, the most specific names first."""
    return [(name, item[name]) for name, known in fields_of(item) if known == field]


def fields_of(item: JsonItem) -> tuple[tuple[str, str], ...]:
    """The known names in an object and their fields, the most specific names first."""
    names = tuple(item)
    return _fields_of_row(names) if len(names) <= _MAX_ROW_NAMES else _fields_of(names)


_MAX_ROW_NAMES = 64
"""The most names of an object whose fields are remembered for the next row of its export."""


def _fields_of(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    known = [name for name in names if rank_and_field(name)[1]]
    known.sort(key=lambda name: rank_and_field(name)[0])
    return tuple((name, rank_and_field(name)[1]) for name in known)


_fields_of_row = functools.lru_cache(maxsize=32)(_fields_of)


def field_of(name: str) -> str:
    """The field for a name in an export; empty for none."""
    return rank_and_field(name)[1]


def fields(draft: Draft, item: JsonItem, latest: datetime.date) -> None:
    """Put the fields of an object into the draft, except its body."""
    item = _with_metadata(item)
    for name, field in fields_of(item):
        value = item[name]
        if field == "id":
            draft.id = draft.id or ReportId(text_of(value)[:200])
        elif field != "body" and not draft.has(field):
            draft.put(field, _typed(field, value, latest), OriginKind.FIELD.of(name))
    if not draft.has("date"):
        parts = {
            part: text_of(value)
            for name, value in item.items()
            if (part := name.strip().lower()) in field_dates.PART_NAMES
        }
        date = field_dates.in_parts(parts, latest)
        draft.put("date", date, OriginKind.FIELD.of("year, month, day"))
    for name, value in values_of(item, "source"):
        if isinstance(value, str) and _ADDRESS.match(value):
            draft.put("url", value, OriginKind.FIELD.of(name))


_METADATA = (
    "dates",
    "timestamps",
    "meta",
    "metadata",
    "_metadata",
    "extra",
    "info",
    "params",
    "front_matter",
    "frontmatter",
)
"""Names of an object beside a text that says where it is from."""
_METADATA_FIELDS = frozenset({"date", "source", "author", "editor", "url", "title", "language"})


def _with_metadata(item: JsonItem) -> JsonItem:
    """An item with what the object beside its text says; its own fields come before."""
    if not any(isinstance(item.get(name), dict) for name in _METADATA):
        return item
    own_fields = {field_of(name) for name, value in item.items() if value}
    further = {
        key: value
        for name in _METADATA
        if isinstance(inner := item.get(name), dict)
        for key, value in inner.items()
        if key not in item and field_of(key) in _METADATA_FIELDS - own_fields
    }
    return {**item, **further}


def _typed(field: str, value: object, latest: datetime.date) -> DraftValue | None:
    """A value in the type of its field; None or empty if it does not fit the field."""
    text = text_of(value)
    if field == "date":
        return field_dates.read(text, latest)
    if field == "views":
        return field_labels.parse_count(text)
    if field == "url":
        return _address(value)
    text = _unlabelled(field, text)
    if field == "source":
        text = _NUMBERED.sub("", text)
    if field == "source" and (_ADDRESS.match(text) or _CLIENT.search(text)):
        return None
    if field in {"author", "editor", "keywords"} and text.replace("; ", "").isdecimal():
        return None  # ids of people and tags in another table
    return _written(field, text)


def _unlabelled(field: str, text: str) -> str:
    """A value without the label that a program took with it, as in 来源：澜溪日报."""
    labels = field_labels.scan(text) if field in {"source", "author", "editor"} else ()
    alone = len(labels) == 1 and labels[0].start == 0 and labels[0].field == field
    return labels[0].value if alone and labels[0].value else text


def _written(field: str, text: str) -> DraftValue:
    """A text in the type of its field."""
    if field == "keywords":
        return header_lines.keywords(text.replace("; ", ","))
    if field == "language":
        known = text[:2].lower()
        return known if known in {"zh", "en"} else ""
    if field == "author":
        return _author(text)
    return _without_markup(text) if field == "title" else text


def _author(text: str) -> str:
    """The names in the value of an author, given names first."""
    if ";" in text:
        return person_names.listed(re.sub(r" \(\d{1,15}\)", "", text))  # Quill, Ada (57190000)
    if field_labels.has_han(text) and (reporters := person_names.reporter_line(text)):
        return reporters
    return person_names.given_first(re.sub(r"^by ", "", text, flags=re.IGNORECASE), listed=False)


def text_of(value: object, depth: int = 0) -> str:
    """A value as text: the items of a list, the name or text of an object."""
    value = _listed(without_locales(value))
    if isinstance(value, list):
        return _text_of_list(value, depth)
    if isinstance(value, dict):
        return _text_of_object(value, depth)
    return "" if value is None or isinstance(value, bool) else _repaired(str(value))


_LIST = re.compile(r"\s*+\[\s*+(?:'(?!'')|\"(?!\"\"))[^\]]")
_MOST_LISTED = 1 << 20
"""The largest list, in code points, that is read from the text of a cell."""


def _listed(value: object) -> object:
    """The list of texts that a program wrote as one text, as in ['Ada Quill', 'Tom Hull']."""
    if not isinstance(value, str) or not _LIST.match(value) or len(value) > _MOST_LISTED:
        return value
    if not value.rstrip().endswith(("']", '"]')):
        return value
    try:
        parsed = lenient_json.parse(value, 0)
    except ValueError:
        return value
    texts = parsed.value
    whole = isinstance(texts, list) and all(isinstance(text, str) for text in texts)
    return texts if whole and not parsed.cut and not value[parsed.end :].strip() else value


def _text_of_list(values: list[object], depth: int) -> str:
    texts = (text_of(item, depth + 1) for item in values[:1_000])
    if any(isinstance(item, dict) and "type" in item and "text" in item for item in values):
        return "".join(texts)  # pieces of one text
    return "; ".join(filter(None, texts))


def _text_of_object(value: JsonItem, depth: int) -> str:
    if person := person_parts.joined(value):
        return person
    if isinstance(parts := value.get("date-parts"), list) and parts:
        return "-".join(map(str, parts[0])) if isinstance(parts[0], list) else ""
    if {"year", "month", "day"} <= value.keys():
        return f"{value['year']}-{value['month']}-{value['day']}"
    known = next((value[name] for name in _VALUES if value.get(name) not in (None, "")), "")
    return text_of(known, depth + 1) if depth < _MAX_VALUE_DEPTH else ""


_MAX_VALUE_DEPTH = 6


_FORMULA = re.compile(r'="([^"]*)"')
"""A cell that a spreadsheet was made to keep as text: ="2023-02-09"."""
_BYTES = re.compile("[\xc2-\xf4][\x80-\xbf]")
_NO_BYTE = re.compile("[^\x00-\xff]")


def _repaired(text: str) -> str:
    """A value without the wrapping of a spreadsheet, and with the bytes of UTF-8 put together.

    The archives of some services write each byte of a character as a character of its own.
    """
    if text.startswith('="') and (formula := _FORMULA.fullmatch(text)):
        return formula[1]
    if text.isascii() or _NO_BYTE.search(text) or not _BYTES.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


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


_LOCALE = re.compile(r"(?:zh|en|ja|ko|fr|de|es|ru|pt|it|ar|nl)(?:[-_][A-Za-z]{2,4})?")


def without_locales(value: object) -> object:
    """The first value of an object whose names are languages; else the value."""
    if isinstance(value, dict) and value and all(map(_LOCALE.fullmatch, value)):
        return next(iter(value.values()))
    return value


def body_of(value: object) -> str:
    """A body as text with line breaks: of a list, a tree of an editor, or a simple value."""
    if isinstance(value, str) and value[:2] in {'{"', "[{"}:
        value = _tree_in(value)
    value = _listed(value)
    if isinstance(value, dict) and without_locales(value) is not value:
        return "\n".join(filter(None, map(body_of, value.values())))  # a text in two languages
    if isinstance(value, dict) and any(name in value for name in _RENDERED):
        return text_of(value)
    if isinstance(value, list | dict):
        return "\n".join(rich_text.lines(without_locales(value))) or text_of(value)
    return text_of(value)


_RENDERED = ("rendered", "$t", "#text", "_text", "__cdata")
"""Names of the text itself in an object with nothing but a text."""


def _tree_in(text: str) -> object:
    """The tree of an editor that is written as a text; else the text."""
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text
    return loaded if rich_text.lines(loaded) else text
