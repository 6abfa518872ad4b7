"""The body of a request as a JSON object."""

import flask

from index.json_types import JsonObject


def json_body() -> JsonObject | None:
    """The object that a request sends; None if its body is no JSON object.

    Brackets nested thousands deep are none of ours either, though Python raises another error.
    """
    try:
        body = flask.request.get_json(silent=True)
    except RecursionError:
        return None
    return body if isinstance(body, dict) else None
