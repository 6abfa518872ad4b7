"""Says which sheets, rows and columns a spreadsheet hides; they are read all the same."""

from dataclasses import dataclass, field

_MAX_SAID_CHARS = 200
"""The most of the names of sheets that is said, in code points."""


@dataclass(slots=True)
class HiddenCells:
    """What is hidden in a file, as far as it has been read; rows are counted if they have cells."""

    sheets: list[str] = field(default_factory=list)
    rows: int = 0
    columns: int = 0

    def said(self) -> str:
        """A remark on what is hidden; empty if nothing is."""
        parts = [
            f"sheets {', '.join(self.sheets)[:_MAX_SAID_CHARS]}" if self.sheets else "",
            f"{self.rows} rows" if self.rows else "",
            f"{self.columns} columns" if self.columns else "",
        ]
        hidden = ", ".join(filter(None, parts))
        return f"the file hides cells, which were read: {hidden}" if hidden else ""
