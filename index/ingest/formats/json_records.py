"""Reads JSON exports: each object is a report, whatever names the exporter gave its fields."""

import datetime
import functools
import html
import json
import re
from collections.abc import Iterator

from index.ingest import decode, header_lines, json_fields, site_rules
from index.ingest.draft import Draft, tidy
from index.ingest.extraction_rules import ExtractionRules
from index.ingest.format import CERTAIN, LIKELY, NO, Format, Sample
from index.ingest.formats import day_order, forum_codes, markdown
from index.ingest.json_shapes import MAX_REPORTS, JsonItem, Shapes, documents
from index.ingest.source_file import SourceFile
from index.ingest.webpage import page
from index.report import Skipped

_MARKUP = re.compile(r"<(?:p|br|div|span|html|body|table|h[1-6]|ul|li|a)\b[^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"&lt;(?:p|br|div|span|table|ul|h[1-6])\b", re.IGNORECASE)
"""The tag of a paragraph, escaped once more than needed."""
_MAX_BYTES = 32 << 20  # bytes of one file; its objects take ten times as much memory
_MIN_TEXT_CHARS = 20
"""From this length in code points, a value that fits no field counts as text."""


def read(entry: SourceFile, data: bytes, rules: ExtractionRules) -> Iterator[Draft | Skipped]:
    """A draft for each object that is a report, anywhere in a JSON file."""
    if len(data) > _MAX_BYTES:
        yield Skipped(entry.path, f"It is larger than {_MAX_BYTES >> 20} MB; write JSON Lines.")
        return
    columns = site_rules.columns_of(rules.sites, entry.path)
    shapes = Shapes(lambda name: columns.get(name) or json_fields.field_of(name))
    loaded: list[object] = []
    damaged = False
    try:
        for document in documents(decode.decode(data, entry.charset).text):
            loaded.append(document)
            shapes.collect(document)
    except (ValueError, RecursionError) as error:
        if not shapes.items:
            yield Skipped(entry.path, f"This is not JSON ({error}).")
            return
        damaged = True
        yield Skipped(entry.path, f"The rest is not JSON ({error}).")
    items = _without_names(shapes.items)
    if not items and _is_action(loaded):
        return  # a line between the documents of a bulk request
    if not items:
        yield Skipped(entry.path, _nothing_known(entry, loaded))
    alone = len(items) == 1 and shapes.alone
    orders = day_order.of_fields(items, lambda name: shapes.field_of(name) == "date")
    for number, item in enumerate(items[:MAX_REPORTS], start=1):
        row_entry = entry if alone else entry.at(f"{entry.path}!{number}")
        ordered = day_order.years_first(item, orders) if orders else item
        draft = draft_of(row_entry, _renamed(ordered, columns), rules.latest)
        if damaged and number == len(items):
            draft.cut_off("the file is damaged behind its beginning")
        draft.put("source", shapes.outlet if not alone else "", "title of the export")
        yield draft
    if len(items) > MAX_REPORTS:
        yield Skipped(
            entry.path, f"Only the first {MAX_REPORTS} reports are read; write JSON Lines."
        )


def _without_names(items: list[JsonItem]) -> list[JsonItem]:
    """The items without those that have only a name, if others have a text: users, tables, tags."""
    if not any(json_fields.field_of(name) == "body" for item in items[:100] for name in item):
        return items
    named = {"title", "id", ""}
    return [
        item
        for item in items
        if "title" in item or any(json_fields.field_of(name) not in named for name in item)
    ]


def _is_action(loaded: list[object]) -> bool:
    """Whether a document only says what a search engine is to do with the next one."""
    record = loaded[0] if len(loaded) == 1 else None
    if not isinstance(record, dict) or len(record) != 1:
        return False
    [(name, inner)] = record.items()
    meant = name in {"index", "create", "update", "delete"} and isinstance(inner, dict)
    return meant and all(str(key).startswith("_") or key == "routing" for key in inner)


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
    shown = ", ".join(tidy(str(name))[:40] for name in names[:8])
    file = re.split(r"[/!]", entry.path)[0 if "!" in entry.path else -1].rpartition("/")[2]
    return (
        f"Its names ({shown}) are not known: say what they mean in {site_rules.SITE_RULES_FILE}, "
        f'as ["{file}"] columns = {{"{tidy(str(names[0]))[:40]}" = "title"}}.'
    )


def draft_of(entry: SourceFile, item: JsonItem, latest: datetime.date) -> Draft:
    """The draft of the report in an object."""
    draft = Draft(entry)
    if isinstance(beside := item.get("_embedded"), dict):  # WordPress: the author and the pictures
        item = {**item, "author": beside.get("author")}
    json_fields.fields(draft, item, latest)
    draft.put("source", draft.text("issuer"), "issuer")
    draft.entry = _addressed_entry(draft)
    bodies = json_fields.values_of(item, "body")
    chosen = _fullest([(name, value) for name, value in bodies if value])
    _body(draft, chosen[1])
    if not draft.paragraphs:
        others = (value for _, value in json_fields.values_of(item, "description"))
        _body(draft, next(filter(None, others), ""))
    _add_other_texts(draft, item, chosen[0])
    if len(draft.paragraphs) > 1 and tidy(draft.paragraphs[0]) == draft.text("title"):
        del draft.paragraphs[0]
    return draft


def _fullest(bodies: list[tuple[str, object]]) -> tuple[str, object]:
    """The most specific body, or the same text with markup if that alone has paragraphs."""
    name, value = bodies[0] if bodies else ("", "")
    text = value if isinstance(value, str) else "\n"
    if "\n" in text or _MARKUP.search(text):
        return name, value
    begin = _LETTERS.sub("", text)[:_COMPARED]
    for other, markup in bodies[1:]:
        marked_up = isinstance(markup, str) and _MARKUP.search(markup) is not None
        if marked_up and _LETTERS.sub("", _TAG.sub("", str(markup))).startswith(begin):
            return other, markup
    return name, value


_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_PAGE_MARKUP = re.compile(r"<(?:html|head|body|script|nav|!doctype)\b", re.IGNORECASE)
"""Elements of a whole page, which has other texts than that of the report."""


def _add_other_texts(draft: Draft, item: JsonItem, body: str) -> None:
    """Add the texts that no field has to the paragraphs, and record the names of other values."""
    rest = {
        name: value
        for name, value in item.items()
        if isinstance(value, str) and name != body and _is_unread_text(draft, name, value)
    }
    short = {name: str(value) for name, value in item.items() if _is_short(name, value)}
    if not draft.paragraphs:
        lines = {
            name: text for name, text in {**short, **rest}.items() if text != draft.text("title")
        }
        draft.paragraphs = [
            f"{name}: {line}"
            for name in item
            for line in lines.get(name, "").split("\n")
            if line.strip()
        ]
        return
    texts = [
        name for name, value in rest.items() if _is_text(draft, value) or _SUBTITLE.fullmatch(name)
    ]
    unread = [name for name in rest if name not in texts and not _LEAD.fullmatch(name)]
    if texts:
        _add(draft, item, body, texts)
    named = [*unread, *(name for name in short if name not in rest)]
    if named:
        draft.note("paragraphs", f"fields that were not read: {', '.join(named)[:300]}")
    if texts or unread:
        unseen = (rest[name] for name in unread)
        draft.add_visible("\n".join((*draft.paragraphs, draft.text("title"), *unseen)))


def _add(draft: Draft, item: JsonItem, body: str, texts: list[str]) -> None:
    """Add further texts: one that stands above the body in the object, as a lead, before it."""
    names = list(item)
    first = names.index(body) if body in item else -1
    above, below = (
        [
            line
            for name in texts
            if (names.index(name) < first) is before
            for line in _lines(draft, str(item[name]))
        ]
        for before in (True, False)
    )
    draft.paragraphs = [*above, *draft.paragraphs, *below]
    draft.note("paragraphs", f"with the text of the fields {', '.join(texts)[:300]}")


def _lines(draft: Draft, value: str) -> list[str]:
    """A further text as paragraphs."""
    if not _MARKUP.search(value):
        return [line for line in value.split("\n") if line.strip()]
    inner = Draft(draft.entry)
    page.read_all(inner, value)
    return inner.paragraphs


_LEAD = re.compile(
    r"(?:lead|standfirst|dek|intro|trail|stand_first|sub)(?:_?(?:paragraph|text|title|html))?"
    r"|导语|導語|引言",
    re.IGNORECASE,
)
"""Descriptions that readers see as the beginning of the text."""
_SUBTITLE = re.compile(r"sub_?(?:title|head(?:line|ing)?)|[副肩引眉][标標]?[题題]", re.IGNORECASE)
"""Second titles, which readers see above the text."""
_SENTENCE = re.compile(r"[。！？!?…]|[a-z]{2}[.!?](?:\s|$)")
_LETTERS = re.compile(r"[\W_]+")
_COMPARED = 24
"""The first letters and digits of a text by which it is found in another."""


def _is_text(draft: Draft, value: str) -> bool:
    """Whether a value has sentences that the paragraphs do not have, as markup or otherwise."""
    if _PAGE_MARKUP.search(value) or header_lines.is_legal(value):
        return False
    plain = _TAG.sub(" ", value) if _MARKUP.search(value) else value
    if not _SENTENCE.search(plain):
        return False
    present, letters = (_LETTERS.sub("", text) for text in ("".join(draft.paragraphs), plain))
    middle = len(letters) // 2 if plain != value else 0
    return not any(letters[at : at + _COMPARED] in present for at in (0, middle))


_MOST_SHORT = 200
"""The longest value, in code points, that counts as short."""
_CODE = re.compile(r"\w+://\S*|[\w.+/=-]{20,}|[\d\s.:/+-]*|true|false|none|null", re.IGNORECASE)
"""An address, a code, a date, a number or a truth value, which says little without its name."""


def _is_short(name: str, value: object) -> bool:
    """Whether a value under a name that nobody knows is a word or two that a person would read."""
    return (
        isinstance(value, str)
        and 0 < len(value.strip()) <= _MOST_SHORT
        and not name.startswith(("_", "@", "$"))
        and not json_fields.field_of(name)
        and _CODE.fullmatch(value.strip()) is None
    )


@functools.lru_cache(maxsize=1024)
def _kind_of_name(name: str) -> str:
    """What is under a name: a "subtitle", a field that was "read", or empty for another text."""
    if _SUBTITLE.fullmatch(name):
        return "subtitle"
    read_field = json_fields.field_of(name) not in {"", "body"}
    return "read" if read_field and not _LEAD.fullmatch(name) else ""


def _is_unread_text(draft: Draft, name: str, value: str) -> bool:
    """Whether a value is text that no field has, and not an address or a code."""
    kind = _kind_of_name(name)
    if kind == "subtitle":
        return bool(value.strip()) and value not in (*draft.paragraphs, draft.text("title"))
    if kind == "read":
        return False
    wordy = sum(character > "\u2e7f" for character in value[:400]) > 4 or value.count(" ") > 3
    return wordy and len(value) > _MIN_TEXT_CHARS // 2 and value not in draft.paragraphs


def _addressed_entry(draft: Draft) -> SourceFile:
    """The entry of a row. Its path ends in the row's id or URL, else in its number.

    So deleting an earlier row leaves the paths of later rows unchanged.
    """
    name = draft.id or draft.text("url")
    file, _, row = draft.entry.path.rpartition("!")
    if not (row.isdecimal() and name):
        return draft.entry
    return draft.entry.at(f"{file}!{tidy(name)}")


_MARKDOWN = "<!--markdown-->"
"""The beginning of a text in Markdown in the databases of Typecho."""
_MARKDOWN_SIGN = re.compile(
    r"\[[^\[\]\n]{1,300}\]\(https?://[^\s()]{1,600}\)|^#{2,6} (?=\S)", re.MULTILINE
)
"""A link or a lower heading of Markdown, which other texts do not have."""
_LONE_BREAK = re.compile(r"(?<!\n)\n(?!\n)")
"""A break inside a paragraph, which ends a line in an export."""
_WRITTEN_BREAK = re.compile(r"(?:\\r)?\\n(?![a-z])")
r"""A line break that an export wrote as two characters; C:\\new is none."""


def _body(draft: Draft, value: object) -> None:
    """Add the body: a text with line breaks, a list of texts, or a piece of HTML."""
    text = json_fields.body_of(value)
    if text.startswith(_MARKDOWN):
        draft.paragraphs = markdown.paragraphs(text.removeprefix(_MARKDOWN))
        return
    if "[/" in text:
        text = forum_codes.plain_text(text)
    if "<" not in text and _ESCAPED.search(text):
        text = html.unescape(text)
    if _MARKUP.search(text):
        page.read_all(draft, text)
        return
    if "\\n" in text and "\n" not in text:
        text = _WRITTEN_BREAK.sub("\n", text)
    if any(mark in text for mark in "\r\u2028\u2029\x0b\x0c"):
        text = re.sub(r"[\r\u2028\u2029\x0b\x0c]", "\n", text)
    if _MARKDOWN_SIGN.search(text):
        text = "\n".join(markdown.paragraphs(_LONE_BREAK.sub("  \n", text))) or text
    draft.paragraphs = [line for line in text.split("\n") if line.strip()]


_OBJECT = re.compile(rb'\{\s{0,200}(?:"[^"\n]{0,200}"\s{0,20}:|\}\s{0,200}$)')
_LIST = re.compile(rb'\[\s{0,200}(?:[\[{"\d-]|\])')


_ASSIGNED = re.compile(
    rb"(?:(?:var|let|const)\s{1,4})?[A-Za-z_$][\w$.]{0,60}\s{0,4}=\s{0,4}\[\s{0,20}\{\s{0,20}[\"']?\w"
)
"""A list of objects that a script keeps in a variable, as the archive of an account does."""
_OBJECT_LINE = re.compile(rb"\{[^\r\n]*\}[ \t]*\r?\n\s*\{")
_NEXT_OBJECT = re.compile(rb"\s*\{")


def is_jsonl(sample: Sample) -> int:
    """Whether the first line is an object, and the next begins another."""
    second_line = sample.start.find(b"\n") + 1
    if not second_line or _NEXT_OBJECT.match(sample.start, second_line) is None:
        return NO  # a quick look, because the pattern below walks back over the first line
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
    if _ASSIGNED.match(sample.start):
        return CERTAIN
    if _OBJECT.match(sample.start):
        return NO if is_jsonl(sample) else CERTAIN
    if (match := _LIST.match(sample.start)) is None:
        return NO
    return CERTAIN if _OBJECT.match(sample.start, match.end() - 1) else LIKELY


FORMAT = Format(kind="json", endings=(".json",), sniff=_is_json, read_drafts=read)
