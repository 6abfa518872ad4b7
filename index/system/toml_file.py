"""Reads TOML files written by people: every error becomes a sentence with a line number."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from index.errors import OperatorError
from index.json_types import JsonObject
from index.system.regular_file import read_regular

MAX_TOML_BYTES = 16 << 20
"""Maximum bytes of a file; a longer one is refused."""
_SHOWN = 60
"""Maximum characters of a value in a sentence."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The tables of a file; `text` is its source, which is used to find line numbers."""

    path: Path
    values: JsonObject
    text: str = ""

    def line(self, table: str, key: str = "") -> str:
        """The file, with the line of a table or of a key in it if that is known."""
        number = _line(self.text.splitlines(), table, key)
        return f"{self.path}, line {number}" if number else str(self.path)


def load(
    path: Path, error: type[OperatorError], advice: str = "Correct it or remove it."
) -> TomlFile:
    """Load a file, empty if it does not exist.

    `error` is raised with a sentence, and the advice, if it is invalid.
    """
    try:
        text = read_regular(path, MAX_TOML_BYTES).decode("utf-8")
        return TomlFile(path, tomllib.loads(text), text)
    except FileNotFoundError:
        return TomlFile(path, {})
    except OSError as failure:
        why = failure.strerror or str(failure)
    except UnicodeDecodeError as failure:
        why = f"it is not UTF-8 (byte {failure.start})"
    except RecursionError:
        why = "it is nested too deeply"
    except ValueError as failure:
        why = as_text(failure)
    raise error(f"{path} cannot be read: {why}. {advice}")


def as_text(value: object) -> str:
    """A value for a sentence, at most as long as a person would read."""
    try:
        text = value if isinstance(value, str) else str(value)
    except ValueError:  # Python does not print a number of that many digits
        return "a number that is too long"
    return text if len(text) <= 2 * _SHOWN else f"{text[: 2 * _SHOWN]}…"


def as_toml(value: object) -> str:
    """A value as it is written in TOML, cut if it is long."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        return "a number that is too long"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _line(lines: list[str], table: str, key: str) -> int:
    """The number of the line with a key of a table, 0 if it is not found."""
    inside = 0
    for number, line in enumerate(lines, start=1):
        written = line.strip()
        if written.startswith("["):
            inside = number if written.strip("[] ").strip("\"'") == table else 0
        elif inside and key and written.partition("=")[0].strip(" \"'") == key:
            return number
        if inside == number and not key:
            return number
    return 0
