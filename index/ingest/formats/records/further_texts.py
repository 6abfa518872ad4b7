"""Adds the texts of an export that no field has to the paragraphs of its report."""

import collections
import functools
import itertools
import re

from index.ingest.draft import Draft, letters
from index.ingest.formats.records import unread_values
from index.ingest.heads import header_lines
from index.ingest.prose import ANY_TAG, is_prose
from index.ingest.structured import column_names, json_fields, json_values
from index.ingest.structured.json_fields import MEANS
from index.ingest.structured.json_shapes import JsonItem
from index.ingest.webpage import page

MARKUP = re.compile(r"<(?:p|br|div|span|html|body|table|h[1-6]|ul|li|a)\b[^<>]*>", re.IGNORECASE)
_MIN_TEXT_CHARS = 20
"""From this length in code points, a value that fits no field counts as text."""
_PAGE_MARKUP = re.compile(r"<(?:html|head|body|script|nav|!doctype)\b", re.IGNORECASE)
"""Elements of a whole page, which has other texts than that of the report."""


def add(draft: Draft, item: JsonItem, body: str) -> None:
    """Add the texts that no field has to the paragraphs, and note the names of other values."""
    texts = {name: value for name, value in item.items() if isinstance(value, str)}
    _add_values(draft, item, texts, body)
    nested = (
        (name, value)
        for name, value in (item.items() if len(texts) < len(item) else ())
        if isinstance(value, _NESTED) and name != body
    )
    for name, value in itertools.islice(nested, _MAX_COMPARED_TEXTS):
        _add_inner(draft, name, value)
    unread_values.note(draft, item)


def in_tree(item: JsonItem) -> tuple[str, list[str]]:
    """The name and the lines of a text that an editor keeps as a tree; empty without one."""
    for name, value in item.items():
        lines = [] if MEANS in name else json_values.tree_lines(value)
        if any(map(is_prose, lines)):
            return name, lines
    return "", []


_NESTED = (dict, list)
_MAX_COMPARED_TEXTS = 200
"""The largest number of fields whose texts are looked for in the text of a report."""


def _add_inner(draft: Draft, name: str, value: object) -> None:
    """Add the texts of a post that the report repeats."""
    if not column_names.names_repeated(name) or MEANS in name or json_fields.field_of(name):
        return
    texts = [text for text in _texts_inside(value) if says_more(draft, text)]
    if texts:
        draft.paragraphs += [line for text in texts for line in _lines(draft, text)]
        draft.note("paragraphs", f"with the text of the fields {name}")


def _texts_inside(value: object) -> list[str]:
    """The texts under the name of a text inside an object, the outermost first."""
    texts: list[str] = []
    waiting = collections.deque([value])
    while waiting and len(texts) < _MAX_INNER:
        current = waiting.popleft()
        if isinstance(current, list):
            waiting.extend(part for part in current[:_MAX_INNER] if isinstance(part, dict | list))
        elif isinstance(current, dict):
            for name, part in current.items():
                if isinstance(part, dict | list):
                    waiting.append(part)
                elif isinstance(part, str) and json_fields.field_of(name) == "body":
                    texts.append(part)
    return texts


_MAX_INNER = 50
"""The largest number of texts inside an object that are looked at."""


def _add_values(draft: Draft, item: JsonItem, values: dict[str, str], body: str) -> None:
    """Add the texts among the values of an object."""
    known = frozenset(draft.paragraphs)
    rest = {
        name: value
        for name, value in values.items()
        if name != body and value not in known and _is_unread_text(name, value, draft.text("title"))
    }
    short = {name: value for name, value in values.items() if _is_short(name, value)}
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
    compared = dict(itertools.islice(rest.items(), _MAX_COMPARED_TEXTS))
    fuller = next((name for name, value in compared.items() if _goes_on(draft, value)), "")
    if fuller:
        draft.paragraphs = _lines(draft, rest.pop(fuller))
        del compared[fuller]
        draft.note("paragraphs", f"the text of the field {fuller}, which is longer")
    texts = [
        name
        for name, value in compared.items()
        if says_more(draft, value) or _SUBTITLE.fullmatch(name)
    ]
    unread = [name for name in rest if name not in texts and not _LEAD.fullmatch(name)]
    if texts:
        _insert(draft, item, body, texts)
    if texts or unread:
        unseen = (rest[name] for name in unread)
        draft.add_visible("\n".join((*draft.paragraphs, draft.text("title"), *unseen)))


def _insert(draft: Draft, item: JsonItem, body: str, texts: list[str]) -> None:
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
    if not MARKUP.search(value):
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
BEGINNING_COMPARED_CHARS = 24
"""The first letters and digits of a text by which it is found in another."""


def says_more(draft: Draft, value: str) -> bool:
    """Whether a value has sentences that the paragraphs do not have, as markup or otherwise."""
    if _PAGE_MARKUP.search(value) or header_lines.is_legal(value):
        return False
    plain = ANY_TAG.sub(" ", value) if MARKUP.search(value) else value
    return _SENTENCE.search(plain) is not None and is_missing(draft, plain, whole=plain == value)


def is_missing(draft: Draft, text: str, *, whole: bool = True) -> bool:
    """Whether the paragraphs have neither the beginning nor the middle of a text.

    Of one that is not `whole`, as it was markup, the middle counts also where the end is not found.
    """
    present, own = _letters_of(tuple(draft.paragraphs)), letters(text)
    middle = len(own) // 2
    if whole and own[3 * middle // 2 :][:BEGINNING_COMPARED_CHARS] not in present:
        middle = 0
    return not any(own[at : at + BEGINNING_COMPARED_CHARS] in present for at in (0, middle))


@functools.lru_cache(maxsize=1)
def _letters_of(paragraphs: tuple[str, ...]) -> str:
    """The letters and digits of the paragraphs, kept while texts are looked for in them."""
    return letters("".join(paragraphs))


def _goes_on(draft: Draft, value: str) -> bool:
    """Whether a value begins as the paragraphs do and goes on, where they were cut."""
    if _PAGE_MARKUP.search(value):
        return False
    present, own = _letters_of(tuple(draft.paragraphs)), letters(ANY_TAG.sub(" ", value))
    begin = len(present) * 9 // 10
    longer = len(own) * 4 > len(present) * 5
    return begin > BEGINNING_COMPARED_CHARS and longer and own[:begin] == present[:begin]


_MAX_SHORT_CHARS = 200
"""The longest value, in code points, that counts as short."""


def _is_short(name: str, value: str) -> bool:
    """Whether a value under a name that nobody knows is a word or two that a person would read."""
    return (
        not json_fields.field_of(name)
        and 0 < len(value.strip()) <= _MAX_SHORT_CHARS
        and not name.startswith(("_", "@", "$"))
        and not unread_values.is_code(value)
    )


@functools.lru_cache(maxsize=1024)
def _kind_of_name(name: str) -> str:
    """The kind of a text: a "subtitle", a field that was "read", or empty for another text."""
    if _SUBTITLE.fullmatch(name):
        return "subtitle"
    read_field = json_fields.field_of(name) not in {"", "body"}
    return "read" if read_field and not _LEAD.fullmatch(name) else ""


def _is_unread_text(name: str, value: str, title: str) -> bool:
    """Whether a value that is no paragraph is text, and not an address or a code."""
    kind = _kind_of_name(name)
    if kind == "subtitle":
        return bool(value.strip()) and value != title
    if kind == "read":
        return False
    wordy = sum(character > "\u2e7f" for character in value[:400]) > 4 or value.count(" ") > 3
    return wordy and len(value) > _MIN_TEXT_CHARS // 2
