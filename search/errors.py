"""Errors that a person who searches can fix."""

from search.messages import note_message
from search.page import Note


class QueryError(Exception):
    """A syntax error of a strict query: its note, and its range in code points of the query."""

    def __init__(self, why: Note, start: int, end: int) -> None:
        super().__init__(note_message(why))
        self.why = why
        self.start = start
        self.end = end
