"""What an address can have wrong, and a server that cannot start."""

from index.errors import OperatorError


class BadParameterError(Exception):
    """A parameter of an address that cannot be read: its name, and what it may be."""

    def __init__(self, name: str, wanted: str) -> None:
        super().__init__(f"The parameter {name} must be {wanted}.")
        self.name = name
        self.wanted = wanted


class ServeError(OperatorError):
    """The server cannot listen where it was told to."""

    exit_code = 7
