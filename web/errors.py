"""What an address can have wrong, a server that cannot start, and what readers are told of both.

The sentences of OperatorError are for whoever runs the server and stay in English, with their
paths and commands; a reader gets a sentence of the kind in their own language before it.
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
A_CURSOR = "the “next” of another page of the same search, without “start” and “fold”"
A_PLACE = "at most {0}; to read all results, pass the “next” of each page as “after”"
A_NUMBER = "a number from {0} to {1}"
A_QUERY = "at most {0} characters"
FEW_VALUES = "given at most {0} times, all facets together"
ONE_OF = "one of {0}"
INSTEAD = "written as {0}; known are {1}"
KNOWN = "a known parameter: {0}"
NOT_TWICE = "given once"
PARAMETER_MESSAGES = (
    A_CURSOR,
    A_DATE,
    A_NUMBER,
    A_PLACE,
    A_QUERY,
    FEW_VALUES,
    INSTEAD,
    KNOWN,
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
"""What a reader is told about each kind of error; the last stands for all others."""
STATUS_MESSAGES = MappingProxyType(
    {
        400: "The browser sent a request that cannot be read.",
        404: "The address may have been shortened or mistyped.",
        405: "This address does not support that request method.",
        413: "The request is too large.",
        415: "The content type of the request is not supported.",
        500: "Something failed on our side. Go back and try again.",
    }
)
"""What a reader is told about a status; 400 and 500 stand for all others like them."""
REFUSAL_MESSAGES = MappingProxyType(
    {
        "rate": "Too many requests from your address. Wait a moment, then try again.",
        "busy": "Too many long searches are running. Wait a moment, then try again.",
        "late": "The search took too long. Ask for less at once.",
        "address": "This address is too long. Shorten the query.",
    }
)
"""What a client that is not let in is told, by web.server.rate_limit.RequestRefusedError.code."""
READER_MESSAGES = (*ERROR_MESSAGES.values(), *STATUS_MESSAGES.values(), *REFUSAL_MESSAGES.values())


def error_message(error: OperatorError) -> str:
    """What a reader is told about an error, in English."""
    kind = next(one for one in type(error).__mro__ if one in ERROR_MESSAGES)
    return ERROR_MESSAGES[kind]


def status_message(status: int) -> str:
    """What a reader is told about a status from 400 up, in English."""
    return STATUS_MESSAGES.get(status, STATUS_MESSAGES[500 if status >= 500 else 400])


class BadParameterError(Exception):
    """An unreadable parameter of an address: its name and one of PARAMETER_MESSAGES."""

    def __init__(self, name: str, wanted: str, *values: str) -> None:
        super().__init__(f"The parameter {name} must be {wanted.format(*values)}.")
        self.name = name
        self.wanted = wanted
        self.values = values


class ServeError(OperatorError):
    """The server cannot listen where it was told to."""

    exit_code = 7
