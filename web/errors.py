"""Errors of addresses and of starting the server, and the messages readers get for errors.

The text of an OperatorError is for the administrator and stays English, with its paths and
commands; a reader first gets a message for its kind in their own language.
"""

from types import MappingProxyType

from index.api import RefusedError
from index.errors import (
    ClusterError,
    IndexBusyError,
    IndexMissingError,
    IndexUnusableError,
    OperatorError,
)

A_DATE = "a date such as 2023, 2023-02 or 2023-02-09"
A_PERIOD = "a month or year such as 2023-02 or 2023"
A_CURSOR = "the “next” of another page of the same search, without “start” and “fold”"
A_PLACE = "at most {0}; to read all results, pass the “next” of each page as “after”"
A_COLLECTION = "the number of a collection"
A_NUMBER = "a number from {0} to {1}"
A_QUERY = "at most {0} characters"
FEW_PHRASES = "given at most {0} times"
FEW_VALUES = "given at most {0} times, all facets together"
ONE_OF = "one of {0}"
INSTEAD = "written as {0}; known are {1}"
KNOWN_PARAMETER = "a known parameter: {0}"
NOT_TWICE = "given once"
PARAMETER_MESSAGES = (
    A_COLLECTION,
    A_CURSOR,
    A_DATE,
    A_NUMBER,
    A_PERIOD,
    A_PLACE,
    A_QUERY,
    FEW_PHRASES,
    FEW_VALUES,
    INSTEAD,
    KNOWN_PARAMETER,
    NOT_TWICE,
    ONE_OF,
)

ERROR_MESSAGES: MappingProxyType[type[OperatorError], str] = MappingProxyType(
    {
        RefusedError: "The query is too complex. Make it simpler.",
        IndexMissingError: "Build an index with this command, then load this page again:",
        IndexBusyError: "The index is being written. Try again in a moment.",
        IndexUnusableError: "The index is damaged, foreign or of another version. Index again.",
        ClusterError: "The search cluster does not respond. Try again in a moment.",
        OperatorError: "Please contact the administrator. The server reported:",
    }
)
"""The message for each kind of error; the last is for all others."""
STATUS_MESSAGES = MappingProxyType(
    {
        400: "The browser sent a request that cannot be read.",
        403: "This form was opened too long ago, or by another site. Go back, load the page again "
        "and send it once more.",
        404: "The address may have been shortened or mistyped.",
        405: "This address does not support that request method.",
        413: "The request is too large.",
        415: "The content type of the request is not supported.",
        500: "Something failed on our side. Go back and try again.",
    }
)
"""The message for a status; 400 and 500 also cover the other 4xx and 5xx."""
REFUSAL_MESSAGES = MappingProxyType(
    {
        "rate": "Too many requests from your address. Wait a moment, then try again.",
        "busy": "Too many long searches are running. Wait a moment, then try again.",
        "late": "The search took too long. Ask for less at once.",
        "address": "This address is too long. Shorten the query.",
    }
)
"""The message for a refused request, by web.server.rate_limit.RequestRefusedError.code."""
DESK_MESSAGES = MappingProxyType(
    {
        "unusable": "The server cannot use its file of collections. Nothing was saved.",
        "damaged": "The server's file of collections is damaged. Nothing was saved.",
        "full": "Nothing was saved: the server's disk is full. What is saved can still be read.",
        "read-only": "Nothing was saved: the server may not write its file of collections. What is "
        "saved can still be read.",
        "busy": "Nothing was saved: somebody else is saving at this moment. Try again.",
    }
)
"""The message for an error of the desk, by index.errors.DeskError.kind."""
LIMIT_MESSAGES = MappingProxyType(
    {
        "collections": "There may be at most {0} collections. Delete one for good to make room.",
        "items": "A collection holds at most {0} reports.",
        "characters": "The notes and passages of one report in one collection may have at most {0} "
        "characters together.",
        "collection": "A collection holds at most {0} characters, with its notes, passages and the "
        "titles of its reports.",
        "reader": "All your collections together hold at most {0} characters. Delete one for good "
        "to make room.",
        "introductions": "The introductions of all collections may have at most {0} characters "
        "together.",
        "note": "A note may have at most {0} characters.",
        "passage": "A noted passage may have at most {0} characters.",
        "tags": "A report in a collection may have at most {0} tags.",
        "tag": "A tag may have at most {0} characters.",
        "passages": "At most {0} passages of a report can be kept in a collection.",
        "readers": "There may be at most {0} readers with collections.",
    }
)
"""The message for a limit of the desk, by web.desk.database.DeskLimitError.code."""
READER_MESSAGES = (
    *ERROR_MESSAGES.values(),
    *STATUS_MESSAGES.values(),
    *REFUSAL_MESSAGES.values(),
    *DESK_MESSAGES.values(),
    *LIMIT_MESSAGES.values(),
)


def error_message(error: OperatorError) -> str:
    """The message for an error, in English."""
    kind = next(ancestor for ancestor in type(error).__mro__ if ancestor in ERROR_MESSAGES)
    return ERROR_MESSAGES[kind]


def status_message(status: int) -> str:
    """The message for a status from 400 up, in English."""
    return STATUS_MESSAGES.get(status, STATUS_MESSAGES[500 if status >= 500 else 400])


class BadParameterError(Exception):
    """An unreadable parameter of an address: its name and one of PARAMETER_MESSAGES."""

    def __init__(self, name: str, wanted: str, *values: str) -> None:
        super().__init__(f"The parameter {name} must be {wanted.format(*values)}.")
        self.name = name
        self.wanted = wanted
        self.values = values


class RequestRefusedError(Exception):
    """A refused request: the status, seconds until a retry, and the reason code."""

    def __init__(self, status: int, retry: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.retry = retry
        self.code = code


class ServeError(OperatorError):
    """The server cannot start, or cannot listen at its address."""

    exit_code = 7
