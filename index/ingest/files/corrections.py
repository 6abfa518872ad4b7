"""Corrections of fields by hand: `corrections.toml` in the corpus folder.

They take precedence over values read from the files, and survive every rebuild.

    ["texts/2023-02-09.txt"]
    date   = 2023-02-09
    source = "Fuxin News Network"
    views  = ""            # an empty value removes the field
    skip   = true          # leaves the report out
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.errors import CorpusError
from index.fields import CORRECTED_FIELDS, COUNT_FIELDS, NUMBER_FIELDS
from index.ingest.days import partial_dates
from index.ingest.draft import MAX_VALUE_CHARS, tidy_line
from index.report import Report, Skipped
from index.report_date import PartialDate
from index.system import toml_file
from index.system.toml_file import TomlFile, as_text, as_toml

CORRECTIONS_FILE = "corrections.toml"
_MAX_COUNT = 10**12

CorrectedValue = str | int | bool | datetime.date | PartialDate | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Corrections:
    """Corrected values by path. Instances can be pickled."""

    by_path: Mapping[str, tuple[tuple[str, CorrectedValue], ...]] = field(default_factory=dict)

    def apply(self, report: Report, row: str = "") -> Report | Skipped:
        """The corrected report; `row` is its path by row number in an export."""
        corrected = self.by_path.get(report.path) or self.by_path.get(row)
        if corrected is None:
            return report
        if dict(corrected).get("skip"):
            return Skipped(report.path, f"It is left out by {CORRECTIONS_FILE}.", remark=True)
        values = {
            name: _empty(name) if value == "" else value
            for name, value in corrected
            if name != "skip"
        }
        origins = dict(report.origins) | dict.fromkeys(values, CORRECTIONS_FILE)
        return replace(report, **values, origins=tuple(origins.items()))  # type: ignore[arg-type]  # checked when loaded


def _empty(name: str) -> object:
    return None if name in NUMBER_FIELDS else () if name == "keywords" else ""


def load(folder: str) -> Corrections:
    """The corrections of a folder, empty without a file; raises CorpusError if it is invalid."""
    file = toml_file.load(Path(folder) / CORRECTIONS_FILE, CorpusError)
    by_path = {}
    for name, table in file.values.items():
        if not isinstance(table, dict):
            raise CorpusError(
                f"{file.path}: {as_text(name)} is no table; "
                f'write ["{as_text(name)}"] above its values.'
            )
        by_path[name] = tuple((key, _value(file, name, key, value)) for key, value in table.items())
    return Corrections(by_path)


def _value(file: TomlFile, name: str, key: str, value: object) -> CorrectedValue:
    """A corrected value with the type of its field; "" removes the value."""
    if value == "" and key != "skip" and key in {*CORRECTED_FIELDS, *NUMBER_FIELDS, "keywords"}:
        return ""
    typed = _typed(key, value)
    if typed is None:
        where = file.line(name, key)
        raise CorpusError(
            f"{where}: {as_text(key)} of {as_text(name)} is {as_toml(value)}; {_wanted(key)}."
        )
    return typed


def _typed(key: str, value: object) -> CorrectedValue | None:
    """The value converted to the type of its field; None if it has another type."""
    match key, value:
        case ("date", datetime.datetime()):
            return value.date()
        case ("date", str()):
            return partial_dates.labelled(value)
        case ("keywords", list()):
            return tuple(map(tidy_line, value)) if all(map(_is_short, value)) else None
        case ("date", datetime.date()) | ("skip", bool()):
            typed: CorrectedValue | None = value  # type: ignore[assignment]  # mypy does not narrow an or-pattern
        case (_, int()) if key in COUNT_FIELDS and type(value) is int and 0 <= value < _MAX_COUNT:
            typed = value
        case (_, str()) if key in CORRECTED_FIELDS and _is_short(value):
            typed = tidy_line(value)
        case _:
            typed = None
    return typed


def _is_short(value: object) -> bool:
    """Whether a value is a text that is no longer than those that are read from files."""
    return isinstance(value, str) and len(value) <= MAX_VALUE_CHARS


def _wanted(key: str) -> str:
    wanted = {
        "date": "write a date as 2023-02-09",
        **dict.fromkeys(COUNT_FIELDS, "write a number"),
        "keywords": 'write ["one", "two"]',
        "skip": "write true or false",
    }
    default = (
        f"write a text of at most {MAX_VALUE_CHARS:,} characters"
        if key in CORRECTED_FIELDS
        else f"known are date, keywords, skip, {', '.join((*COUNT_FIELDS, *CORRECTED_FIELDS))}"
    )
    return wanted.get(key, default)
