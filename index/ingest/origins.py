"""Origins of fields: a kind, which pages translate, and the name that the file uses."""

from enum import StrEnum


class OriginKind(StrEnum):
    """The kind of the place in a file that a field was read from."""

    LABEL = "label"
    META = "meta"
    FIELD = "field"
    CLASS = "class"
    HEADING = "heading"

    def of(self, name: str) -> str:
        """The origin for one place of this kind: "label 来源"."""
        return f"{self} {name}"


class GuessedOrigin(StrEnum):
    """The origin of a field that was concluded from something else."""

    ADDRESS = "guessed from the address"
    FILE_NAME = "guessed from the name of the file"
    FILE_CREATION = "guessed from the file's creation"
    FIRST_SENTENCE = "guessed from the first sentence"
    SCRIPT = "guessed from a script"
    WRITING = "guessed from the script"
