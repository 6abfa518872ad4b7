"""Answers in JSON: values and errors."""

import flask

from search import json_output
from web.language import gettext


def json_response(value: object, status: int = 200) -> flask.Response:
    """A value as JSON in UTF-8."""
    return flask.Response(json_output.dumps(value) + "\n", status, mimetype="application/json")


def error_response(status: int, title: str, message: str) -> flask.Response:
    """An error as JSON."""
    error = {"status": status, "title": title, "message": message}
    return json_response({"error": error}, status)


def no_such_report() -> flask.Response:
    """The error for an unknown id."""
    message = gettext("The index has no report with this id.")
    return error_response(404, gettext("No such report"), message)
