"""Parts a row with one text in two languages into two reports, each with the id of the other.

The columns name their language: zh and en, title_zh and title_en, 中文正文 and 英文正文, or objects
with a text per language. Ids zh-17 and en-17 say that the reports are translations.
"""

import functools
import re

from index.ingest.language import language
from index.ingest.prose import letters
from index.ingest.structured import json_fields, json_values
from index.json_types import JsonObject

_CODES = {
    "zh": r"zh(?:[-_](?:cn|hans|hant|tw|hk|sg))?|chs|cht|cn|chinese|中文|汉语|漢語|简体|繁体|中",
    "en": r"en(?:[-_](?:us|gb|uk))?|eng|english|英文|英语|英語|英",
}
_EITHER = {code: re.compile(names, re.IGNORECASE) for code, names in _CODES.items()}
_BEHIND = re.compile(
    rf"^(?P<name>.{{1,60}}?)[\s_.(（\[-]{{0,3}}(?:(?P<zh>{_CODES['zh']})|(?P<en>{_CODES['en']}))[)）\]]?",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE = re.compile(
    rf"(?:(?P<zh>{_CODES['zh']})|(?P<en>{_CODES['en']}))[\s_.-]?(?P<name>.{{1,60}})",
    re.IGNORECASE | re.DOTALL,
)
_SPLIT_NAME = re.compile(r"(?<=[a-z])(?=[A-Z])")
TEXT_LANGUAGES = ("zh", "en")
_MIN_LETTERS = 8
"""The least number of letters of the text in each language."""


def versions(item: JsonObject) -> list[tuple[str, JsonObject]]:
    """The versions of a row by their language; empty unless it has a text in both."""
    if not any(isinstance(value, dict) or _meaning(name) for name, value in item.items()):
        return []
    parts: dict[str, JsonObject] = {code: {} for code in TEXT_LANGUAGES}
    shared: JsonObject = {}
    for name, value in item.items():
        by_language = _by_language(name, value)
        if not by_language:
            shared[name] = value
        for code, field, text in by_language:
            parts[code].setdefault(field, text)
    if not all(_has_text(parts[code], code) for code in TEXT_LANGUAGES):
        return []
    return [(code, {**parts[code], **_rest(shared, parts[code], code)}) for code in parts]


def _by_language(name: str, value: object) -> list[tuple[str, str, object]]:
    """The language, name and value of each text in a column; none if it names no language."""
    if isinstance(value, dict):
        inner = [(code_of(str(key)), text) for key, text in value.items()]
        if len(inner) > 1 and all(code for code, _ in inner):
            field = name if json_fields.field_of(name) else "body"
            return [(code, field, text) for code, text in inner]
        return []
    code, field = _meaning(name) or ("", "")
    return [(code, field, value)] if code else []


@functools.lru_cache(maxsize=1024)
def _meaning(name: str) -> tuple[str, str] | None:
    """The language that a name says, and the name without it; None for other names."""
    if code := code_of(name):
        return code, "body"
    spaced = _SPLIT_NAME.sub("_", name.strip())
    for pattern in (_BEHIND, _BEFORE):
        if match := pattern.fullmatch(spaced):
            rest = match["name"].strip("_ ")
            if json_fields.field_of(rest):
                return "zh" if match["zh"] else "en", rest
    return None


def code_of(name: str) -> str:
    """The language that a name is: zh, en; empty for other names."""
    name = name.strip()
    return next((code for code, names in _EITHER.items() if names.fullmatch(name)), "")


def _has_text(part: JsonObject, code: str) -> bool:
    """Whether the version in a language has a text that is written in it."""
    texts = [json_values.body_of(text) for name, text in part.items() if _is(name, "body")]
    return any(letters(text) >= _MIN_LETTERS and language(text) == code for text in texts)


def _is(name: str, field: str) -> bool:
    return json_fields.field_of(name) == field


def _rest(shared: JsonObject, part: JsonObject, code: str) -> JsonObject:
    """The fields of both versions; the id names the language, and its own title comes first."""
    titled = any(_is(name, "title") for name in part)
    rest: JsonObject = {}
    for name, value in shared.items():
        field = json_fields.field_of(name)
        if field == "id" and isinstance(value, str | int) and str(value):
            rest[name] = f"{code}-{value}"
        elif field == "title":
            if not titled and language(str(value)) == code:
                rest[name] = value
        elif field not in {"body", "language"}:
            rest[name] = value
    return rest
