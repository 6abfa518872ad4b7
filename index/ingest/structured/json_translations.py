"""Finds the translations of a report in a list inside it, each with its language and its text.

The object around the list has what holds for all of them: the day, the outlet, the id.
"""

import re
from collections.abc import Callable, Mapping

from index.ingest.structured import json_values
from index.json_types import JsonObject

_LANGUAGES = frozenset(
    (
        "locale",
        "languages_code",
        "langcode",
        "lang_code",
        "language_code",
        "languagecode",
        "culture",
    )
)
"""Names of the language of a translation, besides those of a field."""
_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4}){0,2}|\w{2,12}")
"""A language as programs write it: zh-CN, English."""
_MAX_TRANSLATIONS = 40


def of_report(value: JsonObject, field_of: Callable[[str], str]) -> list[JsonObject]:
    """The reports that an object with translations is, each with its own id; none of another."""
    if any(part and field_of(name) == "body" for name, part in value.items()):
        return []
    for name, parts in value.items():
        if not isinstance(parts, list) or not 0 < len(parts) <= _MAX_TRANSLATIONS:
            continue
        codes = [_language(part, field_of) for part in parts]
        if all(codes) and len(set(codes)) == len(codes):
            around = {key: inner for key, inner in value.items() if key != name}
            return [
                _joined(around, part, code if len(parts) > 1 else "", field_of)
                for part, code in zip(parts, codes, strict=True)
            ]
    return []


def _language(part: object, field_of: Callable[[str], str]) -> str:
    """The language of a translation, which has a title or a text; empty for something else."""
    if not isinstance(part, dict):
        return ""
    if not {"title", "body"} <= {field_of(name) for name, inner in part.items() if inner}:
        return ""
    codes = (
        json_values.text_of(inner)
        for name, inner in part.items()
        if field_of(name) == "language" or name.lower() in _LANGUAGES
    )
    return next(filter(_CODE.fullmatch, codes), "")


def _joined(
    around: JsonObject, part: Mapping[str, object], code: str, field_of: Callable[[str], str]
) -> JsonObject:
    """A translation with what is around it; its id names its language if there are several."""
    stated = {field_of(name) for name, inner in part.items() if inner} - {"", "id"}
    of_all = {name: inner for name, inner in around.items() if field_of(name) not in stated}
    ids = {
        name: f"{code[:2].lower()}-{inner}"
        for name, inner in around.items()
        if code and field_of(name) == "id" and isinstance(inner, str | int)
    }
    own = {name: inner for name, inner in part.items() if field_of(name) != "id" or not ids.keys()}
    return {**of_all, **own, **ids}
