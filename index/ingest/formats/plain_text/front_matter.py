"""Reads the front matter of Markdown: YAML, TOML, or the title block of Pandoc."""

import datetime
import itertools
import json
import re
import tomllib

import yaml

from index.ingest.draft import Draft
from index.ingest.heads import header_fields
from index.ingest.structured import json_fields, json_inner_fields
from index.json_types import JsonObject

_FRONT = re.compile(
    r"\A\ufeff?\s{0,20}(?:<!--(?:(?!-->)[^\0]){0,2000}-->\s{1,20})?"
    r"(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<front>.*?)\r?\n"
    r"(?P<end>---|\+\+\+|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_MAX_CHARS = 64_000
"""The longest front matter in code points; anything longer is text."""
_PANDOC = re.compile(
    r"\A\ufeff?%[ \t]*+(?P<title>[^\n]*+(?:\n[ \t]++[^\n]*+)*+)"
    r"(?P<rest>(?:\n%[^\n]*+(?:\n[ \t]++[^\n]*+)*+){0,2})\n?"
)
_FIELD = re.compile(r"^([\w\u3400-\u9fff -]{1,30}?)\s*[:=：]\s*(.*)$")
_ITEM = re.compile(r"^\s*-\s+(.*)$")
_WIKI = re.compile(r"\[\[([^\[\]|]{1,200})(?:\|([^\[\]]{1,200}))?\]\]")
_ADDRESS = re.compile(r"https?://\S+$")
_LINK = re.compile(r"\[(?P<text>[^\[\]]{0,200})\]\((?P<url>https?://[^\s()]{3,600})\)")
_BRACKETED = re.compile(r"<(?P<url>https?://[^\s<>]{3,600})>")
_EDITING = frozenset(
    {"markdown", "visual", "source", "code", "ckeditor", "wysiwyg", "html", "vim", "redirect"}
)
"""Ways of editing a note, which programs write in place of an editor."""
_CLIPPED = re.compile(
    r"(?:date[ _-]?)?(?:created|clipped|saved|added|accessed)(?:[ _-]?(?:at|time))?$", re.IGNORECASE
)
_PROGRAM = re.compile(r"(?:net\.cozic\.)?joplin-?(?:desktop|mobile|app|clipper|cli)?$|joplin$")
"""The program that wrote a note, in place of its source."""
_ORIGINS = frozenset({"from", "via", "转自", "来自", "轉自", "來自", "新聞來源", "新闻来源"})
"""Names of the source that other exports use for senders."""
_JOINED = frozenset({"author", "editor", "source"})


class TextLoader(yaml.BaseLoader):
    """YAML whose values are texts, without references: a few of them can expand to millions."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """The next value; an error where it is a reference to another one."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not read")
        return super().compose_node(parent, index)


def take(draft: Draft, text: str, latest: datetime.date) -> str:
    """Put the front matter of a text into the draft; returns the text without it."""
    match = _FRONT.match(text)
    if match is not None and len(match["front"]) <= _MAX_CHARS:
        fields = _toml(match["front"]) if match["fence"] == "+++" else _yaml(match["front"])
        fields = _lenient_yaml(match["front"]) if fields is None else fields
        if not fields:
            return text  # a text between two horizontal rules
        _put(draft, fields, latest)
        return text[match.end() :]
    if (below := _fields_below(text)) is not None:
        _put(draft, _lenient_yaml(below[1]), latest)
        return below[0]
    if (parsed := _json(text)) is not None:
        _put(draft, parsed[0], latest)
        return text[parsed[1] :]
    match = _PANDOC.match(text)
    if match is None:
        return text
    lines = [" ".join(line.split()) for line in re.split(r"\n%", match["rest"])[1:]]
    authors, date = (*lines, "", "")[:2]
    names = ", ".join(name.strip() for name in re.split(r";|\n", authors) if name.strip())
    _put(draft, {"title": " ".join(match["title"].split()), "author": names, "date": date}, latest)
    rest = text[match.end() :]
    return take(draft, rest, latest) if _FRONT.match(rest) else rest


_TAIL_LINE = re.compile(r"[a-z_]{2,40}:(?: .{0,500})?")
_TAIL_BEGIN = re.compile(r"id: [0-9a-f]{32}")
_TAIL_END = re.compile(r"type_: \d{1,2}")
_MAX_TAIL_LINES = 60
"""The largest number of lines below a note."""


def _fields_below(text: str) -> tuple[str, str] | None:
    """A note and the fields below it, as Joplin writes them; None without such fields."""
    lines = text.rstrip().rsplit("\n", maxsplit=_MAX_TAIL_LINES)
    if len(lines) < 4 or not _TAIL_END.fullmatch(lines[-1]):
        return None
    for number in range(len(lines) - 1, 0, -1):
        if not _TAIL_LINE.fullmatch(lines[number]):
            return None
        if _TAIL_BEGIN.fullmatch(lines[number]):
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return None


_END = re.compile(r"[ \t]*+(?:\r?\n;;;)?[ \t]*+(?:\r?\n|\Z)")
_JSON = re.compile(r"\A\ufeff?\s{0,20}(?:;;;[ \t]*\r?\n)?\s{0,20}(?=\{\s{0,20}\")")


def _json(text: str) -> tuple[JsonObject, int] | None:
    """The object at the beginning of a text, between ;;; or not, and where it ends."""
    match = _JSON.match(text)
    if match is None:
        return None
    try:
        fields, end = json.JSONDecoder().raw_decode(text[: match.end() + _MAX_CHARS], match.end())
    except (ValueError, RecursionError):
        return None
    fence = _END.match(text, end)
    return (fields, fence.end()) if isinstance(fields, dict) and fence is not None else None


def begins_with_json(text: str) -> bool:
    """Whether a text begins with the fields of an article, and goes on as text."""
    parsed = _json(text)
    rest = text[parsed[1] :].lstrip() if parsed is not None else ""
    return bool(rest) and rest[0] not in "{[}],"


_FURTHER = re.compile(
    r"^---[ \t]*\n(?=[A-Za-z_]{1,30}:)(?:(?:[\w-]{1,30}:.*|[ \t]+.*|- .*|#.*)\n){2,60}?---[ \t]*$",
    re.MULTILINE,
)
"""A block of fields between two rules; the first of its lines is one."""


def articles(text: str) -> list[str]:
    """The articles of a text in which each has front matter of its own; one without them."""
    starts = [match.start() for match in _FURTHER.finditer(text) if _TITLE_OR_DATE.search(match[0])]
    if len(starts) < 2 or text[: starts[0]].strip("\ufeff\n "):
        return [text]
    return [text[start:end] for start, end in itertools.pairwise((*starts, len(text)))]


_TITLE_OR_DATE = re.compile(r"^(?:title|date)[ \t]*:", re.IGNORECASE | re.MULTILINE)


def _yaml(front: str) -> JsonObject | None:
    """The fields of YAML; None if it is invalid or not a mapping."""
    try:
        fields = yaml.load(front, Loader=TextLoader)  # noqa: S506 - a BaseLoader makes texts only
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    return (
        {str(name): value for name, value in fields.items()} if isinstance(fields, dict) else None
    )


def _toml(front: str) -> JsonObject | None:
    try:
        return tomllib.loads(front)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None


def _lenient_yaml(front: str) -> JsonObject:
    """The fields of invalid YAML line by line; none if most lines are not fields."""
    fields: JsonObject = {}
    last = ""
    others = 0
    for line in front.splitlines():
        item = _ITEM.match(line)
        if item is not None and last:
            before = fields[last]
            items = before if isinstance(before, list) else []
            items.append(_value(item[1]))
            fields[last] = items
        elif (match := _FIELD.match(line)) is not None:
            last = match[1].strip()
            fields[last] = _value(match[2])
        else:
            others += bool(line.strip()) and not line.startswith((" ", "\t", "#"))
    return fields if others <= len(fields) else {}


def _value(text: str) -> str:
    text = text.strip()
    if text[:1] in "\"'" and text[-1:] == text[:1]:
        return text[1:-1]
    return text.strip("[]") if text.startswith("[") else text


def _put(draft: Draft, fields: JsonObject, latest: datetime.date) -> None:
    """Put fields into the draft; a source that is a URL becomes the URL."""
    known: JsonObject = {}
    for name, value in fields.items():
        plain = _plain(value)
        if isinstance(plain, dict) and (address := _address_in(plain)):
            known.setdefault("url", address)
        if isinstance(plain, str) and (bare := _BRACKETED.fullmatch(plain)) is not None:
            plain = bare["url"]
        if isinstance(plain, str) and (link := _LINK.fullmatch(plain)) is not None:
            known.setdefault("url", link["url"])
            plain = link["text"] if json_fields.field_of(name) != "url" else ""
        if isinstance(plain, str) and (_PROGRAM.match(plain) or _is_way(name, plain)):
            continue
        if json_fields.field_of(name) in _JOINED and isinstance(plain, list):
            plain = ", ".join(map(_text, plain))
        if isinstance(plain, str) and name.strip().lower() == "source" and _ADDRESS.match(plain):
            known.setdefault("url", plain)
        else:
            if json_fields.field_of(name) == "source" and isinstance(plain, str):
                plain = header_fields.without_marks(plain)
            known["source" if name.strip().lower() in _ORIGINS else name] = plain
    if any(
        json_fields.field_of(name) == "url" for name in known
    ):  # the creation date of a clipped page is the date of clipping
        known = {name: value for name, value in known.items() if not _CLIPPED.match(name)}
    json_fields.fields(draft, json_inner_fields.with_inner_fields(known), latest)


def _is_way(name: str, value: str) -> bool:
    """Whether a value says how a note is edited, as in editor: visual."""
    return name.strip().lower() == "editor" and value.lower() in _EDITING


def _address_in(value: JsonObject) -> object:
    """The address in a value, or in one inside it, as in source: {name: …, url: …}."""
    inner = (part for part in value.values() if isinstance(part, dict))
    own = (part.get("url") or part.get("link") for part in (value, *inner))
    return next(filter(None, own), None)


def _plain(value: object) -> object:
    """A value without the brackets of wiki links, with dates as text."""
    if isinstance(value, str):
        return _WIKI.sub(lambda match: match[2] or match[1], value).strip()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    return value if value is None else str(value)


def _text(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name") or value.get("title") or "")
    return "" if value is None else str(value)
