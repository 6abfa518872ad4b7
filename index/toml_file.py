"""Files of TOML that a person writes: whatever is wrong with one is a sentence with its line."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from index.errors import OperatorError
from index.json_types import JsonObject
from index.regular_file import read_regular

LONGEST = 16 << 20
"""Bytes of such a file; a longer one is refused."""
_SHOWN = 60
"""Characters of a value that a sentence shows."""


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The tables of a file; `text` is what was written, for the lines that sentences name."""

    path: Path
    values: JsonObject
    text: str = ""

    def line(self, table: str, key: str = "") -> str:
        """The file with the line of a key in a table, or of the table; the file where unclear."""
        number = _line(self.text.splitlines(), table, key)
        return f"{self.path}, line {number}" if number else str(self.path)


def load(path: Path, error: type[OperatorError]) -> TomlFile:
    """The file at a path, without tables where there is none; `error` says what is wrong."""
    try:
        text = read_regular(path, LONGEST).decode("utf-8")
        return TomlFile(path, tomllib.loads(text), text)
    except FileNotFoundError:
        return TomlFile(path, {})
    except OSError as what:
        why = what.strerror or str(what)
    except UnicodeDecodeError as what:
        why = f"it is not UTF-8 (byte {what.start})"
    except RecursionError:
        why = "it is nested too deeply"
    except ValueError as what:
        why = shown(what)
    raise error(f"{path} cannot be read: {why}. Correct it or remove it.")


def shown(value: object) -> str:
    """A value as a sentence shows it: not longer than somebody reads."""
    try:
        text = value if isinstance(value, str) else str(value)
    except ValueError:  # a number of so many digits that Python writes none of them
        return "a number that is too long"
    return text if len(text) <= 2 * _SHOWN else f"{text[: 2 * _SHOWN]}…"


def quoted(value: object) -> str:
    """A value as it would be written, cut where it is long."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        return "a number that is too long"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _line(lines: list[str], table: str, key: str) -> int:
    """The number of the line where a key of a table is written, 0 where it is not found so."""
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
