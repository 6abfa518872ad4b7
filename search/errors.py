"""What a person searching can fix."""


class QueryError(Exception):
    """A query that cannot be read strictly; `start` and `end` are code points of its text."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
