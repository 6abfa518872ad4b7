"""What a person searching can fix."""

from search.messages import message
from search.page import Note


class QueryError(Exception):
    """A query that cannot be read strictly: why, and where, in code points of its text."""

    def __init__(self, why: Note, start: int, end: int) -> None:
        super().__init__(message(why))
        self.why = why
        self.start = start
        self.end = end
