"""Errors of a call as data: a code that stays, what happened, and what to do."""

from types import MappingProxyType

from index.api import RefusedError
from index.errors import ClusterError, IndexBusyError, IndexMissingError, OperatorError
from index.json_types import JsonObject
from index.report import ReportId
from index.system import faults
from search.cursor import CursorError
from search.errors import QueryError
from web.errors import REFUSAL_MESSAGES, BadParameterError, RequestRefusedError, error_message


class ToolError(Exception):
    """A call that cannot be answered: `code` is stable, `advice` says what to do instead."""

    def __init__(self, code: str, message: str, advice: str) -> None:
        super().__init__(message)
        self.code = code
        self.advice = advice


_ADVICE = MappingProxyType(
    {
        "rate": "Wait for {retry} seconds, then call again.",
        "busy": "Wait for {retry} seconds, then call again, or make the query simpler.",
        "late": "Ask for less: fewer words, a period (from, to) or a source.",
        "address": "Shorten the query, or give fewer sources.",
    }
)
_OPERATOR: MappingProxyType[type[OperatorError], tuple[str, str]] = MappingProxyType(
    {
        RefusedError: ("query_refused", "Make the query simpler: fewer wildcards and operators."),
        IndexMissingError: ("no_index", "Ask the operator to build one: baogao index FOLDER"),
        IndexBusyError: ("index_busy", "Wait a moment, then call again."),
        ClusterError: ("cluster_away", "Wait a moment, then call again; else tell the operator."),
        OperatorError: ("index_unusable", "Tell the operator of this archive what was said."),
    }
)
"""For each kind of operator error its code and what a program can do."""
ABANDONED = ToolError(
    "stopping", "The server is stopping, or the call was cancelled.", "Connect again later."
)


def unknown_report(report_id: ReportId) -> ToolError:
    """The error for an id that no report has."""
    return ToolError(
        "unknown_report",
        f"The index has no report with the id {report_id[:60]!r}.",
        "Take the id from a hit of search, verify or trace; reports may have been removed since.",
    )


def tool_error(error: Exception) -> ToolError:
    """The error of a call for any exception that was raised while it was answered."""
    match error:
        case ToolError():
            return error
        case BadParameterError():
            advice = "Correct that argument and call again."
            return ToolError("bad_argument", str(error), advice)
        case CursorError():
            return bad_cursor(moved=error.moved)
        case QueryError():
            where = f"{error} (characters {error.start} to {error.end} of the query)"
            return ToolError("bad_query", where, "Correct the query, or leave out strict.")
        case RequestRefusedError():
            advice = _ADVICE[error.code].format(retry=error.retry)
            return ToolError(error.code, REFUSAL_MESSAGES[error.code], advice)
    return _fault(error)


def _fault(error: Exception) -> ToolError:
    """The error for what an operator can fix, or for a fault of ours."""
    if not isinstance(error, OperatorError):
        return ToolError("internal", faults.sentence(error), "Tell the operator of this archive.")
    kind = next(ancestor for ancestor in type(error).__mro__ if ancestor in _OPERATOR)
    code, advice = _OPERATOR[kind]
    return ToolError(code, f"{error_message(error)} {error}", advice)


def bad_cursor(*, moved: bool = False) -> ToolError:
    """The error for a cursor that does not belong to a call, or no longer."""
    if moved:
        message = "The archive has changed since the call that gave this cursor."
        return ToolError("archive_changed", message, "Begin again without a cursor.")
    message = "This cursor is not of this call."
    advice = "Pass `next` of an answer unchanged, with the same arguments as before."
    return ToolError("bad_cursor", message, advice)


def error_json(error: ToolError) -> JsonObject:
    """An error as data."""
    return {"error": {"code": error.code, "message": str(error), "advice": error.advice}}
