"""What a person searching can fix."""

from search.page import Note
from search.sentences import sentence


class QueryError(Exception):
    """A query that cannot be read strictly: why, and where, in code points of its text."""

    def __init__(self, why: Note, start: int, end: int) -> None:
        super().__init__(sentence(why))
        self.why = why
        self.start = start
        self.end = end
