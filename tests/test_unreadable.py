"""Sentences for errors that nobody expected while a file was read."""

import pytest

from index.ingest.unreadable import TOO_MUCH_MEMORY, unforeseen

ERRORS = {
    "memory": (MemoryError(), TOO_MUCH_MEMORY),
    "memory, as a library says it": (MemoryError("cannot allocate"), TOO_MUCH_MEMORY),
    "with a message": (
        ValueError("no such row"),
        "The file is damaged in a way that its reader does not know (ValueError: no such row).",
    ),
    "without a message": (
        RecursionError(),
        "The file is damaged in a way that its reader does not know (RecursionError).",
    ),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_reason_says_whether_memory_or_the_file_was_at_fault(name):
    error, reason = ERRORS[name]

    assert unforeseen(error) == reason
