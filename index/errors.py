"""What an operator can fix: each sentence says what happened and what to do.

Nothing here knows terminals or HTTP; `baogao.py` maps `exit_code` to the process, `web/app.py`
maps the classes to a status.
"""


class OperatorError(Exception):
    """The family of everything an operator can fix; `exit_code` is for the process."""

    exit_code = 2


class CorpusError(OperatorError):
    """A folder of reports that cannot be read: missing, not a folder, empty."""

    exit_code = 3


class IndexMissingError(OperatorError):
    """There is no index yet where one was looked for."""

    exit_code = 4


class IndexUnusableError(OperatorError):
    """There is something, but it is foreign, damaged, or of another version."""

    exit_code = 5


class IndexBusyError(OperatorError):
    """Another build is writing to the same index."""

    exit_code = 6


class IndexWriteError(OperatorError):
    """The disk refuses what has to be written: full, read-only, failing."""

    exit_code = 8


class ClusterError(OperatorError):
    """A cluster that is not reached or refuses: address, password, certificate, blocks, disk."""

    exit_code = 9
