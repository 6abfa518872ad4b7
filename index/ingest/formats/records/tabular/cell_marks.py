"""What a sheet says of its cells beside their texts: those joined with others, and their links.

A table of reports has the outlet or the day of several rows in one joined cell, and the address of
a report behind its title.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.ingest.structured import json_fields

_MAX_MARKS, _MAX_JOINED_COLUMNS = 400_000, 200
"""The most joined cells and links of a sheet that are kept, and the most columns of such cells."""
_OWN_FIELDS = frozenset({"title", "body", "description", "url", "id"})
"""Fields that each report has for itself; a row without them goes on with the one above."""


@dataclass(slots=True)
class CellMarks:
    """The joined cells and links of a sheet, by the rows as they are numbered there, from 1.

    `joined` maps a row to the columns, from 0, of cells joined with those below, and their last
    rows.
    """

    joined: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    links: dict[int, dict[int, str]] = field(default_factory=dict)
    _kept: int = 0
    _texts: dict[int, tuple[int, str]] = field(default_factory=dict)
    _of_rows: list[tuple[dict[int, str], dict[int, str]]] = field(default_factory=list)

    def join(self, top: int, bottom: int, column: int) -> None:
        """Note that a cell is joined with those below it."""
        if bottom > top and self._kept < _MAX_MARKS:
            self._kept += 1
            self.joined.setdefault(top, []).append((column, bottom))

    def link(self, row: int, column: int, address: str) -> None:
        """Note the address behind a cell, if it is one of the web."""
        if address.startswith(("http://", "https://")) and self._kept < _MAX_MARKS:
            self._kept += 1
            self.links.setdefault(row, {})[column] = address

    def note(self, row: int, texts: Sequence[str]) -> None:
        """Note the texts of the next row, which has this number in the sheet."""
        self._texts = {at: mark for at, mark in self._texts.items() if mark[0] >= row}
        above = {at: text for at, (_, text) in self._texts.items()}
        for at, bottom in self.joined.get(row, ()):
            if at < len(texts) and texts[at] and len(self._texts) < _MAX_JOINED_COLUMNS:
                self._texts[at] = bottom, texts[at]
        self._of_rows.append((self._shared(above), self.links.get(row, {})))

    def _shared(self, above: dict[int, str]) -> dict[int, str]:
        """The texts above a row: those of the row before where they are the same."""
        before = self._of_rows[-1][0] if self._of_rows else {}
        if above == before:
            return before
        self._kept += len(above)
        return above if self._kept < _MAX_MARKS else {}

    def completed(self, count: int, row: list[str], names: Sequence[str]) -> list[str]:
        """The row with this count, with the texts of cells that are joined with it from above.

        A row whose title or text is a part of the cell above stays as it is.
        """
        above = self._of_rows[count - 1][0] if count <= len(self._of_rows) else {}
        fields = {at: json_fields.field_of(names[at]) for at in above if at < len(names)}
        if not above or not any(row) or not _OWN_FIELDS.isdisjoint(fields.values()):
            return row
        return [above[at] if at in fields and not text else text for at, text in enumerate(row)]

    def address(self, count: int, row: Sequence[str], names: Sequence[str]) -> str:
        """The link of the title in a row without an address, or its only link; or empty."""
        links = self._of_rows[count - 1][1] if count <= len(self._of_rows) else {}
        fields = [json_fields.field_of(name) for name in names]
        written = any(
            text.startswith(("http://", "https://"))
            for text, name in zip(row, fields, strict=False)
            if name == "url"
        )
        if not links or written:
            return ""
        of_title = (links[at] for at in links if at < len(fields) and fields[at] == "title")
        only = next(iter(links.values())) if len(set(links.values())) == 1 else ""
        return next(of_title, only)
