"""What an address can have wrong, and a server that cannot start."""

from index.errors import OperatorError

A_DATE = "a date such as 2023, 2023-02 or 2023-02-09"
A_FIRST_DAY = "a day that is not after the last one"
A_NUMBER = "a number from {0} to {1}"
A_QUERY = "at most {0} characters"
ONE_OF = "one of {0}"
WANTED = (A_DATE, A_FIRST_DAY, A_NUMBER, A_QUERY, ONE_OF)


class BadParameterError(Exception):
    """A parameter of an address that cannot be read: its name, and which of WANTED it may be."""

    def __init__(self, name: str, wanted: str, *values: str) -> None:
        super().__init__(f"The parameter {name} must be {wanted.format(*values)}.")
        self.name = name
        self.wanted = wanted
        self.values = values


class ServeError(OperatorError):
    """The server cannot listen where it was told to."""

    exit_code = 7
