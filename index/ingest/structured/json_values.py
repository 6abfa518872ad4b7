"""Values of exports as texts: lists, people, trees of editors, and what spreadsheets wrap."""

import base64
import json
import re

from index.ingest.prose import is_prose
from index.ingest.structured import lenient_json, person_parts, rich_text
from index.json_types import JsonObject as JsonItem

_VALUES = (
    *(
        "rendered",
        "main",
        "basic",
        "default",
        "original",
        "name",
        "title",
        "$date",
        "$numberLong",
        "$numberInt",
        "$numberDouble",
    ),
    *(
        "$numberDecimal",
        "$oid",
        "$uuid",
        "iso",
        "text",
        "content",
        "value",
        "@value",
        "#text",
        "_text",
        "$t",
    ),
    *("screen_name", "nickname", "display_name", "displayName", "username", "full_name"),
    *("node", "__cdata", "html", "raw", "href", "url", "label", "literal", "real_name"),
    *("data", "attributes", "login", "handle", "displayDate", "begin", "start", "date"),
    *(
        "plain_text",
        "rich_text",
        "author",
        "user_nickname",
        "user_name",
        "userName",
        "nickName",
        "names",
    ),
    *("名称", "名稱", "姓名", "名字"),
)
"""The names of the value itself in an object around a value, most reliable first."""


def text_of(value: object, depth: int = 0) -> str:
    """A value as text: the items of a list, the name or text of an object."""
    if isinstance(value, str) and "[" not in value:
        return _repaired(value)
    value = _listed(without_locales(value))
    if isinstance(value, list):
        return _text_of_list(value, depth)
    if isinstance(value, dict):
        return _text_of_object(value, depth)
    return "" if value is None or isinstance(value, bool) else _repaired(str(value))


_LIST = re.compile(r"\s*+\[\s*+(?:'(?!'')|\"(?!\"\"))[^\]]")
_MAX_LISTED_CHARS = 1 << 20
"""The largest list, in code points, that is read from the text of a cell."""


def _listed(value: object) -> object:
    """The list of texts that a program wrote as one text, as in ['Ada Quill', 'Tom Hull']."""
    if not isinstance(value, str) or not _LIST.match(value) or len(value) > _MAX_LISTED_CHARS:
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
    if text := _in_order(value):
        return text
    if person := person_parts.joined(value):
        return person
    if isinstance(parts := value.get("date-parts"), list) and parts:
        return "-".join(map(str, parts[0])) if isinstance(parts[0], list) else ""
    if {"year", "month", "day"} <= value.keys():
        return f"{value['year']}-{value['month']}-{value['day']}"
    kind = value.get("type")
    if isinstance(kind, str) and value.get(kind):  # {"type": "select", "select": …}
        return text_of(value[kind], depth + 1) if depth < _MAX_VALUE_DEPTH else ""
    known = next((value[name] for name in _VALUES if value.get(name) not in (None, "")), "")
    if not known:  # names with a capital, as in {"Name": "Larkford Tide"}
        lower = {name.lower(): part for name, part in value.items()}
        known = next((lower[name] for name in _VALUES if lower.get(name) not in (None, "")), "")
    return text_of(known, depth + 1) if depth < _MAX_VALUE_DEPTH else ""


_MAX_VALUE_DEPTH = 6


def _repaired(text: str) -> str:
    """A value without the wrapping of a spreadsheet, and with the bytes of UTF-8 put together.

    The archives of some services write each byte of a character as a character of its own.
    """
    if text.startswith("=") and (formula := _FORMULA.fullmatch(text)):
        return formula[1] or formula[2] or ""
    if text.isascii():
        return _decoded(text) if len(text) >= _MIN_CODED_CHARS and " " not in text[:100] else text
    if _NO_BYTE.search(text) or not _BYTES.search(text):
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text


def _decoded(text: str) -> str:
    """The sentences that a service writes in base64, as those of mails and files; else the text."""
    if not _BASE64.fullmatch(text):
        return text
    try:
        plain = base64.b64decode(f"{text}==", altchars=b"-_" if _URL_SAFE.search(text) else None)
        decoded = plain.decode("utf-8")
    except ValueError:
        return text
    return decoded if is_prose(decoded) else text


_MIN_CODED_CHARS = 40
_BASE64 = re.compile(r"[A-Za-z0-9+/_\n-]{40,}={0,2}\n?")
_URL_SAFE = re.compile("[-_]")
_FORMULA = re.compile(r'="([^"]*)"|=HYPERLINK\("[^"]*"[,;]\s?"([^"]*)"\)', re.IGNORECASE)
"""A cell that a spreadsheet was made to keep as text: ="2023-02-09", or the label of a link."""
_BYTES = re.compile("[\xc2-\xf4][\x80-\xbf]")
_NO_BYTE = re.compile("[^\x00-\xff]")
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
        lines = rich_text.lines(without_locales(value))
        return "\n".join(lines) or text_of(value) or _all_texts(value)
    return text_of(value)


def _in_order(value: JsonItem) -> str:
    """The text of which an object has the positions of each word; empty for another object."""
    words: dict[int, str] = {}
    for word, positions in value.items():
        if not isinstance(positions, list) or not positions or len(words) > _MAX_LISTED_CHARS:
            return ""
        for position in positions:
            if type(position) is not int:
                return ""
            words[position] = word
    whole = len(value) >= _MIN_WORDS and len(words) > max(words) * _MAX_WORDS
    return " ".join(words[position] for position in sorted(words)) if whole else ""


_MIN_WORDS, _MAX_WORDS = 8, 0.9
"""The least number of different words of a text, and the least share of its positions."""


def _all_texts(value: object) -> str:
    """The sentences under names that nobody knows, each once, as lines."""
    texts: list[str] = []
    stack = [value]
    while stack and len(texts) < _MAX_TEXTS:
        current = stack.pop()
        if isinstance(current, str) and is_prose(current):
            texts.append(current)
        elif isinstance(current, dict | list):
            inner = current.values() if isinstance(current, dict) else current
            stack.extend(reversed([*inner]))
    return "\n".join(dict.fromkeys(texts))


_MAX_TEXTS = 1_000


_RENDERED = ("rendered", "$t", "#text", "_text", "__cdata")
"""Names of the text itself in an object with nothing but a text."""


def tree_lines(value: object) -> list[str]:
    """The lines of the tree of an editor, which may be written as a text; none of a text alone."""
    tree = _tree_in(value) if isinstance(value, str) and value[:2] in {'{"', "[{"} else value
    return rich_text.lines(tree) if isinstance(tree, dict | list) else []


def _tree_in(text: str) -> object:
    """The tree of an editor that is written as a text; else the text."""
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return text
    return loaded if rich_text.lines(loaded) else text
