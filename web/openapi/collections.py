"""The OpenAPI description of collections; a part of `web.openapi.description`."""

from web.desk.exports import DOSSIER_EXPORTS
from web.desk.records import MAX_COLLECTION_NAME_CHARS, MAX_ITEMS
from web.openapi.parts import (
    COUNT,
    DATE,
    STRING,
    Json,
    failure,
    json_content,
    list_of,
    object_of,
    operation_of,
    parameter,
    schema_named,
)

_SOME_TEXT: Json = STRING | {"pattern": r"\S"}
_STRINGS: Json = list_of(STRING) | {"maxItems": MAX_ITEMS}
_ID = parameter(
    "id", COUNT | {"maximum": 9_999_999_999}, "The number of a collection.", required=True
)
_LANG = parameter("lang", {"enum": ["zh", "zh-Hant", "en"]}, "The language of messages.")
_FAILURES = {
    "400": "A parameter or the body cannot be read; the message says what is wanted.",
    "403": "The request comes from a page of another site.",
    "404": "There is no such collection, or collections are kept in the browser only.",
    "409": "Somebody else changed it meanwhile, or a limit is reached; nothing was saved.",
    "415": "The body is not JSON.",
    "503": "The collections cannot be read or written; the message says why.",
}


def paths() -> Json:
    """The paths of collections."""
    note: Json = {
        "type": "object",
        "required": ["report"],
        "properties": {
            "report": STRING,
            "note": STRING,
            "tags": _STRINGS,
            "version": COUNT | {"description": "The version that was read."},
            "quote": _SOME_TEXT | {"description": "A passage; `note` is then its note."},
        },
    }
    notes = list_of(note) | {"maxItems": MAX_ITEMS}
    change: Json = {
        "type": "object",
        "properties": {"add": _STRINGS, "remove": _STRINGS, "notes": notes},
    }
    name = _SOME_TEXT | {"maxLength": MAX_COLLECTION_NAME_CHARS}
    return {
        "/api/collections": {
            "get": _operation("The reader's collections", "Collections", []),
            "post": _operation("Make a collection", "Collection", [], object_of(name=name)),
        },
        "/api/collection": {
            "get": _operation("One collection with its notes", "Dossier", [_ID]),
            "post": _operation("Add, note or remove reports", "Changed", [_ID], change),
        },
        "/export/collections.json": {"get": _download("All collections", "application/json", [])},
        **{
            f"/export/collection.{ending}": {
                "get": _download(export.summary, export.mimetype.partition(";")[0], [_ID])
            }
            for ending, export in DOSSIER_EXPORTS.items()
        },
    }


def schemas() -> Json:
    """The schemas of collections."""
    collection: Json = {
        **dict.fromkeys(("id", "reports", "version"), COUNT),
        **dict.fromkeys(("name", "note", "created", "changed"), STRING),
    }
    item = object_of(
        **dict.fromkeys(("id", "title", "source", "url", "note"), STRING),
        date=DATE,
        tags=_STRINGS,
        version=COUNT,
        passages=list_of(object_of(quote=STRING, start=COUNT, note=STRING)),
    )
    return {
        "Collection": object_of(**collection),
        "Collections": object_of(collections=list_of(schema_named("Collection"))),
        "Dossier": object_of(**collection, items=list_of(item)),
        "Changed": object_of(**collection, added=COUNT),
    }


def _operation(summary: str, schema: str, parameters: list[Json], body: Json | None = None) -> Json:
    operation = _answered(summary, json_content(schema_named(schema)), parameters)
    if body is not None:
        operation["requestBody"] = {"required": True, "content": json_content(body)}
    return operation


def _download(summary: str, kind: str, parameters: list[Json]) -> Json:
    return _answered(summary, {kind: {"schema": {}}}, parameters)


def _answered(summary: str, content: Json, parameters: list[Json]) -> Json:
    operation = operation_of(summary, content, [*parameters, _LANG])
    operation["responses"] |= {status: failure(text) for status, text in _FAILURES.items()}
    return operation
