"""The body of a request as a JSON object."""

import flask

from index.json_types import JsonObject
from web.errors import KNOWN_PARAMETER, BadParameterError

MAX_KEY_CHARS = 40


def json_body(*names: str) -> JsonObject | None:
    """The object that a request sends; None if its body is no JSON object.

    BadParameterError if names are given and the object has another one. Brackets nested thousands
    deep are none of ours either, though Python raises another error.
    """
    try:
        body = flask.request.get_json(silent=True)
    except RecursionError:
        return None
    if not isinstance(body, dict):
        return None
    if unknown := [name for name in body if names and name not in names]:
        raise BadParameterError(unknown[0][:MAX_KEY_CHARS], KNOWN_PARAMETER, ", ".join(names))
    return body
