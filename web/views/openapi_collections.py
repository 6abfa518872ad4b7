"""The OpenAPI description of collections; a part of `web.views.openapi`."""

from index.json_types import JsonObject
from web.desk.exports import DOSSIER_EXPORTS

_TEXT: JsonObject = {"type": "string"}
_COUNT: JsonObject = {"type": "integer", "minimum": 0}
_TEXTS: JsonObject = {"type": "array", "items": _TEXT, "maxItems": 2_000}
_ID: JsonObject = {
    "name": "id",
    "in": "query",
    "required": True,
    "description": "The number of a collection.",
    "schema": _COUNT | {"maximum": 9_999_999_999},
}
_LANG: JsonObject = {
    "name": "lang",
    "in": "query",
    "required": False,
    "description": "The language of messages.",
    "schema": {"enum": ["zh", "zh-Hant", "en"]},
}
_ERRORS = {
    "400": "A parameter or the body cannot be read; the message says what is wanted.",
    "403": "The request comes from a page of another site.",
    "404": "There is no such collection, or collections are kept in the browser only.",
    "409": "Somebody else changed it meanwhile, or a limit is reached; nothing was saved.",
    "415": "The body is not JSON.",
    "429": "Too many requests; Retry-After says when to come back.",
    "503": "The collections cannot be read or written; the message says why.",
}


def paths() -> JsonObject:
    """The paths of collections."""
    note = _object(
        ("report",),
        report=_TEXT,
        note=_TEXT,
        tags=_TEXTS,
        version=_COUNT | {"description": "The version that was read."},
        quote=_TEXT | {"pattern": r"\S", "description": "A passage; `note` is then its note."},
    )
    change = _object(
        (), add=_TEXTS, remove=_TEXTS, notes={"type": "array", "items": note, "maxItems": 2_000}
    )
    name = _TEXT | {"pattern": r"\S", "maxLength": 200}
    return {
        "/api/collections": {
            "get": _operation("The reader's collections", "Collections", []),
            "post": _operation(
                "Make a collection", "Collection", [], _object(("name",), name=name)
            ),
        },
        "/api/collection": {
            "get": _operation("One collection with its notes", "Dossier", [_ID]),
            "post": _operation("Add, note or remove reports", "Changed", [_ID], change),
        },
        "/export/collections.json": {"get": _download("All collections", "application/json", [])},
        **{
            f"/export/collection.{ending}": {
                "get": _download(one.summary, one.mimetype.partition(";")[0], [_ID])
            }
            for ending, one in DOSSIER_EXPORTS.items()
        },
    }


def schemas() -> JsonObject:
    """The schemas of collections."""
    collection: JsonObject = {
        **dict.fromkeys(("id", "reports", "version"), _COUNT),
        **dict.fromkeys(("name", "note", "created", "changed"), _TEXT),
    }
    passage = _object(("quote", "start", "note"), quote=_TEXT, start=_COUNT, note=_TEXT)
    item = {
        **dict.fromkeys(("id", "title", "source", "url", "note"), _TEXT),
        "date": {"type": ["string", "null"], "format": "date"},
        "tags": _TEXTS,
        "version": _COUNT,
        "passages": {"type": "array", "items": passage},
    }
    items = {"type": "array", "items": _object(tuple(item), **item)}
    return {
        "Collection": _object(tuple(collection), **collection),
        "Collections": _object(
            ("collections",),
            collections={"type": "array", "items": {"$ref": "#/components/schemas/Collection"}},
        ),
        "Dossier": _object((*collection, "items"), **collection, items=items),
        "Changed": _object((*collection, "added"), **collection, added=_COUNT),
    }


def _operation(
    summary: str, schema: str, parameters: list[JsonObject], body: JsonObject | None = None
) -> JsonObject:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    operation = _answered(summary, content, parameters)
    if body is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": body}},
        }
    return operation


def _download(summary: str, kind: str, parameters: list[JsonObject]) -> JsonObject:
    return _answered(summary, {kind: {"schema": {}}}, parameters)


def _answered(summary: str, content: JsonObject, parameters: list[JsonObject]) -> JsonObject:
    error = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "summary": summary,
        "parameters": [*parameters, _LANG],
        "responses": {
            "200": {"description": summary, "content": content},
            **{status: {"description": text, "content": error} for status, text in _ERRORS.items()},
        },
    }


def _object(required: tuple[str, ...], **properties: JsonObject) -> JsonObject:
    return {"type": "object", "required": list(required), "properties": properties}
