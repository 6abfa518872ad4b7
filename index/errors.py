"""Errors that an operator can fix: each sentence says what happened and what to do.

This module knows neither terminals nor HTTP; `baogao.py` maps `exit_code` to the exit status,
`web/server/app.py` maps the classes to an HTTP status.
"""


class OperatorError(Exception):
    """The base class of all errors that an operator can fix; `exit_code` is the exit status."""

    exit_code = 2


class CorpusError(OperatorError):
    """A folder of reports cannot be read: it is missing, empty, or not a folder."""

    exit_code = 3


class IndexMissingError(OperatorError):
    """There is no index yet at the given location."""

    exit_code = 4


class IndexUnusableError(OperatorError):
    """The index is foreign, damaged, or of another version."""

    exit_code = 5


class IndexBusyError(OperatorError):
    """Another build is writing to the same index."""

    exit_code = 6


class IndexWriteError(OperatorError):
    """The disk fails: it is full, read-only, or defective."""

    exit_code = 8


class ClusterError(OperatorError):
    """A cluster cannot be reached or refuses: address, password, certificate, blocks, disk."""

    exit_code = 9


class DeskError(OperatorError):
    """The collections cannot be read or written; `kind` chooses a reader's message.

    It is "unusable" (in the way, foreign, another version), "damaged", "full", "read-only" or
    "busy".
    """

    exit_code = 11

    def __init__(self, sentence: str, *, kind: str = "unusable") -> None:
        super().__init__(sentence)
        self.kind = kind


def missing_field(name: str) -> IndexUnusableError:
    """The error for an index that was built before the table of fields had this one."""
    return IndexUnusableError(
        f"The index was built without the field {name}, which this version has. Rebuild with: "
        "baogao index"
    )


class ReaderEndedError(Exception):
    """The reading process crashed, failed or timed out; the message is a sentence that says how."""
