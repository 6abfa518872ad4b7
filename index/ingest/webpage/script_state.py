"""Finds the report in the data of a page's scripts, where the page itself shows little or nothing.

Many sites send an empty page and its data, from which a script makes the page: __NEXT_DATA__,
__NUXT__, window.__INITIAL_STATE__, the `articleBody` of JSON-LD. Others keep the markup of the text
where a script takes it from: in a script of another type, in a text area, in a variable.
"""

import datetime
import itertools
import operator
import re
import urllib.parse
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import Tag

from index.ingest import markup_tree
from index.ingest.days import dates
from index.ingest.draft import Draft
from index.ingest.heads import person_names
from index.ingest.origins import GuessedOrigin, OriginKind
from index.ingest.structured import json_fields, json_inner_fields, json_values, lenient_json
from index.ingest.structured.json_shapes import JsonItem, Shapes
from index.ingest.webpage import script_payloads
from index.ingest.webpage.main_text import body, fallback
from index.ingest.webpage.tree import block_weights, meta
from index.ingest.webpage.tree.block_text import key_of
from index.ingest.webpage.tree.blocks import page_blocks
from index.ingest.webpage.tree.entities import unescaped
from index.ingest.webpage.tree.heading import PAGE_TITLE

FROM_SCRIPT = "the text was taken from the data of a script"
_MAX_PAGE_TEXT = 600
"""Less text than this, by block_weights.length, is looked for in scripts too."""
_MIN_TEXT, _MIN_TEXT_FACTOR = 40, 2
"""The least length of a text in a script, and how many times the text of the page it must have."""
_MIN_SCRIPT, _MAX_SCRIPTS, _MAX_VALUES = 80, 80, 30
"""The shortest script with a text, the largest number of scripts, and of values in one script."""
_MAX_CHARS = 6_000_000
"""The largest number of code points that are parsed in all scripts of a page."""
_VALUE = re.compile(
    r"(?:=|\breturn\b)\s{0,20}(?=[\[{]|(?:JSON\.parse|JsDecode)\(|[\"'](?:[\[{]|%7[Bb]))"
)
_CALLED = re.compile(r"function\s?\(([\w$,\s]{1,20000})\)\s?\{")
"""The end of a function that is called at once with the values of its variables."""
_MARKUP = re.compile(r"<[a-zA-Z][^<>]*>")
_TEXT_MARKUP = re.compile(r"<(?:p|br|div|section|span)\b[^<>]{0,300}>", re.IGNORECASE)
"""Tags of the markup of a text."""
_PLACEHOLDER = re.compile(
    r"\{\{|<%|\$\{|#\{|<(?:input|select|option|button|textarea)\b", re.IGNORECASE
)
"""Signs of a template, which a script fills, or of a form."""
_LITERAL = re.compile(r"=\s{0,20}(?=[\"'`]\s{0,20}<)")
"""A literal with markup that a script assigns."""


def take(draft: Draft, soup: BeautifulSoup, declared: meta.Declared, latest: datetime.date) -> None:
    """Take text and fields from a script if it has much more of the text than the page."""
    shown = sum(map(block_weights.length, draft.paragraphs))
    if shown > _MAX_PAGE_TEXT:
        return
    best, longest = None, max(_MIN_TEXT_FACTOR * shown, _MIN_TEXT)
    known = shown < _MIN_TEXT  # the page shows nothing that the text of a script could differ from
    for item in _items(soup, declared):
        lines = _lines(item)
        size = sum(map(block_weights.length, lines))
        same = _is_titled(draft, item)
        if size > longest and (same or known):
            if same and known:
                known, longest = False, 0  # from now on only those with the title of the page
            best, longest = (item, lines), max(size, longest)
    bodiless = draft.origins.get("paragraphs", "").startswith(fallback.NO_BODY)
    if best is None and (known or bodiless):
        best = _longest_markup(soup, longest)
        draft.put("title", draft.paragraphs[0] if shown else "", GuessedOrigin.FIRST_SENTENCE)
    if best is None:
        return
    item, draft.paragraphs = best
    if shown < _MIN_TEXT and draft.origins.get("title") == PAGE_TITLE:
        name = next(filter(None, _titles(item)), "")
        if name:  # the declared title is the name of the site, or has it behind the title
            del draft.values["title"], draft.origins["title"]
            draft.put("title", unescaped(name), FROM_SCRIPT)
    draft.origins.pop("paragraphs", None)
    draft.note("paragraphs", FROM_SCRIPT)
    draft.add_visible("\n".join(draft.paragraphs))
    _take_fields(draft, item, latest)


def put_day(
    draft: Draft, soup: BeautifulSoup, declared: meta.Declared, latest: datetime.date
) -> None:
    """Put the day of the object in a script that has title or text of the page, if it has none.

    So is its author, if that is the name of a person.
    """
    if draft.has("date"):
        return
    text = "\n".join(draft.paragraphs[:_COMPARED])
    for item in map(_unwrapped, _items(soup, declared)):
        if _has_title(draft, item) or (text and _has_text(text, item)):
            for name, value in json_fields.values_of(item, "date"):
                draft.put(
                    "date",
                    dates.moment(json_values.text_of(value), latest),
                    OriginKind.FIELD.of(name),
                )
            for name, value in json_fields.values_of(item, "author"):
                person = json_values.text_of(value)
                known = person_names.has_given_name(person) or person_names.has_surname(person)
                draft.put("author", person if known else "", OriginKind.FIELD.of(name))


def _unwrapped(item: JsonItem) -> JsonItem:
    """The one object in an item without a title of its own that has one; else the item."""
    for _ in range(_MAX_WRAPPERS):
        inside = list(item.values())
        if len(inside) != 1 or not isinstance(inside[0], dict):
            break
        item = inside[0]
    titled = (inner for inner in item.values() if isinstance(inner, dict) and any(_titles(inner)))
    inner = list(itertools.islice(titled, 2))
    return inner[0] if len(inner) == 1 and not any(_titles(item)) else item


_MAX_WRAPPERS = 3
_COMPARED = 20
"""The number of paragraphs of a page that are compared with the texts of its scripts."""
_MIN_SAME = 30
"""The least length of the beginning of a text that two texts have in common, in code points."""


def _has_title(draft: Draft, item: JsonItem) -> bool:
    """Whether an object has exactly the title of the page."""
    key = key_of(draft.text("title"))
    return len(key) > _MIN_TITLE and any(key_of(unescaped(name)) == key for name in _titles(item))


_MIN_TITLE = 3
"""A title of so many letters names many things."""


def _has_text(text: str, item: JsonItem) -> bool:
    """Whether the text of an object begins somewhere in the text of the page."""
    line = next(iter(_lines(item)), "")
    return len(line) >= _MIN_SAME and line in text


def _take_fields(draft: Draft, item: JsonItem, latest: datetime.date) -> None:
    """Put the fields of an object into the draft; an account that publishes is no author."""
    shown_source = draft.text("source")
    json_fields.fields(draft, json_inner_fields.with_inner_fields(item), latest)
    account = bool(shown_source) and draft.origins.get("author") in _OF_ACCOUNT
    if account or (draft.text("author") == draft.text("source") and draft.has("author")):
        del draft.values["author"], draft.origins["author"]


_OF_ACCOUNT = frozenset(map(OriginKind.FIELD.of, ("nick_name", "nickname")))


def _is_titled(draft: Draft, item: JsonItem) -> bool:
    """Whether an object has the title of the page."""
    page_title = re.sub(r"\W", "", draft.text("title")).lower()
    keys = (re.sub(r"\W", "", unescaped(title)).lower() for title in _titles(item))
    return any(
        len(key) > 3 and (key in page_title or page_title in key) for key in keys if page_title
    )


def _titles(item: JsonItem) -> Iterator[str]:
    """The titles of an object."""
    for name, value in json_fields.ordered(item):
        if json_fields.field_of(name) == "title":
            yield json_values.text_of(value)


def _lines(item: JsonItem) -> list[str]:
    """The text of an object as paragraphs."""
    values: dict[str, list[object]] = {"body": [], "description": []}
    for name, value in json_fields.ordered(item):
        values.get(json_fields.field_of(name), []).append(value)
    texts = values["body"] or (values["description"] if _is_post(item) else [])
    text = next(filter(None, map(json_values.body_of, texts)), "")
    if _MARKUP.search(text):
        if not _TEXT_MARKUP.search(text):
            text = text.replace("\n", "<br>")  # links in a text with lines of its own
        return body.everything(page_blocks(markup_tree.parsed(text)))
    return [line for line in text.split("\n") if line.strip()]


def _is_post(item: JsonItem) -> bool:
    """Whether an object with a description and no text is a post: it has an author and a day."""
    fields = {json_fields.field_of(name) for name, value in item.items() if value}
    return {"author", "date"} <= fields


def _items(soup: BeautifulSoup, declared: meta.Declared) -> Iterator[JsonItem]:
    """The objects with a text in the structured data and the scripts of a page."""
    yield from (item for item in declared.structured if item.get("articleBody"))
    for value in _values(soup):
        shapes = Shapes(json_fields.field_of)
        shapes.collect(script_payloads.referred(value))
        yield from shapes.items


def _longest_markup(soup: BeautifulSoup, least: float) -> tuple[JsonItem, list[str]] | None:
    """The longest text whose markup the page keeps, if it has more than `least` of text."""
    texts = (({"body": text}, _lines({"body": text})) for text in _kept_markup(soup))
    sized = [(sum(map(block_weights.length, lines)), item, lines) for item, lines in texts]
    size, item, lines = max(sized, key=operator.itemgetter(0), default=(0.0, {}, []))
    return (item, lines) if size > least else None


def _kept_markup(soup: BeautifulSoup) -> Iterator[str]:
    """The markup of texts in scripts that do not run, in text areas, and in variables."""
    for tag in soup.find_all(["script", "textarea"], limit=_MAX_SCRIPTS):
        text, kind = tag.get_text(), str(tag.get("type") or "text/javascript")
        runs = tag.name == "script" and ("javascript" in kind or "text/" not in kind)
        texts = _literals(text) if runs else (unescaped(text),)
        for literal in texts:
            long = _MIN_TEXT <= len(literal) <= _MAX_CHARS
            if long and _TEXT_MARKUP.search(literal) and not _PLACEHOLDER.search(literal):
                yield literal


def _literals(script: str) -> Iterator[str]:
    """The literals with markup that a script assigns."""
    for match in itertools.islice(_LITERAL.finditer(script[:_MAX_CHARS]), _MAX_VALUES):
        try:
            value = lenient_json.parse(script, match.end()).value
        except ValueError:
            continue
        if isinstance(value, str):
            yield value


def _values(soup: BeautifulSoup) -> Iterator[object]:
    """The values in the scripts of a page."""
    left = _MAX_CHARS
    packed = []
    for tag in soup.find_all("script", limit=_MAX_SCRIPTS):
        script = tag.get_text()
        if any(mark in script for mark in script_payloads.PAYLOAD_MARKS):
            packed.append(script)
            continue
        kind = str(tag.get("type", ""))
        if len(script) < _MIN_SCRIPT or "ld+json" in kind or left <= 0:
            continue
        if script.lstrip()[:3].upper() in {"%7B", "%5B"}:
            script = urllib.parse.unquote(script.strip())
        if "json" in kind or script.lstrip()[:1] in {"{", "["}:
            left -= len(script)
            yield script_payloads.unpacked(lenient_json.loads(script))
            continue
        for value, cost in _assigned(script):
            left -= cost
            yield value
            if left <= 0:
                break
    yield from script_payloads.values("\n".join(packed)[:_MAX_CHARS])
    for value in itertools.islice(_data_attributes(soup), _MAX_VALUES):
        yield lenient_json.loads(value)


def _data_attributes(soup: BeautifulSoup) -> Iterator[str]:
    """The objects that elements keep in attributes, as data-page has that of a component."""
    for element in soup.descendants:
        for name, value in element.attrs.items() if isinstance(element, Tag) else ():
            if not (isinstance(value, str) and name.startswith("data-")):
                continue
            if _MIN_SCRIPT <= len(value) <= _MAX_CHARS // 4 and value[0] in "{[":
                yield value


def _assigned(script: str) -> Iterator[tuple[object, int]]:
    """The values that a script assigns or returns, each with the code points that were parsed."""
    at = 0
    names: dict[str, object] | None = None
    for _ in range(_MAX_VALUES):
        match = _VALUE.search(script, at)
        if match is None:
            return
        if match[0].startswith("return") and names is None:
            names = _arguments(script)
        try:
            parsed = lenient_json.parse(script, match.end(), names)
        except lenient_json.UnreadableValueError as error:
            yield None, error.end - at
            at = match.end()
        else:
            yield _decoded(parsed.value), parsed.end - at
            at = max(parsed.end, match.end())


def _decoded(value: object) -> object:
    """The value in a text of JSON, which may be quoted as in an address; others unchanged."""
    if not isinstance(value, str) or len(value) < _MIN_SCRIPT:
        return value
    return lenient_json.loads(urllib.parse.unquote(value) if value[:1] == "%" else value)


def _arguments(script: str) -> dict[str, object]:
    """The values of the variables of a function that is called at once, as Nuxt writes them."""
    match = _CALLED.search(script[:40_000])
    begin = script.rfind("}(")
    if match is None or begin < 0:
        return {}
    try:
        values = lenient_json.parse(f"[{script[begin + 2 :].rstrip(');')}]").value
    except ValueError:
        return {}
    names = (name.strip() for name in match[1].split(","))
    return dict(zip(names, values, strict=False)) if isinstance(values, list) else {}
