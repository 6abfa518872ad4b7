"""The parts that descriptions of the API are made of: parameters, operations, schemas."""

from index.json_types import JsonObject

Json = JsonObject

STRING: Json = {"type": "string"}
COUNT: Json = {"type": "integer", "minimum": 0}
FLAG: Json = {"type": "boolean"}
DATE: Json = {
    "type": ["string", "null"],
    "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$",
    "description": "A day, or the month or year alone: 2024-03-05, 2024-03, 2024.",
}
BRIEF: Json = {
    "id": STRING,
    "title": STRING,
    "date": DATE,
    "source": STRING,
    "url": STRING,
}
"""The properties that name a report."""
RECOGNISED: Json = {
    "type": ["number", "null"],
    "description": "How sure text is that a machine recognised on scanned pages.",
}


def parameter(name: str, schema: Json, text: str, *, required: bool = False) -> Json:
    """A parameter of an address."""
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": text,
        "schema": schema,
    }


def get_operation(summary: str, schema: str, parameters: list[Json], *, gone: bool = False) -> Json:
    """A GET that answers with a schema; `gone` if the report may be missing."""
    answer = json_content({"$ref": f"#/components/schemas/{schema}"})
    operation = operation_of(summary, answer, parameters)
    if gone:
        operation["responses"]["404"] = failure("There is no such report.")
    return {"get": operation}


def file_operation(summary: str, kind: str, parameters: list[Json]) -> Json:
    """A GET that answers with a file of a media type."""
    return {"get": operation_of(summary, {kind: {"schema": {}}}, parameters)}


def operation_of(summary: str, content: Json, parameters: list[Json]) -> Json:
    """An operation with its usual failures."""
    return {
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": content},
            "400": failure("A parameter cannot be read; the message names it."),
            "429": failure(
                "Too many requests, or costly ones at once; Retry-After says when to come back."
            ),
            "503": failure("There is no index that can be read; the message says what to do."),
        },
    }


def failure(text: str) -> Json:
    """A failed response."""
    return {"description": text, "content": json_content({"$ref": "#/components/schemas/Error"})}


def json_content(schema: Json) -> Json:
    """A schema as JSON content."""
    return {"application/json": {"schema": schema}}


def object_of(**properties: Json) -> Json:
    """An object whose properties are all required."""
    return {"type": "object", "required": list(properties), "properties": properties}


def list_of(items: Json) -> Json:
    """A list."""
    return {"type": "array", "items": items}


def schema_named(name: str) -> Json:
    """A reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}
