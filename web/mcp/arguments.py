"""Checks the arguments of a call against the schema of its tool, with a sentence for a mistake.

A schema is the part of JSON Schema that the tools use: an object of texts, numbers, flags and lists
of texts.
"""

from index.json_types import JsonObject
from web.mcp.errors import ToolError

_SHOWN = 60
"""Characters of a wrong value that an error repeats."""
_TYPES = {"string": str, "integer": int, "boolean": bool, "array": list}
_NAMES = {"string": "a text", "integer": "a whole number", "boolean": "true or false"}


def checked_arguments(arguments: JsonObject, schema: JsonObject) -> JsonObject:
    """The arguments without those that are null; ToolError names the first wrong one."""
    properties: JsonObject = schema["properties"]
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in given:
        if name not in properties:
            known = ", ".join(properties) or "none"
            raise ToolError(
                "bad_argument",
                f"There is no argument {name[:_SHOWN]!r}.",
                f"The arguments of this tool are: {known}.",
            )
    for name in schema.get("required", ()):
        if given.get(name) in (None, "", []):
            raise _wrong(name, properties[name], "is missing")
    for name, value in given.items():
        if not _fits(value, properties[name]):
            raise _wrong(name, properties[name], f"cannot be {_shown(value)}")
    return given


def _fits(value: object, schema: JsonObject) -> bool:
    """Whether a value has the type and the size that a schema wants."""
    wanted = schema.get("type", "string")
    if type(value) is not _TYPES[wanted]:
        return False
    if "enum" in schema:
        return value in tuple(schema["enum"])
    if isinstance(value, str):
        return len(value) <= int(schema["maxLength"])
    if isinstance(value, list):
        least, most = int(schema.get("minItems", 0)), int(schema["maxItems"])
        return least <= len(value) <= most and all(_fits(x, schema["items"]) for x in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return bool(schema["minimum"] <= value <= schema["maximum"])
    return True


def _wrong(name: str, schema: JsonObject, what: str) -> ToolError:
    return ToolError("bad_argument", f"The argument {name} {what}.", f"Give {_wanted(schema)}.")


def _wanted(schema: JsonObject) -> str:
    """A description of the values that a schema accepts."""
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    if schema["type"] == "array":
        return f"a list of {schema.get('minItems', 0)} to {schema['maxItems']} texts"
    words = _NAMES[schema["type"]]
    if schema["type"] == "string":
        return f"{words} of at most {schema['maxLength']} characters"
    if schema["type"] == "integer":
        return f"{words} from {schema['minimum']} to {schema['maximum']}"
    return words


def _shown(value: object) -> str:
    """A wrong value, cut; a long text by its length."""
    if isinstance(value, str) and len(value) > _SHOWN:
        return f"a text of {len(value)} characters"
    if isinstance(value, list | dict):
        return f"a list or object of {len(value)} items" if value else "an empty list or object"
    try:
        return repr(value)[:_SHOWN]
    except ValueError:  # Python refuses to write whole numbers of thousands of digits
        return "a number of thousands of digits"
